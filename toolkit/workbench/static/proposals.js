// The page 以案促治: what should become a proposal, and the proposals made, answered, and adopted or not.

import { choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, folded, momentField, pageNotice, stateTag } from './acting.js';
import { cells, field, heading, link, nameField, section, table } from './parts.js';
import { data } from './server.js';

const caseLinks = (numbers) =>
  make('span', {}, ...numbers.flatMap((number) => [link(`/case/${number}`, number, { class: 'wb-nowrap' }), ' ']));

const makeFields = (page, given = {}) => {
  const text = make('textarea', { class: 'yh-input', rows: '3', cols: '28', required: true });
  return [
    ['to', '给哪个单位', field({ required: true, size: 16 })],
    ['topic', '什么事', field({ required: true, size: 16, value: given.topic ?? '' })],
    ['kind', '种类', choice(page.kinds, { required: true })],
    ['cases', '涉及哪些事项', field({ required: true, size: 24, value: (given.cases ?? []).join(' ') })],
    ['text', '建议的内容', text],
    ['at', '时间', momentField()],
  ];
};

const putUpSection = (page, notice) => {
  const rows = page.put_up.map((each) =>
    cells(
      each.why,
      each.topic,
      caseLinks(each.cases),
      folded('提这件建议', actForm(makeFields(page, each), '记下建议', 'make_proposal', notice)),
    ),
  );
  return section(
    `该提的（${page.put_up.length} 件）`,
    make('p', {
      class: 'wb-soft',
      text: '一个季度同类反映多了，或者办结以后又来：向能管住原因的单位提建议（条例第四十条）。',
    }),
    table(['为什么', '哪一类事', '涉及的事项', ''], rows, '现在没有该提的。'),
    folded('另提一件', actForm(makeFields(page), '记下建议', 'make_proposal', notice)),
  );
};

const stateOf = (each, today) => {
  if (each.adopted) return each.adopted;
  return each.due < today ? '逾期' : '等答复';
};

const madeSection = (page, notice) => {
  const rows = page.proposals.map((each) =>
    cells(
      each.proposal,
      each.to,
      make('div', { class: 'wb-nowrap' }, each.topic, make('div', { class: 'wb-soft', text: each.kind })),
      caseLinks(each.cases),
      each.made,
      make(
        'div',
        {},
        stateTag(stateOf(each, page.today)),
        make('div', { class: 'wb-soft', text: each.answered ?? `${each.due} 以前书面答复` }),
      ),
    ),
  );
  const open = page.proposals.filter(({ answered }) => !answered).map(({ proposal }) => proposal);
  const answer = [
    ['proposal', '哪一件', choice(open, { required: true })],
    ['adopted', '是否采纳', choice(page.adopted, { required: true })],
    ['words', '答复的内容', field({ required: true, size: 28 })],
    ['at', '什么时候', momentField()],
  ];
  return section(
    '提过的',
    table(['编号', '送给哪个单位', '建议的事', '涉及哪些事项', '提出时间', '答复'], rows, '还没有提过。'),
    open.length ? folded('记书面答复', actForm(answer, '记下答复', 'answer_proposal', notice)) : '',
  );
};

const reportSection = (page, notice) => {
  const relief = [
    ['case', '事项', field({ required: true, size: 14 })],
    ['to', '移送哪里', field({ required: true, size: 18, placeholder: '如 县人民检察院' })],
    ['at', '时间', momentField()],
  ];
  const year = page.today.slice(0, 4);
  const which = (value) => field({ required: true, size: 6, value, inputmode: 'numeric' });
  return section(
    '年报和司法救助',
    folded('记一件移送司法救助', actForm(relief, '记下', 'refer_relief', notice)),
    folded(
      '出年报（条例第四十一条）',
      actForm([['year', '哪一年', which(year)]], '出年报（Word），不到三件的写 <3', 'year_sheet', notice),
      actButton(`${year} 年附编号的`, '内部用，不外传', 'year_sheet', notice, { year, lists: '1' }),
    ),
  );
};

export const proposals = async () => {
  const page = await data('proposals');
  const notice = pageNotice();
  return {
    nodes: [
      heading('以案促治', nameField()),
      notice.node,
      putUpSection(page, notice),
      madeSection(page, notice),
      reportSection(page, notice),
    ],
  };
};
