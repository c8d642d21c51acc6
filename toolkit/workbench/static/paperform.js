// The form of a paper: a few fields at a time, the paper growing beside them, everything kept as it is typed.

import { button, make, Notice, timeOfDay } from '../../yehua/script/kit.js';
import { keepSheet } from './acting.js';
import { FieldList, flat, shapeOf } from './formfields.js';
import { clauseSection, conflictLines, peopleLines } from './formhelps.js';
import { FormOutbox } from './formoutbox.js';
import {
  draftSection,
  issuedSection,
  issueSection,
  openSection,
  previewOf,
  questionSection,
  showInPage,
} from './formside.js';
import { heading, link } from './parts.js';
import { act, data } from './server.js';

const LAST = '核对和签发';
const OFFLINE = '与后台断开了。写下的都暂存在这台电脑里，没有丢；连上以后自动补存。';

class PaperForm {
  constructor(form, pages) {
    this.form = form;
    this.pages = pages; // of grievances, by number
    this.given = { case: form.case, paper: form.paper };
    this.step = form.issued?.is_current ? form.steps.length : 0;
    this.shown = ''; // the field whose words are marked in the paper
    this.tried = new Set();
    this.isCorrecting = false;
    this.notice = new Notice();
    this.saved = make('span', { class: 'pf-saved', role: 'status' });
    this.lists = make('div', { hidden: true });
    this.steps = make('ol', { class: 'pf-steps' });
    this.body = make('div', { class: 'pf-body' });
    this.page = make('div', { class: 'pf-page', role: 'region', 'aria-label': '文书的样子', tabindex: '0' });
    this.outbox = new FormOutbox(
      `yehua:form:${location.search}:${form.case}:${form.paper}`,
      (answers) => this.sendAnswers(answers),
      (what, ...more) => this.heard(what, ...more),
    );
    this.node = make(
      'div',
      { class: 'pf' },
      make('nav', { 'aria-label': '步骤' }, this.steps),
      make('div', { class: 'pf-main' }, make('div', { class: 'pf-form' }, this.body, this.lists), this.page),
    );
    this.body.addEventListener('keydown', (event) => this.key(event));
    this.body.addEventListener('focusin', ({ target }) => {
      const path = target.dataset.at ?? target.closest('[data-path]')?.dataset.path;
      if (path) this.mark(path.split('|')[0]);
    });
    this.redraw();
    if (this.outbox.waiting.size) this.outbox.flush().catch(() => {});
  }

  // -- what is sent -----------------------------------------------------------------------------------------------

  async sendAnswers(answers) {
    const slots = Object.entries(answers).filter(([path]) => path.includes('|'));
    const plain = Object.fromEntries(Object.entries(answers).filter(([path]) => !path.includes('|')));
    if (Object.keys(plain).length)
      this.take(await act('form_answer', { ...this.given, answers: JSON.stringify(plain) }));
    for (const [at, text] of slots) {
      const [path, slot] = at.split('|');
      this.take(await act('form_slot', { ...this.given, path, slot, text }));
    }
  }

  heard(what, fault, texts) {
    if (what === 'saving') this.saved.textContent = '正在存……';
    if (what === 'saved') {
      this.saved.textContent = `已存好 ${timeOfDay()}`;
      if (this.isOffline) this.notice.hide();
      this.isOffline = false;
    }
    if (what === 'offline') {
      this.saved.textContent = '还没存上';
      this.isOffline = true;
      this.notice.show(fault.refused ?? OFFLINE, { kind: 'offline' });
    }
    if (what === 'refused') this.notice.show(`${fault.refused}\n没有存下的是：${texts}`, { record: fault.record });
  }

  // Does the act `name` once everything typed is in; shows what comes of it.
  async act(name, more = {}) {
    this.notice.hide();
    this.node.setAttribute('aria-busy', 'true');
    try {
      await this.outbox.flush();
      const done = await act(name, { ...this.given, ...more });
      if (done.sheet) keepSheet(done.sheet);
      if (done.form) this.take(done);
      if (done.words) this.notice.told(done.words);
      return done;
    } catch (fault) {
      if (fault.refused) this.notice.refused(fault);
      else this.notice.show('后台没有回答，没有做成。请过一会儿再试。', { kind: 'warn' });
      return null;
    } finally {
      this.node.removeAttribute('aria-busy');
    }
  }

  put(path, text, isNow = false) {
    this.outbox.put(path, text, isNow);
  }

  async add(path) {
    await this.act('form_add', { path });
    const list = this.fieldAt(path);
    if (list?.parts.length) this.focus(flat(list.parts.at(-1).parts)[0]?.path);
  }

  remove(path) {
    this.act('form_remove', { path });
  }

  // -- what is shown ----------------------------------------------------------------------------------------------

  get isIssued() {
    return this.form.issued?.is_current && !this.isCorrecting;
  }

  get isLast() {
    return this.step >= this.form.steps.length;
  }

  // The form as the server has it now; what is being typed is left alone.
  take({ form }) {
    const before = this.shape();
    this.form = form;
    if (this.shape() === before && !this.isLast) this.refresh();
    else this.redraw();
  }

  shape() {
    return this.isLast ? LAST : shapeOf(this.form.steps[this.step].fields) + JSON.stringify(this.form.people);
  }

  textAt(path, text) {
    return this.outbox.textAt(path, text);
  }

  mayWrite(path, control) {
    return !this.outbox.holds(path) && control !== document.activeElement;
  }

  isTried() {
    return this.tried.has(this.step);
  }

  pageOf(grievance) {
    return this.pages.get(grievance) ?? '';
  }

  left() {
    if (!this.isLast) this.list?.update(this.form.steps[this.step].fields);
  }

  refresh() {
    this.list.update(this.form.steps[this.step].fields);
    this.helps.replaceChildren(...conflictLines(this.form));
    this.drawSteps();
    this.drawPage();
  }

  redraw() {
    const at = this.body.contains(document.activeElement) ? document.activeElement.dataset.at : null;
    const place = document.activeElement?.selectionStart;
    this.lists.replaceChildren();
    if (this.isLast) this.drawLast();
    else this.drawStep();
    this.drawSteps();
    this.drawPage();
    if (at) this.focus(at, place);
  }

  drawStep() {
    const step = this.form.steps[this.step];
    this.title = step.title;
    this.list = new FieldList(step.fields, this);
    this.helps = make('div', { class: 'pf-helps' }, conflictLines(this.form));
    this.body.replaceChildren(
      make('h2', { text: step.title, tabindex: '-1' }),
      this.helps,
      ...peopleLines(this.form, step.fields, this),
      ...clauseSection(this.form, step.fields, this),
      this.list.node,
      this.turns(),
    );
    if (this.isIssued) this.shut();
  }

  // What was issued is looked at, and not changed; its fields can still be reached.
  shut() {
    for (const control of this.body.querySelectorAll('input, textarea')) control.readOnly = true;
    for (const control of this.body.querySelectorAll('select, .pf-fields button')) control.disabled = true;
    this.lists.replaceChildren();
    for (const node of this.body.querySelectorAll('.pf-person, .pf-library')) node.remove();
  }

  drawLast() {
    const { form } = this;
    const reach = (path) => this.reach(path);
    const parts = this.isIssued
      ? [issuedSection(form, this)]
      : [openSection(form, reach), questionSection(form, this), draftSection(form, this), issueSection(form, this)];
    const head = make('h2', { text: this.isIssued ? form.title : LAST, tabindex: '-1' });
    this.body.replaceChildren(head, ...conflictLines(form), ...parts.filter(Boolean), this.turns());
  }

  turns() {
    const before = button('上一步', '', () => this.open(this.step - 1), { disabled: this.step === 0 });
    const next = button('下一步', '也可以在栏里按回车', () => this.next(), { class: 'yh-button yh-main' });
    return make('div', { class: 'pf-turns' }, before, this.isLast ? '' : next);
  }

  drawSteps() {
    const names = [...this.form.steps.map(({ title }) => title), LAST];
    this.steps.replaceChildren(
      ...names.map((name, n) => {
        const here = n === this.step ? { 'aria-current': 'step' } : {};
        const step = button('', name, () => this.open(n), { class: 'pf-step', ...here });
        step.append(`${n + 1} ${name} `, this.stateOf(n));
        return make('li', {}, step);
      }),
    );
  }

  stateOf(n) {
    const open = this.form.steps[n]?.open ?? 0;
    if (n === this.form.steps.length) return '';
    return make('small', { class: open ? 'open' : '', text: open ? `差 ${open} 栏` : '好了' });
  }

  drawPage() {
    const top = this.page.scrollTop;
    this.page.replaceChildren(...previewOf(this.form.preview, (path) => this.reach(path)));
    this.page.scrollTop = top;
    showInPage(this.page, this.shown);
  }

  mark(path) {
    this.shown = path;
    showInPage(this.page, path);
  }

  // -- ways -------------------------------------------------------------------------------------------------------

  next() {
    this.tried.add(this.step);
    this.open(this.step + 1);
  }

  open(step) {
    this.step = Math.max(0, Math.min(step, this.form.steps.length));
    this.redraw();
    const first = this.isLast ? null : this.body.querySelector('[data-at]');
    (first ?? this.body.querySelector('h2')).focus({ preventScroll: true });
    this.node.scrollIntoView({ block: 'start' });
  }

  fieldAt(path) {
    return this.form.steps.flatMap(({ fields }) => flat(fields)).find((one) => one.path === path);
  }

  // Opens the step that asks for `path`, or for what holds it, at its field.
  reach(path) {
    for (let parts = path.split('.'); parts.length; parts = parts.slice(0, -1)) {
      const known = parts.join('.');
      const step = this.form.steps.findIndex(({ fields }) => flat(fields).some((one) => one.path === known));
      if (step < 0) continue;
      if (step !== this.step) this.open(step);
      this.focus(known);
      this.mark(path);
      return;
    }
  }

  focus(at, place = null) {
    const control =
      this.body.querySelector(`[data-at="${CSS.escape(at)}"]`) ??
      this.body.querySelector(`[data-path="${CSS.escape(at)}"] :is(input, textarea, select, button)`);
    const folded = control?.closest('details');
    if (folded) folded.open = true;
    control?.focus();
    if (place !== null && control?.setSelectionRange && control.type !== 'date')
      control.setSelectionRange(place, place);
  }

  // Enter leads on, as in a paper form: to the next field, at the last one to the next step.
  key(event) {
    const { target } = event;
    const isBox = target.tagName === 'TEXTAREA';
    const isWanted = event.key === 'Enter' && !event.isComposing && target.dataset?.at;
    if (!isWanted || (isBox && !event.ctrlKey) || this.isLast) return;
    event.preventDefault();
    const all = [...this.body.querySelectorAll('[data-at]')].filter((one) => !one.closest('details:not([open])'));
    const following = all[all.indexOf(target) + 1];
    if (following) following.focus();
    else this.next();
  }

  correct() {
    this.isCorrecting = true;
    this.open(0);
  }

  async print() {
    const done = await this.act('paper_printed');
    if (done?.sheet) this.notice.told(done.words || '各份在一个 PDF 里，已经下载；打开它来打印。');
  }

  close() {
    return this.outbox.close();
  }
}

export const paper = async ([number, kind]) => {
  const [form, page] = await Promise.all([
    data('paper_form', { case: number, paper: kind }),
    data('case', { case: number }),
  ]);
  const pages = new Map(page.matters.filter((line) => line.page).map((line) => [line.number, line.page]));
  const ways = [...pages].map(([name, place]) => link(place, name));
  const shown = new PaperForm(form, pages);
  return {
    nodes: [
      heading(form.title, shown.saved, ...ways, link(`/case/${form.case}`, `回到 ${form.case}`)),
      shown.notice.node,
      shown.node,
    ],
    leave: () => shown.close(),
  };
};
