// The pages 走访: an evening's notes, the ledger with its clocks, and one note with all that is done about it.

import { button, choice, make } from '../../yehua/script/kit.js';
import {
  actButton,
  actForm,
  colourTag,
  doing,
  fileField,
  filesOf,
  folded,
  momentCell,
  momentField,
  pageNotice,
  stateTag,
} from './acting.js';
import { Evening } from './evening.js';
import { cells, field, form, heading, link, myName, nameField, section, table } from './parts.js';
import { photoField, routeList, sheetSections, walkedSection, walkersOf } from './rounds.js';
import { data } from './server.js';

const DONE = ['已办', '逾期办', '隔日转'];
const RANK = ['逾期', '到期', '未校正', '将到期', '未到'];

const walkFields = (page) => [
  ['date', '日期', field({ type: 'date', value: page.today, max: page.today, required: true })],
  ['route', '路线', field({ required: true, placeholder: '如 一组到三组', list: 'wb-routes' })],
  ['first', '几点起', field({ type: 'time' })],
  ['last', '几点止', field({ type: 'time' })],
  ['households', '走了几户', field({ inputmode: 'numeric', size: 4 })],
  ['walkers', '走访的人', field({ required: true, value: myName(), placeholder: '几个人用顿号隔开' })],
  ['photo', '那一页的照片', photoField()],
];

let opened = null; // the evening that is being typed; it stays while other pages are looked at

// The page of an evening: first the walk, then its rows.
const eveningSection = (page, notice, written) => {
  const place = make('div');
  const show = (walk) => {
    if (opened?.walk.number !== walk.number) opened = new Evening(walk, page.places.length === 1 ? page.places[0] : '');
    opened.written = written;
    const title = make('p', {}, make('strong', { text: `${walk.number}　${walk.date}　${walk.route}` }));
    const other = button('换一次走访', '另记一次走访，或者接着记别的一次', () => {
      opened = null;
      choose();
    });
    title.append(' ', other);
    place.replaceChildren(title, opened.node);
    opened.focus();
  };
  const begin = (given) => beginWalk(given, show);
  const choose = () => place.replaceChildren(...walkChoice(page, notice, begin, show));
  if (opened) show(opened.walk);
  else choose();
  return section('今晚这一页', place);
};

const beginWalk = async (given, show) => {
  const done = await doing('begin_walk', given);
  show({ number: done.number, date: given.date, route: given.route });
};

const walkChoice = (page, notice, begin, show) => {
  const fields = walkFields(page);
  const photo = fields.at(-1)[2];
  const node = form(fields, '开始记', async (given) => begin({ ...given, ...(await filesOf({ photo })) }), notice);
  node.classList.add('wb-rows');
  node.append(routeList(page));
  walkersOf(page, fields);
  if (!page.walks.length) return [node];
  const known = Object.fromEntries(page.walks.map((walk) => [walk.number, walk]));
  const pick = choice(
    Object.keys(known),
    {},
    (key) => `${known[key].date}　${known[key].route}　${known[key].walkers}`,
  );
  const more = form([['walk', '接着记', pick]], '接着记', async ({ walk }) => show(known[walk]), notice);
  return [node, more];
};

// -- the ledger -------------------------------------------------------------------------------------------------

const clockLine = (clock) =>
  make(
    'div',
    { class: 'wb-clock', title: clock.why },
    stateTag(clock.state),
    ` ${clock.name} ${clock.due}`,
    DONE.includes(clock.state) ? '' : make('span', { class: 'wb-soft wb-why', text: clock.why }),
  );

const waitingOf = (line) => line.clocks.filter(({ state }) => !DONE.includes(state));

const rankOf = (line) => Math.min(...waitingOf(line).map(({ state }) => RANK.indexOf(state)), RANK.length);

const marksOf = (line) =>
  [
    line.late && '补记',
    ...line.late_steps.map((step) => `${step}补记`),
    line.walk === '未走' && '未走',
    line.recoloured && `改色 ${line.recoloured} 次`,
  ]
    .filter(Boolean)
    .map((text) => make('span', { class: 'yh-tag info', text }));

const hidden = () => make('span', { class: 'wb-soft', text: '内容不列出' });

const noteCells = (line) =>
  cells(
    link(`/note/${line.note}`, line.note),
    make('div', {}, `${line.date} ${line.place} `, ...marksOf(line)),
    colourTag(line.triage),
    make('div', { class: 'wb-words' }, line.text ?? hidden()),
    make('div', { class: 'wb-clock-list' }, ...line.clocks.map(clockLine)),
    make('span', { class: 'wb-nowrap', text: line.forwarded_to ?? '' }),
    line.case ? link(`/case/${line.case}`, line.case) : '',
  );

const CALM_MS = 1500;

// The ledger, and what reads it anew once nobody has written for a while.
const ledgerSection = (page) => {
  let { notes } = page;
  let timer = null;
  const body = make('div');
  const which = choice(['open', 'all'], { 'aria-label': '看哪些' }, (value) =>
    value === 'open' ? '还要办的' : '最近一个月全部',
  );
  const draw = () => {
    const wanted = notes.filter((line) => which.value === 'all' || waitingOf(line).length);
    const sorted = wanted.toSorted((one, other) => rankOf(one) - rankOf(other) || (one.note < other.note ? -1 : 1));
    const names = ['编号', '日期、地点', '颜色', '什么事', '期限', '转给', '事项'];
    body.replaceChildren(table(names, sorted.map(noteCells), '没有要办的。'));
  };
  which.addEventListener('change', draw);
  draw();
  const read = async () => {
    const fresh = await data('walks').catch(() => null);
    if (fresh) ({ notes } = fresh);
    draw();
  };
  const readLater = () => {
    clearTimeout(timer);
    timer = setTimeout(read, CALM_MS);
  };
  return { node: section('台账', which, body), readLater };
};

export const walks = async () => {
  const page = await data('walks');
  const notice = pageNotice();
  const fields = [
    ['sheet', '走访表（Excel）', fileField({ accept: '.xlsx', required: true })],
    ['photo', '那一页的照片', photoField()],
  ];
  const head = heading(
    '走访',
    actButton('空白记录纸', '一页空的走访记录纸（Word），手写用', 'walk_page', notice),
    actButton('空走访表', '一张空的走访表（Excel）', 'walk_form', notice),
    nameField(),
  );
  const sheet = folded('从 Excel 收一页', actForm(fields, '收进来', 'take_in_walk', notice));
  const ledger = ledgerSection(page);
  const evening = eveningSection(page, notice, ledger.readLater);
  evening.append(sheet);
  return {
    nodes: [head, notice.node, evening, ledger.node, walkedSection(page, notice), ...sheetSections(page, notice)],
  };
};

// -- one note ---------------------------------------------------------------------------------------------------

const COLOUR_KEYS = { 红: '1 红', 黄: '2 黄', 绿: '3 绿' };

const colourForm = (line, notice) => {
  const fields = [
    ['colour', '颜色', choice(['红', '黄', '绿'], { required: true }, (colour) => COLOUR_KEYS[colour])],
    ['at', '时间', momentField()],
  ];
  if (line.triage) {
    fields.push(['second', '第二个人（改得不那么急时）', field({ size: 8 })], ['reason', '事由', field({ size: 20 })]);
  }
  return actForm(fields, line.triage ? '改色' : '分色', 'colour_note', notice, { note: line.note });
};

const noteForm = (line, notice, text, name, ...fields) =>
  actForm([...fields, ['at', '时间', momentField()]], text, name, notice, { note: line.note });

const words = (label) => ['words', label, field({ required: true, size: 30 })];

// A proposal where a note has to go on and nobody has it: the first of the village.
const receiverField = (line, receivers) => {
  const value = line.triage === '黄' && !line.forwarded_to ? receivers[0]?.name : '';
  return field({ required: true, size: 10, list: 'wb-receivers', value });
};

const receiverList = (receivers) =>
  make(
    'datalist',
    { id: 'wb-receivers' },
    receivers.map(({ name, post }) => make('option', { value: name, text: post })),
  );

const workSection = (line, receivers, notice) =>
  section(
    '办理',
    make('h3', { text: '转办' }),
    noteForm(line, notice, '转给他', 'forward_note', ['to', '转给谁', receiverField(line, receivers)]),
    receiverList(receivers),
    make('h3', { text: '领导上门' }),
    noteForm(
      line,
      notice,
      '记上门',
      'visit_note',
      ['leader', '谁上的门', field({ required: true, size: 8 })],
      ['post', '职务', field({ required: true, size: 10 })],
    ),
    make('h3', { text: '承办人回复' }),
    noteForm(line, notice, '记回复', 'reply_note', words('怎么回复的')),
    make('h3', { text: '答复本人' }),
    noteForm(line, notice, '记答复', 'answer_note', words('怎么答复的')),
  );

// The items of 信访工作条例 Art 31, the commonest first.
const CHANNELS = {
  '31(6)': '没有专门程序，由有权处理的机关答复',
  '31(1)': '诉讼、检察、公安程序',
  '31(2)': '仲裁',
  '31(3)': '党员申诉',
  '31(4)': '复议、裁决、确认、许可、处罚',
  '31(5)': '申请查处违法行为、履行职责',
};

const caseSection = (line, notice) => {
  if (line.case) return section('事项', link(`/case/${line.case}`, line.case));
  const why = '这件事要按程序办的，立为事项；立项以后在诉求里先判断是不是检举控告。';
  const channel = choice(Object.keys(CHANNELS), {}, (item) => CHANNELS[item]);
  return section(
    '事项',
    make('p', { class: 'wb-soft', text: why }),
    actForm([['channel', '走哪条途径', channel]], '立项', 'note_case', notice, { note: line.note }),
  );
};

export const note = async ([number]) => {
  const { line, steps, receivers } = await data('note', { note: number });
  const notice = pageNotice();
  const rows = steps.map((step) => cells(momentCell(step), step.what, step.by));
  const read = actButton('看原话', '涉及健康、孩子、干部的只给专人看，查看会记下来', 'read_note', notice, {
    note: line.note,
  });
  return {
    nodes: [
      heading(line.note, colourTag(line.triage), link('/walks', '回到走访'), nameField()),
      notice.node,
      section(
        `${line.date}　${line.place}`,
        make('p', {}, line.text ?? hidden(), ' ', ...marksOf(line)),
        read,
        ' ',
        actButton('出转办单', '转办单、回执（Word），红色的另有一页上门核实记录', 'note_slip', notice, {
          note: line.note,
        }),
        make('div', { class: 'wb-clocks' }, ...line.clocks.map(clockLine)),
      ),
      section(line.triage ? '改色' : '分色', colourForm(line, notice)),
      workSection(line, receivers, notice),
      caseSection(line, notice),
      section('经过', table(['时间', '办了什么', '谁记的'], rows, '还没有办什么。')),
    ],
  };
};
