// The pages 事项: the list of cases, a case with all that belongs to it, and one of its papers.

import { choice, make, Notice } from '../../yehua/script/kit.js';
import { loopSection } from './followups.js';
import { cells, field, form, go, heading, link, panelPage, section, table, warningList } from './parts.js';
import { act, data } from './server.js';

export const cases = async () => {
  const { cases: all } = await data('cases');
  const body = make('div');
  const words = make('input', {
    class: 'yh-input',
    type: 'search',
    placeholder: '编号、状态或内容',
    'aria-label': '筛选事项',
  });
  const draw = () => {
    const wanted = all.filter((line) => `${line.case} ${line.state} ${line.summary}`.includes(words.value.trim()));
    const rows = wanted.map((line) =>
      cells(
        link(`/case/${line.case}`, line.case),
        line.state,
        line.opened_on,
        line.source,
        line.summary || make('span', { class: 'wb-soft', text: '内容不在这里显示' }),
        make('div', {}, ...warningList(line.warnings)),
      ),
    );
    body.replaceChildren(table(['事项', '状态', '立项', '来源', '内容', '提醒'], rows, '没有这样的事项。'));
  };
  words.addEventListener('input', draw);
  draw();
  return { nodes: [heading('事项', words), body] };
};

const entryForm = (page, notice) => {
  const kinds = page.kinds.map(([kind]) => kind);
  const names = Object.fromEntries(page.kinds);
  const fields = [
    ['kind', '种类', choice(kinds, { required: true }, (kind) => names[kind])],
    ['date', '日期', field({ type: 'date', required: true })],
    ['document', '文书编号', field({ size: 16 })],
    ['served', '送达日期', field({ type: 'date' })],
    ['note', '备注', field({ size: 24 })],
  ];
  return form(
    fields,
    '记上',
    async (given) => go((await act('add_entry', { case: page.case, ...given })).page),
    notice,
  );
};

const paperForm = (page, notice) => {
  const names = Object.fromEntries(page.forms);
  const kind = choice(Object.keys(names), {}, (paper) => names[paper]);
  const begin = async ({ paper }) => go((await act('begin_paper', { case: page.case, paper })).page);
  return form([['paper', '要出的文书', kind]], '开始写', begin, notice);
};

const withheld = () => make('p', { class: 'wb-none', text: '还没有判断，或者是检举控告：内容不在这里显示。' });

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
    ['期限', '到哪一天', '依据'],
    page.clocks.map((line) => {
      const day = make('span', { class: line.is_over && line.duty ? 'wb-over' : '', text: line.text });
      return cells(line.name, day, line.basis);
    }),
    '现在没有在走的期限。',
  );

const entriesTable = (page) =>
  table(
    ['第几条', '日期', '记录', '文书编号', '送达', '备注', '凭证'],
    page.entries.map((line) =>
      cells(String(line.id), line.date, line.name, line.document, line.served_on, line.note, line.proof),
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

const caseParts = (page, notice) => [
  section('诉求', page.is_withheld ? withheld() : mattersTable(page)),
  section('期限', clocksTable(page)),
  section('经过', entriesTable(page), entryForm(page, notice)),
  section('文书', papersTable(page), paperForm(page, notice)),
  loopSection(page.case),
];

export const oneCase = async ([number]) => {
  const page = await data('case', { case: number });
  const notice = new Notice();
  const head = [
    heading(page.case, make('span', { class: 'yh-tag info', text: page.state }), link('/cases', '回到事项')),
    make('p', { class: 'wb-soft', text: `来源：${page.source}　收到：${page.received}` }),
    ...warningList(page.warnings),
    notice.node,
  ];
  return { nodes: [...head, ...caseParts(page, notice)] };
};

export const paper = async ([number, kind]) => {
  const begun = await act('begin_paper', { case: number, paper: kind });
  return panelPage(
    [['papers', { paper: kind, facts: begun.words }]],
    [heading(number, link(`/case/${number}`, '回到事项'))],
  );
};
