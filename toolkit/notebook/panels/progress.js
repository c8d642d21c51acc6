// The progress panel: a line a job, told by Python whenever something changed.

const { make, button } = kit;
const LOOK_MS = 2000;

const render = ({ model, el }) => {
  const notice = kit.notice();
  const list = make('ul', { class: 'prog-list', 'aria-label': '转写工作' });
  const none = make('div', { class: 'prog-none', text: '没有要转写的。录音收录以后，会自己排到这里。' });
  const note = make('span', { text: '转写由后台程序来做：关掉网页、重启内核，它都接着做；断电后再打开，从断的地方接着做。' });
  // A screen reader is told when a work begins, ends, stops or fails, not each second of it.
  const said = make('div', { class: 'prog-said', role: 'status' });
  const frame = make('div', { class: 'yh prog', role: 'region', 'aria-label': '转写进度' },
    make('div', { class: 'yh-bar' }, make('strong', { text: '转写进度' })), notice.node, none, list, make('div', { class: 'yh-foot' }, note), said);
  el.append(frame);
  const unguard = kit.guard(frame);
  const rows = new Map();
  let kernel = '';
  let timer = null;
  let closed = false;
  let last = 0;

  const link = kit.link(model, null, {
    told: (message) => {
      if (message.tell !== 'jobs') return;
      kernel = message.kernel;
      last = performance.now();
      if (notice.node.dataset.kind === 'offline') notice.hide();
      show(message.jobs);
    },
    alive: (yes, gone) => {
      if (yes) { if (notice.node.dataset.kind === 'offline') notice.hide(); return; }
      if (!gone && frame.dataset.ready && performance.now() - last < 5000) return; // Python is busy, but its news come
      notice.show('与后台断开了，这里的进度不是最新的；转写本身不受影响。请按“重新连接”。', { kind: 'offline' });
    },
  });
  const isGoing = (job) => ['queued', 'running'].includes(job.state);
  const failed = (fault) => { if (fault.refused) notice.show(fault.refused, { record: fault.record }); };

  const show = (jobs) => {
    none.hidden = jobs.length > 0;
    const gone = new Set(rows.keys());
    for (const [n, job] of jobs.entries()) {
      gone.delete(job.recording);
      const before = rows.get(job.recording)?.job.state;
      if (frame.dataset.ready && before !== job.state) said.textContent = `${job.recording} ${job.words}`;
      if (!before) rows.set(job.recording, built(job, n));
      refresh(rows.get(job.recording), job);
    }
    gone.forEach((code) => { rows.get(code).li.remove(); rows.delete(code); });
    frame.dataset.ready = '1';
  };
  const built = (job, n) => {
    const fill = make('div');
    const bar = make('div', { class: 'prog-bar', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-label': `${job.recording} 的进度` }, fill);
    const words = make('div', { class: 'prog-words', role: 'status' });
    const heard = make('div', { class: 'prog-heard' });
    const act = button('', '', () => run());
    const li = make('li', { class: 'prog-row', 'data-recording': job.recording }, make('span', { class: 'prog-code', text: job.recording }), make('div', {}, bar, words, heard), act);
    list.insertBefore(li, list.children[n] ?? null);
    const known = { li, fill, bar, words, heard, act, job, asked: null };
    const run = () => {
      if (act.ariaDisabled === 'true') return;
      known.asked = isGoing(known.job) ? 'stop' : 'again';
      refresh(known, known.job);
      link.ask(known.asked, { recording: known.job.recording }, 60000)
        .then((told) => { known.asked = null; show(told.jobs); }, (fault) => { known.asked = null; failed(fault); refresh(known, known.job); });
      // A cell that waits for the end keeps Python from hearing this; waiting is given up, the work is not.
      if (known.asked === 'stop') setTimeout(() => { if (known.asked === 'stop') interrupt(); }, 1500);
    };
    return known;
  };
  const refresh = (known, told) => {
    // What was pressed is seen at once, also while Python has not heard of it.
    const job = known.asked === 'stop' && told.state === 'running' ? { ...told, state: 'stopping', words: '正在停下，最多半分钟' } : told;
    known.job = told;
    // A button that is switched off for good would lose the focus.
    known.act.ariaDisabled = known.asked || job.state === 'stopping' ? 'true' : null;
    known.li.className = `prog-row ${job.state}`;
    known.words.ariaLive = 'off';
    known.bar.setAttribute('aria-valuetext', job.words);
    known.fill.style.width = `${job.share * 100}%`;
    known.bar.setAttribute('aria-valuenow', Math.round(job.share * 100));
    if (known.words.textContent !== job.words) known.words.textContent = job.words;
    const newest = job.heard ? `刚听到 ${job.heard}` : '';
    if (known.heard.textContent !== newest) known.heard.textContent = newest;
    known.act.textContent = { none: '开始转写', stopping: '停下', queued: '停下', running: '停下' }[job.state] ?? '接着做';
    known.act.title = {
      none: '排进转写', stopping: '正在停下', queued: '先不转写', running: '做完手上这一小段就停，转好的部分都在',
    }[job.state] ?? '从停下的地方接着做';
    known.act.setAttribute('aria-label', `${known.act.textContent} ${job.recording}`);
    if (job.state === 'done' && document.activeElement === known.act) {
      // The key that is pressed next belongs to this line still.
      known.li.tabIndex = -1;
      known.li.focus({ preventScroll: true });
    }
    known.act.hidden = job.state === 'done';
  };
  const interrupt = () => {
    const config = JSON.parse(document.getElementById('jupyter-config-data')?.textContent ?? '{}');
    const secret = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? '';
    if (kernel) fetch(`${config.baseUrl ?? '/'}api/kernels/${kernel}/interrupt`, { method: 'POST', headers: { 'X-XSRFToken': secret } });
  };

  // Work may be put into the queue elsewhere: by the inbox above, another window, the command line.
  const look = () => {
    clearTimeout(timer);
    link.ask('look').then((told) => { last = performance.now(); show(told.jobs); }, () => {}).finally(() => { if (!closed) timer = setTimeout(look, LOOK_MS); });
  };
  link.ask('open', {}, 20000).then((told) => { kernel = told.kernel; show(told.jobs); timer = setTimeout(look, LOOK_MS); }, (fault) => {
    if (fault.refused) failed(fault);
    else if (!frame.dataset.ready) notice.show('还没有和后台连上。请按“重新连接”。', { kind: 'offline' });
  });
  return () => { closed = true; clearTimeout(timer); link.close(); unguard(); };
};

export default { render };
