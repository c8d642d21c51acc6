// The grievance table: a line for each grievance, and under it the words of the chosen one, with the evidence for its
// tags; or the whole transcript, in which sentences that the machine missed are selected and become a grievance. A
// grievance that nobody judged shows no word until a person gives a name: then it is judged here.

// Share of a grievance that must have been played for it to count as listened to.
const HEARD = 0.6;
const TAIL_S = 0.2; // played after the end of a passage
const COLOURS = { 红: 'red', 黄: 'yellow', 绿: 'green' };
const COLOUR_READINGS = { 红: ['hong'], 黄: ['huang'], 绿: ['lv', 'lu'], 无: ['wu'] };
const KINDS = ['申诉求决', '建议意见', '检举控告', '涉法涉诉', '咨询'];
const OTHER_FIELDS = ['home', 'site', 'against', 'request', 'people', 'since', 'earlier_reports', 'mediation'];
const NOBODY = '工作人员';
const KEY_WORDS = '上下键走行，回车改，F2 听，F6 确认并到下一件，F8 下一件待确认。检举控告收起内容，由专人另看。';
const OFFLINE_WORDS = '与后台断开了。您写的已经暂存在这台电脑的浏览器里，没有丢；请按“重新连接”，打开后会自动补存。';

const percent = (share) => `${Math.round(share * 100)}%`;
const tag = (kind, text, title = '') => make('span', { class: `yh-tag ${kind}`, text, title });
const colourMark = (colour) => make('span', { class: `yh-colour ${COLOURS[colour] ?? ''}`, text: colour || '未定' });
const speakerWords = (speaker) => (speaker ? make('span', { class: 'gri-speaker', text: `${speaker}：` }) : '');
const isProposed = (grievance) => grievance.status === 'proposed' && !grievance.closed;
const isOut = (grievance) => ['withdrawn', 'discarded'].includes(grievance.status);
const matterOf = (cell) => cell.getRow().getData().matter;
const now = () => new Date().toISOString();

// -- choosing from a list ---------------------------------------------------------------------------------------

const folded = (text) => text.toLowerCase().replace(/[\s'’·/／]/g, '');

// Letters are readings of characters side by side, each whole or begun: hjbh and huanjing find 环境保护.
const reads = (letters, readings, at) => {
  if (!letters) return true;
  const begins = (reading) => {
    for (let n = Math.min(reading.length, letters.length); n > 0; n -= 1)
      if (letters.startsWith(reading.slice(0, n)) && reads(letters.slice(n), readings, at + 1)) return true;
    return false;
  };
  return at < readings.length && readings[at].some(begins);
};

const holdsInOrder = (text, chars) => {
  let from = 0;
  return [...chars].every((char) => {
    from = text.indexOf(char, from) + 1;
    return from > 0;
  });
};

// How well an option fits what was typed: 1 best, 0 not at all.
const rank = (option, typed) => {
  const text = folded(option.value);
  if (!typed || text.includes(typed)) return 1;
  if (/^[a-z]+$/.test(typed)) return option.readings?.some((_, at) => reads(typed, option.readings, at)) ? 2 : 0;
  return holdsInOrder(text, typed) ? 3 : 0;
};

// An editor of a cell that finds one of `options` by words or letters. The list hangs inside the panel: an element of
// the page outside of it is not to be seen on the full screen.
class Picker {
  constructor(frame, cell, options, name, end) {
    this.frame = frame;
    this.cell = cell;
    this.options = options;
    this.onEnd = end;
    this.shown = [];
    this.at = 0;
    this.isOver = false;
    const box = { class: 'gri-pick', role: 'combobox', 'aria-expanded': 'true', 'aria-label': name };
    this.box = make('input', { ...box, placeholder: cell.getValue() || name, autocomplete: 'off' });
    this.menu = make('div', { class: 'gri-menu', role: 'listbox', 'aria-label': name });
    this.box.addEventListener('input', () => {
      this.at = 0;
      this.draw();
    });
    this.box.addEventListener('keydown', (event) => this.press(event));
    this.box.addEventListener('blur', () => this.end(null));
  }

  open() {
    this.frame.append(this.menu);
    this.draw();
    this.place();
    this.box.focus({ preventScroll: true });
  }

  end(value) {
    if (this.isOver) return;
    this.isOver = true;
    this.menu.remove();
    this.onEnd(value);
    const grid = this.cell.getElement()?.closest('.tabulator');
    setTimeout(() => grid?.querySelector('.tabulator-tableholder')?.focus({ preventScroll: true }));
  }

  draw() {
    const typed = folded(this.box.value);
    const ranked = this.options.map((option) => ({ option, rank: rank(option, typed) })).filter((each) => each.rank);
    this.shown = ranked.sort((one, two) => one.rank - two.rank).map((each) => each.option);
    this.at = Math.min(this.at, Math.max(0, this.shown.length - 1));
    const none = make('div', { class: 'gri-none', text: '没有这一类，请换个词，或删掉再从列表里选' });
    const lines = this.shown.map((option, n) => this.line(option, n === this.at));
    this.menu.replaceChildren(...(lines.length ? lines : [none]));
    this.menu.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  line(option, isChosen) {
    const choose = (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.end(option.value);
    };
    const note = option.note ? make('span', { class: 'gri-note', text: option.note }) : '';
    const attributes = { role: 'option', class: 'gri-option', 'aria-selected': String(isChosen), onmousedown: choose };
    return make('div', attributes, make('span', { text: option.value }), note);
  }

  place() {
    const here = this.cell.getElement().getBoundingClientRect();
    const all = this.frame.getBoundingClientRect();
    const below = Math.min(all.bottom, window.innerHeight) - here.bottom;
    const above = here.top - all.top;
    const isUp = below < 160 && above > below;
    const { style } = this.menu;
    style.left = `${Math.min(here.left - all.left, Math.max(0, all.width - 330))}px`;
    style.maxHeight = `${Math.max(120, Math.min(320, (isUp ? above : below) - 8))}px`;
    if (isUp) style.bottom = `${all.bottom - here.top - this.frame.scrollTop}px`;
    else style.top = `${here.bottom - all.top + this.frame.scrollTop}px`;
  }

  press(event) {
    event.stopPropagation();
    if (isComposing(event)) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const acts = {
      Enter: () => this.shown[this.at] && this.end(this.shown[this.at].value),
      Escape: () => this.end(null),
      Tab: () => this.end(null),
    };
    if (!move && !acts[event.key]) return;
    event.preventDefault();
    if (move) this.move(move);
    else acts[event.key]();
  }

  move(by) {
    this.at = (this.at + by + this.shown.length) % Math.max(1, this.shown.length);
    this.draw();
  }
}

// -- the whole text ---------------------------------------------------------------------------------------------

// All sentences, or those in no grievance; a stretch of them is selected and becomes a grievance.
class Talk {
  constructor(panel) {
    this.panel = panel;
    this.sentences = [];
    this.chosen = null; // the first and the last sentence selected, as places in `sentences`, in the order of choosing
    this.isDragging = false;
    const main = { class: 'yh-button yh-main', disabled: true };
    this.filter = make('input', { type: 'checkbox', onchange: () => this.draw() });
    this.add = button('算一件诉求', '把选上的几句算作一件诉求', () => panel.added(), main);
    this.hear = button('▶ 听选上的', '放选上的几句', () => panel.hearChosen(), { disabled: true });
    this.picked = make('span', { class: 'gri-picked', role: 'status' });
    const list = { role: 'listbox', 'aria-multiselectable': 'true', 'aria-label': '全部文字', tabindex: '0' };
    this.lines = make('div', { class: 'gri-talk', ...list });
    const filter = make('label', {}, this.filter, ' 已归入诉求的话也列出');
    const space = make('span', { class: 'yh-space' });
    const bar = make('div', { class: 'gri-talk-bar' }, filter, space, this.picked, this.hear, this.add);
    this.node = make('div', { class: 'gri-talk-box', hidden: true }, bar, this.lines);
    this.lines.addEventListener('mousedown', (event) => this.begin(event));
    this.lines.addEventListener('mouseover', (event) => this.drag(event));
    this.lines.addEventListener('keydown', (event) => this.press(event));
    document.addEventListener('mouseup', this.drop, true);
  }

  take(sentences) {
    this.sentences = sentences;
    if (this.chosen && Math.max(...this.chosen) >= sentences.length) this.chosen = null;
  }

  free() {
    return this.sentences.filter((sentence) => sentence.ordinal === null);
  }

  // The first and the last place selected, null when none is.
  ends() {
    return this.chosen ? [Math.min(...this.chosen), Math.max(...this.chosen)] : null;
  }

  isChosen(at) {
    const ends = this.ends();
    return Boolean(ends) && at >= ends[0] && at <= ends[1];
  }

  picks() {
    return this.sentences.filter((_, at) => this.isChosen(at));
  }

  listed() {
    const places = [...this.sentences.keys()];
    return places.filter((at) => this.filter.checked || this.sentences[at].ordinal === null);
  }

  draw() {
    if (this.node.hidden) return;
    const places = this.listed();
    const none = make('p', { class: 'gri-closed', text: '每一句话都归入了诉求。' });
    const lines = places.map((at, n) => this.line(at, n > 0 && places[n - 1] !== at - 1));
    this.lines.replaceChildren(...(lines.length ? lines : [none]));
    this.showPicks();
  }

  line(at, isAfterGap) {
    const { number, start, end, ordinal, speaker, hidden, text } = this.sentences[at];
    const hear = (event) => {
      event.stopPropagation();
      this.panel.hearFrom(start, end);
    };
    const words = hidden ? make('span', { class: 'gri-closed', text: '（先不显示）' }) : text;
    const option = { role: 'option', 'data-at': at, 'aria-selected': String(this.isChosen(at)) };
    return make(
      'div',
      { class: `gri-sentence${ordinal === null ? '' : ' in'}${isAfterGap ? ' gap' : ''}`, ...option },
      button(clock(start), '从这里播放', hear, { class: 'gri-time', tabindex: '-1' }),
      make('span', {}, make('span', { class: 'gri-number', text: `${number} ` }), speakerWords(speaker), words),
      ordinal === null ? make('span') : tag('info', `第 ${ordinal} 件`),
    );
  }

  showPicks() {
    for (const node of this.lines.querySelectorAll('[data-at]'))
      node.setAttribute('aria-selected', String(this.isChosen(Number(node.dataset.at))));
    const picks = this.picks();
    const taken = picks.find((sentence) => sentence.ordinal !== null);
    this.picked.textContent = this.pickWords(picks, taken);
    this.add.disabled = !picks.length || Boolean(taken) || picks.some((sentence) => sentence.hidden);
    this.hear.disabled = !picks.length;
  }

  pickWords(picks, taken) {
    if (!picks.length) return '点一句，再按住 Shift 点最后一句（或拖过去）';
    if (taken) return `第 ${taken.number} 句已在第 ${taken.ordinal} 件里，选不进来`;
    const [first, last] = [picks[0].number, picks.at(-1).number];
    return `选了第 ${first === last ? first : `${first}–${last}`} 句`;
  }

  placeOf(event) {
    const node = event.target.closest?.('[data-at]');
    return node ? Number(node.dataset.at) : null;
  }

  choose(at, isLonger) {
    this.chosen = isLonger && this.chosen ? [this.chosen[0], at] : [at, at];
    this.showPicks();
  }

  begin(event) {
    const at = event.target.closest('button') ? null : this.placeOf(event);
    if (at === null) return;
    this.isDragging = true;
    this.lines.focus({ preventScroll: true });
    this.choose(at, event.shiftKey);
    event.preventDefault();
  }

  drag(event) {
    const at = this.isDragging && event.buttons ? this.placeOf(event) : null;
    if (at !== null && this.chosen) this.choose(at, true);
  }

  drop = () => {
    this.isDragging = false;
  };

  press(event) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const places = this.listed();
    if (event.key === 'Enter' && !this.add.disabled) this.panel.added();
    else if (move && places.length) {
      const here = places.indexOf(this.chosen?.[1]);
      const to = places[Math.max(0, Math.min(places.length - 1, here < 0 ? 0 : here + move))];
      this.choose(to, event.shiftKey);
      this.lines.querySelector(`[data-at="${to}"]`)?.scrollIntoView({ block: 'nearest' });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  close() {
    document.removeEventListener('mouseup', this.drop, true);
  }
}

// -- the panel --------------------------------------------------------------------------------------------------

class GrievancesView extends View {
  constructor(model, el) {
    super(model, el);
    this.rows = [];
    this.judge = null;
    this.isClosed = false;
    this.warned = null; // the question that F6 or F4 asked once
    this.opened = { names: {}, subjects: [] };
    this.current = null;
    this.table = null;
    this.ticked = new Set();
    this.stopAt = []; // the stretches that are still to be played
    this.listening = null; // the grievance that is being played, and the seconds of it that were
    // A key that is pressed before the last one was answered is about the row that comes next, not about the same.
    this.inTurn = Promise.resolve();
    this.makeFrame();
    this.media.addEventListener('play', () => {
      this.listen.textContent = '⏸ 停';
      requestAnimationFrame(this.watch);
    });
    this.media.addEventListener('pause', () => {
      this.listen.textContent = '▶ 听';
    });
    this.frame.addEventListener('keydown', (event) => this.press(event), true);
    this.link = new Link(this.model, this.model.get('shelf'), {
      told: (message) => message.tell === 'state' && this.take(message),
      alive: (yes) => (yes ? this.notice.online() : this.notice.offline(OFFLINE_WORDS)),
      done: (answer) => this.done(answer),
      refused: (fault, sent) => this.notSaved(fault, sent),
    });
    this.link.ask('open').then(this.open, (fault) => this.notice.notOpened(fault));
  }

  makeFrame() {
    this.media = make('audio', { preload: 'metadata' });
    this.saved = make('span', { role: 'status', text: '正在打开……' });
    this.reasonBox = make('form', { class: 'yh-bar', hidden: true });
    this.grid = make('div', { class: 'gri-grid' });
    this.why = make('section', { 'aria-label': '依据和选择' });
    const foot = [make('span', { text: KEY_WORDS }), make('span', { style: 'margin-left:auto' }, this.saved)];
    this.mount(
      make(
        'div',
        { class: 'yh gri', role: 'region', 'aria-label': '梳理诉求' },
        this.bar(),
        this.judgingBar(),
        this.notice.node,
        this.reasonBox,
        this.grid,
        make('div', { class: 'gri-detail' }, this.wordsBox(), this.why),
        make('div', { class: 'yh-foot' }, foot),
        this.media,
      ),
    );
  }

  bar() {
    const main = { class: 'yh-button yh-main' };
    const confirm = () => this.inOrder(() => this.confirmed());
    const merge = () => this.act('merge', { matters: [...this.ticked] });
    this.title = make('strong', { text: '梳理诉求' });
    this.openTag = make('span', { class: 'yh-tag warn', role: 'status' });
    this.listen = button('▶ 听', '放这一件诉求的录音，再按停下（F2）', () => this.toggle());
    this.merge = button('合并所选', '左边勾上的几件并成一件', merge, { disabled: true });
    this.away = button('不采纳…', '不算一件诉求', () => this.askReason());
    this.confirm = button('确认，下一件', '核对无误，给出编号，走到下一件（F6）', confirm, main);
    const space = make('span', { class: 'yh-space' });
    const acts = [this.listen, this.merge, this.away, this.fullScreenButton(), this.confirm];
    return make('div', { class: 'yh-bar' }, this.title, space, this.openTag, ...acts);
  }

  judgingBar() {
    const judge = (verdict) => () => this.inOrder(() => this.judged(verdict));
    const judging = { class: 'yh-button gri-judge' };
    this.release = button('不是检举', '这一件不是检举控告，放行（F4）', judge('no'), judging);
    this.accuse = button('是检举', '这一件是检举控告，收起内容另行保管（F9）', judge('yes'), judging);
    const closing = '看过以后一次放行其余的诉求和没有归入诉求的话';
    this.others = button('其余都不是检举…', closing, () => this.askClosing());
    this.officer = make('input', { class: 'yh-input', 'aria-label': '判断人姓名', placeholder: '姓名', size: 8 });
    this.judgeWords = make('span', { class: 'gri-judge-words' });
    const look = make('button', { type: 'submit', class: 'yh-button', text: '查看并判断', title: '谁看过会记下来' });
    this.asking = make('form', { class: 'gri-asking' }, this.officer, look);
    this.judging = make('span', { class: 'gri-asking', hidden: true }, this.release, this.accuse, this.others);
    this.asking.addEventListener('submit', (event) => this.beginJudging(event));
    const space = make('span', { class: 'yh-space' });
    const bar = { class: 'yh-bar gri-judge-bar', hidden: true };
    this.judgeBar = make('div', bar, this.judgeWords, space, this.asking, this.judging);
    return this.judgeBar;
  }

  wordsBox() {
    const tab = { role: 'tab' };
    const free = '没有归入诉求的话也在这里，选上就能算一件诉求';
    this.tabWords = button('这一件的原话', '', () => this.turn('words'), tab);
    this.tabTalk = button('全部文字', free, () => this.turn('talk'), tab);
    this.words = make('div', { class: 'gri-words' });
    this.talk = new Talk(this);
    const list = { class: 'gri-tabs', role: 'tablist', 'aria-label': '看什么' };
    const tabs = make('div', list, this.tabWords, this.tabTalk);
    return make('section', { 'aria-label': '原话' }, tabs, this.words, this.talk.node);
  }

  open = (state) => {
    const where = `${state.meeting}　${state.code}`;
    this.opened = state;
    this.title.replaceChildren('梳理诉求', make('small', { class: 'yh-subtitle', text: where }));
    this.take(state);
    this.build();
    this.turn('words');
    this.settled();
    served(state.sound).then((address) => {
      if (address) this.media.src = address;
      else this.listen.disabled = true;
    });
    if (this.link.waiting()) this.link.flush();
  };

  // -- messages -------------------------------------------------------------------------------------------------

  done(answer) {
    this.settled();
    if (answer.said?.length) this.notice.told(`${answer.said.join('；')}。`);
  }

  notSaved(fault, sent) {
    const words = sent.given.text ? `\n没有存下：${sent.given.text}` : '';
    this.notice.show(`${fault.refused}${words}`, { record: fault.record });
    this.take({ rows: this.rows }, true);
  }

  settled() {
    this.saved.textContent = this.link.waiting() ? '正在存……' : `已存好 ${timeOfDay()}`;
  }

  set(matter, field, text) {
    const row = this.find(matter);
    // Choosing what the machine was unsure of is a decision, though the text stays the same.
    if (!row || (row.fields[field] === text && !(field === 'subject' && row.unsure))) return;
    this.put(matter, field, text);
  }

  put(matter, field, text) {
    this.link.put('set', { matter, field, text, at: now() });
    this.saved.textContent = '正在存……';
    this.link.flush();
  }

  async act(what, given) {
    await this.link.flush();
    try {
      const answer = await this.link.ask(what, { ...given, key: `${Date.now()}` }, 60000);
      this.done(answer);
      return answer;
    } catch (fault) {
      this.notice.refused(fault);
      // It may have been refused because the list is not what it was.
      const state = this.link.ask('open');
      state.then((fresh) => this.take(fresh)).catch(() => {});
      return null;
    }
  }

  inOrder(act) {
    this.inTurn = this.inTurn.then(act, act);
    return this.inTurn;
  }

  find(matter) {
    return this.rows.find((row) => row.matter === matter);
  }

  take(state, isAnew = false) {
    const mattersOf = (rows) => rows.map((row) => row.matter).join();
    const isSame = !isAnew && mattersOf(state.rows) === mattersOf(this.rows);
    this.rows = state.rows;
    if ('judge' in state) {
      this.judge = state.judge;
      this.isClosed = state.closed;
    }
    if (state.talk) this.talk.take(state.talk);
    for (const matter of [...this.ticked]) if (!this.find(matter)) this.ticked.delete(matter);
    this.merge.disabled = this.ticked.size < 2;
    const left = this.rows.filter((row) => row.status === 'proposed').length;
    this.openTag.textContent = left ? `待确认 ${left} 件` : '都确认了';
    this.openTag.className = `yh-tag ${left ? 'warn' : 'good'}`;
    this.showJudging(state.remarks ?? []);
    if (this.table) this.redraw(isSame);
  }

  async redraw(isSame) {
    const lines = this.rows.map((row) => this.line(row));
    if (isSame) await this.table.updateData(lines);
    else await this.table.setData(lines);
    if (!isSame && !this.find(this.current)) this.select(this.rows[0]);
    for (const row of this.table.getRows()) row.reformat();
    this.detail();
  }

  // -- the grid -------------------------------------------------------------------------------------------------

  of(cell) {
    return this.find(matterOf(cell));
  }

  line(row) {
    const { matter, ordinal, number, status_name: status, start, fields } = row;
    const known = number ? `${status} ${number.split('-').pop()}` : status;
    return { matter, ticked: this.ticked.has(matter), ordinal, status: known, start, ...fields };
  }

  // False when there is none.
  lineOf(matter) {
    return this.table && matter !== null ? this.table.getRow(matter) : false;
  }

  choose(matter) {
    if (matter === this.current) return;
    if (this.lineOf(this.current)) this.lineOf(this.current).getElement().classList.remove('now');
    this.current = matter;
    if (this.lineOf(this.current)) this.lineOf(this.current).getElement().classList.add('now');
    this.detail();
  }

  markPending(cell) {
    cell.getElement().classList.toggle('pending', Boolean(this.of(cell)?.pending.includes(cell.getField())));
  }

  plainCell = (cell) => {
    this.markPending(cell);
    return document.createTextNode(cell.getValue() ?? '');
  };

  // What is still to be decided stands first, so that no narrow column cuts it off.
  subjectCell = (cell) => {
    this.markPending(cell);
    const unsure = this.of(cell)?.unsure ? tag('warn', '待定', '分类要由人选定') : '';
    return make('span', { class: 'gri-first' }, unsure, make('span', { text: cell.getValue() || '' }));
  };

  colourCell = (cell) => {
    this.markPending(cell);
    return this.of(cell)?.closed ? document.createTextNode('') : colourMark(cell.getValue());
  };

  statusCell = (cell) => {
    const row = this.of(cell);
    const danger = row?.danger ? tag('bad', '今晚必看', row.danger) : '';
    const text = make('span', { text: cell.getValue() });
    if (row?.accusation !== 'unjudged' || row.closed) return make('span', { class: 'gri-first' }, danger, text);
    const open = row.warning ? tag('bad', '像检举', row.warning) : tag('warn', '未判断', '');
    return make('span', { class: 'gri-first' }, danger, open, text);
  };

  startCell = (cell) => {
    const row = this.of(cell);
    const [kind, sign, words] = row?.heard ? ['gri-heard', '✓', '听过'] : ['gri-unheard', '○', '还没有听过'];
    const mark = { class: kind, text: sign, title: words, role: 'img', 'aria-label': words };
    const time = make('span', { text: clock(cell.getValue()) });
    return make('span', { class: 'gri-start' }, row?.closed ? '' : make('span', mark), time);
  };

  summaryCell = (cell) => {
    const row = this.of(cell);
    return row?.closed ? make('span', { class: 'gri-closed', text: row.closed }) : this.plainCell(cell);
  };

  tickCell = (cell) =>
    make('input', { type: 'checkbox', tabindex: '-1', 'aria-label': '选上', checked: Boolean(cell.getValue()) });

  column(field, more = {}) {
    const editable = (cell) => !this.of(cell)?.closed;
    const common = { headerSort: false, editor: 'input', editable, formatter: this.plainCell };
    return { title: this.opened.names[field], field, ...common, ...more };
  }

  columns() {
    const subject = { formatter: this.subjectCell, editor: this.picker((cell) => this.subjectsOf(cell), '内容分类') };
    const colour = { formatter: this.colourCell, editor: this.picker(() => this.colours(), '颜色') };
    const tick = (_event, cell) => this.tick(matterOf(cell));
    const playCell = (_event, cell) => {
      this.choose(matterOf(cell));
      this.play();
    };
    const centre = { hozAlign: 'center' };
    const fixed = { headerSort: false };
    return [
      { title: '选', field: 'ticked', width: 44, ...centre, ...fixed, formatter: this.tickCell, cellClick: tick },
      { title: '序', field: 'ordinal', width: 44, ...centre, ...fixed },
      { title: '状态', field: 'status', width: 132, ...fixed, formatter: this.statusCell },
      { title: '开始', field: 'start', width: 80, ...fixed, formatter: this.startCell, cellClick: playCell },
      this.column('person', { width: 90 }),
      this.column('subject', { minWidth: 150, widthGrow: 2, ...subject }),
      this.column('colour', { width: 68, ...centre, ...colour }),
      this.column('amounts', { width: 110 }),
      this.column('summary', { minWidth: 180, widthGrow: 3, formatter: this.summaryCell }),
    ];
  }

  build() {
    this.table = new Tabulator(this.grid, {
      data: this.rows.map((row) => this.line(row)),
      index: 'matter',
      layout: 'fitColumns',
      maxHeight: '340px',
      placeholder: '没有诉求',
      popupContainer: this.frame,
      selectableRange: 1,
      selectableRangeColumns: false,
      selectableRangeRows: false,
      editTriggerEvent: 'dblclick',
      columnDefaults: { resizable: 'header', tooltip: true },
      rowFormatter: (line) => this.formatLine(line),
      columns: this.columns(),
    });
    this.table.on('cellEdited', (cell) =>
      this.set(matterOf(cell), cell.getField(), String(cell.getValue() ?? '').trim()),
    );
    this.table.on('rangeChanged', (range) => {
      const [first] = range.getRows();
      if (first) this.choose(first.getData().matter);
    });
    this.table.on('tableBuilt', () => {
      this.frame.dataset.ready = '1';
      this.select(this.rows.find(isProposed) ?? this.rows[0]);
    });
  }

  formatLine(line) {
    const row = this.find(line.getData().matter);
    const { classList } = line.getElement();
    classList.toggle('now', row?.matter === this.current);
    classList.toggle('danger', Boolean(row?.danger));
    classList.toggle('out', Boolean(row && isOut(row)));
  }

  select(row) {
    if (!row) return;
    this.choose(row.matter);
    this.table.scrollToRow(row.matter, 'nearest', false).catch(() => {});
    const line = this.lineOf(row.matter);
    const range = this.table.getRanges?.()[0];
    if (!line || !range) return;
    const cell = line.getCell('person');
    range.setBounds(cell, cell);
  }

  tick(matter) {
    if (this.ticked.has(matter)) this.ticked.delete(matter);
    else this.ticked.add(matter);
    this.table.updateData([{ matter, ticked: this.ticked.has(matter) }]);
    this.merge.disabled = this.ticked.size < 2;
  }

  picker(optionsOf, name) {
    return (cell, onRendered, success, cancel) => {
      const end = (value) => {
        // The grid tells of a change only; to choose what the machine was unsure of is a decision, too.
        if (value !== null && value === cell.getValue()) this.set(matterOf(cell), cell.getField(), value);
        if (value === null) cancel();
        else success(value);
      };
      const editor = new Picker(this.frame, cell, optionsOf(cell), name, end);
      onRendered(() => editor.open());
      return editor.box;
    };
  }

  subjectsOf(cell) {
    const { subjects } = this.opened;
    const { candidates } = this.of(cell);
    const readings = new Map(subjects.map((subject) => [subject.text, subject.readings]));
    const offered = new Set(candidates.map((candidate) => candidate.text));
    const first = candidates.map(({ text, sure }) => ({ value: text, note: `机器提议，把握 ${percent(sure)}` }));
    const rest = subjects.filter(({ text }) => !offered.has(text)).map(({ text }) => ({ value: text }));
    return [...first, ...rest].map((option) => ({ ...option, readings: readings.get(option.value) }));
  }

  colours() {
    return Object.entries(COLOUR_READINGS).map(([value, readings]) => ({ value, readings: [readings] }));
  }

  // -- judging --------------------------------------------------------------------------------------------------

  async beginJudging(event) {
    event.preventDefault();
    const before = this.current;
    if (!(await this.act('judging', { name: this.officer.value }))) return;
    this.notice.hide();
    this.current = null;
    this.select(this.rows.find((row) => row.accusation === 'unjudged') ?? this.find(before));
  }

  unjudged() {
    return this.rows.filter((row) => row.accusation === 'unjudged' && !isOut(row));
  }

  showJudging(remarks) {
    const left = this.unjudged().length;
    const isDone = !left && (this.isClosed || !this.talk.free().length);
    this.judgeBar.hidden = isDone && !this.judge;
    this.asking.hidden = Boolean(this.judge);
    this.judging.hidden = !this.judge;
    this.others.disabled = isDone;
    if (!this.officer.value && this.opened.by && this.opened.by !== NOBODY) this.officer.value = this.opened.by;
    const rest = this.restWords(left, isDone);
    const remark = remarks.length ? '（设置里没有限定谁来判断）' : '';
    this.judgeWords.title = remarks.join('');
    this.judgeWords.textContent = this.judge
      ? `${this.judge} 在判断：${rest}。${remark}`
      : `${rest}，内容先不显示。由专人写上姓名来判断：`;
  }

  restWords(left, isDone) {
    if (left) return `还有 ${left} 件没有判断是不是检举控告`;
    return isDone ? '都判断过了' : '诉求都判断过了，没有归入诉求的话还没有放行';
  }

  async judged(verdict) {
    await this.link.flush();
    const at = this.rows.findIndex((row) => row.matter === this.current);
    const row = this.rows[at];
    if (!row || !this.judge || row.accusation === verdict) return;
    const doubt = row.accusation === 'yes' ? '已经有人判断是' : row.warning;
    if (verdict === 'no' && doubt && this.warned !== `judge ${row.matter}`) {
      this.warned = `judge ${row.matter}`;
      this.hold(`第 ${row.ordinal} 件像检举控告：${doubt}。确实不是，再按一次 F4。`);
      return;
    }
    const sure = this.warned === `judge ${row.matter}`; // asked once more
    if (!(await this.act('judge', { matters: [row.matter], verdict, sure }))) return;
    if (verdict === 'no') this.notice.hide();
    const others = [...this.rows.slice(at + 1), ...this.rows.slice(0, at)];
    const next = others.find((each) => each.accusation === 'unjudged' && !each.closed);
    if (next) this.select(next);
  }

  askClosing() {
    const left = this.unjudged();
    const free = this.talk.free().length;
    const doubtful = left.filter((row) => row.warning);
    const parts = [left.length ? `其余 ${left.length} 件` : '', free ? `没有归入诉求的 ${free} 句` : ''];
    const what = parts.filter(Boolean).join('和');
    const warning = doubtful.length
      ? `请先再看第 ${doubtful.map((row) => row.ordinal).join('、')} 件，像检举：${doubtful[0].warning}`
      : '';
    const words = [
      make('span', { text: `${what}，都看过了，都不是检举控告？` }),
      warning ? make('span', { class: 'gri-doubt', text: warning }) : '',
    ];
    this.ask(words, '都不是，放行', '再看看', () => this.act('close', { sure: true }));
    this.reasonBox.querySelector('button').focus();
  }

  // Asks before something is done: the box closes when `act` succeeds.
  ask(words, yes, no, act) {
    const close = () => {
      this.reasonBox.hidden = true;
    };
    const submit = make('button', { type: 'submit', class: 'yh-button yh-main', text: yes });
    this.reasonBox.replaceChildren(...words.filter(isShown), submit, button(no, '', close));
    this.reasonBox.onsubmit = async (event) => {
      event.preventDefault();
      if (await act()) close();
    };
    this.reasonBox.hidden = false;
  }

  // -- the chosen one -------------------------------------------------------------------------------------------

  marked(sentence) {
    const letters = [...sentence.text];
    const edges = new Set([0, letters.length, ...sentence.marks.flatMap((mark) => [mark.from, mark.to])]);
    const cuts = [...edges].sort((a, b) => a - b);
    return cuts.slice(0, -1).map((from, n) => {
      const text = letters.slice(from, cuts[n + 1]).join('');
      const marks = sentence.marks.filter((mark) => mark.from <= from && cuts[n + 1] <= mark.to);
      const names = [...new Set(marks.map((mark) => mark.field))];
      return names.length ? make('mark', { text, title: names.join('、'), 'data-fields': names.join(' ') }) : text;
    });
  }

  light(name) {
    for (const mark of this.words.querySelectorAll('mark'))
      mark.classList.toggle('lit', Boolean(name) && mark.dataset.fields.split(' ').includes(name));
  }

  detail() {
    const row = this.find(this.current);
    this.tabTalk.textContent = `没有归入诉求的话 ${this.talk.free().length} 句`;
    this.talk.draw();
    this.words.replaceChildren();
    this.why.replaceChildren();
    if (!row) return;
    this.tabWords.textContent = `第 ${row.ordinal} 件的原话`;
    this.showButtons(row);
    if (row.closed) {
      this.words.append(this.closedWords(row));
      return;
    }
    this.words.append(...this.warnings(row), ...row.sentences.map((sentence, n) => this.said(row, sentence, n)));
    this.why.append(
      ...this.candidateBox(row),
      make('h4', { text: '颜色的理由' }),
      make('div', { class: 'gri-reason' }, colourMark(row.fields.colour), ` ${row.reason}`),
      make('h4', { text: '办理途径' }),
      this.channelBox(row),
      make('h4', { text: '其他项目' }),
      this.fieldBox(row),
      ...(row.repeats.length ? [make('h4', { text: '以前反映过？' })] : []),
      ...row.repeats.map((repeat) => this.repeatBox(row, repeat)),
    );
  }

  showButtons(row) {
    this.release.disabled = !this.judge || row.accusation === 'no';
    this.accuse.disabled = !this.judge || row.accusation === 'yes';
    this.release.textContent = row.accusation === 'yes' ? '改判：不是检举' : '不是检举';
    this.confirm.disabled = !isProposed(row);
    this.away.disabled = Boolean(row.closed) || row.status === 'withdrawn';
    if (!row.closed) this.away.textContent = { confirmed: '撤回…', discarded: '恢复' }[row.status] ?? '不采纳…';
  }

  closedWords({ ordinal, start, accusation }) {
    const why =
      accusation === 'yes' ? '是检举控告，内容另行保管，这里不显示。' : '还没有判断是不是检举控告，内容先不显示。';
    return make('p', { class: 'gri-closed', text: `第 ${ordinal} 件（${clock(start)}）：${why}` });
  }

  warnings({ danger, warning, accusation }) {
    const lines = [];
    if (danger) lines.push(make('p', {}, tag('bad', '今晚必看'), ` ${danger}`));
    if (warning && accusation === 'unjudged') lines.push(make('p', {}, tag('bad', '像检举'), ` ${warning}`));
    return lines;
  }

  said(row, sentence, n) {
    const { number, start, speaker } = sentence;
    const split = () => this.act('split', { matter: row.matter, sentence: number });
    const mayBeSplit = n > 0 && !isOut(row);
    return make(
      'div',
      { class: 'gri-said' },
      button(clock(start), '从这里播放', () => this.play(start), { class: 'gri-time' }),
      make('span', {}, speakerWords(speaker), this.marked(sentence)),
      mayBeSplit ? button('从这句另算', '从这一句起算作另一件诉求', split) : make('span'),
    );
  }

  // A button that sets `field` to `value`, pressed while it stands there.
  setter(row, field, value, words, title) {
    const pressed = { 'aria-pressed': String(row.fields[field] === value) };
    return button(words, title, () => this.set(row.matter, field, value), pressed);
  }

  candidateBox(row) {
    if (!row.candidates.length) return [];
    const buttons = row.candidates.map(({ text, sure }) =>
      this.setter(row, 'subject', text, `${text} ${percent(sure)}`, '选这一类'),
    );
    return [make('h4', { text: '内容分类' }), make('div', { class: 'gri-choices' }, buttons)];
  }

  channelBox(row) {
    const reasonOf = (channel) => make('span', { class: 'gri-reason', text: channel.reason });
    const [first] = row.channels;
    const choices = row.channels.map((channel) =>
      channel.item ? this.setter(row, 'channel', channel.item, channel.name, channel.reason) : reasonOf(channel),
    );
    const isAlone = row.channels.length === 1 && first.item;
    return make('div', { class: 'gri-choices' }, choices, isAlone ? reasonOf(first) : '');
  }

  fieldBox(row) {
    const kinds = [...new Set([row.fields.kinds, ...KINDS])];
    const setKind = (event) => this.setKind(row, event.target.value);
    const kind = choice(kinds, { 'aria-label': this.opened.names.kinds, onchange: setKind });
    const entries = OTHER_FIELDS.flatMap((name) => [this.label(name), this.input(row, name)]);
    return make('div', { class: 'gri-fields' }, ...entries, this.label('kinds'), kind);
  }

  label(name) {
    const text = this.opened.names[name];
    return make('label', { text, onmouseenter: () => this.light(text), onmouseleave: () => this.light('') });
  }

  input(row, name) {
    const text = this.opened.names[name];
    const box = make('input', {
      class: `yh-input${row.pending.includes(name) ? ' pending' : ''}`,
      value: row.fields[name],
      'aria-label': text,
      onfocus: () => this.light(text),
      onblur: () => this.light(''),
    });
    box.addEventListener('change', () => this.set(row.matter, name, box.value.trim()));
    return box;
  }

  setKind(row, kind) {
    // An accusation is judged even where the field says so already.
    if (kind === '检举控告') this.put(row.matter, 'kinds', kind);
    else this.set(row.matter, 'kinds', kind);
  }

  repeatBox(row, repeat) {
    const { number, score, reason, text, confirmed } = repeat;
    const judge = (same) => () => this.act('repeat', { number: row.number, earlier: number, same });
    const pressed = { 'aria-pressed': String(confirmed) };
    const buttons = [
      button(confirmed ? '✓ 已认定是同一件' : '是同一件', '', judge(true), pressed),
      button('不是', '以后不再提', judge(false)),
    ];
    return make(
      'div',
      { class: 'gri-repeat' },
      make('div', {}, make('strong', { text: number }), `　相似 ${percent(score)}　${reason}`),
      make('blockquote', { text }),
      row.number
        ? make('div', { class: 'gri-choices' }, buttons)
        : make('span', { class: 'gri-reason', text: '确认编号以后再认定。' }),
    );
  }

  turn(view) {
    const isTalk = view === 'talk';
    this.words.hidden = isTalk;
    this.talk.node.hidden = !isTalk;
    this.tabWords.setAttribute('aria-selected', String(!isTalk));
    this.tabTalk.setAttribute('aria-selected', String(isTalk));
    this.talk.draw();
  }

  async added() {
    const picks = this.talk.picks();
    if (!picks.length) return;
    const answer = await this.act('add', { start: picks[0].start, end: picks.at(-1).end });
    if (!answer) return;
    this.talk.chosen = null;
    this.turn('words');
    const row = this.find(answer.matter);
    this.select(row);
    const words = '后面各件的序号顺延。先判断它是不是检举控告，再核对、确认。';
    this.notice.told(`已补上第 ${row?.ordinal ?? ''} 件，${words}`);
  }

  // -- deciding -------------------------------------------------------------------------------------------------

  // A refusal, which stays until the next act: answers that come later do not hide it.
  hold(words) {
    this.notice.show(words, { kind: 'warn' });
    return false;
  }

  // Says why the chosen one cannot be confirmed yet, or asks once where it perhaps should not.
  mayConfirm(row, isAsked) {
    const which = `第 ${row.ordinal} 件`;
    if (row.accusation === 'unjudged') return this.hold(`${which}还没有判断是不是检举控告：不是按 F4，是按 F9。`);
    if (row.unsure) {
      const remedy = '点右边机器提议的一类，或双击“内容分类”打字找';
      this.hold(`${which}的内容分类还是“待定”，要由人选定：${remedy}。`);
      this.why.querySelector('.gri-choices button')?.focus({ preventScroll: true });
      return false;
    }
    const doubts = [row.heard ? '' : '还没有听过录音', row.fields.colour ? '' : '颜色还没有定'].filter(Boolean);
    if (!doubts.length || isAsked || this.warned === row.matter) return true;
    this.warned = row.matter;
    return this.hold(`${which}${doubts.join('，')}。按 F2 听；核对过了，再按一次 F6 就确认。`);
  }

  async confirmed(isAsked = false) {
    // What was written a moment ago decides with.
    await this.link.flush();
    const at = this.rows.findIndex((row) => row.matter === this.current);
    const row = this.rows[at];
    if (!row || !isProposed(row) || !this.mayConfirm(row, isAsked)) return;
    if (!(await this.act('confirm', { matters: [row.matter] }))) return;
    this.notice.hide();
    this.step(at);
  }

  step(at) {
    const others = [...this.rows.slice(at + 1), ...this.rows.slice(0, at + 1)];
    this.select(others.find(isProposed));
  }

  askReason() {
    const row = this.find(this.current);
    if (!row || row.closed) return;
    const { matter, number, ordinal } = row;
    if (row.status === 'discarded') {
      this.act('restore', { matters: [matter] });
      return;
    }
    const field = { class: 'yh-input', 'aria-label': '理由', placeholder: '写明理由，会留下', size: 40 };
    const reason = make('input', field);
    const words = number ? `撤回 ${number} 的理由：` : `第 ${ordinal} 件不算诉求的理由：`;
    const withdraw = () => this.act('withdraw', { number, reason: reason.value });
    const discard = () => this.act('discard', { matters: [matter], reason: reason.value });
    const yes = number ? '撤回' : '不采纳';
    this.ask([make('span', { text: words }), reason], yes, '算了', number ? withdraw : discard);
    reason.focus();
  }

  // -- sound and keys -------------------------------------------------------------------------------------------

  press(event) {
    if (isComposing(event)) return;
    const acts = {
      F2: () => this.toggle(),
      F4: () => this.inOrder(() => this.judged('no')),
      F9: () => this.inOrder(() => this.judged('yes')),
      F6: () => this.inOrder(() => this.confirmed(event.shiftKey)),
      F8: () => this.step(this.rows.findIndex((row) => row.matter === this.current)),
    };
    const act = acts[event.key];
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act();
    } else if (event.key === 'Enter' && (event.shiftKey || event.ctrlKey)) event.preventDefault();
  }

  play(from = 0) {
    const row = this.find(this.current);
    if (!row || row.closed || !this.media.src) return;
    if (this.listening?.matter !== row.matter) this.listening = { matter: row.matter, seconds: new Set() };
    const parts = row.parts.filter(([, end]) => end > from);
    this.hearParts(parts.map(([begin, end]) => [Math.max(begin, from), end + TAIL_S]));
  }

  hearParts(parts) {
    this.stopAt = parts;
    if (!parts.length) return;
    [[this.media.currentTime]] = parts;
    this.media.play().catch(() => this.notice.show('声音没有放出来。请检查音箱或耳机，再按一次 F2。'));
  }

  hearFrom(begin, end) {
    if (!this.media.src) return;
    this.listening = null;
    this.hearParts([[begin, end + TAIL_S]]);
  }

  hearChosen() {
    const picks = this.talk.picks();
    if (picks.length) this.hearFrom(picks[0].start, picks.at(-1).end);
  }

  noteListening() {
    const row = this.listening && this.find(this.listening.matter);
    if (!row || row.heard) return;
    this.listening.seconds.add(Math.floor(this.media.currentTime));
    const length = row.parts.reduce((sum, [begin, end]) => sum + end - begin, 0);
    if (this.listening.seconds.size < length * HEARD) return;
    row.heard = true;
    this.link.put('heard', { matter: row.matter });
    this.link.flush();
    this.lineOf(row.matter)?.reformat();
  }

  toggle() {
    if (!this.media.paused) this.media.pause();
    else if (!this.talk.node.hidden && this.talk.chosen) this.hearChosen();
    else this.play();
  }

  watch = () => {
    if (this.media.paused) return;
    this.noteListening();
    if (this.stopAt.length && this.media.currentTime >= this.stopAt[0][1]) {
      this.stopAt.shift();
      if (!this.stopAt.length) {
        this.media.pause();
        return;
      }
      [[this.media.currentTime]] = this.stopAt; // on to the next stretch of the same grievance
    }
    requestAnimationFrame(this.watch);
  };

  close() {
    super.close();
    this.talk.close();
    this.media.pause();
    this.table?.destroy();
  }
}

export default renderer(GrievancesView);
