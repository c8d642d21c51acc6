// What several pages are made of: headings, tables, forms, and the panels of notebooks.

import { button, make, Notice } from '../../yehua/script/kit.js';
import { openPanel } from './server.js';

const NAME_KEY = 'yehua:name';

// The name under which a person works in this browser.
export const myName = () => localStorage.getItem(NAME_KEY) ?? '';

export const go = (page) => {
  // The browser keeps the address escaped, and calls nobody when it stays as it was.
  if (decodeURIComponent(location.hash) === `#${page}`) window.dispatchEvent(new HashChangeEvent('hashchange'));
  else location.hash = page;
};

export const link = (page, text, more = {}) => make('a', { href: `#${page}`, text, ...more });

export const percentOf = (share) => `${Math.round(share * 100)}%`;

export const heading = (text, ...more) =>
  make('div', { class: 'wb-heading' }, make('h1', { text }), make('span', { class: 'yh-space' }), ...more);

export const nameField = () => {
  const input = make('input', {
    class: 'yh-input',
    size: 8,
    value: myName(),
    placeholder: '姓名',
    'aria-label': '您的姓名',
  });
  input.addEventListener('change', () => {
    localStorage.setItem(NAME_KEY, input.value.trim());
    window.dispatchEvent(new Event(NAME_KEY));
  });
  return make('label', { class: 'wb-name' }, '您的姓名 ', input);
};

const AT_ONCE = 100;

// Puts `lines` into `list` a hundred at a time, since a browser takes seconds over thousands; returns the button for more.
export const inParts = (list, lines) => {
  const rest = [...lines];
  list.append(...rest.splice(0, AT_ONCE));
  if (!rest.length) return '';
  const words = () => `还有 ${rest.length} 件，再列 ${Math.min(AT_ONCE, rest.length)} 件`;
  const more = button(words(), '接着往下列', () => {
    const [first] = rest;
    list.append(...rest.splice(0, AT_ONCE));
    if (rest.length) more.textContent = words();
    else more.remove();
    first.querySelector('a')?.focus();
  });
  return more;
};

export const table = (names, rows, none) => {
  if (!rows.length) return make('p', { class: 'wb-none', text: none });
  const head = make(
    'tr',
    {},
    names.map((name) => (name ? make('th', { scope: 'col', text: name }) : make('td'))),
  );
  const body = make('tbody');
  const more = inParts(body, rows);
  const whole = make('table', { class: 'wb-table' }, make('thead', {}, head), body);
  const label = `列表：${names.filter(Boolean).join('、')}`;
  return make('div', { class: 'wb-wide', tabindex: '0', role: 'region', 'aria-label': label }, whole, more);
};

// Dates, moments, numbers and names are not broken into two lines.
const SHORT = /^([^\s，。；、（]{1,12}|\d{4}-\d{2}-\d{2} \d{2}:\d{2})$/u;
const isShort = (content) => SHORT.test(content instanceof HTMLAnchorElement ? content.textContent : content);

const cell = (content) => {
  const isWord = typeof content === 'string' || content instanceof HTMLAnchorElement;
  return make('td', isWord && isShort(content) ? { class: 'wb-nowrap' } : {}, content ?? '');
};

export const cells = (...contents) => make('tr', {}, contents.map(cell));

// The seed of a draw as people say it, before the text itself, which anybody can draw by again.
export const seedCell = (seed) => {
  const [day, source, index, , dice] = seed.split('|');
  if (source !== 'SSE') return seed;
  const words = `${day} 上证指数 ${index}${dice ? `，骰子 ${dice}` : ''}`;
  return make('span', {}, `${words}　`, make('span', { class: 'wb-soft', text: seed }));
};

export const factList = (facts) =>
  make(
    'dl',
    { class: 'wb-facts' },
    facts.flatMap(([name, value]) => [make('dt', { text: name }), make('dd', {}, value ?? '')]),
  );

export const section = (title, ...content) =>
  make('section', { class: 'wb-section' }, make('h2', { text: title }), ...content);

export const soft = (text) => make('p', { class: 'wb-soft', text });

export const withheld = () => make('p', { class: 'wb-none', text: '还没有判断，或者是检举控告：内容不在这里显示。' });

export const warningList = (lines) => lines.map((text) => make('p', { class: 'wb-warning', text }));

// Runs `work` once at a time; its fault is told in `notice`.
export const attempt = async (notice, work) => {
  notice.hide();
  try {
    return await work();
  } catch (fault) {
    if (fault.refused) notice.refused(fault);
    else notice.show('后台没有回答，没有做成。请过一会儿再试。', { kind: 'warn' });
    return null;
  }
};

// A control as it is shown: one for files has our own words, since those of a browser may be in another language.
export const dressed = (control) => {
  if (control.type !== 'file') return control;
  const words = make('span', { class: 'wb-soft', 'aria-hidden': 'true', text: '还没有选' });
  control.addEventListener('change', () => {
    words.textContent = [...control.files].map(({ name }) => name).join('、') || '还没有选';
  });
  const pick = make('span', { class: 'yh-button', 'aria-hidden': 'true', text: '选文件…' });
  return make('span', { class: 'wb-file' }, control, pick, words);
};

// A form whose fields are `[name, label, control]`; what they hold is given to `send`.
export const form = (fields, text, send, notice) => {
  const submit = make('button', { type: 'submit', class: 'yh-button yh-main', text });
  const node = make(
    'form',
    { class: 'wb-form' },
    fields.map(([, label, control]) => make('label', {}, `${label} `, dressed(control))),
    submit,
  );
  node.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    await attempt(notice, () => send(Object.fromEntries(fields.map(([name, , control]) => [name, control.value]))));
    submit.disabled = false;
  });
  return node;
};

export const field = (more) => make('input', { class: 'yh-input', ...more });

// Notebook panels under `head`; `panels` are pairs of a name and what it is given. Those that work under a person's name
// (`by`) are opened anew once another name is written: what is done must never stand under the wrong one.
export const panelPage = (panels, head) => {
  const notice = new Notice();
  const open = (name, given, place) => openPanel(name, given, place, (fault) => notice.refused(fault));
  const places = panels.map(([name, given]) => {
    const node = make('div', { class: 'wb-panel' });
    return { name, given, node, close: open(name, given, node) };
  });
  const renamed = () => {
    for (const place of places.filter(({ given }) => 'by' in given)) {
      place.close();
      place.close = open(place.name, { ...place.given, by: myName() }, place.node);
    }
  };
  window.addEventListener(NAME_KEY, renamed);
  const leave = () => {
    window.removeEventListener(NAME_KEY, renamed);
    for (const { close } of places) close();
  };
  return { nodes: [...head, notice.node, ...places.map(({ node }) => node)], leave };
};
