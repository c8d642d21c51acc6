// A row of the corrector: a sentence, speech without text, or a text that was kept out, with what can be done with it.

const SURE = 0.8; // probability from which a sentence is not marked
const AGAIN_TITLE = '让机器再听一遍，可以换一个模型（F9）';

const isUnsure = (row) =>
  (row.sure !== null && row.sure < SURE) || row.unsure.length > 0 || row.fixes.length > 0 || row.proposals.length > 0;

// Whether a person still has to listen to the row.
const isOpen = (row) => {
  if (row.checked) return false;
  return row.kind !== 'text' || !row.text.trim() || (!row.changed && isUnsure(row));
};

const tag = (kind, text, title, faint) =>
  make('span', { class: `yh-tag ${kind}`, text, title, style: faint ? 'color:#5d6872' : null });

class Row {
  constructor(panel, row) {
    this.panel = panel;
    this.li = make('div', { class: 'cor-row', role: 'listitem', 'data-id': row.id, tabindex: '-1' });
    const playHere = () => {
      panel.sentences.select(row.id);
      panel.sound.playRow(row.id);
    };
    this.time = button('', '从这里播放', playHere, { class: 'cor-time' });
    const openSpeakers = (event) => panel.menus.openSpeakers(row.id, event.currentTarget);
    this.speaker = button('', undefined, openSpeakers, { class: 'cor-speaker', 'aria-haspopup': 'menu' });
    this.text = make('div', { class: 'cor-text' });
    this.marks = make('div', { class: 'cor-marks' });
    this.li.append(this.time, this.speaker, this.text, this.marks);
    this.refresh(row);
  }

  refresh(row) {
    const { li, time } = this;
    this.row = row;
    li.className = `cor-row ${row.kind}`;
    li.classList.toggle('unsure', isOpen(row) && row.kind === 'text');
    li.classList.toggle('done', row.checked);
    li.classList.toggle('current', row.id === this.panel.sentences.current);
    time.textContent = clock(row.start, true);
    time.setAttribute('aria-label', `从 ${clock(row.start)} 播放`);
    this.marks.replaceChildren();
    if (row.kind === 'text') this.showSentence();
    else if (row.kind === 'gap') this.showGap();
    else this.showRemoved();
  }

  // -- sentences ------------------------------------------------------------------------------------------------

  showSentence() {
    const { row, speaker, text } = this;
    speaker.textContent = row.speaker ?? '（不知是谁）';
    speaker.setAttribute('aria-label', `说话人：${row.speaker ?? '不知是谁'}，按回车更改`);
    if (text.contentEditable !== 'plaintext-only') {
      text.contentEditable = 'plaintext-only';
      text.setAttribute('role', 'textbox');
      text.setAttribute('aria-multiline', 'false');
      text.dataset.hint = '（没有文字）';
      text.spellcheck = false;
    }
    text.setAttribute('aria-label', `第 ${row.number} 句的文字`);
    const isFocused = text === document.activeElement;
    const isBusy = isFocused && this.panel.typing.isBusyWith(row.id);
    if (!isBusy && text.textContent !== row.text) {
      const caret = isFocused ? caretIn(text) : null;
      text.textContent = row.text;
      if (caret !== null) putCaret(text, Math.min(caret, row.text.length));
    }
    this.marks.append(...this.sentenceMarks());
  }

  sentenceMarks() {
    const { row } = this;
    const marks = [];
    if (row.sure !== null) {
      const kind = row.sure < SURE && !row.checked ? 'warn' : '';
      marks.push(tag(kind, `把握 ${Math.round(row.sure * 100)}%`, '机器对这一段有多大把握', row.sure >= SURE));
    }
    marks.push(...row.fixes.map((fix) => this.fixButton(fix)));
    marks.push(...row.proposals.map((proposal) => this.proposalButton(proposal)));
    if (row.changed) marks.push(tag('info', '已改', '这一句人改过'));
    const openActs = (event) => this.panel.menus.openActs(row.id, event.currentTarget);
    const more = { class: 'yh-button yh-quiet cor-more', 'aria-haspopup': 'menu', 'aria-label': '更多' };
    return [...marks, this.checkButton(), button('⋯', '更多：删去、并句、从这里播放', openActs, more)];
  }

  fixButton(fix) {
    const title = `${fix.by}把“${fix.from}”改成了“${fix.to}”（${fix.reason}）。按一下换回“${fix.from}”`;
    const label = { 'aria-label': `换回原文“${fix.from}”` };
    return button(`↺ ${fix.from}`, title, () => this.exchange(fix.to, fix.from, fix.at), label);
  }

  proposalButton({ from, to, at, reason }) {
    return button(`${from}→${to}？`, `${reason}。按一下改成“${to}”`, () => this.exchange(from, to, at));
  }

  checkButton() {
    const { checked, id } = this.row;
    return button(
      checked ? '✓ 听过' : '听过',
      '听过，没有错（F6）',
      () => this.panel.change(checked ? 'uncheck' : 'check', [id]),
      { 'aria-pressed': String(checked) },
    );
  }

  // Replaces the words `from`, which are looked for at the place `at` first.
  exchange(from, to, at) {
    const words = this.text.textContent;
    const place = placeOf(words, from, at);
    if (place < 0) return;
    this.panel.change('text', [this.row.id], {
      text: words.slice(0, place) + to + words.slice(place + from.length),
    });
  }

  // -- gaps and removed texts -----------------------------------------------------------------------------------

  showGap() {
    const { row, panel } = this;
    this.showWithoutSpeaker(`听不清：有人说话，没有文字（${(row.end - row.start).toFixed(1)} 秒）`);
    this.marks.append(
      button('补写', '听了以后写上（回车）', () => panel.walk.fill(row)),
      button('没有话', '听过，这里没有人说话', () => panel.change('check', [row.id])),
      button('再听', AGAIN_TITLE, () => panel.rehearing.open(row.id)),
    );
  }

  showRemoved() {
    const { row, panel } = this;
    this.showWithoutSpeaker(row.text ? make('s', { text: row.text }) : '没有文字', `　${row.reason}`);
    const restore = () => {
      panel.sentences.goOnAtNew(row.start);
      panel.change('restore', [row.id]);
    };
    this.marks.append(button('放回正文', '这几个字确实说了', restore));
    if (row.checked) return;
    this.marks.append(button('确认不要', '听过，没有人说这些', () => panel.change('check', [row.id])));
  }

  showWithoutSpeaker(...words) {
    this.speaker.hidden = true;
    this.text.className = 'cor-said';
    this.text.style.gridColumn = '2 / 4';
    this.text.replaceChildren(...words);
  }

  // -- places in the text ---------------------------------------------------------------------------------------

  // What the word list changed is underlined and what is searched for is marked, without touching the text itself.
  mark({ fixed, found, unsure }, wanted) {
    const { row } = this;
    const node = this.text.firstChild;
    if (row.kind !== 'text' || node?.nodeType !== Node.TEXT_NODE) return;
    const doubted = !row.checked && node.data === row.text ? unsureIn(row) : [];
    for (const [from, to] of doubted) unsure.add(rangeOf(node, from, to));
    for (const fix of row.fixes) {
      const at = placeOf(node.data, fix.to, fix.at);
      if (at >= 0) fixed.add(rangeOf(node, at, at + fix.to.length));
    }
    const hits = wanted ? occurrences(node.data, wanted) : [];
    for (const at of hits) found.add(rangeOf(node, at, at + wanted.length));
  }

  // Where in the sentence something is to be looked at, from first to last.
  placesInDoubt() {
    const { row } = this;
    if (row.kind !== 'text') return [];
    const words = this.text.textContent;
    const near = (part, at) => {
      const from = placeOf(words, part, at);
      return from < 0 ? [] : [[from, from + part.length]];
    };
    const all = [
      ...(words === row.text ? unsureIn(row) : []),
      ...row.proposals.flatMap((proposal) => near(proposal.from, proposal.at)),
      ...row.fixes.flatMap((fix) => near(fix.to, fix.at)),
    ];
    return all
      .sort((a, b) => a[0] - b[0] || b[1] - a[1])
      .filter(([, to], n, sorted) => !sorted.slice(0, n).some((other) => to <= other[1]));
  }
}
