// The way through the sentences by keys: from one to the next, to what is still to be heard, and what is done there.

class Walk {
  constructor(panel) {
    this.panel = panel;
    this.sentences = panel.sentences;
  }

  listen(frame) {
    frame.addEventListener('keydown', (event) => {
      if (isComposing(event)) return;
      const act = this.actOf(event);
      if (act) {
        event.preventDefault();
        event.stopPropagation();
        act();
      } else swallowRunKeys(event);
    });
    frame.addEventListener('mousedown', (event) => this.panel.menus.closeOutside(event.target));
  }

  // -- keys -----------------------------------------------------------------------------------------------------

  // What the key does, null where it is not for the panel.
  actOf(event) {
    const act = this.anywhere(event);
    if (act) return act;
    const classes = event.target.classList;
    if (classes?.contains('cor-text') && event.target.isContentEditable) return this.inSentence(event);
    return classes?.contains('cor-row') ? this.onSentence(event) : null;
  }

  anywhere(event) {
    const { panel, sentences } = this;
    if (event.ctrlKey || event.metaKey) return this.withCtrl(event);
    if (event.key === 'Escape') return this.escape(event.target);
    const acts = {
      F2: panel.sound.toggle,
      F3: panel.sound.slower,
      F4: () => panel.sound.playRow(sentences.current),
      F6: () => this.pass(),
      F7: () => this.agree(),
      F8: () => this.step(event.shiftKey ? -1 : 1),
      F9: () => panel.rehearing.open(sentences.current),
    };
    return acts[event.key] ?? null;
  }

  withCtrl(event) {
    const { find, undo, redo } = this.panel;
    const key = event.key.toLowerCase();
    if (key === 'f') return find.open;
    if (event.target.matches('input, select')) return null;
    if (key === 'z') return () => (event.shiftKey ? redo : undo).click();
    return key === 'y' ? () => redo.click() : null;
  }

  escape(target) {
    const { menus, find, rehearing } = this.panel;
    if (!menus.node.hidden) return menus.close;
    return [find, rehearing].find(({ node }) => !node.hidden && node.contains(target))?.close ?? null;
  }

  inSentence(event) {
    const { key, target } = event;
    if (key === 'Enter') return event.ctrlKey ? () => this.split() : () => this.leave(event.shiftKey ? -1 : 1);
    if (key === 'Escape') return () => this.sentences.focusCurrent();
    return getSelection().isCollapsed ? this.atEnds(key, target) : null;
  }

  // The keys that lead out of a sentence where the caret is at its beginning or end.
  atEnds(key, text) {
    const { sentences } = this;
    const caret = caretIn(text);
    const [before, after] = [sentences.beside(-1), sentences.beside(1)];
    if (key === 'Backspace' && caret === 0) return () => this.merge(before, sentences.current);
    if (key === 'Delete' && caret === text.textContent.length) return () => this.merge(sentences.current, after);
    if (key === 'ArrowUp' && isAtEdge(text, 'top')) return () => sentences.edit(before, caret);
    if (key === 'ArrowDown' && isAtEdge(text, 'bottom')) return () => sentences.edit(after, caret);
    return null;
  }

  onSentence(event) {
    const { panel, sentences } = this;
    const row = sentences.rowOf(sentences.current);
    const acts = {
      ArrowDown: () => sentences.focus(sentences.beside(1)),
      ArrowUp: () => sentences.focus(sentences.beside(-1)),
      Enter: () => (row.kind === 'gap' ? this.fill(row) : sentences.edit(sentences.current)),
      ' ': () => panel.sound.playRow(sentences.current),
      Delete: row?.kind === 'text' ? () => panel.change('remove', [sentences.current]) : null,
    };
    return acts[event.key] ?? null;
  }

  // -- moving ---------------------------------------------------------------------------------------------------

  go(id, position = null) {
    if (!id) return;
    this.sentences.edit(id, position);
    if (this.panel.sound.playsByItself) this.panel.sound.playRow(id);
  }

  leave(by) {
    this.panel.typing.handOn();
    this.go(this.sentences.beside(by));
  }

  // To the next place in doubt, backwards where `by` is -1: of this sentence, or else of the next that is open.
  step(by) {
    const { order, current } = this.sentences;
    const from = order.indexOf(current);
    const n = order.length;
    const place = this.nextPlaceHere(by);
    if (place) {
      this.sentences.take(current, place);
      return;
    }
    for (let away = 1; away <= n; away += 1) {
      const id = order[(((from + by * away) % n) + n) % n];
      const row = this.sentences.rows.get(id);
      if (!isOpen(row.row)) continue;
      const places = row.placesInDoubt();
      this.go(id, 0);
      if (places.length) this.sentences.take(id, places.at(by > 0 ? 0 : -1));
      return;
    }
  }

  // The next place in doubt of the sentence in which the caret is, undefined when there is none.
  nextPlaceHere(by) {
    const current = this.sentences.rows.get(this.sentences.current);
    const isInside = current?.text === document.activeElement && getSelection().rangeCount > 0;
    if (!isInside || current.row.checked) return undefined;
    const to = caretIn(current.text);
    const from = to - getSelection().toString().length;
    const isAhead = ([start, end]) => (by > 0 ? start >= to && end > to : end <= from);
    return current
      .placesInDoubt()
      .filter(isAhead)
      .at(by > 0 ? 0 : -1);
  }

  // -- acts -----------------------------------------------------------------------------------------------------

  // Takes over the name that is proposed where the caret is, or else the only one of the sentence.
  agree() {
    const { sentences } = this;
    const current = sentences.rows.get(sentences.current);
    const proposals = current?.row.proposals ?? [];
    if (!proposals.length) {
      this.panel.notice.told('这一句没有建议改的姓名。');
      return;
    }
    const words = current.text.textContent;
    const caret = caretIn(current.text) ?? 0;
    const near = proposals.find((proposal) => {
      const at = placeOf(words, proposal.from, proposal.at);
      return at >= 0 && at <= caret && caret <= at + proposal.from.length;
    });
    const best = near ?? proposals[0];
    current.exchange(best.from, best.to, best.at);
  }

  pass() {
    const { sentences } = this;
    const row = sentences.rowOf(sentences.current);
    if (row && !row.checked) {
      this.panel.change('check', [row.id]);
      sentences.rows.get(row.id).row = { ...row, checked: true };
    }
    this.step(1);
  }

  split() {
    const { sentences } = this;
    const { row, text } = sentences.rows.get(sentences.current) ?? {};
    const position = text ? caretIn(text) : null;
    if (position === null) return;
    const words = text.textContent;
    const at = sentences.order.indexOf(row.id);
    sentences.awaited = (ids) => ({ id: ids[at + 1], position: 0 });
    const now = this.panel.sound.secondIn(row);
    const heard = now === null ? {} : { start_s: now };
    this.panel.change('split', [row.id], { position: [...words.slice(0, position)].length, ...heard });
  }

  merge(first, second) {
    const { sentences } = this;
    const known = [first, second].map((id) => sentences.rows.get(id));
    if (known.some((each) => each?.row.kind !== 'text')) return;
    const at = sentences.order.indexOf(first);
    const position = known[0].text.textContent.length;
    sentences.awaited = (ids) => ({ id: ids[at], position });
    this.panel.change('merge', [first, second]);
  }

  fill(row) {
    this.sentences.rows.get(row.id).li.focus({ preventScroll: true });
    this.sentences.goOnAtNew(row.start);
    this.panel.change('insert', [], { start_s: row.start, end_s: row.end, text: '' });
    this.panel.sound.playRow(row.id);
  }
}
