// Two tellers type the same nameless ballots apart; where they differ is red, and counts only once both say the same.

import { button, choice, make } from '../../yehua/script/kit.js';
import { actForm, doing, fileField, folded, leaveWord } from './acting.js';
import { attempt, field, go, section } from './parts.js';

const TELLERS = ['first', 'other'];
const NAMES = { first: '第一个计票人', other: '第二个计票人' };
const kept = new Map(); // what was typed, by session, while other pages are looked at

const fresh = (seats) => ({ count: seats, turn: 0, names: {}, marks: { first: [], other: [] }, isCompared: false });

class Tellers {
  constructor(page, notice) {
    Object.assign(this, { page, notice });
    this.session = page.session.session;
    if (!kept.has(this.session))
      kept.set(this.session, fresh(page.session.seats.filter((seat) => !seat.recused).length));
    this.state = kept.get(this.session);
    this.node = make('div');
    this.draw();
  }

  // The marks of a ballot by a teller; what is not typed is blank.
  marks(teller, slot) {
    this.state.marks[teller][slot] ??= this.page.marks.map(() => '');
    return this.state.marks[teller][slot];
  }

  differs(slot, place) {
    const [one, other] = TELLERS.map((teller) => this.marks(teller, slot)[place].trim());
    return one !== other;
  }

  cell(teller, slot, place) {
    const { isCompared } = this.state;
    const name = `${NAMES[teller]} 票号 ${slot + 1} ${this.page.marks[place]}`;
    const input = field({
      size: 4,
      inputmode: 'numeric',
      autocomplete: 'off',
      value: this.marks(teller, slot)[place],
      'aria-label': name,
    });
    input.addEventListener('input', () => {
      this.marks(teller, slot)[place] = input.value;
    });
    input.addEventListener('change', () => isCompared && this.draw());
    const isRed = isCompared && this.differs(slot, place);
    if (isRed) input.setAttribute('aria-invalid', 'true');
    return make('td', { class: isRed ? 'wb-differs' : '' }, input);
  }

  grid(tellers) {
    const { marks } = this.page;
    const above = tellers.length > 1 ? (teller) => `${NAMES[teller]} ` : () => '';
    const head = tellers.flatMap((teller) => marks.map((mark) => `${above(teller)}${mark}`));
    const rows = Array.from({ length: this.state.count }, (_, slot) =>
      make(
        'tr',
        {},
        make('th', { scope: 'row', text: String(slot + 1) }),
        tellers.flatMap((teller) => marks.map((__, place) => this.cell(teller, slot, place))),
      ),
    );
    const names = ['票号', ...head].map((text) => make('th', { scope: 'col', text }));
    return make(
      'div',
      { class: 'wb-wide', tabindex: '0', role: 'region', 'aria-label': '计票表' },
      make('table', { class: 'wb-table wb-tally' }, make('thead', {}, make('tr', {}, names)), make('tbody', {}, rows)),
    );
  }

  // One teller at a time; the other's marks are out of sight.
  typing(teller) {
    const name = field({ size: 8, value: this.state.names[teller] ?? '', required: true, 'aria-label': NAMES[teller] });
    name.addEventListener('input', () => {
      this.state.names[teller] = name.value.trim();
    });
    const count = field({
      size: 3,
      inputmode: 'numeric',
      value: String(this.state.count),
      'aria-label': '收回几张票',
    });
    count.addEventListener('change', () => {
      const wanted = Number(count.value);
      if (Number.isInteger(wanted) && wanted > 0 && wanted <= this.page.session.seats.length) this.state.count = wanted;
      this.draw();
    });
    const done = button(this.state.turn ? '录完了，对一对' : '录完了，请第二个人来录', '', () => this.next(teller));
    return [
      make(
        'div',
        { class: 'wb-form' },
        make('label', {}, `${NAMES[teller]} `, name),
        this.state.turn ? '' : make('label', {}, '收回几张票 ', count),
      ),
      this.grid([teller]),
      make('p', {}, done),
    ];
  }

  next(teller) {
    this.notice.hide();
    const blank = Array.from({ length: this.state.count }, (_, slot) => slot).filter((slot) =>
      this.marks(teller, slot).every((text) => !text.trim()),
    );
    if (!this.state.names[teller]) {
      this.notice.show(`请写上${NAMES[teller]}的姓名。`, { kind: 'warn' });
      return;
    }
    if (blank.length === this.state.count) {
      this.notice.show('一张票也没有录。', { kind: 'warn' });
      return;
    }
    if (this.state.turn === 0) this.state.turn = 1;
    else this.state.isCompared = true;
    this.draw();
    this.node.querySelector('input')?.focus();
  }

  compared() {
    const slots = Array.from({ length: this.state.count }, (_, slot) => slot);
    const wrong = slots.flatMap((slot) => this.page.marks.filter((_, place) => this.differs(slot, place)));
    const told = wrong.length
      ? make('p', { class: 'wb-over', role: 'status', text: `有 ${wrong.length} 处不同（红的），对照评议票改成一样。` })
      : make('p', { role: 'status', text: '两份一样，可以计票。' });
    const unheard = choice(
      ['', ...this.page.sides, this.page.sides.join('、')],
      { 'aria-label': '没有到场陈述的' },
      (value) => value || '双方都听取过',
    );
    const count = button('计票', '两份一样才有结果', () => this.count(unheard.value));
    count.disabled = wrong.length > 0;
    const again = button('从头再录', '', () => {
      kept.set(this.session, fresh(this.page.session.seats.length));
      this.state = kept.get(this.session);
      this.draw();
    });
    return [
      told,
      this.grid(TELLERS),
      make('div', { class: 'wb-form' }, make('label', {}, '陈述 ', unheard), count, again),
    ];
  }

  lines(teller) {
    return Array.from({ length: this.state.count }, (_, slot) =>
      [String(slot + 1), ...this.marks(teller, slot).map((text) => text.trim())].join('\t'),
    ).join('\n');
  }

  async count(unheard) {
    const given = { session: this.session, unheard };
    for (const teller of TELLERS) {
      given[`teller_${teller}`] = this.state.names[teller] ?? '';
      given[`${teller}_marks`] = this.lines(teller);
    }
    const done = await attempt(this.notice, () => doing('count_ballots', given));
    if (!done) return;
    if (!done.page) {
      this.notice.show([done.words, ...done.lines].join('\n'), { kind: 'warn' });
      return;
    }
    kept.delete(this.session);
    leaveWord(done.words);
    go(done.page);
  }

  draw() {
    const { isCompared, turn } = this.state;
    this.node.replaceChildren(...(isCompared ? this.compared() : this.typing(TELLERS[turn])));
  }
}

export const tellersSection = (page, notice) => {
  const sheet = () => fileField({ accept: '.xlsx', required: true });
  const files = [
    ['teller_first', '录第一份的人', field({ required: true, size: 8 })],
    ['first_sheet', '第一份计票表（Excel）', sheet()],
    ['teller_other', '录第二份的人', field({ required: true, size: 8 })],
    ['other_sheet', '第二份计票表（Excel）', sheet()],
    [
      'unheard',
      '没有到场陈述的',
      choice(['', ...page.sides, page.sides.join('、')], {}, (value) => value || '双方都听取过'),
    ],
  ];
  const why = '两个人各录一份，第二个人看不到第一份；一样才有分。写了半分、超过 10 分、空着的作废。';
  return section(
    '计票',
    make('p', { class: 'wb-soft', text: why }),
    new Tellers(page, notice).node,
    folded(
      '已经在 Excel 里各录了一份的',
      actForm(files, '计票', 'count_ballots', notice, { session: page.session.session }),
    ),
  );
};
