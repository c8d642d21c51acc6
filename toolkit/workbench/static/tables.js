// The page 表和体检: the state of the program, and the tables of the office, edited a row at a time and stored whole.

import { button, choice, make } from '../../yehua/script/kit.js';
import { leaveWord, pageNotice } from './acting.js';
import { answerBox, show } from './keeping_forms.js';
import { attempt, factList, field, go, heading, myName, nameField, section, soft } from './parts.js';
import { act, data } from './server.js';

const FIRST_LINE = 2; // as Excel counts: the first line holds the names of the columns

const control = ([name, choices], value, line) => {
  const label = `第 ${line} 行${name}`;
  if (!choices.length) return field({ value, 'aria-label': label, size: name === '说明' ? 24 : 14 });
  const values = choices.includes(value) ? choices : [value, ...choices];
  const list = choice(values, { class: 'yh-input', 'aria-label': label }, (each) => each || '请选');
  list.value = value;
  return list;
};

// The rows of a table as controls; `cells` reads them.
class Rows {
  constructor(table) {
    this.columns = table.columns;
    this.body = make('tbody');
    for (const row of table.rows) this.add(row);
  }

  add(row) {
    const line = this.body.rows.length + FIRST_LINE;
    const controls = this.columns.map((column, at) => control(column, row[at] ?? '', line));
    const removed = button('删掉', `删掉第 ${line} 行`, () => node.remove());
    const node = make(
      'tr',
      {},
      make('td', { class: 'wb-soft', text: String(line) }),
      controls.map((each) => make('td', {}, each)),
      make('td', {}, removed),
    );
    node.read = () => controls.map(({ value }) => value);
    this.body.append(node);
    return controls[0];
  }

  cells() {
    return [...this.body.rows].map((row) => row.read());
  }
}

const editor = (table, notice) => {
  const rows = new Rows(table);
  const names = ['行', ...table.columns.map(([name]) => name)];
  const head = make('tr', {}, ...names.map((text) => make('th', { scope: 'col', text })), make('td'));
  const more = button('加一行', '在最后加一行', () => rows.add([]).focus());
  const store = button('存好', `把${table.title}存好`, async () => {
    const given = { table: table.name, sha256: table.sha256, rows: JSON.stringify(rows.cells()), by: myName() };
    const done = await attempt(notice, () => act('write_table', given));
    if (!done) {
      notice.node.scrollIntoView({ block: 'center' });
      return;
    }
    leaveWord(done.words);
    go(done.page);
  });
  store.classList.add('yh-main');
  return [
    make(
      'div',
      { class: 'wb-wide' },
      make('table', { class: 'wb-table wb-edited' }, make('thead', {}, head), rows.body),
    ),
    make('div', { class: 'wb-form' }, more, store),
  ];
};

const tableSection = (table, notice) =>
  section(
    table.title,
    soft(table.help),
    ...(table.fault ? [make('p', { class: 'wb-warning', text: table.fault })] : editor(table, notice)),
    soft(`也可以用 Excel 改：${table.file}`),
  );

const examination = (notice) => {
  const box = answerBox();
  const examine = button('开始体检', '约半分钟，只看不改', async () => {
    examine.disabled = true;
    show(box, '正在体检，约要半分钟……');
    const done = await attempt(notice, () => act('examine', {}));
    show(box, done?.words ?? '');
    examine.disabled = false;
  });
  return section('体检', soft('看看什么坏了、怎么办；只看不改。'), examine, box);
};

export const tables = async () => {
  const page = await data('tables');
  const notice = pageNotice();
  const models = [
    ['现在用的模型', page.model],
    ['本机有的模型', page.models.join('、') || '没有'],
  ];
  return {
    nodes: [
      heading('表和体检', nameField()),
      notice.node,
      examination(notice),
      ...page.tables.map((table) => tableSection(table, notice)),
      section('模型', factList(models)),
    ],
  };
};
