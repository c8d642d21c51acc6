// The pages 事项: the list of cases, a case with all that belongs to it, and one of its papers.

import { button, choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, colourTag, fileField, pageNotice } from './acting.js';
import { loopSection } from './followups.js';
import { filterBar, filterChoice, filtersOf, filterWords, leafBar } from './lists.js';
import { cells, field, form, go, heading, link, section, soft, table, warningList, withheld } from './parts.js';
import { act, data, found } from './server.js';

const dueTag = (due) =>
  due ? make('span', { class: `yh-tag ${due === '期限已过' ? 'bad' : 'warn'}`, text: due }) : '';

const caseRow = (line) =>
  cells(
    link(`/case/${line.case}`, line.case),
    make('span', { class: 'wb-nowrap' }, dueTag(line.due), ' ', line.state),
    make('span', { class: 'wb-nowrap', text: line.opened_on }),
    make('span', { class: 'wb-nowrap', text: line.source }),
    line.summary || make('span', { class: 'wb-soft', text: '内容不在这里显示' }),
    make('div', {}, ...warningList(line.warnings)),
  );

export const cases = async (given) => {
  const filters = filtersOf(given);
  const page = await found('cases', filters);
  const bar = filterBar('cases', filters, [
    ['words', filterWords('编号或内容', filters.words)],
    ['due', filterChoice('期限', page.dues, filters.due)],
    ['state', filterChoice('状态', page.states, filters.state)],
    ['source', filterChoice('来源', page.sources, filters.source)],
    ['age', filterChoice('未办结', page.ages, filters.age)],
    ['date', filterWords('立项日期，如 2026-09', filters.date)],
  ]);
  const names = ['事项', '状态', '立项', '来源', '内容', '提醒'];
  const list = table(names, page.cases.map(caseRow), '没有这样的事项。');
  return { nodes: [heading('事项'), bar, list, leafBar('cases', filters, page.leaf)] };
};

export const grievances = async (given) => {
  const filters = filtersOf(given);
  const page = await data('grievances', filters);
  const rows = page.grievances.map((line) =>
    cells(
      link(line.page, line.number),
      line.held_on.split('　')[0], // the lunar day would break each row into two lines
      line.place,
      line.person,
      line.summary,
      line.subject,
      colourTag(line.colour),
      line.case ? link(`/case/${line.case}`, line.case) : '',
    ),
  );
  const bar = filterBar('grievances', filters, [
    ['month', filterChoice('月份', page.months, filters.month)],
    ['place', filterChoice('地点', page.places, filters.place)],
    ['subject', filterChoice('内容分类', page.subjects, filters.subject)],
    ['colour', filterChoice('颜色', ['红', '黄', '绿', '未定'], filters.colour)],
    ['repeat', filterChoice('反映次数', ['首次', '重复'], filters.repeat)],
  ]);
  const names = ['诉求', '夜话', '地点', '反映人', '内容', '内容分类', '颜色', '事项'];
  const list = table(names, rows, '没有这样的诉求。');
  return { nodes: [heading('已确认的诉求'), bar, list, leafBar('grievances', filters, page.leaf)] };
};

const NOT_CORRECTING = { '': '不是更正', again: '确实另有一份，再记一条' };

const entryForm = (page, notice) => {
  const kinds = page.kinds.map(([kind]) => kind);
  const names = Object.fromEntries(page.kinds);
  const numbers = page.entries.map((entry) => String(entry.id));
  const fields = [
    ['kind', '种类', choice(kinds, { required: true }, (kind) => names[kind])],
    ['date', '日期', field({ type: 'date', required: true })],
    ['document', '文书编号', field({ size: 16 })],
    ['served', '送达日期', field({ type: 'date' })],
    ['note', '备注', field({ size: 24 })],
    ['proof', '凭证（照片、回执，可不选）', fileField({})],
    ['corrects', '更正第几条', choice(['', 'again', ...numbers], {}, (number) => NOT_CORRECTING[number] ?? number)],
    ['by', '您的姓名（更正送达了的答复要写）', field({ size: 10 })],
    ['second', '第二个人（更正送达了的答复要写）', field({ size: 10 })],
  ];
  return actForm(fields, '记上', 'add_entry', notice, { case: page.case });
};

const paperForm = (page, notice) => {
  const names = Object.fromEntries(page.forms);
  const kind = choice(Object.keys(names), {}, (paper) => names[paper]);
  const begin = async ({ paper }) => go((await act('begin_paper', { case: page.case, paper })).page);
  const look = button('看已有的事实', '先看看已经知道什么、还缺什么；什么也不写', () =>
    go(`/facts/${page.case}/${kind.value}`),
  );
  const node = form([['paper', '要出的文书', kind]], '开始写', begin, notice);
  node.append(look);
  return node;
};

const mattersTable = (page) =>
  table(
    ['编号', '反映人', '内容'],
    page.matters.map((line) =>
      cells(line.page ? link(line.page, line.number) : line.number, line.person, line.summary),
    ),
    '没有。',
  );

const clocksTable = (page) =>
  table(
    ['期限', '最后一天', '依据'],
    page.clocks.map((line) => {
      const day = make('span', { class: line.is_over && line.duty ? 'wb-over' : '', text: line.text });
      return cells(line.name, day, line.basis);
    }),
    '现在没有正在计算的期限。',
  );

const entriesTable = (page) =>
  table(
    ['第几条', '日期', '记录', '文书编号', '送达', '备注', '凭证'],
    page.entries.map((line) =>
      cells(
        String(line.id),
        line.date,
        line.name,
        line.page ? link(line.page, line.document) : line.document,
        line.served_on,
        line.note,
        line.proof,
      ),
    ),
    '没有。',
  );

const numbered = (line) => {
  if (!line.number) return '还没有签发';
  return line.unsigned.length ? `${line.number}（签名日期还没有登记：${line.unsigned.join('、')}）` : line.number;
};

const papersTable = (page) =>
  table(
    ['文书', '文号', '签发', ''],
    page.papers.map((line) =>
      cells(line.title, numbered(line), line.issued_on, link(line.page, line.number ? '看' : '接着写')),
    ),
    '还没有文书。',
  );

const bundleButton = (page, notice) =>
  page.is_withheld
    ? ''
    : actButton('拿出给律师的材料', '原话、录音、草稿，一个压缩包', 'case_bundle', notice, { case: page.case });

const caseParts = (page, notice) => [
  section('诉求', page.is_withheld ? withheld() : mattersTable(page)),
  section('期限', clocksTable(page)),
  section('经过', entriesTable(page), entryForm(page, notice)),
  section('文书', papersTable(page), paperForm(page, notice), bundleButton(page, notice)),
  loopSection(page.case),
];

export const oneCase = async ([number]) => {
  const page = await data('case', { case: number });
  const notice = pageNotice();
  const head = [
    heading(page.case, make('span', { class: 'yh-tag info', text: page.state }), link('/cases', '回到事项')),
    soft(`来源：${page.source}　收到：${page.received}`),
    ...warningList(page.warnings),
    notice.node,
  ];
  return { nodes: [...head, ...caseParts(page, notice)] };
};
