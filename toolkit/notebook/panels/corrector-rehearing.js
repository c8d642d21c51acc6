// Rehearings of a stretch beside the text as it stands, to choose from.

// Lengths of the longest common sequences of the ends of `a` and `b`.
const commonLengths = (a, b) => {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  }
  return lengths;
};

const addSign = (side, isOwn, sign) => {
  const last = side.at(-1);
  if (last?.isOwn === isOwn) last.words += sign;
  else side.push({ isOwn, words: sign });
};

// Both texts with what only one of them has marked, by their longest common sequence.
const differing = (one, other) => {
  const [a, b] = [[...one], [...other]];
  const lengths = commonLengths(a, b);
  const [left, right] = [[], []];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      addSign(left, false, a[i]);
      addSign(right, false, b[j]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && lengths[i + 1][j] >= lengths[i][j + 1])) {
      addSign(left, true, a[i]);
      i += 1;
    } else {
      addSign(right, true, b[j]);
      j += 1;
    }
  }
  const shown = (side, name) => side.map(({ isOwn, words }) => (isOwn ? make(name, { text: words }) : words));
  return [shown(left, 'del'), shown(right, 'ins')];
};

// Has the machine hear a stretch again, by another model, and shows what it heard beside the text as it stands.
class RehearingBox {
  constructor(panel) {
    this.panel = panel;
    this.node = make('section', { class: 'cor-find cor-again', hidden: true, 'aria-label': '再听' });
    this.stretch = null; // the stretch whose rehearings are shown
    this.seconds = null; // the timer that counts the seconds of a rehearing
  }

  async open(id) {
    const { panel } = this;
    const row = panel.sentences.rowOf(id);
    if (!row) return;
    panel.typing.handOn();
    panel.sentences.select(id, { quiet: true });
    this.stretch = { start: row.start, end: row.end, id };
    this.begin = make('button', { type: 'submit', class: 'yh-button yh-main', text: '开始再听' });
    this.state = make('span', { role: 'status' });
    this.sides = make('div', { class: 'cor-sides' });
    this.node.replaceChildren(this.form(row), this.sides);
    panel.showOnly(this);
    this.begin.focus();
    await this.showSides();
  }

  close = () => {
    this.node.hidden = true;
    this.panel.sentences.focusCurrent();
  };

  form(row) {
    const { models, model: last } = this.panel.transcript;
    const nameOf = (name) => (name === last ? `${name}（上次用的，这次听得更细）` : name);
    const model = choice(models, { 'aria-label': '用哪个模型' }, nameOf);
    // Another model than the first is more likely to hear something else.
    model.value = models.find((name) => name !== last) ?? last;
    const form = make(
      'form',
      {},
      make('strong', { text: `再听 ${clock(row.start)}—${clock(row.end)}` }),
      make('label', {}, '模型 ', model),
      this.begin,
      button('放一遍', '放这一段录音', () => this.panel.sound.playRow(this.stretch.id)),
      button('关闭', '关闭（Esc）', this.close, { class: 'yh-button yh-quiet' }),
      this.state,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.begin.disabled = true;
      this.hearAgain(model.value);
    });
    return form;
  }

  async hearAgain(model) {
    const { start, end } = this.stretch;
    try {
      const answer = await this.panel.link.ask('rehear', { start, end, model });
      this.showWaiting(answer.busy ? '正在再听另一处，等它听完再来。' : null);
    } catch (fault) {
      this.finish({ refused: fault.refused ?? '与后台断开了，请按“重新连接”。', record: fault.record });
    }
  }

  stopCounting() {
    clearInterval(this.seconds);
    this.seconds = null;
  }

  // Shows `words` on why it has not begun, or else counts the seconds while the machine listens.
  showWaiting(words) {
    this.stopCounting();
    if (words) {
      this.state.textContent = words;
      this.begin.disabled = false;
      return;
    }
    const since = Date.now();
    const tell = () => {
      this.state.textContent = `机器正在再听（${Math.round((Date.now() - since) / 1000)} 秒），可以接着改别处。`;
    };
    tell();
    this.seconds = setInterval(tell, 1000);
  }

  finish(message) {
    this.stopCounting();
    this.panel.notice.refused(message);
    if (this.node.hidden) {
      if (!message.refused) this.panel.notice.told('再听好了，在那一句上按 F9 看结果。');
      return;
    }
    this.state.textContent = message.refused ? '' : '听好了，请听录音，选一份。';
    this.begin.disabled = false;
    this.showSides();
  }

  async showSides() {
    const { stretch } = this;
    let answer;
    try {
      answer = await this.panel.link.ask('heard', { start: stretch.start, end: stretch.end });
    } catch {
      return;
    }
    if (this.stretch !== stretch) return;
    if (answer.listening && !this.seconds) this.showWaiting(null);
    this.sides.replaceChildren(...answer.sides.map((side) => this.sideBox(side)));
  }

  sideBox(side) {
    const { number, model } = side;
    const [now, again] = differing(side.now.join(''), side.again.join(''));
    const same = { disabled: !side.again.length || side.now.join('') === side.again.join('') };
    const text = (title, parts, none) =>
      make('div', {}, make('small', { text: title }), make('p', {}, parts.length ? parts : none));
    return make(
      'div',
      { class: 'cor-side' },
      text('现在的文字', now, '（没有文字）'),
      text(`第 ${number} 次再听（${model}）`, again, '（没有听出文字）'),
      make(
        'div',
        { class: 'cor-side-choice' },
        button('采用再听的', `用第 ${number} 次再听的文字代替`, () => this.take(side), same),
        button('保留现在的', '现在的文字不动', this.close),
      ),
    );
  }

  take(side) {
    this.panel.sentences.goOnAtNew(side.start);
    this.panel.keep('choose', { number: side.number });
    this.close();
    this.panel.notice.told(`采用了第 ${side.number} 次再听的文字，原来的留在改动记录里。不对可以撤销。`);
  }
}
