// Beside the form: the paper as it reads so far. Its last step: what is still open, the draft in Word, and the issue.

import { button, make } from '../../yehua/script/kit.js';
import { filesOf } from './acting.js';
import { colouredChanges } from './formchanges.js';
import { dressed, factList, field, myName, nameField, section, soft } from './parts.js';

const FILL = { class: 'pf-missing', type: 'button', tabindex: '-1', title: '去填这一栏' };

// The sections of a paper; each piece from a field leads to it, and so does its line.
export const previewOf = ({ sections, fault }, reach) => {
  const piece = ({ text, field: path, is_gap: isGap }) => {
    if (!isGap) return path ? make('span', { 'data-field': path, title: '看这一栏', text }) : text;
    return path ? make('button', { ...FILL, 'data-field': path, text }) : make('mark', { class: 'pf-missing', text });
  };
  const line = ({ kind, cells }) => {
    const parts = cells.map((cell) => make('span', { class: 'pf-cell' }, cell.map(piece)));
    const node = make(kind === 'title' ? 'h2' : 'p', { class: `pf-line pf-${kind}` }, parts);
    node.addEventListener('click', ({ target }) => {
      const pressed = target.closest('[data-field]') ?? node.querySelector('[data-field]');
      // Whoever marks words to copy them wants to stay.
      if (pressed && String(getSelection()) === '') reach(pressed.dataset.field);
    });
    return node;
  };
  return [...(fault ? [make('p', { class: 'pf-none', text: fault })] : []), ...sections.map(line)];
};

const isWithin = (path, holder) => path === holder || path.startsWith(`${holder}.`);

// Marks in the paper `page` what is from the field at `path`, and brings it into view.
export const showInPage = (page, path) => {
  const pieces = [...page.querySelectorAll('[data-field]')];
  const exact = pieces.filter(({ dataset }) => dataset.field === path);
  const near = pieces.filter(({ dataset }) => isWithin(dataset.field, path) || isWithin(path, dataset.field));
  const found = path ? (exact.length ? exact : near) : [];
  for (const piece of pieces) piece.classList.toggle('pf-here', found.includes(piece));
  if (!found.length) return;
  const { top, bottom } = found[0].getBoundingClientRect();
  const frame = page.getBoundingClientRect();
  if (top < frame.top || bottom > frame.bottom) page.scrollTop += top - frame.top - frame.height / 3;
};

const openLine = ({ name, faults, path, within }, reach) =>
  make(
    'li',
    {},
    button(within ? `${within}：${name}` : name, '去填这一栏', () => reach(path), { class: 'yh-button yh-quiet' }),
    faults.map(({ message, remedy }) => `${message}${remedy}`).join(' '),
  );

const findingLine = ({ level, message, remedy, basis }) =>
  make('li', { class: level }, `${message}${remedy}`, make('small', { text: `　依据：${basis}` }));

// What still has to be done before the paper may be issued.
export const openSection = (form, reach) => {
  const named = (fields, within) => fields.flatMap((one) => [{ ...one, within }, ...named(one.parts, one.name)]);
  const open = form.steps.flatMap(({ fields }) => named(fields, '')).filter(({ faults }) => faults.length);
  const lines = [...open.map((one) => openLine(one, reach)), ...form.others.map(findingLine)];
  const none = make('p', { class: 'pf-good', text: '没有要改的了。请照右边看一遍全文。' });
  return section('还要改的', lines.length ? make('ul', { class: 'pf-open' }, lines) : none);
};

const questionForm = ([number, { message, basis }], host) => {
  const answer = make('textarea', { class: 'yh-input', rows: '2', 'aria-label': `答复：${message}` });
  const reply = () => host.act('form_reply', { question: number, answer: answer.value, by: myName() });
  return make(
    'div',
    { class: 'pf-question' },
    make('p', { text: message }, make('small', { text: `　依据：${basis}` })),
    answer,
    button('答复', '答复随文书保存', reply),
  );
};

export const questionSection = (form, host) =>
  form.questions.length
    ? section('要由律师答复的', nameField(), ...form.questions.map((one) => questionForm(one, host)))
    : '';

// The draft goes out to Word and comes back; its changes are agreed to one by all.
export const draftSection = (form, host) => {
  const { draft } = form;
  const back = field({ type: 'file', accept: '.docx', 'aria-label': '交回改过的草稿' });
  back.addEventListener('change', async () => host.act('form_take_back', await filesOf({ file: back })));
  const out = button('拿出 Word 草稿', '给律师改，或者自己在 Word 里改', () => host.act('form_draft'));
  const marked = button('看修订稿', '改动标成 Word 的修订', () =>
    host.act('form_marked', { by: myName() || '工作人员' }),
  );
  const stale = '表上的内容在出草稿以后又改过，草稿要重新出。';
  const parts = [
    make('p', { class: 'pf-help', text: '要在 Word 里改的才用；不改的可以直接签发。' }),
    make('div', { class: 'pf-acts' }, out, make('label', { class: 'pf-file' }, '交回改过的草稿 ', dressed(back))),
  ];
  if (draft?.is_edited) parts.push(make('div', { class: 'pf-acts' }, marked), ...colouredChanges(draft));
  if (draft && !draft.is_current) parts.push(make('p', { class: 'pf-warn', text: stale }));
  return section('在 Word 里改', ...parts);
};

const agreement = (form) => {
  if (!form.draft?.is_edited || !form.draft.changes.length) return null;
  const tick = make('input', { type: 'checkbox' });
  return {
    tick,
    node: make('label', { class: 'pf-agree' }, tick, ` 这 ${form.draft.changes.length} 处改动都看过，同意`),
  };
};

export const issueSection = (form, host) => {
  const agreed = agreement(form);
  const corrects = form.issued && !form.issued.is_current ? `它更正并代替 ${form.issued.number}。` : '';
  const bar = make('div', { class: 'pf-sure', hidden: true });
  const issue = () => host.act('form_issue', { seen: !agreed || agreed.tick.checked ? (form.draft?.seen ?? '') : '' });
  const wait = () => {
    bar.hidden = true;
    ask.focus();
  };
  const sure = button('看过了，签发', '编号，做出各份', issue, { class: 'yh-button yh-main' });
  bar.append(
    make('span', { text: `${corrects}签发以后编号、做出各份，不能再改；错了只能另出更正。右边的全文看过了吗？` }),
    sure,
    button('再看看', '', wait),
  );
  const show = () => {
    bar.hidden = false;
    sure.focus();
  };
  // What is wrong in an edited draft bars it as much as what is wrong on the form.
  const isReady = form.is_ready && !form.draft?.findings.some(({ level }) => level === 'error');
  const ask = button('签发', isReady ? '' : '改好才能签发', show, { class: 'yh-button yh-main', disabled: !isReady });
  return section('签发', agreed?.node ?? '', make('div', { class: 'pf-acts' }, ask), bar);
};

export const issuedSection = (form, host) => {
  const copies = form.issued.holders.map((holder) => [
    holder,
    button('下载这一份', `${holder}的一份`, () => host.act('paper_copy', { holder })),
  ]);
  const correct = button('另出更正', '改表上的内容，再签发一份代替它', () => host.correct());
  return section(
    `已签发 ${form.issued.number}`,
    factList(copies),
    make(
      'div',
      { class: 'pf-acts' },
      button('打印各份', '', () => host.print(), { class: 'yh-button yh-main' }),
      correct,
    ),
    soft('按右边的一句话，就看它是哪一栏；按上面的步骤，就看各栏写的。'),
  );
};
