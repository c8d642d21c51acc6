// The pages 答复: a row for each grievance, typed as it is answered; Enter writes a row down and goes to the next.

import { choice, isComposing, make } from '../../yehua/script/kit.js';
import { actButton, actForm, doing, fileField, folded, pageNotice } from './acting.js';
import { cells, factList, field, heading, link, nameField, section, table } from './parts.js';
import { data } from './server.js';

const soft = (text) => make('p', { class: 'wb-soft', text });

export const nights = async () => {
  const page = await data('nights');
  const names = ['夜话', '村', '哪天', '告知书期限', '计划表', '答复之夜'];
  const rows = page.nights.map((line) =>
    cells(
      link(`/answers/${line.meeting}`, line.meeting),
      line.place,
      line.held_on,
      line.notice_by,
      line.plan_by,
      line.night,
    ),
  );
  return {
    nodes: [
      heading('次月答复'),
      soft('告知书按期限送，不等到答复之夜；检举控告不在任何一张表上。'),
      table(names, rows, '还没有夜话。'),
    ],
  };
};

// What a disposition asks for besides organ, official and words.
const ASKED = {
  A: '怎么看到办好了（没有就算拍板）',
  B: '哪天办到，如 2026-12-30',
  C: '依据，如 社会救助法 第十八条',
  D: '哪天办到，如 2027-01-20',
  E: '哪条法定途径',
  G: '重复哪一件（撤回的不写）',
};

// A row: a letter chooses the disposition; organ and official go on from the row before.
class AnswerRow {
  constructor(page, line, notice) {
    Object.assign(this, { page, line, notice, isWritten: Boolean(line.disposition) });
    const label = (name) => `${line.number} ${name}`;
    this.kind = choice(
      ['', ...Object.keys(page.dispositions)],
      { 'aria-label': label('去向：按字母 A、B、C、D、E、G') },
      (kind) => (kind ? `${kind} ${page.dispositions[kind]}` : '去向'),
    );
    this.organ = field({ size: 10, 'aria-label': label('答复部门'), placeholder: '部门' });
    this.official = field({ size: 6, 'aria-label': label('答复人'), placeholder: '答复人' });
    this.words = field({ size: 26, 'aria-label': label('答复的话'), placeholder: '答复的话' });
    this.more = field({ size: 24, 'aria-label': label('还要写的') });
    this.alone = make('input', { type: 'checkbox', 'aria-label': label('单独答复') });
    this.state = make('span', { class: 'wb-state', role: 'status' });
    this.kind.addEventListener('change', () => this.ask());
    this.node = cells(
      make('div', {}, make('strong', { text: line.number }), soft(line.request)),
      this.kind,
      [this.organ, this.official],
      [this.words, this.more],
      this.alone,
      this.state,
    );
    this.node.addEventListener('keydown', (event) => this.pressed(event));
    if (this.isWritten) this.shown(line);
  }

  ask() {
    this.more.placeholder = ASKED[this.kind.value] ?? '';
  }

  shown({ disposition, organ, official, due, case: number }) {
    this.kind.value = disposition;
    this.organ.value = organ;
    this.official.value = official;
    this.more.value = due;
    this.lock(true);
    this.state.replaceChildren(number ? link(`/case/${number}`, number) : '记好了');
  }

  lock(isLocked) {
    for (const control of [this.kind, this.organ, this.official, this.words, this.more, this.alone])
      control.disabled = isLocked;
  }

  takeOver({ organ, official }) {
    this.organ.value ||= organ.value;
    this.official.value ||= official.value;
  }

  pressed(event) {
    if (event.key !== 'Enter' || isComposing(event) || event.target.tagName === 'A') return;
    event.preventDefault();
    this.write();
  }

  async write() {
    if (this.isWritten || this.kind.disabled) return;
    const given = {
      number: this.line.number,
      disposition: this.kind.value,
      organ: this.organ.value,
      official: this.official.value,
      words: this.words.value,
      more: this.more.value,
      is_private: this.alone.checked ? '1' : '',
    };
    this.lock(true);
    this.page.next(this);
    try {
      const done = await doing('give_answer', given);
      this.isWritten = true;
      this.state.className = 'wb-state';
      this.state.replaceChildren(done.number ? link(`/case/${done.number}`, done.number) : done.words);
    } catch (fault) {
      this.lock(false);
      this.state.className = 'wb-state wb-over';
      this.state.replaceChildren(fault.refused ?? '没有记上：后台没有回答。字还在，按回车再记一次。');
      this.kind.focus();
    }
  }
}

class AnswerTable {
  constructor(page, notice) {
    this.dispositions = page.dispositions;
    this.rows = page.lines.map((line) => new AnswerRow(this, line, notice));
    const names = ['诉求', '去向', '部门、答复人', '答复、还要写的', '单独', '记好了'];
    this.node = table(
      names,
      this.rows.map(({ node }) => node),
      '这一场没有要答复的诉求。',
    );
  }

  next(row) {
    const at = this.rows.indexOf(row);
    const after = this.rows.find((each, n) => n > at && !each.isWritten);
    if (!after) return;
    after.takeOver(row);
    after.kind.focus();
  }
}

const ratesSection = ({ rates, formulas }) => {
  if (!rates) return section('率', soft('每件都有去向以后才算。'));
  const kept = `${rates.kept_by_due.part} / ${rates.kept_by_due.whole}`;
  const back = `${rates.came_back.part} / ${rates.came_back.whole}`;
  return section(
    '率',
    factList([
      ['件数 N', `${rates.n}（另有重复、撤回 ${rates.g} 件）`],
      ...Object.entries(formulas).map(([name, formula]) => [name, `${rates.shares[name]} ＝ ${formula}`]),
      ['拍板的按期办到', kept],
      ['九十天内又回来', back],
      ['说办结没有证明、按拍板算', String(rates.no_proof)],
      ['单独答复', String(rates.private)],
    ]),
  );
};

export const answers = async ([meeting]) => {
  const page = await data('answers', { meeting });
  const notice = pageNotice();
  const rows = new AnswerTable(page, notice);
  const given = { meeting: page.meeting };
  return {
    nodes: [
      heading(`答复 ${page.meeting}`, nameField()),
      notice.node,
      make('p', {}, link('/nights', '回到次月答复')),
      soft(`答复之夜 ${page.night}；告知书最晚 ${page.notice_by} 送达，不等那天晚上。`),
      make(
        'div',
        { class: 'wb-buttons' },
        actButton('做计划表', '给各部门填的 Excel', 'plan_answers', notice, given),
        actButton('出受理告知书草稿', '每件一份；没有立项的先立项', 'write_notices', notice, given),
      ),
      folded(
        '收入填好的计划表',
        actForm([['file', '填好的表', fileField({ accept: '.xlsx' })]], '收入', 'read_answers', notice, given),
      ),
      section(
        '每件一个去向',
        soft('按字母选去向，Tab 到下一格，回车记下、到下一件；部门、答复人照上一件。'),
        rows.node,
      ),
      folded(
        '收回记错的去向',
        actForm(
          [
            ['number', '诉求编号', field({ size: 24, required: true })],
            ['second', '第二个人', field({ size: 8, required: true })],
            ['reason', '为什么', field({ size: 20, required: true })],
          ],
          '收回',
          'revoke_answer',
          notice,
        ),
      ),
      ratesSection(page),
    ],
  };
};
