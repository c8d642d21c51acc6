// The workbench: the frame around every page, and the address after `#` that says which page is shown.

import { make, Notice } from '../../yehua/script/kit.js';
import { PAGES } from './pages.js';
import { data, isPractice, onOffline, switchPractice } from './server.js';

const NAV = [
  ['today', '今天要办'],
  ['meetings', '夜话'],
  ['cases', '事项'],
  ['walks', '走访'],
  ['alerts', '预警'],
  ['cards', '首问卡'],
  ['followups', '回访'],
  ['handover', '交接'],
  ['nights', '次月答复'],
  ['policies', '政策'],
  ['find', '查找'],
  ['archive', '归档'],
  ['keeping', '保管'],
  ['overview', '总览'],
  ['tables', '表和体检'],
  ['settings', '设置'],
];
// Pages that are reached from others belong to a place in the list at the left.
const HOME_OF_LOOP = { note: 'walks', card: 'cards', draw: 'cards', followup: 'followups' };
const HOME_OF_CASES = { case: 'cases', paper: 'cases', policy: 'policies', answers: 'nights' };
const HOME = { grievances: 'overview', inbox: 'meetings', meeting: 'meetings', ...HOME_OF_CASES, ...HOME_OF_LOOP };

// A page that takes longer says that it is being opened.
const PATIENCE_MS = 300;

class Workbench {
  constructor(root) {
    this.notice = new Notice();
    this.leave = null;
    this.main = make('main', { class: 'wb-main', tabindex: '-1' });
    this.office = make('strong', { class: 'wb-office' });
    this.day = make('span', { class: 'wb-day' });
    this.links = new Map(NAV.map(([page, text]) => [page, make('a', { href: `#/${page}`, text })]));
    root.append(
      this.header(),
      make('nav', { class: 'wb-nav', 'aria-label': '工作台' }, ...this.links.values()),
      make('div', { class: 'wb-body yh' }, this.notice.node, this.main),
    );
    window.addEventListener('hashchange', () => this.show());
    onOffline((isOffline) => {
      if (isOffline) this.notice.show('与后台断开了，正在重新连接；写下的都还在。', { kind: 'warn' });
      else this.notice.hide();
    });
  }

  header() {
    const practice = make('input', { type: 'checkbox', role: 'switch', onchange: () => switchPractice() });
    practice.checked = isPractice();
    document.body.classList.toggle('practice', isPractice());
    return make(
      'header',
      { class: 'wb-head' },
      make('strong', { class: 'wb-title', text: '夜话工作台' }),
      this.office,
      this.day,
      make('span', { class: 'yh-space' }),
      make('span', { class: 'wb-practising', text: isPractice() ? '现在是练习：样例是虚构的，办什么都不作数' : '' }),
      make('label', { class: 'wb-switch' }, practice, ' 练习'),
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
  }

  async frame() {
    try {
      const frame = await data('frame');
      this.office.textContent = frame.office;
      this.day.textContent = `今天 ${frame.today}　${frame.lunar}`;
      if (frame.unfinished.length) this.notice.show(frame.unfinished.join('\n'), { kind: 'warn' });
    } catch (fault) {
      this.notice.refused(fault);
    }
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
    this.main.replaceChildren(...drawn.nodes);
    this.main.dataset.page = name;
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
