// Forms of the page 保管: who does it, where it lies, what it answered, and agreement that holds for one act.

import { choice, make } from '../../yehua/script/kit.js';
import { field, form, myName } from './parts.js';
import { act } from './server.js';

export const person = () => field({ size: 8, required: true, value: myName() });
export const folder = (more) => field({ size: 28, placeholder: '完整的路径，如 E:\\备份', required: true, ...more });
export const line = (more) => field({ size: 10, ...more });

// What an act answered, a line each; it stays until the next act of its section.
export const answerBox = () => make('div', { role: 'status', class: 'wb-answer' });

export const show = (box, words) => {
  const lines = words.split('\n').filter(Boolean);
  box.replaceChildren(...lines.map((text) => make('p', { text })));
};

// A form for the act `name`; its answer stands below it, and `drawn` renews what changed on the page.
export const actForm = (name, fields, text, notice, drawn) => {
  const box = answerBox();
  const send = async (given) => {
    box.replaceChildren(make('p', { class: 'wb-soft', text: '正在做，请不要关机……' }));
    let done = { words: '' };
    try {
      done = await act(name, given);
    } finally {
      forgetAgreement(fields);
      show(box, done.words);
    }
    await drawn();
  };
  const node = form(fields, text, send, notice);
  if (fields.length > 2) node.classList.add('wb-rows');
  return make('div', { class: 'wb-act' }, node, box);
};

// A box to be ticked; a form reads `value`. The button says `text` as long as it is ticked: it then changes something.
export const agreement = (text) => {
  const box = make('input', { type: 'checkbox', value: '' });
  box.addEventListener('change', () => {
    box.value = box.checked ? '1' : '';
    const submit = box.form.querySelector('[type=submit]');
    submit.dataset.first ??= submit.textContent;
    submit.textContent = box.checked ? text : submit.dataset.first;
  });
  return box;
};

// What was agreed to holds for one act.
const forgetAgreement = (fields) => {
  for (const [, , control] of fields) if (control.type === 'checkbox' && control.checked) control.click();
};

// Nothing is chosen until somebody chooses: the acts here are on one recording, and some are for ever.
export const codeChoice = (page) => choice(['', ...page.codes], { required: true }, (code) => code || '选一段录音');
