// The page 总览: figures and bars that open the lists behind them, overdue first; it prints as it stands. And the list
// 期限 of everything that is open with its clock.

import { button, make } from '../../yehua/script/kit.js';
import { stateTag } from './acting.js';
import { alertTag, strip } from './alerts.js';
import { filterBar, filterChoice, filtersOf, leafBar } from './lists.js';
import { cells, heading, link, section, table } from './parts.js';
import { data } from './server.js';

const KIND = {
  ...{ 红: 'red', 黄: 'yellow', 绿: 'green', 重复: 'again', 未定: 'unset' },
  ...{ 已坐诊: 'green', 已补: 'yellow', 缺诊: 'missed', 计划: 'unset' },
};

const tile = ({ name, number, page, look }) =>
  make(
    'a',
    { class: `wb-tile ${look}`, href: `#${page}` },
    make('strong', { text: number.toLocaleString('zh-CN') }),
    make('span', { text: name }),
  );

// A part of a bar; its length is its share of the longest bar.
const part = ({ name, number, page }, bar, longest, unit) => {
  const words = `${bar.name} ${name} ${number} ${unit}`;
  const node = link(page, '', { class: `wb-part ${KIND[name] ?? ''}`, title: words, 'aria-label': words });
  node.style.width = `${(number / longest) * 100}%`;
  return node;
};

const chart = ({ title, unit, parts, bars }) => {
  const total = (bar) => bar.parts.reduce((sum, { number }) => sum + number, 0);
  const longest = Math.max(1, ...bars.map(total));
  const rows = bars.map((bar) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row', text: bar.name }),
      make(
        'td',
        {},
        make(
          'div',
          { class: 'wb-bar' },
          bar.parts.filter(({ number }) => number).map((each) => part(each, bar, longest, unit)),
        ),
      ),
      make('td', { class: 'wb-count', text: `${total(bar)} ${unit}` }),
    ),
  );
  const key =
    parts.length > 1
      ? make(
          'p',
          { class: 'wb-key' },
          parts.map((name) => make('span', {}, make('i', { class: `wb-part ${KIND[name] ?? ''}` }), ` ${name}`)),
        )
      : '';
  const none = rows.length ? '' : make('p', { class: 'wb-none', text: '还没有。' });
  return section(title, key, none, make('table', { class: 'wb-chart' }, make('tbody', {}, rows)));
};

const alertRow = (alert) =>
  cells(
    link(`/alert/${alert.case}`, alert.case),
    alertTag(alert),
    strip(alert.strip),
    make('span', { class: 'wb-nowrap', text: alert.lead ?? (alert.latched ? '没有定' : '') }),
    alert.why,
  );

const alertSection = ({ alerts }) =>
  section('预警', table(['事项', '预警', '三十天', '包案领导', '怎么算的'], alerts.map(alertRow), '没有预警。'));

export const dues = async (given) => {
  const filters = filtersOf(given);
  const page = await data('dues', filters);
  const bar = filterBar('dues', filters, [
    ['state', filterChoice('期限', page.states, filters.state)],
    ['what', filterChoice('种类', page.kinds, filters.what)],
    ['owner', filterChoice('承办人', page.owners, filters.owner)],
  ]);
  const rows = page.lines.map((each) =>
    cells(link(each.page, each.name), stateTag(each.state), each.due, each.owner, each.why),
  );
  const list = table(['事情', '期限', '最后一天', '承办人', '怎么算的'], rows, '没有。');
  return { nodes: [heading('期限', link('/overview', '回到总览')), bar, list, leafBar('dues', filters, page.leaf)] };
};

export const overview = async () => {
  const page = await data('overview');
  const print = button('打印', '打印这一页', () => window.print());
  return {
    nodes: [
      heading(
        '总览',
        page.of_county ? link('/county', '县级') : '',
        make('span', { class: 'wb-soft', text: `${page.office}　截至 ${page.today}` }),
        print,
      ),
      make('div', { class: 'wb-tiles' }, page.figures.map(tile)),
      make('div', { class: 'wb-charts two' }, page.late.map(chart)),
      alertSection(page),
      make('div', { class: 'wb-charts' }, page.charts.map(chart)),
    ],
  };
};
