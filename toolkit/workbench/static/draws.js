// The page of the monthly draw of cards: in three public steps, with its calls, and draws that were cancelled.

import { choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, folded, momentCell, momentField, pageNotice } from './acting.js';
import { cells, factList, field, heading, link, nameField, section, seedCell, table } from './parts.js';
import { data } from './server.js';

const OUTCOMES = ['接通', '没有接通', '不愿说'];

export const callForm = (which, notice, more) =>
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

const freezeSection = (page, notice) => {
  if (page.frozen) {
    const { population, list_sha256: hash, source } = page.frozen;
    return section(
      '第一步　封存名单（已封存）',
      factList([
        ['名单', `${population} 张卡`],
        ['名单的校验值', hash],
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
    ['apart', '同名的另一个人的卡号', field({ size: 20, placeholder: '没有就不写' })],
  ];
  return section('第一步　封存名单', actForm(fields, '封存', 'freeze_draw', notice, { month: page.month }));
};

const seedSection = (page, notice) => {
  if (!page.frozen) return section('第二步　公布种子', make('p', { class: 'wb-none', text: '先封存名单。' }));
  if (page.drawn) {
    return section('第二步　公布种子（已公布）', factList([['种子', seedCell(page.drawn.seed)]]));
  }
  const fields = [
    ['public', '公布出来的数字', field({ required: true, size: 24, placeholder: '2026-11-02|SSE|3987.65' })],
    ['dice', '村民掷的骰子点数', field({ required: true, size: 12, inputmode: 'numeric' })],
  ];
  return section('第二步　公布种子', actForm(fields, '登记，不能再换', 'seed_draw', notice, { month: page.month }));
};

const drawnSection = (page, notice) => {
  if (!page.drawn) return section('第三步　抽中的卡', make('p', { class: 'wb-none', text: '公布种子以后才抽得出。' }));
  const { drawn, next, substitutes, recipe, void: dropped } = page.drawn;
  const triesOf = (number) =>
    page.tries
      .filter((call) => call.card === number)
      .map((call) => make('div', { class: 'wb-line' }, momentCell(call), `${call.how} ${call.outcome}`));
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
    table(['次序', '卡号', '抽签数（前 16 位）', '打过的电话', '没联系上，改打'], rows, '名单是空的，没有抽。'),
    dropped.length
      ? make('p', { class: 'wb-soft', text: `作废，去掉：${dropped.map(({ card: number }) => number).join('、')}` })
      : '',
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

const cancelledSection = ({ cancelled }) => {
  if (!cancelled.length) return '';
  const rows = cancelled.map((each) =>
    cells(
      make(
        'div',
        {},
        `${each.frozen}，${each.population} 张`,
        make('div', { class: 'wb-soft', text: each.list_sha256 }),
      ),
      make('div', {}, each.source, make('div', { class: 'wb-soft', text: each.seed ?? '没有公布种子' })),
      make('div', {}, each.at, make('div', { text: `${each.by}、${each.second}` })),
      each.reason,
    ),
  );
  const why = '取消要两个人、写明事由，一直看得到；重抽要用取消以后的公开数字。';
  return section(
    '取消过的抽样',
    make('p', { class: 'wb-soft', text: why }),
    table(['封存的名单', '种子', '取消人', '事由'], rows, ''),
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
      cancelledSection(page),
    ].filter(Boolean),
  };
};
