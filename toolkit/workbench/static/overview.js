// The page 总览: figures and bars that open the lists behind them; it prints as it stands.

import { button, make } from '../../yehua/script/kit.js';
import { heading, link, section } from './parts.js';
import { data } from './server.js';

const KIND = { 红: 'red', 黄: 'yellow', 绿: 'green', 重复: 'again', 未定: 'unset' };

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

export const overview = async () => {
  const page = await data('overview');
  const print = button('打印', '打印这一页', () => window.print());
  return {
    nodes: [
      heading('总览', make('span', { class: 'wb-soft', text: `${page.office}　截至 ${page.today}` }), print),
      make('div', { class: 'wb-tiles' }, page.figures.map(tile)),
      make('div', { class: 'wb-charts' }, page.charts.map(chart)),
    ],
  };
};
