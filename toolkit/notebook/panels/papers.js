// The paper desk: the facts as a form on the left, on the right what is missing and the page as it will be.

const { make, button } = kit;
const LONG = 28; // letters from which a text gets a field of several lines

const render = ({ model, el }) => {
  let state = { facts: {}, findings: [], bars_draft: true, issued: null };
  let schema = {};
  let made = false;
  let edited = []; // what bars the draft as somebody left it in Word

  const notice = kit.notice();
  const title = make('strong', { text: '文书' });
  const left = make('span', { class: 'yh-tag warn', role: 'status' });
  const saved = make('span', { role: 'status', text: '正在打开……' });
  const draft = button('出草稿', '照现在的事实出一份带“草稿”字样的 Word 文件，并在右边预览', () => write());
  const pdf = button('出 PDF', '同时出一份 PDF', () => write({ pdf: true }));
  const recheck = button('看改了什么', '律师在 Word 里改过草稿以后：看改了哪些、还有没有问题', () => compare());
  const issue = button('签发', '再核对一遍，编号，做出各份', () => askIssue(), { class: 'yh-button yh-main', 'aria-describedby': 'pap-why-not' });
  const whyNot = make('span', { id: 'pap-why-not', class: 'pap-from', role: 'status' });
  const print = button('打印', '打开各份的 PDF，在里面按打印；没有 LibreOffice 的电脑用 Word 或 WPS 打开', () => printCopies(), { class: 'yh-button yh-main', hidden: true });
  const folder = button('打开文件夹', '打开放着各份文书的文件夹', () => openFolder(), { hidden: true });
  const large = button('大屏', '占满整个屏幕；按 Esc 退出', () => (document.fullscreenElement ? document.exitFullscreen() : frame.requestFullscreen()));
  const sure = make('div', { class: 'yh-bar', hidden: true });
  const form = make('form', { class: 'pap-form', 'aria-label': '事实', onsubmit: (event) => event.preventDefault() });
  const findings = make('ul', { class: 'pap-findings', 'aria-label': '要改的和请留意的' });
  const files = make('div', { class: 'pap-list', hidden: true, role: 'status' });
  const how = make('div', { class: 'pap-how', role: 'status', hidden: true });
  const page = make('div', { class: 'pap-page', 'aria-label': '预览', tabindex: '0' }, make('div', { class: 'pap-none', text: '左边填好、没有要改的以后，按“出草稿”，这里就能看到整页。' }));
  const frame = make('div', { class: 'yh pap', role: 'region', 'aria-label': '文书' },
    make('div', { class: 'yh-bar' }, title, make('span', { class: 'yh-space' }), left, draft, pdf, recheck, whyNot, issue, print, folder, large), sure, notice.node,
    make('div', { class: 'pap-main' }, form, make('div', { class: 'pap-side' }, findings, files, how, page)),
    make('div', { class: 'yh-foot' }, make('span', { text: '每填一栏马上存下并核对；有“要改”的不能签发。' }), make('span', { style: 'margin-left:auto' }, saved)));
  el.append(frame);
  const unguard = kit.guard(frame);

  const link = kit.link(model, () => model.get('shelf'), {
    told: (message, buffers) => ({ state: () => take(message), page: () => show(buffers?.[0], message.office), pages: () => printed(buffers ?? [], message.findings), print: () => showPrint(buffers?.[0]), unchecked: () => notice.show('刚才这一栏没有核对成功；内容已存下。', { record: message.record }) })[message.tell]?.(),
    alive: (yes) => {
      if (yes) { if (notice.node.dataset.kind === 'offline') notice.hide(); return; }
      notice.show('与后台断开了。您填的已经暂存在这台电脑的浏览器里，没有丢；请按“重新连接”，打开后会自动补存。', { kind: 'offline' });
    },
    done: () => settled(),
    refused: (fault, sent) => { notice.show(`${fault.refused}\n这一栏没有存下，请记下来再填一次：${words(sent.given.value)}`, { record: fault.record }); settled(); },
  });
  const words = (value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : value === true ? '是' : value === false ? '否' : '（空）');
  const settled = () => { saved.textContent = link.waiting() ? '正在存……' : `已存好 ${new Date().toLocaleTimeString('zh-CN', { hour12: false })}`; };
  const ask = async (what, given = {}) => {
    await link.flush();
    frame.setAttribute('aria-busy', 'true');
    try { return await link.ask(what, given, 120000); } catch (fault) {
      if (fault.refused) notice.show(fault.refused, { record: fault.record });
      return null;
    } finally { frame.removeAttribute('aria-busy'); }
  };

  // -- the form ------------------------------------------------------------------------------------------------

  const at = (path) => path.reduce((value, step) => value?.[step], state.facts);
  const wrapped = (value) => value !== null && typeof value === 'object' && !Array.isArray(value) && 'source' in value && Object.keys(value).every((key) => ['value', 'text', 'source'].includes(key));
  // A value may carry where it comes from; then what is written is the value inside.
  const inner = (path) => { const value = at(path); return wrapped(value) ? [...path, 'value' in value ? 'value' : 'text'] : path; };
  const types = (part) => [part.type ?? []].flat();
  const put = (path, value) => {
    const whole = path.slice(0, -1).reduce((there, step, n) => (there[step] ??= typeof path[n + 1] === 'number' ? [] : {}), state.facts);
    whole[path[path.length - 1]] = value;
    link.put('set', { path, value }, `set:${path.join('.')}`);
    saved.textContent = '正在存……';
    clearTimeout(put.timer);
    put.timer = setTimeout(() => link.flush(), 300);
  };
  const blank = (part) => {
    if (types(part).includes('object')) return Object.fromEntries(Object.entries(part.properties ?? {}).filter(([, each]) => 'const' in each).map(([name, each]) => [name, each.const]));
    return types(part).includes('array') ? [] : '';
  };
  // What may stay empty is marked, so that nobody looks for what there is not.
  const optional = (part, path, needed) => types(part).includes('null') || !needed || (types(part).includes('array') && part.minItems === 0);
  const built = (part, path, needed = true) => {
    if ('const' in part) return null;
    const title = `${part.title ?? path[path.length - 1] ?? ''}${path.length && optional(part, path, needed) ? '（可不填）' : ''}`;
    if (types(part).includes('object')) return group(part, path, title);
    if (types(part).includes('array')) return series(part, path, title);
    return field(part, path, title);
  };
  const group = (part, path, title) => {
    const value = at(inner(path));
    const parts = Object.entries(part.properties ?? {}).map(([name, each]) => built(each, [...inner(path), name], (part.required ?? []).includes(name))).filter(Boolean);
    if (!path.length) return make('div', {}, parts);
    const box = make('fieldset', { 'data-path': path.join('.') }, make('legend', { text: title }), make('div', { class: 'pap-why' }));
    if (value === null || value === undefined) box.append(button(`添加${part.title}`, '', () => { put(path, blank(part)); redraw(path); }));
    else box.append(...parts, types(part).includes('null') ? button('不要这一项', '清空这一项', () => { put(path, null); redraw(path); }, { class: 'yh-button yh-quiet' }) : '');
    return box;
  };
  const series = (part, path, title) => {
    const way = inner(path);
    const items = at(way) ?? [];
    const box = make('fieldset', { 'data-path': path.join('.') }, make('legend', { text: title }), make('div', { class: 'pap-why' }));
    items.forEach((_, n) => {
      const one = built(part.items ?? {}, [...way, n]);
      if (one) box.append(make('div', { class: 'pap-item' }, one, button('去掉', `去掉第 ${n + 1} 项`, () => { put(way, items.filter((__, m) => m !== n)); redraw(path); }, { 'aria-label': `去掉${part.title}第 ${n + 1} 项` })));
    });
    box.append(button(`＋ 添加${part.items?.title ?? part.title}`, '', () => { put(way, [...items, blank(part.items ?? {})]); redraw(path); form.querySelector(`[data-path="${[...way, items.length].join('.')}"] :is(input, textarea, select)`)?.focus(); }));
    return box;
  };
  const field = (part, path, title) => {
    const way = inner(path);
    const value = at(way);
    const id = `yh-${Math.random().toString(36).slice(2)}`;
    const kinds = types(part);
    let control;
    if (part.enum || kinds.includes('boolean')) {
      const choices = part.enum ?? [true, false];
      const shown = (one) => (one === true ? '是' : one === false ? '否' : one === null ? '（没有）' : String(one));
      control = make('select', { id }, make('option', { value: '', text: '（请选）' }), choices.map((one, n) => make('option', { value: String(n), text: shown(one), selected: one === value })));
      control.addEventListener('change', () => put(way, control.value === '' ? null : choices[Number(control.value)]));
    } else {
      const text = value === null || value === undefined ? '' : String(value);
      const isDate = part.format === 'date';
      control = text.length > LONG && !isDate ? make('textarea', { id, rows: 2 }) : make('input', { id, class: 'yh-input', type: 'text', placeholder: isDate ? '如 2026-09-25' : null });
      control.value = text;
      const read = () => {
        const words = control.value.trim();
        if (!words) return kinds.includes('null') || !kinds.includes('string') ? null : '';
        return !kinds.includes('string') && /^-?\d+(\.\d+)?$/.test(words) ? Number(words) : words;
      };
      control.addEventListener('input', (event) => { if (!event.isComposing) put(way, read()); });
      control.addEventListener('compositionend', () => put(way, read()));
    }
    const source = at(path);
    const from = wrapped(source) && source.source ? `来自${source.source.grievance ? `诉求 ${source.source.grievance}` : source.source.stated_by ? `${source.source.stated_by}（${source.source.on ?? ''}）` : '台账记录'}` : '';
    return make('div', { class: 'pap-field', 'data-path': path.join('.') }, make('label', { for: id, text: title }), control, from ? make('div', { class: 'pap-from', text: from }) : '', make('div', { class: 'pap-why', id: `${id}-why` }));
  };
  const redraw = (path = null) => {
    const scroll = form.scrollTop;
    form.replaceChildren(built(schema, []));
    form.scrollTop = scroll;
    if (path) form.querySelector(`[data-path="${path.join('.')}"]`)?.scrollIntoView({ block: 'nearest' });
    mark();
  };

  // -- what is missing -----------------------------------------------------------------------------------------

  const take = (message) => {
    const anew = JSON.stringify(message.facts) !== JSON.stringify(state.facts) && !link.waiting() && !form.contains(document.activeElement);
    state = { ...message, facts: link.waiting() ? state.facts : message.facts };
    if (anew) redraw(); else mark();
    if (state.issued) { edited = []; listFiles([], state.issued); mark(); }
  };
  const placeOf = (name) => {
    // A finding may name a part that is not there yet, or the whole.
    for (let parts = name.split('.'); parts.length; parts = parts.slice(0, -1)) {
      const box = form.querySelector(`[data-path="${parts.join('.')}"]`);
      if (box) return box;
    }
    return null;
  };
  const mark = () => {
    form.querySelectorAll('.error').forEach((box) => box.classList.remove('error'));
    form.querySelectorAll('.pap-why').forEach((box) => box.replaceChildren());
    form.querySelectorAll('[aria-invalid]').forEach((box) => box.removeAttribute('aria-invalid'));
    const errors = state.findings.filter((one) => one.level === 'error');
    for (const one of state.findings) {
      const box = one.field && placeOf(one.field);
      if (!box) continue;
      const why = box.querySelector('.pap-why');
      if (one.level === 'error') {
        box.classList.add('error');
        box.querySelector('input, textarea, select')?.setAttribute('aria-invalid', 'true');
      }
      why?.append(make('div', { text: one.message }));
    }
    list([...state.findings, ...(state.issued ? [] : edited)]);
    const faults = errors.length + (state.issued ? 0 : edited.length);
    left.textContent = state.issued ? `已签发 ${state.issued.number}` : faults ? `还有 ${faults} 处要改` : '可以出草稿';
    left.className = `yh-tag ${!state.issued && faults ? 'bad' : 'good'}`;
    draft.disabled = state.bars_draft;
    pdf.disabled = state.bars_draft;
    recheck.disabled = !made;
    for (const one of [draft, pdf, recheck, issue, whyNot]) one.hidden = Boolean(state.issued);
    for (const one of [print, folder]) one.hidden = !state.issued;
    whyNot.textContent = faults ? '改好才能签发' : !made ? '先出草稿，看过才能签发' : '';
    issue.disabled = faults > 0 || !made;
    issue.title = whyNot.textContent || '再核对一遍，编号，做出各份';
    if (issue.disabled) sure.hidden = true;
  };
  const isGap = (one) => one.level === 'error' && one.rule === 'R00' && /^缺少“|没有填。$/.test(one.message);
  const line = (one) => make('li', { class: one.level }, make('button', { type: 'button', onclick: () => reach(one.field) },
    make('b', { text: one.level === 'error' ? '要改　' : '请留意　' }), one.message, make('small', { text: `${one.remedy}${one.rule !== 'R00' || one.basis.includes('《') ? `　依据：${one.basis}` : ''}` })));
  const FOLDED = 3; // so many gaps are still read one by one
  const list = (found) => {
    const gaps = found.filter(isGap);
    const folded = gaps.length > FOLDED ? gaps : [];
    const open = findings.querySelector('details')?.open;
    findings.hidden = found.length === 0;
    findings.replaceChildren(
      ...(folded.length ? [make('li', { class: 'error' }, make('details', { open }, make('summary', {}, make('b', { text: '要改　' }), `还缺 ${folded.length} 栏`),
        make('div', { class: 'pap-gaps' }, folded.map((one) => make('button', { type: 'button', class: 'yh-button yh-quiet', text: gapName(one), onclick: () => reach(one.field) })))))] : []),
      ...found.filter((one) => !folded.includes(one)).map(line));
  };
  const gapName = (one) => /“(.+?)”/.exec(one.message)?.[1] ?? one.message;
  const reach = (name) => {
    const box = name && placeOf(name);
    box?.scrollIntoView({ block: 'center' });
    box?.querySelector('input, textarea, select, button')?.focus({ preventScroll: true });
  };

  // -- the page ------------------------------------------------------------------------------------------------

  // First as the browser lays it out, at once; then, where LibreOffice is, as it will be printed.
  let sheets = null;
  const bytesOf = (buffer) => new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength).slice();
  const printed = (buffers, found) => {
    if (!buffers.length) { how.textContent = '没能排出和打印一样的整页，下面是近似的样子。'; return; }
    sheets?.forEach((one) => URL.revokeObjectURL(one.src));
    sheets = buffers.map((one, n) => make('img', { class: 'pap-sheet', alt: `第 ${n + 1} 页，共 ${buffers.length} 页`, src: URL.createObjectURL(new Blob([bytesOf(one)], { type: 'image/png' })) }));
    const top = page.scrollTop;
    page.replaceChildren(...sheets);
    page.scrollTop = top;
    how.textContent = `和打印出来一样，共 ${sheets.length} 页。`;
    if (found?.length) how.append(...found.map((one) => make('div', { class: 'pap-why', text: `${one.message}${one.remedy}` })));
    frame.dataset.printed = String(sheets.length);
  };
  const show = async (buffer, office = false) => {
    how.hidden = false;
    how.textContent = office ? '正在排出和打印一样的整页，先看近似的样子……' : '近似的样子；以 Word 或 WPS 打开的为准。';
    delete frame.dataset.printed;
    if (!buffer) { page.replaceChildren(make('div', { class: 'pap-none', text: '文件太大，请用 Word 打开看。' })); return; }
    const bytes = bytesOf(buffer);
    const sheet = make('div');
    try {
      await docx.renderAsync(bytes.buffer, sheet, null, { inWrapper: true, breakPages: true, useBase64URL: true, ignoreLastRenderedPageBreak: false });
      if (!frame.dataset.printed) page.replaceChildren(sheet);
      frame.dataset.page = String(sheet.querySelectorAll('section').length);
    } catch {
      page.replaceChildren(make('div', { class: 'pap-none', text: '这一份在这里显示不出来，请用 Word 或 WPS 打开看。' }));
    }
  };
  const listFiles = async (written, issued = null, changes = null) => {
    const line = async (one) => {
      const address = await kit.served(one.places ?? []);
      return make('p', {}, one.holder ? `${one.holder}：` : '', address ? make('a', { href: address, download: one.name, text: one.name }) : one.name, make('span', { class: 'pap-from', text: `　在工作文件夹的 ${one.folder}` }));
    };
    const lines = [];
    if (issued) lines.push(make('p', {}, make('strong', { text: `已签发 ${issued.number}` }), `，共 ${issued.copies.length} 份：`), ...(await Promise.all(issued.copies.map(line))));
    lines.push(...(await Promise.all(written.map(line))));
    if (changes) lines.push(make('p', {}, make('strong', { text: changes.length ? `改了 ${changes.length} 处：` : '和草稿一字不差。' })), ...changes.map((one) => make('p', {}, one.old ? make('del', { text: one.old }) : '', one.old && one.new ? ' → ' : '', one.new ? make('ins', { text: one.new }) : '')));
    files.replaceChildren(...lines);
    files.hidden = lines.length === 0;
  };
  const write = async (more = {}) => {
    const told = await ask('draft', more);
    if (!told) return;
    if (told.edited) {
      notice.show(`草稿 ${told.edited} 在 Word 里改过，没有动它。可以按“看改了什么”核对后直接签发；要另出一份，改过的会换个名字留着。`, { action: { text: '留着改稿，另出一份', run: () => { notice.hide(); write({ ...more, anew: true }); } } });
      return;
    }
    made = true;
    edited = [];
    listFiles(told.files, state.issued);
    notice.show(told.no_pdf ? '草稿已出。这台电脑没有能转 PDF 的程序（LibreOffice），请用 Word 或 WPS 另存为 PDF。' : '草稿已出，可以用 Word 或 WPS 打开修改，保存后按“看改了什么”。', { kind: 'told' });
    mark();
  };
  const compare = async () => {
    const told = await ask('recheck');
    if (!told) return;
    listFiles([], state.issued, told.changes);
    const known = new Set(state.findings.map((one) => `${one.rule}${one.message}`));
    edited = told.findings.filter((one) => one.level === 'error' && !known.has(`${one.rule}${one.message}`));
    mark();
    const errors = told.findings.filter((one) => one.level === 'error').length;
    notice.show(errors ? `改过的草稿还有 ${errors} 处要改，列在右边。` : '改过的草稿没有要改的，可以签发。', { kind: errors ? 'fault' : 'told' });
  };
  const askIssue = () => {
    sure.replaceChildren(make('span', { text: '签发以后编号、做出各份，不能再改；错了只能另出更正。看过全文了吗？' }), button('看过了，签发', '', async () => { sure.hidden = true; if (await ask('issue')) notice.hide(); }, { class: 'yh-button yh-main' }), button('再看看', '', () => { sure.hidden = true; }));
    sure.hidden = false;
    sure.querySelector('button').focus();
  };

  // The tab is opened while the click lasts; a browser lets no page open one later.
  let tab = null;
  const printCopies = async () => {
    tab = window.open('', '_blank');
    if (tab) tab.document.title = '正在准备打印……';
    const told = await ask('print');
    if (told?.pdf) return;
    tab?.close();
    if (told && !told.opened) notice.show(`这台电脑没有能转 PDF 的程序（LibreOffice）。请打开文件夹 ${state.issued.copies[0]?.folder ?? ''}，用 Word 或 WPS 打开各份来打印。`, { kind: 'told' });
  };
  const showPrint = (buffer) => {
    if (!buffer || !tab) return; // another view of this panel asked
    const address = URL.createObjectURL(new Blob([bytesOf(buffer)], { type: 'application/pdf' }));
    frame.dataset.print = address;
    tab.location = address;
    tab = null;
  };
  const openFolder = async () => {
    const told = await ask('folder');
    if (told && !told.opened) notice.show(`文件夹在 ${told.folder}`, { kind: 'told' });
  };

  frame.addEventListener('keydown', (event) => { if (event.key === 'Enter' && (event.shiftKey || event.ctrlKey)) { event.preventDefault(); event.stopPropagation(); } }, true);
  link.ask('open', {}, 15000).then((told) => {
    schema = told.schema;
    state = told;
    made = Boolean(told.files);
    edited = told.edited ?? [];
    title.replaceChildren(told.title, make('small', { style: 'font-weight:400;color:#55606a;font-size:14px;margin-left:8px', text: told.file }));
    redraw();
    if (told.files || told.issued) listFiles(told.issued ? [] : told.files ?? [], told.issued);
    settled();
    frame.dataset.ready = '1';
    if (link.waiting()) link.flush();
  }, (fault) => notice.show(fault.refused ?? '还没有和后台连上：请按“重新连接”。', { record: fault.record, kind: fault.refused ? 'fault' : 'offline' }));
  return () => { link.flush(); link.close(); unguard(); };
};

export default { render };
