// The page of a grievance: from the second at which it was said to the papers that came of it, one click to each.

import { button, clock, make, Notice } from '../../yehua/script/kit.js';
import { colourTag } from './acting.js';
import { attempt, cells, go, heading, link, section, table, withheld } from './parts.js';
import { act, data } from './server.js';

const saidSection = ({ heard, is_withheld: isWithheld }) => {
  if (!heard) return section('来历', make('p', { class: 'wb-none', text: '不是夜话上说的，没有录音。' }));
  const rows = heard.sentences.map((line) => cells(link(line.page, clock(line.start_s)), line.speaker, line.text));
  const to = make(
    'p',
    {},
    link(`/meeting/${heard.code}/text`, heard.meeting),
    '　',
    link(`/meeting/${heard.code}/grievances`, '这段录音的诉求表'),
  );
  const list = isWithheld ? withheld() : table(['时间', '说话人', '原话'], rows, '这几句话不在现在的文字里。');
  return section('原话', to, list);
};

const caseSection = (page, notice) => {
  const open = async () => {
    const done = await attempt(notice, () => act('open_case', { number: page.number }));
    if (done) go(done.page);
  };
  if (!page.case) {
    const words = make('p', { class: 'wb-none', text: '还没有立项。' });
    return section('事项', words, button('立项', '为这件诉求开一个事项', open));
  }
  const rows = page.steps.map((step) =>
    cells(step.date, step.name, step.page ? link(step.page, step.document) : step.document),
  );
  const head = make('p', {}, link(`/case/${page.case}`, page.case), '　', page.state);
  return section('事项', head, table(['日期', '记录', '文书编号'], rows, '没有。'));
};

const papersSection = (page) => {
  const rows = page.papers.map((paper) =>
    cells(paper.title, link(paper.page, paper.number), paper.issued_on, paper.holders.join('、')),
  );
  return section('签发的文书', table(['文书', '文号', '签发', '各份由谁保存'], rows, '还没有签发的文书。'));
};

export const grievance = async ([number]) => {
  const page = await data('grievance', { number });
  const notice = new Notice();
  const words = [page.person, page.summary].filter(Boolean).join('：');
  const tag = page.colour ? colourTag(page.colour) : '';
  return {
    nodes: [
      heading(page.number, tag, link('/grievances', '所有诉求')),
      words ? make('p', { class: 'wb-summary', text: words }) : '',
      notice.node,
      saidSection(page),
      caseSection(page, notice),
      papersSection(page),
    ].filter(Boolean),
  };
};
