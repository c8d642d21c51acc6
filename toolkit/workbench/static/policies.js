// The pages 政策 and 政策事项: matters written by one and checked by another, the words of the law, walls and notices.

import { choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, fileField, folded, pageNotice } from './acting.js';
import { cells, field, heading, link, nameField, section, table, warningList } from './parts.js';
import { data } from './server.js';

const soft = (text) => make('p', { class: 'wb-soft', text });

const standingTag = ({ bars, checked_by }) => {
  if (!bars) return make('span', { class: 'yh-tag good', text: '可以上线' });
  return make('span', { class: 'yh-tag warn', text: checked_by ? `还有 ${bars} 处` : `没核对，${bars} 处` });
};

const matterTable = (matters) =>
  table(
    ['事项', '能不能上线', '没填的', '谁写的', '谁核对的', '复核日期'],
    matters.map((line) =>
      cells(
        link(`/policy/${line.id}`, line.title),
        standingTag(line),
        line.blanks ? `${line.blanks} 处` : '',
        line.written_by || '随程序来的样稿',
        line.checked_by,
        line.review_by,
      ),
    ),
    '还没有事项。',
  );

const buildForm = (notice) =>
  actForm(
    [
      ['out', '放到哪个文件夹', field({ size: 36, placeholder: '完整的路径，如 E:\\政策词典', required: true })],
      ['release', '做哪一种', choice(['预览', '上线用'])],
    ],
    '做成页面',
    'build_policies',
    notice,
  );

// -- the words of local policies ----------------------------------------------------------------------------------

const textForm = (notice) =>
  actForm(
    [
      ['law', '文件名称', field({ size: 30, required: true })],
      ['place', '第几条、第几部分', field({ size: 14, required: true })],
      ['text', '原文，一字不差', make('textarea', { class: 'yh-input', rows: 5, cols: 60, required: true })],
      ['version', '公布日期', field({ type: 'date', required: true })],
      ['in_force', '施行日期', field({ type: 'date', required: true })],
      ['source', '来源（文号、网址）', field({ size: 30, required: true })],
    ],
    '收入原文',
    'add_policy_text',
    notice,
  );

const endForm = (notice) =>
  actForm(
    [
      ['basis', '哪部法律、哪一条', field({ size: 30, placeholder: '某某办法 第三条', required: true })],
      ['until', '从哪天起不再施行', field({ type: 'date', required: true })],
      ['successor', '被什么代替', field({ size: 24 })],
      ['second', '第二个人', field({ size: 8, required: true })],
    ],
    '记下停止施行',
    'end_policy_text',
    notice,
  );

const textTable = (texts, notice) =>
  table(
    ['在哪里', '原文', '谁录的', '谁核对的', '停止施行'],
    texts.map((line) =>
      cells(
        line.cited,
        line.text,
        line.copied_by,
        line.checked_by ||
          actButton('我核对过了', '与官方文本一字不差', 'check_policy_text', notice, { sha256: line.sha256 }),
        line.until,
      ),
    ),
    '还没有录入本地政策。',
  );

const dialForm = (notice) =>
  actForm(
    [
      ['tel', '电话', field({ size: 16, required: true })],
      ['organ', '单位', field({ size: 16, required: true })],
      ['answered', '结果', choice(['有人接', '没有人接'])],
    ],
    '记下试拨',
    'dial',
    notice,
  );

const dialTable = (telephones) =>
  table(
    ['电话', '单位', '上次试拨', '谁拨的', '结果'],
    telephones.map(({ tel, organ, on, by, answered }) => cells(tel, organ, on, by, answered ? '有人接' : '没有人接')),
    '还没有试拨过电话。印出去的电话要在 90 天内试拨过。',
  );

// -- walls and notices --------------------------------------------------------------------------------------------

const wallTable = (page, notice) =>
  table(
    ['点位', '村', '上次扫村', '读不读得出', '记一次', '换牌'],
    page.walls.map(({ code, village, state, seen_on, is_due }) =>
      cells(
        code,
        village,
        seen_on + (is_due ? '（该扫了）' : ''),
        state || '还没扫过',
        actForm([['state', '', choice(page.states)]], '记下', 'patrol_wall', notice, { wall: code }),
        actForm([['reason', '', field({ size: 8, placeholder: '为什么' })]], '换了新牌', 'renew_wall', notice, {
          wall: code,
        }),
      ),
    ),
    '还没有登记点位。',
  );

const wallParts = (page, notice) => [
  wallTable(page, notice),
  actForm(
    [['file', '点位表（Excel，列：村、店家、边长毫米）', fileField({ accept: '.xlsx' })]],
    '登记点位',
    'import_walls',
    notice,
  ),
  actForm([['codes', '哪些点位（不写就全做）', field({ size: 20 })]], '做扫码牌', 'make_plates', notice),
];

const posterTable = (page, notice) =>
  table(
    ['公示', '事项', '贴在哪里', '至少贴到', '撤下'],
    page.posters.map((line) =>
      cells(
        line.number,
        link(`/policy/${line.matter}`, line.matter),
        line.place ||
          actForm([['place', '', field({ size: 12, placeholder: '贴在哪里' })]], '贴上了', 'hang_poster', notice, {
            poster: line.number,
          }),
        line.until,
        line.down || (line.place ? actForm([], '撤下了', 'take_down_poster', notice, { poster: line.number }) : ''),
      ),
    ),
    '还没有做过公示；在一件事的页面里做。',
  );

const visitParts = (page, notice) => [
  make('p', {
    text: page.views ? `一共看了 ${page.views} 次（次数，不是人数）。最忙 ${page.peak}。` : '还没有数过。',
  }),
  page.most_read.length
    ? table(
        ['事项', '次数'],
        page.most_read.map(([id, count]) => cells(id, String(count))),
        '',
      )
    : '',
  actForm([['file', '日志（不含地址）或者门户给的 CSV', fileField({})]], '数一数', 'take_visits', notice),
];

export const policies = async () => {
  const page = await data('policies');
  const notice = pageNotice();
  return {
    nodes: [
      heading('政策', nameField()),
      notice.node,
      ...warningList(page.faults),
      section('政策词典', matterTable(page.matters), buildForm(notice)),
      section(
        '原文',
        page.needed.length
          ? folded(`还要收入的法律条文（${page.needed.length} 部）`, ...page.needed.map(soft))
          : soft('用到的条文都收入了。'),
        textTable(page.texts, notice),
        folded('录入一段本地政策', textForm(notice)),
        folded('记下停止施行', endForm(notice)),
      ),
      section('电话', dialTable(page.telephones), dialForm(notice)),
      section('扫码牌', ...wallParts(page, notice)),
      section('公示', posterTable(page, notice)),
      section('看了多少次', ...visitParts(page, notice)),
    ],
  };
};

// -- one matter -----------------------------------------------------------------------------------------------------

const box = (value, rows) => {
  const area = make('textarea', { class: 'yh-input', rows, cols: 60 });
  area.value = value;
  return area;
};

const BOXES = [
  ['who', '谁能办（一行一条）', 3],
  ['gives', '给什么（一行一条）', 3],
  ['bring', '带什么（一行一条）', 3],
  ['steps', '怎么办（一行一步）', 4],
  ['basis', '依据（一行一条，如：社会救助法 第十八条）', 4],
];

const matterForm = (page, notice) =>
  actForm(
    [
      ['title', '名称', field({ size: 30, value: page.line.title })],
      ['one_line', '一句话', box(page.one_line, 2)],
      ...BOXES.map(([name, label, rows]) => [name, label, box(page.lists[name], rows)]),
      ['contacts', '找谁（一行一个：单位，电话，上班时间）', box(page.contacts, 2)],
    ],
    '存下',
    'write_policy',
    notice,
    { matter: page.line.id },
  );

export const policy = async ([id]) => {
  const page = await data('policy', { matter: id });
  const notice = pageNotice();
  const { line } = page;
  const checked = line.checked_by ? `${line.checked_by}核对，${line.review_by} 前复核。` : '还没有第二个人核对。';
  return {
    nodes: [
      heading(line.title, nameField()),
      notice.node,
      make('p', {}, link('/policies', '回到政策')),
      soft(line.written_by ? `${line.written_by}写的；${checked}` : '随程序来的样稿，没有人填过。'),
      ...warningList(page.faults),
      section('这件事', matterForm(page, notice)),
      section(
        '依据的原文',
        ...page.passages.map(([cited, text]) =>
          make('div', {}, make('strong', { text: cited }), soft(text || '还没有收入')),
        ),
      ),
      section(
        '核对',
        soft('与原文、窗口一件件对过，再记；写的人自己不能核对。'),
        actForm(
          [['review_by', '到哪天再复核', field({ type: 'date', value: page.review_by, required: true })]],
          '核对过了',
          'check_policy',
          notice,
          { matter: line.id },
        ),
      ),
      section(
        '公示',
        soft('A3 大字，法条一字不差；旁边另有拼 A4 用的一份。'),
        actForm([['place', '准备贴在哪里', field({ size: 20 })]], '做公示', 'make_poster', notice, { matter: line.id }),
      ),
    ],
  };
};
