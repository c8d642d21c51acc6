// The pages of the workbench. Each is a function of what its address holds; it returns its nodes, and `leave` where
// something must be closed.

import { button, choice, clock, make, Notice } from '../../yehua/script/kit.js';
import { act, data, found, openPanel, upload } from './server.js';

const NAME_KEY = 'yehua:name';
const NEWEST = 5;
const LOOK_MS = 3000;

// The name under which a person works in this browser.
const myName = () => localStorage.getItem(NAME_KEY) ?? '';

const go = (page) => {
  // The browser keeps the address escaped, and calls nobody when it stays as it was.
  if (decodeURIComponent(location.hash) === `#${page}`) window.dispatchEvent(new HashChangeEvent('hashchange'));
  else location.hash = page;
};

const link = (page, text, more = {}) => make('a', { href: `#${page}`, text, ...more });

const percentOf = (share) => `${Math.round(share * 100)}%`;

const heading = (text, ...more) =>
  make('div', { class: 'wb-heading' }, make('h1', { text }), make('span', { class: 'yh-space' }), ...more);

const nameField = () => {
  const input = make('input', { class: 'yh-input', size: 8, value: myName(), placeholder: '姓名', 'aria-label': '您的姓名' });
  input.addEventListener('change', () => localStorage.setItem(NAME_KEY, input.value.trim()));
  return make('label', { class: 'wb-name' }, '您的姓名 ', input);
};

const table = (names, rows, none) => {
  if (!rows.length) return make('p', { class: 'wb-none', text: none });
  const head = make('tr', {}, names.map((name) => make('th', { scope: 'col', text: name })));
  const body = make('table', { class: 'wb-table' }, make('thead', {}, head), make('tbody', {}, rows));
  return make('div', { class: 'wb-wide', tabindex: '0', role: 'region', 'aria-label': '列表' }, body);
};

const cells = (...contents) =>
  make(
    'tr',
    {},
    contents.map((content) => make('td', {}, content ?? '')),
  );

const factList = (facts) =>
  make(
    'dl',
    { class: 'wb-facts' },
    facts.flatMap(([name, value]) => [make('dt', { text: name }), make('dd', { text: value })]),
  );

const section = (title, ...content) => make('section', { class: 'wb-section' }, make('h2', { text: title }), ...content);

const warningList = (lines) => lines.map((text) => make('p', { class: 'wb-warning', text }));

// Runs `work` once at a time; its fault is told in `notice`.
const attempt = async (notice, work) => {
  notice.hide();
  try {
    return await work();
  } catch (fault) {
    if (fault.refused) notice.refused(fault);
    else notice.show('后台没有回答，没有做成。请过一会儿再试。', { kind: 'warn' });
    return null;
  }
};

// A form whose fields are `[name, label, control]`; what they hold is given to `send`.
const form = (fields, text, send, notice) => {
  const submit = make('button', { type: 'submit', class: 'yh-button yh-main', text });
  const node = make(
    'form',
    { class: 'wb-form' },
    fields.map(([, label, control]) => make('label', {}, `${label} `, control)),
    submit,
  );
  node.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    await attempt(notice, () => send(Object.fromEntries(fields.map(([name, , control]) => [name, control.value]))));
    submit.disabled = false;
  });
  return node;
};

const field = (more) => make('input', { class: 'yh-input', ...more });

// -- today ------------------------------------------------------------------------------------------------------

const GROUPS = [
  ['danger', '今晚必看', 'bad'],
  ['overdue', '期限已过', 'bad'],
  ['soon', '三日之内', 'warn'],
  ['waiting', '等着办的', 'info'],
];

const taskLine = ({ what, why, page, due }, kind) =>
  make(
    'li',
    { class: `wb-task ${kind}` },
    link(page, what),
    make('span', { class: 'wb-why', text: why }),
    due ? make('time', { datetime: due, text: due }) : '',
  );

const today = async () => {
  const { tasks } = await data('today');
  const groups = GROUPS.map(([urgency, title, kind]) => {
    const lines = tasks.filter((task) => task.urgency === urgency);
    if (!lines.length) return '';
    const count = make('span', { class: `yh-tag ${kind}`, text: `${lines.length} 件` });
    const list = lines.map((task) => taskLine(task, kind));
    return make('section', { class: 'wb-section' }, make('h2', {}, `${title} `, count), make('ul', { class: 'wb-tasks' }, list));
  });
  const begin = make('a', { class: 'yh-button yh-main wb-button', href: '#/inbox', text: '收录新录音' });
  const none = tasks.length ? '' : make('p', { class: 'wb-none', text: '今天没有等着办的事。' });
  return { nodes: [heading('今天要办', begin), none, ...groups].filter(Boolean) };
};

// -- meetings ---------------------------------------------------------------------------------------------------

const STATE_KIND = (words) => {
  if (words.startsWith('待')) return 'warn';
  if (words.startsWith('已')) return 'good';
  return 'info';
};

const recordingLink = (meeting, recording) => {
  const part = meeting.recordings.length > 1 ? `第 ${recording.position} 段 ` : '录音 ';
  const text = `${part}${clock(recording.seconds)}`;
  return make(
    'div',
    { class: 'wb-recording' },
    recording.destroyed ? text : link(`/meeting/${recording.code}`, text),
    make('span', { class: `yh-tag ${STATE_KIND(recording.words)}`, text: recording.words }),
  );
};

const meetings = async () => {
  const { meetings: all, places } = await data('meetings');
  const body = make('div');
  const words = make('input', { class: 'yh-input', type: 'search', placeholder: '日期，如 2026-09', 'aria-label': '按日期筛选' });
  const place = choice(['', ...places], { 'aria-label': '按村筛选' }, (value) => value || '全部地点');
  const draw = () => {
    const wanted = all.filter(
      (meeting) => (!place.value || meeting.place === place.value) && meeting.held_on.includes(words.value.trim()),
    );
    const rows = wanted.map((meeting) =>
      cells(
        make('strong', { text: meeting.held_on }),
        meeting.lunar,
        meeting.place,
        meeting.recordings.map((recording) => recordingLink(meeting, recording)),
        make('span', { class: 'wb-soft', text: meeting.number }),
      ),
    );
    body.replaceChildren(table(['日期', '农历', '地点', '录音和进度', '编号'], rows, '没有这样的夜话。'));
  };
  words.addEventListener('input', draw);
  place.addEventListener('change', draw);
  draw();
  const begin = make('a', { class: 'yh-button yh-main wb-button', href: '#/inbox', text: '收录新录音' });
  return { nodes: [heading('夜话', words, place, begin), body] };
};

const panelPage = (panels, head) => {
  const closers = [];
  const notice = new Notice();
  const places = panels.map(([name, given]) => {
    const place = make('div', { class: 'wb-panel' });
    closers.push(openPanel(name, given, place, (fault) => notice.refused(fault)));
    return place;
  });
  return { nodes: [...head, notice.node, ...places], leave: () => closers.forEach((close) => close()) };
};

// Sound files chosen or dropped here go into the inbox, one after another.
const dropZone = (notice) => {
  const input = make('input', { type: 'file', multiple: true, class: 'yh-still', tabindex: '-1', accept: 'audio/*,.amr,.wma,.mp4', 'aria-label': '选录音文件' });
  const state = make('span', { class: 'wb-soft', role: 'status' });
  const send = async (files) => {
    for (const file of files) {
      const say = (share) => {
        state.textContent = `正在放进收件箱：${file.name} ${percentOf(share)}`;
      };
      say(0);
      const name = await attempt(notice, () => upload(file, say));
      state.textContent = name ? `放好了：${name}` : '';
      if (!name) return;
    }
  };
  input.addEventListener('change', () => {
    send([...input.files]).then(() => {
      input.value = '';
    });
  });
  const pick = button('选文件…', '选一个或几个录音文件', () => input.click());
  const zone = make('div', { class: 'wb-drop' }, '把录音拖到这里，或者', pick, input, state);
  const over = (event) => {
    event.preventDefault();
    zone.classList.toggle('over', event.type === 'dragover');
  };
  zone.addEventListener('dragover', over);
  zone.addEventListener('dragleave', over);
  zone.addEventListener('drop', (event) => {
    over(event);
    send([...event.dataTransfer.files]);
  });
  return zone;
};

// The newest recordings with where they stand, looked at every few seconds: the way on after taking in.
const newest = () => {
  const list = make('div');
  let timer = null;
  const look = async () => {
    const answer = await data('meetings').catch(() => null);
    if (answer) {
      const lines = answer.meetings.slice(0, NEWEST).map((meeting) =>
        make(
          'div',
          { class: 'wb-recording' },
          make('strong', { text: `${meeting.place} ${meeting.held_on}` }),
          meeting.recordings.map((recording) => recordingLink(meeting, recording)),
        ),
      );
      list.replaceChildren(...lines);
    }
    timer = setTimeout(look, LOOK_MS);
  };
  look();
  return { node: section('最近的夜话', list), leave: () => clearTimeout(timer) };
};

const inbox = async () => {
  const notice = new Notice();
  const recent = newest();
  const head = [heading('收录新录音', link('/meetings', '回到夜话')), notice.node, dropZone(notice)];
  const { nodes, leave } = panelPage(
    [
      ['inbox', {}],
      ['progress', {}],
    ],
    head,
  );
  return {
    nodes: [...nodes, recent.node],
    leave: () => {
      recent.leave();
      leave();
    },
  };
};

const STEPS = [
  ['sound', '录音'],
  ['text', '文字'],
  ['grievances', '诉求'],
  ['papers', '文书'],
];

const steps = (code, now) =>
  make(
    'nav',
    { class: 'wb-steps', 'aria-label': '这段录音的步骤' },
    STEPS.map(([step, text]) =>
      link(`/meeting/${code}/${step}`, text, { 'aria-current': step === now ? 'step' : false }),
    ),
  );

const soundStep = (page) => {
  const facts = [
    ['编号', page.code],
    ['原文件', page.source_name],
    ['时长', clock(page.seconds)],
    ['校验值', page.sha256],
    ['进度', page.words],
  ];
  const list = factList(facts);
  return panelPage([['progress', {}]], [list]);
};

const papersStep = (page, notice) => {
  const openCase = (number) => async () => {
    const done = await attempt(notice, () => act('open_case', { number }));
    if (done) go(done.page);
  };
  const confirmed = page.grievances.filter(({ status }) => status === '已确认');
  const rows = confirmed.map((line) =>
    cells(
      line.number,
      line.person,
      line.summary,
      line.colour,
      line.case ? link(`/case/${line.case}`, line.case) : button('立项', '为这件诉求开一个事项', openCase(line.number)),
    ),
  );
  const none = '还没有确认过的诉求。先在“诉求”里核对、确认。';
  const rest = page.withheld ? [make('p', { class: 'wb-soft', text: `另有 ${page.withheld} 件不在这里显示。` })] : [];
  return { nodes: [notice.node, table(['编号', '反映人', '诉求', '颜色', '事项'], rows, none), ...rest] };
};

const meeting = async ([code, step = 'text']) => {
  const page = await data('recording', { code });
  const now = page.has_text || step === 'papers' ? step : 'sound';
  const others = page.others
    .filter((other) => other !== page.code)
    .map((other) => link(`/meeting/${other}/${step}`, `另一段 ${other}`));
  const title = `${page.place} ${page.held_on}`;
  const head = [heading(title, make('span', { class: 'wb-soft', text: page.lunar }), ...others, nameField()), steps(page.code, now)];
  const given = { code: page.code, by: myName() };
  const parts = {
    sound: () => soundStep(page),
    text: () => panelPage([['corrector', given]], []),
    grievances: () => panelPage([['grievances', given]], []),
    papers: () => papersStep(page, new Notice()),
  };
  const { nodes, leave } = (parts[now] ?? parts.sound)();
  return { nodes: [...head, ...nodes], leave };
};

// -- cases ------------------------------------------------------------------------------------------------------

const cases = async () => {
  const { cases: all } = await data('cases');
  const body = make('div');
  const words = make('input', { class: 'yh-input', type: 'search', placeholder: '编号、状态或内容', 'aria-label': '筛选事项' });
  const draw = () => {
    const wanted = all.filter((line) => `${line.case} ${line.state} ${line.summary}`.includes(words.value.trim()));
    const rows = wanted.map((line) =>
      cells(
        link(`/case/${line.case}`, line.case),
        line.state,
        line.opened_on,
        line.source,
        line.summary || make('span', { class: 'wb-soft', text: '内容不在这里显示' }),
        make('div', {}, ...warningList(line.warnings)),
      ),
    );
    body.replaceChildren(table(['事项', '状态', '立项', '来源', '内容', '提醒'], rows, '没有这样的事项。'));
  };
  words.addEventListener('input', draw);
  draw();
  return { nodes: [heading('事项', words), body] };
};

const entryForm = (page, notice) => {
  const kinds = page.kinds.map(([kind]) => kind);
  const names = Object.fromEntries(page.kinds);
  const fields = [
    ['kind', '种类', choice(kinds, { required: true }, (kind) => names[kind])],
    ['date', '日期', field({ type: 'date', required: true })],
    ['document', '文书编号', field({ size: 16 })],
    ['served', '送达日期', field({ type: 'date' })],
    ['note', '备注', field({ size: 24 })],
  ];
  return form(fields, '记上', async (given) => go((await act('add_entry', { case: page.case, ...given })).page), notice);
};

const paperForm = (page, notice) => {
  const names = Object.fromEntries(page.forms);
  const kind = choice(Object.keys(names), {}, (paper) => names[paper]);
  const begin = async ({ paper }) => go((await act('begin_paper', { case: page.case, paper })).page);
  return form([['paper', '要出的文书', kind]], '开始写', begin, notice);
};

const caseParts = (page, notice) => [
  section(
    '诉求',
    page.is_withheld
      ? make('p', { class: 'wb-none', text: '还没有判断，或者是检举控告：内容不在这里显示。' })
      : table(
          ['编号', '反映人', '内容'],
          page.matters.map((line) =>
            cells(line.page ? link(line.page, line.number) : line.number, line.person, line.summary),
          ),
          '没有。',
        ),
  ),
  section(
    '期限',
    table(
      ['期限', '到哪一天', '依据'],
      page.clocks.map((line) =>
        cells(
          line.name,
          make('span', { class: line.is_over && line.duty ? 'wb-over' : '', text: line.text }),
          line.basis,
        ),
      ),
      '现在没有在走的期限。',
    ),
  ),
  section(
    '经过',
    table(
      ['第几条', '日期', '记录', '文书编号', '送达', '备注', '凭证'],
      page.entries.map((line) =>
        cells(String(line.id), line.date, line.name, line.document, line.served_on, line.note, line.proof),
      ),
      '没有。',
    ),
    entryForm(page, notice),
  ),
  section(
    '文书',
    table(
      ['文书', '文号', '签发', ''],
      page.papers.map((line) =>
        cells(line.title, line.number || '还没有签发', line.issued_on, link(line.page, line.number ? '看' : '接着写')),
      ),
      '还没有文书。',
    ),
    paperForm(page, notice),
  ),
];

const oneCase = async ([number]) => {
  const page = await data('case', { case: number });
  const notice = new Notice();
  const head = [
    heading(page.case, make('span', { class: 'yh-tag info', text: page.state }), link('/cases', '回到事项')),
    make('p', { class: 'wb-soft', text: `来源：${page.source}　收到：${page.received}` }),
    ...warningList(page.warnings),
    notice.node,
  ];
  return { nodes: [...head, ...caseParts(page, notice)] };
};

const paper = async ([number, kind]) => {
  const begun = await act('begin_paper', { case: number, paper: kind });
  return panelPage([['papers', { paper: kind, facts: begun.words }]], [heading(number, link(`/case/${number}`, '回到事项'))]);
};

// -- finding, archive, overview, settings -----------------------------------------------------------------------

const find = async () => {
  const notice = new Notice();
  const hits = make('div');
  const fields = [
    ['words', '说过什么', field({ type: 'search', size: 20, placeholder: '几个字，或姓名拼音首字母' })],
    ['place', '地点', field({ size: 8 })],
    ['date', '日期', field({ size: 12, placeholder: '2026-09' })],
  ];
  const send = async (given) => {
    const answer = await found('find', given);
    const rows = answer.hits.map((hit) =>
      cells(hit.code, link(hit.page, clock(hit.start_s)), hit.speaker, hit.text, hit.grievance),
    );
    const more = answer.more ? [make('p', { class: 'wb-soft', text: '还有更多，请把词写得具体些。' })] : [];
    hits.replaceChildren(table(['录音', '时间', '谁说的', '原话', '诉求'], rows, '没有找到。'), ...more);
  };
  return { nodes: [heading('查找'), notice.node, form(fields, '查找', send, notice), hits] };
};

const archive = async () => panelPage([['archive', { by: myName() }]], [heading('归档', nameField())]);

const overview = async () => {
  const { html } = await data('overview');
  const frame = make('div', { class: 'wb-overview' });
  frame.append(document.createRange().createContextualFragment(html));
  return { nodes: [heading('总览', button('打印', '打印这一页', () => window.print())), frame] };
};

const settings = async () => {
  const page = await data('settings');
  const notice = new Notice();
  const facts = [
    ['单位', page.office],
    ['政府', page.government],
    ['调委会', page.committee],
    ['全宗号', page.fonds],
    ['村、院落', page.villages.join('、')],
    ['设置文件', page.file],
  ];
  const list = factList(facts);
  const fields = [
    ['to', '备份放到', field({ size: 28, placeholder: '另一块盘上的文件夹' })],
    ['by', '备份人', field({ size: 8, value: myName() })],
  ];
  const backUp = async (given) => notice.told((await act('back_up', given)).words);
  const made = page.backups.map((text) => make('li', { text }));
  return {
    nodes: [
      heading('设置'),
      notice.node,
      section('单位', list),
      section('备份', make('ul', {}, made), form(fields, '备份', backUp, notice)),
    ],
  };
};

export const PAGES = { today, meetings, inbox, meeting, cases, case: oneCase, paper, find, archive, overview, settings };
