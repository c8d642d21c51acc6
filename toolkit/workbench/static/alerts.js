// The page 预警: what is red or yellow on a day with thirty days of dots, reminders, the review, and contacts.

import { choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, fileField, folded, goButton, momentField, pageNotice, stateTag } from './acting.js';
import { attempt, cells, field, go, heading, link, nameField, section, table } from './parts.js';
import { data } from './server.js';

const DAYS = 30;
const REPLAY_MS = 250;

// A dot for each of the thirty days, filled where somebody came.
export const strip = (counts) => {
  const dots = counts.map((count) => make('i', { class: count ? 'wb-dot wb-came' : 'wb-dot' }));
  const words = `最近 ${DAYS} 天有 ${counts.filter(Boolean).length} 天来反映`;
  return make('span', { class: 'wb-strip', title: words, role: 'img', 'aria-label': words }, ...dots);
};

export const alertTag = (alert) => {
  if (alert.latched) return make('span', { class: 'yh-tag bad', text: '红色责任' });
  if (!alert.colour) return make('span', { class: 'yh-tag info', text: '没有预警' });
  return make('span', { class: 'yh-tag warn', text: `${alert.colour}色` });
};

export const lateWords = ({ late }) => late.map((each) => `补记：${each}`);

const planWords = ({ plan }) => {
  if (!plan) return '';
  const made = plan.made ? `方案 ${plan.made} 定的` : `方案要在 ${plan.due} 以前定，${plan.state}`;
  const late = plan.tasks
    .filter((task) => task.state === '逾期')
    .map((task) => `第${task.task}项逾期（${task.owner}）`);
  return [made, ...late].join('；');
};

const alertCells = (alert) =>
  cells(
    link(`/alert/${alert.case}`, alert.case),
    alertTag(alert),
    make('details', {}, make('summary', {}, strip(alert.strip)), make('div', { class: 'wb-soft', text: alert.why })),
    alert.lead ?? (alert.latched ? '没有定' : ''),
    [planWords(alert), ...lateWords(alert)].filter(Boolean).join('；'),
  );

// -- which day --------------------------------------------------------------------------------------------------

const daysBetween = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / 86400000);
const dayAfter = (first, days) => new Date(Date.parse(first) + days * 86400000).toISOString().slice(0, 10);

// A slider over two years up to today, and the day itself; either shows the alerts as they stood then.
const dayFields = (page) => {
  const day = field({ type: 'date', value: page.on, max: page.today, 'aria-label': '看哪一天' });
  const slider = make('input', {
    type: 'range',
    class: 'wb-slider',
    min: '0',
    max: String(daysBetween(page.first, page.today)),
    value: String(daysBetween(page.first, page.on)),
    'aria-label': '拖到过去的哪一天',
  });
  slider.setAttribute('aria-valuetext', page.on);
  let wait = 0;
  slider.addEventListener('input', () => {
    day.value = dayAfter(page.first, Number(slider.value));
    slider.setAttribute('aria-valuetext', day.value);
    clearTimeout(wait);
    wait = setTimeout(() => go(`/alerts/${day.value}`), REPLAY_MS);
  });
  day.addEventListener('change', () => day.value && go(`/alerts/${day.value}`));
  return [make('label', { class: 'wb-name' }, '看哪一天 ', day), slider];
};

const weekWords = (week) => week.replace(/^(\d+)-W0?(\d+)$/, '$1年第$2周');

const reviewWords = ({ week, held_by: day }) =>
  day ? `${weekWords(week)}要在 ${day} 以前过堂。` : `${weekWords(week)}没有工作日，不过堂。`;

const standingSection = (page, notice) =>
  section(
    `${page.on} 的预警（${page.alerts.length} 件）`,
    make('p', { class: 'wb-soft', text: reviewWords(page) }),
    table(['事项', '预警', '三十天（点开看哪几天）', '包案领导', '方案'], page.alerts.map(alertCells), '没有预警。'),
    page.held_by ? actButton('出过堂清单', '每周过堂清单（Word）', 'review_sheet', notice, { week: page.week }) : '',
  );

// -- contacts ---------------------------------------------------------------------------------------------------

export const contactFields = (page) => [
  ['at', '什么时候来的', momentField()],
  ['channel', '怎么来的', choice(page.channels, { required: true })],
  ['level', '找到哪一级', choice(['', ...page.levels], {}, (level) => level || '没有说')],
  ['person', '谁来的', field({ size: 10, placeholder: '不写就是本人；几个人用顿号隔开' })],
  ['source', '从哪里知道的', field({ size: 10, placeholder: '如 省平台' })],
  ['source_no', '上级的编号', field({ size: 14 })],
  ['again', '同一分钟又来一次', choice(['', '1'], {}, (value) => (value ? '是，再记一次' : '不是'))],
];

const contactSection = (page, notice) => {
  const which = ['case', '事项编号', field({ required: true, size: 14, placeholder: '如 案2026-0001' })];
  const list = [['list', '省平台的列表（CSV）', fileField({ accept: '.csv,.txt', required: true })]];
  return section(
    '又来反映',
    make('p', { class: 'wb-soft', text: '立项算第一次，以后每来一次记一次；同一天来几次只算一天。' }),
    folded('记一次', actForm([which, ...contactFields(page)], '记下', 'add_contact', notice)),
    folded(
      '收省平台的列表，找出漏记的',
      make('p', {
        class: 'wb-soft',
        text: '每行一次：编号、事项、日期、渠道。记过的跳过，不对的逐行列出来，其余收进来。',
      }),
      actForm(list, '收进来', 'import_contacts', notice),
      actButton('要一张空表', '省平台列表（CSV）', 'contact_form', notice),
    ),
    alikeSection({}, notice),
  );
};

// Cases of one person that say nearly the same: whether they are one matter, a person decides. Every text is compared, so
// they are looked for when somebody asks.
export const alikeSection = (given, notice) => {
  const place = make('div');
  const look = async () => {
    const { pairs } = await data('alike', given);
    const rows = pairs.map((pair) =>
      cells(
        link(`/case/${pair.case}`, pair.case),
        link(`/case/${pair.other}`, pair.other),
        `${pair.percent}%`,
        goButton('是一件事，合起来算', `${pair.other} 的每一次算到 ${pair.case} 上`, 'join_matters', notice, pair),
      ),
    );
    place.replaceChildren(table(['事项', '另一件', '相像', ''], rows, '没有。'));
  };
  const why = '同一个人说得差不多的，可能是一件事拆开的。看过两边再合，合了从当天起算。';
  const node = folded('找一找像是一件事拆开的', make('p', { class: 'wb-soft', text: why }), place);
  node.addEventListener('toggle', () => node.open && attempt(notice, look));
  return node;
};

// -- reminders --------------------------------------------------------------------------------------------------

const limitToObject = ({ objection_due: due, received }) => `异议到 ${due}${received ? '' : '（从签发那天数）'}`;

const reminderCells = (each) =>
  cells(
    each.reminder,
    each.level,
    each.to,
    [each.ground, ...lateWords(each)].join(''),
    make('div', {}, stateTag(each.state), make('div', { class: 'wb-soft', text: limitToObject(each) })),
  );

export const reminderTable = (reminders, none) =>
  table(['编号', '级别', '提醒谁', '事实', '状态'], reminders.map(reminderCells), none);

const numbersOf = (reminders, states) =>
  reminders.filter(({ state }) => states.includes(state)).map(({ reminder }) => reminder);

export const reminderForms = (reminders, notice) => {
  const at = () => ['at', '时间', momentField()];
  const reason = (name) => ['reason', name, field({ required: true, size: 24 })];
  const which = (numbers) => ['reminder', '哪一张', choice(numbers, { required: true })];
  const [waiting, told, objected] = [['待签发'], ['待签发', '已签发', '已办'], ['异议中']].map((states) =>
    numbersOf(reminders, states),
  );
  return [
    waiting.length
      ? folded('签发一张', actForm([which(waiting), at()], '签发，出督办单', 'issue_reminder', notice))
      : '',
    told.length
      ? folded(
          '被提醒的人提出异议',
          actForm(
            [which(told), reason('异议的理由'), ['received', '哪天收到的', field({ type: 'date' })], at()],
            '记下异议',
            'object_reminder',
            notice,
          ),
        )
      : '',
    objected.length
      ? folded(
          '答复异议（要两个人，不能是签发人、被提醒的人）',
          actForm(
            [
              which(objected),
              ['outcome', '答复', choice(['维持', '撤回'], { required: true })],
              reason('理由'),
              ['second', '第二个人', field({ required: true, size: 8 })],
              at(),
            ],
            '记下答复',
            'decide_reminder',
            notice,
          ),
        )
      : '',
  ];
};

const reminderSection = (page, notice) => {
  const year = page.on.slice(0, 4);
  const facts = [
    ['person', '谁的', field({ required: true, size: 8 })],
    ['year', '哪一年', field({ required: true, size: 6, value: year, inputmode: 'numeric' })],
  ];
  return section(
    '督办提醒',
    reminderTable(page.reminders, '没有没办完的提醒。'),
    ...reminderForms([...page.reminders, ...page.settled], notice),
    page.settled.length ? folded(`办完的、撤回的 ${page.settled.length} 张`, reminderTable(page.settled, '')) : '',
    folded('出履职事实清单，给组织人事', actForm(facts, '出清单（Word）', 'duty_facts', notice)),
  );
};

export const alerts = async ([on]) => {
  const page = await data('alerts', on ? { on } : {});
  const notice = pageNotice();
  return {
    nodes: [
      heading('预警', ...dayFields(page), nameField()),
      notice.node,
      standingSection(page, notice),
      contactSection(page, notice),
      reminderSection(page, notice),
    ].filter(Boolean),
  };
};
