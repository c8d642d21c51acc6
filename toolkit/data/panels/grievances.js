// The grievance table: a line a grievance, and under it the words of the chosen one, with everything that speaks for its tags.

const { make, clock, button } = kit;
const COLOURS = { 红: 'red', 黄: 'yellow', 绿: 'green' };
const KINDS = ['申诉求决', '建议意见', '涉法涉诉', '咨询'];

const render = ({ model, el }) => {
  let rows = [];
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
  const confirm = button('确认，下一件', '核对无误，给出编号，走到下一件（F6）', () => confirmed(), { class: 'yh-button yh-main' });
  const merge = button('合并所选', '左边勾上的几件并成一件', () => act('merge', { matters: [...ticked] }), { disabled: true });
  const away = button('不采纳…', '不算一件诉求', () => askReason());
  const large = button('大屏', '占满整个屏幕；按 Esc 退出', () => (document.fullscreenElement ? document.exitFullscreen() : frame.requestFullscreen()));
  const reasonBox = make('form', { class: 'yh-bar', hidden: true });
  const grid = make('div', { class: 'gri-grid' });
  const words = make('section', { 'aria-label': '原话' });
  const why = make('section', { 'aria-label': '依据和选择' });
  const saved = make('span', { role: 'status', text: '正在打开……' });
  const frame = make('div', { class: 'yh gri', role: 'region', 'aria-label': '梳理诉求' },
    make('div', { class: 'yh-bar' }, title, make('span', { class: 'yh-space' }), open, listen, merge, away, large, confirm),
    notice.node, reasonBox, grid, make('div', { class: 'gri-detail' }, words, why),
    make('div', { class: 'yh-foot' }, make('span', { text: '上下键走行，回车改，F2 听，F6 确认并到下一件，F8 下一件待确认。检举控告不在此列，由专人另看。' }), make('span', { style: 'margin-left:auto' }, saved)), media);
  el.append(frame);
  const unguard = kit.guard(frame);

  const link = kit.link(model, () => model.get('shelf'), {
    told: (message) => { if (message.tell === 'rows') take(message.rows); },
    alive: (yes) => {
      if (yes) { if (notice.node.dataset.kind === 'offline') notice.hide(); return; }
      notice.show('与后台断开了。您写的已经暂存在这台电脑的浏览器里，没有丢；请重新运行上面的格子，打开后会自动补存。', { kind: 'offline' });
    },
    done: () => settled(),
    refused: (fault, sent) => {
      notice.show(`${fault.refused}${sent.given.text ? `\n没有存下：${sent.given.text}` : ''}`, { record: fault.record });
      take(rows, true);
    },
  });
  const settled = () => { saved.textContent = link.waiting() ? '正在存……' : `已存好 ${new Date().toLocaleTimeString('zh-CN', { hour12: false })}`; };
  const set = (matter, field, text) => {
    const one = rows.find((each) => each.matter === matter);
    if (!one || one.fields[field] === text) return;
    link.put('set', { matter, field, text, at: new Date().toISOString() });
    saved.textContent = '正在存……';
    link.flush();
  };
  const act = async (what, given) => {
    await link.flush();
    try {
      await link.ask(what, { ...given, key: `${Date.now()}` }, 60000);
      settled();
      return true;
    } catch (fault) {
      if (fault.refused) notice.show(fault.refused, { record: fault.record });
      // It may have been refused because the list is not what it was.
      link.ask('open').then((state) => take(state.rows), () => {});
      return false;
    }
  };

  // -- the grid ------------------------------------------------------------------------------------------------

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
    const one = rows.find((each) => each.matter === cell.getRow().getData().matter);
    cell.getElement().classList.toggle('pending', Boolean(one?.pending.includes(cell.getField())));
  };
  const plain = (cell) => { pendingMark(cell); return document.createTextNode(cell.getValue() ?? ''); };
  const subjectCell = (cell) => {
    pendingMark(cell);
    const one = rows.find((each) => each.matter === cell.getRow().getData().matter);
    return make('span', {}, cell.getValue() || '', one?.unsure ? make('span', { class: 'yh-tag warn', text: '待定', style: 'margin-left:5px' }) : '');
  };
  const colourCell = (cell) => { pendingMark(cell); const value = cell.getValue(); return make('span', { class: `yh-colour ${COLOURS[value] ?? ''}`, text: value || '未定' }); };
  const field = (name, more = {}) => ({ title: told.names[name], field: name, headerSort: false, editor: 'input', formatter: plain, ...more });
  const subjectsFirst = (cell) => {
    const one = rows.find((each) => each.matter === cell.getRow().getData().matter);
    const offered = one.candidates.map((each) => each.text);
    return [...offered.map((text, n) => ({ label: `${text}　（机器提议，把握 ${Math.round(one.candidates[n].sure * 100)}%）`, value: text })), ...told.subjects.filter((text) => !offered.includes(text)).map((text) => ({ label: text, value: text }))];
  };
  const build = () => {
    table = new Tabulator(grid, {
      data: rows.map(line), index: 'matter', layout: 'fitColumns', maxHeight: '340px', placeholder: '没有诉求',
      selectableRange: 1, selectableRangeColumns: false, selectableRangeRows: false, editTriggerEvent: 'dblclick', columnDefaults: { resizable: 'header', tooltip: true },
      rowFormatter: (row) => {
        const one = rows.find((each) => each.matter === row.getData().matter);
        row.getElement().classList.toggle('now', one?.matter === current);
        row.getElement().classList.toggle('out', ['withdrawn', 'discarded'].includes(one?.status));
      },
      columns: [
        { title: '选', field: 'ticked', width: 44, hozAlign: 'center', headerSort: false, formatter: (cell) => make('input', { type: 'checkbox', tabindex: '-1', 'aria-label': '选上', ...(cell.getValue() ? { checked: true } : {}) }), cellClick: (event, cell) => tick(cell.getRow().getData().matter) },
        { title: '序', field: 'ordinal', width: 44, hozAlign: 'center', headerSort: false },
        { title: '状态', field: 'status', width: 108, headerSort: false },
        { title: '开始', field: 'start', width: 68, headerSort: false, formatter: (cell) => make('span', { style: 'color:#0b5c8a;cursor:pointer', text: clock(cell.getValue()) }), cellClick: (event, cell) => { choose(cell.getRow().getData().matter); play(); } },
        field('person', { width: 90 }),
        field('subject', { minWidth: 150, widthGrow: 2, formatter: subjectCell, editor: 'list', editorParams: { valuesLookup: (cell) => subjectsFirst(cell), autocomplete: true, listOnEmpty: true, freetext: true, emptyValue: '' } }),
        field('colour', { width: 68, hozAlign: 'center', formatter: colourCell, editor: 'list', editorParams: { values: ['红', '黄', '绿', '无'] } }),
        field('amounts', { width: 110 }),
        field('summary', { minWidth: 180, widthGrow: 3 }),
      ],
    });
    table.on('cellEdited', (cell) => set(cell.getRow().getData().matter, cell.getField(), String(cell.getValue() ?? '').trim()));
    table.on('rangeChanged', (range) => { const [first] = range.getRows(); if (first) choose(first.getData().matter); });
    table.on('tableBuilt', () => { frame.dataset.ready = '1'; select(rows.find((one) => one.status === 'proposed') ?? rows[0]); });
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
  const take = (fresh, anyway = false) => {
    const same = !anyway && fresh.map((one) => one.matter).join() === rows.map((one) => one.matter).join();
    rows = fresh;
    [...ticked].filter((matter) => !rows.some((one) => one.matter === matter)).forEach((matter) => ticked.delete(matter));
    merge.disabled = ticked.size < 2;
    const left = rows.filter((one) => one.status === 'proposed').length;
    open.textContent = left ? `待确认 ${left} 件` : '都确认了';
    open.className = `yh-tag ${left ? 'warn' : 'good'}`;
    if (!table) return;
    const done = () => { table.getRows().forEach((row) => row.reformat()); detail(); };
    if (same) table.updateData(rows.map(line)).then(done);
    else table.setData(rows.map(line)).then(() => { if (!rows.some((one) => one.matter === current)) select(rows[0]); done(); });
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
    if (!one) { words.replaceChildren(); why.replaceChildren(); return; }
    const going = one.status === 'proposed' || one.status === 'confirmed';
    confirm.disabled = one.status !== 'proposed';
    away.textContent = one.status === 'confirmed' ? '撤回…' : one.status === 'discarded' ? '恢复' : '不采纳…';
    away.disabled = one.status === 'withdrawn';
    words.replaceChildren(make('h4', { text: `第 ${one.ordinal} 件的原话（标出的是依据）` }), ...one.sentences.map((sentence, n) => make('div', { class: 'gri-said' },
      make('button', { type: 'button', class: 'gri-time', text: clock(sentence.start), title: '从这里播放', onclick: () => play(sentence.start) }),
      make('span', {}, sentence.speaker ? make('span', { style: 'color:#55606a', text: `${sentence.speaker}：` }) : '', marked(sentence)),
      n && going ? button('从这句另算', '从这一句起算作另一件诉求', () => act('split', { matter: one.matter, sentence: sentence.number })) : make('span'))));
    const entry = (name, control) => [make('label', { text: told.names[name], onmouseenter: () => light(told.names[name]), onmouseleave: () => light('') }), control];
    const input = (name) => {
      const box = make('input', { class: `yh-input${one.pending.includes(name) ? ' pending' : ''}`, value: one.fields[name], 'aria-label': told.names[name], onfocus: () => light(told.names[name]), onblur: () => light('') });
      box.addEventListener('change', () => set(one.matter, name, box.value.trim()));
      return box;
    };
    const kind = make('select', { 'aria-label': told.names.kinds, onchange: (event) => set(one.matter, 'kinds', event.target.value) }, [...new Set([one.fields.kinds, ...KINDS])].map((name) => make('option', { text: name, value: name, selected: name === one.fields.kinds })));
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

  const confirmed = async () => {
    const at = rows.findIndex((one) => one.matter === current);
    if (rows[at]?.status !== 'proposed') return;
    if (await act('confirm', { matters: [current] })) step(at);
  };
  const step = (at) => {
    for (let n = 1; n <= rows.length; n += 1) {
      const one = rows[(at + n) % rows.length];
      if (one.status === 'proposed') { select(one); return; }
    }
  };
  const askReason = () => {
    const one = rows.find((each) => each.matter === current);
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
  const play = (from = null) => {
    const one = rows.find((each) => each.matter === current);
    if (!one || !media.src) return;
    stopAt = one.parts.filter(([, end]) => from === null || end > from).map(([begin, end]) => [from !== null && from > begin ? from : begin, end + 0.2]);
    media.currentTime = stopAt[0]?.[0] ?? one.start;
    start();
  };
  const toggle = () => { if (media.paused) play(); else media.pause(); };
  const watch = () => {
    if (media.paused) return;
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
    const does = { F2: toggle, F6: confirmed, F8: () => step(rows.findIndex((one) => one.matter === current)) }[event.key];
    if (does) { event.preventDefault(); event.stopPropagation(); does(); } else if (event.key === 'Enter' && (event.shiftKey || event.ctrlKey)) event.preventDefault();
  }, true);

  link.ask('open', {}, 15000).then((state) => {
    told = state;
    rows = state.rows;
    title.replaceChildren('梳理诉求', make('small', { style: 'font-weight:400;color:#55606a;font-size:14px;margin-left:8px', text: `${state.meeting}　${state.code}` }));
    take(rows);
    build();
    settled();
    kit.served(state.sound).then((address) => { if (address) media.src = address; else listen.disabled = true; });
    if (link.waiting()) link.flush();
  }, (fault) => notice.show(fault.refused ?? '还没有和后台连上：请运行上面的格子（点一下格子，按 Shift+回车）。', { record: fault.record, kind: fault.refused ? 'fault' : 'offline' }));
  return () => { link.close(); unguard(); media.pause(); table?.destroy(); };
};

export default { render };
