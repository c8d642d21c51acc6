// The corrector: the sound, and under it every sentence, edited in place while listening.

const BEFORE_S = 0.15; // a sentence is played with a breath before and after it
const AFTER_S = 0.12;
const PAUSE_MS = 350; // typing is handed on after this pause
const RUN_MS = 2500; // after a longer one, undoing stops there
const SPEEDS = [1, 0.75, 0.5];
const ACTIONS = {
  text: '改字',
  replace: '整篇替换',
  speaker: '改说话人',
  rename: '写上姓名',
  split: '拆句',
  merge: '并句',
  insert: '补写',
  remove: '删去一句',
  restore: '放回',
  check: '听过',
  uncheck: '取消听过',
  rehear: '采用再听的文字',
};
const RESUME_MS = 1400; // when somebody stops typing, the sound goes on
const READ_MS = 5000; // and when nobody began to
const BACK_S = 0.8;
const PART = 40; // sentences; a browser that has to look at 3,000 rows for each letter makes people wait
const AROUND = 30; // rows before and after the current one that are shown in the waveform
const CURRENT_COLOUR = 'rgba(255, 196, 0, .35)';
const REGION_COLOURS = {
  text: 'rgba(11, 92, 138, .10)',
  gap: 'rgba(179, 38, 30, .22)',
  removed: 'rgba(179, 38, 30, .22)',
};
const SURE = 0.8; // probability from which a sentence is not marked
const KEYS = [
  ['F2', '播放／停'],
  ['F4', '重听'],
  ['F3', '慢放'],
  ['回车', '下一句'],
  ['Ctrl+回车', '拆句'],
  ['句首退格', '并到上句'],
  ['F6', '听过没错，下一处'],
  ['F7', '照建议改'],
  ['F8', '下一处待核'],
  ['F9', '再听'],
];
const OFFLINE_WORDS = '与后台断开了。您打的字已经暂存在这台电脑的浏览器里，没有丢；请按“重新连接”，连上后会自动补存。';
const CANNOT_PLAY = '放不出声音：工作文件夹不在本页面能读到的文件夹里。请用 start 打开操作界面；文字可以照常改。';
const AGAIN_TITLE = '让机器再听一遍，可以换一个模型（F9）';

const isUnsure = (row) =>
  (row.sure !== null && row.sure < SURE) || row.unsure.length > 0 || row.fixes.length > 0 || row.proposals.length > 0;

// Whether a person still has to listen to the row.
const isOpen = (row) => {
  if (row.checked) return false;
  return row.kind !== 'text' || !row.text.trim() || (!row.changed && isUnsure(row));
};

// Python counts characters, the browser halves of some.
const units = (words, n) => [...words].slice(0, n).join('').length;
const unsureIn = (row) => row.unsure.map(([at, n]) => [units(row.text, at), units(row.text, at + n)]);
const placeOf = (words, part, at) => (words.startsWith(part, at) ? at : words.indexOf(part));

const occurrences = (words, part) => {
  const places = [];
  for (let at = words.indexOf(part); at >= 0; at = words.indexOf(part, at + part.length)) places.push(at);
  return places;
};

const rangeOf = (node, from, to) => {
  const range = new Range();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range;
};

const caretIn = (node) => {
  const selection = getSelection();
  if (!selection.rangeCount || !node?.contains?.(selection.anchorNode)) return null;
  const before = selection.getRangeAt(0).cloneRange();
  before.setStart(node, 0);
  return before.toString().length;
};

const putCaret = (node, position) => {
  const inner = node.firstChild;
  const range = new Range();
  if (inner?.nodeType === Node.TEXT_NODE) range.setStart(inner, Math.min(position, inner.data.length));
  else range.setStart(node, 0);
  range.collapse(true);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
};

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

const isAtEdge = (node, side) => {
  const box = getSelection().getRangeAt(0).getClientRects()[0] ?? node.getBoundingClientRect();
  const whole = node.getBoundingClientRect();
  const away = side === 'top' ? box.top - whole.top : whole.bottom - box.bottom;
  return away < 14 || !node.firstChild;
};

const tag = (kind, text, title, faint) =>
  make('span', { class: `yh-tag ${kind}`, text, title, style: faint ? 'color:#5d6872' : null });

// Lengths of the longest common sequences of the ends of `a` and `b`.
const commonLengths = (a, b) => {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  }
  return lengths;
};

const addSign = (side, isOwn, sign) => {
  const last = side.at(-1);
  if (last?.isOwn === isOwn) last.words += sign;
  else side.push({ isOwn, words: sign });
};

// Both texts with what only one of them has marked, by their longest common sequence.
const differing = (one, other) => {
  const [a, b] = [[...one], [...other]];
  const lengths = commonLengths(a, b);
  const [left, right] = [[], []];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      addSign(left, false, a[i]);
      addSign(right, false, b[j]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && lengths[i + 1][j] >= lengths[i][j + 1])) {
      addSign(left, true, a[i]);
      i += 1;
    } else {
      addSign(right, true, b[j]);
      j += 1;
    }
  }
  const shown = (side, name) => side.map(({ isOwn, words }) => (isOwn ? make(name, { text: words }) : words));
  return [shown(left, 'del'), shown(right, 'ins')];
};

// Finds words in all sentences and replaces them where the box stays ticked.
class FindBox {
  constructor(panel, node) {
    this.panel = panel;
    this.node = node;
    const field = (label, value) =>
      make('input', { class: 'yh-input', 'aria-label': label, placeholder: label, value });
    this.wanted = field('要找的字', getSelection().toString().trim());
    this.instead = field('换成', '');
    this.swap = make('button', { type: 'submit', class: 'yh-button yh-main', text: '替换', disabled: true });
    this.told = make('span', { role: 'status' });
    this.hits = make('ul', { class: 'cor-hits', 'aria-label': '找到的句子，勾上的才换' });
    const form = make(
      'form',
      { onsubmit: (event) => this.replace(event) },
      make('label', {}, '找 ', this.wanted),
      make('label', {}, '换成 ', this.instead),
      this.swap,
      button('关闭', '关闭（Esc）', () => panel.closeFind(), { class: 'yh-button yh-quiet' }),
      this.told,
    );
    for (const input of [this.wanted, this.instead]) {
      input.addEventListener('input', (event) => {
        if (!event.isComposing) this.look();
      });
      input.addEventListener('compositionend', () => this.look());
    }
    node.replaceChildren(form, this.hits);
  }

  look() {
    const words = this.wanted.value;
    const holds = (known) => known.row.kind === 'text' && known.text.textContent.includes(words);
    const ids = words ? this.panel.order.filter((id) => holds(this.panel.rows.get(id))) : [];
    this.hits.replaceChildren(...ids.map((id) => this.hit(id, words)));
    this.told.textContent = words ? `找到 ${ids.length} 句` : '';
    this.tally();
    this.panel.mark();
  }

  hit(id, words) {
    const { row, text } = this.panel.rows.get(id);
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
    this.panel.closeFind();
  }
}

class CorrectorView extends View {
  constructor(model, el) {
    super(model, el);
    this.rows = new Map(); // id -> { row, li, time, speaker, text, marks }
    this.order = [];
    this.told = { version: 0, seconds: 0, by: '' };
    this.current = null;
    this.composing = false;
    this.speed = 0;
    this.stopAt = null;
    this.wave = null;
    this.regions = null;
    this.awaited = null; // tells from the new order where to go on
    this.pending = new Map(); // id -> timer
    this.run = { id: null, at: 0, name: '' };
    this.asked = null; // the stretch whose rehearings are shown
    this.clockwork = null; // the timer that counts the seconds of a rehearing
    // While all is played, whoever takes hold of the text stops the sound; it goes on by itself when the typing ends.
    this.held = false;
    this.resuming = 0;
    this.lit = null;
    this.makeFrame();
    this.listenToTyping();
    this.listenToKeys();
    this.listenToSound();
    this.link = new Link(this.model, this.model.get('shelf'), {
      told: (message, buffers) => this.receive(message, buffers),
      alive: (yes) => this.alive(yes),
      done: (answer, sent) => this.done(answer, sent),
      refused: (fault, sent) => this.notSaved(fault, sent),
    });
    this.open();
  }

  // -- frame ----------------------------------------------------------------------------------------------------

  makeFrame() {
    this.media = make('audio', { preload: 'metadata' });
    this.waveWords = make('div', { class: 'cor-wave-words', text: '正在画波形，可以先听先改……' });
    this.waveBox = make('div', { class: 'cor-wave', 'aria-hidden': 'true' }, this.waveWords);
    this.findBox = make('section', { class: 'cor-find', hidden: true, 'aria-label': '查找替换' });
    this.againBox = make('section', { class: 'cor-find cor-again', hidden: true, 'aria-label': '再听' });
    this.signBox = make('section', { class: 'cor-sign', hidden: true, 'aria-label': '定稿' });
    this.list = make('div', { class: 'cor-list', role: 'list', 'aria-label': '全部语句' });
    this.saved = make('span', { role: 'status', text: '正在打开……' });
    this.menu = make('div', { class: 'yh-menu', role: 'menu', hidden: true });
    const keys = KEYS.map(([key, does]) => make('span', {}, make('kbd', { text: key }), does));
    const right = make('span', { class: 'cor-foot-right' }, this.saved);
    this.mount(
      make(
        'div',
        { class: 'yh cor', role: 'region', 'aria-label': '核对文字' },
        this.titleBar(),
        this.toolBar(),
        this.waveBox,
        this.notice.node,
        this.findBox,
        this.againBox,
        this.signBox,
        this.list,
        make('div', { class: 'yh-foot' }, make('span', { class: 'cor-keys' }, keys), right),
        this.menu,
        this.media,
      ),
    );
  }

  titleBar() {
    const off = { disabled: true };
    this.title = make('span', { class: 'cor-title', text: '核对文字' });
    this.undo = button('撤销', '撤销上一步，关掉再打开也能撤（Ctrl+Z）', () => this.keep('undo', {}), off);
    this.redo = button('重做', '把撤销的再做一遍（Ctrl+Y）', () => this.keep('redo', {}), off);
    const find = button('查找替换', '整篇查找，先看后换（Ctrl+F）', () => this.openFind());
    const sign = button('定稿', '把改好的文字存成新的一版', () => this.openSign());
    const space = make('span', { class: 'yh-space' });
    const acts = [this.undo, this.redo, find, this.fullScreenButton(), sign];
    return make('div', { class: 'yh-bar' }, this.title, space, ...acts);
  }

  toolBar() {
    const main = { class: 'yh-button yh-main', 'data-key': 'play' };
    this.play = button('▶ 播放', '从这里一直播放，再按停下（F2）', () => this.toggle(), main);
    const again = button('重听本句', '把这一句再放一遍（F4）', () => this.playRow(this.current));
    this.slow = button('原速', '慢放：原速、七五折、五折（F3）', () => this.slower());
    const pressed = { 'aria-pressed': 'true' };
    this.auto = button('自动播放', '走到哪一句就放哪一句', () => this.press(this.auto), pressed);
    this.left = make('span', { class: 'yh-tag warn', role: 'status', text: '' });
    this.next = button('下一处待核 ↓', '走到下一处要听的地方（F8）；上一处按 Shift+F8', () => this.step(1));
    const acts = [this.play, again, this.slow, this.auto];
    return make(
      'div',
      { class: 'yh-bar cor-tools' },
      ...acts,
      make('span', { class: 'yh-space' }),
      this.left,
      this.next,
    );
  }

  // -- link -----------------------------------------------------------------------------------------------------

  receive(message, buffers) {
    const receivers = {
      news: () => this.takeNews(message),
      peaks: () => this.drawWave(buffers[0], message.per_second),
      'no-peaks': () => this.noWave(),
      open: () => this.open(),
      reheard: () => this.reheard(message),
      'not-reheard': () => this.reheard(message),
    };
    receivers[message.tell]?.();
  }

  alive(yes) {
    if (yes) {
      this.notice.online();
      return;
    }
    this.notice.offline(OFFLINE_WORDS);
    this.saved.textContent = `还有 ${this.link.waiting()} 处改动等着存`;
  }

  done(answer, sent) {
    if (sent.what === 'sign') this.openedAnew(answer.version);
    this.settled();
  }

  notSaved(fault, sent) {
    const words = sent.given.edit?.text;
    this.notice.show(`${fault.refused}${words ? `\n没有存下的文字：${words}` : ''}`, { record: fault.record });
    this.settled();
    this.link.ask('refresh').catch(() => {});
  }

  settled() {
    const waiting = this.link.waiting();
    this.saved.textContent = waiting ? `还有 ${waiting} 处改动等着存` : `已存好 ${timeOfDay()}`;
  }

  keep(what, given, slot = null) {
    if (what !== 'edit' || slot === null) this.handOn();
    this.link.put(what, { ...given, at: new Date().toISOString() }, slot);
    this.saved.textContent = '正在存……';
    this.link.flush();
  }

  change(action, items, given = {}) {
    return this.keep('edit', { edit: { action, items, ...given } });
  }

  async open() {
    let state;
    try {
      state = await this.link.ask('open', {}, 8000);
    } catch (fault) {
      this.notice.notOpened(fault);
      this.saved.textContent = '没有打开';
      return;
    }
    this.told = state;
    this.title.replaceChildren(
      '核对文字',
      make('small', { text: `${state.meeting}　${state.code}　第 ${state.version} 版　${clock(state.seconds)}` }),
    );
    this.rows.clear();
    this.order = [];
    this.list.replaceChildren();
    this.takeNews({ rows: state.rows, order: state.order, undo: state.undo, redo: state.redo });
    this.settled();
    if (!this.media.src) this.askForSound(state.sound);
    this.frame.dataset.ready = String(state.version);
    if (this.link.waiting()) this.link.flush();
  }

  async askForSound(places) {
    this.link.ask('peaks').catch(() => this.noWave());
    const address = await served(places);
    if (address) this.media.src = address;
    else this.notice.show(CANNOT_PLAY);
  }

  noWave() {
    this.waveWords.textContent = '波形画不出来，不影响听和改。';
  }

  openedAnew(version) {
    this.signBox.hidden = true;
    this.notice.told(`已定稿，存成第 ${version} 版；旧版都还在。接着改会形成再下一版。`);
  }

  // -- rows -----------------------------------------------------------------------------------------------------

  takeNews(news) {
    for (const row of news.rows) {
      const known = this.rows.get(row.id);
      if (known) this.refresh(known, row);
      else this.rows.set(row.id, this.built(row));
    }
    if (news.order) this.arrange(news.order);
    this.undo.disabled = !news.undo;
    this.undo.title = news.undo ? `撤销：${ACTIONS[news.undo]}（Ctrl+Z）` : '没有可以撤销的';
    this.redo.disabled = !news.redo;
    this.count();
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
      this.list,
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

  dropEmpty() {
    for (const part of [...this.list.children]) if (!part.firstChild) part.remove();
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

  built(row) {
    const li = make('div', { class: 'cor-row', role: 'listitem', 'data-id': row.id, tabindex: '-1' });
    const playHere = () => {
      this.select(row.id);
      this.playRow(row.id);
    };
    const time = button('', '从这里播放', playHere, { class: 'cor-time' });
    const openSpeakers = (event) => this.speakerMenu(row.id, event.currentTarget);
    const speaker = button('', undefined, openSpeakers, { class: 'cor-speaker', 'aria-haspopup': 'menu' });
    const text = make('div', { class: 'cor-text' });
    const marks = make('div', { class: 'cor-marks' });
    li.append(time, speaker, text, marks);
    const known = { row: {}, li, time, speaker, text, marks };
    this.refresh(known, row);
    return known;
  }

  refresh(known, row) {
    const { li, time, marks } = known;
    known.row = row;
    li.className = `cor-row ${row.kind}`;
    li.classList.toggle('unsure', isOpen(row) && row.kind === 'text');
    li.classList.toggle('done', row.checked);
    li.classList.toggle('current', row.id === this.current);
    time.textContent = clock(row.start, true);
    time.setAttribute('aria-label', `从 ${clock(row.start)} 播放`);
    marks.replaceChildren();
    if (row.kind === 'text') this.refreshSentence(known, row);
    else this.refreshOther(known, row);
  }

  refreshSentence({ speaker, text, marks }, row) {
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
    const isBusy = isFocused && (this.composing || this.pending.has(row.id));
    if (!isBusy && text.textContent !== row.text) {
      const caret = isFocused ? caretIn(text) : null;
      text.textContent = row.text;
      if (caret !== null) putCaret(text, Math.min(caret, row.text.length));
    }
    marks.append(...this.sentenceMarks(row));
  }

  sentenceMarks(row) {
    const marks = [];
    if (row.sure !== null) {
      const kind = row.sure < SURE && !row.checked ? 'warn' : '';
      marks.push(tag(kind, `把握 ${Math.round(row.sure * 100)}%`, '机器对这一段有多大把握', row.sure >= SURE));
    }
    marks.push(...row.fixes.map((fix) => this.fixButton(row.id, fix)));
    marks.push(...row.proposals.map((proposal) => this.proposalButton(row.id, proposal)));
    if (row.changed) marks.push(tag('info', '已改', '这一句人改过'));
    const openMenu = (event) => this.rowMenu(row.id, event.currentTarget);
    const more = { class: 'yh-button yh-quiet cor-more', 'aria-haspopup': 'menu', 'aria-label': '更多' };
    return [...marks, this.checkButton(row), button('⋯', '更多：删去、并句、从这里播放', openMenu, more)];
  }

  fixButton(id, fix) {
    const title = `词表把“${fix.from}”改成了“${fix.to}”（${fix.reason}）。按一下换回“${fix.from}”`;
    const label = { 'aria-label': `换回原文“${fix.from}”` };
    return button(`↺ ${fix.from}`, title, () => this.exchange(id, fix, fix.to, fix.from), label);
  }

  proposalButton(id, proposal) {
    const { from, to, reason } = proposal;
    return button(`${from}→${to}？`, `${reason}。按一下改成“${to}”`, () => this.exchange(id, proposal, from, to));
  }

  refreshOther({ speaker, text, marks }, row) {
    speaker.hidden = true;
    text.className = 'cor-said';
    text.style.gridColumn = '2 / 4';
    const check = () => this.change('check', [row.id]);
    if (row.kind === 'gap') {
      text.replaceChildren(`有人说话，没有文字（${(row.end - row.start).toFixed(1)} 秒）`);
      marks.append(
        button('补写', '听了以后写上（回车）', () => this.fill(row)),
        button('没有话', '听过，这里没有人说话', check),
        button('再听', AGAIN_TITLE, () => this.openAgain(row.id)),
      );
      return;
    }
    text.replaceChildren(row.text ? make('s', { text: row.text }) : '没有文字', `　${row.reason}`);
    const restore = () => {
      this.awaited = this.added(row.start);
      this.change('restore', [row.id]);
    };
    marks.append(button('放回正文', '这几个字确实说了', restore));
    if (!row.checked) marks.append(button('确认不要', '听过，没有人说这些', check));
  }

  checkButton(row) {
    return button(
      row.checked ? '✓ 听过' : '听过',
      '听过，没有错（F6）',
      () => this.change(row.checked ? 'uncheck' : 'check', [row.id]),
      { 'aria-pressed': String(row.checked) },
    );
  }

  count() {
    const n = this.order.filter((id) => isOpen(this.rows.get(id).row)).length;
    this.left.textContent = n ? `待核 ${n} 处` : '没有待核的了';
    this.left.className = `yh-tag ${n ? 'warn' : 'good'}`;
    this.next.disabled = n === 0;
  }

  // What the word list changed is underlined and what is searched for is marked, without touching the text itself.
  mark() {
    if (!globalThis.Highlight) return;
    const marks = { fixed: new Highlight(), found: new Highlight(), unsure: new Highlight() };
    const wanted = this.findBox.hidden ? '' : this.findBox.querySelector('input')?.value;
    for (const { row, text } of this.rows.values()) {
      const node = text.firstChild;
      if (row.kind === 'text' && node?.nodeType === Node.TEXT_NODE) this.markSentence(row, node, wanted, marks);
    }
    for (const [name, highlight] of Object.entries(marks)) CSS.highlights.set(`yehua-${name}`, highlight);
  }

  markSentence(row, node, wanted, { fixed, found, unsure }) {
    const doubted = !row.checked && node.data === row.text ? unsureIn(row) : [];
    for (const [from, to] of doubted) unsure.add(rangeOf(node, from, to));
    for (const fix of row.fixes) {
      const at = placeOf(node.data, fix.to, fix.at);
      if (at >= 0) fixed.add(rangeOf(node, at, at + fix.to.length));
    }
    const hits = wanted ? occurrences(node.data, wanted) : [];
    for (const at of hits) found.add(rangeOf(node, at, at + wanted.length));
  }

  // Where in a sentence something is to be looked at, from first to last.
  placesIn(row) {
    if (row.kind !== 'text') return [];
    const words = this.rows.get(row.id).text.textContent;
    const near = (part, at) => {
      const from = placeOf(words, part, at);
      return from < 0 ? [] : [[from, from + part.length]];
    };
    const all = [
      ...(words === row.text ? unsureIn(row) : []),
      ...row.proposals.flatMap((one) => near(one.from, one.at)),
      ...row.fixes.flatMap((one) => near(one.to, one.at)),
    ];
    return all
      .sort((a, b) => a[0] - b[0] || b[1] - a[1])
      .filter(([, to], n, sorted) => !sorted.slice(0, n).some((one) => to <= one[1]));
  }

  exchange(id, fix, from, to) {
    const words = this.rows.get(id).text.textContent;
    const at = placeOf(words, from, fix.at);
    if (at >= 0) this.change('text', [id], { text: words.slice(0, at) + to + words.slice(at + from.length) });
  }

  // -- typing ---------------------------------------------------------------------------------------------------

  listenToTyping() {
    this.list.addEventListener('compositionstart', () => {
      this.composing = true;
      this.hold();
    });
    this.list.addEventListener('mousedown', (event) => {
      if (event.target.closest('.cor-text')) this.hold();
    });
    this.list.addEventListener('mouseup', () => this.goOn(READ_MS));
    this.list.addEventListener('compositionend', (event) => {
      this.composing = false;
      this.typed(idOf(event.target));
    });
    this.list.addEventListener('input', (event) => {
      if (!event.isComposing && !this.composing) this.typed(idOf(event.target));
    });
    this.list.addEventListener('focusout', (event) => {
      if (event.target.classList.contains('cor-text')) this.handOn();
    });
    this.list.addEventListener('focusin', (event) => {
      const id = idOf(event.target);
      if (id) this.select(id, { quiet: true });
    });
    addEventListener('pagehide', this.handOn);
  }

  typed(id) {
    this.hold();
    this.goOn(RESUME_MS);
    const now = performance.now();
    if (this.run.id !== id || now - this.run.at > RUN_MS)
      this.run = { id, at: now, name: `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}` };
    this.run.at = now;
    // Into the outbox with every letter, to Python at the next pause.
    const words = this.rows.get(id).text.textContent.replace(/\s*\n\s*/g, '');
    this.link.put(
      'edit',
      { edit: { action: 'text', items: [id], text: words, run: this.run.name }, at: new Date().toISOString() },
      `text:${id}:${this.run.name}`,
    );
    this.saved.textContent = '正在存……';
    clearTimeout(this.pending.get(id));
    this.pending.set(
      id,
      setTimeout(() => {
        this.pending.delete(id);
        this.link.flush();
      }, PAUSE_MS),
    );
  }

  handOn = () => {
    if (!this.pending.size) return;
    for (const timer of this.pending.values()) clearTimeout(timer);
    this.pending.clear();
    this.link.flush();
  };

  // -- moving ---------------------------------------------------------------------------------------------------

  listenToKeys() {
    this.frame.addEventListener('keydown', (event) => {
      if (isComposing(event)) return;
      const act = this.actOf(event);
      if (act) {
        event.preventDefault();
        event.stopPropagation();
        act();
      } else swallowRunKeys(event);
    });
    this.menu.addEventListener('keydown', (event) => this.moveInMenu(event));
    this.frame.addEventListener('mousedown', (event) => {
      if (!this.menu.hidden && !this.menu.contains(event.target)) this.menu.hidden = true;
    });
  }

  // What the key does, null where it is not for the panel.
  actOf(event) {
    const act = this.anywhere(event);
    if (act) return act;
    const classes = event.target.classList;
    if (classes?.contains('cor-text') && event.target.isContentEditable) return this.inSentence(event);
    return classes?.contains('cor-row') ? this.onSentence(event) : null;
  }

  select(id, { quiet = false } = {}) {
    if (!id || !this.rows.has(id)) return;
    if (this.current !== id) {
      this.rows.get(this.current)?.li.classList.remove('current');
      if (this.rows.has(this.current)) this.rows.get(this.current).li.tabIndex = -1;
      this.current = id;
      this.rows.get(id).li.classList.add('current');
      this.rows.get(id).li.tabIndex = 0;
      this.showRegions();
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

  go(id, position = null) {
    if (!id) return;
    this.edit(id, position);
    if (this.auto.getAttribute('aria-pressed') === 'true') this.playRow(id);
  }

  beside(by) {
    return this.order[this.order.indexOf(this.current) + by];
  }

  step(by) {
    const from = this.order.indexOf(this.current);
    const n = this.order.length;
    const place = this.nextPlaceHere(by);
    if (place) {
      this.reachPlace(this.current, place);
      return;
    }
    for (let away = 1; away <= n; away += 1) {
      const id = this.order[(((from + by * away) % n) + n) % n];
      const { row } = this.rows.get(id);
      if (!isOpen(row)) continue;
      const places = this.placesIn(row);
      this.go(id, 0);
      if (places.length) this.reachPlace(id, places.at(by > 0 ? 0 : -1));
      return;
    }
  }

  // The next place in doubt of the sentence in which the caret is, undefined when there is none.
  nextPlaceHere(by) {
    const { row, text } = this.rows.get(this.current) ?? {};
    const isInside = text && text === document.activeElement && getSelection().rangeCount > 0;
    if (!isInside || row.checked) return undefined;
    const to = caretIn(text);
    const from = to - getSelection().toString().length;
    const isAhead = ([start, end]) => (by > 0 ? start >= to && end > to : end <= from);
    return this.placesIn(row)
      .filter(isAhead)
      .at(by > 0 ? 0 : -1);
  }

  // The characters in doubt are taken, so that typing replaces them.
  reachPlace(id, [start, end]) {
    this.edit(id, start);
    const inner = this.rows.get(id).text.firstChild;
    if (inner?.nodeType !== Node.TEXT_NODE) return;
    getSelection().setBaseAndExtent(inner, start, inner, end);
  }

  // The name that is proposed where the caret is, or else the only one of the sentence.
  agree = () => {
    const one = this.rows.get(this.current);
    if (!one?.row.proposals?.length) {
      this.notice.told('这一句没有建议改的姓名。');
      return;
    }
    const words = one.text.textContent;
    const caret = caretIn(one.text) ?? 0;
    const near = one.row.proposals.find((each) => {
      const at = placeOf(words, each.from, each.at);
      return at >= 0 && at <= caret && caret <= at + each.from.length;
    });
    const best = near ?? one.row.proposals[0];
    this.exchange(this.current, best, best.from, best.to);
  };

  passed = () => {
    const one = this.rows.get(this.current)?.row;
    if (one && !one.checked) {
      this.change('check', [this.current]);
      this.rows.get(this.current).row = { ...one, checked: true };
    }
    this.step(1);
  };

  split = () => {
    const { text } = this.rows.get(this.current) ?? {};
    const position = text ? caretIn(text) : null;
    if (position === null) return;
    const words = text.textContent;
    const at = this.order.indexOf(this.current);
    this.awaited = (ids) => ({ id: ids[at + 1], position: 0 });
    const now = this.media.currentTime;
    const { start, end } = this.rows.get(this.current).row;
    const heard = !this.media.paused && now > start && now < end ? { start_s: now } : {};
    this.change('split', [this.current], { position: [...words.slice(0, position)].length, ...heard });
  };

  merge(first, second) {
    const a = this.rows.get(first);
    const b = this.rows.get(second);
    if (!a || !b || a.row.kind !== 'text' || b.row.kind !== 'text') return;
    const at = this.order.indexOf(first);
    const position = a.text.textContent.length;
    this.awaited = (ids) => ({ id: ids[at], position });
    this.change('merge', [first, second]);
  }

  // Finds the sentence that will be made at `start`.
  added(start) {
    const isIt = ({ row }) => row.kind === 'text' && Math.abs(row.start - start) < 0.05;
    return (ids) => ({ id: ids.find((id) => isIt(this.rows.get(id))) ?? ids[0], position: 0 });
  }

  fill(row) {
    this.rows.get(row.id).li.focus({ preventScroll: true });
    this.awaited = this.added(row.start);
    this.change('insert', [], { start_s: row.start, end_s: row.end, text: '' });
    this.playRow(row.id);
  }

  anywhere(event) {
    const isCtrl = event.ctrlKey || event.metaKey;
    if (isCtrl) return this.withCtrl(event);
    if (event.key === 'Escape') return this.escape(event.target);
    const acts = {
      F2: this.toggle,
      F3: this.slower,
      F4: () => this.playRow(this.current),
      F6: this.passed,
      F7: this.agree,
      F8: () => this.step(event.shiftKey ? -1 : 1),
      F9: () => this.openAgain(this.current),
    };
    return acts[event.key] ?? null;
  }

  withCtrl(event) {
    const key = event.key.toLowerCase();
    if (key === 'f') return this.openFind;
    if (event.target.matches('input, select')) return null;
    if (key === 'z') return () => (event.shiftKey ? this.redo : this.undo).click();
    return key === 'y' ? () => this.redo.click() : null;
  }

  escape(target) {
    if (!this.menu.hidden) return this.closeMenu;
    if (!this.findBox.hidden && this.findBox.contains(target)) return this.closeFind;
    if (!this.againBox.hidden && this.againBox.contains(target)) return this.closeAgain;
    return null;
  }

  inSentence(event) {
    const { key, target } = event;
    if (key === 'Enter') return event.ctrlKey ? this.split : () => this.leave(event.shiftKey ? -1 : 1);
    if (key === 'Escape') return () => this.rows.get(this.current).li.focus();
    return getSelection().isCollapsed ? this.atEnds(key, target) : null;
  }

  // The keys that lead out of a sentence where the caret is at its beginning or end.
  atEnds(key, text) {
    const caret = caretIn(text);
    if (key === 'Backspace' && caret === 0) return () => this.merge(this.beside(-1), this.current);
    if (key === 'Delete' && caret === text.textContent.length) return () => this.merge(this.current, this.beside(1));
    if (key === 'ArrowUp' && isAtEdge(text, 'top')) return () => this.edit(this.beside(-1), caret);
    if (key === 'ArrowDown' && isAtEdge(text, 'bottom')) return () => this.edit(this.beside(1), caret);
    return null;
  }

  leave(by) {
    this.handOn();
    this.go(this.beside(by));
  }

  onSentence(event) {
    const row = this.rows.get(this.current)?.row;
    const acts = {
      ArrowDown: () => this.focusRow(this.beside(1)),
      ArrowUp: () => this.focusRow(this.beside(-1)),
      Enter: () => (row.kind === 'gap' ? this.fill(row) : this.edit(this.current)),
      ' ': () => this.playRow(this.current),
      Delete: row?.kind === 'text' ? () => this.change('remove', [this.current]) : null,
    };
    return acts[event.key] ?? null;
  }

  focusRow(id) {
    if (!id) return;
    this.select(id);
    this.rows.get(id).li.focus({ preventScroll: true });
  }

  // -- menus ----------------------------------------------------------------------------------------------------

  moveInMenu(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Tab') this.closeMenu();
    if (!by) return;
    event.preventDefault();
    const items = [...this.menu.querySelectorAll('button, input')];
    items[(items.indexOf(document.activeElement) + by + items.length) % items.length].focus();
  }

  openMenu(anchor, items) {
    const inside = this.frame.getBoundingClientRect();
    const at = anchor.getBoundingClientRect();
    this.menu.replaceChildren(...items);
    this.menu.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.menu;
    const below = at.bottom - inside.top + 2;
    const above = Math.max(4, at.top - inside.top - height - 2);
    this.menu.style.left = `${Math.max(6, Math.min(at.left - inside.left, inside.width - width - 10))}px`;
    this.menu.style.top = `${below + height > inside.height ? above : below}px`;
    this.menu.anchor = anchor;
    this.menu.querySelector('button, input')?.focus();
  }

  closeMenu = () => {
    this.menu.hidden = true;
    if (this.menu.anchor?.isConnected) this.menu.anchor.focus();
  };

  menuItem(words, run, more = {}) {
    const choose = () => {
      this.closeMenu();
      run();
    };
    return button(words, undefined, choose, { role: 'menuitem', ...more });
  }

  speakerMenu(id, anchor) {
    this.select(id, { quiet: true });
    const { row } = this.rows.get(id);
    const known = new Set(this.order.map((each) => this.rows.get(each).row.speaker).filter(Boolean));
    const set = (to) => {
      if (to && to !== row.speaker) this.change('speaker', [id], { text: to });
    };
    const items = [...known].map((name) =>
      this.menuItem(`${name === row.speaker ? '●' : '　'} ${name}`, () => set(name)),
    );
    const name = this.nameField(set);
    this.openMenu(anchor, [...items, name, ...(row.speaker ? [this.renameItem(row.speaker, name)] : [])]);
  }

  nameField(set) {
    const words = '另写一个姓名';
    const style = 'width:100%;margin:4px 0';
    const name = make('input', { class: 'yh-input', placeholder: words, 'aria-label': words, style });
    name.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      this.closeMenu();
      set(name.value.trim());
    });
    return name;
  }

  renameItem(speaker, name) {
    const rename = () => {
      const to = name.value.trim();
      if (to) this.change('rename', [], { find: speaker, text: to });
    };
    const item = this.menuItem(`把全篇的“${speaker}”都改成上面写的`, rename, { disabled: true });
    name.addEventListener('input', () => {
      item.disabled = !name.value.trim();
    });
    return item;
  }

  rowMenu(id, anchor) {
    this.select(id, { quiet: true });
    const at = this.order.indexOf(id);
    this.openMenu(anchor, [
      this.menuItem('从这里一直播放', () => {
        this.letGo();
        this.stopAt = null;
        this.media.currentTime = this.rows.get(id).row.start;
        this.start();
      }),
      this.menuItem('再听一遍，换个模型比一比（F9）', () => this.openAgain(id)),
      this.menuItem('并到上一句', () => this.merge(this.order[at - 1], id)),
      this.menuItem('把下一句并进来', () => this.merge(id, this.order[at + 1])),
      this.menuItem('删去这一句（没有人说过）', () => this.change('remove', [id])),
    ]);
  }

  // -- find and replace -----------------------------------------------------------------------------------------

  openFind = () => {
    const box = new FindBox(this, this.findBox);
    this.handOn();
    this.findBox.hidden = false;
    this.signBox.hidden = true;
    this.againBox.hidden = true;
    box.wanted.focus();
    box.look();
  };

  closeFind = () => {
    this.findBox.hidden = true;
    this.mark();
    this.rows.get(this.current)?.li.focus({ preventScroll: true });
  };

  // -- hearing again --------------------------------------------------------------------------------------------

  async openAgain(id) {
    const row = this.rows.get(id)?.row;
    if (!row) return;
    this.handOn();
    this.select(id, { quiet: true });
    this.findBox.hidden = true;
    this.signBox.hidden = true;
    this.asked = { start: row.start, end: row.end, id };
    const begin = make('button', { type: 'submit', class: 'yh-button yh-main', text: '开始再听' });
    const state = make('span', { role: 'status' });
    const sides = make('div', { class: 'cor-sides' });
    this.againBox.replaceChildren(this.againForm(row, begin, state), sides);
    Object.assign(this.againBox, { begin, state, sides });
    this.againBox.hidden = false;
    begin.focus();
    await this.showSides();
  }

  againForm(row, begin, state) {
    const { models, model: last } = this.told;
    const nameOf = (name) => (name === last ? `${name}（上次用的，这次听得更细）` : name);
    const model = choice(models, { 'aria-label': '用哪个模型' }, nameOf);
    // Another model than the first is more likely to hear something else.
    model.value = models.find((name) => name !== last) ?? last;
    const form = make(
      'form',
      {},
      make('strong', { text: `再听 ${clock(row.start)}—${clock(row.end)}` }),
      make('label', {}, '模型 ', model),
      begin,
      button('放一遍', '放这一段录音', () => this.playRow(this.asked.id)),
      button('关闭', '关闭（Esc）', () => this.closeAgain(), { class: 'yh-button yh-quiet' }),
      state,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      begin.disabled = true;
      this.hearAgain(model.value);
    });
    return form;
  }

  async hearAgain(model) {
    const { start, end } = this.asked;
    try {
      const answer = await this.link.ask('rehear', { start, end, model });
      this.listening(answer.busy ? '正在再听另一处，等它听完再来。' : null);
    } catch (fault) {
      this.reheard({ refused: fault.refused ?? '与后台断开了，请按“重新连接”。', record: fault.record });
    }
  }

  closeAgain = () => {
    this.againBox.hidden = true;
    this.rows.get(this.current)?.li.focus({ preventScroll: true });
  };

  listening(words) {
    clearInterval(this.clockwork);
    this.clockwork = null;
    if (words) {
      this.againBox.state.textContent = words;
      this.againBox.begin.disabled = false;
      return;
    }
    const since = Date.now();
    const tell = () => {
      this.againBox.state.textContent = `机器正在再听（${Math.round((Date.now() - since) / 1000)} 秒），可以接着改别处。`;
    };
    tell();
    this.clockwork = setInterval(tell, 1000);
  }

  reheard(message) {
    clearInterval(this.clockwork);
    this.clockwork = null;
    this.notice.refused(message);
    if (this.againBox.hidden) {
      if (!message.refused) this.notice.told('再听好了，在那一句上按 F9 看结果。');
      return;
    }
    this.againBox.state.textContent = message.refused ? '' : '听好了，请听录音，选一份。';
    this.againBox.begin.disabled = false;
    this.showSides();
  }

  async showSides() {
    const at = this.asked;
    let answer;
    try {
      answer = await this.link.ask('heard', { start: at.start, end: at.end });
    } catch {
      return;
    }
    if (this.asked !== at) return;
    if (answer.listening && !this.clockwork) this.listening(null);
    this.againBox.sides.replaceChildren(...answer.sides.map((side) => this.sideBox(side)));
  }

  sideBox(side) {
    const { number, model } = side;
    const [now, again] = differing(side.now.join(''), side.again.join(''));
    const same = { disabled: !side.again.length || side.now.join('') === side.again.join('') };
    const text = (title, parts, none) =>
      make('div', {}, make('small', { text: title }), make('p', {}, parts.length ? parts : none));
    return make(
      'div',
      { class: 'cor-side' },
      text('现在的文字', now, '（没有文字）'),
      text(`第 ${number} 次再听（${model}）`, again, '（没有听出文字）'),
      make(
        'div',
        { class: 'cor-side-choice' },
        button('采用再听的', `用第 ${number} 次再听的文字代替`, () => this.take(side), same),
        button('保留现在的', '现在的文字不动', () => this.closeAgain()),
      ),
    );
  }

  take(side) {
    this.awaited = this.added(side.start);
    this.keep('choose', { number: side.number });
    this.closeAgain();
    this.notice.told(`采用了第 ${side.number} 次再听的文字，原来的留在改动记录里。不对可以撤销。`);
  }

  // -- signing off ----------------------------------------------------------------------------------------------

  openSign() {
    this.handOn();
    const by = make('input', { class: 'yh-input', 'aria-label': '核对人姓名', value: this.told.by, size: 8 });
    const wait = () => {
      this.signBox.hidden = true;
    };
    const form = make(
      'form',
      {},
      make('span', { text: this.signWords() }),
      make('label', {}, '核对人 ', by),
      make('button', { type: 'submit', class: 'yh-button yh-main', text: `存成第 ${this.told.version + 1} 版` }),
      button('再看看', '先不定稿', wait),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.keep('sign', { by: by.value.trim() });
    });
    this.signBox.replaceChildren(form);
    this.signBox.hidden = false;
    this.findBox.hidden = true;
    this.againBox.hidden = true;
    by.focus();
  }

  signWords() {
    const rows = this.order.map((id) => this.rows.get(id).row);
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

  // -- sound ----------------------------------------------------------------------------------------------------

  listenToSound() {
    this.media.addEventListener('seeked', () => {
      const id = this.rowAt(this.media.currentTime);
      if (id && this.stopAt === null) this.select(id);
    });
    this.media.addEventListener('play', () => {
      this.play.textContent = '⏸ 停';
      requestAnimationFrame(this.follow);
    });
    this.media.addEventListener('pause', () => {
      this.play.textContent = '▶ 播放';
      this.rows.get(this.lit)?.li.classList.remove('playing');
      this.lit = null;
    });
  }

  press(one) {
    return one.setAttribute('aria-pressed', String(one.getAttribute('aria-pressed') !== 'true'));
  }

  start() {
    return this.media.play().catch(() => this.notice.show('声音没有放出来。请检查音箱或耳机，再按一次 F2。'));
  }

  toggle = () => {
    this.letGo();
    this.stopAt = null;
    if (this.media.paused) this.start();
    else this.media.pause();
  };

  playRow(id) {
    const row = this.rows.get(id)?.row;
    if (!row || !this.media.src) return;
    this.letGo();
    this.media.currentTime = Math.max(0, row.start - BEFORE_S);
    this.stopAt = row.end + AFTER_S;
    this.start();
  }

  slower = () => {
    this.speed = (this.speed + 1) % SPEEDS.length;
    this.media.playbackRate = SPEEDS[this.speed];
    this.slow.textContent = ['原速', '慢放 0.75', '慢放 0.5'][this.speed];
    this.slow.setAttribute('aria-pressed', String(this.speed > 0));
  };

  letGo() {
    this.held = false;
    clearTimeout(this.resuming);
  }

  hold() {
    clearTimeout(this.resuming);
    if (this.media.paused || this.stopAt !== null) return;
    this.media.pause();
    this.held = true;
  }

  goOn(after) {
    clearTimeout(this.resuming);
    if (!this.held) return;
    this.resuming = setTimeout(() => {
      if (!this.held || this.composing) return;
      this.held = false;
      this.media.currentTime = Math.max(0, this.media.currentTime - BACK_S);
      this.start();
    }, after);
  }

  follow = () => {
    if (this.media.paused) return;
    if (this.stopAt !== null && this.media.currentTime >= this.stopAt) {
      this.media.pause();
      this.stopAt = null;
      return;
    }
    const now = this.rowAt(this.media.currentTime);
    if (now !== this.lit) {
      this.rows.get(this.lit)?.li.classList.remove('playing');
      this.lit = now;
      this.rows.get(this.lit)?.li.classList.add('playing');
      if (this.lit && this.stopAt === null) this.select(this.lit);
    }
    requestAnimationFrame(this.follow);
  };

  rowAt(second) {
    let low = 0;
    let high = this.order.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rows.get(this.order[middle]).row.start <= second) low = middle;
      else high = middle - 1;
    }
    const row = this.rows.get(this.order[low])?.row;
    return row && row.start <= second && second < row.end ? row.id : null;
  }

  drawWave(buffer, perSecond) {
    const loud = new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength);
    const style = { fontSize: '12px', color: '#55606a' };
    this.waveWords.remove();
    this.regions = Regions.create();
    this.wave = WaveSurfer.create({
      container: this.waveBox,
      media: this.media,
      peaks: [Float32Array.from(loud, (height) => height / 255)],
      duration: loud.length / perSecond,
      height: 62,
      minPxPerSec: 60,
      normalize: true,
      waveColor: '#8fa9b9',
      progressColor: '#4f7a93',
      cursorColor: '#b3261e',
      cursorWidth: 2,
      autoCenter: true,
      dragToSeek: false,
      hideScrollbar: true,
      plugins: [this.regions, Timeline.create({ height: 18, formatTimeCallback: (second) => clock(second), style })],
    });
    this.wave.on('interaction', (second) => {
      this.stopAt = null;
      const id = this.rowAt(second);
      if (id) this.select(id);
    });
    this.wave.on('ready', () => {
      this.frame.dataset.wave = '1';
      this.showRegions();
    });
  }

  showRegions() {
    if (!this.wave || !this.regions) return;
    this.regions.clearRegions();
    const at = Math.max(0, this.order.indexOf(this.current));
    for (const id of this.order.slice(Math.max(0, at - AROUND), at + AROUND)) {
      const { row } = this.rows.get(id);
      const color = id === this.current ? CURRENT_COLOUR : REGION_COLOURS[row.kind];
      this.regions.addRegion({ id, start: row.start, end: row.end, drag: false, resize: false, color });
    }
    const row = this.rows.get(this.current)?.row;
    if (row && this.media.paused) this.wave.setScrollTime?.(Math.max(0, row.start - 3));
  }

  close() {
    this.handOn();
    super.close();
    removeEventListener('pagehide', this.handOn);
    this.media.pause();
    this.wave?.destroy();
  }
}

export default renderer(CorrectorView);
