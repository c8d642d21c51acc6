// The page 预警: what is red or yellow on a day with thirty days of dots, reminders, the review, clinics and proposals.

import { make } from '../../yehua/script/kit.js';
import { actButton, pageNotice } from './acting.js';
import { cells, field, go, heading, link, nameField, section, table } from './parts.js';
import { data } from './server.js';

const DAYS = 30;

// A dot for each of the thirty days, filled where somebody came; a click says which days were counted.
const strip = (alert) => {
  const dots = alert.strip.map((count) => make('i', { class: count ? 'wb-dot wb-came' : 'wb-dot' }));
  const came = alert.strip.filter(Boolean).length;
  const words = `最近 ${DAYS} 天有 ${came} 天来反映`;
  return make('span', { class: 'wb-strip', title: words, role: 'img', 'aria-label': words }, ...dots);
};

const colourTag = (alert) => {
  const kind = alert.latched ? 'bad' : 'warn';
  return make('span', { class: `yh-tag ${kind}`, text: alert.latched ? '红色责任' : `${alert.colour}色` });
};

const planWords = ({ plan }) => {
  if (!plan) return '';
  const late = plan.tasks
    .filter((task) => task.state === '逾期')
    .map((task) => `第${task.task}项逾期（${task.owner}）`);
  return [`方案${plan.state}，${plan.made ?? plan.due}`, ...late].join('；');
};

const alertCells = (alert) =>
  cells(
    link(`/case/${alert.case}`, alert.case),
    colourTag(alert),
    make('details', {}, make('summary', {}, strip(alert)), make('div', { class: 'wb-soft', text: alert.why })),
    alert.lead ?? (alert.latched ? '没有定' : ''),
    planWords(alert),
  );

const dayField = (page) => {
  const input = field({ type: 'date', value: page.on, max: page.today, 'aria-label': '看哪一天' });
  input.addEventListener('change', () => input.value && go(`/alerts/${input.value}`));
  return make('label', { class: 'wb-name' }, '看哪一天 ', input);
};

const reviewWords = (page) =>
  page.held_by ? `${page.week} 要在 ${page.held_by} 以前过堂。` : `${page.week} 没有工作日，不过堂。`;

const reminderCells = (each) =>
  cells(each.reminder, each.level, each.to, each.ground, `${each.state}，异议到 ${each.objection_due}`);

const opinionCells = (each) =>
  cells(
    each.opinion,
    link(`/case/${each.case}`, each.case),
    each.adviser,
    `替${each.client}`,
    `${each.due}　${each.state}`,
  );

const clinicSection = (page) => {
  if (!page.clinics.length) return '';
  const counts = Map.groupBy(page.clinics, ({ state }) => state);
  const words = [...counts].map(([state, there]) => `${state} ${there.length}`).join('，');
  const open = page.clinics.filter(({ state }) => state !== '已坐诊');
  const rows = open.map((each) => cells(each.village, each.date, each.state, each.adviser, each.why));
  return section(`本月坐诊（${words}）`, table(['村', '日期', '状态', '法律顾问', '怎么算的'], rows, '都坐过诊了。'));
};

const proposalSection = (page) => {
  if (!page.put_up.length) return '';
  const links = (numbers) => make('span', {}, ...numbers.flatMap((number) => [link(`/case/${number}`, number), ' ']));
  const rows = page.put_up.map((each) => cells(each.why, each.topic, links(each.cases)));
  return section('该提以案促治建议的', table(['为什么', '什么事', '哪些事项'], rows, ''));
};

export const alerts = async ([on]) => {
  const page = await data('alerts', on ? { on } : {});
  const notice = pageNotice();
  const year = page.on.slice(0, 4);
  return {
    nodes: [
      heading('预警', dayField(page), nameField()),
      notice.node,
      section(
        `${page.on} 的预警`,
        make('p', { class: 'wb-soft', text: reviewWords(page) }),
        table(['事项', '预警', '三十天', '包案领导', '方案'], page.alerts.map(alertCells), '没有预警。'),
        page.held_by ? actButton('出过堂清单', '每周过堂清单（Word）', 'week_sheet', notice, { week: page.week }) : '',
        ' ',
        actButton(`出 ${year} 年报`, '信访工作条例第四十一条的年报（Word）', 'year_sheet', notice, { year }),
      ),
      section(
        '督办提醒',
        table(['编号', '级别', '对谁', '事实', '状态'], page.reminders.map(reminderCells), '没有没办完的提醒。'),
      ),
      page.opinions.length
        ? section(
            '等着出的法律意见',
            table(['编号', '事项', '法律顾问', '替谁', '期限'], page.opinions.map(opinionCells), ''),
          )
        : '',
      clinicSection(page),
      proposalSection(page),
    ].filter(Boolean),
  };
};
