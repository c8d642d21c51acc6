// What all panels share: elements, times, the link to Python with its outbox, and keys that stay inside.

const kit = (() => {
  const make = (tag, given = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
      else if (name === 'text') node.textContent = value;
      else if (name === 'value') node.value = value;
      else node.setAttribute(name, value === true ? '' : value);
    }
    node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
    return node;
  };

  // A clerk reads 12:31, or 1:12:31 in a long recording.
  const clock = (seconds, tenths = false) => {
    const whole = Math.floor(Math.round(seconds * 10) / 10);
    const two = (n) => String(n).padStart(2, '0');
    const hours = Math.floor(whole / 3600);
    const text = `${hours ? `${hours}:` : ''}${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
    return tenths ? `${text}.${Math.round(seconds * 10) % 10}` : text;
  };

  const base = () => {
    const config = document.getElementById('jupyter-config-data');
    return config ? JSON.parse(config.textContent).baseUrl : '/';
  };

  // Several servers may run; the right one has the file. The places come escaped.
  const served = async (places) => {
    for (const place of places) {
      try {
        const told = await fetch(base() + place, { method: 'HEAD' });
        if (told.ok) return base() + place;
      } catch { /* this server is not ours */ }
    }
    return null;
  };

  // JupyterLab takes single keys for commands that cut or change cells whenever focus is not in a text field; it
  // looks for this mark on the focused element itself, so every one in here gets it before it can be asked for.
  const guard = (el) => {
    const mark = (node) => { if (node instanceof HTMLElement) node.dataset.lmSuppressShortcuts = 'true'; };
    el.tabIndex = -1;
    mark(el);
    el.addEventListener('focusin', (event) => mark(event.target), true);
    el.addEventListener('mousedown', (event) => { mark(event.target); event.stopPropagation(); });
    // JupyterLab keeps Enter from sending a form off.
    el.addEventListener('keydown', (event) => {
      const { form, tagName } = event.target;
      if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || tagName !== 'INPUT' || !form) return;
      event.preventDefault();
      if (!event.shiftKey && !event.ctrlKey) form.requestSubmit();
    });
    let inside = false;
    const down = (event) => { inside = event.composedPath().includes(el); };
    document.addEventListener('mousedown', down, true);
    const lost = () => setTimeout(() => {
      // A control that vanished under the focus must not hand the next key to the notebook.
      if (inside && el.isConnected && (document.activeElement === document.body || isCell(document.activeElement))) {
        el.focus({ preventScroll: true });
      }
    });
    el.addEventListener('focusout', lost);
    return () => document.removeEventListener('mousedown', down, true);
  };
  const isCell = (node) => node?.classList?.contains('jp-Notebook') || node?.classList?.contains('jp-Cell');

  // The notebook in which `node` stands, where start has JupyterLab show itself to the page.
  const notebookOf = (node) => {
    const app = window.jupyterapp;
    const shown = app ? [...app.shell.widgets('main')].find((one) => one.node.contains(node) && one.context?.sessionContext) : null;
    return shown ? { app, shown, session: shown.context.sessionContext } : null;
  };

  // With a new kernel the page asks for the widgets it has; one that is made meanwhile would be answered in its stead.
  const RESTORING_MS = 2000;
  const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

  // "Run all" that has to start the kernel runs the first cell only, and empties the others: then this runs the rest.
  // The page keeps what is awaited, since emptying takes the panels away.
  const awaited = () => (window.yehuaAwaited ??= new WeakSet());
  const awaitKernel = (node) => {
    const known = notebookOf(node);
    if (!known || !known.session.hasNoKernel || awaited().has(known.session)) return;
    const { app, shown, session } = known;
    awaited().add(session);
    // What started the kernel must have ended, or it would empty what this run gives.
    let first = null;
    const noted = (_, { id, result }) => { if (id.includes(':run')) first = result; };
    app.commands.commandExecuted.connect(noted);
    const back = async (_, change) => {
      if (!change.newValue) return;
      session.kernelChanged.disconnect(back);
      app.commands.commandExecuted.disconnect(noted);
      if (!awaited().delete(session)) return; // the button does it
      await Promise.race([Promise.allSettled([first, change.newValue.info]), pause(20000)]);
      await pause(RESTORING_MS);
      if (app.shell.currentWidget === shown) await app.commands.execute('notebook:run-all-cells');
    };
    session.kernelChanged.connect(back);
  };

  // A kernel that is just being shut down can neither run anything nor be started yet.
  const settled = async (session) => {
    const isGoing = () => session.isTerminating || session.isRestarting || session.session?.kernel?.status === 'terminating';
    for (let waits = 0; waits < 100 && isGoing(); waits += 1) await pause(100);
  };

  // Starts the kernel again if it is gone, and runs the notebook: each of its panels is drawn anew and hands on what
  // the browser kept. Running all is safe: nothing is written that nobody asked for.
  const reconnect = async (node) => {
    const known = notebookOf(node);
    if (!known) return false;
    const { app, shown, session } = known;
    const cell = node.closest('.jp-Cell');
    await settled(session);
    const at = [...shown.node.querySelectorAll('.jp-Notebook .jp-Cell')].indexOf(cell);
    awaited().delete(session);
    if (session.hasNoKernel) await session.startKernel();
    else if (['dead', 'unknown'].includes(session.session.kernel.status)) await session.restartKernel();
    await session.session?.kernel?.info;
    await pause(RESTORING_MS);
    app.shell.activateById(shown.id);
    await app.commands.execute('notebook:run-all-cells');
    shown.node.querySelectorAll('.jp-Notebook .jp-Cell')[at]?.scrollIntoView({ block: 'nearest' });
    return true;
  };

  // Questions to Python, each answered or refused. What must not be lost goes through the outbox: it stands in the
  // browser's own store until Python says that it is on the disk, and is sent again when the panel is opened anew.
  const link = (model, shelf, calls) => {
    const me = Math.random().toString(36).slice(2);
    const waiting = new Map();
    let count = 0;
    const heard = (message, buffers) => {
      if (message.tell) { calls.told?.(message, buffers); return; }
      const one = waiting.get(message.re);
      if (!one) return;
      waiting.delete(message.re);
      clearTimeout(one.timer);
      calls.alive?.(true);
      if (message.refused) one.no(message); else one.yes({ ...message, buffers });
    };
    model.on('msg:custom', heard);
    // A kernel that was shut down or started anew never answers: whoever waits is told at once.
    const session = model.widget_manager?.context?.sessionContext;
    let lost = false;
    const lose = () => {
      lost = true;
      const left = [...waiting.values()];
      waiting.clear();
      left.forEach((one) => { clearTimeout(one.timer); one.no({ refused: null }); });
      calls.alive?.(false, true);
    };
    const changed = () => lose();
    const turned = (_, status) => { if (['dead', 'terminating', 'restarting', 'autorestarting'].includes(status)) lose(); };
    session?.kernelChanged?.connect(changed);
    session?.statusChanged?.connect(turned);
    const ask = (what, given = {}, patience = 15000) => new Promise((yes, no) => {
      if (lost) { calls.alive?.(false, true); no({ refused: null }); return; }
      const id = `${me}-${count += 1}`;
      const timer = setTimeout(() => {
        waiting.delete(id);
        calls.alive?.(false);
        no({ refused: null });
      }, patience);
      waiting.set(id, { yes, no, timer });
      try {
        model.send({ ask: what, id, ...given });
      } catch {
        clearTimeout(timer);
        waiting.delete(id);
        calls.alive?.(false);
        no({ refused: null });
      }
    });

    const name = `yehua:${shelf?.() ?? ""}`;
    const read = () => { try { return JSON.parse(localStorage.getItem(name) ?? '[]'); } catch { return []; } };
    const write = (box) => {
      try {
        if (box.length) localStorage.setItem(name, JSON.stringify(box)); else localStorage.removeItem(name);
      } catch { /* a full or forbidden store: then only what was sent is safe */ }
    };
    let box = shelf?.() ? read() : [];
    let sending = null;
    // `slot` names what a later version replaces before it was sent: the text of one sentence, letter by letter.
    const put = (what, given, slot = null) => {
      const key = `${Date.now().toString(36)}-${me}-${count += 1}`;
      const last = box[box.length - 1];
      if (slot && last && last.slot === slot && !last.sent) box.pop();
      box.push({ key, what, given, slot });
      write(box);
      return key;
    };
    const flush = () => { sending ??= drain().finally(() => { sending = null; }); return sending; };
    const drain = async () => {
      while (box.length) {
        const [first] = box;
        first.sent = true;
        let refused = null;
        let answer = null;
        try {
          answer = await ask(first.what, { ...first.given, key: first.key }, 10000);
        } catch (fault) {
          if (!fault.refused) { first.sent = false; return; }
          refused = fault;
        }
        box = box.filter((one) => one.key !== first.key);
        write(box);
        if (refused) calls.refused?.(refused, first); else calls.done?.(answer, first);
      }
    };
    return {
      ask, put, flush, waiting: () => box.length,
      close: () => {
        model.off('msg:custom', heard);
        session?.kernelChanged?.disconnect(changed);
        session?.statusChanged?.disconnect(turned);
      },
    };
  };

  // One strip for what went wrong: read out at once, closed by hand, with the record folded away.
  const notice = () => {
    const node = make('div', { class: 'yh-notice', role: 'alert', hidden: true });
    const again = async () => {
      show('正在重新连接，请稍等……', { kind: 'told' });
      const done = await reconnect(node).catch(() => false);
      if (!done) show('没有连上。请点菜单“运行”里的“运行所有单元格”；没有反应就再点一次。', { kind: 'told' });
    };
    const show = (words, { record, kind = 'fault', action = kind === 'offline' ? { text: '重新连接', run: again } : null } = {}) => {
      if (kind === 'offline') awaitKernel(node);
      // A button that is put up anew between press and release is never pressed.
      if (kind === 'offline' && !node.hidden && node.dataset.kind === kind && node.dataset.words === words) return;
      node.dataset.words = words;
      node.replaceChildren(
        make('span', { class: 'yh-notice-words', text: words }),
        ...(action ? [make('button', { type: 'button', class: 'yh-button', text: action.text, onclick: action.run })] : []),
        make('button', { type: 'button', class: 'yh-button yh-quiet', text: '知道了', onclick: () => { node.hidden = true; } }),
        ...(record ? [make('details', {}, make('summary', { text: '给维护人员看的记录' }), make('pre', { text: record }))] : []),
      );
      node.dataset.kind = kind;
      node.hidden = false;
    };
    return { node, show, hide: () => { node.hidden = true; } };
  };

  const button = (text, title, run, more = {}) =>
    make('button', { type: 'button', class: 'yh-button', text, title, onclick: run, ...more });

  return { make, clock, served, guard, link, notice, button };
})();
