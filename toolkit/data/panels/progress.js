// The progress panel: a line a job, told by Python whenever something changed.

const { make, button } = kit;

const render = ({ model, el }) => {
  const notice = kit.notice();
  const list = make('ul', { class: 'prog-list', 'aria-label': '转写工作' });
  const none = make('div', { class: 'prog-none', text: '没有正在做的工作。' });
  const note = make('span', { text: '转写由后台程序来做：关掉网页、重启内核，它都接着做；断电后再打开，从断的地方接着做。' });
  // A screen reader is told when a work begins, ends, stops or fails, not each second of it.
  const said = make('div', { class: 'prog-said', role: 'status' });
  const frame = make('div', { class: 'yh prog', role: 'region', 'aria-label': '转写进度' },
    make('div', { class: 'yh-bar' }, make('strong', { text: '转写进度' })), notice.node, none, list, make('div', { class: 'yh-foot' }, note), said);
  el.append(frame);
  const unguard = kit.guard(frame);
  const rows = new Map();
  let kernel = '';
  let last = 0;

  const link = kit.link(model, null, {
    told: (message) => {
      if (message.tell !== 'jobs') return;
      kernel = message.kernel;
      last = performance.now();
      if (notice.node.dataset.kind === 'offline') notice.hide();
      show(message.jobs);
    },
    alive: (yes) => {
      if (yes) { if (notice.node.dataset.kind === 'offline') notice.hide(); return; }
      if (frame.dataset.ready && performance.now() - last < 5000) return; // Python is busy, but its news come
      notice.show('与后台断开了，这里的进度不是最新的；转写本身不受影响。请重新运行上面的格子。', { kind: 'offline' });
    },
  });
  const failed = (fault) => { if (fault.refused) notice.show(fault.refused, { record: fault.record }); };

  const show = (jobs) => {
    none.hidden = jobs.length > 0;
    const gone = new Set(rows.keys());
    for (const job of jobs) {
      gone.delete(job.recording);
      const before = rows.get(job.recording)?.job.state;
      if (frame.dataset.ready && before !== job.state) said.textContent = `${job.recording} ${job.words}`;
      if (!before) rows.set(job.recording, built(job));
      refresh(rows.get(job.recording), job);
    }
    gone.forEach((code) => { rows.get(code).li.remove(); rows.delete(code); });
    frame.dataset.ready = '1';
  };
  const built = (job) => {
    const fill = make('div');
    const bar = make('div', { class: 'prog-bar', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-label': `${job.recording} 的进度` }, fill);
    const words = make('div', { class: 'prog-words', role: 'status' });
    const heard = make('div', { class: 'prog-heard' });
    const act = button('', '', () => run());
    const li = make('li', { class: 'prog-row', 'data-recording': job.recording }, make('span', { class: 'prog-code', text: job.recording }), make('div', {}, bar, words, heard), act);
    list.append(li);
    const known = { li, fill, bar, words, heard, act, job };
    const run = () => {
      if (act.ariaDisabled === 'true') return;
      act.ariaDisabled = 'true'; // one that is switched off for good would lose the focus
      const what = ['queued', 'running'].includes(known.job.state) ? 'stop' : 'again';
      link.ask(what, { recording: known.job.recording }, 60000).then((told) => show(told.jobs), failed).finally(() => { act.ariaDisabled = null; });
      // A cell that waits for the end keeps Python from hearing this; waiting is given up, the work is not.
      if (what === 'stop') setTimeout(() => { if (act.ariaDisabled === 'true') interrupt(); }, 1500);
    };
    return known;
  };
  const refresh = (known, job) => {
    known.job = job;
    known.li.className = `prog-row ${job.state}`;
    known.words.ariaLive = 'off';
    known.bar.setAttribute('aria-valuetext', job.words);
    known.fill.style.width = `${job.share * 100}%`;
    known.bar.setAttribute('aria-valuenow', Math.round(job.share * 100));
    if (known.words.textContent !== job.words) known.words.textContent = job.words;
    const newest = job.heard ? `刚听到 ${job.heard}` : '';
    if (known.heard.textContent !== newest) known.heard.textContent = newest;
    const going = job.state === 'queued' || job.state === 'running';
    known.act.textContent = going ? '停下' : '接着做';
    known.act.title = going ? '做完手上这一小段就停，已转好的部分留着' : '从停下的地方接着做';
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

  link.ask('open', {}, 20000).then((told) => { kernel = told.kernel; show(told.jobs); }, (fault) => {
    if (fault.refused) failed(fault);
    else if (!frame.dataset.ready) notice.show('还没有和后台连上：请运行上面的格子。', { kind: 'offline' });
  });
  return () => { link.close(); unguard(); };
};

export default { render };
