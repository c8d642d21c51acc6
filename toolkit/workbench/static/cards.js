// The pages 首问卡: a card handed out, looked up, adopted; and the monthly draw in three public steps with its calls.

import { choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, fileField, folded, momentField, pageNotice } from './acting.js';
import { cells, factList, field, form, go, heading, link, myName, nameField, section, table } from './parts.js';
import { data } from './server.js';

const YES_NO = ['1', '0'];
const yesNo = (yes, no) => choice(YES_NO, {}, (value) => (value === '1' ? yes : no));
const noYes = (yes, no) => choice(YES_NO.toReversed(), {}, (value) => (value === '1' ? yes : no));

const issueFields = () => [
  ['receiver', '接待人', field({ required: true, value: myName(), size: 8 })],
  ['post', '岗位', field({ required: true, value: '综合岗', size: 8 })],
  ['about', '什么事（不印在卡上，也不列出）', field({ required: true, size: 24 })],
  ['holder', '来人姓名', field({ size: 8 })],
  ['phone', '来人电话', field({ size: 12, inputmode: 'tel' })],
  ['case', '已经立项的，事项编号', field({ size: 12 })],
  ['at', '时间', momentField()],
  ['call_ok', '回访电话', yesNo('愿意接', '不愿意接')],
  ['board_ok', '卡号和阶段上公示栏', noYes('同意', '不同意')],
];

const adoptFields = () => [
  ['old', '旧卡上印的编号', field({ required: true, size: 12 })],
  ['photo', '旧卡的照片', fileField({ accept: 'image/*', required: true })],
  ['receiver', '当时谁接待的', field({ required: true, size: 8 })],
  ['post', '他当时的岗位', field({ size: 8 })],
  ['at', '哪一天发的', field({ type: 'date', required: true })],
];

export const cards = async () => {
  const page = await data('cards');
  const notice = pageNotice();
  const look = form(
    [['card', '卡号（扫码、手打都行；旧卡写旧编号）', field({ type: 'search', required: true, size: 18 })]],
    '查进展',
    async ({ card: number }) => go(`/card/${number.trim()}`),
    notice,
  );
  const check = actForm(
    [
      ['card', '卡号', field({ required: true, size: 16 })],
      ['code', '查验码', field({ required: true, size: 10, inputmode: 'numeric' })],
    ],
    '查验',
    'check_card',
    notice,
  );
  const draw = form(
    [['month', '哪个月', field({ type: 'month', value: page.month, required: true })]],
    '打开抽样',
    async ({ month }) => go(`/draw/${month}`),
    notice,
  );
  return {
    nodes: [
      heading(
        '首问卡',
        actButton('出公示栏', '同意公示的卡：卡号、阶段、日期（Word）', 'card_board', notice),
        nameField(),
      ),
      notice.node,
      section('查一张卡', look, folded('来人报卡号和查验码的，先查验真假', check)),
      section('发一张卡', actForm(issueFields(), '发卡并打印', 'issue_card', notice)),
      section('每月抽样回访', draw),
      section('登记一张旧卡', actForm(adoptFields(), '登记旧卡', 'adopt_card', notice)),
    ],
  };
};

// -- one card ---------------------------------------------------------------------------------------------------

const cardFacts = ({ answer, case: number }) =>
  factList([
    ['办到哪一步', answer.stage ?? ''],
    ['现在负责', answer.receiver ?? ''],
    ['下一个日期', answer.next ?? '没有'],
    ...(answer.aliases.length ? [['旧编号', answer.aliases.join('、')]] : []),
    ...(answer.voided ? [['作废', answer.voided]] : []),
    ['事项', number ? link(`/case/${number}`, number) : '没有立项'],
  ]);

const changeForms = (page, notice) => {
  const more = { card: page.answer.card };
  const second = [
    ['second', '第二个人', field({ required: true, size: 8 })],
    ['reason', '事由', field({ required: true, size: 20 })],
  ];
  const stage = [
    ['stage', '办到哪一步', choice(['已告知', '办理中', '已答复'], { required: true })],
    ['at', '时间', momentField()],
  ];
  const forms = page.case
    ? []
    : [
        section('往下办', actForm(stage, '记上', 'move_card', notice, more)),
        section(
          '这件事立了项',
          actForm([['case', '事项编号', field({ required: true, size: 12 })]], '连上', 'link_card', notice, more),
        ),
      ];
  const again = actForm(
    [['reason', '为什么再印', field({ required: true, size: 20 })]],
    '再印',
    'reprint_card',
    notice,
    more,
  );
  return [
    ...forms,
    section(
      '卡丢了、旧了',
      again,
      folded('作废这张卡（要两个人）', actForm(second, '作废', 'void_card', notice, more)),
    ),
  ];
};

const OUTCOMES = ['接通', '没有接通', '不愿说'];

const callForm = (which, notice, more) =>
  actForm(
    [
      ...which,
      ['at', '时间', momentField()],
      ['how', '怎么联系', choice(['电话', '入户'])],
      ['outcome', '结果', choice(OUTCOMES, { required: true })],
      ['kept', '答应的事', choice(['', '办到', '部分', '没办到'], {}, (value) => value || '没有问到')],
    ],
    '记上这次回访',
    'call_card',
    notice,
    more,
  );

export const card = async ([number]) => {
  const page = await data('card', { card: number });
  const { answer } = page;
  const notice = pageNotice();
  const head = [heading(answer.card ?? number, link('/cards', '回到首问卡'), nameField()), notice.node];
  if (!answer.card) return { nodes: [...head, section('查验', make('p', { text: `${answer.verdict}。` }))] };
  const stages = answer.stages.map((stage) => cells(stage.at, stage.stage));
  const receivers = answer.receivers.map((each) => cells(each.name, each.first, each.last ?? '现在'));
  return {
    nodes: [
      ...head,
      section('进展', cardFacts(page), table(['日期', '阶段'], stages, '没有。')),
      section('谁负责', table(['姓名', '从', '到'], receivers, '没有。')),
      ...changeForms(page, notice),
      section('抽中的，记回访', callForm([], notice, { card: answer.card })),
    ],
  };
};

// -- the draw ---------------------------------------------------------------------------------------------------

const freezeSection = (page, notice) => {
  if (page.frozen) {
    const { population, list_sha256: hash, source } = page.frozen;
    return section(
      '第一步　封存名单（已封存）',
      factList([
        ['名单', `${population} 张卡`],
        ['SHA-256', hash],
        ['种子来源', source],
      ]),
      actButton('存名单文件', '张贴、给人重算用', 'draw_list', notice, { month: page.month }),
      ' ',
      actButton('出公示单', '抽样公示单（Word），两个人签字、张贴', 'draw_notice', notice, { month: page.month }),
    );
  }
  const fields = [
    ['witness', '见证人', field({ required: true, size: 8 })],
    ['source', '用哪个公开数字作种子', field({ required: true, size: 28, placeholder: '如 11月2日上证指数收盘价' })],
  ];
  return section('第一步　封存名单', actForm(fields, '封存', 'freeze_draw', notice, { month: page.month }));
};

const seedSection = (page, notice) => {
  if (!page.frozen) return section('第二步　公布种子', make('p', { class: 'wb-none', text: '先封存名单。' }));
  if (page.drawn) {
    return section('第二步　公布种子（已公布）', factList([['种子', page.drawn.seed]]));
  }
  const fields = [
    ['public', '公布出来的数字', field({ required: true, size: 24, placeholder: '2026-11-02|SSE|3987.65' })],
    ['dice', '村民掷的骰子点数', field({ required: true, size: 12, inputmode: 'numeric' })],
  ];
  return section('第二步　公布种子', actForm(fields, '登记，不能再换', 'seed_draw', notice, { month: page.month }));
};

const drawnSection = (page, notice) => {
  if (!page.drawn) return section('第三步　抽中的卡', make('p', { class: 'wb-none', text: '公布种子以后才抽得出。' }));
  const { drawn, next, substitutes, recipe } = page.drawn;
  const triesOf = (number) =>
    page.tries
      .filter((call) => call.card === number)
      .map((call) => make('div', { text: `${call.at} ${call.how} ${call.outcome}` }));
  const rows = drawn.map((each, n) =>
    cells(
      String(n + 1),
      link(`/card/${each.card}`, each.card),
      each.ticket.slice(0, 16),
      make('div', {}, ...triesOf(each.card)),
      substitutes[each.card] ?? '',
    ),
  );
  const numbers = [...drawn.map(({ card: number }) => number), ...Object.values(substitutes)];
  const pick = choice([...new Set(numbers)], { required: true });
  const call = callForm([['card', '卡号', pick]], notice, { month: page.month });
  return section(
    '第三步　抽中的卡',
    table(['次序', '卡号', '签（前 16 位）', '打过', '没联系上，改打'], rows, '名单是空的，没有抽。'),
    make('p', { class: 'wb-soft', text: `接下来：${next.map(({ card: number }) => number).join('、') || '没有'}` }),
    numbers.length ? call : '',
    folded('谁都可以重算', make('pre', { class: 'wb-recipe', tabindex: '0', text: recipe.join('\n') })),
  );
};

const reportSection = ({ figures }) => {
  if (!figures) return '';
  const range =
    figures.low === null || figures.low === undefined
      ? '还没有接通的，不能推算'
      : `名单里没有办完的在 ${figures.low} 到 ${figures.high} 张之间（95%）`;
  return section(
    '结果',
    factList([
      ['名单', `${figures.population} 张`],
      ['抽中', `${figures.drawn} 张`],
      ['接通', `${figures.reached} 张`],
      ['其中没有办完', `${figures.bad} 张`],
      ['推算', range],
    ]),
  );
};

export const draw = async ([month]) => {
  const page = await data('draw', { month });
  const notice = pageNotice();
  const fields = [
    ['second', '第二个人', field({ required: true, size: 8 })],
    ['reason', '事由', field({ required: true, size: 20 })],
  ];
  const cancel = folded(
    '取消这次抽样（要两个人）',
    actForm(fields, '取消', 'cancel_draw', notice, { month: page.month }),
  );
  return {
    nodes: [
      heading(`${page.month} 抽样回访`, link('/cards', '回到首问卡'), nameField()),
      notice.node,
      freezeSection(page, notice),
      seedSection(page, notice),
      drawnSection(page, notice),
      reportSection(page),
      page.frozen ? cancel : '',
    ].filter(Boolean),
  };
};
