// Long lists in leaves, with what they are filtered by in the address, so that going back finds the list as it was.

import { button, choice, make } from '../../yehua/script/kit.js';
import { field, go, link } from './parts.js';

// The filters in the address of a list: `#/cases/due=期限已过&leaf=2`.
export const filtersOf = ([text = '']) => Object.fromEntries(new URLSearchParams(text));

const address = (page, filters) => {
  const set = Object.entries(filters).filter(([, value]) => value);
  return set.length ? `/${page}/${new URLSearchParams(set)}` : `/${page}`;
};

// A list to choose a filter from; `values` are texts, or objects of a value and its number of cases.
export const filterChoice = (name, values, wanted) => {
  const counted = values.map((value) => (typeof value === 'string' ? [value, null] : [value.value, value.cases]));
  const known = new Map([['', null], ...counted]);
  if (wanted && !known.has(wanted)) known.set(wanted, null);
  const words = (value) => {
    if (!value) return `${name}：全部`;
    return known.get(value) === null ? value : `${value}（${known.get(value)}）`;
  };
  const control = choice([...known.keys()], { class: 'yh-input', 'aria-label': `按${name}筛选` }, words);
  control.value = wanted ?? '';
  return control;
};

export const filterWords = (placeholder, wanted) =>
  field({
    type: 'search',
    size: Math.max(16, placeholder.length + 7),
    placeholder,
    'aria-label': placeholder,
    value: wanted ?? '',
  });

// The filters above a list; `controls` are pairs of a filter's name and its control.
export const filterBar = (page, filters, controls) => {
  const send = () => {
    const given = controls.map(([name, control]) => [name, control.value.trim()]);
    go(address(page, { ...filters, ...Object.fromEntries(given), leaf: '' }));
  };
  const bar = make(
    'form',
    { class: 'wb-filters', role: 'search' },
    controls.map(([, control]) => control),
    make('button', { type: 'submit', class: 'yh-button', text: '筛选' }),
  );
  if (Object.values(filters).some(Boolean)) bar.append(button('全部显示', '去掉所有筛选条件', () => go(`/${page}`)));
  for (const [, control] of controls) if (control.tagName === 'SELECT') control.addEventListener('change', send);
  bar.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  return bar;
};

// Which leaf of how many is shown, and the ways to the others.
export const leafBar = (page, filters, { number, leaves, lines }) => {
  const to = (leaf, text) =>
    leaf >= 1 && leaf <= leaves
      ? link(address(page, { ...filters, leaf: String(leaf) }), text)
      : make('span', { class: 'wb-soft', text });
  if (leaves === 1) return make('p', { class: 'wb-soft', text: `共 ${lines} 条` });
  return make(
    'nav',
    { class: 'wb-leaves', 'aria-label': '翻页' },
    to(number - 1, '上一页'),
    make('span', { text: `第 ${number} 页，共 ${leaves} 页、${lines} 条` }),
    to(number + 1, '下一页'),
  );
};
