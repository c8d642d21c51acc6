// The page 首问卡: cards handed out, looked up, adopted; portraits of those who receive, by consent.

import { choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, fileField, folded, momentCell, momentField, pageNotice } from './acting.js';
import { callForm } from './draws.js';
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

const lateTag = ({ late, voided }) =>
  [late && '补登', voided && '作废'].filter(Boolean).map((text) => make('span', { class: 'yh-tag info', text }));

const handedOut = (page, notice) => {
  const rows = page.cards.map((line) =>
    cells(
      link(`/card/${line.card}`, line.card),
      make('div', {}, line.issued, ' ', ...lateTag(line)),
      line.receiver,
      line.owner,
      line.case ? link(`/case/${line.case}`, line.case) : '',
    ),
  );
  const day = [['day', '哪一天', field({ type: 'date', value: page.today, max: page.today, required: true })]];
  return section(
    '最近三个月发出的卡',
    table(['卡号', '发卡时间', '接待人', '现在负责', '事项'], rows, '没有发卡。'),
    folded('和存根、当天登记对', actForm(day, '对一天', 'card_day', notice)),
  );
};

const portraitSection = (page, notice) => {
  const why = '印在卡上的照片要本人同意（民法典第一千零一十九条）；本人随时可以收回，照片就删掉，以后的卡不再印。';
  const give = [
    ['person', '谁的照片', field({ required: true, value: myName(), size: 8 })],
    ['photo', '照片（JPG、PNG）', fileField({ accept: 'image/png,image/jpeg', required: true })],
    ['agreed', '本人同意印在卡上', noYes('本人同意了', '还没有问过')],
  ];
  const kept = page.portraits.length
    ? actForm([['person', '谁的', choice(page.portraits, { required: true })]], '收回', 'withdraw_portrait', notice)
    : make('p', { class: 'wb-none', text: '还没有人的照片印在卡上。' });
  return section(
    '接待人的照片',
    make('p', { class: 'wb-soft', text: why }),
    actForm(give, '印在卡上', 'give_portrait', notice),
    kept,
  );
};

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
      handedOut(page, notice),
      section('登记一张旧卡', actForm(adoptFields(), '登记旧卡', 'adopt_card', notice)),
      portraitSection(page, notice),
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

export const card = async ([number]) => {
  const page = await data('card', { card: number });
  const { answer } = page;
  const notice = pageNotice();
  const head = [heading(answer.card ?? number, link('/cards', '回到首问卡'), nameField()), notice.node];
  if (!answer.card) return { nodes: [...head, section('查验', make('p', { text: `${answer.verdict}。` }))] };
  const stages = answer.stages.map((stage) => cells(momentCell(stage), stage.stage));
  const receivers = answer.receivers.map((each) => cells(each.name, each.first, each.last ?? '现在'));
  return {
    nodes: [
      ...head,
      section(
        '进展',
        make('p', { class: 'wb-say', text: `可以这样答：${answer.say}` }),
        cardFacts(page),
        table(['日期', '阶段'], stages, '没有。'),
      ),
      section('谁负责', table(['姓名', '从', '到'], receivers, '没有。')),
      ...changeForms(page, notice),
      section('抽中的，记回访', callForm([], notice, { card: answer.card })),
    ],
  };
};
