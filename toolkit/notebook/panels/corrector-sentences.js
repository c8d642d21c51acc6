// All sentences in order of time, with the gaps and the texts that were kept out, and which of them is current.

const PART = 40; // sentences; a browser that has to look at 3,000 rows for each letter makes people wait
const idOf = (node) => node?.closest?.('.cor-row')?.dataset.id ?? null;

// Puts `nodes` into `parent` in that order. A node at its place is not moved: moving takes the focus, and what an
// input method is composing.
const putInOrder = (parent, nodes) => {
  let before = null;
  for (const node of [...nodes].reverse()) {
    if (node.parentNode !== parent || node.nextSibling !== before) parent.insertBefore(node, before);
    before = node;
  }
};

class Sentences {
  constructor(panel) {
    this.panel = panel;
    this.rows = new Map(); // id -> Row
    this.order = [];
    this.current = null;
    this.awaited = null; // tells from the new order where to go on
    this.node = make('div', { class: 'cor-list', role: 'list', 'aria-label': '全部语句' });
  }

  clear() {
    this.rows.clear();
    this.order = [];
    this.node.replaceChildren();
  }

  rowOf(id) {
    return this.rows.get(id)?.row;
  }

  // The row that is said at `second`, null in a pause.
  at(second) {
    let low = 0;
    let high = this.order.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rowOf(this.order[middle]).start <= second) low = middle;
      else high = middle - 1;
    }
    const row = this.rowOf(this.order[low]);
    return row && row.start <= second && second < row.end ? row.id : null;
  }

  beside(by) {
    return this.order[this.order.indexOf(this.current) + by];
  }

  countOpen() {
    return this.order.filter((id) => isOpen(this.rowOf(id))).length;
  }

  // -- the current one ------------------------------------------------------------------------------------------

  select(id, { quiet = false } = {}) {
    if (!id || !this.rows.has(id)) return;
    if (this.current !== id) {
      this.rows.get(this.current)?.li.classList.remove('current');
      if (this.rows.has(this.current)) this.rows.get(this.current).li.tabIndex = -1;
      this.current = id;
      this.rows.get(id).li.classList.add('current');
      this.rows.get(id).li.tabIndex = 0;
      this.panel.sound.showRegions();
    }
    if (!quiet) this.rows.get(id).li.scrollIntoView({ block: 'nearest' });
  }

  edit(id, position = null) {
    if (!this.rows.has(id)) return;
    const { li, text, row } = this.rows.get(id);
    this.select(id);
    if (row.kind !== 'text') {
      li.focus({ preventScroll: true });
      return;
    }
    text.focus({ preventScroll: true });
    putCaret(text, position ?? text.textContent.length);
    li.scrollIntoView({ block: 'nearest' });
  }

  // Selects the characters from `start` to `end`, so that typing replaces them.
  take(id, [start, end]) {
    this.edit(id, start);
    const inner = this.rows.get(id).text.firstChild;
    if (inner?.nodeType !== Node.TEXT_NODE) return;
    getSelection().setBaseAndExtent(inner, start, inner, end);
  }

  focus(id) {
    if (!id) return;
    this.select(id);
    this.rows.get(id).li.focus({ preventScroll: true });
  }

  focusCurrent() {
    this.rows.get(this.current)?.li.focus({ preventScroll: true });
  }

  // -- order ----------------------------------------------------------------------------------------------------

  update(rows, order) {
    for (const row of rows) {
      const known = this.rows.get(row.id);
      if (known) known.refresh(row);
      else this.rows.set(row.id, new Row(this.panel, row));
    }
    if (order) this.arrange(order);
    this.mark();
  }

  arrange(ids) {
    const focused = idOf(document.activeElement);
    const at = focused ? this.order.indexOf(focused) : -1;
    const caret = focused ? caretIn(document.activeElement) : null;
    const gone = new Set(this.rows.keys());
    for (const id of ids) gone.delete(id);
    for (const id of gone) {
      this.rows.get(id).li.remove();
      this.rows.delete(id);
    }
    this.dropEmpty();
    const groups = this.inParts(ids);
    for (const { part, lis } of groups) putInOrder(part, lis);
    putInOrder(
      this.node,
      groups.map(({ part }) => part),
    );
    this.dropEmpty();
    this.order = ids;
    const near = ids[Math.min(Math.max(at, 0), ids.length - 1)];
    if (this.current && !this.rows.has(this.current)) this.select(near, { quiet: true });
    if (focused && !this.rows.has(focused) && ids.length) this.goOnAt(ids, { id: near, position: caret ?? 0 });
  }

  // After a split or a merge: go on where the person was.
  goOnAt(ids, otherwise) {
    const { id, position } = this.awaited?.(ids) ?? otherwise;
    this.awaited = null;
    this.edit(id, position);
  }

  // Go on in the sentence that will be made at `start`.
  goOnAtNew(start) {
    const isIt = (row) => row.kind === 'text' && Math.abs(row.start - start) < 0.05;
    this.awaited = (ids) => ({ id: ids.find((id) => isIt(this.rowOf(id))) ?? ids[0], position: 0 });
  }

  dropEmpty() {
    for (const part of [...this.node.children]) if (!part.firstChild) part.remove();
  }

  // Rows stand in parts, so that the browser passes over what is out of sight. A row stays in its part; a new one
  // goes to the part of the row before it, and many new ones make parts of their own.
  inParts(ids) {
    const groups = [];
    const placed = new Set();
    let group = null;
    for (const id of ids) {
      const { li } = this.rows.get(id);
      const home = li.parentNode;
      const elsewhere = home && home !== group?.part && !placed.has(home);
      const full = !home && group && !group.old && group.lis.length >= PART;
      if (!group || elsewhere || full) {
        group = { part: home ?? make('div', { class: 'cor-part', role: 'presentation' }), old: Boolean(home), lis: [] };
        placed.add(group.part);
        groups.push(group);
      }
      group.lis.push(li);
    }
    return groups;
  }

  // What the word list changed is underlined and what is searched for is marked, without touching the text itself.
  mark() {
    if (!globalThis.Highlight) return;
    const marks = { fixed: new Highlight(), found: new Highlight(), unsure: new Highlight() };
    const { words } = this.panel.find;
    for (const row of this.rows.values()) row.mark(marks, words);
    for (const [name, highlight] of Object.entries(marks)) CSS.highlights.set(`yehua-${name}`, highlight);
  }
}
