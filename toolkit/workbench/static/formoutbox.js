// What was typed and is not in the workspace yet: kept in the browser, sent a moment later, sent again until it is in.

const WAIT_MS = 350;
const AGAIN_MS = 2500;

// `send` takes an object of paths and texts and answers with a promise; `told` hears `saving`, `saved`, `offline`, and
// `refused` with the fault and what was not taken.
export class FormOutbox {
  constructor(name, send, told) {
    Object.assign(this, { name, send, told });
    this.waiting = this.kept();
    this.turn = Promise.resolve();
    this.timer = null;
    this.isClosed = false;
  }

  // What a tab that was closed, or a machine that went off, left behind.
  kept() {
    try {
      return new Map(Object.entries(JSON.parse(localStorage.getItem(this.name) ?? '{}')));
    } catch {
      return new Map();
    }
  }

  keep() {
    try {
      if (this.waiting.size) localStorage.setItem(this.name, JSON.stringify(Object.fromEntries(this.waiting)));
      else localStorage.removeItem(this.name);
    } catch {
      // The browser's store is full or shut; the server takes it in a moment anyway.
    }
  }

  put(path, text, isNow = false) {
    this.waiting.delete(path);
    this.waiting.set(path, text);
    this.keep();
    this.told('saving');
    this.later(isNow ? 0 : WAIT_MS);
  }

  // What was typed at `path` and is not in the workspace yet, else `text`.
  textAt(path, text) {
    return this.waiting.get(path) ?? text;
  }

  holds(path) {
    return this.waiting.has(path);
  }

  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush().catch(() => {}), ms);
  }

  // Resolves once everything typed so far is in the workspace; rejects where the server does not answer.
  flush() {
    clearTimeout(this.timer);
    this.turn = this.turn.catch(() => {}).then(() => this.sendAll());
    return this.turn;
  }

  async sendAll() {
    if (!this.waiting.size) return;
    const sent = new Map(this.waiting);
    try {
      await this.send(Object.fromEntries(sent));
    } catch (fault) {
      if (!fault.refused || fault.isLoggedOut) {
        this.told('offline', fault);
        if (!this.isClosed) this.later(AGAIN_MS);
        throw fault;
      }
      this.drop(sent);
      this.told('refused', fault, [...sent.values()].join('；'));
      throw fault;
    }
    this.drop(sent);
    this.told(this.waiting.size ? 'saving' : 'saved');
  }

  drop(sent) {
    for (const [path, text] of sent) if (this.waiting.get(path) === text) this.waiting.delete(path);
    this.keep();
  }

  close() {
    this.isClosed = true;
    return this.flush().catch(() => {});
  }
}
