// The inbox panel: the files of the inbox folder, looked at anew every two seconds, ticked and taken in.

const { make, button } = kit;
const LOOK_MS = 2000;

const render = ({ model, el }) => {
  const notice = kit.notice();
  const list = make('ul', { class: 'inb-list', 'aria-label': '收件箱里的文件' });
  const none = make('div', { class: 'inb-none' });
  const day = make('input', { type: 'date', class: 'yh-input', 'aria-label': '夜话那天的日期', oninput: () => lookAtDay() });
  const lunar = make('span', { class: 'inb-lunar', role: 'status' });
  const place = make('select', { 'aria-label': '在哪个村', onchange: () => tally() });
  const fresh = button('＋ 新地点', '设置里还没有的村或院落', () => openNew());
  const name = make('input', { class: 'yh-input', 'aria-label': '新地点的名称', size: 10, placeholder: '如 石桥坝' });
  const naming = make('form', { class: 'yh-bar inb-new', hidden: true, onsubmit: (event) => { event.preventDefault(); addPlace(); } },
    make('label', {}, '新地点 ', name), make('button', { type: 'submit', class: 'yh-button', text: '加进设置' }),
    button('不加了', '收起这一行', () => { naming.hidden = true; fresh.focus(); }));
  const take = make('button', { type: 'submit', class: 'yh-button yh-main', text: '收录', disabled: true });
  const wanting = make('span', { class: 'inb-wanting' });
  const state = make('span', { role: 'status' });
  const form = make('form', { class: 'yh-bar', onsubmit: (event) => { event.preventDefault(); send(); } },
    make('strong', { text: '收件箱' }), make('span', { class: 'yh-space' }),
    make('label', {}, '日期 ', day), lunar, make('label', {}, '地点 ', place), fresh, take);
  const frame = make('div', { class: 'yh inb', role: 'region', 'aria-label': '收件箱' }, form, naming, notice.node, none, list,
    make('div', { class: 'yh-foot' }, wanting, state, make('span', { text: '收录的是副本；收件箱里的文件本程序不改也不删，核对无误后由您自己移走。' })));
  el.append(frame);
  const unguard = kit.guard(frame);
  const rows = new Map();
  let busy = false;
  let timer = null;
  let closed = false;
  let dayFits = false;

  const link = kit.link(model, null, {
    told: (message) => {
      busy = false;
      state.textContent = '';
      if (message.tell === 'taken') {
        notice.show(message.words, { kind: 'told' });
        // What is dropped next is likely of another meeting.
        day.value = '';
        place.value = '';
        lookAtDay();
      } else notice.show(message.refused, { record: message.record });
      look();
    },
    alive: (yes) => {
      if (!yes && !busy) notice.show('与后台断开了。收件箱里的录音都在；请按“重新连接”。', { kind: 'offline' });
      else if (yes && notice.node.dataset.kind === 'offline') notice.hide();
    },
  });
  const failed = (fault) => { if (fault.refused) notice.show(fault.refused, { record: fault.record }); };

  // -- day and place -------------------------------------------------------------------------------------------

  const showDay = (told) => {
    if (told.text !== day.value && told.fits) return; // another day was chosen meanwhile
    dayFits = told.fits;
    lunar.replaceChildren(told.said ? `${told.said}　` : '', told.note ? make('span', { class: `yh-tag ${told.fits ? 'warn' : 'bad'}`, text: told.note }) : '');
    tally();
  };
  const lookAtDay = () => {
    dayFits = false;
    lunar.replaceChildren();
    tally();
    if (day.value) link.ask('day', { text: day.value }).then((told) => showDay(told.day), failed);
  };
  const showPlaces = (places, chosen) => {
    place.replaceChildren(make('option', { value: '', text: '请选' }), ...places.map((one) => make('option', { value: one, text: one })));
    place.value = places.includes(chosen) ? chosen : '';
  };
  const openNew = (given = '') => { naming.hidden = false; name.value = given; name.focus(); };
  const addPlace = () => {
    link.ask('village', { name: name.value }).then((told) => {
      showPlaces(told.places, told.place);
      naming.hidden = true;
      notice.show(`“${told.place}”已加进设置，以后都能选。`, { kind: 'told' });
      tally();
      place.focus();
    }, failed);
  };

  // -- files ---------------------------------------------------------------------------------------------------

  const isRight = () => dayFits && place.value !== '';
  const ticked = () => [...rows.values()].filter((one) => one.box.checked && !one.box.disabled).map((one) => one.name);
  // Nothing is ticked before day and place are right; what a person ticked or left off stays so.
  const tick = (known) => {
    if (known.state !== 'whole') known.box.checked = false;
    else if (!known.byHand) known.box.checked = isRight();
  };
  const lacks = () => {
    if (![...rows.values()].some((one) => one.state === 'whole')) return '';
    const parts = [day.value ? (dayFits ? '' : '改好日期') : '选好日期', place.value ? '' : '选好地点', ticked().length || !isRight() ? '' : '勾上录音'].filter((one) => one);
    return parts.length ? `请先${parts.join('、')}，再按“收录”。` : '';
  };
  const tally = () => {
    rows.forEach(tick);
    const n = ticked().length;
    take.disabled = busy || !n || !isRight();
    take.textContent = n > 1 ? `收录这 ${n} 段` : '收录';
    wanting.textContent = busy ? '' : lacks();
  };
  const show = (told) => {
    busy = told.busy;
    none.hidden = told.files.length > 0;
    const gone = new Set(rows.keys());
    for (const file of told.files) {
      gone.delete(file.name);
      if (!rows.has(file.name)) rows.set(file.name, built(file.name));
      const known = rows.get(file.name);
      if (file.state !== known.state) known.byHand = false;
      known.state = file.state;
      known.box.disabled = file.state !== 'whole' || busy;
      known.words.textContent = file.words;
      known.words.className = `yh-tag ${{ whole: 'info', taken: 'good', growing: 'warn', other: '' }[file.state]}`;
      known.size.textContent = `${file.megabytes} MB`;
    }
    gone.forEach((gone) => { rows.get(gone).li.remove(); rows.delete(gone); });
    [...rows.keys()].sort().forEach((file, n) => { if (list.children[n] !== rows.get(file).li) list.insertBefore(rows.get(file).li, list.children[n] ?? null); });
    tally();
    frame.dataset.ready = '1';
  };
  const built = (file) => {
    const box = make('input', { type: 'checkbox', onchange: () => { rows.get(file).byHand = true; tally(); } });
    const size = make('span', { class: 'inb-size' });
    const words = make('span', { class: 'yh-tag' });
    const li = make('li', { 'data-name': file }, make('label', {}, box, make('span', { class: 'inb-name', text: file })), size, words);
    return { name: file, li, box, size, words, state: null, byHand: false };
  };
  const send = () => {
    const names = ticked();
    if (!names.length || busy || !isRight()) return;
    busy = true;
    notice.hide();
    state.textContent = '正在收录：复制、校验、做试听副本……';
    tally();
    link.ask('take', { names, held_on: day.value, place: place.value }).catch((fault) => { busy = false; state.textContent = ''; failed(fault); tally(); });
  };
  const look = () => {
    clearTimeout(timer);
    link.ask('look').then(show, () => {}).finally(() => { if (!closed) timer = setTimeout(look, LOOK_MS); });
  };
  link.ask('open', {}, 20000).then((told) => {
    none.textContent = `收件箱是空的。把录音文件复制到这个文件夹里，这里就会列出来：${told.folder}`;
    day.max = told.today;
    day.value = told.held_on;
    showPlaces(told.places, told.place);
    showDay(told.day);
    if (told.place && !told.places.includes(told.place)) {
      notice.show(`设置里没有“${told.place}”这个地点。请另选一个，或者加进设置。`, { action: { text: `加上“${told.place}”`, run: () => { notice.hide(); openNew(told.place); } }, kind: 'warn' });
    }
    show(told);
    timer = setTimeout(look, LOOK_MS);
  }, (fault) => notice.show(fault.refused ?? '还没有和后台连上。请按“重新连接”。', { record: fault.record, kind: fault.refused ? 'fault' : 'offline' }));
  return () => { closed = true; clearTimeout(timer); link.close(); unguard(); };
};

export default { render };
