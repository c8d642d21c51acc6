// An evening's page of notes, typed by keyboard: Enter writes a row down and goes to the next, which keeps the place.
// What is not yet written down stays in this browser.

import { choice, isComposing, make } from '../../yehua/script/kit.js';
import { doing } from './acting.js';
import { field, link } from './parts.js';

const COLOURS = ['', '红', '黄', '绿'];
const NAMED = { '': '颜色', 红: '1 红', 黄: '2 黄', 绿: '3 绿' };

const controlsOf = (n, given) => ({
  place: field({ class: 'yh-input wb-place', value: given.place ?? '', 'aria-label': `第 ${n} 条 地点` }),
  text: field({ class: 'yh-input wb-text', value: given.text ?? '', 'aria-label': `第 ${n} 条 什么事` }),
  person: field({ class: 'yh-input wb-person', value: given.person ?? '', 'aria-label': `第 ${n} 条 反映人` }),
  against: field({ class: 'yh-input wb-person', value: given.against ?? '', 'aria-label': `第 ${n} 条 对方` }),
  colour: choice(
    COLOURS,
    { class: 'wb-colour', 'aria-label': `第 ${n} 条 颜色：按 1 红、2 黄、3 绿` },
    (colour) => NAMED[colour],
  ),
});

const NAMES = [
  ['wb-place', '地点'],
  ['wb-text', '什么事'],
  ['wb-person', '反映人'],
  ['wb-person', '对方'],
  ['wb-colour', '颜色'],
  ['wb-state', '编号'],
];
const nameOf = ([kind, text]) => make('span', { class: kind, text });

// A row of the page; `page` says where it stands.
class NoteRow {
  constructor(page, n, given) {
    Object.assign(this, { page, isSent: false, isWritten: false, tries: 0 });
    this.controls = controlsOf(n, given);
    this.controls.colour.value = given.colour ?? '';
    this.state = make('span', { class: 'wb-state', role: 'status' });
    const { place, text, person, against, colour } = this.controls;
    const number = make('span', { class: 'wb-soft', text: String(n) });
    this.node = make('li', { class: 'wb-note' }, number, place, text, person, against, colour, this.state);
    this.node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || isComposing(event) || event.target.tagName === 'A') return;
      event.preventDefault();
      this.page.enter(this);
    });
    this.node.addEventListener('input', () => this.page.keep());
  }

  get given() {
    return Object.fromEntries(Object.entries(this.controls).map(([name, { value }]) => [name, value]));
  }

  say(words, kind = '') {
    this.state.className = `wb-state ${kind}`;
    this.state.replaceChildren(words);
  }

  lock(isLocked) {
    for (const control of Object.values(this.controls)) control.disabled = isLocked;
  }

  async write(walk) {
    this.tries += 1;
    const retry = this.tries > 1 ? '1' : '';
    try {
      const done = await doing('write_note', { ...this.given, walk: walk.number, date: walk.date, retry });
      this.isWritten = true;
      this.page.written();
      this.say(link(done.page, done.number, { 'aria-label': `${done.number} 记好了` }));
    } catch (fault) {
      this.isSent = false;
      this.lock(false);
      this.say(fault.refused ?? '没有记上：后台没有回答。字还在，按回车再记一次。', 'wb-over');
    }
    this.page.keep();
  }
}

// The rows of the walk `walk`: number and date.
export class Evening {
  constructor(walk, place) {
    this.walk = walk;
    this.shelf = `yehua:notes:${walk.number}`;
    this.rows = [];
    this.turn = Promise.resolve();
    this.written = () => {}; // called after each note that was written down
    this.list = make('ol', { class: 'wb-notes', 'aria-label': '这一页的每一条' });
    this.node = make(
      'div',
      { class: 'wb-evening' },
      make('p', {
        class: 'wb-soft',
        text: '写完一条按回车，接着写下一条，地点照上一条。Tab 到下一格；在颜色格按 1 红、2 黄、3 绿。',
      }),
      make(
        'div',
        { class: 'wb-note wb-names', 'aria-hidden': 'true' },
        make('span', { class: 'wb-soft' }),
        ...NAMES.map(nameOf),
      ),
      this.list,
    );
    for (const given of this.left()) this.add(given);
    if (!this.rows.length) this.add({ place });
  }

  left() {
    try {
      return JSON.parse(localStorage.getItem(this.shelf) ?? '[]');
    } catch {
      return [];
    }
  }

  keep() {
    const waiting = this.rows.filter((row) => !row.isWritten && row.controls.text.value.trim());
    try {
      if (waiting.length) localStorage.setItem(this.shelf, JSON.stringify(waiting.map(({ given }) => given)));
      else localStorage.removeItem(this.shelf);
    } catch {
      // A full or forbidden store: then only what was written down is safe.
    }
  }

  add(given) {
    const row = new NoteRow(this, this.rows.length + 1, given);
    this.rows.push(row);
    this.list.append(row.node);
    return row;
  }

  focus() {
    this.rows.find((row) => !row.isSent)?.controls.text.focus();
  }

  enter(row) {
    const { text, place } = row.given;
    if (!text.trim()) {
      row.say('先写什么事', 'wb-over');
      row.controls.text.focus();
      return;
    }
    row.isSent = true;
    row.lock(true);
    row.say('正在记……');
    const next = this.rows.find((other) => !other.isSent) ?? this.add({ place });
    if (!next.controls.place.value) next.controls.place.value = place;
    next.controls.text.focus();
    next.node.scrollIntoView({ block: 'nearest' });
    // One after another: numbers follow the page.
    this.turn = this.turn.then(() => row.write(this.walk));
  }
}
