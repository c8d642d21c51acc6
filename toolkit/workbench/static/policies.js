// The pages 政策 and 政策事项: matters written by one and checked by another, the words of the law, walls and notices.

import { choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, fileField, folded, goButton, pageNotice } from './acting.js';
import { cells, field, heading, link, nameField, section, soft, table, warningList } from './parts.js';
import { data } from './server.js';

const standingTag = ({ bars, checked_by }) => {
  if (!bars) return make('span', { class: 'yh-tag good', text: '可以上线' });
  return make('span', { class: 'yh-tag warn', text: checked_by ? `还差 ${bars} 处` : `没核对，还差 ${bars} 处` });
};

const matterTable = (matters) =>
  table(
    ['事项', '能否上线', '还没填的', '编写人', '核对人', '复核日期'],
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
    ['出处', '原文', '录入人', '核对人', '停止施行'],
    texts.map((line) =>
      cells(
        line.cited,
        line.text,
        line.copied_by,
        line.doubt ||
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
    ['电话', '单位', '上次试拨', '试拨人', '结果'],
    telephones.map(({ tel, organ, on, by, answered }) => cells(tel, organ, on, by, answered ? '有人接' : '没有人接')),
    '还没有试拨过电话。印出去的电话要在 90 天内试拨过。',
  );

// -- walls and notices --------------------------------------------------------------------------------------------

const wallState = ({ state, needs_plate, is_due }) => {
  if (needs_plate) return make('span', { class: 'yh-tag bad', text: `${state}，要换牌` });
  if (is_due) return make('span', { class: 'yh-tag warn', text: '该扫了' });
  return state || '还没扫过';
};

const wallTable = (walls) =>
  table(
    ['点位', '村', '上次扫村', '哪次走访', '状况'],
    walls.map((wall) => cells(wall.code, wall.village, wall.seen_on, wall.walk, wallState(wall))),
    '还没有登记点位。',
  );

const patrolForm = (page, notice) =>
  actForm(
    [
      ['wall', '点位', field({ size: 8, placeholder: 'd007', required: true })],
      ['state', '读不读得出', choice(page.states)],
      ['photo', '墙的照片（不要拍到人）', fileField({ accept: 'image/*' })],
    ],
    '记下',
    'patrol_wall',
    notice,
  );

const patrolLists = (notice) => [
  actForm(
    [
      ['which', '哪些', choice(['全部', '只要一个月没扫的'])],
      ['form', '哪一种', choice(['Word，手写', 'Excel，填好交回'])],
    ],
    '做扫村清单',
    'write_patrol_sheet',
    notice,
  ),
  actForm(
    [
      ['file', '填好的扫村清单（Excel）', fileField({ accept: '.xlsx' })],
      ['walk', '哪次走访（不写就看您当天的）', field({ size: 16, placeholder: '巡2026-00001' })],
    ],
    '收入清单',
    'take_patrol',
    notice,
  ),
];

const wallParts = (page, notice) => {
  const urgent = page.walls.filter(({ needs_plate, is_due }) => needs_plate || is_due);
  const torn = page.walls.filter(({ needs_plate }) => needs_plate).map(({ code }) => code);
  const codes = field({ size: 20, value: torn.join(' ') });
  return [
    soft(`一共 ${page.walls.length} 块，${torn.length} 块要换，${urgent.length - torn.length} 块该扫了。`),
    urgent.length ? wallTable(urgent) : '',
    folded('记一次扫村', patrolForm(page, notice)),
    folded('扫村清单', ...patrolLists(notice)),
    folded(
      '做牌、换牌',
      actForm([['codes', '哪些点位（不写就全做）', codes]], '做扫码牌', 'make_plates', notice),
      actForm(
        [
          ['wall', '换了哪一块', field({ size: 8, required: true })],
          ['reason', '为什么', field({ size: 16, required: true })],
        ],
        '换了新牌',
        'renew_wall',
        notice,
      ),
      actForm(
        [['file', '点位表（Excel，列：村、店家、边长毫米）', fileField({ accept: '.xlsx' })]],
        '登记点位',
        'import_walls',
        notice,
      ),
    ),
    folded(`全部点位（${page.walls.length}）`, wallTable(page.walls)),
  ];
};

const posterTable = (page, notice) =>
  table(
    ['公示', '事项', '贴在哪里', '至少贴到', '撤下'],
    page.posters.map((line) =>
      cells(
        line.number,
        line.matter.includes('-诉') ? line.matter : link(`/policy/${line.matter}`, line.matter),
        line.place ||
          actForm(
            [
              ['place', '', field({ size: 12, placeholder: '贴在哪里' })],
              ['photo', '照片', fileField({ accept: 'image/*' })],
            ],
            '贴上了',
            'hang_poster',
            notice,
            { poster: line.number },
          ),
        line.until,
        line.down || (line.place ? actForm([], '撤下了', 'take_down_poster', notice, { poster: line.number }) : ''),
      ),
    ),
    '还没有做过公示；在一件事的页面里做。',
  );

// Views by hour as bars; the height is the share of the busiest hour.
const hourBars = (counts) => {
  const most = Math.max(...counts, 1);
  const bars = counts.map((count, hour) =>
    make(
      'div',
      { class: 'wb-hour', title: `${hour} 点：${count} 次` },
      make('span', { style: `height: ${Math.round((count / most) * 60)}px` }),
      make('small', { text: hour % 3 ? '' : String(hour) }),
    ),
  );
  return make('div', { class: 'wb-hours', role: 'img', 'aria-label': '一天里每个钟点的次数' }, bars);
};

const visitParts = (page, notice) => [
  make('p', {
    text: page.views ? `一共看了 ${page.views} 次（次数，不是人数）。最忙 ${page.peak}。` : '还没有数过。',
  }),
  page.by_hour.length ? hourBars(page.by_hour) : '',
  page.most_read.length
    ? table(
        ['看得最多的事项', '次数'],
        page.most_read.map(([title, count]) => cells(title, String(count))),
        '',
      )
    : '',
  page.walls_read.length
    ? folded(
        '各块牌的扫码次数',
        table(
          ['点位', '次数'],
          page.walls_read.map(([code, count]) => cells(code, count)),
          '',
        ),
      )
    : '',
  actForm([['file', '日志（不含地址）或者门户给的 CSV', fileField({})]], '数一数', 'take_visits', notice),
  folded(
    '合每人几次',
    actForm([['population', '镇上多少人', field({ size: 8, required: true })]], '算', 'count_per_head', notice),
  ),
];

const windowParts = (page, notice) => {
  const ids = ['', ...page.matters.map(({ id }) => id)];
  const title = (id) => page.matters.find((line) => line.id === id)?.title ?? '全部';
  const matter = () => choice(ids, {}, title);
  return [
    soft('窗口一个月来问几次，上码前后相同的月份比一比。前后不同，不能证明是扫码引起。'),
    table(
      ['月份', '哪件事', '开门几天', '来问几次'],
      page.months.map((line) => cells(line.month, title(line.matter), String(line.open_days), String(line.enquiries))),
      '还没有记过。',
    ),
    actForm(
      [
        ['month', '月份', field({ size: 8, placeholder: '2026-11', required: true })],
        ['matter', '哪件事', matter()],
        ['open_days', '开门几天', field({ size: 4, required: true })],
        ['enquiries', '来问几次', field({ size: 6, required: true })],
      ],
      '记下',
      'count_window',
      notice,
    ),
    folded(
      '前后比一比',
      actForm(
        [
          [
            'before',
            '上码以前（几个月用逗号隔开）',
            field({ size: 18, placeholder: '2026-03,2026-04', required: true }),
          ],
          ['after', '上码以后', field({ size: 18, placeholder: '2027-03,2027-04', required: true })],
          ['matter', '哪件事', matter()],
        ],
        '比',
        'compare_windows',
        notice,
      ),
    ),
  ];
};

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
      section('窗口来问几次', ...windowParts(page, notice)),
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

const matterForm = (page, notice) => {
  const node = actForm(
    [
      ['title', '名称', field({ size: 30, value: page.line.title })],
      ['one_line', '一句话', box(page.one_line, 2)],
      ...BOXES.map(([name, label, rows]) => [name, label, box(page.lists[name], rows)]),
      ['remedy', '不服怎么办（不合适的空着）', box(page.remedy, 2)],
      ['contacts', '找谁（一行一个：单位，电话，上班时间）', box(page.contacts, 2)],
    ],
    '存下',
    'write_policy',
    notice,
    { matter: page.line.id },
  );
  node.classList.add('wb-long');
  return node;
};

const clipParts = (page, notice) => {
  const given = { matter: page.line.id };
  const add = actForm(
    [
      ['file', '录音或者录像（20 秒到 4 分钟）', fileField({ accept: 'audio/*,video/*' })],
      ['dialect', '哪里的话', field({ size: 10, placeholder: '青石话', required: true })],
      ['speaker', '谁讲的（不上页面）', field({ size: 10 })],
      ['how', '谁的声音', choice(['还没有问本人', '本人同意公开声音和画面', '机器合成的声音'])],
    ],
    '收入讲解',
    'add_clip',
    notice,
    given,
  );
  if (!page.clip) return [soft('还没有讲解。声音为主，三分钟上下；有录像的另做一份小的。'), add];
  return [
    make('p', { text: page.clip }),
    page.captions
      ? folded('字幕', ...page.captions.split('\n').map(soft))
      : soft('还没有字幕：机器听写出初稿，人一边听一边改，改好再收入。'),
    make(
      'div',
      { class: 'wb-form' },
      actButton('听写，出字幕初稿', '要几分钟；初稿不上页面', 'draft_captions', notice, given),
      goButton('撤下讲解', '页面上不再有；收过的文件还在', 'take_clip_off', notice, given),
    ),
    actForm(
      [['file', '改好的字幕（.txt、.vtt、.srt）', fileField({ accept: '.txt,.vtt,.srt' })]],
      '收入字幕',
      'caption_clip',
      notice,
      given,
    ),
    folded('换一段讲解', add),
  ];
};

export const policy = async ([id]) => {
  const page = await data('policy', { matter: id });
  const notice = pageNotice();
  const { line } = page;
  const checked = line.checked_by ? `${line.checked_by}核对，${line.review_by} 前复核。` : '还没有第二个人核对。';
  return {
    nodes: [
      heading(line.title, link('/policies', '回到政策'), nameField()),
      notice.node,
      soft(line.written_by ? `${line.written_by}写的；${checked}` : '随程序来的样稿，没有人填过。'),
      ...warningList(page.faults),
      section('这件事', matterForm(page, notice)),
      section(
        '依据的原文',
        ...page.passages.map(([cited, text]) =>
          make('div', {}, make('strong', { text: cited }), soft(text || '还没有收入')),
        ),
      ),
      section('讲解', ...clipParts(page, notice)),
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
