// Finds words in all sentences and replaces them where the box stays ticked.
class FindBox {
  constructor(panel) {
    this.panel = panel;
    this.node = make('section', { class: 'cor-find', hidden: true, 'aria-label': '查找替换' });
  }

  open = () => {
    const { panel } = this;
    this.makeForm();
    panel.typing.handOn();
    panel.showOnly(this);
    this.wanted.focus();
    this.look();
  };

  makeForm() {
    const field = (label, value) =>
      make('input', { class: 'yh-input', 'aria-label': label, placeholder: label, value });
    this.wanted = field('要找的字', getSelection().toString().trim());
    this.instead = field('换成', '');
    this.swap = make('button', { type: 'submit', class: 'yh-button yh-main', text: '替换', disabled: true });
    this.count = make('span', { role: 'status' });
    this.hits = make('ul', { class: 'cor-hits', 'aria-label': '找到的句子，勾上的才换' });
    const form = make(
      'form',
      { onsubmit: (event) => this.replace(event) },
      make('label', {}, '找 ', this.wanted),
      make('label', {}, '换成 ', this.instead),
      this.swap,
      button('关闭', '关闭（Esc）', this.close, { class: 'yh-button yh-quiet' }),
      this.count,
    );
    for (const input of [this.wanted, this.instead]) {
      input.addEventListener('input', (event) => {
        if (!event.isComposing) this.look();
      });
      input.addEventListener('compositionend', () => this.look());
    }
    this.node.replaceChildren(form, this.hits);
  }

  close = () => {
    this.node.hidden = true;
    this.panel.sentences.mark();
    this.panel.sentences.focusCurrent();
  };

  // The words that are marked in the sentences, none while the box is closed.
  get words() {
    return this.node.hidden ? '' : this.wanted.value;
  }

  look() {
    const { sentences } = this.panel;
    const words = this.wanted.value;
    const holds = (known) => known.row.kind === 'text' && known.text.textContent.includes(words);
    const ids = words ? sentences.order.filter((id) => holds(sentences.rows.get(id))) : [];
    this.hits.replaceChildren(...ids.map((id) => this.hit(id, words)));
    this.count.textContent = words ? `找到 ${ids.length} 句` : '';
    this.tally();
    sentences.mark();
  }

  hit(id, words) {
    const { row, text } = this.panel.sentences.rows.get(id);
    const change = () => [make('del', { text: words }), make('ins', { text: this.instead.value })];
    const parts = text.textContent.split(words).flatMap((part, n) => (n ? [...change(), part] : [part]));
    const box = make('input', { type: 'checkbox', checked: true, value: id, onchange: () => this.tally() });
    const time = make('span', { class: 'yh-soft', text: clock(row.start) });
    return make('li', {}, make('label', {}, box, time, make('span', {}, parts)));
  }

  ticked() {
    return [...this.hits.querySelectorAll('input:checked')].map((box) => box.value);
  }

  tally() {
    const n = this.ticked().length;
    this.swap.disabled = !n || this.wanted.value === this.instead.value;
    this.swap.textContent = n ? `替换 ${n} 句` : '替换';
  }

  replace(event) {
    event.preventDefault();
    const items = this.ticked();
    if (!items.length || this.swap.disabled) return;
    const [find, text] = [this.wanted.value, this.instead.value];
    this.panel.change('replace', items, { find, text });
    this.panel.notice.told(`换了 ${items.length} 句：“${find}”→“${text}”。不对可以撤销。`);
    this.close();
  }
}
