// Helps beside the fields: clauses to choose from, what earlier papers say of a party, conflicts of interest.

import { button, make } from '../../yehua/script/kit.js';
import { filesOf, folded } from './acting.js';
import { dressed, field } from './parts.js';

// Which step a clause belongs to, by the field that holds its place.
const HOLDERS = { 协议内容: 'terms', 付款: 'payments', 不履行的责任: 'on_default', 权属: 'title' };

export const conflictLines = ({ conflicts }) =>
  conflicts.map(({ message }) => make('p', { class: 'pf-warn', role: 'alert', text: message }));

export const peopleLines = ({ people }, fields, host) =>
  people
    .filter(({ path }) => fields.some((one) => path.startsWith(`${one.path}.`)))
    .map(({ path, name, case: number, told }) =>
      make(
        'p',
        { class: 'pf-person' },
        `${name}在 ${number} 里写的是：${told} `,
        button('用上次的资料', '只填空着的栏', () => host.act('form_person', { path, name, of: number })),
      ),
    );

const clauseButton = ({ kind, name, text, basis }, host) =>
  make(
    'li',
    {},
    button(name, '放进协议，再填空', () => host.act('form_clause', { kind, name })),
    make('span', { class: 'pf-clause', text }),
    make('small', { text: basis }),
  );

const libraryActs = (host) => {
  const back = field({ type: 'file', accept: '.csv', 'aria-label': '放回改好的条款库' });
  back.addEventListener('change', async () => host.act('clauses_in', await filesOf({ file: back })));
  return folded(
    '改条款库',
    button('拿出条款库', '用 Excel 或 WPS 改', () => host.act('clauses_out')),
    make('label', { class: 'pf-file' }, '放回改好的条款库 ', dressed(back)),
  );
};

export const clauseSection = ({ clauses }, fields, host) => {
  const fitting = clauses.filter(({ place }) => fields.some(({ path }) => path === HOLDERS[place]));
  if (!fitting.length) return [];
  return [
    make(
      'details',
      { class: 'pf-library', open: fields.some(({ path }) => path === 'terms') },
      make('summary', { text: `条款库（${fitting[0].kind}）：按一条，放进来再填空` }),
      make(
        'ul',
        {},
        fitting.map((clause) => clauseButton(clause, host)),
      ),
      libraryActs(host),
    ),
  ];
};
