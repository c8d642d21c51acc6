// The page 县级: towns compared by figures, on the county's own map where there is one; it prints as it stands.

import { button, make } from '../../yehua/script/kit.js';
import { cells, heading, section, table } from './parts.js';
import { data } from './server.js';

const SVG = 'http://www.w3.org/2000/svg';
const HIDDEN = '不显示';

const drawn = (name, attributes, ...children) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

const words = ({ number, rate }) => {
  if (number === null) return HIDDEN;
  return rate === null || number === 0 ? String(number) : `${number}（每万人 ${rate}）`;
};

const countCell = ({ number, rate }) => {
  if (number === null) return make('span', { class: 'wb-soft', text: HIDDEN });
  const per = rate === null || number === 0 ? '' : make('div', { class: 'wb-soft', text: `每万人 ${rate}` });
  return make('div', { class: 'wb-nowrap' }, String(number), per);
};

const compared = (row) => row.counts.find(({ name }) => name === '诉求');

const NONE = -1;

// The towns by what the map shows, the highest first; the colours are those of the map.
const rankTable = (towns) => {
  const sorted = towns.toSorted((one, other) => (compared(other).rate ?? NONE) - (compared(one).rate ?? NONE));
  const rows = sorted.map((row) => {
    const square = drawn('rect', { x: 1, y: 1, width: 18, height: 18, class: `wb-town level-${row.level}` });
    const swatch = make(
      'i',
      { class: 'wb-swatch', 'aria-hidden': 'true' },
      drawn('svg', { viewBox: '0 0 20 20' }, square),
    );
    const { number, rate } = compared(row);
    return cells(make('span', {}, swatch, row.town), String(rate ?? '没有数字'), String(number ?? HIDDEN));
  });
  return table(['乡镇', '每万人', '诉求'], rows, '');
};

const mapSection = ({ map, towns }) => {
  if (!map) return '';
  const known = new Map(towns.map((row) => [row.town, row]));
  const outlines = map.shapes.map(({ town, path }) => {
    const row = known.get(town);
    const title = row ? `${town}：诉求 ${words(compared(row))}` : `${town}：没有数字`;
    return drawn('path', { d: path, class: `wb-town level-${row?.level ?? 0}` }, drawn('title', {}, title));
  });
  const names = map.shapes.map(({ town, x, y }) =>
    drawn('text', { x, y, 'text-anchor': 'middle', class: 'wb-town-name' }, town),
  );
  const box = {
    viewBox: `0 0 ${map.width} ${map.height}`,
    class: 'wb-map',
    role: 'img',
    'aria-label': '各乡镇每万人的诉求',
  };
  const key = make('p', {
    class: 'wb-key',
    text: '颜色越深，每万人的诉求越多；白色是没有数字。边界用的是县里自己的文件。',
  });
  return section(
    '地图',
    key,
    make('div', { class: 'wb-compared' }, drawn('svg', box, ...outlines, ...names), rankTable(towns)),
  );
};

const townRow = (row) =>
  cells(
    row.town,
    row.inhabitants === null ? '没有填' : row.inhabitants.toLocaleString('zh-CN'),
    ...row.counts.map(countCell),
    row.chain,
    row.counted_at.slice(0, 10),
  );

export const county = async () => {
  const page = await data('county');
  const print = button('打印', '打印这一页', () => window.print());
  const head = ['乡镇', '常住人口', ...page.columns, '总账', '统计日期'];
  const subjects = page.towns
    .filter((row) => row.subjects.length)
    .map((row) =>
      cells(
        row.town,
        make(
          'div',
          { class: 'wb-pieces' },
          row.subjects.map((each) => make('span', { text: `${each.name} ${words(each)}` })),
        ),
      ),
    );
  return {
    nodes: [
      heading(
        '县级',
        make('span', { class: 'wb-soft', text: '只有数字，没有任何人说的话；小于 3 的数和能由它们算出的数不显示' }),
        print,
      ),
      ...page.lacking.map((text) => make('p', { class: 'wb-none', text })),
      mapSection(page),
      page.towns.length ? section('各乡镇', table(head, page.towns.map(townRow))) : '',
      subjects.length ? section('诉求内容', table(['乡镇', '内容'], subjects)) : '',
    ],
  };
};
