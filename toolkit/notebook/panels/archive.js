// The archive desk: search with sound above, packages and their calendar below.

const CANNOT_PLAY = '放不出声音：工作文件夹不在本页面能读到的文件夹里。请用 start 打开操作界面。';

class ArchiveView extends View {
  constructor(model, el) {
    super(model, el);
    this.stopAt = null;
    this.sounds = {};
    this.media = make('audio', { preload: 'none' });
    this.body = make('tbody');
    this.files = make('div', { class: 'arc-files', role: 'status', hidden: true });
    this.mount(
      make(
        'div',
        { class: 'yh arc', role: 'region', 'aria-label': '归档与查找' },
        this.notice.node,
        make('h4', { text: '查找' }),
        ...this.searchBox(),
        this.packageBar(),
        this.files,
        make('div', { class: 'arc-scroll' }, this.packageTable()),
        this.media,
      ),
    );
    this.link = new Link(this.model, null, { alive: (yes) => this.alive(yes) });
    this.frame.addEventListener('keydown', swallowRunKeys, true);
    this.media.addEventListener('timeupdate', () => this.stopInTime());
    this.media.addEventListener('pause', () => this.unmark());
    this.link.ask('open').then(this.show, (fault) => this.notice.notOpened(fault));
  }

  alive(yes) {
    if (yes) this.notice.online();
    else this.notice.offline('后台还没有回答：可能正忙，或者已断开。断开了请按“重新连接”。');
  }

  searchBox() {
    const wide = { class: 'wide', placeholder: '如 补偿款、三万六、wgf' };
    const day = { placeholder: '2026-09', title: '公历或农历，如 2026-09、八月十五' };
    this.form = make(
      'form',
      { role: 'search' },
      this.entry('words', '要找的话（一个字、数字、姓名首字母都行）', wide),
      this.entry('speaker', '谁说的'),
      this.entry('place', '地点'),
      this.entry('subject', '内容分类'),
      make(
        'label',
        {},
        '颜色',
        choice(['', '红', '黄', '绿'], { name: 'colour' }, (name) => name || '不限'),
      ),
      this.entry('date', '日期', day),
      this.entry('code', '档号'),
      make('button', { type: 'submit', class: 'yh-button yh-main', text: '查找' }),
    );
    this.form.addEventListener('submit', (event) => this.search(event));
    this.summary = make('div', { class: 'arc-told', role: 'status' });
    this.hits = make('ul', { class: 'arc-hits', 'aria-label': '查找结果' });
    return [this.form, this.summary, this.hits];
  }

  packageBar() {
    const kind = choice(['dvd', 'bd'], { 'aria-label': '光盘种类' }, (name) => ({ dvd: 'DVD', bd: '蓝光' })[name]);
    const set = choice(['封存', '利用', '异地'], { 'aria-label': '套别' });
    const check = () => this.act('check', { codes: [] }, '正在核验……');
    const handOver = () => this.act('handover', {}, '正在核验并写清单……');
    const plan = () => this.act('discs', { kind: kind.value, set_name: set.value }, '');
    return make(
      'div',
      { class: 'yh-bar' },
      make('strong', { text: '档案包' }),
      make('span', { class: 'yh-space' }),
      button('核验到期的', '把到了日子的都核验一遍，记进固化账', check),
      button('移交清单', '先核验，再写 Word 和 Excel 两份', handOver),
      kind,
      set,
      button('刻盘计划', '还要刻哪几张', plan),
    );
  }

  packageTable() {
    const titles = ['档号', '夜话', '时长', '上次核验', '下次核验', ''];
    const head = titles.map((text) => make('th', { scope: 'col', text }));
    return make('table', { class: 'arc-rows' }, make('thead', {}, make('tr', {}, head)), this.body);
  }

  entry(name, label, more = {}) {
    return make('label', { class: more.class ?? '' }, label, make('input', { ...more, class: 'yh-input', name }));
  }

  async ask(what, given, patience = 1_800_000) {
    this.frame.setAttribute('aria-busy', 'true');
    for (const node of this.buttons()) node.disabled = true;
    try {
      return await this.link.ask(what, given, patience);
    } catch (fault) {
      this.notice.refused(fault);
      return null;
    } finally {
      this.frame.removeAttribute('aria-busy');
      for (const node of this.buttons()) node.disabled = node.dataset.off === '1';
    }
  }

  buttons() {
    return this.frame.querySelectorAll('.arc-rows button, .yh-bar button');
  }

  async act(what, given, words) {
    if (words) this.notice.told(words);
    const answer = await this.ask(what, given);
    if (!answer) return;
    this.notice.show(answer.said, { kind: answer.wrong ? 'warn' : 'told' });
    if (answer.rows) this.show(answer);
    const links = await Promise.all((answer.files ?? []).map((file) => this.fileLine(file)));
    const discs = (answer.volumes ?? []).map((codes, n) => `第 ${n + 1} 张：${codes.join('、')}`);
    this.files.replaceChildren(...links, ...discs.map((text) => make('div', { text })));
    this.files.hidden = !this.files.firstChild;
  }

  async fileLine(file) {
    const address = await served(file.places);
    return make(
      'div',
      {},
      address ? make('a', { href: address, download: file.name, text: file.name }) : file.name,
      make('small', { text: `　在工作文件夹的 ${file.folder}` }),
    );
  }

  // -- search ---------------------------------------------------------------------------------------------------

  async search(event) {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(this.form)].map(([name, value]) => [name, value.trim()]));
    const answer = await this.ask('search', given, 60000);
    if (!answer) return;
    this.sounds = answer.sounds;
    this.summary.textContent = answer.hits.length
      ? `找到 ${answer.hits.length}${answer.more ? ' 处以上，只列最新的' : ' 处'}。点时间就从那里听。`
      : '没有找到。换个说法，或少写几个字再试。';
    this.hits.replaceChildren(...answer.hits.map((hit) => this.hitLine(hit, given.words)));
  }

  hitLine(hit, words) {
    const at = clock(hit.start_s);
    const listen = () => this.play(hit, li);
    const li = make(
      'li',
      { class: 'arc-hit' },
      button(`▶ ${at}`, undefined, listen, { 'aria-label': `从 ${at} 听` }),
      make('span', { text: hit.speaker ?? '' }),
      make('span', {}, this.marked(hit.text, words)),
      make('small', { text: `${hit.meeting}${hit.grievance ? `　诉求 ${hit.grievance}` : ''}` }),
    );
    return li;
  }

  marked(text, words) {
    if (!words) return [text];
    return text.split(words).flatMap((part, n) => (n ? [make('mark', { text: words }), part] : [part]));
  }

  async play(hit, li) {
    if (li.classList.contains('playing') && !this.media.paused) {
      this.media.pause();
      return;
    }
    const address = await served(this.sounds[hit.code] ?? []);
    if (!address) {
      this.notice.show(CANNOT_PLAY);
      return;
    }
    const pathOf = (source) => new URL(source, location.href).pathname;
    if (pathOf(this.media.src || 'about:blank') !== pathOf(address)) this.media.src = address;
    this.unmark();
    li.classList.add('playing');
    this.stopAt = hit.end_s + 0.3;
    this.media.currentTime = Math.max(0, hit.start_s - 0.3);
    this.media.play().catch(() => this.notice.show('声音没有放出来。请检查音箱或耳机。'));
  }

  unmark() {
    for (const node of this.hits.querySelectorAll('.playing')) node.classList.remove('playing');
  }

  stopInTime() {
    if (this.stopAt === null || this.media.currentTime < this.stopAt) return;
    this.media.pause();
    this.stopAt = null;
  }

  // -- packages -------------------------------------------------------------------------------------------------

  show = (state) => {
    this.body.replaceChildren(...state.rows.map((row) => this.packageLine(row, state.today)));
    this.frame.dataset.ready = '1';
  };

  packageLine(row, today) {
    return make(
      'tr',
      { 'data-code': row.code },
      make('td', { text: row.code }),
      make('td', { text: row.meeting }),
      make('td', { text: clock(row.seconds) }),
      make('td', {}, this.lastCheck(row)),
      make('td', {}, this.dueDate(row, today)),
      make('td', {}, this.packageButtons(row)),
    );
  }

  lastCheck(row) {
    if (!row.last) return make('span', { class: 'yh-tag warn', text: '还没有打包' });
    const result = make('span', { class: `yh-tag ${row.faults.length ? 'bad' : 'good'}`, text: row.result });
    return [row.last, ' ', result, ...row.faults.map((text) => make('div', { class: 'arc-wrong', text }))];
  }

  dueDate(row, today) {
    if (!row.due) return '';
    return [row.due, ' ', row.due <= today ? make('span', { class: 'yh-tag bad', text: '到期了' }) : ''];
  }

  packageButtons(row) {
    const off = { disabled: !row.packed, 'data-off': row.packed ? '0' : '1' };
    const pack = () => this.act('pack', { code: row.code }, '正在打包……');
    const check = () => this.act('check', { codes: [row.code] }, '正在核验……');
    const sheet = () => this.act('sheet', { code: row.code }, '');
    return [
      button(row.packed ? '再打包' : '打档案包', '内容没有变，打出来的包和根值也不变', pack),
      button('核验', '现在核验，记进固化账', check, off),
      button('固化信息表', '写成 Word，打印签字', sheet, off),
    ];
  }

  close() {
    super.close();
    this.media.pause();
  }
}

export default renderer(ArchiveView);
