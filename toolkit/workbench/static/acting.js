// Acts of the closed loop: forms that do something, files that are sent, sheets that the browser keeps, and the word
// about it that is still to be read on the page that follows.

import { button, make, Notice } from '../../yehua/script/kit.js';
import { attempt, field, form, go, myName } from './parts.js';
import { act } from './server.js';

const COLOUR_CLASS = { 红: 'red', 黄: 'yellow', 绿: 'green' };
const STATE_CLASS = {
  ...{ 逾期: 'bad', 到期: 'warn', 将到期: 'warn', 未校正: 'warn', 已办: 'good', 已回访: 'good' },
  ...{ 缺诊: 'bad', 已坐诊: 'good', 已补: 'good', 待签发: 'warn', 异议中: 'warn', 已出: 'good', 采纳: 'good' },
};

export const colourTag = (colour) =>
  make('span', { class: `yh-colour ${COLOUR_CLASS[colour] ?? ''}`, text: colour || '未分色' });

export const stateTag = (state) => make('span', { class: `yh-tag ${STATE_CLASS[state] ?? 'info'}`, text: state });

// When something happened; what was written down more than a day afterwards says so.
export const momentCell = ({ at, late }) =>
  make('div', {}, late ? `${at} ` : at, late ? make('span', { class: 'yh-tag info', text: '补记' }) : '');

let left = ''; // what was done on the page before

export const pageNotice = () => {
  const notice = new Notice();
  if (left) notice.told(left);
  left = '';
  return notice;
};

// Keeps a word for the page that is gone to next.
export const leaveWord = (words) => {
  left = words;
};

export const keepSheet = ({ name, content }) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes]));
  make('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
};

const contentOf = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(',')[1] ?? '');
    reader.onerror = () => reject({ refused: `“${file.name}”读不出来，请再选一次。` });
    reader.readAsDataURL(file);
  });

// The files chosen in `controls` (by name), as an act takes them.
export const filesOf = async (controls) => {
  const given = {};
  for (const [name, control] of Object.entries(controls)) {
    const [file] = control.files;
    given[name] = file ? await contentOf(file) : '';
    given[`${name}_name`] = file?.name ?? '';
  }
  return given;
};

const wordsOf = (done) => [done.words, ...(done.lines ?? [])].join('\n');

// Does the act `name` under the name of whoever works here; a sheet that comes of it is kept.
export const doing = async (name, given = {}) => {
  const done = await act(name, { by: myName(), ...given });
  if (done.sheet) keepSheet(done.sheet);
  return done;
};

// The same, and then shows the page that it leads to, with what was done; where it leads nowhere, says it in `notice`.
const doneThere = async (name, given, notice) => {
  const done = await doing(name, given);
  if (!done.page) {
    notice.told(wordsOf(done));
    return;
  }
  leaveWord(wordsOf(done));
  go(done.page);
};

// A form that does the act `name`; `fields` are `[name, label, control]`, those of files among them; `more` is given too.
export const actForm = (fields, text, name, notice, more = {}) => {
  const files = Object.fromEntries(
    fields.filter(([, , { type }]) => type === 'file').map(([key, , file]) => [key, file]),
  );
  const send = async (given) => doneThere(name, { ...given, ...(await filesOf(files)), ...more }, notice);
  const node = form(fields, text, send, notice);
  node.classList.add('wb-rows');
  return node;
};

// A button that does an act and says here what came of it: a sheet, words to read.
export const actButton = (text, title, name, notice, given = {}) =>
  button(text, title, async () => {
    const done = await attempt(notice, () => doing(name, given));
    if (done) notice.told(wordsOf(done));
  });

// A button that does an act and shows the page that it leads to.
export const goButton = (text, title, name, notice, given = {}) =>
  button(text, title, () => attempt(notice, () => doneThere(name, given, notice)));

export const fileField = (more) => field({ type: 'file', ...more });

// A minute of the machine's clock, as it stands now unless somebody changes it.
export const momentField = () => {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  return field({ type: 'datetime-local', value: local, required: true });
};

export const folded = (title, ...content) =>
  make('details', { class: 'wb-folded' }, make('summary', { text: title }), ...content);
