// The pages 法律诊所: villages by months with what came of each clinic, opinions; and one village with its visits.

import { choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, fileField, folded, momentField, pageNotice, stateTag } from './acting.js';
import { cells, field, go, heading, inParts, link, nameField, section, table } from './parts.js';
import { data } from './server.js';

const MONTHS = Array.from({ length: 12 }, (_, n) => n + 1);
const CELL_CLASS = { 已坐诊: 'wb-held', 已补: 'wb-made-up', 缺诊: 'wb-missed', 计划: 'wb-planned' };
const CELL_MARK = { 已坐诊: '✓', 已补: '补', 缺诊: '缺', 计划: '\u00a0' };
const WAITING = ['未到', '将到期', '到期', '逾期', '未校正'];

const still = (text) => make('span', { class: 'wb-nowrap', text });

const dayOf = (iso) => String(Number(iso.slice(8)));

const monthCell = (village, year, cell) => {
  if (!cell.date) return make('td', { class: 'wb-none-there', text: '' });
  const words = `${village} ${cell.date} ${cell.state}${cell.ask ? '，调休上班的周末' : ''}`;
  const text = `${dayOf(cell.date)}${CELL_MARK[cell.state] ?? ''}`.trim();
  return make(
    'td',
    { class: CELL_CLASS[cell.state] ?? '' },
    link(`/clinic/${village}/${year}`, text, { title: words, 'aria-label': words }),
  );
};

const gridRow = (row, year) =>
  make(
    'tr',
    {},
    make('th', { scope: 'row' }, link(`/clinic/${row.village}/${year}`, row.village)),
    make('td', { text: row.adviser }),
    row.months.map((cell) => monthCell(row.village, year, cell)),
  );

const keyWords = (counts) =>
  make(
    'p',
    { class: 'wb-key' },
    Object.entries(CELL_CLASS).map(([state, look]) =>
      make(
        'span',
        {},
        make('i', { class: `wb-cell-key ${look}`, text: CELL_MARK[state] }),
        ` ${state} ${counts[state] ?? 0}`,
      ),
    ),
  );

const gridSection = (page) => {
  const title = `${page.year} 年坐诊（${page.rows.length} 个村）`;
  if (!page.rows.length)
    return section(title, make('p', { class: 'wb-none', text: '这一年还没有村有法律顾问，先收名册。' }));
  const head = make(
    'tr',
    {},
    ['村', '法律顾问', ...MONTHS.map((month) => `${month}月`)].map((text) => make('th', { scope: 'col', text })),
  );
  const body = make('tbody');
  const more = inParts(
    body,
    page.rows.map((row) => gridRow(row, page.year)),
  );
  const notes = [
    ...page.remarks,
    ...(page.uncorrected ? [`${page.uncorrected} 次还没有按放假安排校正，等通知公布了会自己改。`] : []),
  ];
  return section(
    title,
    keyWords(page.counts),
    ...notes.map((text) => make('p', { class: 'wb-warning', text })),
    make(
      'div',
      { class: 'wb-wide', tabindex: '0', role: 'region', 'aria-label': '坐诊表' },
      make('table', { class: 'wb-table wb-months' }, make('thead', {}, head), body),
      more,
    ),
  );
};

// -- opinions ---------------------------------------------------------------------------------------------------

const opinionCells = (each) =>
  cells(
    each.opinion,
    link(`/case/${each.case}`, each.case),
    `${each.adviser}（${each.village}）`,
    make(
      'div',
      {},
      each.client,
      each.conflict === '有' ? make('span', { class: 'yh-tag warn', text: '有利益冲突' }) : '',
      each.warning ? make('div', { class: 'wb-warning', text: each.warning }) : '',
    ),
    make(
      'div',
      {},
      stateTag(each.state),
      make('div', {
        class: 'wb-soft',
        text: each.conclusion ? `${each.conclusion}，${each.paper}` : `${each.due} 以前`,
      }),
      each.delivered.length ? make('div', { class: 'wb-soft', text: `送了${each.delivered.join('、')}` }) : '',
    ),
  );

const askFields = (page) => [
  ['case', '事项', field({ required: true, size: 14, placeholder: '如 案2026-0001' })],
  ['village', '请哪个村的法律顾问', choice(page.villages, { required: true })],
  ['client', '替谁出意见', field({ required: true, size: 12 })],
  ['conflict', '利益冲突问过没有', choice(['', '没有', '有'], { required: true }, (value) => value || '一定要问')],
  ['question', '问什么', field({ required: true, size: 28 })],
  ['at', '时间', momentField()],
];

const opinionForms = (page, notice) => {
  const numbers = (isWanted) => page.opinions.filter(isWanted).map(({ opinion }) => opinion);
  const open = numbers(({ state }) => WAITING.includes(state));
  const given = numbers(({ state }) => state === '已出');
  const which = (those) => ['opinion', '哪一件', choice(those, { required: true })];
  const at = () => ['at', '时间', momentField()];
  const giving = [
    which(open),
    ['conclusion', '结论', choice(page.conclusions, { required: true })],
    ['paper', '签发的法律意见书的编号', field({ required: true, size: 18 })],
    at(),
  ];
  const declining = [which(open), ['reason', '为什么不能出', field({ required: true, size: 24 })], at()];
  const delivering = [
    which(given),
    ['to', '送给谁', choice(page.addressees, { required: true })],
    ['consent', '谁、哪一天同意的', field({ size: 24, placeholder: '送综治中心以外，没有同意不送' })],
    at(),
  ];
  return [
    folded('请法律顾问出意见', actForm(askFields(page), '请', 'ask_opinion', notice)),
    open.length ? folded('意见出了', actForm(giving, '记下', 'give_opinion', notice)) : '',
    open.length ? folded('不能出', actForm(declining, '记下', 'decline_opinion', notice)) : '',
    given.length ? folded('意见送给谁', actForm(delivering, '记下', 'deliver_opinion', notice)) : '',
  ];
};

const opinionSection = (page, notice) => {
  const names = ['编号', '事项', '法律顾问', '替谁', '状态'];
  const waiting = page.opinions.filter(({ state }) => WAITING.includes(state));
  const rest = page.opinions.filter(({ state }) => !WAITING.includes(state));
  return section(
    `等着出的法律意见（${waiting.length} 件）`,
    table(names, waiting.map(opinionCells), '没有等着出的。'),
    ...(page.villages.length ? opinionForms(page, notice) : []),
    rest.length ? folded(`出了的、不能出的 ${rest.length} 件`, table(names, rest.map(opinionCells), '')) : '',
  );
};

// -- roster and sheets ------------------------------------------------------------------------------------------

const rosterSection = (page, notice) => {
  const roster = [['sheet', '填好的名册（Excel）', fileField({ accept: '.xlsx', required: true })]];
  const planned = [
    ['year', '哪一年', field({ required: true, size: 6, value: String(page.year), inputmode: 'numeric' })],
  ];
  const parts = [
    folded(
      '收法律顾问名册',
      make('p', { class: 'wb-soft', text: '全收或者全不收；有错的，一次都列出来。' }),
      actForm(roster, '收名册', 'clinic_roster', notice),
      actButton('要一张空表', '法律顾问名册（Excel）', 'clinic_form', notice),
    ),
    folded('排一年的坐诊表', actForm(planned, '排坐诊表（Excel）', 'plan_clinics', notice)),
  ];
  if (page.advisers.length) {
    const work = [
      ['adviser', '法律顾问', choice(page.advisers, { required: true })],
      ['period', '哪一月、哪一年', field({ required: true, size: 10, value: page.today.slice(0, 7) })],
    ];
    const firms = page.firms.map(([firm, contract]) => `${firm} ${contract}`);
    const subsidy = [
      ['contract', '给哪个机构、哪个合同', choice(firms, { required: true })],
      ['yuan', '多少元', field({ required: true, size: 8, inputmode: 'decimal' })],
      ['at', '时间', momentField()],
    ];
    parts.push(
      folded('出月表、年表，给司法局', actForm(work, '出工作表（Word）', 'adviser_sheet', notice)),
      folded('记一笔补贴（给机构，不给个人）', actForm(subsidy, '记下', 'note_subsidy', notice)),
    );
  }
  return section('名册和表', ...parts);
};

const yearField = (page) => {
  const years = [page.year - 1, page.year, page.year + 1].map(String);
  const control = choice(years, { 'aria-label': '哪一年' }, (year) => `${year} 年`);
  control.value = String(page.year);
  control.addEventListener('change', () => go(`/clinics/${control.value}`));
  return control;
};

export const clinics = async ([year]) => {
  const page = await data('clinics', year ? { year } : {});
  const notice = pageNotice();
  return {
    nodes: [
      heading('法律诊所', yearField(page), nameField()),
      notice.node,
      opinionSection(page, notice),
      gridSection(page),
      rosterSection(page, notice),
    ],
  };
};

// -- one village ------------------------------------------------------------------------------------------------

const heldFields = (page) => [
  ['date', '哪一天坐诊的', field({ type: 'date', value: page.today, max: page.today, required: true })],
  ['first', '几点起', field({ type: 'time', value: '09:00', required: true })],
  ['last', '几点止', field({ type: 'time', value: '11:30', required: true })],
  ['stamp', '村委会盖章', choice(['', '1'], {}, (value) => (value ? '盖了' : '没有盖'))],
];

// A next step with a last day by law asks for it.
const visitFields = (page) => {
  const hasLastDay = Object.fromEntries(page.steps);
  const last = field({ size: 12, placeholder: `如 2026-12-01，或 ${page.no_last_day}` });
  const step = choice(['', ...Object.keys(hasLastDay)], { required: true }, (value) =>
    value ? `${value}${hasLastDay[value] ? '（有期限）' : ''}` : '选一个',
  );
  step.addEventListener('change', () => {
    last.required = hasLastDay[step.value] === true;
  });
  return [
    ['date', '哪一天来的', field({ type: 'date', value: page.today, max: page.today, required: true })],
    [
      'conflict',
      '利益冲突问过没有',
      choice(['', ...page.conflicts], { required: true }, (value) => value || '一定要问'),
    ],
    ['subject', '什么事', choice(page.subjects, { required: true })],
    ['next_step', '下一步', step],
    ['last_day', '下一步的最后一天', last],
    ['name', '谁来的（只在顾问的簿子里）', field({ size: 10 })],
    ['question', '问什么（只在顾问的簿子里）', field({ size: 24 })],
    ['phone', '电话（愿意接受回访才写；会发一张首问卡，可能抽中回访）', field({ size: 12 })],
    ['case', '与哪个事项有关', field({ size: 14, placeholder: '没有不用写' })],
  ];
};

const visitSection = (page, notice) => {
  const rows = page.visits.map((each) =>
    cells(
      each.visit,
      each.date,
      each.subject,
      each.next_step,
      each.last_day ?? '没有期限',
      each.conflict === '有' ? '有冲突' : '没有冲突',
      each.card ? link(`/card/${each.card}`, each.card) : '没留电话',
      actButton('再出条子', '给来人的条子（Word）', 'visit_slip', notice, { visit: each.visit }),
    ),
  );
  const numbers = page.visits.map(({ visit }) => visit);
  const aid = [
    ['visit', '哪一次咨询', choice(numbers, { required: true })],
    ['to', '向哪个法律援助机构', field({ required: true, size: 16 })],
    ['at', '时间', momentField()],
  ];
  return section(
    '来问的人',
    make('p', { class: 'wb-soft', text: '每次都要有写好的下一步，条子上印最后一天；姓名不在这里显示。' }),
    actForm(visitFields(page), '记下，出条子', 'log_visit', notice, { village: page.village }),
    table(['编号', '日期', '事由', '下一步', '最后一天', '利益冲突', '首问卡', ''], rows, '还没有人来问过。'),
    numbers.length ? folded('申请了法律援助', actForm(aid, '记下', 'visit_aid', notice)) : '',
  );
};

export const clinic = async ([village, year]) => {
  const page = await data('clinic', { village, ...(year ? { year } : {}) });
  const notice = pageNotice();
  const rows = page.clinics.map((each) =>
    cells(each.date, stateTag(each.state), still(each.held ?? ''), still(each.hours), still(each.adviser), each.why),
  );
  return {
    nodes: [
      heading(
        `${page.village} ${page.year} 年法律诊所`,
        link(`/clinics/${page.year}`, '回到法律诊所'),
        actButton('出坐诊公示', '贴在村里的（Word）', 'clinic_poster', notice, { village: page.village }),
        nameField(),
      ),
      notice.node,
      visitSection(page, notice),
      section(
        '坐诊',
        actForm(heldFields(page), '记一次坐诊', 'hold_clinic', notice, { village: page.village }),
        table(['计划', '状态', '坐诊', '时间', '法律顾问', '怎么算的'], rows, '这一年没有。'),
      ),
    ],
  };
};
