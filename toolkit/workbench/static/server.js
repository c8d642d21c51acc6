// What the page asks of the server: data, acts, and panels over a line each.

import { lineTo, xsrf } from './lines.js';

const config = JSON.parse(document.getElementById('jupyter-config-data').textContent);
const BASE = config.baseUrl;
const RETRY_MS = 1500;
// What is shown is true within two seconds.
const CLOCK_MS = 1000;

// What is practised on: `1` is the sample meeting, `year` the year of a township; empty at real work.
const practised = () => new URLSearchParams(location.search).get('practice') ?? '';
export const isPractice = () => practised() !== '';
export const isYear = () => practised() === 'year';

// Opens the workbench at real work (an empty text), or for practice.
export const workAt = (practice) => {
  location.assign(`${BASE}yehua/${practice && `?practice=${practice}`}#/today`);
};

const address = (kind, name, given = {}) => {
  const query = new URLSearchParams({ ...given, ...(isPractice() ? { practice: practised() } : {}) });
  return `${BASE}yehua/${kind}/${name}?${query}`;
};

// What was typed is as good as before: it waits until somebody logs in.
const LOGGED_OUT = { refused: '登录过期了：请关掉这个网页，重新双击打开夜话。写下的都还在。', isLoggedOut: true };

const answered = async (answer) => {
  const content = await answer.json().catch(() => ({}));
  if (answer.ok) return content;
  if (answer.status === 403) throw { ...LOGGED_OUT };
  throw content.refused ? content : { refused: '后台没有听懂这一页要什么。请刷新网页再试。' };
};

const sent = async (kind, name, given) =>
  answered(
    await fetch(address(kind, name), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-XSRFToken': xsrf() },
      body: JSON.stringify(given),
    }),
  );

// Resolves with the data of a page; rejects with `{refused}` or with the browser's own fault.
export const data = async (name, given = {}) => answered(await fetch(address('data', name, given)));
data.base = BASE;

// As `data`, for words: these stay out of addresses, which a server may log.
export const found = (name, given) => sent('data', name, given);

export const act = (name, given) => sent('act', name, given);

// How far the year of a township is: `{state, words}`; `prepareYear` begins to make it, unless it is there.
export const yearState = async () => answered(await fetch(`${BASE}yehua/practice`));
export const prepareYear = async () =>
  answered(await fetch(`${BASE}yehua/practice`, { method: 'POST', headers: { 'X-XSRFToken': xsrf() } }));

// Sends `file` into the inbox; `progress` is called with the share that has arrived. Resolves with the name that it
// has there.
export const upload = (file, progress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', `${BASE}yehua/upload${isPractice() ? `?practice=${practised()}` : ''}`);
    request.setRequestHeader('X-XSRFToken', xsrf());
    request.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 1);
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      answered(answer).then(({ name }) => resolve(name), reject);
    };
    request.onerror = () =>
      reject({ refused: `“${file.name}”没有传完：后台断开了。收件箱里没有留下半个文件，请再传一次。` });
    request.send(file);
  });

const offline = new Set();
let callOffline = () => {};
export const onOffline = (call) => {
  callOffline = call;
};
const noteOffline = (place, isOffline) => {
  const before = offline.size > 0;
  if (isOffline) offline.add(place);
  else offline.delete(place);
  if (before !== offline.size > 0) callOffline(offline.size > 0);
};

// The model that a panel's script is given in place of a notebook's: `get`, `on`, `off` and `send` over the line.
class LineModel {
  constructor(state, send) {
    this.state = state;
    this.send = send;
    this.calls = new Set();
  }

  get(name) {
    return this.state[name];
  }

  on(event, call) {
    if (event === 'msg:custom') this.calls.add(call);
  }

  off(event, call) {
    if (event === 'msg:custom') this.calls.delete(call);
  }

  receive(message, buffers) {
    for (const call of this.calls) call(message, buffers);
  }
}

const loadStyle = (name) => {
  const href = `${BASE}yehua/style/${name}.css`;
  if (document.head.querySelector(`link[href="${href}"]`)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  document.head.append(link);
};

// A line that is made again whenever it was lost; `begun` is called before each, `received` with what comes over it.
class KeptLine {
  constructor(socketAddress, askingAddress, calls, beatMs) {
    Object.assign(this, { socketAddress, askingAddress, calls, beatMs });
    this.isClosed = false;
    this.connect();
  }

  connect() {
    this.calls.begun?.();
    const calls = {
      opened: () => noteOffline(this, false),
      received: (content) => this.calls.received(content),
      lost: (mayAsk) => this.lose(mayAsk),
    };
    this.line = lineTo(this.socketAddress, this.askingAddress, calls, this.beatMs);
  }

  lose(mayAsk) {
    if (this.isClosed) return;
    if (mayAsk) {
      this.connect();
      return;
    }
    noteOffline(this, true);
    setTimeout(() => this.isClosed || this.connect(), RETRY_MS);
  }

  close() {
    this.isClosed = true;
    noteOffline(this, false);
    this.line.close();
  }
}

// Calls `changed` when the day changed or the clock of the machine was moved.
export const watchClock = (changed) => {
  let known = '';
  const received = (mark) => {
    if (known && mark !== known) changed();
    known = mark;
  };
  new KeptLine(address('clock', 'line'), address('clock', 'asked'), { received }, CLOCK_MS);
};

// A panel over its line, shown again whenever the server is back.
class PanelPlace {
  constructor(name, given, el, refused) {
    Object.assign(this, { name, given, el, refused });
    this.script = import(`${BASE}yehua/script/${name}.js`);
    this.isClosed = false;
    this.leave = null; // closes what the panel's script drew
    loadStyle(name);
    const calls = { begun: () => this.forget(), received: (content) => this.receive(content) };
    this.kept = new KeptLine(address('panel', name, given), address('asking', name, given), calls);
  }

  forget() {
    this.model = null;
    this.early = []; // what comes before the script is there
  }

  // A message says how many buffers follow it.
  receive(content) {
    if (typeof content === 'string') {
      const { buffers = 0, ...message } = JSON.parse(content);
      this.awaited = { message, buffers: [], left: buffers };
    } else {
      this.awaited.buffers.push(new DataView(content));
      this.awaited.left -= 1;
    }
    if (this.awaited.left === 0) this.take(this.awaited.message, this.awaited.buffers);
  }

  take(message, buffers) {
    const isAnswer = message.re !== undefined || message.tell;
    if (message.state) this.begin(message.state);
    else if (message.refused && !isAnswer) {
      this.close();
      this.refused(message);
    } else if (this.model) this.model.receive(message, buffers);
    else this.early.push([message, buffers]);
  }

  async begin(state) {
    const { line } = this.kept;
    const { default: panel } = await this.script;
    if (this.isClosed || line !== this.kept.line) return;
    this.leave?.();
    this.el.replaceChildren();
    this.model = new LineModel(state, (message) => line.send(message));
    this.leave = panel.render({ model: this.model, el: this.el });
    for (const [message, buffers] of this.early) this.model.receive(message, buffers);
  }

  close() {
    this.isClosed = true;
    this.leave?.();
    this.kept.close();
  }
}

// Shows the panel `name` in `el`; what could not be sent waits in the browser's outbox. Returns a function that closes
// it; `refused` is called with the sentence of a panel that cannot be opened.
export const openPanel = (name, given, el, refused) => {
  const place = new PanelPlace(name, given, el, refused);
  return () => place.close();
};
