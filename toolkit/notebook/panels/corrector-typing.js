// Typing in the sentences: each letter goes into the outbox, and to Python at the next pause.

const PAUSE_MS = 350; // typing is handed on after this pause
const RUN_MS = 2500; // after a longer one, undoing stops there
const RESUME_MS = 1400; // when somebody stops typing, the sound goes on
const READ_MS = 5000; // and when nobody began to

class Typing {
  constructor(panel) {
    this.panel = panel;
    this.composing = false;
    this.pending = new Map(); // id -> timer
    this.run = { id: null, at: 0, name: '' };
    this.listen(panel.sentences.node);
  }

  listen(list) {
    const { sentences, sound } = this.panel;
    list.addEventListener('compositionstart', () => {
      this.composing = true;
      sound.hold();
    });
    list.addEventListener('mousedown', (event) => {
      if (event.target.closest('.cor-text')) sound.hold();
    });
    list.addEventListener('mouseup', () => sound.goOn(READ_MS));
    list.addEventListener('compositionend', (event) => {
      this.composing = false;
      this.take(idOf(event.target));
    });
    list.addEventListener('input', (event) => {
      if (!event.isComposing && !this.composing) this.take(idOf(event.target));
    });
    list.addEventListener('focusout', (event) => {
      if (event.target.classList.contains('cor-text')) this.handOn();
    });
    list.addEventListener('focusin', (event) => {
      const id = idOf(event.target);
      if (id) sentences.select(id, { quiet: true });
    });
    addEventListener('pagehide', this.handOn);
  }

  // Whether the text of the sentence must not be replaced under the hands of whoever types in it.
  isBusyWith(id) {
    return this.composing || this.pending.has(id);
  }

  take(id) {
    const { link, saved, sentences, sound } = this.panel;
    sound.hold();
    sound.goOn(RESUME_MS);
    const now = performance.now();
    if (this.run.id !== id || now - this.run.at > RUN_MS)
      this.run = { id, at: now, name: `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}` };
    this.run.at = now;
    const words = sentences.rows.get(id).text.textContent.replace(/\s*\n\s*/g, '');
    link.put(
      'edit',
      { edit: { action: 'text', items: [id], text: words, run: this.run.name }, at: new Date().toISOString() },
      `text:${id}:${this.run.name}`,
    );
    saved.textContent = '正在存……';
    clearTimeout(this.pending.get(id));
    this.pending.set(
      id,
      setTimeout(() => {
        this.pending.delete(id);
        link.flush();
      }, PAUSE_MS),
    );
  }

  handOn = () => {
    if (!this.pending.size) return;
    for (const timer of this.pending.values()) clearTimeout(timer);
    this.pending.clear();
    this.panel.link.flush();
  };

  close() {
    this.handOn();
    removeEventListener('pagehide', this.handOn);
  }
}
