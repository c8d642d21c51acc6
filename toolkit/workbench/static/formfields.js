// The fields of a paper's form: each with its name, help, example, where its value comes from, and its faults.

import { button, choice, isComposing, make } from '../../yehua/script/kit.js';
import { link } from './parts.js';

const isGap = ({ message, rule }) => rule === 'R00' && /^缺少“|没有填。$/.test(message);
const SINGLE = { date: 'date', text: 'text', money: 'text', number: 'text' };
const CHOSEN = '（请选）';

let numbered = 0;
const freshId = () => {
  numbered += 1;
  return `wf-${numbered}`;
};

// What a redraw would change: everything of the fields but what is typed, and the words about it.
export const shapeOf = (fields) =>
  JSON.stringify(
    fields.map(({ path, kind, choices, offers, slots, parts, value }) => [
      path,
      kind,
      choices,
      offers,
      slots.map(({ name }) => name),
      kind === 'maybe' ? value : '',
      parts.length ? shapeOf(parts) : '',
    ]),
  );

export const flat = (fields) => fields.flatMap((field) => [field, ...flat(field.parts)]);

// One step's fields in `host`; `host` is asked to `put` a text, to `add` and `remove` items, to fill a `slot`.
export class FieldList {
  constructor(fields, host) {
    this.host = host;
    this.boxes = new Map();
    this.node = make(
      'div',
      { class: 'pf-fields' },
      fields.map((field) => this.built(field)),
    );
    this.update(fields);
  }

  // Shows values, notes and faults of `fields`, whose shape is that of before.
  update(fields) {
    for (const field of flat(fields)) {
      const box = this.boxes.get(field.path);
      if (!box) continue;
      if (box.control && this.host.mayWrite(field.path, box.control)) box.control.value = field.value;
      for (const { name, value } of field.slots) {
        const control = box.slots.get(name);
        if (this.host.mayWrite(`${field.path}|${name}`, control)) control.value = value;
      }
      this.tell(field, box);
    }
  }

  tell(field, box) {
    const isTold = ({ level, ...finding }) => this.host.isTried() || !isGap(finding) || level !== 'error';
    const told = field.faults.filter(isTold);
    const isWrong = told.some(({ level }) => level === 'error');
    box.node.classList.toggle('error', isWrong);
    box.control?.toggleAttribute('aria-invalid', isWrong);
    if (isWrong) box.control?.setAttribute('aria-invalid', 'true');
    box.why.replaceChildren(...told.map(({ message, remedy }) => make('div', { text: `${message}${remedy}` })));
    box.note?.replaceChildren(...this.noteOf(field));
    box.gap?.toggleAttribute('hidden', isWrong || !field.faults.some(isGap));
  }

  noteOf({ note, grievance, is_default: isDefault }) {
    if (!note) return [];
    const words = make('span', { class: isDefault ? 'pf-default' : '', text: note });
    const page = grievance && this.host.pageOf(grievance);
    return page ? [words, ' ', link(page, '听原话')] : [words];
  }

  built(field) {
    if (field.kind === 'list') return this.list(field);
    if (field.kind === 'group' || field.kind === 'maybe') return this.group(field);
    return this.single(field);
  }

  keep(field, box) {
    this.boxes.set(field.path, { slots: new Map(), ...box });
    return box.node;
  }

  group(field, ...more) {
    const why = make('div', { class: 'pf-why', role: 'status' });
    const help = field.help ? make('p', { class: 'pf-help', text: field.help }) : '';
    const head = make('legend', { text: field.name });
    const yesOrNo = field.kind === 'maybe' ? this.maybe(field) : '';
    const extras = field.parts.filter(({ is_extra: isExtra, value }) => isExtra && !value);
    const shown = field.parts.filter((part) => !extras.includes(part));
    const node = make(
      'fieldset',
      { class: 'pf-group', 'data-path': field.path },
      ...[head, help, yesOrNo, why, ...shown.map((part) => this.built(part))],
      this.extra(extras),
      ...more,
    );
    return this.keep(field, { node, why });
  }

  extra(fields) {
    if (!fields.length) return '';
    const names = fields.map(({ name }) => name).join('、');
    return make(
      'details',
      { class: 'pf-extra' },
      make('summary', { text: `更多（${names}，可不填）` }),
      fields.map((field) => this.built(field)),
    );
  }

  maybe(field) {
    const control = choice(['', 'true'], { 'aria-label': `有没有${field.name}` }, (value) => (value ? '有' : '没有'));
    control.value = field.value;
    control.addEventListener('change', () => this.host.put(field.path, control.value, true));
    return control;
  }

  list(field) {
    const items = field.parts.map((item) => {
      const remove = () => this.host.remove(item.path);
      const isKept = field.parts.length <= field.least;
      return this.group(
        { ...item, help: '' },
        isKept ? '' : button('去掉', `去掉${item.name}`, remove, { class: 'yh-button pf-remove' }),
      );
    });
    const why = make('div', { class: 'pf-why', role: 'status' });
    const node = make(
      'section',
      { class: 'pf-list', 'data-path': field.path },
      field.name === this.host.title ? '' : make('h3', { text: field.name }),
      field.help ? make('p', { class: 'pf-help', text: field.help }) : '',
      why,
      items,
      button(`＋ 添加${field.name}`, '', () => this.host.add(field.path)),
    );
    return this.keep(field, { node, why });
  }

  single(field) {
    const id = freshId();
    const control = this.control(field, id);
    const why = make('div', { class: 'pf-why', id: `${id}-why`, role: 'status' });
    const gap = make('span', { class: 'pf-gap', text: '还没填' });
    const mark = field.is_needed ? gap : make('span', { class: 'pf-optional', text: '可不填' });
    const note = make('span', { class: 'pf-note' });
    const example = field.kind === 'date' ? `例：${field.example}` : '';
    const help = make('div', { class: 'pf-help', id: `${id}-help` }, `${field.help}${example}`);
    const slots = new Map();
    const node = make(
      'div',
      { class: `pf-field pf-${field.kind}`, 'data-path': field.path },
      make('div', { class: 'pf-head' }, make('label', { for: id, text: field.name }), mark, note),
      control,
      field.slots.length ? make('div', { class: 'pf-slots' }, this.slotsOf(field, slots)) : '',
      help,
      why,
    );
    return this.keep(field, { node, control, why, gap, note, slots });
  }

  control(field, id) {
    const placeholder = field.example ? `例：${field.example.slice(0, 60)}` : null;
    const given = { id, placeholder, 'aria-describedby': `${id}-help ${id}-why`, 'data-at': field.path };
    const isLong = field.kind === 'long' || field.kind === 'lines';
    const control = isLong
      ? make('textarea', { ...given, class: 'yh-input', rows: field.kind === 'lines' ? '3' : '2' })
      : this.short(field, given);
    control.value = this.host.textAt(field.path, field.value);
    this.listen(control, (text) => this.host.put(field.path, text, field.kind === 'choice'));
    return control;
  }

  short(field, given) {
    if (field.kind === 'choice') {
      const names = Object.fromEntries(field.choices);
      return choice(['', ...Object.keys(names)], { ...given, placeholder: null }, (value) => names[value] ?? CHOSEN);
    }
    const mode = field.kind === 'money' ? 'decimal' : null;
    const input = make('input', { ...given, class: 'yh-input', type: SINGLE[field.kind], inputmode: mode });
    if (!field.offers.length) return input;
    // The list stands inside the field, so that it goes with it.
    input.setAttribute('list', `${given.id}-list`);
    this.host.lists.append(
      make(
        'datalist',
        { id: `${given.id}-list` },
        field.offers.map((value) => make('option', { value })),
      ),
    );
    return input;
  }

  slotsOf(field, slots) {
    return field.slots.map(({ name, value }) => {
      const at = `${field.path}|${name}`;
      const text = this.host.textAt(at, value);
      const control = make('input', { class: 'yh-input', type: 'text', 'data-at': at, value: text });
      this.listen(control, (typed) => this.host.put(at, typed));
      slots.set(name, control);
      return make('label', {}, `${name} `, control);
    });
  }

  listen(control, put) {
    const typed = (event) => {
      if (!isComposing(event)) put(control.value);
    };
    control.addEventListener(control.tagName === 'SELECT' ? 'change' : 'input', typed);
    control.addEventListener('compositionend', () => put(control.value));
    control.addEventListener('blur', () => this.host.left(control));
  }
}
