// The paper desk: the facts as a form on the left, on the right what is missing and the page as it will be.

const LONG = 28; // letters from which a text gets a field of several lines
const FOLDED = 3; // up to so many missing fields are listed one by one
const REVIEWED = '再核对一遍，编号，做出各份';
const OFFLINE_WORDS = '与后台断开了。您填的已经暂存在这台电脑的浏览器里，没有丢；请按“重新连接”，打开后会自动补存。';
const EDITED_WORDS = '在 Word 里改过，没有动它。可以按“看改了什么”核对后直接签发；要另出一份，改过的会换个名字留着。';

const isError = (finding) => finding.level === 'error';
const keyOf = (finding) => `${finding.rule}${finding.message}`;
const isGap = (finding) => isError(finding) && finding.rule === 'R00' && /^缺少“|没有填。$/.test(finding.message);
const gapName = (finding) => /“(.+?)”/.exec(finding.message)?.[1] ?? finding.message;
const isMissing = (value) => value === null || value === undefined;
const typesOf = (part) => [part.type ?? []].flat();
const yesOrNo = (value, none) => {
  if (value === null) return none;
  return { true: '是', false: '否' }[typeof value === 'boolean' ? value : ''];
};
const bytesOf = (buffer) => new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength).slice();

// A value may carry where it comes from; then the value itself is inside.
const isWrapped = (value) =>
  !isMissing(value) &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  'source' in value &&
  Object.keys(value).every((key) => ['value', 'text', 'source'].includes(key));

const sourceWords = ({ grievance, stated_by: person, on }) => {
  if (grievance) return `来自诉求 ${grievance}`;
  return person ? `来自${person}（${on ?? ''}）` : '来自台账记录';
};

const blank = (part) => {
  if (!typesOf(part).includes('object')) return typesOf(part).includes('array') ? [] : '';
  const constants = Object.entries(part.properties ?? {}).filter(([, each]) => 'const' in each);
  return Object.fromEntries(constants.map(([name, each]) => [name, each.const]));
};

// What may stay empty is marked, so that nobody looks for what there is not.
const isOptional = (part, needed) =>
  typesOf(part).includes('null') || !needed || (typesOf(part).includes('array') && part.minItems === 0);

// What was typed, as the JSON value that a part of these types takes.
const readAs = (types, typed) => {
  const text = typed.trim();
  if (!text) return types.includes('null') || !types.includes('string') ? null : '';
  return !types.includes('string') && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
};

class PapersView extends View {
  constructor(model, el) {
    super(model, el);
    this.state = { facts: {}, findings: [], bars_draft: true, issued: null };
    this.schema = {};
    this.made = false;
    this.edited = []; // the errors of a draft that was edited in Word
    // First as the browser lays the page out, at once; then, where LibreOffice is, as it will be printed.
    this.sheets = null;
    // The tab is opened while the click lasts; a browser lets no page open one later.
    this.tab = null;
    this.timer = null;
    this.saved = make('span', { role: 'status', text: '正在打开……' });
    this.sure = make('div', { class: 'yh-bar', hidden: true });
    const form = { class: 'pap-form', 'aria-label': '事实', onsubmit: (event) => event.preventDefault() };
    this.form = make('form', form);
    const main = make('div', { class: 'pap-main' }, this.form, this.side());
    const note = make('span', { text: '每填一栏马上存下并核对；有“要改”的不能签发。' });
    const foot = make('div', { class: 'yh-foot' }, note, make('span', { style: 'margin-left:auto' }, this.saved));
    const region = { class: 'yh pap', role: 'region', 'aria-label': '文书' };
    this.mount(make('div', region, this.bar(), this.sure, this.notice.node, main, foot));
    this.frame.addEventListener('keydown', swallowRunKeys, true);
    this.link = new Link(this.model, this.model.get('shelf'), {
      told: (message, buffers) => this.receive(message, buffers),
      alive: (yes) => (yes ? this.notice.online() : this.notice.offline(OFFLINE_WORDS)),
      done: () => this.settled(),
      refused: (fault, sent) => this.notSaved(fault, sent),
    });
    this.link.ask('open').then(this.open, (fault) => this.notice.notOpened(fault));
  }

  bar() {
    const main = { class: 'yh-button yh-main' };
    const why = { ...main, 'aria-describedby': 'pap-why-not' };
    const drafting = '照现在的事实出一份带“草稿”字样的 Word 文件，并在右边预览';
    const comparing = '律师在 Word 里改过草稿以后：看改了哪些、还有没有问题';
    const printing = '打开各份的 PDF，在里面按打印；没有 LibreOffice 的电脑用 Word 或 WPS 打开';
    this.title = make('strong', { text: '文书' });
    this.left = make('span', { class: 'yh-tag warn', role: 'status' });
    this.draft = button('出草稿', drafting, () => this.write());
    this.pdf = button('出 PDF', '同时出一份 PDF', () => this.write({ pdf: true }));
    this.recheck = button('看改了什么', comparing, () => this.compare());
    this.issue = button('签发', REVIEWED, () => this.askIssue(), why);
    this.whyNot = make('span', { id: 'pap-why-not', class: 'pap-from', role: 'status' });
    this.print = button('打印', printing, () => this.printCopies(), { ...main, hidden: true });
    this.folder = button('打开文件夹', '打开放着各份文书的文件夹', () => this.openFolder(), { hidden: true });
    this.beforeIssue = [this.draft, this.pdf, this.recheck, this.whyNot, this.issue];
    this.afterIssue = [this.print, this.folder];
    const space = make('span', { class: 'yh-space' });
    const acts = [...this.beforeIssue, ...this.afterIssue, this.fullScreenButton()];
    return make('div', { class: 'yh-bar' }, this.title, space, this.left, ...acts);
  }

  side() {
    const none = make('div', { class: 'pap-none', text: '左边填好、没有要改的以后，按“出草稿”，这里就能看到整页。' });
    this.findings = make('ul', { class: 'pap-findings', 'aria-label': '要改的和请留意的' });
    this.files = make('div', { class: 'pap-list', hidden: true, role: 'status' });
    this.how = make('div', { class: 'pap-how', role: 'status', hidden: true });
    this.page = make('div', { class: 'pap-page', 'aria-label': '预览', tabindex: '0' }, none);
    return make('div', { class: 'pap-side' }, this.findings, this.files, this.how, this.page);
  }

  receive(message, buffers) {
    const receivers = {
      state: () => this.take(message),
      page: () => this.show(buffers?.[0], message.office),
      pages: () => this.printed(buffers ?? [], message.findings),
      print: () => this.showPrint(buffers?.[0]),
      unchecked: () => this.notice.show('刚才这一栏没有核对成功；内容已存下。', { record: message.record }),
    };
    receivers[message.tell]?.();
  }

  open = (state) => {
    this.schema = state.schema;
    this.state = state;
    this.made = Boolean(state.files);
    this.edited = state.edited;
    this.title.replaceChildren(state.title, make('small', { class: 'yh-subtitle', text: state.file }));
    this.redraw();
    if (state.files || state.issued) this.listFiles(state.issued ? [] : state.files, state.issued);
    this.settled();
    this.frame.dataset.ready = '1';
    if (this.link.waiting()) this.link.flush();
  };

  notSaved(fault, sent) {
    const words = `${fault.refused}\n这一栏没有存下，请记下来再填一次：${this.words(sent.given.value)}`;
    this.notice.show(words, { record: fault.record });
    this.settled();
  }

  words(value) {
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    return yesOrNo(value, '（空）') ?? '（空）';
  }

  settled() {
    this.saved.textContent = this.link.waiting() ? '正在存……' : `已存好 ${timeOfDay()}`;
  }

  async ask(what, given = {}) {
    await this.link.flush();
    this.frame.setAttribute('aria-busy', 'true');
    try {
      return await this.link.ask(what, given, 120000);
    } catch (fault) {
      this.notice.refused(fault);
      return null;
    } finally {
      this.frame.removeAttribute('aria-busy');
    }
  }

  // -- the form -------------------------------------------------------------------------------------------------

  at(path) {
    return path.reduce((value, step) => value?.[step], this.state.facts);
  }

  // The path of the value itself, inside what it is wrapped in.
  inner(path) {
    const value = this.at(path);
    return isWrapped(value) ? [...path, 'value' in value ? 'value' : 'text'] : path;
  }

  put(path, value) {
    const last = path.at(-1);
    let part = this.state.facts;
    for (const [n, step] of path.slice(0, -1).entries()) {
      part[step] ??= typeof path[n + 1] === 'number' ? [] : {};
      part = part[step];
    }
    part[last] = value;
    this.link.put('set', { path, value }, `set:${path.join('.')}`);
    this.saved.textContent = '正在存……';
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.link.flush(), 300);
  }

  putAndRedraw(path, place, value) {
    this.put(place, value);
    this.redraw(path);
  }

  built(part, path, needed = true) {
    if ('const' in part) return null;
    const optional = path.length && isOptional(part, needed) ? '（可不填）' : '';
    const title = `${part.title ?? path.at(-1) ?? ''}${optional}`;
    if (typesOf(part).includes('object')) return this.group(part, path, title);
    if (typesOf(part).includes('array')) return this.series(part, path, title);
    return this.field(part, path, title);
  }

  box(path, title) {
    const legend = make('legend', { text: title });
    return make('fieldset', { 'data-path': path.join('.') }, legend, make('div', { class: 'pap-why' }));
  }

  group(part, path, title) {
    const value = this.at(this.inner(path));
    const parts = Object.entries(part.properties ?? {})
      .map(([name, each]) => this.built(each, [...this.inner(path), name], (part.required ?? []).includes(name)))
      .filter(Boolean);
    if (!path.length) return make('div', {}, parts);
    const box = this.box(path, title);
    if (isMissing(value)) {
      box.append(button(`添加${part.title}`, '', () => this.putAndRedraw(path, path, blank(part))));
      return box;
    }
    box.append(...parts);
    if (typesOf(part).includes('null')) {
      const clear = () => this.putAndRedraw(path, path, null);
      box.append(button('不要这一项', '清空这一项', clear, { class: 'yh-button yh-quiet' }));
    }
    return box;
  }

  series(part, path, title) {
    const place = this.inner(path);
    const items = this.at(place) ?? [];
    const box = this.box(path, title);
    for (const n of items.keys()) {
      const item = this.built(part.items ?? {}, [...place, n]);
      const others = items.filter((_, m) => m !== n);
      const remove = () => this.putAndRedraw(path, place, others);
      const label = { 'aria-label': `去掉${part.title}第 ${n + 1} 项` };
      if (item)
        box.append(make('div', { class: 'pap-item' }, item, button('去掉', `去掉第 ${n + 1} 项`, remove, label)));
    }
    const add = () => {
      this.putAndRedraw(path, place, [...items, blank(part.items ?? {})]);
      const added = [...place, items.length].join('.');
      this.form.querySelector(`[data-path="${added}"] :is(input, textarea, select)`)?.focus();
    };
    box.append(button(`＋ 添加${part.items?.title ?? part.title}`, '', add));
    return box;
  }

  field(part, path, title) {
    const place = this.inner(path);
    const id = `yh-${Math.random().toString(36).slice(2)}`;
    const isChoice = part.enum || typesOf(part).includes('boolean');
    const control = isChoice ? this.choiceField(part, place, id) : this.textField(part, place, id);
    const wrapped = this.at(path);
    const from = isWrapped(wrapped) && wrapped.source ? sourceWords(wrapped.source) : '';
    return make(
      'div',
      { class: 'pap-field', 'data-path': path.join('.') },
      make('label', { for: id, text: title }),
      control,
      from ? make('div', { class: 'pap-from', text: from }) : '',
      make('div', { class: 'pap-why', id: `${id}-why` }),
    );
  }

  choiceField(part, place, id) {
    const value = this.at(place);
    const choices = part.enum ?? [true, false];
    const nameOf = (n) => (n === '' ? '（请选）' : (yesOrNo(choices[n], '（没有）') ?? String(choices[n])));
    const control = choice(['', ...choices.keys()], { id }, nameOf);
    const at = choices.indexOf(value);
    control.value = at < 0 ? '' : String(at);
    const put = () => this.put(place, control.value === '' ? null : choices[Number(control.value)]);
    control.addEventListener('change', put);
    return control;
  }

  textField(part, place, id) {
    const value = this.at(place);
    const text = isMissing(value) ? '' : String(value);
    const isDate = part.format === 'date';
    const control =
      text.length > LONG && !isDate
        ? make('textarea', { id, rows: 2 })
        : make('input', { id, class: 'yh-input', type: 'text', placeholder: isDate ? '如 2026-09-25' : null });
    control.value = text;
    const put = (event) => {
      if (!event.isComposing) this.put(place, readAs(typesOf(part), control.value));
    };
    control.addEventListener('input', put);
    control.addEventListener('compositionend', put);
    return control;
  }

  redraw(path = null) {
    const scroll = this.form.scrollTop;
    this.form.replaceChildren(this.built(this.schema, []));
    this.form.scrollTop = scroll;
    if (path) this.form.querySelector(`[data-path="${path.join('.')}"]`)?.scrollIntoView({ block: 'nearest' });
    this.mark();
  }

  // -- what is missing ------------------------------------------------------------------------------------------

  take(message) {
    const isBusy = this.link.waiting() || this.form.contains(document.activeElement);
    const anew = !isBusy && JSON.stringify(message.facts) !== JSON.stringify(this.state.facts);
    this.state = { ...message, facts: this.link.waiting() ? this.state.facts : message.facts };
    if (anew) this.redraw();
    else this.mark();
    if (this.state.issued) {
      this.edited = [];
      this.listFiles([], this.state.issued);
      this.mark();
    }
  }

  placeOf(name) {
    // A finding may name a part that is not there yet, or the whole.
    for (let parts = name.split('.'); parts.length; parts = parts.slice(0, -1)) {
      const box = this.form.querySelector(`[data-path="${parts.join('.')}"]`);
      if (box) return box;
    }
    return null;
  }

  mark() {
    this.markFields();
    const { findings, issued } = this.state;
    const edited = issued ? [] : this.edited;
    this.list([...findings, ...edited]);
    this.markBar(findings.filter(isError).length + edited.length);
  }

  markFields() {
    for (const box of this.form.querySelectorAll('.error')) box.classList.remove('error');
    for (const box of this.form.querySelectorAll('.pap-why')) box.replaceChildren();
    for (const box of this.form.querySelectorAll('[aria-invalid]')) box.removeAttribute('aria-invalid');
    for (const finding of this.state.findings) {
      const box = finding.field && this.placeOf(finding.field);
      if (!box) continue;
      const why = box.querySelector('.pap-why');
      if (isError(finding)) {
        box.classList.add('error');
        box.querySelector('input, textarea, select')?.setAttribute('aria-invalid', 'true');
      }
      why?.append(make('div', { text: finding.message }));
    }
  }

  markBar(faults) {
    const { issued, bars_draft: barsDraft } = this.state;
    const open = faults ? `还有 ${faults} 处要改` : '可以出草稿';
    this.left.textContent = issued ? `已签发 ${issued.number}` : open;
    this.left.className = `yh-tag ${!issued && faults ? 'bad' : 'good'}`;
    this.draft.disabled = barsDraft;
    this.pdf.disabled = barsDraft;
    this.recheck.disabled = !this.made;
    for (const node of this.beforeIssue) node.hidden = Boolean(issued);
    for (const node of this.afterIssue) node.hidden = !issued;
    const unseen = this.made ? '' : '先出草稿，看过才能签发';
    this.whyNot.textContent = faults ? '改好才能签发' : unseen;
    this.issue.disabled = faults > 0 || !this.made;
    this.issue.title = this.whyNot.textContent || REVIEWED;
    if (this.issue.disabled) this.sure.hidden = true;
  }

  list(findings) {
    const gaps = findings.filter(isGap);
    const folded = gaps.length > FOLDED ? gaps : [];
    const isOpen = this.findings.querySelector('details')?.open;
    const others = findings.filter((finding) => !folded.includes(finding));
    this.findings.hidden = findings.length === 0;
    this.findings.replaceChildren(
      ...(folded.length ? [this.gapLine(folded, isOpen)] : []),
      ...others.map((finding) => this.line(finding)),
    );
  }

  line(finding) {
    const basis = finding.rule !== 'R00' || finding.basis.includes('《') ? `　依据：${finding.basis}` : '';
    const title = make('b', { text: isError(finding) ? '要改　' : '请留意　' });
    const small = make('small', { text: `${finding.remedy}${basis}` });
    const reach = { type: 'button', onclick: () => this.reach(finding.field) };
    return make('li', { class: finding.level }, make('button', reach, title, finding.message, small));
  }

  gapLine(gaps, isOpen) {
    const quiet = { class: 'yh-button yh-quiet' };
    const names = gaps.map((gap) => button(gapName(gap), undefined, () => this.reach(gap.field), quiet));
    const summary = make('summary', {}, make('b', { text: '要改　' }), `还缺 ${gaps.length} 栏`);
    const details = make('details', { open: isOpen }, summary, make('div', { class: 'pap-gaps' }, names));
    return make('li', { class: 'error' }, details);
  }

  reach(name) {
    const box = name && this.placeOf(name);
    box?.scrollIntoView({ block: 'center' });
    box?.querySelector('input, textarea, select, button')?.focus({ preventScroll: true });
  }

  // -- the page -------------------------------------------------------------------------------------------------

  printed(buffers, findings) {
    if (!buffers.length) {
      this.how.textContent = '没能排出和打印一样的整页，下面是近似的样子。';
      return;
    }
    for (const sheet of this.sheets ?? []) URL.revokeObjectURL(sheet.src);
    this.sheets = buffers.map((buffer, n) => {
      const src = URL.createObjectURL(new Blob([bytesOf(buffer)], { type: 'image/png' }));
      return make('img', { class: 'pap-sheet', alt: `第 ${n + 1} 页，共 ${buffers.length} 页`, src });
    });
    const top = this.page.scrollTop;
    this.page.replaceChildren(...this.sheets);
    this.page.scrollTop = top;
    this.how.textContent = `和打印出来一样，共 ${this.sheets.length} 页。`;
    const whys = findings.map(({ message, remedy }) => make('div', { class: 'pap-why', text: `${message}${remedy}` }));
    this.how.append(...whys);
    this.frame.dataset.printed = String(this.sheets.length);
  }

  async show(buffer, office) {
    this.how.hidden = false;
    this.how.textContent = office
      ? '正在排出和打印一样的整页，先看近似的样子……'
      : '近似的样子；以 Word 或 WPS 打开的为准。';
    delete this.frame.dataset.printed;
    if (!buffer) {
      this.showWords('文件太大，请用 Word 打开看。');
      return;
    }
    const sheet = make('div');
    const wanted = { inWrapper: true, breakPages: true, useBase64URL: true, ignoreLastRenderedPageBreak: false };
    try {
      await docx.renderAsync(bytesOf(buffer).buffer, sheet, null, wanted);
      if (!this.frame.dataset.printed) this.page.replaceChildren(sheet);
      this.frame.dataset.page = String(sheet.querySelectorAll('section').length);
    } catch {
      this.showWords('这一份在这里显示不出来，请用 Word 或 WPS 打开看。');
    }
  }

  showWords(text) {
    this.page.replaceChildren(make('div', { class: 'pap-none', text }));
  }

  async listFiles(written, issued = null, changes = null) {
    const lines = issued ? [this.issuedLine(issued)] : [];
    lines.push(...(await Promise.all([...(issued?.copies ?? []), ...written].map((file) => this.fileLine(file)))));
    if (changes) {
      const words = changes.length ? `改了 ${changes.length} 处：` : '和草稿一字不差。';
      lines.push(make('p', {}, make('strong', { text: words })));
      lines.push(...changes.map((change) => this.changeLine(change)));
    }
    this.files.replaceChildren(...lines);
    this.files.hidden = lines.length === 0;
  }

  issuedLine({ number, copies }) {
    return make('p', {}, make('strong', { text: `已签发 ${number}` }), `，共 ${copies.length} 份：`);
  }

  async fileLine({ name, folder, places, holder }) {
    const address = await served(places);
    return make(
      'p',
      {},
      holder ? `${holder}：` : '',
      address ? make('a', { href: address, download: name, text: name }) : name,
      make('span', { class: 'pap-from', text: `　在工作文件夹的 ${folder}` }),
    );
  }

  changeLine({ old, new: fresh }) {
    const before = old ? make('del', { text: old }) : '';
    const after = fresh ? make('ins', { text: fresh }) : '';
    return make('p', {}, before, old && fresh ? ' → ' : '', after);
  }

  async write(wanted = {}) {
    const answer = await this.ask('draft', wanted);
    if (!answer) return;
    if (answer.edited) {
      this.askAnew(answer.edited, wanted);
      return;
    }
    this.made = true;
    this.edited = [];
    this.listFiles(answer.files, this.state.issued);
    this.notice.told(
      answer.no_pdf
        ? '草稿已出。这台电脑没有能转 PDF 的程序（LibreOffice），请用 Word 或 WPS 另存为 PDF。'
        : '草稿已出，可以用 Word 或 WPS 打开修改，保存后按“看改了什么”。',
    );
    this.mark();
  }

  askAnew(name, wanted) {
    const writeAnew = () => {
      this.notice.hide();
      this.write({ ...wanted, anew: true });
    };
    this.notice.show(`草稿 ${name} ${EDITED_WORDS}`, { action: { text: '留着改稿，另出一份', run: writeAnew } });
  }

  async compare() {
    const answer = await this.ask('recheck');
    if (!answer) return;
    this.listFiles([], this.state.issued, answer.changes);
    const known = new Set(this.state.findings.map(keyOf));
    const errors = answer.findings.filter(isError);
    this.edited = errors.filter((finding) => !known.has(keyOf(finding)));
    this.mark();
    if (errors.length) this.notice.show(`改过的草稿还有 ${errors.length} 处要改，列在右边。`);
    else this.notice.told('改过的草稿没有要改的，可以签发。');
  }

  askIssue() {
    const issue = async () => {
      this.sure.hidden = true;
      if (await this.ask('issue')) this.notice.hide();
    };
    const wait = () => {
      this.sure.hidden = true;
    };
    this.sure.replaceChildren(
      make('span', { text: '签发以后编号、做出各份，不能再改；错了只能另出更正。看过全文了吗？' }),
      button('看过了，签发', '', issue, { class: 'yh-button yh-main' }),
      button('再看看', '', wait),
    );
    this.sure.hidden = false;
    this.sure.querySelector('button').focus();
  }

  async printCopies() {
    this.tab = window.open('', '_blank');
    if (this.tab) this.tab.document.title = '正在准备打印……';
    const answer = await this.ask('print');
    if (answer?.pdf) return;
    this.tab?.close();
    if (!answer || answer.opened) return;
    const folder = this.state.issued.copies[0]?.folder ?? '';
    const why = '这台电脑没有能转 PDF 的程序（LibreOffice）';
    this.notice.told(`${why}。请打开文件夹 ${folder}，用 Word 或 WPS 打开各份来打印。`);
  }

  showPrint(buffer) {
    if (!buffer || !this.tab) return; // another view of this panel asked
    const address = URL.createObjectURL(new Blob([bytesOf(buffer)], { type: 'application/pdf' }));
    this.frame.dataset.print = address;
    this.tab.location = address;
    this.tab = null;
  }

  async openFolder() {
    const told = await this.ask('folder');
    if (told && !told.opened) this.notice.told(`文件夹在 ${told.folder}`);
  }

  close() {
    this.link.flush();
    super.close();
  }
}

export default renderer(PapersView);
