// The menus that open at a sentence: who said it, and what else can be done with it.
class Menus {
  constructor(panel) {
    this.panel = panel;
    this.node = make('div', { class: 'yh-menu', role: 'menu', hidden: true });
    this.anchor = null;
    this.node.addEventListener('keydown', (event) => this.move(event));
  }

  move(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Tab') this.close();
    if (!by) return;
    event.preventDefault();
    const items = [...this.node.querySelectorAll('button, input')];
    items[(items.indexOf(document.activeElement) + by + items.length) % items.length].focus();
  }

  open(anchor, items) {
    const inside = this.panel.frame.getBoundingClientRect();
    const at = anchor.getBoundingClientRect();
    this.node.replaceChildren(...items);
    this.node.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const below = at.bottom - inside.top + 2;
    const above = Math.max(4, at.top - inside.top - height - 2);
    this.node.style.left = `${Math.max(6, Math.min(at.left - inside.left, inside.width - width - 10))}px`;
    this.node.style.top = `${below + height > inside.height ? above : below}px`;
    this.anchor = anchor;
    this.node.querySelector('button, input')?.focus();
  }

  close = () => {
    this.node.hidden = true;
    if (this.anchor?.isConnected) this.anchor.focus();
  };

  closeOutside(target) {
    if (!this.node.hidden && !this.node.contains(target)) this.node.hidden = true;
  }

  item(words, run, more = {}) {
    const choose = () => {
      this.close();
      run();
    };
    return button(words, undefined, choose, { role: 'menuitem', ...more });
  }

  openSpeakers(id, anchor) {
    const { panel } = this;
    const { sentences } = panel;
    sentences.select(id, { quiet: true });
    const { speaker } = sentences.rowOf(id);
    const known = new Set(sentences.order.map((each) => sentences.rowOf(each).speaker).filter(Boolean));
    const set = (to) => {
      if (to && to !== speaker) panel.change('speaker', [id], { text: to });
    };
    const items = [...known].map((name) => this.item(`${name === speaker ? '●' : '　'} ${name}`, () => set(name)));
    const name = this.nameField(set);
    this.open(anchor, [...items, name, ...(speaker ? [this.renameItem(speaker, name)] : [])]);
  }

  nameField(set) {
    const words = '另写一个姓名';
    const style = 'width:100%;margin:4px 0';
    const name = make('input', { class: 'yh-input', placeholder: words, 'aria-label': words, style });
    name.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      this.close();
      set(name.value.trim());
    });
    return name;
  }

  renameItem(speaker, name) {
    const rename = () => {
      const to = name.value.trim();
      if (to) this.panel.change('rename', [], { find: speaker, text: to });
    };
    const item = this.item(`把全篇的“${speaker}”都改成上面写的`, rename, { disabled: true });
    name.addEventListener('input', () => {
      item.disabled = !name.value.trim();
    });
    return item;
  }

  openActs(id, anchor) {
    const { panel } = this;
    const { sentences, sound, walk } = panel;
    sentences.select(id, { quiet: true });
    const at = sentences.order.indexOf(id);
    this.open(anchor, [
      this.item('从这里一直播放', () => sound.playOnFrom(sentences.rowOf(id).start)),
      this.item('再听一遍，换个模型比一比（F9）', () => panel.rehearing.open(id)),
      this.item('并到上一句', () => walk.merge(sentences.order[at - 1], id)),
      this.item('把下一句并进来', () => walk.merge(id, sentences.order[at + 1])),
      this.item('删去这一句（没有人说过）', () => panel.change('remove', [id])),
    ]);
  }
}
