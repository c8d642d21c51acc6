// Asks for the name of the person who signs off, and says what is still to be looked at.
class SignBox {
  constructor(panel) {
    this.panel = panel;
    this.node = make('section', { class: 'cor-sign', hidden: true, 'aria-label': '定稿' });
  }

  open() {
    const { panel } = this;
    const { by, version } = panel.transcript;
    panel.typing.handOn();
    const name = make('input', { class: 'yh-input', 'aria-label': '核对人姓名', value: by, size: 8 });
    const form = make(
      'form',
      {},
      make('span', { text: this.words() }),
      make('label', {}, '核对人 ', name),
      make('button', { type: 'submit', class: 'yh-button yh-main', text: `存成第 ${version + 1} 版` }),
      button('再看看', '先不定稿', () => this.close()),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      panel.keep('sign', { by: name.value.trim() });
    });
    this.node.replaceChildren(form);
    panel.showOnly(this);
    name.focus();
  }

  close() {
    this.node.hidden = true;
  }

  words() {
    const { sentences } = this.panel;
    const rows = sentences.order.map((id) => sentences.rowOf(id));
    const blank = rows.filter((row) => row.kind === 'text' && !row.text.trim()).length;
    const gaps = rows.filter((row) => row.kind === 'gap').length;
    const open = rows.filter(isOpen).length;
    const words = [
      gaps && `还有 ${gaps} 处有人说话而没有文字`,
      blank && `${blank} 句没有文字`,
      open && `共 ${open} 处待核`,
    ].filter(Boolean);
    return words.length ? `定稿前请看一下：${words.join('，')}。` : '都听过了，可以定稿。';
  }
}
