// The pages 文书 (every paper, issued or begun) and 事实 (what is known of a case for a paper, and what is missing).

import { choice, make, Notice } from '../../yehua/script/kit.js';
import { filterBar, filterChoice, filtersOf, filterWords, leafBar } from './lists.js';
import { cells, form, go, heading, link, section, table } from './parts.js';
import { act, data } from './server.js';

const STATE_CLASS = { 还没有签发: 'warn', 已签发: 'good' };

const paperRow = (line) =>
  cells(
    line.page ? link(line.page, line.title) : line.title,
    make('span', { class: 'wb-nowrap', text: line.number }),
    line.case ? link(`/case/${line.case}`, line.case) : '',
    line.issued_on,
    make('span', { class: `yh-tag ${STATE_CLASS[line.state] ?? 'info'}`, text: line.state }),
  );

export const papers = async (given) => {
  const filters = filtersOf(given);
  const page = await data('papers', filters);
  const bar = filterBar('papers', filters, [
    ['words', filterWords('文号或事项编号', filters.words)],
    ['kind', filterChoice('文书', page.kinds, filters.kind)],
    ['state', filterChoice('状态', page.states, filters.state)],
    ['date', filterWords('签发日期，如 2026-09', filters.date)],
  ]);
  const none = '没有这样的文书。要写新的：打开一个事项，在“文书”里选种类。';
  const list = table(['文书', '文号', '事项', '签发', '状态'], page.papers.map(paperRow), none);
  return { nodes: [heading('文书', link('/cases', '到事项')), bar, list, leafBar('papers', filters, page.leaf)] };
};

const knownTable = (page) =>
  table(
    ['文书里的哪一部分', '栏目', '已经知道的', '从哪里来'],
    page.known.map((line) =>
      cells(line.step, line.name, line.value, line.page ? link(line.page, line.origin) : line.origin),
    ),
    '还什么都不知道：要先有确认过的诉求，或者在事项的“经过”里记上。',
  );

const missingTable = (page) =>
  table(
    ['缺什么', '怎么办', '依据'],
    page.missing.map((line) => cells(line.message, line.remedy, line.basis)),
    '不缺什么。',
  );

export const facts = async ([number, paper]) => {
  const page = await data('case_facts', { case: number, paper });
  const notice = new Notice();
  const names = Object.fromEntries(page.forms);
  const kind = choice(Object.keys(names), {}, (name) => names[name]);
  kind.value = page.paper;
  kind.addEventListener('change', () => go(`/facts/${page.case}/${kind.value}`));
  const begin = async (given) => go((await act('begin_paper', { case: page.case, ...given })).page);
  return {
    nodes: [
      heading(`${page.case} 的事实`, link(`/case/${page.case}`, '回到事项')),
      notice.node,
      form([['paper', '为了出哪种文书', kind]], '开始写', begin, notice),
      section('已经知道的', knownTable(page)),
      section(`还缺的（${page.missing.length} 处）`, missingTable(page)),
    ],
  };
};
