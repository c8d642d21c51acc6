// The switch for practice, and the line beside it: the sample meeting at once, the year of a township once it is made.

import { make } from '../../yehua/script/kit.js';
import { isPractice, isYear, prepareYear, workAt, yearState } from './server.js';

const ASK_MS = 2000;
const READY = '好了';
const MAKING = '正在准备';

const switched = async () => {
  if (isPractice()) {
    workAt('');
    return;
  }
  const year = await yearState().catch(() => ({ state: '' }));
  workAt(year.state === READY ? 'year' : '1');
};

// Tells how far the year is, and offers it once it is there.
const follow = async (line, year) => {
  line.replaceChildren(`现在是练习：样例是虚构的，办什么都不作数。${year.words}`);
  if (year.state === READY) {
    line.append(make('button', { class: 'wb-plain', onclick: () => workAt('year'), text: '打开一年的样例' }));
  }
  if (year.state === MAKING) setTimeout(async () => follow(line, await yearState().catch(() => year)), ASK_MS);
};

export const practiceSwitch = () => {
  const box = make('input', { type: 'checkbox', role: 'switch', onchange: switched });
  box.checked = isPractice();
  document.body.classList.toggle('practice', isPractice());
  const line = make('span', { class: 'wb-practising', 'aria-live': 'polite' });
  if (isYear()) {
    const other = make('button', { class: 'wb-plain', onclick: () => workAt('1'), text: '换成一场夜话' });
    line.append('现在是练习：虚构的青石镇的一年，办什么都不作数。', other);
  } else if (isPractice()) {
    line.textContent = '现在是练习：样例是虚构的，办什么都不作数';
    prepareYear().then(
      (year) => follow(line, year),
      () => {}, // without the year there is still the meeting
    );
  }
  return [line, make('label', { class: 'wb-switch' }, box, ' 练习')];
};
