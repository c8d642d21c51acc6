// The grievance table: a line a grievance, and under it the words of the chosen one, with everything that speaks for its
// tags; or the whole transcript, in which what the machine missed is selected and becomes a grievance. What nobody judged
// shows no word until somebody gives a name: then it is judged here.

const { make, clock, button } = kit;
// Whoever heard this share of a grievance has listened to it.
const HEARD = 0.6;
const COLOURS = { 红: 'red', 黄: 'yellow', 绿: 'green' };
const KINDS = ['申诉求决', '建议意见', '检举控告', '涉法涉诉', '咨询'];

const render = ({ model, el }) => {
  let rows = [];
  let talk = [];
  let judge = null;
  let isClosed = false;
  let view = 'words';
  let chosen = null; // the first and the last sentence selected, as places in `talk`, in the order of choosing
  let warned = null; // what F6 asked about once
  let told = { names: {}, subjects: [] };
  let current = null;
  let table = null;
  let stopAt = [];
  const ticked = new Set();

  const media = make('audio', { preload: 'metadata' });
  const notice = kit.notice();
  const title = make('strong', { text: '梳理诉求' });
  const open = make('span', { class: 'yh-tag warn', role: 'status' });
  const listen = button('▶ 听', '放这一件诉求的录音，再按停下（F2）', () => toggle(), { class: 'yh-button' });
  const confirm = button('确认，下一件', '核对无误，给出编号，走到下一件（F6）', () => then(() => confirmed()), { class: 'yh-button yh-main' });
  const merge = button('合并所选', '左边勾上的几件并成一件', () => act('merge', { matters: [...ticked] }), { disabled: true });
  const away = button('不采纳…', '不算一件诉求', () => askReason());
  const large = button('大屏', '占满整个屏幕；按 Esc 退出', () => (document.fullscreenElement ? document.exitFullscreen() : frame.requestFullscreen()));
  const release = button('不是检举', '这一件不是检举控告，放行（F4）', () => then(() => judged('no')), { class: 'yh-button gri-judge' });
  const accuse = button('是检举', '这一件是检举控告，收起内容另行保管（F9）', () => then(() => judged('yes')), { class: 'yh-button gri-judge' });
  const others = button('其余都不是检举…', '看过以后一次放行其余的诉求和没有归入诉求的话', () => askClosing());
  const officer = make('input', { class: 'yh-input', 'aria-label': '判断人姓名', placeholder: '姓名', size: 8 });
  const judgeWords = make('span', { class: 'gri-judge-words' });
  const asking = make('form', { class: 'gri-asking' }, officer, make('button', { type: 'submit', class: 'yh-button', text: '查看并判断', title: '谁看过会记下来' }));
  const judging = make('span', { class: 'gri-asking', hidden: true }, release, accuse, others);
  const judgeBar = make('div', { class: 'yh-bar gri-judge-bar', hidden: true }, judgeWords, make('span', { class: 'yh-space' }), asking, judging);
  const reasonBox = make('form', { class: 'yh-bar', hidden: true });
  const grid = make('div', { class: 'gri-grid' });
  const tabWords = button('这一件的原话', '', () => turn('words'), { role: 'tab' });
  const tabTalk = button('全部文字', '没有归入诉求的话也在这里，选上就能算一件诉求', () => turn('talk'), { role: 'tab' });
  const tabs = make('div', { class: 'gri-tabs', role: 'tablist', 'aria-label': '看什么' }, tabWords, tabTalk);
  const words = make('div', { class: 'gri-words' });
  const talkBox = make('div', { class: 'gri-talk-box', hidden: true });
  const left = make('section', { 'aria-label': '原话' }, tabs, words, talkBox);
  const why = make('section', { 'aria-label': '依据和选择' });
  const saved = make('span', { role: 'status', text: '正在打开……' });
  const frame = make('div', { class: 'yh gri', role: 'region', 'aria-label': '梳理诉求' },
    make('div', { class: 'yh-bar' }, title, make('span', { class: 'yh-space' }), open, listen, merge, away, large, confirm),
    judgeBar, notice.node, reasonBox, grid, make('div', { class: 'gri-detail' }, left, why),
    make('div', { class: 'yh-foot' }, make('span', { text: '上下键走行，回车改，F2 听，F6 确认并到下一件，F8 下一件待确认。检举控告收起内容，由专人另看。' }), make('span', { style: 'margin-left:auto' }, saved)), media);
  el.append(frame);
  const unguard = kit.guard(frame);

  const link = kit.link(model, () => model.get('shelf'), {
    told: (message) => { if (message.tell === 'state') take(message); },
    alive: (yes) => {
      if (yes) { if (notice.node.dataset.kind === 'offline') notice.hide(); return; }
      notice.show('与后台断开了。您写的已经暂存在这台电脑的浏览器里，没有丢；请按“重新连接”，打开后会自动补存。', { kind: 'offline' });
    },
    done: (answer) => { settled(); tellSaid(answer); },
    refused: (fault, sent) => {
      notice.show(`${fault.refused}${sent.given.text ? `\n没有存下：${sent.given.text}` : ''}`, { record: fault.record });
      take({ rows }, true);
    },
  });
  const tellSaid = (answer) => { if (answer?.said?.length) notice.show(`${answer.said.join('；')}。`, { kind: 'told' }); };
  const settled = () => { saved.textContent = link.waiting() ? '正在存……' : `已存好 ${new Date().toLocaleTimeString('zh-CN', { hour12: false })}`; };
  const set = (matter, field, text) => {
    const one = rows.find((each) => each.matter === matter);
    // Choosing what the machine was unsure of is a decision, though the text stays the same.
    if (!one || (one.fields[field] === text && !(field === 'subject' && one.unsure))) return;
    link.put('set', { matter, field, text, at: new Date().toISOString() });
    saved.textContent = '正在存……';
    link.flush();
  };
  const act = async (what, given) => {
    await link.flush();
    try {
      const answer = await link.ask(what, { ...given, key: `${Date.now()}` }, 60000);
      settled();
      tellSaid(answer);
      return answer;
    } catch (fault) {
      if (fault.refused) notice.show(fault.refused, { record: fault.record });
      // It may have been refused because the list is not what it was.
      link.ask('open').then((state) => take(state), () => {});
      return null;
    }
  };

  // -- the grid ------------------------------------------------------------------------------------------------

  const of = (cell) => rows.find((each) => each.matter === cell.getRow().getData().matter);
  const line = (one) => ({ matter: one.matter, ticked: ticked.has(one.matter), ordinal: one.ordinal, status: one.number ? `${one.status_name} ${one.number.split('-').pop()}` : one.status_name, start: one.start, ...one.fields });
  const rowOf = (matter) => (table && matter !== null ? table.getRow(matter) : false); // false when there is none
  const choose = (matter) => {
    if (matter === current) return;
    if (rowOf(current)) rowOf(current).getElement().classList.remove('now');
    current = matter;
    if (rowOf(current)) rowOf(current).getElement().classList.add('now');
    detail();
  };
  const pendingMark = (cell) => {
    cell.getElement().classList.toggle('pending', Boolean(of(cell)?.pending.includes(cell.getField())));
  };
  const plain = (cell) => { pendingMark(cell); return document.createTextNode(cell.getValue() ?? ''); };
  const tag = (kind, text, title = '') => make('span', { class: `yh-tag ${kind}`, text, title });
  // What is still to be decided stands first, so that no narrow column cuts it off.
  const subjectCell = (cell) => {
    pendingMark(cell);
    return make('span', { class: 'gri-first' }, of(cell)?.unsure ? tag('warn', '待定', '分类要由人选定') : '', make('span', { text: cell.getValue() || '' }));
  };
  const colourCell = (cell) => {
    pendingMark(cell);
    const value = cell.getValue();
    return of(cell)?.closed ? document.createTextNode('') : make('span', { class: `yh-colour ${COLOURS[value] ?? ''}`, text: value || '未定' });
  };
  const statusCell = (cell) => {
    const one = of(cell);
    const open = one?.accusation === 'unjudged';
    return make('span', { class: 'gri-first' },
      one?.danger ? tag('bad', '今晚必看', one.danger) : '',
      open && !one.closed ? tag(one.warning ? 'bad' : 'warn', one.warning ? '像检举' : '未判断', one.warning) : '',
      make('span', { text: cell.getValue() }));
  };
  const startCell = (cell) => {
    const one = of(cell);
    const mark = one?.closed ? '' : make('span', { class: one?.heard ? 'gri-heard' : 'gri-unheard', text: one?.heard ? '✓' : '○', title: one?.heard ? '听过' : '还没有听过', role: 'img', 'aria-label': one?.heard ? '听过' : '还没有听过' });
    return make('span', { class: 'gri-start' }, mark, make('span', { text: clock(cell.getValue()) }));
  };
  const summaryCell = (cell) => {
    const one = of(cell);
    if (!one?.closed) return plain(cell);
    return make('span', { class: 'gri-closed', text: one.closed });
  };
  const field = (name, more = {}) => ({ title: told.names[name], field: name, headerSort: false, editor: 'input', editable: (cell) => !of(cell)?.closed, formatter: plain, ...more });

  // -- choosing from a list ------------------------------------------------------------------------------------

  const folded = (text) => text.toLowerCase().replace(/[\s'’·/／]/g, '');
  // Letters are readings of characters side by side, each whole or begun: hjbh and huanjing find 环境保护.
  const reads = (letters, readings, at) => !letters || (at < readings.length && readings[at].some((reading) => {
    for (let n = Math.min(reading.length, letters.length); n > 0; n -= 1) if (letters.startsWith(reading.slice(0, n)) && reads(letters.slice(n), readings, at + 1)) return true;
    return false;
  }));
  const rank = (option, typed) => {
    const plainText = folded(option.value);
    if (!typed || plainText.includes(typed)) return 1;
    if (/^[a-z]+$/.test(typed)) return option.readings?.some((_, at) => reads(typed, option.readings, at)) ? 2 : 0;
    let from = 0;
    return [...typed].every((char) => { from = plainText.indexOf(char, from) + 1; return from > 0; }) ? 3 : 0;
  };
  // The list hangs inside the panel: an element of the page outside of it is not to be seen on the full screen.
  const picker = (optionsOf, name) => (cell, onRendered, success, cancel) => {
    const options = optionsOf(cell);
    const box = make('input', { class: 'gri-pick', role: 'combobox', 'aria-expanded': 'true', 'aria-label': name, placeholder: cell.getValue() || name, autocomplete: 'off' });
    const menu = make('div', { class: 'gri-menu', role: 'listbox', 'aria-label': name });
    let shown = [];
    let at = 0;
    let over = false;
    const end = (value) => {
      if (over) return;
      over = true;
      menu.remove();
      // The grid tells of a change only; to choose what the machine was unsure of is a decision, too.
      if (value !== null && value === cell.getValue()) set(of(cell).matter, cell.getField(), value);
      if (value === null) cancel(); else success(value);
      setTimeout(() => cell.getElement()?.closest('.tabulator')?.querySelector('.tabulator-tableholder')?.focus({ preventScroll: true }));
    };
    const draw = () => {
      const typed = folded(box.value);
      shown = options.map((option) => ({ option, rank: rank(option, typed) })).filter((each) => each.rank).sort((one, two) => one.rank - two.rank).map((each) => each.option);
      at = Math.min(at, Math.max(0, shown.length - 1));
      menu.replaceChildren(...(shown.length ? shown.map((option, n) => make('div', { role: 'option', class: 'gri-option', 'aria-selected': String(n === at), onmousedown: (event) => { event.preventDefault(); event.stopPropagation(); end(option.value); } },
        make('span', { text: option.value }), option.note ? make('span', { class: 'gri-note', text: option.note }) : '')) : [make('div', { class: 'gri-none', text: '没有这一类，请换个词，或删掉再从列表里选' })]));
      menu.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
    };
    const place = () => {
      const here = cell.getElement().getBoundingClientRect();
      const all = frame.getBoundingClientRect();
      const below = Math.min(all.bottom, window.innerHeight) - here.bottom;
      const above = here.top - all.top;
      const up = below < 160 && above > below;
      menu.style.left = `${Math.min(here.left - all.left, Math.max(0, all.width - 330))}px`;
      menu.style.maxHeight = `${Math.max(120, Math.min(320, (up ? above : below) - 8))}px`;
      if (up) menu.style.bottom = `${all.bottom - here.top - frame.scrollTop}px`; else menu.style.top = `${here.bottom - all.top + frame.scrollTop}px`;
    };
    box.addEventListener('input', () => { at = 0; draw(); });
    box.addEventListener('keydown', (event) => {
      if (event.isComposing || event.keyCode === 229) { event.stopPropagation(); return; }
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (move) { at = (at + move + shown.length) % Math.max(1, shown.length); draw(); } else if (event.key === 'Enter') { if (shown[at]) end(shown[at].value); } else if (event.key === 'Escape' || event.key === 'Tab') end(null); else { event.stopPropagation(); return; }
      event.preventDefault();
      event.stopPropagation();
    });
    box.addEventListener('blur', () => end(null));
    onRendered(() => { frame.append(menu); draw(); place(); box.focus({ preventScroll: true }); });
    return box;
  };
  const subjectsFirst = (cell) => {
    const offered = of(cell).candidates.map((each) => each.text);
    const known = new Map(told.subjects.map((each) => [each.text, each.readings]));
    return [...of(cell).candidates.map((each) => ({ value: each.text, note: `机器提议，把握 ${Math.round(each.sure * 100)}%`, readings: known.get(each.text) })), ...told.subjects.filter((each) => !offered.includes(each.text)).map((each) => ({ value: each.text, readings: each.readings }))];
  };
  const colours = () => [['红', ['hong']], ['黄', ['huang']], ['绿', ['lv', 'lu']], ['无', ['wu']]].map(([value, readings]) => ({ value, readings: [readings] }));
  const build = () => {
    table = new Tabulator(grid, {
      data: rows.map(line), index: 'matter', layout: 'fitColumns', maxHeight: '340px', placeholder: '没有诉求', popupContainer: frame,
      selectableRange: 1, selectableRangeColumns: false, selectableRangeRows: false, editTriggerEvent: 'dblclick', columnDefaults: { resizable: 'header', tooltip: true },
      rowFormatter: (row) => {
        const one = rows.find((each) => each.matter === row.getData().matter);
        row.getElement().classList.toggle('now', one?.matter === current);
        row.getElement().classList.toggle('danger', Boolean(one?.danger));
        row.getElement().classList.toggle('out', ['withdrawn', 'discarded'].includes(one?.status));
      },
      columns: [
        { title: '选', field: 'ticked', width: 44, hozAlign: 'center', headerSort: false, formatter: (cell) => make('input', { type: 'checkbox', tabindex: '-1', 'aria-label': '选上', ...(cell.getValue() ? { checked: true } : {}) }), cellClick: (event, cell) => tick(cell.getRow().getData().matter) },
        { title: '序', field: 'ordinal', width: 44, hozAlign: 'center', headerSort: false },
        { title: '状态', field: 'status', width: 132, headerSort: false, formatter: statusCell },
        { title: '开始', field: 'start', width: 80, headerSort: false, formatter: startCell, cellClick: (event, cell) => { choose(cell.getRow().getData().matter); play(); } },
        field('person', { width: 90 }),
        field('subject', { minWidth: 150, widthGrow: 2, formatter: subjectCell, editor: picker(subjectsFirst, '内容分类') }),
        field('colour', { width: 68, hozAlign: 'center', formatter: colourCell, editor: picker(colours, '颜色') }),
        field('amounts', { width: 110 }),
        field('summary', { minWidth: 180, widthGrow: 3, formatter: summaryCell }),
      ],
    });
    table.on('cellEdited', (cell) => set(cell.getRow().getData().matter, cell.getField(), String(cell.getValue() ?? '').trim()));
    table.on('rangeChanged', (range) => { const [first] = range.getRows(); if (first) choose(first.getData().matter); });
    table.on('tableBuilt', () => { frame.dataset.ready = '1'; select(rows.find((one) => one.status === 'proposed' && !one.closed) ?? rows[0]); });
  };
  const select = (one) => {
    if (!one) return;
    choose(one.matter);
    table.scrollToRow(one.matter, 'nearest', false).catch(() => {});
    const row = rowOf(one.matter);
    const range = table.getRanges?.()[0];
    if (row && range) { const cell = row.getCell('person'); range.setBounds(cell, cell); }
  };
  const tick = (matter) => {
    if (ticked.has(matter)) ticked.delete(matter); else ticked.add(matter);
    table.updateData([{ matter, ticked: ticked.has(matter) }]);
    merge.disabled = ticked.size < 2;
  };
  const take = (state, anyway = false) => {
    const fresh = state.rows;
    const same = !anyway && fresh.map((one) => one.matter).join() === rows.map((one) => one.matter).join();
    rows = fresh;
    if ('judge' in state) ({ judge, closed: isClosed } = state);
    if (state.talk) {
      ({ talk } = state);
      if (chosen && Math.max(...chosen) >= talk.length) chosen = null;
    }
    [...ticked].filter((matter) => !rows.some((one) => one.matter === matter)).forEach((matter) => ticked.delete(matter));
    merge.disabled = ticked.size < 2;
    const left = rows.filter((one) => one.status === 'proposed').length;
    open.textContent = left ? `待确认 ${left} 件` : '都确认了';
    open.className = `yh-tag ${left ? 'warn' : 'good'}`;
    judgeState(state.remarks ?? []);
    if (!table) return;
    const done = () => { table.getRows().forEach((row) => row.reformat()); detail(); };
    if (same) table.updateData(rows.map(line)).then(done);
    else table.setData(rows.map(line)).then(() => { if (!rows.some((one) => one.matter === current)) select(rows[0]); done(); });
  };

  // -- judging -------------------------------------------------------------------------------------------------

  const unjudged = () => rows.filter((one) => one.accusation === 'unjudged' && !['withdrawn', 'discarded'].includes(one.status));
  const free = () => talk.filter((one) => one.ordinal === null);
  const judgeState = (remarks) => {
    const left = unjudged().length;
    const done = !left && (isClosed || !free().length);
    judgeBar.hidden = done && !judge;
    asking.hidden = Boolean(judge);
    judging.hidden = !judge;
    if (!officer.value && told.by && told.by !== '工作人员') officer.value = told.by;
    others.disabled = done;
    const rest = left ? `还有 ${left} 件没有判断是不是检举控告` : isClosed || !free().length ? '都判断过了' : '诉求都判断过了，没有归入诉求的话还没有放行';
    judgeWords.title = remarks.join('');
    judgeWords.textContent = judge ? `${judge} 在判断：${rest}。${remarks.length ? '（设置里没有限定谁来判断）' : ''}` : `${rest}，内容先不显示。由专人写上姓名来判断：`;
  };
  asking.addEventListener('submit', async (event) => {
    event.preventDefault();
    const at = current;
    if (await act('judging', { name: officer.value })) { notice.hide(); current = null; select(rows.find((one) => one.accusation === 'unjudged') ?? rows.find((one) => one.matter === at)); }
  });
  const judged = async (verdict) => {
    const at = rows.findIndex((one) => one.matter === current);
    const one = rows[at];
    if (!one || !judge || one.accusation === verdict) return;
    if (verdict === 'no' && one.warning && warned !== `judge ${one.matter}`) {
      warned = `judge ${one.matter}`;
      notice.show(`第 ${one.ordinal} 件像检举控告：${one.warning}。确实不是，再按一次 F4。`, { kind: 'offline' });
      return;
    }
    if (!await act('judge', { matters: [one.matter], verdict })) return;
    if (verdict === 'no') notice.hide();
    const next = [...rows.slice(at + 1), ...rows.slice(0, at)].find((each) => each.accusation === 'unjudged' && !each.closed);
    if (next) select(next);
  };
  const askClosing = () => {
    const left = unjudged();
    const doubtful = left.filter((one) => one.warning);
    const what = [left.length ? `其余 ${left.length} 件` : '', free().length ? `没有归入诉求的 ${free().length} 句` : ''].filter(Boolean).join('和');
    reasonBox.replaceChildren(make('span', { text: `${what}，都看过了，都不是检举控告？` }),
      ...(doubtful.length ? [make('span', { class: 'gri-doubt', text: `请先再看第 ${doubtful.map((one) => one.ordinal).join('、')} 件，像检举：${doubtful[0].warning}` })] : []),
      make('button', { type: 'submit', class: 'yh-button yh-main', text: '都不是，放行' }), button('再看看', '', () => { reasonBox.hidden = true; }));
    reasonBox.onsubmit = async (event) => { event.preventDefault(); if (await act('close', {})) reasonBox.hidden = true; };
    reasonBox.hidden = false;
    reasonBox.querySelector('button').focus();
  };

  // -- the chosen one ------------------------------------------------------------------------------------------

  const marked = (sentence) => {
    const letters = [...sentence.text];
    const cuts = [...new Set([0, letters.length, ...sentence.marks.flatMap((mark) => [mark.from, mark.to])])].sort((a, b) => a - b);
    return cuts.slice(0, -1).map((from, n) => {
      const text = letters.slice(from, cuts[n + 1]).join('');
      const names = [...new Set(sentence.marks.filter((mark) => mark.from <= from && cuts[n + 1] <= mark.to).map((mark) => mark.field))];
      return names.length ? make('mark', { text, title: names.join('、'), 'data-fields': names.join(' ') }) : text;
    });
  };
  const light = (name) => words.querySelectorAll('mark').forEach((mark) => mark.classList.toggle('lit', Boolean(name) && mark.dataset.fields.split(' ').includes(name)));
  const detail = () => {
    const one = rows.find((each) => each.matter === current);
    drawTalk();
    if (!one) { words.replaceChildren(); why.replaceChildren(); return; }
    release.disabled = !judge || one.accusation === 'no';
    accuse.disabled = !judge || one.accusation === 'yes';
    release.textContent = one.accusation === 'yes' ? '改判：不是检举' : '不是检举';
    if (one.closed) {
      [confirm, away].forEach((each) => { each.disabled = true; });
      tabWords.textContent = `第 ${one.ordinal} 件的原话`;
      words.replaceChildren(make('p', { class: 'gri-closed', text: `第 ${one.ordinal} 件（${clock(one.start)}）：${one.accusation === 'yes' ? '是检举控告，内容另行保管，这里不显示。' : '还没有判断是不是检举控告，内容先不显示。'}` }));
      why.replaceChildren();
      return;
    }
    const going = one.status === 'proposed' || one.status === 'confirmed';
    confirm.disabled = one.status !== 'proposed';
    away.textContent = one.status === 'confirmed' ? '撤回…' : one.status === 'discarded' ? '恢复' : '不采纳…';
    away.disabled = one.status === 'withdrawn';
    tabWords.textContent = `第 ${one.ordinal} 件的原话`;
    words.replaceChildren(...(one.danger ? [make('p', {}, tag('bad', '今晚必看'), ` ${one.danger}`)] : []), ...(one.warning && one.accusation === 'unjudged' ? [make('p', {}, tag('bad', '像检举'), ` ${one.warning}`)] : []), ...one.sentences.map((sentence, n) => make('div', { class: 'gri-said' },
      make('button', { type: 'button', class: 'gri-time', text: clock(sentence.start), title: '从这里播放', onclick: () => play(sentence.start) }),
      make('span', {}, sentence.speaker ? make('span', { style: 'color:#55606a', text: `${sentence.speaker}：` }) : '', marked(sentence)),
      n && going ? button('从这句另算', '从这一句起算作另一件诉求', () => act('split', { matter: one.matter, sentence: sentence.number })) : make('span'))));
    const entry = (name, control) => [make('label', { text: told.names[name], onmouseenter: () => light(told.names[name]), onmouseleave: () => light('') }), control];
    const input = (name) => {
      const box = make('input', { class: `yh-input${one.pending.includes(name) ? ' pending' : ''}`, value: one.fields[name], 'aria-label': told.names[name], onfocus: () => light(told.names[name]), onblur: () => light('') });
      box.addEventListener('change', () => set(one.matter, name, box.value.trim()));
      return box;
    };
    const kind = make('select', { 'aria-label': told.names.kinds, onchange: (event) => setKind(one, event.target.value) }, [...new Set([one.fields.kinds, ...KINDS])].map((name) => make('option', { text: name, value: name, selected: name === one.fields.kinds })));
    const pressed = (name, value) => ({ 'aria-pressed': String(one.fields[name] === value) });
    why.replaceChildren(
      ...(one.candidates.length ? [make('h4', { text: '内容分类' }), make('div', { class: 'gri-choices' }, one.candidates.map((each) => button(`${each.text} ${Math.round(each.sure * 100)}%`, '选这一类', () => set(one.matter, 'subject', each.text), pressed('subject', each.text))))] : []),
      make('h4', { text: '颜色的理由' }), make('div', { class: 'gri-reason' }, make('span', { class: `yh-colour ${COLOURS[one.fields.colour] ?? ''}`, text: one.fields.colour || '未定' }), ` ${one.reason}`),
      make('h4', { text: '办理途径' }), make('div', { class: 'gri-choices' }, one.channels.map((way) => (way.item ? button(way.item, way.reason, () => set(one.matter, 'channel', way.item), pressed('channel', way.item)) : make('span', { class: 'gri-reason', text: way.reason }))), one.channels.length === 1 && one.channels[0].item ? make('span', { class: 'gri-reason', text: one.channels[0].reason }) : ''),
      make('h4', { text: '其他项目' }), make('div', { class: 'gri-fields' }, ...['home', 'site', 'against', 'request', 'people', 'since', 'earlier_reports', 'mediation'].flatMap((name) => entry(name, input(name))), ...entry('kinds', kind)),
      ...(one.repeats.length ? [make('h4', { text: '以前反映过？' }), ...one.repeats.map((repeat) => repeatBox(one, repeat))] : []));
  };
  const repeatBox = (one, repeat) => make('div', { class: 'gri-repeat' },
    make('div', {}, make('strong', { text: repeat.number }), `　相似 ${Math.round(repeat.score * 100)}%　${repeat.reason}`),
    make('blockquote', { text: repeat.text }),
    one.number ? make('div', { class: 'gri-choices' }, button(repeat.confirmed ? '✓ 已认定是同一件' : '是同一件', '', () => act('repeat', { number: one.number, earlier: repeat.number, same: true }), { 'aria-pressed': String(repeat.confirmed) }), button('不是', '以后不再提', () => act('repeat', { number: one.number, earlier: repeat.number, same: false }))) : make('span', { class: 'gri-reason', text: '确认编号以后再认定。' }));

  const setKind = (one, kind) => {
    if (kind !== '检举控告') { set(one.matter, 'kinds', kind); return; }
    link.put('set', { matter: one.matter, field: 'kinds', text: kind, at: new Date().toISOString() });
    link.flush();
  };

  // -- the whole text ------------------------------------------------------------------------------------------

  let onlyFree = true;
  const turn = (to) => {
    view = to;
    words.hidden = view !== 'words';
    talkBox.hidden = view !== 'talk';
    tabWords.setAttribute('aria-selected', String(view === 'words'));
    tabTalk.setAttribute('aria-selected', String(view === 'talk'));
    drawTalk();
  };
  const filter = make('input', { type: 'checkbox', onchange: () => { onlyFree = !filter.checked; drawTalk(); } });
  const addOne = button('算一件诉求', '把选上的几句算作一件诉求', () => added(), { class: 'yh-button yh-main', disabled: true });
  const hear = button('▶ 听选上的', '放选上的几句', () => hearChosen(), { disabled: true });
  const picked = make('span', { class: 'gri-picked', role: 'status' });
  const lines = make('div', { class: 'gri-talk', role: 'listbox', 'aria-multiselectable': 'true', 'aria-label': '全部文字', tabindex: '0' });
  talkBox.append(make('div', { class: 'gri-talk-bar' }, make('label', {}, filter, ' 已归入诉求的话也列出'), make('span', { class: 'yh-space' }), picked, hear, addOne), lines);
  const range = () => (chosen ? [Math.min(...chosen), Math.max(...chosen)] : null);
  const inRange = (at) => { const ends = range(); return Boolean(ends) && at >= ends[0] && at <= ends[1]; };
  const picks = () => talk.filter((_, at) => inRange(at));
  const listed = () => talk.map((one, at) => [one, at]).filter(([one]) => !onlyFree || one.ordinal === null);
  const drawTalk = () => {
    const loose = free();
    tabTalk.textContent = `没有归入诉求的话 ${loose.length} 句`;
    if (view !== 'talk') return;
    const shown = listed();
    lines.replaceChildren(...(shown.length ? shown.map(([one, at], n) => make('div', { class: `gri-sentence${one.ordinal === null ? '' : ' in'}${n && shown[n - 1][1] !== at - 1 ? ' gap' : ''}`, role: 'option', 'data-at': at, 'aria-selected': String(inRange(at)) },
      make('button', { type: 'button', class: 'gri-time', text: clock(one.start), title: '从这里播放', tabindex: '-1', onclick: (event) => { event.stopPropagation(); hearFrom(one.start, one.end); } }),
      make('span', {}, make('span', { class: 'gri-number', text: `${one.number} ` }), one.speaker ? make('span', { style: 'color:#55606a', text: `${one.speaker}：` }) : '', one.hidden ? make('span', { class: 'gri-closed', text: '（先不显示）' }) : one.text),
      one.ordinal === null ? make('span') : tag('info', `第 ${one.ordinal} 件`))) : [make('p', { class: 'gri-closed', text: '每一句话都归入了诉求。' })]));
    showPicks();
  };
  const showPicks = () => {
    lines.querySelectorAll('[data-at]').forEach((node) => node.setAttribute('aria-selected', String(inRange(Number(node.dataset.at)))));
    const ends = range()?.map((at) => talk[at].number);
    const held = picks().filter((one) => one.ordinal !== null);
    picked.textContent = !ends ? '点一句，再按住 Shift 点最后一句（或拖过去）' : held.length ? `第 ${held[0].number} 句已在第 ${held[0].ordinal} 件里，选不进来` : `选了第 ${ends[0] === ends[1] ? ends[0] : `${ends[0]}–${ends[1]}`} 句`;
    addOne.disabled = !ends || held.length > 0 || picks().some((one) => one.hidden);
    hear.disabled = !ends;
  };
  const placeOf = (event) => { const node = event.target.closest?.('[data-at]'); return node ? Number(node.dataset.at) : null; };
  let dragging = false;
  lines.addEventListener('mousedown', (event) => {
    const at = event.target.closest('button') ? null : placeOf(event);
    if (at === null) return;
    chosen = event.shiftKey && chosen ? [chosen[0], at] : [at, at];
    dragging = true;
    lines.focus({ preventScroll: true });
    showPicks();
    event.preventDefault();
  });
  lines.addEventListener('mouseover', (event) => { const at = dragging && event.buttons ? placeOf(event) : null; if (at !== null && chosen) { chosen = [chosen[0], at]; showPicks(); } });
  const dropped = () => { dragging = false; };
  document.addEventListener('mouseup', dropped, true);
  lines.addEventListener('keydown', (event) => {
    const shown = listed().map(([, at]) => at);
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter' && !addOne.disabled) added();
    else if (move && shown.length) {
      const here = shown.indexOf(chosen?.[1]);
      const to = shown[Math.max(0, Math.min(shown.length - 1, here < 0 ? 0 : here + move))];
      chosen = event.shiftKey && chosen ? [chosen[0], to] : [to, to];
      showPicks();
      lines.querySelector(`[data-at="${to}"]`)?.scrollIntoView({ block: 'nearest' });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const added = async () => {
    const [first, last] = [picks()[0], picks().at(-1)];
    if (!first) return;
    const answer = await act('add', { start: first.start, end: last.end });
    if (!answer) return;
    chosen = null;
    turn('words');
    const one = rows.find((each) => each.matter === answer.matter);
    select(one);
    notice.show(`已补上第 ${one?.ordinal ?? ''} 件，后面各件的序号顺延。先判断它是不是检举控告，再核对、确认。`, { kind: 'told' });
  };

  // A key that is pressed before the last one was answered is about the row that comes next, not about the same.
  let inTurn = Promise.resolve();
  const then = (what) => { inTurn = inTurn.then(what, what); return inTurn; };

  // -- deciding ------------------------------------------------------------------------------------------------

  const hold = (words, kind = 'offline') => { notice.show(words, { kind }); return false; };
  // Tells why the chosen one cannot be confirmed yet, or asks once where it perhaps should not.
  const mayConfirm = (one, asked) => {
    if (one.accusation === 'unjudged') return hold(`第 ${one.ordinal} 件还没有判断是不是检举控告：不是按 F4，是按 F9。`);
    if (one.unsure) {
      hold(`第 ${one.ordinal} 件的内容分类还是“待定”，要由人选定：点右边机器提议的一类，或双击“内容分类”打字找。`);
      why.querySelector('.gri-choices button')?.focus({ preventScroll: true });
      return false;
    }
    const open = [one.heard ? '' : '还没有听过录音', one.fields.colour ? '' : '颜色还没有定'].filter(Boolean).join('，');
    if (!open || asked || warned === one.matter) return true;
    warned = one.matter;
    return hold(`第 ${one.ordinal} 件${open}。按 F2 听；核对过了，再按一次 F6 就确认。`);
  };
  const confirmed = async (asked = false) => {
    const at = rows.findIndex((one) => one.matter === current);
    const one = rows[at];
    if (one?.status !== 'proposed' || one.closed || !mayConfirm(one, asked)) return;
    if (await act('confirm', { matters: [current] })) { notice.hide(); step(at); }
  };
  const step = (at) => {
    for (let n = 1; n <= rows.length; n += 1) {
      const one = rows[(at + n) % rows.length];
      if (one.status === 'proposed' && !one.closed) { select(one); return; }
    }
  };
  const askReason = () => {
    const one = rows.find((each) => each.matter === current);
    if (!one || one.closed) return;
    if (one.status === 'discarded') { act('restore', { matters: [one.matter] }); return; }
    const reason = make('input', { class: 'yh-input', 'aria-label': '理由', placeholder: '写明理由，会留下', size: 40 });
    reasonBox.replaceChildren(make('span', { text: one.number ? `撤回 ${one.number} 的理由：` : `第 ${one.ordinal} 件不算诉求的理由：` }), reason, make('button', { type: 'submit', class: 'yh-button yh-main', text: one.number ? '撤回' : '不采纳' }), button('算了', '', () => { reasonBox.hidden = true; }));
    reasonBox.onsubmit = async (event) => {
      event.preventDefault();
      const given = one.number ? { number: one.number, reason: reason.value } : { matters: [one.matter], reason: reason.value };
      if (await act(one.number ? 'withdraw' : 'discard', given)) reasonBox.hidden = true;
    };
    reasonBox.hidden = false;
    reason.focus();
  };

  // -- sound and keys ------------------------------------------------------------------------------------------

  const start = () => media.play().catch(() => notice.show('声音没有放出来。请检查音箱或耳机，再按一次 F2。'));
  let listening = null; // the grievance that is being heard, and the seconds of it that were
  const play = (from = null) => {
    const one = rows.find((each) => each.matter === current);
    if (!one || one.closed || !media.src) return;
    if (listening?.matter !== one.matter) listening = { matter: one.matter, seconds: new Set() };
    hearParts(one.parts.filter(([, end]) => from === null || end > from).map(([begin, end]) => [from !== null && from > begin ? from : begin, end + 0.2]));
  };
  const hearParts = (parts) => {
    stopAt = parts;
    if (!stopAt.length) return;
    [[media.currentTime]] = stopAt;
    start();
  };
  const hearFrom = (begin, end) => { if (media.src) { listening = null; hearParts([[begin, end + 0.2]]); } };
  const hearChosen = () => { const all = picks(); if (all.length) hearFrom(all[0].start, all.at(-1).end); };
  const listened = () => {
    const one = listening && rows.find((each) => each.matter === listening.matter);
    if (!one || one.heard) return;
    listening.seconds.add(Math.floor(media.currentTime));
    const long = one.parts.reduce((sum, [begin, end]) => sum + end - begin, 0);
    if (listening.seconds.size < long * HEARD) return;
    one.heard = true;
    link.put('heard', { matter: one.matter });
    link.flush();
    rowOf(one.matter)?.reformat();
  };
  const toggle = () => { if (!media.paused) media.pause(); else if (view === 'talk' && chosen) hearChosen(); else play(); };
  const watch = () => {
    if (media.paused) return;
    listened();
    if (stopAt.length && media.currentTime >= stopAt[0][1]) {
      stopAt.shift();
      if (!stopAt.length) { media.pause(); return; }
      [[media.currentTime]] = stopAt; // on to the next stretch of the same grievance
    }
    requestAnimationFrame(watch);
  };
  media.addEventListener('play', () => { listen.textContent = '⏸ 停'; requestAnimationFrame(watch); });
  media.addEventListener('pause', () => { listen.textContent = '▶ 听'; });
  frame.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const does = { F2: toggle, F4: () => then(() => judged('no')), F9: () => then(() => judged('yes')), F6: () => then(() => confirmed(event.shiftKey)), F8: () => step(rows.findIndex((one) => one.matter === current)) }[event.key];
    if (does) { event.preventDefault(); event.stopPropagation(); does(); } else if (event.key === 'Enter' && (event.shiftKey || event.ctrlKey)) event.preventDefault();
  }, true);

  link.ask('open', {}, 15000).then((state) => {
    told = state;
    title.replaceChildren('梳理诉求', make('small', { style: 'font-weight:400;color:#55606a;font-size:14px;margin-left:8px', text: `${state.meeting}　${state.code}` }));
    take(state);
    build();
    turn('words');
    settled();
    kit.served(state.sound).then((address) => { if (address) media.src = address; else listen.disabled = true; });
    if (link.waiting()) link.flush();
  }, (fault) => notice.show(fault.refused ?? '还没有和后台连上：请按“重新连接”。', { record: fault.record, kind: fault.refused ? 'fault' : 'offline' }));
  return () => { document.removeEventListener('mouseup', dropped, true); link.close(); unguard(); media.pause(); table?.destroy(); };
};

export default { render };
