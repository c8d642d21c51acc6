// The pages 夜话: the list of meetings, taking recordings in, and a recording with its four steps.

import { button, choice, clock, make, Notice } from '../../yehua/script/kit.js';
import { actForm, folded } from './acting.js';
import { bulkPart } from './bulk.js';
import { filterBar, filterChoice, filtersOf, filterWords, leafBar } from './lists.js';
import {
  attempt,
  cells,
  factList,
  field,
  go,
  heading,
  link,
  myName,
  nameField,
  panelPage,
  percentOf,
  section,
  table,
} from './parts.js';
import { act, data, upload } from './server.js';

const NEWEST = 5;
const LOOK_MS = 3000;

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

const WAITING = ['待校对', '待判断', '待确认'];

export const meetings = async (given) => {
  const filters = filtersOf(given);
  const page = await data('meetings', filters);
  const rows = page.meetings.map((meeting) =>
    cells(
      make('strong', { text: meeting.held_on }),
      meeting.lunar,
      meeting.place,
      meeting.recordings.map((recording) => recordingLink(meeting, recording)),
      make('span', { class: 'wb-soft', text: meeting.number }),
    ),
  );
  const begin = make('a', { class: 'yh-button yh-main wb-button', href: '#/inbox', text: '收录新录音' });
  const bar = filterBar('meetings', filters, [
    ['date', filterWords('日期，如 2026-09', filters.date)],
    ['place', filterChoice('地点', page.places, filters.place)],
    ['standing', filterChoice('进度', WAITING, filters.standing)],
  ]);
  const list = table(['日期', '农历', '地点', '录音和进度', '编号'], rows, '没有这样的夜话。');
  return { nodes: [heading('夜话', begin), bar, list, leafBar('meetings', filters, page.leaf)] };
};

// Sound files chosen or dropped here go into the inbox, one after another.
const dropZone = (notice) => {
  const input = make('input', {
    type: 'file',
    multiple: true,
    class: 'yh-still',
    tabindex: '-1',
    accept: 'audio/*,.amr,.wma,.mp4',
    'aria-label': '选录音文件',
  });
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

export const inbox = async () => {
  const notice = new Notice();
  const recent = newest();
  const old = bulkPart();
  const head = [heading('收录新录音', link('/meetings', '回到夜话')), notice.node, dropZone(notice)];
  const { nodes, leave } = panelPage(
    [
      ['inbox', {}],
      ['progress', {}],
    ],
    head,
  );
  return {
    nodes: [...nodes, old.node, recent.node],
    leave: () => {
      old.leave();
      recent.leave();
      leave();
    },
  };
};

const SHORT_PX = 480;

// On a screen of 200 % the sentences come before everything else.
const bringUp = (nodes) => {
  const panel = nodes.find((node) => node.classList.contains('wb-panel'));
  setTimeout(() => panel?.scrollIntoView());
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
  return panelPage([['progress', {}]], [factList(facts), correction(page)]);
};

// Date and place of the meeting, put right with a reason; what was before stays written down.
const correction = (page) => {
  const notice = new Notice();
  const fields = [
    ['date', '夜话真正的日期', field({ type: 'date', value: page.held_on, required: true })],
    ['place', '地点', choice([...new Set([page.place, ...page.places])], { class: 'yh-input' })],
    ['reason', '更正的理由', field({ size: 28, required: true })],
    ['by', '更正人', field({ size: 8, value: myName(), required: true })],
  ];
  return folded(
    '改日期、地点…',
    make('p', { class: 'wb-soft', text: '收录时写错了才改。编号、档号不变；原来怎样、谁改的、为什么，都会留下。' }),
    notice.node,
    actForm(fields, '更正', 'correct_meeting', notice, { code: page.code }),
    ...page.corrections.map((text) => make('p', { text })),
  );
};

const papersStep = (page, notice) => {
  const openCase = (number) => async () => {
    const done = await attempt(notice, () => act('open_case', { number }));
    if (done) go(done.page);
  };
  const confirmed = page.grievances.filter(({ status }) => status === '已确认');
  const rows = confirmed.map((line) =>
    cells(
      link(`/grievance/${line.number}`, line.number),
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

// The confirmed grievances of a recording, above its text and its list: from a sentence to the grievance in one click.
const said = (page) => {
  const numbered = page.grievances.filter(({ number }) => number);
  const lines = numbered.map((line) => {
    const words = `${line.number.split('-').at(-1)} ${clock(line.start_s)} ${line.summary}`;
    return link(`/grievance/${line.number}`, words);
  });
  return lines.length ? [make('nav', { class: 'wb-said', 'aria-label': '这段录音里确认过的诉求' }, lines)] : [];
};

export const meeting = async ([code, step = 'text', at = '']) => {
  const page = await data('recording', { code });
  const now = page.has_text || step === 'papers' ? step : 'sound';
  const others = page.others
    .filter((other) => other !== page.code)
    .map((other) => link(`/meeting/${other}/${step}`, `另一段 ${other}`));
  const title = `${page.place} ${page.held_on}`;
  const head = [
    heading(title, make('span', { class: 'wb-soft', text: page.lunar }), ...others, nameField()),
    steps(page.code, now),
  ];
  const given = { code: page.code, by: myName() };
  const parts = {
    sound: () => soundStep(page),
    text: () => panelPage([['corrector', at ? { ...given, at } : given]], []),
    grievances: () => panelPage([['grievances', given]], []),
    papers: () => papersStep(page, new Notice()),
  };
  const { nodes, leave } = (parts[now] ?? parts.sound)();
  if (now === 'text' && window.innerHeight < SHORT_PX) bringUp(nodes);
  const ways = now === 'text' || now === 'grievances' ? said(page) : [];
  return { nodes: [...head, ...ways, ...nodes], leave };
};
