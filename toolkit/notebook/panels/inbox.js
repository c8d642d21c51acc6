// The inbox panel: the files of the inbox folder, looked at anew every two seconds, ticked and taken in.

const LOOK_MS = 2000;

class InboxView extends View {
  constructor(model, el) {
    super(model, el);
    this.rows = new Map();
    this.busy = false;
    this.timer = null;
    this.closed = false;
    this.dayFits = false;
    this.list = make('ul', { class: 'inb-list', 'aria-label': '收件箱里的文件' });
    this.none = make('div', { class: 'inb-none' });
    this.wanting = make('span', { class: 'inb-wanting' });
    this.state = make('span', { role: 'status' });
    const copies = make('span', { text: '收录的是副本；收件箱里的文件本程序不改也不删，核对无误后由您自己移走。' });
    const foot = make('div', { class: 'yh-foot' }, this.wanting, this.state, copies);
    const region = { class: 'yh inb', role: 'region', 'aria-label': '收件箱' };
    const forms = [this.meetingForm(), this.placeForm()];
    this.mount(make('div', region, ...forms, this.notice.node, this.none, this.list, foot));
    this.link = new Link(this.model, null, {
      told: (message) => this.receive(message),
      alive: (yes) => this.alive(yes),
    });
    this.link.ask('open', {}, 20000).then(this.open, (fault) => this.notice.notOpened(fault));
  }

  meetingForm() {
    const day = { type: 'date', class: 'yh-input', 'aria-label': '夜话那天的日期', oninput: () => this.lookAtDay() };
    this.day = make('input', day);
    this.lunar = make('span', { class: 'inb-lunar', role: 'status' });
    this.place = make('select', { 'aria-label': '在哪个村', onchange: () => this.tally() });
    this.fresh = button('＋ 新地点', '设置里还没有的村或院落', () => this.openNew());
    this.take = make('button', { type: 'submit', class: 'yh-button yh-main', text: '收录', disabled: true });
    const form = make(
      'form',
      { class: 'yh-bar' },
      make('strong', { text: '收件箱' }),
      make('span', { class: 'yh-space' }),
      make('label', {}, '日期 ', this.day),
      this.lunar,
      make('label', {}, '地点 ', this.place),
      this.fresh,
      this.take,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
    return form;
  }

  placeForm() {
    this.name = make('input', { class: 'yh-input', 'aria-label': '新地点的名称', size: 10, placeholder: '如 石桥坝' });
    const close = () => {
      this.naming.hidden = true;
      this.fresh.focus();
    };
    this.naming = make(
      'form',
      { class: 'yh-bar inb-new', hidden: true },
      make('label', {}, '新地点 ', this.name),
      make('button', { type: 'submit', class: 'yh-button', text: '加进设置' }),
      button('不加了', '收起这一行', close),
    );
    this.naming.addEventListener('submit', (event) => {
      event.preventDefault();
      this.addPlace();
    });
    return this.naming;
  }

  receive(message) {
    this.busy = false;
    this.state.textContent = '';
    if (message.tell === 'taken') {
      this.notice.told(message.words);
      // The next files are likely of another meeting.
      this.day.value = '';
      this.place.value = '';
      this.lookAtDay();
    } else this.notice.refused(message);
    this.look();
  }

  alive(yes) {
    if (yes) this.notice.online();
    else if (!this.busy) this.notice.offline('与后台断开了。收件箱里的录音都在；请按“重新连接”。');
  }

  open = (state) => {
    this.none.textContent = `收件箱是空的。把录音文件复制到这个文件夹里，这里就会列出来：${state.folder}`;
    this.day.max = state.today;
    this.day.value = state.held_on;
    this.showPlaces(state.places, state.place);
    this.showDay(state.day);
    if (state.place && !state.places.includes(state.place)) this.proposePlace(state.place);
    this.show(state);
    this.timer = setTimeout(this.look, LOOK_MS);
  };

  proposePlace(name) {
    const add = () => {
      this.notice.hide();
      this.openNew(name);
    };
    const words = `设置里没有“${name}”这个地点。请另选一个，或者加进设置。`;
    this.notice.show(words, { action: { text: `加上“${name}”`, run: add }, kind: 'warn' });
  }

  failed = (fault) => this.notice.refused(fault);

  // -- day and place --------------------------------------------------------------------------------------------

  showDay(day) {
    if (day.text !== this.day.value && day.fits) return; // another day was chosen meanwhile
    this.dayFits = day.fits;
    this.lunar.replaceChildren(
      day.said ? `${day.said}　` : '',
      day.note ? make('span', { class: `yh-tag ${day.fits ? 'warn' : 'bad'}`, text: day.note }) : '',
    );
    this.tally();
  }

  lookAtDay() {
    this.dayFits = false;
    this.lunar.replaceChildren();
    this.tally();
    if (this.day.value) this.link.ask('day', { text: this.day.value }).then((day) => this.showDay(day), this.failed);
  }

  showPlaces(places, chosen) {
    const options = ['', ...places].map((name) => make('option', { value: name, text: name || '请选' }));
    this.place.replaceChildren(...options);
    this.place.value = places.includes(chosen) ? chosen : '';
  }

  openNew(given = '') {
    this.naming.hidden = false;
    this.name.value = given;
    this.name.focus();
  }

  addPlace() {
    this.link.ask('village', { name: this.name.value }).then((told) => {
      this.showPlaces(told.places, told.place);
      this.naming.hidden = true;
      this.notice.told(`“${told.place}”已加进设置，以后都能选。`);
      this.tally();
      this.place.focus();
    }, this.failed);
  }

  // -- files ----------------------------------------------------------------------------------------------------

  isRight() {
    return this.dayFits && this.place.value !== '';
  }

  ticked() {
    return [...this.rows.values()].filter((one) => one.box.checked && !one.box.disabled).map((one) => one.name);
  }

  // Nothing is ticked before day and place are right; what a person ticked or left off stays so.
  tick(row) {
    if (row.state !== 'whole') row.box.checked = false;
    else if (!row.byHand) row.box.checked = this.isRight();
  }

  lacks() {
    if (![...this.rows.values()].some((one) => one.state === 'whole')) return '';
    const parts = [
      this.day.value ? (this.dayFits ? '' : '改好日期') : '选好日期',
      this.place.value ? '' : '选好地点',
      this.ticked().length || !this.isRight() ? '' : '勾上录音',
    ].filter((one) => one);
    return parts.length ? `请先${parts.join('、')}，再按“收录”。` : '';
  }

  tally() {
    for (const row of this.rows.values()) this.tick(row);
    const n = this.ticked().length;
    this.take.disabled = this.busy || !n || !this.isRight();
    this.take.textContent = n > 1 ? `收录这 ${n} 段` : '收录';
    this.wanting.textContent = this.busy ? '' : this.lacks();
  }

  show = (state) => {
    this.busy = state.busy;
    this.none.hidden = state.files.length > 0;
    const gone = new Set(this.rows.keys());
    for (const file of state.files) {
      gone.delete(file.name);
      if (!this.rows.has(file.name)) this.rows.set(file.name, this.built(file.name));
      this.refresh(this.rows.get(file.name), file);
    }
    for (const name of gone) {
      this.rows.get(name).li.remove();
      this.rows.delete(name);
    }
    for (const [n, name] of [...this.rows.keys()].sort().entries()) {
      const { li } = this.rows.get(name);
      if (this.list.children[n] !== li) this.list.insertBefore(li, this.list.children[n] ?? null);
    }
    this.tally();
    this.frame.dataset.ready = '1';
  };

  refresh(row, file) {
    if (file.state !== row.state) row.byHand = false;
    row.state = file.state;
    row.box.disabled = file.state !== 'whole' || this.busy;
    row.words.textContent = file.words;
    row.words.className = `yh-tag ${{ whole: 'info', taken: 'good', growing: 'warn', other: '' }[file.state]}`;
    row.size.textContent = `${file.megabytes} MB`;
  }

  built(file) {
    const box = make('input', {
      type: 'checkbox',
      onchange: () => {
        this.rows.get(file).byHand = true;
        this.tally();
      },
    });
    const size = make('span', { class: 'inb-size' });
    const words = make('span', { class: 'yh-tag' });
    const li = make(
      'li',
      { 'data-name': file },
      make('label', {}, box, make('span', { class: 'inb-name', text: file })),
      size,
      words,
    );
    return { name: file, li, box, size, words, state: null, byHand: false };
  }

  send() {
    const names = this.ticked();
    if (!names.length || this.busy || !this.isRight()) return;
    this.busy = true;
    this.notice.hide();
    this.state.textContent = '正在收录：复制、校验、做试听副本……';
    this.tally();
    this.link.ask('take', { names, held_on: this.day.value, place: this.place.value }).catch((fault) => {
      this.busy = false;
      this.state.textContent = '';
      this.failed(fault);
      this.tally();
    });
  }

  look = async () => {
    clearTimeout(this.timer);
    const state = await this.link.ask('look').catch(() => null);
    if (state) this.show(state);
    if (!this.closed) this.timer = setTimeout(this.look, LOOK_MS);
  };

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    super.close();
  }
}

export default renderer(InboxView);
