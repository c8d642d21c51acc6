// Shared by all panels: elements, times, the link to Python with its outbox, notices, and keys that stay inside.

const isShown = (value) => value !== undefined && value !== null && value !== false;

const setAttribute = (node, name, value) => {
  if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else if (name === 'text') node.textContent = value;
  else if (name === 'value') node.value = value;
  else node.setAttribute(name, value === true ? '' : value);
};

// An element with attributes, listeners (`onclick`), text and children; what is undefined, null or false is left out.
const make = (tag, given = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) if (isShown(value)) setAttribute(node, name, value);
  node.append(...children.flat().filter(isShown));
  return node;
};

const button = (text, title, run, more = {}) =>
  make('button', { type: 'button', class: 'yh-button', text, title, onclick: run, ...more });

// A list to choose one of `values` from; `nameOf` gives the words that stand for each.
const choice = (values, given = {}, nameOf = (value) => value) =>
  make(
    'select',
    given,
    values.map((value) => make('option', { value, text: nameOf(value) })),
  );

// A clerk reads 12:31, or 1:12:31 in a long recording.
const clock = (seconds, tenths = false) => {
  const whole = Math.floor(Math.round(seconds * 10) / 10);
  const two = (n) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const text = `${hours ? `${hours}:` : ''}${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return tenths ? `${text}.${Math.round(seconds * 10) % 10}` : text;
};

const timeOfDay = () => new Date().toLocaleTimeString('zh-CN', { hour12: false });

const isComposing = (event) => event.isComposing || event.keyCode === 229;

const baseUrl = () => {
  const config = document.getElementById('jupyter-config-data');
  return config ? JSON.parse(config.textContent).baseUrl : '/';
};

// Several servers may run; the right one has the file. The places come escaped.
const served = async (places) => {
  for (const place of places) {
    try {
      const answer = await fetch(baseUrl() + place, { method: 'HEAD' });
      if (answer.ok) return baseUrl() + place;
    } catch {
      // This server is not ours.
    }
  }
  return null;
};

// -- keys and focus ---------------------------------------------------------------------------------------------

const isCell = (node) => node?.classList?.contains('jp-Notebook') || node?.classList?.contains('jp-Cell');

// JupyterLab looks for this mark on the focused element itself.
const keepKeys = (node) => {
  if (node instanceof HTMLElement) node.dataset.lmSuppressShortcuts = 'true';
};

// JupyterLab keeps Enter from submitting a form.
const submitOnEnter = (event) => {
  const { form, tagName } = event.target;
  if (event.key !== 'Enter' || isComposing(event) || tagName !== 'INPUT' || !form) return;
  event.preventDefault();
  if (!event.shiftKey && !event.ctrlKey) form.requestSubmit();
};

// Keeps the keys typed inside `el` from JupyterLab, which takes single keys for commands that cut or change cells
// whenever the focus is not in a text field. Returns a function that stops it.
const guard = (el) => {
  el.tabIndex = -1;
  keepKeys(el);
  el.addEventListener('focusin', (event) => keepKeys(event.target), true);
  el.addEventListener('mousedown', (event) => {
    keepKeys(event.target);
    event.stopPropagation();
  });
  el.addEventListener('keydown', submitOnEnter);
  let inside = false;
  const down = (event) => {
    inside = event.composedPath().includes(el);
  };
  document.addEventListener('mousedown', down, true);
  const takeBack = () => {
    // A control that vanished under the focus must not hand the next key to the notebook.
    const focused = document.activeElement;
    if (inside && el.isConnected && (focused === document.body || isCell(focused))) el.focus({ preventScroll: true });
  };
  el.addEventListener('focusout', () => setTimeout(takeBack));
  // An observer is called before the next key is: a timer may come after it.
  const watch = new MutationObserver(takeBack);
  watch.observe(el, { childList: true, subtree: true });
  return () => {
    watch.disconnect();
    document.removeEventListener('mousedown', down, true);
  };
};

// A cell runs on Shift+Enter and Ctrl+Enter: not from inside a panel.
const swallowRunKeys = (event) => {
  if (event.key !== 'Enter' || !(event.shiftKey || event.ctrlKey)) return;
  event.preventDefault();
  event.stopPropagation();
};

// -- kernels ----------------------------------------------------------------------------------------------------

// The notebook in which `node` stands, where start has JupyterLab show itself to the page.
const notebookOf = (node) => {
  const app = window.jupyterapp;
  const holds = (widget) => widget.node.contains(node) && widget.context?.sessionContext;
  const shown = app ? [...app.shell.widgets('main')].find(holds) : null;
  return shown ? { app, shown, session: shown.context.sessionContext } : null;
};

// With a new kernel the page asks for the widgets it has; one that is made meanwhile would be answered in its stead.
const RESTORING_MS = 2000;
const pause = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

// Sessions without a kernel, kept by the page: emptying the outputs takes the panels away.
const awaitedSessions = () => {
  window.yehuaAwaited ??= new WeakSet();
  return window.yehuaAwaited;
};

// "Run all" that has to start the kernel runs the first cell only, and empties the others: then this runs the rest.
const awaitKernel = (node) => {
  const known = notebookOf(node);
  if (!known?.session.hasNoKernel || awaitedSessions().has(known.session)) return;
  const { app, shown, session } = known;
  awaitedSessions().add(session);
  // What started the kernel must have ended, or it would empty what this run gives.
  let first = null;
  const noteRun = (_, { id, result }) => {
    if (id.includes(':run')) first = result;
  };
  app.commands.commandExecuted.connect(noteRun);
  const runRest = async (_, change) => {
    if (!change.newValue) return;
    session.kernelChanged.disconnect(runRest);
    app.commands.commandExecuted.disconnect(noteRun);
    if (!awaitedSessions().delete(session)) return; // the button does it
    await Promise.race([Promise.allSettled([first, change.newValue.info]), pause(20000)]);
    await pause(RESTORING_MS);
    if (app.shell.currentWidget === shown) await app.commands.execute('notebook:run-all-cells');
  };
  session.kernelChanged.connect(runRest);
};

// A kernel that is just being shut down can neither run anything nor be started yet.
const untilSettled = async (session) => {
  const isGoing = () =>
    session.isTerminating || session.isRestarting || session.session?.kernel?.status === 'terminating';
  for (let waits = 0; waits < 100 && isGoing(); waits += 1) await pause(100);
};

// Starts the kernel again if it is gone, and runs the notebook: each of its panels is drawn anew and hands on what
// the browser kept. Running all is safe: nothing is written that nobody asked for.
const reconnect = async (node) => {
  const known = notebookOf(node);
  if (!known) return false;
  const { app, shown, session } = known;
  const cell = node.closest('.jp-Cell');
  await untilSettled(session);
  const at = [...shown.node.querySelectorAll('.jp-Notebook .jp-Cell')].indexOf(cell);
  awaitedSessions().delete(session);
  if (session.hasNoKernel) await session.startKernel();
  else if (['dead', 'unknown'].includes(session.session.kernel.status)) await session.restartKernel();
  await session.session?.kernel?.info;
  await pause(RESTORING_MS);
  app.shell.activateById(shown.id);
  await app.commands.execute('notebook:run-all-cells');
  shown.node.querySelectorAll('.jp-Notebook .jp-Cell')[at]?.scrollIntoView({ block: 'nearest' });
  return true;
};

// -- messages ---------------------------------------------------------------------------------------------------

// Messages that must not be lost, in the browser's own store until Python says that they are on the disk.
class Outbox {
  constructor(shelf) {
    this.name = `yehua:${shelf ?? ''}`;
    this.messages = shelf ? this.read() : [];
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.name) ?? '[]');
    } catch {
      return [];
    }
  }

  write() {
    try {
      if (this.messages.length) localStorage.setItem(this.name, JSON.stringify(this.messages));
      else localStorage.removeItem(this.name);
    } catch {
      // A full or forbidden store: then only what was sent is safe.
    }
  }

  // `slot` names what a later version replaces before it was sent: the text of one sentence, letter by letter.
  add(key, what, given, slot) {
    const last = this.messages.at(-1);
    if (slot && last?.slot === slot && !last.sent) this.messages.pop();
    this.messages.push({ key, what, given, slot });
    this.write();
  }

  remove(key) {
    this.messages = this.messages.filter((message) => message.key !== key);
    this.write();
  }
}

const OFFLINE = { refused: null };
const GONE = ['dead', 'terminating', 'restarting', 'autorestarting'];

// Questions to Python, each answered or refused; those put into the outbox are sent again when the panel is opened anew.
// `calls` are functions: told (news), alive (is there an answer), done and refused (messages of the outbox).
class Link {
  constructor(model, shelf, calls) {
    this.model = model;
    this.calls = calls;
    this.me = Math.random().toString(36).slice(2);
    this.asked = new Map();
    this.count = 0;
    this.lost = false;
    this.outbox = new Outbox(shelf);
    this.sending = null;
    model.on('msg:custom', this.receive);
    this.session = model.widget_manager?.context?.sessionContext;
    this.session?.kernelChanged?.connect(this.lose);
    this.session?.statusChanged?.connect(this.turned);
  }

  receive = (message, buffers) => {
    if (message.tell) {
      this.calls.told?.(message, buffers);
      return;
    }
    const question = this.asked.get(message.re);
    if (!question) return;
    this.asked.delete(message.re);
    clearTimeout(question.timer);
    this.calls.alive?.(true);
    if (message.refused) question.reject(message);
    else question.resolve({ ...message, buffers });
  };

  // A kernel that was shut down or started anew never answers: every question fails at once.
  lose = () => {
    this.lost = true;
    const questions = [...this.asked.values()];
    this.asked.clear();
    for (const question of questions) {
      clearTimeout(question.timer);
      question.reject(OFFLINE);
    }
    this.calls.alive?.(false, true);
  };

  turned = (_, status) => {
    if (GONE.includes(status)) this.lose();
  };

  nextKey() {
    this.count += 1;
    return `${this.me}-${this.count}`;
  }

  // Resolves with the answer; rejects with the refusal, or with OFFLINE after `patience` ms without one.
  ask(what, given = {}, patience = 15000) {
    return new Promise((resolve, reject) => {
      if (this.lost) {
        this.calls.alive?.(false, true);
        reject(OFFLINE);
        return;
      }
      const id = this.nextKey();
      const giveUp = () => {
        this.asked.delete(id);
        this.calls.alive?.(false);
        reject(OFFLINE);
      };
      const timer = setTimeout(giveUp, patience);
      this.asked.set(id, { resolve, reject, timer });
      try {
        this.model.send({ ask: what, id, ...given });
      } catch {
        clearTimeout(timer);
        giveUp();
      }
    });
  }

  put(what, given, slot = null) {
    this.outbox.add(`${Date.now().toString(36)}-${this.nextKey()}`, what, given, slot);
  }

  waiting() {
    return this.outbox.messages.length;
  }

  flush() {
    this.sending ??= this.drain().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async drain() {
    while (this.waiting()) {
      const [first] = this.outbox.messages;
      first.sent = true;
      try {
        const answer = await this.ask(first.what, { ...first.given, key: first.key }, 10000);
        this.outbox.remove(first.key);
        this.calls.done?.(answer, first);
      } catch (fault) {
        if (!fault.refused) {
          first.sent = false;
          if (fault !== OFFLINE) throw fault;
          return;
        }
        this.outbox.remove(first.key);
        this.calls.refused?.(fault, first);
      }
    }
  }

  close() {
    this.model.off('msg:custom', this.receive);
    this.session?.kernelChanged?.disconnect(this.lose);
    this.session?.statusChanged?.disconnect(this.turned);
  }
}

// -- notices ----------------------------------------------------------------------------------------------------

// One strip for what went wrong: read out at once, closed by hand, with the record folded away. Its kinds are fault,
// offline, told (what was done) and warn (a refusal, which stays until the next act).
class Notice {
  constructor() {
    this.node = make('div', { class: 'yh-notice', role: 'alert', hidden: true });
  }

  show(words, { record, kind = 'fault', action = null } = {}) {
    this.node.dataset.words = words;
    this.node.dataset.kind = kind;
    this.node.replaceChildren(
      make('span', { class: 'yh-notice-words', text: words }),
      ...(action ? [button(action.text, undefined, action.run)] : []),
      button('知道了', undefined, () => this.hide(), { class: 'yh-button yh-quiet' }),
      ...(record
        ? [make('details', {}, make('summary', { text: '给维护人员看的记录' }), make('pre', { text: record }))]
        : []),
    );
    this.node.hidden = false;
  }

  told(words) {
    this.show(words, { kind: 'told' });
  }

  refused(fault) {
    if (fault.refused) this.show(fault.refused, { record: fault.record });
  }

  notOpened(fault, words = '还没有和后台连上：请按“重新连接”。') {
    if (fault.refused) this.refused(fault);
    else this.offline(words);
  }

  offline(words) {
    awaitKernel(this.node);
    // A button that is put up anew between press and release is never pressed.
    if (!this.node.hidden && this.isOffline && this.node.dataset.words === words) return;
    this.show(words, { kind: 'offline', action: { text: '重新连接', run: () => this.reconnect() } });
  }

  // Python answers: hides what said that it does not, and nothing else.
  online() {
    if (this.isOffline) this.hide();
  }

  get isOffline() {
    return this.node.dataset.kind === 'offline';
  }

  async reconnect() {
    this.told('正在重新连接，请稍等……');
    const isConnected = await reconnect(this.node).catch(() => false);
    if (!isConnected) this.told('没有连上。请点菜单“运行”里的“运行所有单元格”；没有反应就再点一次。');
  }

  hide() {
    this.node.hidden = true;
  }
}

// -- views ------------------------------------------------------------------------------------------------------

// A panel as it stands in the page. A subclass makes its elements, calls `mount` with the outermost, and makes `link`.
class View {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.notice = new Notice();
  }

  mount(frame) {
    this.frame = frame;
    this.el.append(frame);
    this.unguard = guard(frame);
  }

  fullScreenButton() {
    const turn = () => (document.fullscreenElement ? document.exitFullscreen() : this.frame.requestFullscreen());
    return button('大屏', '占满整个屏幕；按 Esc 退出', turn);
  }

  close() {
    this.link.close();
    this.unguard();
  }
}

const renderer = (Panel) => ({
  render: ({ model, el }) => {
    const view = new Panel(model, el);
    return () => view.close();
  },
});
