// The page 模型: speech models listed, fetched, added from a folder, tried on a recording of one's own, chosen.

import { button, choice, make, Notice } from '../../yehua/script/kit.js';
import { attempt, cells, factList, field, form, heading, link, myName, section, soft, table } from './parts.js';
import { act, data, found } from './server.js';

const LOOK_MS = 1000;
const MB = 1048576;

const isRunning = (page) => page.models.some(({ download }) => download?.is_running);

// -- the list ---------------------------------------------------------------------------------------------------

const progressOf = ({ done, total }) =>
  make(
    'span',
    {},
    make('progress', { max: total, value: done, 'aria-label': '下载了多少' }),
    ` ${Math.floor(done / MB)} / ${Math.ceil(total / MB)} MB`,
  );

const stateOf = (model, doing) => {
  if (model.used_at.length) return make('span', { class: 'yh-tag good', text: `${model.used_at.join('、')}在用` });
  if (model.is_here) return make('span', { class: 'yh-tag info', text: '已装好' });
  if (model.download?.is_running) return progressOf(model.download);
  if (!model.is_fetchable) return make('span', { class: 'wb-soft wb-nowrap', text: '只能从文件夹放入' });
  const refused = model.download?.refused ?? '';
  const text = refused ? '接着下载' : '下载';
  const get = button(text, `联网下载 ${model.name}（${model.size_mb} MB）`, () => doing('get_model', model.name));
  return make('div', {}, get, refused ? make('p', { class: 'wb-over', text: refused }) : '');
};

const about = (model) =>
  make(
    'div',
    { class: 'wb-wrap' },
    make('strong', { text: model.title }),
    soft([model.name, model.note].filter(Boolean).join('。')),
    model.rates.length
      ? make(
          'details',
          {},
          make('summary', { text: '公布的错字率' }),
          make(
            'ul',
            {},
            model.rates.map((text) => make('li', { text })),
          ),
        )
      : soft('没有公布过错字率。'),
  );

const listPart = (page, doing) => {
  const rows = page.models.map((model) =>
    cells(
      about(model),
      make('span', { class: 'wb-nowrap', text: model.size_mb ? `${model.size_mb} MB` : '' }),
      make('div', { class: 'wb-words', text: model.licence }),
      stateOf(model, doing),
    ),
  );
  return table(['模型', '大小', '许可', '现在'], rows, '目录是空的。');
};

// -- the trial --------------------------------------------------------------------------------------------------

const heardBy = (trial, which) =>
  make(
    'p',
    { class: 'wb-heard' },
    trial.pieces
      .filter((piece) => piece[which] || !piece.same)
      .map((piece) => (piece.same ? piece[which] : make('mark', { text: piece[which] || '　' }))),
  );

const needs = ({ minutes_an_hour, memory_mb }) => `本机上一小时录音约 ${minutes_an_hour} 分钟，内存约 ${memory_mb} MB`;

const trialResult = (trial) => {
  const count = trial.pieces.filter((piece) => !piece.same).length;
  const sides = trial.sides.map((side, at) =>
    make(
      'section',
      { class: 'wb-side' },
      make('h3', { text: `${at ? '试的' : '现在用的'}：${side.model}` }),
      soft(needs(side)),
      heardBy(trial, at ? 'second' : 'first'),
    ),
  );
  const told = count ? `有 ${count} 处不同，已标出。哪边对，` : '两边听的一样。';
  return [make('p', {}, told, link(trial.page, '请回听录音')), make('div', { class: 'wb-sides' }, ...sides)];
};

const trialPart = (page, notice) => {
  const here = page.models.filter((model) => model.is_here).map((model) => model.name);
  const names = Object.fromEntries(page.recordings.map(({ code, name }) => [code, name]));
  if (!page.recordings.length) return [make('p', { class: 'wb-none', text: '还没有收录过录音，没有可试的声音。' })];
  const result = make('div', { role: 'status', class: 'wb-trial' });
  const fields = [
    ['model', '试哪个', choice(here, { required: true })],
    ['code', '用哪段录音', choice(Object.keys(names), { required: true }, (code) => names[code])],
    ['start', '从第几秒起', field({ size: 6, inputmode: 'numeric', value: '0' })],
    ['by', '您的姓名', field({ size: 8, required: true, value: myName() })],
  ];
  const send = async (given) => {
    result.replaceChildren(soft('两个模型正在各听两分钟，要等一会儿……'));
    try {
      result.replaceChildren(...trialResult(await found('model_trial', given)));
    } catch (fault) {
      result.replaceChildren();
      throw fault;
    }
  };
  return [form(fields, '试听两分钟', send, notice), result];
};

// -- adding and choosing ----------------------------------------------------------------------------------------

const addPart = (notice, after) => {
  const fields = [
    ['folder', '文件夹', field({ size: 30, required: true, placeholder: 'U 盘上的文件夹，如 E:\\模型' })],
    ['name', '叫什么', field({ size: 14, placeholder: '不写就用原名' })],
  ];
  return form(fields, '放入', (given) => after('add_model', given), notice);
};

const usePart = (page, notice, after) => {
  const here = page.models.filter((model) => model.is_here).map((model) => model.name);
  const villages = choice(['', ...page.villages], {}, (village) => village || '所有地方');
  const fields = [
    ['model', '模型', choice(here, { required: true })],
    ['village', '给哪里用', villages],
  ];
  return form(fields, '选用', (given) => after('use_model', given), notice);
};

// -- what corrections teach -------------------------------------------------------------------------------------

const rateTable = (rates) => {
  const rows = rates.map((rate) => cells(rate.name, `${rate.said}`, `${rate.wrong}`, `${rate.percent}%`));
  return table(['地点、说话人', '说了多少字', '机器错几个', '错字率'], rows, '还没有校对过的录音。');
};

const wordRow = (word, accepting) =>
  make(
    'li',
    {},
    `${word.sentence} `,
    word.helps ? button('采纳', `把“${word.word}”写进词表`, () => accepting(word.word)) : '',
  );

const listed = (name, items) => [make('h3', { text: name }), make('ul', { 'aria-label': name }, items)];

const lessonOf = (lesson, accepting) => [
  make('p', { text: lesson.sentence }),
  rateTable(lesson.rates),
  ...(lesson.confusions.length
    ? listed(
        '听混的音',
        lesson.confusions.map((text) => make('li', { text })),
      )
    : []),
  ...(lesson.words.length
    ? listed(
        '提议的词',
        lesson.words.map((word) => wordRow(word, accepting)),
      )
    : [soft('没有要提议的词。')]),
];

const learntPart = (notice, after) => {
  const result = make('div', { role: 'status' });
  const by = field({ size: 8, required: true, value: myName() });
  const look = async (given) => {
    result.replaceChildren(soft('正在对照校对稿，提议的词要听原声试过，要等一会儿……'));
    try {
      const lesson = await found('learnt', given);
      const accepting = (word) => attempt(notice, () => after('accept_word', { word, by: by.value }));
      result.replaceChildren(...lessonOf(lesson, accepting));
    } catch (fault) {
      result.replaceChildren();
      throw fault;
    }
  };
  return [form([['by', '您的姓名', by]], '从校对稿里算一算', look, notice), result];
};

const clusterPart = ({ scheduler, pages, going }) => {
  const there = make('a', { href: pages, target: '_blank', rel: 'noopener', text: '调度机的网页' });
  return [
    make('p', {}, `录音分给调度机 ${scheduler} 的工作机转写。`, pages ? there : ''),
    make(
      'ul',
      { 'aria-label': '正在转写' },
      going.map((text) => make('li', { text })),
    ),
  ];
};

class Models {
  constructor(page) {
    this.page = page;
    this.notice = new Notice();
    this.told = make('p', { role: 'status', class: 'wb-answer' });
    this.list = make('div', { class: 'wb-panel' });
    this.rest = make('div');
    this.timer = null;
    this.drawList();
    this.drawRest();
  }

  nodes() {
    return [heading('模型'), this.notice.node, this.told, this.list, this.rest];
  }

  // Looks again every second as long as something is being fetched.
  drawList() {
    this.list.replaceChildren(listPart(this.page, (name, model) => this.doing(name, model)));
    clearTimeout(this.timer);
    if (isRunning(this.page)) this.timer = setTimeout(() => attempt(this.notice, () => this.look()), LOOK_MS);
  }

  drawRest() {
    const after = (name, given) => this.after(name, given);
    const places = [
      ['模型放在', this.page.folder],
      ['从哪里下载', this.page.hubs.join('　')],
    ];
    this.rest.replaceChildren(
      section('试听：与现在用的对照', ...trialPart(this.page, this.notice)),
      section('选用', usePart(this.page, this.notice, after)),
      section('从校对里学', ...learntPart(this.notice, after)),
      ...(this.page.cluster ? [section('多机转写', ...clusterPart(this.page.cluster))] : []),
      section('从文件夹放入', addPart(this.notice, after), factList(places)),
    );
  }

  async look() {
    this.page = await data('models');
    this.drawList();
    if (!isRunning(this.page)) this.drawRest(); // what has arrived can be tried
  }

  async after(name, given) {
    this.told.textContent = '正在做，请不要关机……';
    try {
      this.told.textContent = (await act(name, given)).words;
    } catch (fault) {
      this.told.textContent = '';
      throw fault;
    }
    await this.look();
  }

  doing(name, model) {
    return attempt(this.notice, () => this.after(name, { model }));
  }
}

export const models = async () => {
  const page = new Models(await data('models'));
  return { nodes: page.nodes(), leave: () => clearTimeout(page.timer) };
};
