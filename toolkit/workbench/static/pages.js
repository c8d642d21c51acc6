// The pages of the workbench. Each is a function of what its address holds; it returns its nodes, and `leave` where
// something must be closed.

import { clock, make, Notice } from '../../yehua/script/kit.js';
import { alert } from './alert.js';
import { alerts } from './alerts.js';
import { answers, nights } from './answers.js';
import { card, cards } from './cards.js';
import { cases, grievances, oneCase } from './cases.js';
import { clinic, clinics } from './clinics.js';
import { county } from './county.js';
import { draw } from './draws.js';
import { followup, followups, handover } from './followups.js';
import { grievance } from './grievance.js';
import { juries, jury } from './juries.js';
import { keeping } from './keeping.js';
import { inbox, meeting, meetings } from './meetings.js';
import { models } from './models.js';
import { dues, overview } from './overview.js';
import { paper } from './paperform.js';
import { facts, papers } from './papers.js';
import { parlour } from './parlour.js';
import { cells, field, form, heading, inParts, link, myName, nameField, panelPage, soft, table } from './parts.js';
import { policies, policy } from './policies.js';
import { proposals } from './proposals.js';
import { data, found } from './server.js';
import { settings } from './settings.js';
import { signings } from './signings.js';
import { tables } from './tables.js';
import { note, walks } from './walks.js';

// -- today ------------------------------------------------------------------------------------------------------

const GROUPS = [
  ['danger', '今晚必看', 'bad'],
  ['overdue', '期限已过', 'bad'],
  ['soon', '三日之内', 'warn'],
  ['waiting', '等着办的', 'info'],
];

const counted = (text) =>
  text ? make('details', {}, make('summary', { text: '怎么算的' }), make('span', { class: 'wb-soft', text })) : '';

const taskLine = ({ what, why, page, due, count }, kind) =>
  make(
    'li',
    { class: `wb-task ${kind}` },
    link(page, what),
    make('span', { class: 'wb-why' }, why, counted(count)),
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

// A grievance that has a number has a page; one that has not is named by its place in the list.
const grievanceLink = (name) => (/诉\d+$/.test(name) ? link(`/grievance/${name}`, name) : name);

const AGAIN_MS = 3000;

const find = async () => {
  const notice = new Notice();
  let again = 0;
  const hits = make('div');
  const fields = [
    ['words', '说过什么', field({ type: 'search', size: 26, placeholder: '几个字，或姓名拼音首字母' })],
    ['place', '地点', field({ size: 8 })],
    ['date', '日期', field({ size: 12, placeholder: '2026-09' })],
  ];
  const send = async (given) => {
    clearTimeout(again);
    const answer = await found('find', given);
    const rows = answer.hits.map((hit) =>
      cells(hit.code, link(hit.page, clock(hit.start_s)), hit.speaker, hit.text, grievanceLink(hit.grievance)),
    );
    const more = answer.more ? [make('p', { class: 'wb-soft', text: '还有更多，请把词写得具体些。' })] : [];
    const unread = answer.unread
      ? [soft(`还有 ${answer.unread} 段录音正在编进查找目录；编好了，这里会自己补上。`)]
      : [];
    const note = rows.length && answer.note ? [soft(answer.note)] : [];
    const lines = table(['录音', '时间', '说话人', '原话', '诉求'], rows, answer.note);
    hits.replaceChildren(...unread, ...note, lines, ...more);
    if (answer.unread) again = setTimeout(() => hits.isConnected && send(given).catch(() => {}), AGAIN_MS);
  };
  return { nodes: [heading('查找'), notice.node, form(fields, '查找', send, notice), hits] };
};

const archive = async () => {
  const restore = link('/keeping/packages', '包有问题：用完好的副本恢复');
  return panelPage([['archive', { by: myName() }]], [heading('归档', restore, nameField())]);
};

export const PAGES = {
  today,
  meetings,
  inbox,
  meeting,
  cases,
  case: oneCase,
  grievance,
  grievances,
  facts,
  paper,
  papers,
  find,
  archive,
  keeping,
  tables,
  models,
  overview,
  dues,
  county,
  settings,
  alerts,
  alert,
  juries,
  jury,
  clinics,
  clinic,
  proposals,
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
  signings,
  parlour,
};
