// What the page 走访 holds besides an evening's notes: walks with their photos, the roster, and sheets of day, week, month.

import { button, choice, make, Notice } from '../../yehua/script/kit.js';
import { actButton, actForm, doing, fileField, folded } from './acting.js';
import { attempt, cells, factList, field, form, section, table } from './parts.js';
import { data } from './server.js';

const LARGEST_MB = 40;

export const photoField = (more) =>
  fileField({ accept: 'image/*', title: `手写那一页的照片，作凭证，不超过 ${LARGEST_MB} MB`, ...more });

// -- the roster -------------------------------------------------------------------------------------------------

export const routeList = (page) =>
  make(
    'datalist',
    { id: 'wb-routes' },
    page.routes.map(({ name, walkers }) => make('option', { value: name, text: walkers })),
  );

// Whoever chooses a route of the roster need not type who walks it.
export const walkersOf = (page, fields) => {
  const { route, walkers } = Object.fromEntries(fields.map(([name, , control]) => [name, control]));
  route.addEventListener('change', () => {
    const known = page.routes.find(({ name }) => name === route.value);
    if (known) walkers.value = known.walkers;
  });
};

const rosterForm = (page, notice) =>
  actForm(
    [
      ['route', '哪一条路线', field({ required: true, list: 'wb-routes' })],
      ['walkers', '谁去走访（不写就是不再走这一条）', field({ placeholder: '几个人用顿号隔开' })],
      ['weekdays', '星期几走', field({ placeholder: '如 一三五；不写就是一到五' })],
      ['since', '从哪一天起', field({ type: 'date', value: page.today, required: true })],
    ],
    '排班',
    'set_route',
    notice,
  );

const rosterPart = (page, notice) => {
  const rows = page.routes.map((route) => cells(route.name, `周${[...route.weekdays].join('、')}`, route.walkers));
  return folded(
    '排班：路线和走的人',
    table(['路线', '哪几天', '走访的人'], rows, '还没有排班。'),
    rosterForm(page, notice),
  );
};

const leftOutList = (page) => {
  if (!page.left_out.length) return '';
  const lines = page.left_out.map(({ day, route, walkers }) => make('li', { text: `${day}　${route}（${walkers}）` }));
  return make(
    'div',
    { class: 'wb-warning' },
    `排了班、没有记走访的，${lines.length} 次：`,
    make('ul', { class: 'wb-bare' }, lines),
  );
};

// -- walks ------------------------------------------------------------------------------------------------------

const photoButtons = (walk, notice) =>
  walk.photos.map((_, at) =>
    actButton(`照片 ${at + 1}`, `存 ${walk.number} 的第 ${at + 1} 张照片`, 'walk_photo', notice, {
      walk: walk.number,
      n: String(at + 1),
    }),
  );

const marks = (walk) =>
  [walk.late && '补记', !walk.is_walked && '未走']
    .filter(Boolean)
    .map((text) => make('span', { class: 'yh-tag info', text }));

const addPhoto = (page, notice) => {
  const named = Object.fromEntries(page.walks.map((walk) => [walk.number, `${walk.date}　${walk.route}`]));
  const fields = [
    ['walk', '哪一次走访', choice(Object.keys(named), { required: true }, (number) => named[number])],
    ['photo', '照片', photoField({ required: true })],
  ];
  return folded('再存一张那一页的照片', actForm(fields, '存照片', 'add_photo', notice));
};

export const walkedSection = (page, notice) => {
  const rows = page.walks.map((walk) =>
    cells(
      walk.number,
      make('div', {}, walk.date, ' ', ...marks(walk)),
      walk.route,
      walk.walkers,
      make('div', { class: 'wb-buttons' }, ...photoButtons(walk, notice)),
    ),
  );
  return section(
    '最近一个月的走访',
    leftOutList(page),
    table(['编号', '日期', '路线', '走访的人', '那一页的照片'], rows, '还没有记走访。'),
    page.walks.length ? addPhoto(page, notice) : '',
    rosterPart(page, notice),
  );
};

// -- sheets -----------------------------------------------------------------------------------------------------

const groupSection = (page) => {
  const notice = new Notice();
  const day = field({ type: 'date', value: page.today, max: page.today, required: true });
  const send = async (given) => {
    const done = await doing('group_answers', given);
    notice.told([done.words, ...done.lines].join('\n'));
  };
  return section(
    '发到村民群里的答复',
    make('p', {
      class: 'wb-soft',
      text: '绿色的、答复了的，不写是谁；涉及健康、孩子、干部的不列。选中、复制就可以发。',
    }),
    form([['date', '哪一天答复的', day]], '列出来', send, notice),
    notice.node,
  );
};

const weekForm = (page, notice) => {
  const week = field({ type: 'week', value: page.week, required: true });
  const send = async (given) => notice.told((await doing('week_sheet', given)).words);
  return form([['week', '哪一周', week]], '出每周重看表', send, notice);
};

const percent = (value) => (value === null ? '上年没有，不能比' : `${value} %`);

const monthSection = (page, notice) => {
  const month = field({ type: 'month', value: page.today.slice(0, 7), required: true });
  const send = async (given) => notice.told((await doing('month_sheet', given)).words);
  const trend = make('div');
  const look = async () => {
    const told = await attempt(notice, () => data('trend'));
    if (!told) return;
    const facts = [
      [`${told.year} 年首次分为红色`, `${told.red} 条`],
      ['走访', `${told.walk_days} 天次，每百天红色 ${told.per_100 ?? '—'} 条`],
      ['改色', `${told.recoloured} 次`],
      ['总数比上年', percent(told.change_percent)],
      ['每个走访日比上年', percent(told.change_per_walk_day_percent)],
    ];
    trend.replaceChildren(factList(facts));
  };
  return section(
    '每周、每月的表和趋势',
    weekForm(page, notice),
    form([['month', '哪个月', month]], '出月报', send, notice),
    button('看今年的趋势', '和上一年比，连走访的天数一起算', look),
    trend,
  );
};

export const sheetSections = (page, notice) => [groupSection(page), monthSection(page, notice)];
