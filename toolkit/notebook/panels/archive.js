// The archive desk: search with sound above, packages and their calendar below.

const { make, clock, button } = kit;

const render = ({ model, el }) => {
  const media = make('audio', { preload: 'none' });
  const notice = kit.notice();
  const entry = (name, label, more = {}) => make('label', { class: more.class ?? '' }, label, make('input', { ...more, class: 'yh-input', name }));
  const colour = make('select', { name: 'colour' }, ['', '红', '黄', '绿'].map((one) => make('option', { value: one, text: one || '不限' })));
  const find = make('button', { type: 'submit', class: 'yh-button yh-main', text: '查找' });
  const form = make('form', { role: 'search' }, entry('words', '要找的话（一个字、数字、姓名首字母都行）', { class: 'wide', placeholder: '如 补偿款、三万六、wgf' }), entry('speaker', '谁说的'), entry('place', '地点'), entry('subject', '内容分类'), make('label', {}, '颜色', colour), entry('date', '日期', { placeholder: '2026-09', title: '公历或农历，如 2026-09、八月十五' }), entry('code', '档号'), find);
  const told = make('div', { class: 'arc-told', role: 'status' });
  const hits = make('ul', { class: 'arc-hits', 'aria-label': '查找结果' });
  const kind = make('select', { 'aria-label': '光盘种类' }, make('option', { value: 'dvd', text: 'DVD' }), make('option', { value: 'bd', text: '蓝光' }));
  const set = make('select', { 'aria-label': '套别' }, ['封存', '利用', '异地'].map((one) => make('option', { value: one, text: one })));
  const files = make('div', { class: 'arc-files', role: 'status', hidden: true });
  const body = make('tbody');
  const table = make('table', { class: 'arc-rows' }, make('thead', {}, make('tr', {}, ['档号', '夜话', '时长', '上次核验', '下次核验', ''].map((one) => make('th', { scope: 'col', text: one })))), body);
  const frame = make('div', { class: 'yh arc', role: 'region', 'aria-label': '归档与查找' }, notice.node,
    make('h4', { text: '查找' }), form, told, hits,
    make('div', { class: 'yh-bar' }, make('strong', { text: '档案包' }), make('span', { class: 'yh-space' }), button('核验到期的', '把到了日子的都核验一遍，记进固化账', () => act('check', { codes: [] }, '正在核验……')), button('移交清单', '先核验，再写 Word 和 Excel 两份', () => act('handover', {}, '正在核验并写清单……')), kind, set, button('刻盘计划', '还要刻哪几张', () => act('discs', { kind: kind.value, set: set.value }, ''))),
    files, make('div', { class: 'arc-scroll' }, table), media);
  el.append(frame);
  const unguard = kit.guard(frame);
  const link = kit.link(model, null, { alive: (yes) => { if (!yes) notice.show('后台还没有回答：可能正忙，或者已断开。断开了请按“重新连接”。', { kind: 'offline' }); else if (notice.node.dataset.kind === 'offline') notice.hide(); } });
  const ask = async (what, given, patience = 1_800_000) => {
    frame.setAttribute('aria-busy', 'true');
    frame.querySelectorAll('.arc-rows button, .yh-bar button').forEach((one) => { one.disabled = true; });
    try { return await link.ask(what, given, patience); } catch (fault) {
      if (fault.refused) notice.show(fault.refused, { record: fault.record });
      return null;
    } finally {
      frame.removeAttribute('aria-busy');
      frame.querySelectorAll('.arc-rows button, .yh-bar button').forEach((one) => { one.disabled = one.dataset.off === '1'; });
    }
  };
  const act = async (what, given, words) => {
    if (words) notice.show(words, { kind: 'told' });
    const answer = await ask(what, given);
    if (!answer) return;
    notice.show(answer.said, { kind: 'told' });
    if (answer.rows) show(answer);
    const lines = await Promise.all((answer.files ?? []).map(async (one) => { const address = await kit.served(one.places); return make('div', {}, address ? make('a', { href: address, download: one.name, text: one.name }) : one.name, make('small', { text: `　在工作文件夹的 ${one.folder}` })); }));
    (answer.volumes ?? []).forEach((codes, n) => lines.push(make('div', { text: `第 ${n + 1} 张：${codes.join('、')}` })));
    files.replaceChildren(...lines);
    files.hidden = !lines.length;
  };

  // -- search --------------------------------------------------------------------------------------------------

  let stopAt = null;
  let sounds = {};
  const marked = (text, words) => (words && text.includes(words) ? text.split(words).flatMap((part, n) => (n ? [make('mark', { text: words }), part] : [part])) : [text]);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    const answer = await ask('search', given, 60000);
    if (!answer) return;
    sounds = answer.sounds;
    told.textContent = answer.hits.length ? `找到 ${answer.hits.length}${answer.more ? ' 处以上，只列最新的' : ' 处'}。点时间就从那里听。` : '没有找到。换个说法，或少写几个字再试。';
    hits.replaceChildren(...answer.hits.map((hit) => {
      const li = make('li', { class: 'arc-hit' });
      li.append(make('button', { type: 'button', class: 'yh-button', text: `▶ ${clock(hit.start)}`, 'aria-label': `从 ${clock(hit.start)} 听`, onclick: () => play(hit, li) }), make('span', { text: hit.speaker ?? '' }), make('span', {}, marked(hit.text, given.words)), make('small', { text: `${hit.meeting}${hit.grievance ? `　诉求 ${hit.grievance}` : ''}` }));
      return li;
    }));
  });
  const play = async (hit, li) => {
    if (li.classList.contains('playing') && !media.paused) { media.pause(); return; }
    const address = await kit.served(sounds[hit.code] ?? []);
    if (!address) { notice.show('放不出声音：工作文件夹不在本页面能读到的文件夹里。请用 start 打开操作界面。'); return; }
    if (new URL(media.src || 'about:blank', location.href).pathname !== new URL(address, location.href).pathname) media.src = address;
    hits.querySelectorAll('.playing').forEach((one) => one.classList.remove('playing'));
    li.classList.add('playing');
    stopAt = hit.end + 0.3;
    media.currentTime = Math.max(0, hit.start - 0.3);
    media.play().catch(() => notice.show('声音没有放出来。请检查音箱或耳机。'));
  };
  media.addEventListener('timeupdate', () => { if (stopAt !== null && media.currentTime >= stopAt) { media.pause(); stopAt = null; } });
  media.addEventListener('pause', () => hits.querySelectorAll('.playing').forEach((one) => one.classList.remove('playing')));

  // -- packages ------------------------------------------------------------------------------------------------

  const show = (state) => {
    body.replaceChildren(...state.rows.map((row) => {
      const late = row.due && row.due <= state.today;
      const acts = [
        button(row.packed ? '再打包' : '打档案包', '内容没有变，打出来的包和根值也不变', () => act('pack', { code: row.code }, '正在打包……')),
        button('核验', '现在核验，记进固化账', () => act('check', { codes: [row.code] }, '正在核验……'), { disabled: !row.packed, 'data-off': row.packed ? '0' : '1' }),
        button('固化信息表', '写成 Word，打印签字', () => act('sheet', { code: row.code }, ''), { disabled: !row.packed, 'data-off': row.packed ? '0' : '1' }),
      ];
      return make('tr', { 'data-code': row.code }, make('td', { text: row.code }), make('td', { text: row.meeting }), make('td', { text: clock(row.seconds) }),
        make('td', {}, row.last ? [row.last, ' ', make('span', { class: `yh-tag ${row.faults.length ? 'bad' : 'good'}`, text: row.result }), ...row.faults.map((one) => make('div', { class: 'arc-wrong', text: one }))] : make('span', { class: 'yh-tag warn', text: '还没有打包' })),
        make('td', {}, row.due ? [row.due, ' ', late ? make('span', { class: 'yh-tag bad', text: '到期了' }) : ''] : ''), make('td', {}, acts));
    }));
    frame.dataset.ready = '1';
  };
  frame.addEventListener('keydown', (event) => { if (event.key === 'Enter' && (event.shiftKey || event.ctrlKey)) { event.preventDefault(); event.stopPropagation(); } }, true);
  link.ask('open', {}, 15000).then(show, (fault) => notice.show(fault.refused ?? '还没有和后台连上。请按“重新连接”。', { record: fault.record, kind: fault.refused ? 'fault' : 'offline' }));
  return () => { link.close(); unguard(); media.pause(); };
};

export default { render };
