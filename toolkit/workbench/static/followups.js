// The pages 回访 and 交接: the calls that are due, three questions answered by keys, and who takes over what is open.

import { button, choice, isComposing, make } from '../../yehua/script/kit.js';
import { actButton, actForm, folded, momentField, pageNotice, stateTag } from './acting.js';
import { cells, factList, field, form, go, heading, link, nameField, section, table } from './parts.js';
import { data } from './server.js';

const callCells = (line) =>
  cells(
    link(`/followup/${line.case}`, line.case),
    make('div', {}, stateTag(line.state), line.evening ? make('span', { class: 'yh-tag info', text: '今晚再打' }) : ''),
    make('span', { class: 'wb-nowrap', text: line.due }),
    make('span', { class: 'wb-nowrap', text: line.served }),
    line.promise,
    line.tries ? make('div', {}, `${line.tries} 次`, make('div', { class: 'wb-soft', text: line.last })) : '',
    make('span', { class: 'wb-soft', text: line.why }),
  );

export const followups = async () => {
  const page = await data('followups');
  const notice = pageNotice();
  const names = ['事项', '状态', '期限', '答复送达', '答应的事', '没联系上', '期限怎么算的'];
  const why = '关于干部的话只给专人看，看的人和时间会记下来。';
  return {
    nodes: [
      heading('回访', nameField()),
      notice.node,
      section('要打的电话', table(names, page.calls.map(callCells), '没有要回访的。')),
      section(
        '关于干部的话',
        make('p', { class: 'wb-soft', text: why }),
        actButton('专人查看', why, 'read_conduct', notice),
      ),
    ],
  };
};

// -- one call ---------------------------------------------------------------------------------------------------

// A question with its answers as large buttons to choose from; `words` holds what the person said besides.
class Asked {
  constructor({ name, text, answers }, n) {
    this.name = name;
    this.options = answers.map((answer, at) => {
      const input = make('input', { type: 'radio', name, value: answer, required: true });
      return { input, node: make('label', { class: 'wb-choice' }, input, `${at + 1} ${answer}`) };
    });
    this.words = field({ size: 34, 'aria-label': `第 ${n} 个问题的原话`, placeholder: '原话（可以不写）' });
    this.node = make(
      'fieldset',
      { class: 'wb-question' },
      make('legend', { text: `${n}. ${text}` }),
      make(
        'div',
        { class: 'wb-choices' },
        this.options.map(({ node }) => node),
      ),
      this.words,
    );
  }

  get chosen() {
    return this.options.find(({ input }) => input.checked)?.input.value ?? '';
  }

  choose(at) {
    const option = this.options[at];
    if (option) option.input.checked = true;
    return Boolean(option);
  }

  focus() {
    (this.options.find(({ input }) => input.checked) ?? this.options[0]).input.focus();
  }
}

// Digits answer the question in which the focus is, and go on to the next.
const byKeys = (asked, after) => (event) => {
  const isTyping =
    event.target.tagName === 'SELECT' || (event.target.tagName === 'INPUT' && event.target.type !== 'radio');
  if (isTyping || isComposing(event) || !/^[1-9]$/.test(event.key)) return;
  const at = asked.findIndex(({ node }) => node.contains(event.target));
  if (at < 0 || !asked[at].choose(Number(event.key) - 1)) return;
  event.preventDefault();
  (asked[at + 1] ?? after).focus();
};

const answersForm = (page, notice) => {
  const asked = page.questions.map((question, n) => new Asked(question, n + 1));
  const coached = field({ size: 20, placeholder: '没有就不写' });
  const fields = [
    ['coached', '有没有人教您怎么说，是谁', coached],
    ['how', '怎么联系', choice(page.ways)],
    ['at', '时间', momentField()],
  ];
  const given = () =>
    Object.fromEntries(
      asked.flatMap(({ name, chosen, words }) => [
        [name, chosen],
        [`${name}_words`, words.value],
      ]),
    );
  const more = { case: page.case };
  const node = actForm(fields, '记下回答', 'answer_call', notice, more);
  // What was answered is read when the form is sent.
  node.addEventListener('submit', () => Object.assign(more, given()), true);
  const place = make('div', {}, ...asked.map((question) => question.node), node);
  place.addEventListener('keydown', byKeys(asked, coached));
  return { place, first: asked[0] };
};

const promisesTable = (page, notice) => {
  const rows = page.promises.map((promise) =>
    cells(
      String(promise.number),
      promise.text || make('span', { class: 'wb-soft', text: '内容不在这里显示' }),
      promise.due,
      promise.owner,
      promise.done ||
        actForm([['at', '时间', momentField()]], '办到了', 'keep_promise', notice, {
          case: page.case,
          number: String(promise.number),
        }),
    ),
  );
  return table(['序号', '答应的事', '期限', '承办人', '办到没有'], rows, '没有答应过什么。');
};

const tryForm = (page, notice) =>
  actForm(
    [
      ['outcome', '结果', choice(page.outcomes)],
      ['how', '怎么联系', choice(page.ways)],
      ['at', '时间', momentField()],
      ['words', '补充', field({ size: 20 })],
    ],
    '记这一次',
    'try_call',
    notice,
    { case: page.case },
  );

// What was promised, each in a row of its own; the value is what the act takes, a line `TEXT|DATE|OWNER` each.
const promiseRows = () => {
  const rows = [];
  const node = make('span', { class: 'wb-promises', role: 'group', 'aria-label': '答应的事' });
  const add = () => {
    const name = `第 ${rows.length + 1} 件答应的事`;
    const row = [
      field({ size: 24, 'aria-label': `${name}：办什么`, placeholder: '办什么，如 修好路灯' }),
      field({ type: 'date', 'aria-label': `${name}：哪天以前办好` }),
      field({ size: 8, 'aria-label': `${name}：承办人`, placeholder: '承办人' }),
    ];
    rows.push(row);
    more.before(make('span', { class: 'wb-promise' }, ...row));
  };
  const more = button('再加一件', '再写一件答应的事', add);
  node.append(more);
  add();
  const lineOf = (row) => row.map(({ value }) => value.trim().replaceAll('|', '／')).join('|');
  Object.defineProperty(node, 'value', {
    get: () =>
      rows
        .filter(([what]) => what.value.trim())
        .map(lineOf)
        .join('\n'),
  });
  return node;
};

// The reply was served: from then on the fifteen days count.
const concludeForm = (page, notice) => {
  const fields = [
    ['served', '送达日期', field({ type: 'date', required: true })],
    ['document', '文书编号', field({ size: 16 })],
    ['promises', '答应的事', promiseRows()],
  ];
  return actForm(fields, '记答复送达', 'conclude_case', notice, { case: page.case });
};

const OPEN = ['未到', '将到期', '到期', '逾期', '未校正'];

export const followup = async ([number]) => {
  const page = await data('followup', { case: number });
  const notice = pageNotice();
  const { place, first } = answersForm(page, notice);
  const facts = page.call
    ? [
        ['答复送达', page.call.served],
        ['回访期限', `${page.call.due}　${page.call.why}`],
        ['没联系上', page.tried.join('；') || '还没有打过'],
      ]
    : [['回访', '答复还没有送达，不用回访']];
  const head = heading(
    `回访 ${page.case}`,
    page.call ? stateTag(page.call.state) : '',
    link(`/case/${page.case}`, '看事项'),
    link('/followups', '回到回访'),
    nameField(),
  );
  const slip = actButton(
    '出回访记录',
    '回访记录、留在门上的条子，和关于干部的话另记的一张（Word）',
    'call_slip',
    notice,
    { case: page.case },
  );
  const how = '按 1、2、3、4 选回答，选好自动到下一个问题；回车记下。';
  const asking = [make('p', { class: 'wb-soft', text: how }), place];
  const isOpen = OPEN.includes(page.call?.state);
  if (isOpen) setTimeout(() => first.focus());
  return {
    nodes: [
      head,
      notice.node,
      section('这次回访', factList(facts), page.call ? slip : ''),
      section('三个问题', ...(isOpen ? asking : [folded('又打了一次，再记', ...asking)])),
      section('没有联系上', tryForm(page, notice)),
      section('答应的事', promisesTable(page, notice)),
      ...(page.call && page.call.state !== '重新办理' ? [] : [section('答复送达了', concludeForm(page, notice))]),
    ],
  };
};

const RELATED = ['预警', '评议', '法律意见', '以案促治'];

// What of the closed loop belongs to a case, for the page of the case.
export const loopSection = (number) => {
  const body = make('div');
  data('case_loop', { case: number }).then(
    ({ call, cards, notes, related }) => {
      const facts = [
        [
          '回访',
          call ? [link(`/followup/${number}`, `${call.state}，期限 ${call.due}`)] : ['答复送达以后第十五天回访'],
        ],
        ['首问卡', cards.map((card) => link(`/card/${card}`, card))],
        ['走访台账', notes.map((note) => link(`/note/${note}`, note))],
        ...RELATED.map((kind) => [kind, related.filter(({ name }) => name === kind)])
          .filter(([, those]) => those.length)
          .map(([kind, those]) => [kind, those.map(({ page, text }) => link(page, text))]),
      ];
      body.replaceChildren(
        factList(
          facts.map(([name, links]) => [
            name,
            links.length ? make('span', {}, ...links.flatMap((each) => [each, ' '])) : '没有',
          ]),
        ),
      );
    },
    () => body.replaceChildren(make('p', { class: 'wb-none', text: '没有读出来，请刷新网页。' })),
  );
  return section('闭环：回访、首问卡、走访、预警、评议、建议', body);
};

// -- hand-over --------------------------------------------------------------------------------------------------

const dutyFields = (today) => [
  ['person', '姓名', field({ required: true, size: 8 })],
  ['post', '职务', field({ required: true, size: 10 })],
  ['village', '哪个村（全镇的不写）', field({ size: 8 })],
  ['superior', '他的上级', field({ size: 8 })],
  ['since', '从哪一天起', field({ type: 'date', value: today, required: true })],
];

const handOverFields = (page) => [
  ['to', '交给谁', field({ size: 8 })],
  ['on', '任职的最后一天', field({ type: 'date', value: page.today, required: true })],
  ['witness', '监交人', field({ size: 8 })],
];

const openSections = (page, notice) => {
  if (!page.person) return [];
  const rows = page.items.map((item) => cells(item.what, link(item.page, item.subject), item.due));
  const posts = page.posts.join('、') || '没有登记职务';
  return [
    section(
      `${page.person}（${posts}）手上没办完的：${page.items.length} 件`,
      table(['事项', '编号', '期限'], rows, '没有未办的。'),
    ),
    section(
      '登记离任和接手',
      actForm(handOverFields(page), '登记并出交接清单', 'hand_over', notice, { person: page.person }),
    ),
  ];
};

export const handover = async ([person = '']) => {
  const page = await data('handover', { person });
  const notice = pageNotice();
  const look = form(
    [['person', '谁', field({ type: 'search', required: true, value: page.person, size: 10 })]],
    '看手上的事',
    async (given) => go(`/handover/${given.person.trim()}`),
    notice,
  );
  return {
    nodes: [
      heading('交接', nameField()),
      notice.node,
      section('手上还有什么', look),
      ...openSections(page, notice),
      section('登记任职', actForm(dutyFields(page.today), '登记', 'begin_duty', notice)),
    ],
  };
};
