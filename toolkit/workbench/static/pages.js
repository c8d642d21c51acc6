// The pages of the workbench. Each is a function of what its address holds; it returns its nodes, and `leave` where
// something must be closed.

import { clock, make, Notice } from '../../yehua/script/kit.js';
import { alerts } from './alerts.js';
import { answers, nights } from './answers.js';
import { card, cards } from './cards.js';
import { cases, grievances, oneCase } from './cases.js';
import { draw } from './draws.js';
import { followup, followups, handover } from './followups.js';
import { keeping, tables } from './keeping.js';
import { inbox, meeting, meetings } from './meetings.js';
import { overview } from './overview.js';
import { paper } from './paperform.js';
import {
  cells,
  factList,
  field,
  form,
  go,
  heading,
  inParts,
  link,
  myName,
  nameField,
  panelPage,
  section,
  table,
} from './parts.js';
import { policies, policy } from './policies.js';
import { act, data, found } from './server.js';
import { note, walks } from './walks.js';

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
    const list = make('ul', { class: 'wb-tasks' });
    const more = inParts(
      list,
      lines.map((task) => taskLine(task, kind)),
    );
    return make('section', { class: 'wb-section' }, make('h2', {}, `${title} `, count), list, more);
  });
  const begin = make('a', { class: 'yh-button yh-main wb-button', href: '#/inbox', text: '收录新录音' });
  const none = tasks.length ? '' : make('p', { class: 'wb-none', text: '今天没有等着办的事。' });
  return { nodes: [heading('今天要办', begin), none, ...groups].filter(Boolean) };
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

const settingsForm = (page, notice) => {
  const fields = page.fields.map(({ key, name, value }) => [key, name, field({ value, required: true, size: 24 })]);
  const villages = make('textarea', { class: 'yh-input', rows: '5', cols: '24', required: true });
  villages.value = page.villages.join('\n');
  fields.push(['villages', '村、院落（一行一个）', villages]);
  const save = async (given) => {
    await act('write_settings', given);
    go('/settings');
  };
  const node = form(fields, '存好', save, notice);
  node.classList.add('wb-rows');
  return node;
};

const settings = async () => {
  const page = await data('settings');
  const notice = new Notice();
  const fields = [
    ['to', '备份放到', field({ size: 28, placeholder: '另一块盘上的文件夹' })],
    ['by', '备份人', field({ size: 8, value: myName() })],
  ];
  const backUp = async (given) => notice.told((await act('back_up', given)).words);
  const made = page.backups.map((text) => make('li', { text }));
  const look = [
    ['编号的样子', page.numbers.join('　')],
    ['设置文件', page.file],
  ];
  return {
    nodes: [
      heading('设置'),
      notice.node,
      section('本单位', settingsForm(page, notice), factList(look)),
      section('备份', make('ul', {}, made), form(fields, '备份', backUp, notice)),
    ],
  };
};

export const PAGES = {
  today,
  meetings,
  inbox,
  meeting,
  cases,
  case: oneCase,
  grievances,
  paper,
  find,
  archive,
  keeping,
  tables,
  overview,
  settings,
  alerts,
  walks,
  note,
  cards,
  card,
  draw,
  followups,
  followup,
  handover,
  nights,
  answers,
  policies,
  policy,
};
