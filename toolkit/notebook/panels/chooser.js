// The chooser: which recording is worked at. Choosing runs the cells below again, where JupyterLab lets a panel do so.

const { make, clock, button } = kit;

const render = ({ model, el }) => {
  let state = null;
  const notice = kit.notice();
  const current = make('span', { class: 'cho-current' });
  const newer = make('span', { class: 'yh-tag info', hidden: true });
  const more = button('换一场…', '列出所有场次和录音，最近的在前', () => unfold(list.hidden), { 'aria-expanded': 'false' });
  const mend = button('改日期、地点…', '收录时写错了日期或地点', () => askCorrection());
  const list = make('div', { class: 'cho-list', role: 'list', 'aria-label': '场次和录音', hidden: true });
  const form = make('form', { class: 'cho-form', hidden: true });
  const history = make('div', { class: 'cho-history', hidden: true });
  const frame = make('div', { class: 'yh cho', role: 'region', 'aria-label': '选择录音' },
    make('div', { class: 'yh-bar' }, make('strong', { text: '正在办' }), current, newer, make('span', { class: 'yh-space' }), mend, more),
    notice.node, form, history, list);
  el.append(frame);
  const unguard = kit.guard(frame);
  const link = kit.link(model, null, {
    alive: (yes) => {
      if (!yes) notice.show('与后台断开了，请按“重新连接”。', { kind: 'offline' });
      else if (notice.node.dataset.kind === 'offline') notice.hide();
    },
  });
  const fault = (told) => notice.show(told.refused ?? '还没有和后台连上：请按“重新连接”。', { record: told.record, kind: told.refused ? 'fault' : 'offline' });

  const unfold = (open) => {
    list.hidden = !open;
    more.setAttribute('aria-expanded', String(open));
    more.textContent = open ? '收起' : '换一场…';
    if (open) list.querySelector('[aria-current]')?.focus({ preventScroll: true });
  };
  const part = (meeting, one) => (meeting.recordings.length > 1 ? `第 ${one.position} 段（共 ${meeting.recordings.length} 段）` : '录音');
  const show = (told) => {
    state = told;
    const meeting = told.meetings.find((each) => each.recordings.some((one) => one.code === told.current));
    const one = meeting.recordings.find((each) => each.code === told.current);
    current.replaceChildren(make('strong', { text: `${meeting.place} ${meeting.held_on}` }), make('span', { class: 'cho-soft', text: `${meeting.lunar}　${part(meeting, one)} ${clock(one.seconds)}　${one.code}` }));
    newer.hidden = !told.newer;
    newer.textContent = '有更新的录音';
    history.hidden = !meeting.corrections.length;
    history.replaceChildren(...meeting.corrections.map((text) => make('div', { text })));
    list.replaceChildren(...told.meetings.map((each) => make('div', { class: 'cho-meeting', role: 'listitem' },
      make('div', { class: 'cho-name' }, make('strong', { text: `${each.place} ${each.held_on}` }), make('span', { class: 'cho-soft', text: each.lunar })),
      make('div', { class: 'cho-parts' }, each.recordings.map((recording) => button(`${part(each, recording)} ${clock(recording.seconds)}`, `${recording.code}，${recording.state}`, () => choose(recording.code), {
        'aria-current': recording.code === told.current ? 'true' : false, disabled: recording.state === '已销毁',
      })), make('span', { class: 'cho-soft', text: each.recordings.map((recording) => recording.state).every((text) => text === each.recordings[0].state) ? each.recordings[0].state : '' })))));
    frame.dataset.ready = '1';
  };

  // JupyterLab lends its commands to a page only where it was started so; else the person is told what to press.
  const rerun = () => {
    const app = window.jupyterapp;
    const notebook = app?.shell?.currentWidget?.content;
    const at = notebook?.widgets?.findIndex((cell) => cell.node?.contains(el)) ?? -1;
    if (at < 0) return false;
    notebook.activeCellIndex = at;
    app.commands.execute('notebook:run-all-below').catch(() => {});
    return true;
  };
  const changed = (words) => {
    if (!rerun()) notice.show(`${words}请点菜单“运行”→“运行所有单元格”，下面就换过来了。`, { kind: 'told' });
    else notice.show(words, { kind: 'told' });
  };
  const choose = async (code) => {
    if (code === state.current) { unfold(false); return; }
    try {
      show(await link.ask('choose', { code }));
      unfold(false);
      changed('已换到这一段，下次打开也是它。');
    } catch (told) { fault(told); }
  };
  const askCorrection = () => {
    if (!state) return;
    const meeting = state.meetings.find((each) => each.recordings.some((one) => one.code === state.current));
    const day = make('input', { class: 'yh-input', type: 'date', value: meeting.held_on, max: state.today, 'aria-label': '夜话真正的日期' });
    const lunar = make('span', { class: 'cho-soft', role: 'status', text: meeting.lunar });
    day.addEventListener('change', () => link.ask('day', { date: day.value }).then((told) => { lunar.textContent = told.told; }, () => {}));
    const place = make('select', { 'aria-label': '夜话真正的地点' }, [...new Set([meeting.place, ...state.places])].map((name) => make('option', { text: name, value: name, selected: name === meeting.place })));
    const reason = make('input', { class: 'yh-input cho-wide', 'aria-label': '更正的理由', placeholder: '为什么改，会记下来' });
    const by = make('input', { class: 'yh-input', 'aria-label': '谁更正的', placeholder: '姓名', size: 8, value: state.by });
    form.replaceChildren(
      make('span', { text: `更正 ${meeting.number} 这一场：` }), make('label', {}, '日期 ', day), lunar, make('label', {}, '地点 ', place),
      make('label', { class: 'cho-grow' }, '理由 ', reason), make('label', {}, '更正人 ', by),
      make('button', { type: 'submit', class: 'yh-button yh-main', text: '更正' }), button('算了', '', () => { form.hidden = true; }),
      make('div', { class: 'cho-soft cho-whole', text: '编号、档号不变；原来怎样、谁改的、为什么，都会留下。' }));
    form.onsubmit = async (event) => {
      event.preventDefault();
      try {
        const told = await link.ask('correct', { number: meeting.number, date: day.value, place: place.value, reason: reason.value, by: by.value });
        form.hidden = true;
        show(told);
        notice.show([...told.told, '下面各格里的日期、地点，重新运行以后跟着变。'].join('\n'), { kind: 'told' });
      } catch (refused) { fault(refused); }
    };
    form.hidden = false;
    day.focus();
  };
  link.ask('open', {}, 15000).then(show, fault);
  return () => { link.close(); unguard(); };
};

export default { render };
