// The progress panel: a line a job, told by Python whenever something changed.

const LOOK_MS = 2000;
// The text and title of a job's button, by the job's state.
const BUTTONS = {
  none: ['开始转写', '排进转写'],
  stopping: ['停下', '正在停下'],
  queued: ['停下', '先不转写'],
  running: ['停下', '做完手上这一小段就停，转好的部分都在'],
};

class ProgressView extends View {
  constructor(model, el) {
    super(model, el);
    this.rows = new Map();
    this.kernel = '';
    this.timer = null;
    this.closed = false;
    this.last = 0;
    this.list = make('ul', { class: 'prog-list', 'aria-label': '转写工作' });
    this.none = make('div', { class: 'prog-none', text: '没有要转写的。录音收录以后，会自己排到这里。' });
    // A screen reader is told when a job begins, ends, stops or fails, not each second of it.
    this.said = make('div', { class: 'prog-said', role: 'status' });
    const bar = make('div', { class: 'yh-bar' }, make('strong', { text: '转写进度' }));
    const note = '转写由后台程序来做：关掉网页也接着做；断电后再打开，从断的地方接着做。';
    const foot = make('div', { class: 'yh-foot' }, make('span', { text: note }));
    const region = { class: 'yh prog', role: 'region', 'aria-label': '转写进度' };
    this.mount(make('div', region, bar, this.notice.node, this.none, this.list, foot, this.said));
    this.link = new Link(this.model, null, {
      told: (message) => this.receive(message),
      alive: (yes, gone) => this.alive(yes, gone),
    });
    this.link.ask('open', {}, 20000).then(this.open, (fault) => {
      if (fault.refused || !this.frame.dataset.ready) this.notice.notOpened(fault);
    });
  }

  open = (state) => {
    this.kernel = state.kernel;
    this.show(state.jobs);
    this.timer = setTimeout(this.look, LOOK_MS);
  };

  receive(message) {
    if (message.tell !== 'jobs') return;
    this.kernel = message.kernel;
    this.last = performance.now();
    this.notice.online();
    this.show(message.jobs);
  }

  alive(yes, gone) {
    if (yes) this.notice.online();
    else if (gone || !this.isHeardOf())
      this.notice.offline('与后台断开了，这里的进度不是最新的；转写本身不受影响。请按“重新连接”。');
  }

  // Python is too busy to answer, but its news come.
  isHeardOf() {
    return this.frame.dataset.ready && performance.now() - this.last < 5000;
  }

  isGoing(job) {
    return ['queued', 'running'].includes(job.state);
  }

  show(jobs) {
    this.none.hidden = jobs.length > 0;
    const gone = new Set(this.rows.keys());
    for (const [n, job] of jobs.entries()) {
      gone.delete(job.recording);
      const before = this.rows.get(job.recording)?.job.state;
      if (this.frame.dataset.ready && before !== job.state) this.said.textContent = `${job.recording} ${job.words}`;
      if (!before) this.rows.set(job.recording, this.built(job, n));
      this.refresh(this.rows.get(job.recording), job);
    }
    for (const code of gone) {
      this.rows.get(code).li.remove();
      this.rows.delete(code);
    }
    this.frame.dataset.ready = '1';
  }

  built(job, n) {
    const fill = make('div');
    const range = { role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100 };
    const bar = make('div', { class: 'prog-bar', ...range, 'aria-label': `${job.recording} 的进度` }, fill);
    const words = make('div', { class: 'prog-words', role: 'status' });
    const heard = make('div', { class: 'prog-heard' });
    const act = button('', '', () => this.run(row));
    const li = make(
      'li',
      { class: 'prog-row', 'data-recording': job.recording },
      make('span', { class: 'prog-code', text: job.recording }),
      make('div', {}, bar, words, heard),
      act,
    );
    this.list.insertBefore(li, this.list.children[n] ?? null);
    const row = { li, fill, bar, words, heard, act, job, asked: null };
    return row;
  }

  run(row) {
    if (row.act.ariaDisabled === 'true') return;
    row.asked = this.isGoing(row.job) ? 'stop' : 'again';
    this.refresh(row, row.job);
    this.link.ask(row.asked, { recording: row.job.recording }, 60000).then(
      (state) => {
        row.asked = null;
        this.show(state.jobs);
      },
      (fault) => {
        row.asked = null;
        this.notice.refused(fault);
        this.refresh(row, row.job);
      },
    );
    if (row.asked !== 'stop') return;
    // A cell that waits for the end keeps Python from hearing this; waiting is given up, the work is not.
    setTimeout(() => {
      if (row.asked === 'stop') this.interrupt();
    }, 1500);
  }

  refresh(row, sent) {
    // What was pressed is seen at once, also while Python has not heard of it.
    const isStopping = row.asked === 'stop' && sent.state === 'running';
    const job = isStopping ? { ...sent, state: 'stopping', words: '正在停下，最多半分钟' } : sent;
    row.job = sent;
    row.li.className = `prog-row ${job.state}`;
    row.words.ariaLive = 'off';
    row.bar.setAttribute('aria-valuetext', job.words);
    row.fill.style.width = `${job.share * 100}%`;
    row.bar.setAttribute('aria-valuenow', Math.round(job.share * 100));
    if (row.words.textContent !== job.words) row.words.textContent = job.words;
    const newest = job.heard ? `刚听到 ${job.heard}` : '';
    if (row.heard.textContent !== newest) row.heard.textContent = newest;
    this.refreshButton(row, job);
  }

  refreshButton({ act, li, asked }, job) {
    const [text, title] = BUTTONS[job.state] ?? ['接着做', '从停下的地方接着做'];
    // A button that is switched off for good would lose the focus.
    act.ariaDisabled = asked || job.state === 'stopping' ? 'true' : null;
    act.textContent = text;
    act.title = title;
    act.setAttribute('aria-label', `${text} ${job.recording}`);
    if (job.state === 'done' && document.activeElement === act) {
      // The key that is pressed next belongs to this line still.
      li.tabIndex = -1;
      li.focus({ preventScroll: true });
    }
    act.hidden = job.state === 'done';
  }

  interrupt() {
    const secret = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? '';
    const asked = { method: 'POST', headers: { 'X-XSRFToken': secret } };
    if (this.kernel) fetch(`${baseUrl()}api/kernels/${this.kernel}/interrupt`, asked);
  }

  // Work may be put into the queue elsewhere: by the inbox above, another window, the command line.
  look = async () => {
    clearTimeout(this.timer);
    const state = await this.link.ask('look').catch(() => null);
    if (state) {
      this.last = performance.now();
      this.show(state.jobs);
    }
    if (!this.closed) this.timer = setTimeout(this.look, LOOK_MS);
  };

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    super.close();
  }
}

export default renderer(ProgressView);
