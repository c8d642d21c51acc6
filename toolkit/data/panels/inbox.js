// The inbox panel: the files of the inbox folder, looked at anew every two seconds, ticked and taken in.

const { make, button } = kit;
const LOOK_MS = 2000;

const render = ({ model, el }) => {
  const notice = kit.notice();
  const list = make('ul', { class: 'inb-list', 'aria-label': '收件箱里的文件' });
  const none = make('div', { class: 'inb-none' });
  const day = make('input', { class: 'yh-input', 'aria-label': '夜话那天的日期', size: 11, placeholder: '2026-09-25' });
  const place = make('select', { 'aria-label': '在哪个村' });
  const take = make('button', { type: 'submit', class: 'yh-button yh-main', text: '收录', disabled: true });
  const state = make('span', { role: 'status' });
  const form = make('form', { class: 'yh-bar', onsubmit: (event) => { event.preventDefault(); send(); } },
    make('strong', { text: '收件箱' }), make('span', { class: 'yh-space' }), make('label', {}, '日期 ', day), make('label', {}, '地点 ', place), take);
  const frame = make('div', { class: 'yh inb', role: 'region', 'aria-label': '收件箱' }, form, notice.node, none, list,
    make('div', { class: 'yh-foot' }, make('span', { text: '收录的是副本；收件箱里的文件本程序不改也不删，核对无误后由您自己移走。' }), state));
  el.append(frame);
  const unguard = kit.guard(frame);
  const rows = new Map();
  let busy = false;
  let timer = null;

  const link = kit.link(model, null, {
    told: (message) => {
      busy = false;
      state.textContent = '';
      if (message.tell === 'taken') notice.show(`收录好了：${message.codes.join('、')}。接着运行下面的格子转写。`, { kind: 'told' });
      else notice.show(message.refused, { record: message.record });
      look();
    },
    alive: (yes) => {
      if (!yes && !busy) notice.show('与后台断开了，请重新运行上面的格子。', { kind: 'offline' });
      else if (notice.node.dataset.kind === 'offline') notice.hide();
    },
  });
  const ticked = () => [...rows.values()].filter((one) => one.box.checked && !one.box.disabled).map((one) => one.name);
  const tally = () => { const n = ticked().length; take.disabled = busy || !n; take.textContent = n > 1 ? `收录这 ${n} 段` : '收录'; };
  const show = (told) => {
    busy = told.busy;
    none.hidden = told.files.length > 0;
    const gone = new Set(rows.keys());
    for (const file of told.files) {
      gone.delete(file.name);
      if (!rows.has(file.name)) rows.set(file.name, built(file.name));
      const known = rows.get(file.name);
      const ready = file.state === 'whole';
      // What becomes whole is ticked once; a tick that a person took off stays off.
      if (ready && known.state !== 'whole') known.box.checked = true;
      known.state = file.state;
      known.box.disabled = !ready || busy;
      if (!ready) known.box.checked = false;
      known.words.textContent = file.words;
      known.words.className = `yh-tag ${{ whole: 'info', taken: 'good', growing: 'warn', other: '' }[file.state]}`;
      known.size.textContent = `${file.megabytes} MB`;
    }
    gone.forEach((name) => { rows.get(name).li.remove(); rows.delete(name); });
    [...rows.keys()].sort().forEach((name, n) => { if (list.children[n] !== rows.get(name).li) list.insertBefore(rows.get(name).li, list.children[n] ?? null); });
    tally();
    frame.dataset.ready = '1';
  };
  const built = (name) => {
    const box = make('input', { type: 'checkbox', onchange: () => tally() });
    const size = make('span', { class: 'inb-size' });
    const words = make('span', { class: 'yh-tag' });
    const li = make('li', { 'data-name': name }, make('label', {}, box, make('span', { class: 'inb-name', text: name })), size, words);
    return { name, li, box, size, words, state: null };
  };
  const send = () => {
    const names = ticked();
    if (!names.length || busy) return;
    busy = true;
    notice.hide();
    state.textContent = '正在收录：复制、校验、做试听副本……';
    tally();
    link.ask('take', { names, held_on: day.value.trim(), place: place.value }).catch((fault) => { busy = false; state.textContent = ''; if (fault.refused) notice.show(fault.refused, { record: fault.record }); });
  };
  const look = () => {
    clearTimeout(timer);
    link.ask('look').then(show, () => {}).finally(() => { timer = setTimeout(look, LOOK_MS); });
  };
  link.ask('open', {}, 20000).then((told) => {
    none.textContent = `把录音文件复制到这个文件夹里，这里就会列出来：${told.folder}`;
    day.value = told.held_on;
    place.replaceChildren(...told.places.map((one) => make('option', { value: one, text: one })));
    if (told.places.includes(told.place)) place.value = told.place;
    show(told);
    timer = setTimeout(look, LOOK_MS);
  }, (fault) => notice.show(fault.refused ?? '还没有和后台连上：请运行上面的格子（点一下格子，按 Shift+回车）。', { record: fault.record, kind: fault.refused ? 'fault' : 'offline' }));
  return () => { clearTimeout(timer); link.close(); unguard(); };
};

export default { render };
