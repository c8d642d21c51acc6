// The chooser: which recording is worked at. Choosing runs the cells below again, where JupyterLab lets a panel do so.

class ChooserView extends View {
  constructor(model, el) {
    super(model, el);
    this.state = null;
    this.current = make('span', { class: 'cho-current' });
    this.newer = make('span', { class: 'yh-tag info', hidden: true });
    this.more = button('换一场…', '列出所有场次和录音，最近的在前', () => this.unfold(this.list.hidden), {
      'aria-expanded': 'false',
    });
    this.mend = button('改日期、地点…', '收录时写错了日期或地点', () => this.askCorrection());
    this.list = make('div', { class: 'cho-list', role: 'list', 'aria-label': '场次和录音', hidden: true });
    this.form = make('form', { class: 'cho-form', hidden: true });
    this.history = make('div', { class: 'cho-history', hidden: true });
    const space = make('span', { class: 'yh-space' });
    const working = make('strong', { text: '正在办' });
    const bar = make('div', { class: 'yh-bar' }, working, this.current, this.newer, space, this.mend, this.more);
    const region = { class: 'yh cho', role: 'region', 'aria-label': '选择录音' };
    this.mount(make('div', region, bar, this.notice.node, this.form, this.history, this.list));
    this.link = new Link(this.model, null, { alive: (yes) => this.alive(yes) });
    this.link.ask('open').then(this.show, (fault) => this.notice.notOpened(fault));
  }

  alive(yes) {
    if (yes) this.notice.online();
    else this.notice.offline('与后台断开了，请按“重新连接”。');
  }

  unfold(open) {
    this.list.hidden = !open;
    this.more.setAttribute('aria-expanded', String(open));
    this.more.textContent = open ? '收起' : '换一场…';
    if (open) this.list.querySelector('[aria-current]')?.focus({ preventScroll: true });
  }

  part(meeting, recording) {
    return meeting.recordings.length > 1 ? `第 ${recording.position} 段（共 ${meeting.recordings.length} 段）` : '录音';
  }

  currentMeeting() {
    const { meetings, current } = this.state;
    return meetings.find((meeting) => meeting.recordings.some((recording) => recording.code === current));
  }

  show = (state) => {
    this.state = state;
    const meeting = this.currentMeeting();
    const recording = meeting.recordings.find((each) => each.code === state.current);
    const part = `${this.part(meeting, recording)} ${clock(recording.seconds)}`;
    this.current.replaceChildren(
      make('strong', { text: `${meeting.place} ${meeting.held_on}` }),
      make('span', { class: 'cho-soft', text: `${meeting.lunar}　${part}　${recording.code}` }),
    );
    this.newer.hidden = !state.newer;
    this.newer.textContent = '有更新的录音';
    this.history.hidden = !meeting.corrections.length;
    this.history.replaceChildren(...meeting.corrections.map((text) => make('div', { text })));
    this.list.replaceChildren(...state.meetings.map((each) => this.meetingLine(each)));
    this.frame.dataset.ready = '1';
  };

  meetingLine(meeting) {
    const states = new Set(meeting.recordings.map((recording) => recording.state));
    const state = states.size === 1 ? [...states][0] : '';
    return make(
      'div',
      { class: 'cho-meeting', role: 'listitem' },
      make(
        'div',
        { class: 'cho-name' },
        make('strong', { text: `${meeting.place} ${meeting.held_on}` }),
        make('span', { class: 'cho-soft', text: meeting.lunar }),
      ),
      make(
        'div',
        { class: 'cho-parts' },
        meeting.recordings.map((recording) => this.recordingButton(meeting, recording)),
        make('span', { class: 'cho-soft', text: state }),
      ),
    );
  }

  recordingButton(meeting, recording) {
    const { code, seconds, state } = recording;
    return button(`${this.part(meeting, recording)} ${clock(seconds)}`, `${code}，${state}`, () => this.choose(code), {
      'aria-current': code === this.state.current ? 'true' : false,
      disabled: state === '已销毁',
    });
  }

  // JupyterLab lends its commands to a page only where it was started so; else the person is told what to press.
  rerun() {
    const app = window.jupyterapp;
    const notebook = app?.shell?.currentWidget?.content;
    const at = notebook?.widgets?.findIndex((cell) => cell.node?.contains(this.el)) ?? -1;
    if (at < 0) return false;
    notebook.activeCellIndex = at;
    app.commands.execute('notebook:run-all-below').catch(() => {});
    return true;
  }

  changed(words) {
    if (!this.rerun()) this.notice.told(`${words}请点菜单“运行”→“运行所有单元格”，下面就换过来了。`);
    else this.notice.told(words);
  }

  async choose(code) {
    if (code === this.state.current) {
      this.unfold(false);
      return;
    }
    try {
      this.show(await this.link.ask('choose', { code }));
      this.unfold(false);
      this.changed('已换到这一段，下次打开也是它。');
    } catch (fault) {
      this.notice.notOpened(fault);
    }
  }

  askCorrection() {
    if (!this.state) return;
    const meeting = this.currentMeeting();
    const fields = this.correctionFields(meeting);
    const lunar = make('span', { class: 'cho-soft', role: 'status', text: meeting.lunar });
    fields.day.addEventListener('change', () => this.nameDay(fields.day.value, lunar));
    this.form.replaceChildren(
      make('span', { text: `更正 ${meeting.number} 这一场：` }),
      make('label', {}, '日期 ', fields.day),
      lunar,
      make('label', {}, '地点 ', fields.place),
      make('label', { class: 'cho-grow' }, '理由 ', fields.reason),
      make('label', {}, '更正人 ', fields.by),
      make('button', { type: 'submit', class: 'yh-button yh-main', text: '更正' }),
      button('算了', '', () => {
        this.form.hidden = true;
      }),
      make('div', { class: 'cho-soft cho-whole', text: '编号、档号不变；原来怎样、谁改的、为什么，都会留下。' }),
    );
    this.form.onsubmit = (event) => {
      event.preventDefault();
      this.correct(meeting.number, fields);
    };
    this.form.hidden = false;
    fields.day.focus();
  }

  correctionFields(meeting) {
    const field = (label, more) => make('input', { class: 'yh-input', 'aria-label': label, ...more });
    const places = [...new Set([meeting.place, ...this.state.places])];
    return {
      day: field('夜话真正的日期', { type: 'date', value: meeting.held_on, max: this.state.today }),
      place: choice(places, { 'aria-label': '夜话真正的地点' }), // the first is the one that stands now
      reason: field('更正的理由', { class: 'yh-input cho-wide', placeholder: '为什么改，会记下来' }),
      by: field('谁更正的', { placeholder: '姓名', size: 8, value: this.state.by }),
    };
  }

  async nameDay(date, lunar) {
    const answer = await this.link.ask('day', { date }).catch(() => null);
    if (answer) lunar.textContent = answer.words;
  }

  async correct(number, { day, place, reason, by }) {
    const wanted = { number, date: day.value, place: place.value, reason: reason.value, by: by.value };
    try {
      const answer = await this.link.ask('correct', wanted);
      this.form.hidden = true;
      this.show(answer);
      this.notice.told([...answer.done, '下面各格里的日期、地点，重新运行以后跟着变。'].join('\n'));
    } catch (fault) {
      this.notice.notOpened(fault);
    }
  }
}

export default renderer(ChooserView);
