// The workbench: the frame around every page, and the address after `#` that says which page is shown.

import { make, Notice } from '../../yehua/script/kit.js';
import { PAGES } from './pages.js';
import { practiceSwitch } from './practice.js';
import { data, onOffline, watchClock } from './server.js';

// The menu: pages of a kind stand together, under a name that a screen reader says.
const NAV = {
  每天: { today: '今天要办', overview: '总览', find: '查找' },
  夜话: { meetings: '夜话', nights: '次月答复', policies: '政策' },
  事项: { cases: '事项', papers: '文书', signings: '签名', parlour: '视频会客厅' },
  化解: { alerts: '预警', juries: '评议团', clinics: '法律诊所', proposals: '以案促治' },
  闭环: { walks: '走访', cards: '首问卡', followups: '回访', handover: '交接' },
  档案: { archive: '归档', keeping: '保管' },
  本机: { tables: '表和体检', models: '模型', settings: '设置' },
};
// Pages that are reached from others belong to a place in the list at the left.
const HOME_OF_LOOP = {
  note: 'walks',
  card: 'cards',
  draw: 'cards',
  followup: 'followups',
  alert: 'alerts',
  jury: 'juries',
  clinic: 'clinics',
};
const HOME_OF_CASES = {
  case: 'cases',
  grievance: 'cases',
  facts: 'cases',
  paper: 'papers',
  policy: 'policies',
  answers: 'nights',
};
const HOME = {
  dues: 'overview',
  grievances: 'overview',
  county: 'overview',
  inbox: 'meetings',
  meeting: 'meetings',
  ...HOME_OF_CASES,
  ...HOME_OF_LOOP,
};

// A page that takes longer says that it is being opened.
const PATIENCE_MS = 300;
// A login may run out, and another program may leave something undone.
const LOOK_MS = 10000;
// Pages that count days and hold nothing that is typed.
const COUNTING = new Set(['today', 'overview', 'dues']);

// A form of a paper keeps each letter by itself; others hold what is typed until it is sent.
const isHeldByPage = (control) => control.matches('input, textarea, form select') && !control.closest('.pf');

class Workbench {
  constructor(root) {
    this.notice = new Notice();
    this.clockNotice = new Notice();
    this.today = '';
    this.dayShown = ''; // on which the page was opened
    this.dayTold = '';
    this.doubts = '';
    this.leave = null;
    this.isTouched = false;
    this.main = make('main', { class: 'wb-main', tabindex: '-1' });
    this.office = make('strong', { class: 'wb-office' });
    this.day = make('span', { class: 'wb-day' });
    root.append(
      this.header(),
      this.menu(),
      make('div', { class: 'wb-body yh' }, this.notice.node, this.clockNotice.node, this.main),
    );
    window.addEventListener('hashchange', () => this.show());
    this.main.addEventListener('input', ({ target }) => {
      if (isHeldByPage(target)) this.isTouched = true;
    });
    onOffline((isOffline) => {
      if (!isOffline) {
        this.notice.hide();
        return;
      }
      this.notice.show('与后台断开了，正在重新连接；写下的都还在。', { kind: 'warn' });
      this.frame(); // or the login ran out
    });
  }

  menu() {
    this.links = new Map();
    const groups = Object.entries(NAV).map(([name, pages]) => {
      for (const [page, text] of Object.entries(pages)) this.links.set(page, make('a', { href: `#/${page}`, text }));
      const links = Object.keys(pages).map((page) => this.links.get(page));
      return make('div', { role: 'group', 'aria-label': name }, links);
    });
    return make('nav', { class: 'wb-nav', id: 'menu', 'aria-label': '工作台' }, groups);
  }

  // On a narrow screen the menu is opened by a button, and closed by the page that was chosen.
  openMenu(isOpen) {
    document.body.classList.toggle('wb-open', isOpen);
    this.opener.setAttribute('aria-expanded', String(isOpen));
  }

  header() {
    this.opener = make('button', { class: 'wb-plain wb-opener', 'aria-controls': 'menu', text: '菜单' });
    this.opener.addEventListener('click', () => this.openMenu(!document.body.classList.contains('wb-open')));
    this.opener.setAttribute('aria-expanded', 'false');
    return make(
      'header',
      { class: 'wb-head' },
      this.opener,
      make('strong', { class: 'wb-title', text: '夜话工作台' }),
      this.office,
      this.day,
      make('span', { class: 'yh-space' }),
      ...practiceSwitch(),
      make('a', {
        href: `${data.base}lab/tree/notebooks/0-从这里开始.ipynb`,
        target: '_blank',
        rel: 'noopener',
        text: '笔记本',
      }),
    );
  }

  begin() {
    this.frame();
    this.show();
    setInterval(() => this.frame(), LOOK_MS);
    watchClock(() => this.lookAtClock());
  }

  // The day may change under an open page: at midnight, or since the clock of the machine was moved.
  async lookAtClock() {
    await this.frame();
    if (this.mayOpenAnew()) this.show();
  }

  mayOpenAnew() {
    return COUNTING.has(this.main.dataset.page) && !this.isTouched;
  }

  meetDay() {
    if (!this.dayShown) this.dayShown = this.today;
    if (this.dayShown === this.today || this.dayTold === this.today) return;
    this.dayTold = this.today;
    if (this.mayOpenAnew()) this.show();
    else this.tellDay();
  }

  async frame() {
    try {
      const frame = await data('frame');
      this.office.textContent = frame.office;
      this.day.textContent = `今天 ${frame.today}　${frame.lunar}`;
      this.tellDoubts(frame.unfinished.join('\n'));
      this.today = frame.today;
      this.meetDay();
    } catch (fault) {
      this.notice.refused(fault); // a server that does not answer is told by the panels
    }
  }

  // What was read and put away is not told again.
  tellDoubts(words) {
    if (words && words !== this.doubts) this.notice.show(words, { kind: 'warn' });
    this.doubts = words;
  }

  // What is being typed must stay, so the page is not opened anew by itself.
  tellDay() {
    const words =
      `电脑的日期变了：${this.dayShown} 变成 ${this.today}。这一页的期限还是按原来那一天算的。` +
      '写了一半、还没有按“记下”一类按钮的字，重新打开就没有了：请先记下。';
    const again = () => {
      if (this.isTouched) this.askToLose();
      else this.show();
    };
    this.clockNotice.show(words, { kind: 'warn', action: { text: '按现在的日期重新打开', run: again } });
  }

  askToLose() {
    const words = '这一页上有填了、还没有记下的内容，重新打开就没有了。要留着，请先在下面记下，再重新打开。';
    const action = { text: '不要了，重新打开', run: () => this.show() };
    this.clockNotice.show(words, { kind: 'warn', action });
  }

  mark(home) {
    for (const [key, link] of this.links)
      if (key === home) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    document.title = `${this.links.get(home)?.textContent ?? ''} · 夜话工作台`;
  }

  async show() {
    const [, name = 'today', ...given] = decodeURIComponent(location.hash || '#/today')
      .slice(1)
      .split('/');
    this.openMenu(false);
    this.clockNotice.hide();
    this.dayShown = this.today;
    this.dayTold = '';
    this.mark(HOME[name] ?? name);
    this.leave?.();
    this.leave = null;
    this.main.dataset.page = '';
    const turn = {};
    this.turn = turn;
    const opening = setTimeout(() => {
      this.main.replaceChildren(make('p', { class: 'wb-none', role: 'status', text: '正在打开……' }));
    }, PATIENCE_MS);
    const drawn = await this.drawn(PAGES[name] ?? PAGES.today, given);
    clearTimeout(opening);
    if (this.turn !== turn) {
      drawn.leave?.(); // another page was opened meanwhile
      return;
    }
    this.leave = drawn.leave;
    this.isTouched = false;
    this.main.replaceChildren(...drawn.nodes);
    this.main.dataset.page = name;
    this.meetDay(); // it may have changed meanwhile
  }

  // The nodes of a page; none, and a notice, where it could not be opened.
  async drawn(page, given) {
    try {
      return await page(given);
    } catch (fault) {
      if (fault.refused) this.notice.refused(fault);
      else this.notice.show('没有打开：后台没有回答。请过一会儿再点一次。', { kind: 'warn' });
      return { nodes: [], leave: null };
    }
  }
}

new Workbench(document.getElementById('workbench')).begin();
