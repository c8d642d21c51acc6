// The corrector: the sound, and under it every sentence, edited in place while listening.

const { make, clock, button } = kit;

const BEFORE_S = 0.15; // a sentence is played with a breath before and after it
const AFTER_S = 0.12;
const PAUSE_MS = 350; // typing is handed on after this pause
const RUN_MS = 2500; // after a longer one, undoing stops there
const SPEEDS = [1, 0.75, 0.5];
const ACTIONS = { text: '改字', replace: '整篇替换', speaker: '改说话人', rename: '写上姓名', split: '拆句', merge: '并句', insert: '补写',
  remove: '删去一句', restore: '放回', check: '听过', uncheck: '取消听过', rehear: '采用再听的文字' };
const RESUME_MS = 1400; // when somebody stops typing, the sound goes on
const READ_MS = 5000; // and when nobody began to
const BACK_S = 0.8;
const PART = 40; // sentences; a browser that has to look at 3,000 rows for each letter makes people wait

const render = ({ model, el }) => {
  const rows = new Map(); // id -> { row, li, text }
  let order = [];
  let told = { version: 0, seconds: 0, by: '' };
  let current = null;
  let composing = false;
  let speed = 0;
  let stopAt = null;
  let wave = null;
  let regions = null;

  // -- frame ---------------------------------------------------------------------------------------------------

  const title = make('span', { class: 'cor-title', text: '核对文字' });
  const media = make('audio', { preload: 'metadata' });
  const play = button('▶ 播放', '从这里一直播放，再按停下（F2）', () => toggle(), { class: 'yh-button yh-main', 'data-key': 'play' });
  const again = button('重听本句', '把这一句再放一遍（F4）', () => playRow(current));
  const slow = button('原速', '慢放：原速、七五折、五折（F3）', () => slower());
  const auto = button('自动播放', '走到哪一句就放哪一句', () => press(auto), { 'aria-pressed': 'true' });
  const next = button('下一处待核 ↓', '走到下一处要听的地方（F8）；上一处按 Shift+F8', () => step(1));
  const left = make('span', { class: 'yh-tag warn', role: 'status', text: '' });
  const finding = button('查找替换', '整篇查找，先看后换（Ctrl+F）', () => openFind());
  const undo = button('撤销', '撤销上一步，关掉再打开也能撤（Ctrl+Z）', () => keep('undo', {}), { disabled: true });
  const redo = button('重做', '把撤销的再做一遍（Ctrl+Y）', () => keep('redo', {}), { disabled: true });
  const large = button('大屏', '占满整个屏幕；按 Esc 退出', () => (document.fullscreenElement ? document.exitFullscreen() : frame.requestFullscreen()));
  const signing = button('定稿', '把改好的文字存成新的一版', () => openSign());
  const notice = kit.notice();
  const waveWords = make('div', { class: 'cor-wave-words', text: '正在画波形，可以先听先改……' });
  const waveBox = make('div', { class: 'cor-wave', 'aria-hidden': 'true' }, waveWords);
  const findBox = make('section', { class: 'cor-find', hidden: true, 'aria-label': '查找替换' });
  const againBox = make('section', { class: 'cor-find cor-again', hidden: true, 'aria-label': '再听' });
  const signBox = make('section', { class: 'cor-sign', hidden: true, 'aria-label': '定稿' });
  const list = make('div', { class: 'cor-list', role: 'list', 'aria-label': '全部语句' });
  const saved = make('span', { role: 'status', text: '正在打开……' });
  const keys = make('span', { class: 'cor-keys' });
  for (const [key, does] of [['F2', '播放／停'], ['F4', '重听'], ['F3', '慢放'], ['回车', '下一句'], ['Ctrl+回车', '拆句'], ['句首退格', '并到上句'], ['F6', '听过没错，下一处'], ['F7', '照建议改'], ['F8', '下一处待核'], ['F9', '再听']]) {
    keys.append(make('span', {}, make('kbd', { text: key }), does));
  }
  const menu = make('div', { class: 'yh-menu', role: 'menu', hidden: true });
  const frame = make('div', { class: 'yh cor', role: 'region', 'aria-label': '核对文字' },
    make('div', { class: 'yh-bar' }, title, make('span', { class: 'yh-space' }), undo, redo, finding, large, signing),
    make('div', { class: 'yh-bar cor-tools' }, play, again, slow, auto, make('span', { class: 'yh-space' }), left, next),
    waveBox, notice.node, findBox, againBox, signBox, list, make('div', { class: 'yh-foot' }, keys, make('span', { class: 'cor-foot-right' }, saved)), menu, media);
  el.append(frame);
  const unguard = kit.guard(frame);

  // -- link ----------------------------------------------------------------------------------------------------

  const link = kit.link(model, () => model.get('shelf'), {
    told: (message, buffers) => ({ news: () => takeNews(message), peaks: () => drawWave(buffers[0], message.per_second), 'no-peaks': noWave, open: () => open(), reheard: () => reheard(message), 'not-reheard': () => reheard(message) })[message.tell]?.(),
    alive: (yes) => {
      if (yes) { if (notice.node.dataset.kind === 'offline') notice.hide(); return; }
      notice.show('与后台断开了。您打的字已经暂存在这台电脑的浏览器里，没有丢；请按“重新连接”，连上后会自动补存。', { kind: 'offline' });
      saved.textContent = `还有 ${link.waiting()} 处改动等着存`;
    },
    done: (answer, sent) => { if (sent.what === 'sign') openedAnew(answer.version); settled(); },
    refused: (fault, sent) => {
      const words = sent.given.edit?.text;
      notice.show(`${fault.refused}${words ? `\n没有存下的文字：${words}` : ''}`, { record: fault.record });
      settled();
      link.ask('refresh').catch(() => {});
    },
  });
  const settled = () => {
    saved.textContent = link.waiting() ? `还有 ${link.waiting()} 处改动等着存` : `已存好 ${new Date().toLocaleTimeString('zh-CN', { hour12: false })}`;
  };
  const keep = (what, given, slot = null) => {
    if (what !== 'edit' || slot === null) handOn();
    link.put(what, { ...given, at: new Date().toISOString() }, slot);
    saved.textContent = '正在存……';
    link.flush();
  };
  const change = (action, items, given = {}) => keep('edit', { edit: { action, items, ...given } });

  const open = async () => {
    let state;
    try {
      state = await link.ask('open', {}, 8000);
    } catch (fault) {
      if (fault.refused) notice.show(fault.refused, { record: fault.record });
      else notice.show('还没有和后台连上。请按“重新连接”。', { kind: 'offline' });
      saved.textContent = '没有打开';
      return;
    }
    told = state;
    title.replaceChildren('核对文字', make('small', { text: `${state.meeting}　${state.code}　第 ${state.version} 版　${clock(state.seconds)}` }));
    rows.clear();
    order = [];
    list.replaceChildren();
    takeNews({ rows: state.rows, order: state.order, undo: state.undo, redo: state.redo });
    settled();
    if (!media.src) {
      kit.served(state.sound).then((address) => {
        if (address) media.src = address;
        else notice.show('放不出声音：工作文件夹不在本页面能读到的文件夹里。请用 start 打开操作界面；文字可以照常改。');
      });
      link.ask('peaks').catch(noWave);
    }
    frame.dataset.ready = String(state.version);
    if (link.waiting()) link.flush();
  };
  const noWave = () => { waveWords.textContent = '波形画不出来，不影响听和改。'; };
  const openedAnew = (version) => { signBox.hidden = true; notice.show(`已定稿，存成第 ${version} 版；旧版都还在。接着改会形成再下一版。`, { kind: 'told' }); };

  // -- rows ----------------------------------------------------------------------------------------------------

  const takeNews = (news) => {
    for (const row of news.rows) {
      const known = rows.get(row.id);
      if (known) refresh(known, row); else rows.set(row.id, built(row));
    }
    if (news.order) arrange(news.order);
    undo.disabled = !news.undo;
    undo.title = news.undo ? `撤销：${ACTIONS[news.undo]}（Ctrl+Z）` : '没有可以撤销的';
    redo.disabled = !news.redo;
    count();
    mark();
  };

  const arrange = (ids) => {
    const focused = document.activeElement?.closest?.('.cor-row')?.dataset.id;
    const at = focused ? order.indexOf(focused) : -1;
    const caret = focused ? caretIn(document.activeElement) : null;
    const gone = new Set(rows.keys());
    ids.forEach((id) => gone.delete(id));
    gone.forEach((id) => { rows.get(id).li.remove(); rows.delete(id); });
    dropEmpty();
    put(list, inParts(ids).map(({ part, lis }) => { put(part, lis); return part; }));
    dropEmpty();
    order = ids;
    if (current && !rows.has(current)) select(order[Math.min(Math.max(at, 0), order.length - 1)], { quiet: true });
    if (focused && !rows.has(focused) && order.length) {
      // A split or a merge: go on at the place where the person was.
      const { id, position } = awaited?.(ids) ?? { id: order[Math.min(Math.max(at, 0), order.length - 1)], position: caret ?? 0 };
      awaited = null;
      edit(id, position);
    }
  };
  let awaited = null;
  // Whoever is where he belongs is not moved: moving takes the focus, and what an input method is composing.
  const put = (parent, nodes) => {
    let before = null;
    for (const node of [...nodes].reverse()) {
      if (node.parentNode !== parent || node.nextSibling !== before) parent.insertBefore(node, before);
      before = node;
    }
  };
  const dropEmpty = () => { for (const part of [...list.children]) if (!part.firstChild) part.remove(); };
  // Rows stand in parts, so that the browser passes over what is out of sight. A row stays in its part; a new one
  // goes to the part of the row before it, and many new ones make parts of their own.
  const inParts = (ids) => {
    const groups = [];
    const placed = new Set();
    let group = null;
    for (const id of ids) {
      const { li } = rows.get(id);
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
  };

  const built = (row) => {
    const li = make('div', { class: 'cor-row', role: 'listitem', 'data-id': row.id, tabindex: '-1' });
    const time = make('button', { type: 'button', class: 'cor-time', title: '从这里播放', onclick: () => { select(row.id); playRow(row.id); } });
    const speaker = make('button', { type: 'button', class: 'cor-speaker', 'aria-haspopup': 'menu', onclick: (event) => speakerMenu(row.id, event.currentTarget) });
    const text = make('div', { class: 'cor-text' });
    const marks = make('div', { class: 'cor-marks' });
    li.append(time, speaker, text, marks);
    const known = { row: {}, li, time, speaker, text, marks };
    refresh(known, row);
    return known;
  };

  const refresh = (known, row) => {
    const { li, time, speaker, text, marks } = known;
    known.row = row;
    const open = isOpen(row);
    li.className = `cor-row ${row.kind}${open && row.kind === 'text' ? ' unsure' : ''}${row.checked ? ' done' : ''}${row.id === current ? ' current' : ''}`;
    time.textContent = clock(row.start, true);
    time.setAttribute('aria-label', `从 ${clock(row.start)} 播放`);
    marks.replaceChildren();
    if (row.kind === 'text') {
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
      const busy = text === document.activeElement && (composing || pending.has(row.id));
      if (!busy && text.textContent !== row.text) {
        const caret = text === document.activeElement ? caretIn(text) : null;
        text.textContent = row.text;
        if (caret !== null) putCaret(text, Math.min(caret, row.text.length));
      }
      if (row.sure !== null) marks.append(tag(row.sure < 0.8 && !row.checked ? 'warn' : '', `把握 ${Math.round(row.sure * 100)}%`, '机器对这一段有多大把握', row.sure >= 0.8));
      for (const fix of row.fixes) {
        marks.append(make('button', { type: 'button', class: 'yh-button', text: `↺ ${fix.from}`, title: `词表把“${fix.from}”改成了“${fix.to}”（${fix.reason}）。按一下换回“${fix.from}”`, 'aria-label': `换回原文“${fix.from}”`, onclick: () => exchange(row.id, fix, fix.to, fix.from) }));
      }
      for (const one of row.proposals) {
        marks.append(button(`${one.from}→${one.to}？`, `${one.reason}。按一下改成“${one.to}”`, () => exchange(row.id, one, one.from, one.to)));
      }
      if (row.changed) marks.append(tag('info', '已改', '这一句人改过'));
      marks.append(checkButton(row), button('⋯', '更多：删去、并句、从这里播放', (event) => rowMenu(row.id, event.currentTarget), { class: 'yh-button yh-quiet cor-more', 'aria-haspopup': 'menu', 'aria-label': '更多' }));
    } else {
      speaker.hidden = true;
      text.className = 'cor-said';
      text.style.gridColumn = '2 / 4';
      text.replaceChildren(...(row.kind === 'gap'
        ? [`有人说话，没有文字（${(row.end - row.start).toFixed(1)} 秒）`]
        : [row.text ? make('s', { text: row.text }) : '没有文字', `　${row.reason}`]));
      if (row.kind === 'gap') {
        marks.append(button('补写', '听了以后写上（回车）', () => fill(row)), button('没有话', '听过，这里没有人说话', () => change('check', [row.id])), button('再听', '让机器再听一遍，可以换一个模型（F9）', () => openAgain(row.id)));
      } else {
        marks.append(button('放回正文', '这几个字确实说了', () => { awaited = added(row.start); change('restore', [row.id]); }));
        if (!row.checked) marks.append(button('确认不要', '听过，没有人说这些', () => change('check', [row.id])));
      }
    }
  };
  const tag = (kind, words, why, faint) => make('span', { class: `yh-tag ${kind}`, text: words, title: why, style: faint ? 'color:#5d6872' : null });
  const checkButton = (row) => button(row.checked ? '✓ 听过' : '听过', '听过，没有错（F6）', () => change(row.checked ? 'uncheck' : 'check', [row.id]), { 'aria-pressed': String(row.checked) });
  const isOpen = (row) => !row.checked && (row.kind !== 'text' || (!row.changed && ((row.sure !== null && row.sure < 0.8) || row.unsure.length > 0 || row.fixes.length > 0 || row.proposals.length > 0)) || !row.text.trim());
  const count = () => {
    const n = order.filter((id) => isOpen(rows.get(id).row)).length;
    left.textContent = n ? `待核 ${n} 处` : '没有待核的了';
    left.className = `yh-tag ${n ? 'warn' : 'good'}`;
    next.disabled = n === 0;
  };

  // What the word list changed is underlined and what is searched for is marked, without touching the text itself.
  const mark = () => {
    if (!globalThis.Highlight) return;
    const fixed = new Highlight();
    const found = new Highlight();
    const unsure = new Highlight();
    const wanted = findBox.hidden ? '' : findBox.querySelector('input')?.value;
    for (const { row, text } of rows.values()) {
      const node = text.firstChild;
      if (row.kind !== 'text' || node?.nodeType !== Node.TEXT_NODE) continue;
      if (!row.checked && node.data === row.text) for (const [from, to] of unsureIn(row)) unsure.add(range(node, from, to));
      for (const fix of row.fixes) {
        const at = place(node.data, fix.to, fix.at);
        if (at >= 0) fixed.add(range(node, at, at + fix.to.length));
      }
      for (let at = wanted ? node.data.indexOf(wanted) : -1; at >= 0; at = node.data.indexOf(wanted, at + wanted.length)) {
        found.add(range(node, at, at + wanted.length));
      }
    }
    CSS.highlights.set('yehua-fixed', fixed);
    CSS.highlights.set('yehua-found', found);
    CSS.highlights.set('yehua-unsure', unsure);
  };
  // Python counts characters, the browser halves of some.
  const units = (words, n) => [...words].slice(0, n).join('').length;
  const unsureIn = (row) => row.unsure.map(([at, n]) => [units(row.text, at), units(row.text, at + n)]);
  // Where in a sentence something is to be looked at, from first to last.
  const placesIn = (row) => {
    if (row.kind !== 'text') return [];
    const words = rows.get(row.id).text.textContent;
    const near = (part, at) => { const from = place(words, part, at); return from < 0 ? [] : [[from, from + part.length]]; };
    const all = [...(words === row.text ? unsureIn(row) : []), ...row.proposals.flatMap((one) => near(one.from, one.at)), ...row.fixes.flatMap((one) => near(one.to, one.at))];
    return all.sort((a, b) => a[0] - b[0] || b[1] - a[1]).filter(([, to], n, sorted) => !sorted.slice(0, n).some((one) => to <= one[1]));
  };
  const range = (node, from, to) => { const made = new Range(); made.setStart(node, from); made.setEnd(node, to); return made; };
  const place = (words, part, at) => (words.startsWith(part, at) ? at : words.indexOf(part));
  const exchange = (id, fix, from, to) => {
    const words = rows.get(id).text.textContent;
    const at = place(words, from, fix.at);
    if (at >= 0) change('text', [id], { text: words.slice(0, at) + to + words.slice(at + from.length) });
  };

  // -- typing --------------------------------------------------------------------------------------------------

  const pending = new Map(); // id -> timer
  let run = { id: null, at: 0, name: '' };
  const typed = (id) => {
    hold();
    goOn(RESUME_MS);
    const now = performance.now();
    if (run.id !== id || now - run.at > RUN_MS) run = { id, at: now, name: `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}` };
    run.at = now;
    // Into the outbox with every letter, to Python at the next pause.
    const words = rows.get(id).text.textContent.replace(/\s*\n\s*/g, '');
    link.put('edit', { edit: { action: 'text', items: [id], text: words, run: run.name }, at: new Date().toISOString() }, `text:${id}:${run.name}`);
    saved.textContent = '正在存……';
    clearTimeout(pending.get(id));
    pending.set(id, setTimeout(() => { pending.delete(id); link.flush(); }, PAUSE_MS));
  };
  const handOn = () => {
    if (!pending.size) return;
    pending.forEach((timer) => clearTimeout(timer));
    pending.clear();
    link.flush();
  };
  const idOf = (node) => node?.closest?.('.cor-row')?.dataset.id ?? null;
  list.addEventListener('compositionstart', () => { composing = true; hold(); });
  list.addEventListener('mousedown', (event) => { if (event.target.closest('.cor-text')) hold(); });
  list.addEventListener('mouseup', () => goOn(READ_MS));
  list.addEventListener('compositionend', (event) => { composing = false; typed(idOf(event.target)); });
  list.addEventListener('input', (event) => { if (!event.isComposing && !composing) typed(idOf(event.target)); });
  list.addEventListener('focusout', (event) => { if (event.target.classList.contains('cor-text')) handOn(); });
  list.addEventListener('focusin', (event) => { const id = idOf(event.target); if (id) select(id, { quiet: true }); });
  addEventListener('pagehide', handOn);

  const caretIn = (node) => {
    const chosen = getSelection();
    if (!chosen.rangeCount || !node?.contains?.(chosen.anchorNode)) return null;
    const before = chosen.getRangeAt(0).cloneRange();
    before.setStart(node, 0);
    return before.toString().length;
  };
  const putCaret = (node, position) => {
    const inner = node.firstChild;
    const made = new Range();
    if (inner?.nodeType === Node.TEXT_NODE) made.setStart(inner, Math.min(position, inner.data.length)); else made.setStart(node, 0);
    made.collapse(true);
    getSelection().removeAllRanges();
    getSelection().addRange(made);
  };

  // -- moving --------------------------------------------------------------------------------------------------

  const select = (id, { quiet = false } = {}) => {
    if (!id || !rows.has(id)) return;
    if (current !== id) {
      rows.get(current)?.li.classList.remove('current');
      if (rows.has(current)) rows.get(current).li.tabIndex = -1;
      current = id;
      rows.get(id).li.classList.add('current');
      rows.get(id).li.tabIndex = 0;
      showRegions();
    }
    if (!quiet) rows.get(id).li.scrollIntoView({ block: 'nearest' });
  };
  const edit = (id, position = null) => {
    if (!rows.has(id)) return;
    const { li, text, row } = rows.get(id);
    select(id);
    if (row.kind !== 'text') { li.focus({ preventScroll: true }); return; }
    text.focus({ preventScroll: true });
    putCaret(text, position ?? text.textContent.length);
    li.scrollIntoView({ block: 'nearest' });
  };
  const go = (id, position = null) => {
    if (!id) return;
    edit(id, position);
    if (auto.getAttribute('aria-pressed') === 'true') playRow(id);
  };
  const beside = (by) => order[order.indexOf(current) + by];
  const step = (by) => {
    const from = order.indexOf(current);
    const n = order.length;
    const node = rows.get(current)?.text;
    const inside = node && node === document.activeElement && getSelection().rangeCount > 0;
    const chosen = inside ? [caretIn(node) - getSelection().toString().length, caretIn(node)] : [0, 0];
    const here = rows.get(current)?.row;
    if (here && !here.checked && inside) {
      const rest = placesIn(here).filter(([start, end]) => (by > 0 ? start >= chosen[1] && end > chosen[1] : end <= chosen[0]));
      if (rest.length) { reachPlace(current, rest[by > 0 ? 0 : rest.length - 1]); return; }
    }
    for (let away = 1; away <= n; away += 1) {
      const id = order[(((from + by * away) % n) + n) % n];
      const { row } = rows.get(id);
      if (!isOpen(row)) continue;
      const places = placesIn(row);
      go(id, 0);
      if (places.length) reachPlace(id, places[by > 0 ? 0 : places.length - 1]);
      return;
    }
  };
  // The characters in doubt are taken, so that typing replaces them.
  const reachPlace = (id, [start, end]) => {
    edit(id, start);
    const inner = rows.get(id).text.firstChild;
    if (inner?.nodeType !== Node.TEXT_NODE) return;
    getSelection().setBaseAndExtent(inner, start, inner, end);
  };
  // The name that is proposed where the caret is, or else the only one of the sentence.
  const agree = () => {
    const one = rows.get(current);
    if (!one?.row.proposals?.length) { notice.show('这一句没有建议改的姓名。', { kind: 'told' }); return; }
    const words = one.text.textContent;
    const caret = caretIn(one.text) ?? 0;
    const near = one.row.proposals.find((each) => { const at = place(words, each.from, each.at); return at >= 0 && at <= caret && caret <= at + each.from.length; });
    const best = near ?? one.row.proposals[0];
    exchange(current, best, best.from, best.to);
  };
  const passed = () => {
    const one = rows.get(current)?.row;
    if (one && !one.checked) {
      change('check', [current]);
      rows.get(current).row = { ...one, checked: true };
    }
    step(1);
  };

  const split = () => {
    const { text } = rows.get(current) ?? {};
    const position = text ? caretIn(text) : null;
    if (position === null) return;
    const words = text.textContent;
    const at = order.indexOf(current);
    awaited = (ids) => ({ id: ids[at + 1], position: 0 });
    const now = media.currentTime;
    const { start, end } = rows.get(current).row;
    const heard = !media.paused && now > start && now < end ? { start_s: now } : {};
    change('split', [current], { position: [...words.slice(0, position)].length, ...heard });
  };
  const merge = (first, second) => {
    const a = rows.get(first);
    const b = rows.get(second);
    if (!a || !b || a.row.kind !== 'text' || b.row.kind !== 'text') return;
    const at = order.indexOf(first);
    const position = a.text.textContent.length;
    awaited = (ids) => ({ id: ids[at], position });
    change('merge', [first, second]);
  };
  const added = (start) => (ids) => ({ id: ids.find((id) => Math.abs(rows.get(id).row.start - start) < 0.05 && rows.get(id).row.kind === 'text') ?? ids[0], position: 0 });
  const fill = (row) => {
    rows.get(row.id).li.focus({ preventScroll: true });
    awaited = added(row.start);
    change('insert', [], { start_s: row.start, end_s: row.end, text: '' });
    playRow(row.id);
  };

  frame.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const inText = event.target.classList?.contains('cor-text') && event.target.isContentEditable;
    const onRow = event.target.classList?.contains('cor-row');
    const does = anywhere(event) ?? (inText ? inSentence(event) : onRow ? onSentence(event) : null);
    if (does) {
      event.preventDefault();
      event.stopPropagation();
      does();
    } else if (event.key === 'Enter' && (event.shiftKey || event.ctrlKey)) {
      event.preventDefault(); // would run the cell
      event.stopPropagation();
    }
  });
  const anywhere = (event) => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.key === 'F2') return toggle;
    if (event.key === 'F3') return slower;
    if (event.key === 'F4') return () => playRow(current);
    if (event.key === 'F6') return passed;
    if (event.key === 'F7') return agree;
    if (event.key === 'F9') return () => openAgain(current);
    if (event.key === 'F8') return () => step(event.shiftKey ? -1 : 1);
    if (ctrl && event.key.toLowerCase() === 'f') return openFind;
    if (!event.target.matches('input, select') && ctrl && event.key.toLowerCase() === 'z') return () => (event.shiftKey ? redo : undo).click();
    if (!event.target.matches('input, select') && ctrl && event.key.toLowerCase() === 'y') return () => redo.click();
    if (event.key === 'Escape' && !menu.hidden) return closeMenu;
    if (event.key === 'Escape' && !findBox.hidden && findBox.contains(event.target)) return closeFind;
    if (event.key === 'Escape' && !againBox.hidden && againBox.contains(event.target)) return closeAgain;
    return null;
  };
  const inSentence = (event) => {
    const { target } = event;
    const caret = caretIn(target);
    const bare = getSelection().isCollapsed;
    if (event.key === 'Enter' && event.ctrlKey) return split;
    if (event.key === 'Enter') return () => { handOn(); go(beside(event.shiftKey ? -1 : 1)); };
    if (event.key === 'Backspace' && bare && caret === 0) return () => merge(beside(-1), current);
    if (event.key === 'Delete' && bare && caret === target.textContent.length) return () => merge(current, beside(1));
    if (event.key === 'ArrowUp' && bare && atEdge(target, 'top')) return () => edit(beside(-1), caret);
    if (event.key === 'ArrowDown' && bare && atEdge(target, 'bottom')) return () => edit(beside(1), caret);
    if (event.key === 'Escape') return () => rows.get(current).li.focus();
    return null;
  };
  const onSentence = (event) => {
    const row = rows.get(current)?.row;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      return () => { const id = beside(event.key === 'ArrowUp' ? -1 : 1); if (id) { select(id); rows.get(id).li.focus({ preventScroll: true }); } };
    }
    if (event.key === 'Enter') return () => (row.kind === 'gap' ? fill(row) : edit(current));
    if (event.key === ' ') return () => playRow(current);
    if (event.key === 'Delete' && row.kind === 'text') return () => change('remove', [current]);
    return null;
  };
  const atEdge = (node, side) => {
    const chosen = getSelection().getRangeAt(0);
    const box = chosen.getClientRects()[0] ?? node.getBoundingClientRect();
    const whole = node.getBoundingClientRect();
    return side === 'top' ? box.top - whole.top < 14 || !node.firstChild : whole.bottom - box.bottom < 14 || !node.firstChild;
  };

  // -- menus ---------------------------------------------------------------------------------------------------

  const openMenu = (anchor, items) => {
    const inside = frame.getBoundingClientRect();
    const at = anchor.getBoundingClientRect();
    menu.replaceChildren(...items);
    menu.hidden = false;
    menu.style.left = `${Math.max(6, Math.min(at.left - inside.left, inside.width - menu.offsetWidth - 10))}px`;
    const below = at.bottom - inside.top + 2;
    menu.style.top = `${below + menu.offsetHeight > inside.height ? Math.max(4, at.top - inside.top - menu.offsetHeight - 2) : below}px`;
    menu.anchor = anchor;
    menu.querySelector('button, input')?.focus();
  };
  const closeMenu = () => { menu.hidden = true; if (menu.anchor?.isConnected) menu.anchor.focus(); };
  menu.addEventListener('keydown', (event) => {
    const items = [...menu.querySelectorAll('button, input')];
    const at = items.indexOf(document.activeElement);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length].focus();
    } else if (event.key === 'Tab') closeMenu();
  });
  frame.addEventListener('mousedown', (event) => { if (!menu.hidden && !menu.contains(event.target)) menu.hidden = true; });
  const choice = (words, run) => make('button', { type: 'button', class: 'yh-button', role: 'menuitem', text: words, onclick: () => { closeMenu(); run(); } });
  const speakerMenu = (id, anchor) => {
    select(id, { quiet: true });
    const { row } = rows.get(id);
    const known = [...new Set(order.map((one) => rows.get(one).row.speaker).filter(Boolean))];
    const name = make('input', { class: 'yh-input', placeholder: '另写一个姓名', 'aria-label': '另写一个姓名', style: 'width:100%;margin:4px 0' });
    const set = (to) => { if (to && to !== row.speaker) change('speaker', [id], { text: to }); };
    name.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); event.stopPropagation(); closeMenu(); set(name.value.trim()); } });
    openMenu(anchor, [
      ...known.map((one) => choice(one === row.speaker ? `● ${one}` : `　 ${one}`, () => set(one))),
      name,
      ...(row.speaker ? [choice(`把全篇的“${row.speaker}”都改成上面写的`, () => { const to = name.value.trim(); if (to) change('rename', [], { find: row.speaker, text: to }); })] : []),
    ]);
    if (row.speaker) { const all = menu.lastElementChild; all.disabled = true; name.addEventListener('input', () => { all.disabled = !name.value.trim(); }); }
  };
  const rowMenu = (id, anchor) => {
    select(id, { quiet: true });
    const at = order.indexOf(id);
    openMenu(anchor, [
      choice('从这里一直播放', () => { letGo(); stopAt = null; media.currentTime = rows.get(id).row.start; start(); }),
      choice('再听一遍，换个模型比一比（F9）', () => openAgain(id)),
      choice('并到上一句', () => merge(order[at - 1], id)),
      choice('把下一句并进来', () => merge(id, order[at + 1])),
      choice('删去这一句（没有人说过）', () => change('remove', [id])),
    ]);
  };

  // -- find and replace ----------------------------------------------------------------------------------------

  const openFind = () => {
    const chosen = getSelection().toString().trim();
    const wanted = make('input', { class: 'yh-input', 'aria-label': '要找的字', placeholder: '要找的字', value: chosen });
    const instead = make('input', { class: 'yh-input', 'aria-label': '换成', placeholder: '换成' });
    const swap = make('button', { type: 'submit', class: 'yh-button yh-main', text: '替换', disabled: true });
    const told = make('span', { role: 'status' });
    const hits = make('ul', { class: 'cor-hits', 'aria-label': '找到的句子，勾上的才换' });
    const look = () => {
      const words = wanted.value;
      const found = words ? order.filter((id) => rows.get(id).row.kind === 'text' && rows.get(id).text.textContent.includes(words)) : [];
      hits.replaceChildren(...found.map((id) => hit(id, words, instead.value)));
      told.textContent = words ? `找到 ${found.length} 句` : '';
      tally();
      mark();
    };
    const hit = (id, words, to) => {
      const parts = rows.get(id).text.textContent.split(words);
      const shown = parts.flatMap((part, n) => (n ? [make('del', { text: words }), make('ins', { text: to }), part] : [part]));
      return make('li', {}, make('label', {}, make('input', { type: 'checkbox', checked: true, value: id, onchange: () => tally() }), make('span', { class: 'yh-soft', text: clock(rows.get(id).row.start) }), make('span', {}, shown)));
    };
    const ticked = () => [...hits.querySelectorAll('input:checked')].map((box) => box.value);
    const tally = () => { const n = ticked().length; swap.disabled = !n || wanted.value === instead.value; swap.textContent = n ? `替换 ${n} 句` : '替换'; };
    const form = make('form', { onsubmit: (event) => {
      event.preventDefault();
      const items = ticked();
      if (!items.length || swap.disabled) return;
      change('replace', items, { find: wanted.value, text: instead.value });
      notice.show(`换了 ${items.length} 句：“${wanted.value}”→“${instead.value}”。不对可以撤销。`, { kind: 'told' });
      closeFind();
    } }, make('label', {}, '找 ', wanted), make('label', {}, '换成 ', instead), swap, button('关闭', '关闭（Esc）', () => closeFind(), { class: 'yh-button yh-quiet' }), told);
    for (const field of [wanted, instead]) field.addEventListener('input', (event) => { if (!event.isComposing) look(); });
    for (const field of [wanted, instead]) field.addEventListener('compositionend', look);
    handOn();
    findBox.replaceChildren(form, hits);
    findBox.hidden = false;
    signBox.hidden = true;
    againBox.hidden = true;
    wanted.focus();
    look();
  };
  const closeFind = () => { findBox.hidden = true; mark(); rows.get(current)?.li.focus({ preventScroll: true }); };

  // -- hearing again -------------------------------------------------------------------------------------------

  let asked = null; // the stretch that is looked at, and since when the machine listens to it
  const openAgain = async (id) => {
    const row = rows.get(id)?.row;
    if (!row) return;
    handOn();
    select(id, { quiet: true });
    findBox.hidden = true;
    signBox.hidden = true;
    asked = { start: row.start, end: row.end, id };
    const model = make('select', { 'aria-label': '用哪个模型' }, told.models.map((one) => make('option', { value: one, text: one === told.model ? `${one}（上次用的，这次听得更细）` : one })));
    // Another model than the first is more likely to hear something else.
    model.value = told.models.find((one) => one !== told.model) ?? told.model;
    const begin = make('button', { type: 'submit', class: 'yh-button yh-main', text: '开始再听' });
    const state = make('span', { role: 'status' });
    const sides = make('div', { class: 'cor-sides' });
    const form = make('form', { onsubmit: async (event) => {
      event.preventDefault();
      begin.disabled = true;
      try {
        const answer = await link.ask('rehear', { start: asked.start, end: asked.end, model: model.value });
        listening(answer.busy ? '正在再听另一处，等它听完再来。' : null);
      } catch (fault) { reheard({ refused: fault.refused ?? '与后台断开了，请按“重新连接”。', record: fault.record }); }
    } }, make('strong', { text: `再听 ${clock(row.start)}—${clock(row.end)}` }), make('label', {}, '模型 ', model), begin,
    button('放一遍', '放这一段录音', () => playRow(asked.id)), button('关闭', '关闭（Esc）', () => closeAgain(), { class: 'yh-button yh-quiet' }), state);
    againBox.replaceChildren(form, sides);
    Object.assign(againBox, { begin, state, sides });
    againBox.hidden = false;
    begin.focus();
    await showSides();
  };
  const closeAgain = () => { againBox.hidden = true; rows.get(current)?.li.focus({ preventScroll: true }); };
  let clockwork = null;
  const listening = (words) => {
    clearInterval(clockwork);
    clockwork = null;
    if (words) { againBox.state.textContent = words; againBox.begin.disabled = false; return; }
    const since = Date.now();
    const tell = () => { againBox.state.textContent = `机器正在再听（${Math.round((Date.now() - since) / 1000)} 秒），可以接着改别处。`; };
    tell();
    clockwork = setInterval(tell, 1000);
  };
  const reheard = (message) => {
    clearInterval(clockwork);
    clockwork = null;
    if (message.refused) notice.show(message.refused, { record: message.record });
    if (againBox.hidden) {
      if (!message.refused) notice.show('再听好了，在那一句上按 F9 看结果。', { kind: 'told' });
      return;
    }
    againBox.state.textContent = message.refused ? '' : '听好了，请听录音，选一份。';
    againBox.begin.disabled = false;
    showSides();
  };
  const showSides = async () => {
    const at = asked;
    let answer;
    try { answer = await link.ask('heard', { start: at.start, end: at.end }); } catch { return; }
    if (asked !== at) return;
    if (answer.listening && !clockwork) listening(null);
    againBox.sides.replaceChildren(...answer.sides.map((one) => {
      const [now, again] = differing(one.now.join(''), one.again.join(''));
      return make('div', { class: 'cor-side' },
        make('div', {}, make('small', { text: '现在的文字' }), make('p', {}, now.length ? now : '（没有文字）')),
        make('div', {}, make('small', { text: `第 ${one.number} 次再听（${one.model}）` }), make('p', {}, again.length ? again : '（没有听出文字）')),
        make('div', { class: 'cor-side-choice' },
          button('采用再听的', `用第 ${one.number} 次再听的文字代替`, () => take(one), { disabled: !one.again.length || one.now.join('') === one.again.join('') }),
          button('保留现在的', '现在的文字不动', () => closeAgain())));
    }));
  };
  const take = (one) => {
    awaited = added(one.start);
    keep('choose', { number: one.number });
    closeAgain();
    notice.show(`采用了第 ${one.number} 次再听的文字，原来的留在改动记录里。不对可以撤销。`, { kind: 'told' });
  };
  // Both texts with what only one of them has marked, by their longest common sequence.
  const differing = (one, other) => {
    const [a, b] = [[...one], [...other]];
    const long = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i -= 1) {
      for (let j = b.length - 1; j >= 0; j -= 1) long[i][j] = a[i] === b[j] ? long[i + 1][j + 1] + 1 : Math.max(long[i + 1][j], long[i][j + 1]);
    }
    const [left, right] = [[], []];
    const add = (side, tagged, sign) => {
      const last = side[side.length - 1];
      if (last?.tagged === tagged) last.words += sign; else side.push({ tagged, words: sign });
    };
    let [i, j] = [0, 0];
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) { add(left, false, a[i]); add(right, false, b[j]); i += 1; j += 1; }
      else if (j >= b.length || (i < a.length && long[i + 1][j] >= long[i][j + 1])) { add(left, true, a[i]); i += 1; }
      else { add(right, true, b[j]); j += 1; }
    }
    const shown = (side, name) => side.map(({ tagged, words }) => (tagged ? make(name, { text: words }) : words));
    return [shown(left, 'del'), shown(right, 'ins')];
  };

  // -- signing off ---------------------------------------------------------------------------------------------

  const openSign = () => {
    handOn();
    const all = order.map((id) => rows.get(id).row);
    const blank = all.filter((row) => row.kind === 'text' && !row.text.trim()).length;
    const gaps = all.filter((row) => row.kind === 'gap').length;
    const open = all.filter(isOpen).length;
    const words = [gaps && `还有 ${gaps} 处有人说话而没有文字`, blank && `${blank} 句没有文字`, open && `共 ${open} 处待核`].filter(Boolean);
    const by = make('input', { class: 'yh-input', 'aria-label': '核对人姓名', value: told.by, size: 8 });
    signBox.replaceChildren(make('form', { onsubmit: (event) => { event.preventDefault(); keep('sign', { by: by.value.trim() }); } },
      make('span', { text: words.length ? `定稿前请看一下：${words.join('，')}。` : '都听过了，可以定稿。' }),
      make('label', {}, '核对人 ', by),
      make('button', { type: 'submit', class: 'yh-button yh-main', text: `存成第 ${told.version + 1} 版` }),
      button('再看看', '先不定稿', () => { signBox.hidden = true; })));
    signBox.hidden = false;
    findBox.hidden = true;
    againBox.hidden = true;
    by.focus();
  };

  // -- sound ---------------------------------------------------------------------------------------------------

  const press = (one) => one.setAttribute('aria-pressed', String(one.getAttribute('aria-pressed') !== 'true'));
  const start = () => media.play().catch(() => notice.show('声音没有放出来。请检查音箱或耳机，再按一次 F2。'));
  const toggle = () => { letGo(); stopAt = null; if (media.paused) start(); else media.pause(); };
  const playRow = (id) => {
    const row = rows.get(id)?.row;
    if (!row || !media.src) return;
    letGo();
    media.currentTime = Math.max(0, row.start - BEFORE_S);
    stopAt = row.end + AFTER_S;
    start();
  };
  const slower = () => {
    speed = (speed + 1) % SPEEDS.length;
    media.playbackRate = SPEEDS[speed];
    slow.textContent = ['原速', '慢放 0.75', '慢放 0.5'][speed];
    slow.setAttribute('aria-pressed', String(speed > 0));
  };
  // While all is played, whoever takes hold of the text stops the sound; it goes on by itself when the typing ends.
  let held = false;
  let resuming = 0;
  const letGo = () => { held = false; clearTimeout(resuming); };
  const hold = () => {
    clearTimeout(resuming);
    if (media.paused || stopAt !== null) return;
    media.pause();
    held = true;
  };
  const goOn = (after) => {
    clearTimeout(resuming);
    if (!held) return;
    resuming = setTimeout(() => {
      if (!held || composing) return;
      held = false;
      media.currentTime = Math.max(0, media.currentTime - BACK_S);
      start();
    }, after);
  };
  let lit = null;
  const follow = () => {
    if (media.paused) return;
    if (stopAt !== null && media.currentTime >= stopAt) { media.pause(); stopAt = null; return; }
    const now = rowAt(media.currentTime);
    if (now !== lit) {
      rows.get(lit)?.li.classList.remove('playing');
      lit = now;
      rows.get(lit)?.li.classList.add('playing');
      if (lit && stopAt === null) select(lit);
    }
    requestAnimationFrame(follow);
  };
  const rowAt = (second) => {
    let low = 0;
    let high = order.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (rows.get(order[middle]).row.start <= second) low = middle; else high = middle - 1;
    }
    const row = rows.get(order[low])?.row;
    return row && row.start <= second && second < row.end ? row.id : null;
  };
  media.addEventListener('seeked', () => { const id = rowAt(media.currentTime); if (id && stopAt === null) select(id); });
  media.addEventListener('play', () => { play.textContent = '⏸ 停'; requestAnimationFrame(follow); });
  media.addEventListener('pause', () => { play.textContent = '▶ 播放'; rows.get(lit)?.li.classList.remove('playing'); lit = null; });

  const drawWave = (buffer, perSecond) => {
    const loud = new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength);
    const heights = Float32Array.from(loud, (one) => one / 255);
    waveWords.remove();
    regions = Regions.create();
    wave = WaveSurfer.create({ container: waveBox, media, peaks: [heights], duration: loud.length / perSecond, height: 62, minPxPerSec: 60, normalize: true,
      waveColor: '#8fa9b9', progressColor: '#4f7a93', cursorColor: '#b3261e', cursorWidth: 2, autoCenter: true, dragToSeek: false, hideScrollbar: true,
      plugins: [regions, Timeline.create({ height: 18, formatTimeCallback: (second) => clock(second), style: { fontSize: '12px', color: '#55606a' } })] });
    wave.on('interaction', (second) => { stopAt = null; const id = rowAt(second); if (id) select(id); });
    wave.on('ready', () => { frame.dataset.wave = '1'; showRegions(); });
  };
  const AROUND = 30;
  const showRegions = () => {
    if (!wave || !regions) return;
    regions.clearRegions();
    const at = Math.max(0, order.indexOf(current));
    for (const id of order.slice(Math.max(0, at - AROUND), at + AROUND)) {
      const { row } = rows.get(id);
      const colour = id === current ? 'rgba(255, 196, 0, .35)' : row.kind === 'text' ? 'rgba(11, 92, 138, .10)' : 'rgba(179, 38, 30, .22)';
      regions.addRegion({ id, start: row.start, end: row.end, drag: false, resize: false, color: colour });
    }
    const row = rows.get(current)?.row;
    if (row && media.paused) wave.setScrollTime?.(Math.max(0, row.start - 3));
  };

  open();
  return () => {
    handOn();
    link.close();
    unguard();
    removeEventListener('pagehide', handOn);
    media.pause();
    wave?.destroy();
  };
};

export default { render };
