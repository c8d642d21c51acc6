// What was changed in Word, a line for each change: only the letters that differ are marked.

import { make } from '../../yehua/script/kit.js';

const sameStart = (one, other) => {
  let n = 0;
  while (n < one.length && n < other.length && one[n] === other[n]) n += 1;
  return n;
};

const reversed = (text) => [...text].reverse().join('');

// The line before and after as nodes: what is the same stands once.
const marked = (before, after) => {
  const [old, fresh] = [[...before].join(''), [...after].join('')];
  const start = sameStart(old, fresh);
  const end = sameStart(reversed(old.slice(start)), reversed(fresh.slice(start)));
  const gone = old.slice(start, old.length - end);
  const come = fresh.slice(start, fresh.length - end);
  return [
    fresh.slice(0, start),
    gone ? make('del', { text: gone }) : '',
    come ? make('ins', { text: come }) : '',
    fresh.slice(fresh.length - end),
  ];
};

export const colouredChanges = ({ changes, findings }) => [
  make('p', { class: 'pf-count', text: changes.length ? `改了 ${changes.length} 处：` : '和出的草稿一字不差。' }),
  make(
    'ol',
    { class: 'pf-changes' },
    changes.map((change) => make('li', {}, marked(change.old, change.new))),
  ),
  make(
    'ul',
    { class: 'pf-open' },
    findings
      .filter(({ level }) => level !== 'warning')
      .map(({ message, remedy, level }) => make('li', { class: level, text: `${message}${remedy}` })),
  ),
];
