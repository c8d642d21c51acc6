// The corrector: the sound, and under it every sentence, edited in place while listening. Its parts are the files
// `corrector-*.js`, which panel.py puts before this one.

const ACTIONS = {
  text: '改字',
  replace: '整篇替换',
  speaker: '改说话人',
  rename: '写上姓名',
  split: '拆句',
  merge: '并句',
  insert: '补写',
  remove: '删去一句',
  restore: '放回',
  check: '听过',
  uncheck: '取消听过',
  rehear: '采用再听的文字',
};
const KEYS = [
  ['F2', '播放／停'],
  ['F4', '重听'],
  ['F3', '慢放'],
  ['回车', '下一句'],
  ['Ctrl+回车', '拆句'],
  ['句首退格', '并到上句'],
  ['F6', '听过没错，下一处'],
  ['F7', '照建议改'],
  ['F8', '下一处待核'],
  ['F9', '再听'],
];
const OFFLINE_WORDS = '与后台断开了。您打的字已经暂存在这台电脑的浏览器里，没有丢；请按“重新连接”，连上后会自动补存。';

class CorrectorView extends View {
  constructor(model, el) {
    super(model, el);
    this.transcript = { version: 0, seconds: 0, by: '' };
    this.menus = new Menus(this);
    this.sentences = new Sentences(this);
    this.sound = new Sound(this);
    this.typing = new Typing(this);
    this.walk = new Walk(this);
    this.find = new FindBox(this);
    this.rehearing = new RehearingBox(this);
    this.sign = new SignBox(this);
    this.makeFrame();
    this.walk.listen(this.frame);
    this.link = new Link(this.model, this.model.get('shelf'), {
      told: (message, buffers) => this.receive(message, buffers),
      alive: (yes) => this.alive(yes),
      done: (answer, sent) => this.done(answer, sent),
      refused: (fault, sent) => this.notSaved(fault, sent),
    });
    this.open();
  }

  close() {
    this.typing.close();
    super.close();
    this.sound.close();
  }

  // -- frame ----------------------------------------------------------------------------------------------------

  makeFrame() {
    this.saved = make('span', { role: 'status', text: '正在打开……' });
    const keys = KEYS.map(([key, does]) => make('span', {}, make('kbd', { text: key }), does));
    const right = make('span', { class: 'cor-foot-right' }, this.saved);
    this.mount(
      make(
        'div',
        { class: 'yh cor', role: 'region', 'aria-label': '核对文字' },
        this.titleBar(),
        this.toolBar(),
        this.sound.waveBox,
        this.notice.node,
        this.find.node,
        this.rehearing.node,
        this.sign.node,
        this.sentences.node,
        make('div', { class: 'yh-foot' }, make('span', { class: 'cor-keys' }, keys), right),
        this.menus.node,
        this.sound.media,
      ),
    );
  }

  titleBar() {
    const off = { disabled: true };
    this.title = make('span', { class: 'cor-title', text: '核对文字' });
    this.undo = button('撤销', '撤销上一步，关掉再打开也能撤（Ctrl+Z）', () => this.keep('undo', {}), off);
    this.redo = button('重做', '把撤销的再做一遍（Ctrl+Y）', () => this.keep('redo', {}), off);
    const find = button('查找替换', '整篇查找，先看后换（Ctrl+F）', this.find.open);
    const sign = button('定稿', '把改好的文字存成新的一版', () => this.sign.open());
    const space = make('span', { class: 'yh-space' });
    const acts = [this.undo, this.redo, find, this.fullScreenButton(), sign];
    return make('div', { class: 'yh-bar' }, this.title, space, ...acts);
  }

  toolBar() {
    this.left = make('span', { class: 'yh-tag warn', role: 'status', text: '' });
    this.next = button('下一处待核 ↓', '走到下一处要听的地方（F8）；上一处按 Shift+F8', () => this.walk.step(1));
    const space = make('span', { class: 'yh-space' });
    return make('div', { class: 'yh-bar cor-tools' }, ...this.sound.buttons(), space, this.left, this.next);
  }

  showOnly(box) {
    for (const each of [this.find, this.rehearing, this.sign]) each.node.hidden = each !== box;
  }

  // -- link -----------------------------------------------------------------------------------------------------

  receive(message, buffers) {
    const receivers = {
      news: () => this.takeNews(message),
      peaks: () => this.sound.drawWave(buffers[0], message.per_second),
      'no-peaks': () => this.sound.noWave(),
      open: () => this.open(),
      reheard: () => this.rehearing.finish(message),
      'not-reheard': () => this.rehearing.finish(message),
    };
    receivers[message.tell]?.();
  }

  alive(yes) {
    if (yes) {
      this.notice.online();
      return;
    }
    this.notice.offline(OFFLINE_WORDS);
    this.saved.textContent = `还有 ${this.link.waiting()} 处改动等着存`;
  }

  done(answer, sent) {
    if (sent.what === 'sign') {
      this.sign.close();
      this.notice.told(`已定稿，存成第 ${answer.version} 版；旧版都还在。接着改会形成再下一版。`);
    }
    this.settled();
  }

  notSaved(fault, sent) {
    const words = sent.given.edit?.text;
    this.notice.show(`${fault.refused}${words ? `\n没有存下的文字：${words}` : ''}`, { record: fault.record });
    this.settled();
    this.link.ask('refresh').catch(() => {});
  }

  settled() {
    const waiting = this.link.waiting();
    this.saved.textContent = waiting ? `还有 ${waiting} 处改动等着存` : `已存好 ${timeOfDay()}`;
  }

  keep(what, given, slot = null) {
    if (what !== 'edit' || slot === null) this.typing.handOn();
    this.link.put(what, { ...given, at: new Date().toISOString() }, slot);
    this.saved.textContent = '正在存……';
    this.link.flush();
  }

  change(action, items, given = {}) {
    return this.keep('edit', { edit: { action, items, ...given } });
  }

  async open() {
    let state;
    try {
      state = await this.link.ask('open', {}, 8000);
    } catch (fault) {
      this.notice.notOpened(fault);
      this.saved.textContent = '没有打开';
      return;
    }
    this.transcript = state;
    this.title.replaceChildren(
      '核对文字',
      make('small', { text: `${state.meeting}　${state.code}　第 ${state.version} 版　${clock(state.seconds)}` }),
    );
    this.sentences.clear();
    this.takeNews(state);
    this.settled();
    this.sound.open(state.sound);
    this.beginAt(Number(this.model.get('at') ?? Number.NaN));
    this.frame.dataset.ready = String(state.version);
    if (this.link.waiting()) this.link.flush();
  }

  // The workbench opens a sentence that was searched for by its second; a notebook gives none.
  beginAt(second) {
    if (second >= 0) this.sentences.focus(this.sentences.at(second + 0.01));
  }

  takeNews(news) {
    this.sentences.update(news.rows, news.order);
    this.undo.disabled = !news.undo;
    this.undo.title = news.undo ? `撤销：${ACTIONS[news.undo]}（Ctrl+Z）` : '没有可以撤销的';
    this.redo.disabled = !news.redo;
    const n = this.sentences.countOpen();
    this.left.textContent = n ? `待核 ${n} 处` : '没有待核的了';
    this.left.className = `yh-tag ${n ? 'warn' : 'good'}`;
    this.next.disabled = n === 0;
  }
}

export default renderer(CorrectorView);
