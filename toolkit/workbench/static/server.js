// What the page asks of the server: data, acts, and panels over a socket each.

const config = JSON.parse(document.getElementById('jupyter-config-data').textContent);
const BASE = config.baseUrl;
const RETRY_MS = 1500;

export const isPractice = () => new URLSearchParams(location.search).get('practice') === '1';

export const switchPractice = () => {
  const query = isPractice() ? '' : '?practice=1';
  location.assign(`${BASE}yehua/${query}#/today`);
};

const address = (kind, name, given = {}) => {
  const query = new URLSearchParams({ ...given, ...(isPractice() ? { practice: '1' } : {}) });
  return `${BASE}yehua/${kind}/${name}?${query}`;
};

const xsrf = () => document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? '';

const answered = async (answer) => {
  const content = await answer.json().catch(() => ({}));
  if (answer.ok) return content;
  if (answer.status === 403) throw { refused: '登录过期了：请关掉这个网页，重新双击打开夜话。' };
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

// Sends `file` into the inbox; `progress` is called with the share that has arrived. Resolves with the name that it
// has there.
export const upload = (file, progress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', `${BASE}yehua/upload${isPractice() ? '?practice=1' : ''}`);
    request.setRequestHeader('X-XSRFToken', xsrf());
    request.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 1);
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      answered(answer).then(({ name }) => resolve(name), reject);
    };
    request.onerror = () => reject({ refused: `“${file.name}”没有传完：后台断开了。收件箱里没有留下半个文件，请再传一次。` });
    request.send(file);
  });

const offline = new Set();
let callOffline = () => {};
export const onOffline = (call) => {
  callOffline = call;
};
const noteOffline = (socket, isOffline) => {
  const before = offline.size > 0;
  if (isOffline) offline.add(socket);
  else offline.delete(socket);
  if (before !== offline.size > 0) callOffline(offline.size > 0);
};

// The model that a panel's script is given in place of a notebook's: `get`, `on`, `off` and `send` over the socket.
class SocketModel {
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

// Shows the panel `name` in `el`, and again whenever the server is back. What could not be sent waits in the
// browser's outbox. Returns a function that closes it.
export const openPanel = (name, given, el, refused) => {
  loadStyle(name);
  const script = import(`${BASE}yehua/script/${name}.js`);
  let socket = null;
  let close = null;
  let isClosed = false;
  let awaited = null; // a message whose buffers still come

  const drop = () => {
    close?.();
    close = null;
  };

  const begin = async (state) => {
    const { default: panel } = await script;
    if (isClosed) return;
    drop();
    el.replaceChildren();
    const mine = socket;
    const send = (message) => {
      if (mine.readyState !== WebSocket.OPEN) throw new Error('offline');
      mine.send(JSON.stringify(message));
    };
    const model = new SocketModel(state, send);
    mine.model = model;
    for (const [message, buffers] of mine.early) model.receive(message, buffers);
    close = panel.render({ model, el });
  };

  const take = (message, buffers) => {
    if (message.state) begin(message.state);
    else if (message.refused && message.re === undefined && !message.tell) {
      isClosed = true;
      refused(message);
    } else if (socket.model) socket.model.receive(message, buffers);
    else socket.early.push([message, buffers]);
  };

  const receive = ({ data: content }) => {
    if (typeof content !== 'string') {
      awaited.buffers.push(new DataView(content));
      awaited.left -= 1;
    } else {
      const { buffers = 0, ...message } = JSON.parse(content);
      awaited = { message, buffers: [], left: buffers };
    }
    if (awaited.left === 0) take(awaited.message, awaited.buffers);
  };

  const connect = () => {
    const url = new URL(address('panel', name, given), location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.early = [];
    socket.onmessage = receive;
    socket.onopen = () => noteOffline(el, false);
    socket.onclose = () => {
      if (isClosed) return;
      noteOffline(el, true);
      setTimeout(connect, RETRY_MS);
    };
  };

  connect();
  return () => {
    isClosed = true;
    noteOffline(el, false);
    drop();
    socket.close();
  };
};
