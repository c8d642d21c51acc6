// The pages 评议团: the roster and the sessions; and one session with its seats, two tellers, the opinion, and the disc.

import { choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, fileField, folded, momentField, pageNotice } from './acting.js';
import { cells, factList, field, heading, link, nameField, section, seedCell, table } from './parts.js';
import { data } from './server.js';
import { tellersSection } from './tellers.js';

const REFERENCE = '评议只是一个意见，仅供参考，不影响依法受理、办理。';

const callFields = () => [
  ['case', '评议哪个事项', field({ required: true, size: 14, placeholder: '如 案2026-0001' })],
  ['date', '哪一天开会', field({ type: 'date', required: true })],
  ['public', '抽签用的公开数字', field({ size: 20, placeholder: '和骰子至少写一样' })],
  ['dice', '当场掷的骰子', field({ size: 10, inputmode: 'numeric', placeholder: '如 36115264' })],
  ['whole', '分数怎么算', choice(['', '1'], {}, (value) => (value ? '不去掉最高最低' : '去掉一个最高、一个最低'))],
];

const resultWords = (each) => {
  if (each.cancelled) return `${each.cancelled.at} 取消：${each.cancelled.reason}`;
  if (!each.ballots) return '还没有计票';
  if (!each.exact) return `${each.ballots} 张票，不计分`;
  // Two places, cut off and not rounded, as on the page of the session.
  const [dividend, divisor = 1] = each.exact.split('/').map(Number);
  const score = (Math.floor((dividend * 100) / divisor) / 100).toFixed(2);
  return `${each.ballots} 张票，${score} 分，建议${each.suggestion ?? '没有'}`;
};

const sessionCells = (each) =>
  cells(
    link(`/jury/${each.session}`, each.session),
    link(`/case/${each.case}`, each.case),
    each.date,
    resultWords(each),
    each.route ?? '还没有决定',
  );

const rosterSection = (page, notice) => {
  const rows = page.members.map((each) => cells(each.member, each.name, each.kind, `${each.first} 到 ${each.last}`));
  const roster = [['sheet', '填好的名册（Excel）', fileField({ accept: '.xlsx', required: true })]];
  const enough = page.members.length >= page.least ? '' : `，还差 ${page.least - page.members.length} 人`;
  return section(
    `名册（今天在任 ${page.members.length} 人，至少要 ${page.least} 人${enough}）`,
    folded('看名册', table(['名册号', '姓名', '类别', '任期'], rows, '还没有收名册。')),
    folded(
      '收名册',
      make('p', { class: 'wb-soft', text: '全收或者全不收；有错的，一次都列出来。' }),
      actForm(roster, '收名册', 'jury_roster', notice),
      actButton('要一张空表', '评议团名册（Excel）', 'jury_form', notice),
    ),
  );
};

export const juries = async () => {
  const page = await data('juries');
  const notice = pageNotice();
  const how = `回避以后按席位抽签（${page.quotas}），有效票不到 ${page.quorum} 张不计分。${REFERENCE}`;
  return {
    nodes: [
      heading('评议团', nameField()),
      notice.node,
      section(
        '召集一次评议',
        make('p', { class: 'wb-soft', text: how }),
        actForm(callFields(), '抽席位', 'call_jury', notice),
      ),
      section(
        '评议',
        table(['评议', '事项', '日期', '结果', '承办机关的决定'], page.sessions.map(sessionCells), '还没有评议过。'),
      ),
      rosterSection(page, notice),
    ],
  };
};

// -- one session ------------------------------------------------------------------------------------------------

const seatsSection = ({ session, papers }, notice) => {
  const rows = session.seats.map((seat) =>
    cells(String(seat.seat), `${seat.name}${seat.recused ? '（回避，空席）' : ''}`, seat.kind, seat.member),
  );
  const more = { session: session.session };
  const buttons = papers.flatMap((paper) => [
    actButton(paper, `${paper}（存到下载文件夹）`, 'jury_paper', notice, { ...more, paper }),
    ' ',
  ]);
  return section(
    '席位',
    factList([
      ['通知', `${session.call_by} 以前通知到`],
      ['抽签的种子', seedCell(session.seed)],
      ['分数', session.trim ? '七张票以上去掉一个最高、一个最低' : '不去掉最高最低'],
    ]),
    table(['席位', '姓名', '类别', '名册号'], rows, '没有。'),
    make('p', { class: 'wb-soft', text: '要打印的：' }),
    make('div', {}, ...buttons),
  );
};

const sidesSection = (page, notice) => {
  const unheard = page.session.unheard.length ? `没有听取：${page.session.unheard.join('、')}，不计分。` : '';
  const fields = [
    ['side', '哪一方', choice(page.sides, { required: true })],
    ['heard', '陈述了没有', choice(['1', '0'], {}, (value) => (value === '1' ? '陈述过了' : '没有到场'))],
    ['at', '时间', momentField()],
  ];
  return section(
    '双方陈述',
    unheard ? make('p', { class: 'wb-warning', text: unheard }) : '',
    actForm(fields, '记下', 'jury_heard', notice, { session: page.session.session }),
  );
};

const opinionSection = (page, notice) => {
  const { session } = page;
  const more = { session: session.session };
  const facts = [
    ['票', `${session.ballots} 张，作废 ${session.void} 张`],
    ['分数', session.exact ? `${page.score} 分（准确值 ${session.exact}）` : '不计分'],
    ['建议', session.suggestion ?? '没有'],
  ];
  return section(
    '意见（仅供参考）',
    factList(facts),
    actButton('出评议意见书', '评议意见书（Word），给参加的人签字', 'jury_opinion', notice, more),
  );
};

const routeSection = (page, notice) => {
  const { session } = page;
  const grounds = Object.fromEntries(page.grounds);
  const fields = [
    ['route', '怎么办', choice(page.routes, { required: true })],
    ['ground', '法定依据', choice(['', ...Object.keys(grounds)], {}, (ground) => grounds[ground] ?? '不用')],
    ['at', '时间', momentField()],
  ];
  const now = session.route
    ? `${session.route}${session.ground ? `，依据：${grounds[session.ground] ?? session.ground}` : ''}`
    : '还没有决定';
  return section(
    '承办机关怎么办（和分数分开）',
    factList([['现在', now]]),
    make('p', { class: 'wb-soft', text: '引导法定途径、不予受理要有法定依据，分数不是依据；没有依据的照常受理。' }),
    actForm(fields, '记下决定', 'decide_route', notice, { session: session.session }),
  );
};

const discSection = (page, notice) => {
  const more = { session: page.session.session };
  const lines = (placeholder) => make('textarea', { class: 'yh-input', rows: '3', placeholder });
  const making = [
    ['video', '录像文件', field({ required: true, size: 28, placeholder: '完整的路径，如 E:\\录像\\评议.mp4' })],
    ['people', '录像里有谁（一行一个）', lines('每个人都要写')],
    ['consents', '谁同意了（一行一个）', lines('都同意才做')],
    ['to', '放到哪个文件夹', field({ required: true, size: 24, placeholder: '如 E:\\阳光碟' })],
  ];
  const received = [
    ['copy', '第几份', field({ required: true, size: 4, inputmode: 'numeric' })],
    ['person', '谁领的', field({ required: true, size: 8 })],
    ['at', '时间', momentField()],
  ];
  const made = page.discs.map((text) => make('li', { text }));
  return section(
    '阳光碟',
    make('p', {
      class: 'wb-soft',
      text: '录像里的每个人都同意才做；有一个人不同意，只能给本人自己那一段或者会议记录。',
    }),
    made.length ? make('ul', {}, made) : '',
    folded('做一份', actForm(making, '做一份', 'make_disc', notice, more)),
    page.discs.length ? folded('谁领了', actForm(received, '记下', 'disc_received', notice, more)) : '',
  );
};

const cancelSection = ({ session }, notice) => {
  const fields = [
    ['second', '第二个人', field({ required: true, size: 8 })],
    ['reason', '事由', field({ required: true, size: 20 })],
  ];
  const form = actForm(fields, '取消', 'cancel_jury', notice, { session: session.session });
  return folded('取消这次评议（要两个人，一直看得到）', form);
};

const cancelledSection = ({ session }) => {
  const { at, by, second, reason } = session.cancelled;
  return section('已取消', make('p', { class: 'wb-warning', text: `${at} ${by}、${second}：${reason}` }));
};

export const jury = async ([number]) => {
  const page = await data('jury', { session: number });
  const notice = pageNotice();
  const { session } = page;
  const isCounted = session.ballots > 0;
  const state = session.cancelled ? '已取消' : isCounted ? '计过票了' : '还没有计票';
  const tag = make('span', { class: 'yh-tag info', text: state });
  const waiting = () => [
    seatsSection(page, notice),
    sidesSection(page, notice),
    tellersSection(page, notice),
    routeSection(page, notice),
    cancelSection(page, notice),
  ];
  const counted = () => [opinionSection(page, notice), routeSection(page, notice), seatsSection(page, notice)];
  const cancelled = () => [cancelledSection(page), seatsSection(page, notice)];
  const sections = session.cancelled ? cancelled : isCounted ? counted : waiting;
  return {
    nodes: [
      heading(
        `${session.session}　${session.date}`,
        tag,
        link(`/case/${session.case}`, `看 ${session.case}`),
        link('/juries', '回到评议团'),
        nameField(),
      ),
      notice.node,
      make('p', { class: 'wb-say', text: REFERENCE }),
      ...sections(),
      discSection(page, notice),
    ],
  };
};
