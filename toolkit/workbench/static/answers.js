// The pages 答复: a row for each grievance, typed as it is answered; Enter writes a row down and goes to the next.

import { choice, isComposing, make } from '../../yehua/script/kit.js';
import { actButton, actForm, doing, fileField, folded, pageNotice } from './acting.js';
import { cells, field, heading, link, nameField, section, soft, table } from './parts.js';
import { data } from './server.js';

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
    Object.assign(this, { page, line, notice, isWritten: line.given });
    const label = (name) => `${line.number} ${name}`;
    const short = line.number.slice(line.number.lastIndexOf('-') + 1);
    this.kind = choice(
      ['', ...Object.keys(page.dispositions)],
      { 'aria-label': label('去向：按字母 A、B、C、D、E、G') },
      (kind) => (kind ? `${kind} ${page.dispositions[kind]}` : '去向'),
    );
    this.organ = field({ size: 12, 'aria-label': label('答复部门'), placeholder: '部门' });
    this.official = field({ size: 12, 'aria-label': label('答复人'), placeholder: '答复人' });
    this.words = field({ size: 46, maxlength: 200, 'aria-label': label('答复的话'), placeholder: '答复的话' });
    this.more = field({ size: 46, 'aria-label': label('还要写的') });
    this.alone = make('input', { type: 'checkbox', 'aria-label': label('单独答复') });
    this.state = make('span', { class: 'wb-state', role: 'status' });
    this.kind.addEventListener('change', () => this.ask());
    this.node = cells(
      make('div', { title: line.number }, make('strong', { text: short }), soft(line.request)),
      this.kind,
      [this.organ, this.official],
      [this.words, this.more],
      this.alone,
      this.state,
    );
    this.node.addEventListener('keydown', (event) => this.pressed(event));
    if (line.disposition) this.fill(line);
    if (this.isWritten) this.shown(line);
  }

  ask() {
    this.more.placeholder = ASKED[this.kind.value] ?? '';
  }

  // What a department proposes stands in the row already: Enter takes it as it is.
  fill({ disposition, organ, official, words, more, is_private, given }) {
    this.kind.value = disposition;
    this.ask();
    this.organ.value = organ;
    this.official.value = official;
    this.words.value = words;
    this.more.value = more;
    this.alone.checked = is_private;
    if (!given) this.state.replaceChildren(make('span', { class: 'yh-tag info', text: '拟' }));
  }

  shown({ case: number }) {
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

const ratesSection = ({ figures, hindrances }, notice, given) => {
  if (!figures.length) return section('本场的答复率', soft(`还不能算：${hindrances.join('；')}。`));
  const rows = figures.map(({ name, value, formula, planned }) => cells(name, value, formula, planned));
  return section(
    '本场的答复率',
    table(['指标', '本场', '怎么算', '方案里写的'], rows, ''),
    soft('方案里的数没有写怎么算；这里按“怎么算”一栏。'),
    make(
      'div',
      { class: 'wb-form' },
      actButton('做一页可以张贴的', '少于 3 件的写 <3', 'write_answer_rates', notice, given),
    ),
  );
};

const papers = (notice, given) =>
  make(
    'div',
    { class: 'wb-form' },
    actButton('做计划表', '给各部门填的 Excel，没有姓名', 'plan_answers', notice, given),
    actButton('出受理告知书草稿', '每件一份；没有立项的先立项', 'write_notices', notice, given),
    actButton('做签字表', '主持的领导当场签名；单独答复的只写编号', 'write_answer_sheet', notice, given),
    actButton('出答复单', '一人一页，带走', 'write_answer_slips', notice, given),
  );

const officialsSection = ({ there, outcomes }, notice, given) => {
  const rows = there.officials.map(({ organ, name, duty, told, outcome, instead }) =>
    cells(
      organ,
      name,
      duty,
      told,
      `${there.answers[organ] ?? 0} 件`,
      outcome ? outcome + (instead ? `（${instead}）` : '') : '还没有登记',
    ),
  );
  const called = [
    ['name', '请谁来', field({ size: 8, required: true })],
    ['organ', '哪个部门的', field({ size: 14, required: true })],
    ['duty', '职务', field({ size: 10 })],
  ];
  // Two organs may send officials of one name.
  const who = there.officials.map(({ organ, name }) => `${organ}\t${name}`);
  const came = [
    ['who', '谁', choice(who, {}, (value) => value.replace('\t', '　'))],
    ['outcome', '来没来', choice(outcomes)],
    ['instead', '派了谁', field({ size: 8 })],
  ];
  return section(
    '谁来答复',
    table(['部门', '姓名', '职务', '哪天通知的', '要答', '来没来'], rows, '还没有通知人来。'),
    there.missing.length ? soft(`计划表上有、还没有通知人来的部门：${there.missing.join('、')}。`) : '',
    folded('通知了谁', actForm(called, '记下', 'call_official', notice, given)),
    rows.length ? folded('来没来', actForm(came, '记下', 'note_official', notice, given)) : '',
    actButton('做到会名单', '打印出来签到', 'write_officials', notice, given),
  );
};

const planForm = (notice, given) =>
  actForm(
    [
      ['file', '填好的表', fileField({ accept: '.xlsx' })],
      ['what', '是什么', choice(['拟的答复，到那天晚上再记', '已经当众答复过的'])],
    ],
    '收入',
    'read_answers',
    notice,
    given,
  );

const revokeForm = (notice) =>
  actForm(
    [
      ['number', '诉求编号', field({ size: 24, required: true })],
      ['second', '第二个人', field({ size: 8, required: true })],
      ['reason', '为什么', field({ size: 20, required: true })],
    ],
    '收回',
    'revoke_answer',
    notice,
  );

const nightRecordings = (codes) =>
  codes.length ? make('p', {}, '那天晚上的录音：', ...codes.map((code) => link(`/meeting/${code}`, code))) : '';

export const answers = async ([meeting]) => {
  const page = await data('answers', { meeting });
  const notice = pageNotice();
  const given = { meeting: page.meeting };
  const hint = '按字母选去向，Tab 到下一格，回车记下、到下一件；部门、答复人照上一件。';
  return {
    nodes: [
      heading(`答复 ${page.meeting}`, link('/nights', '回到次月答复'), nameField()),
      notice.node,
      soft(`答复之夜 ${page.night}；告知书最晚 ${page.notice_by} 送达，不等那天晚上。`),
      nightRecordings(page.recordings),
      papers(notice, given),
      folded('收入填好的计划表', planForm(notice, given)),
      officialsSection(page, notice, given),
      section('每件一个去向', soft(`${hint}还有 ${page.without} 件。`), new AnswerTable(page, notice).node),
      folded('收回记错的去向', revokeForm(notice)),
      ratesSection(page, notice, given),
    ],
  };
};
