// How a panel's messages reach the server: over a socket, or, where a browser has none or it is blocked, by asking every
// two seconds, or at another beat. `calls` are opened(), received(text or ArrayBuffer) and, once, lost(whether another way may lead there).

const ASK_MS = 2000;
const OPENING_MS = 5000;
// A browser outlives its page with 64 KiB of requests at most; a Chinese character takes three bytes.
const KEPT_LENGTH = 10000;

export const xsrf = () => document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? '';

class SocketLine {
  constructor(address, calls) {
    const url = new URL(address, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    this.socket = new WebSocket(url);
    this.socket.binaryType = 'arraybuffer';
    // Some filters swallow a socket without a word.
    const opening = setTimeout(() => this.socket.close(), OPENING_MS);
    this.socket.onopen = () => {
      clearTimeout(opening);
      isSocketProven = true;
      calls.opened();
    };
    this.socket.onmessage = ({ data }) => calls.received(data);
    this.socket.onclose = () => {
      clearTimeout(opening);
      isSocketDoubted = !isSocketProven;
      calls.lost(isSocketDoubted);
    };
  }

  send(message) {
    if (this.socket.readyState !== this.socket.OPEN) throw new Error('offline');
    this.socket.send(JSON.stringify(message));
  }

  close() {
    this.socket.onclose = null; // a page that was left says nothing about the network
    this.socket.close();
  }
}

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;

// One request at a time, so that questions arrive in their order; each brings back what was sent since.
class AskingLine {
  constructor(address, calls, beatMs) {
    Object.assign(this, { address, calls, beatMs });
    this.number = '';
    this.taken = 0;
    this.questions = [];
    this.isClosed = false;
    this.wake = () => {};
    this.run();
  }

  async run() {
    try {
      while (!this.isClosed) {
        const isOpen = await this.ask();
        if (!this.isClosed && !isOpen && !this.questions.length) await this.pause();
      }
      // What was typed last is still sent, and the end must not overtake it.
      if (this.questions.length) await this.ask();
      this.leave();
    } catch {
      if (!this.isClosed) this.lose();
    }
  }

  lose() {
    this.isClosed = true;
    // The server may be down, or have come back meanwhile: a socket is tried again.
    if (!this.number) isSocketDoubted = false;
    this.calls.lost(false);
  }

  pause() {
    return new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, this.beatMs);
    });
  }

  // Returns whether a question is still being answered.
  async ask() {
    const body = JSON.stringify({ line: this.number, taken: this.taken, questions: this.questions.splice(0) });
    const headers = { 'Content-Type': 'application/json', 'X-XSRFToken': xsrf() };
    const keepalive = body.length < KEPT_LENGTH;
    const answer = await fetch(this.address, { method: 'POST', headers, body, keepalive });
    if (!answer.ok) throw new Error('offline');
    const { line, taken, frames, open } = await answer.json();
    if (!this.number) this.calls.opened();
    this.number = line;
    this.taken = taken + frames.length;
    if (!this.isClosed)
      for (const frame of frames) this.calls.received(frame.base64 === undefined ? frame : bytesOf(frame.base64));
    return open;
  }

  send(message) {
    if (this.isClosed) throw new Error('offline');
    this.questions.push(message);
    this.wake();
  }

  leave() {
    const headers = { 'X-XSRFToken': xsrf() };
    const address = `${this.address}&line=${encodeURIComponent(this.number)}`;
    fetch(address, { method: 'DELETE', headers, keepalive: true }).catch(() => {});
  }

  // What was sent before is still asked.
  close() {
    this.isClosed = true;
    this.wake();
  }
}

// Once a socket of this page was open, one that closes means that the server is gone, not that sockets are blocked.
let isSocketProven = false;
let isSocketDoubted = false;

export const lineTo = (socketAddress, askingAddress, calls, beatMs = ASK_MS) => {
  if (typeof WebSocket !== 'undefined' && !isSocketDoubted) {
    try {
      return new SocketLine(socketAddress, calls);
    } catch {
      // A browser whose rules forbid sockets refuses to make one.
    }
  }
  return new AskingLine(askingAddress, calls, beatMs);
};
