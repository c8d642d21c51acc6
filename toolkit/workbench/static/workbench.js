// The workbench: the frame around every page, and the address after `#` that says which page is shown.

import { make, Notice } from '../../yehua/script/kit.js';
import { PAGES } from './pages.js';
import { data, isPractice, onOffline, switchPractice } from './server.js';

const NAV = [
  ['today', '今天要办'],
  ['meetings', '夜话'],
  ['cases', '事项'],
  ['find', '查找'],
  ['archive', '归档'],
  ['overview', '总览'],
  ['settings', '设置'],
];
// Pages that are reached from others belong to a place in the list at the left.
const HOME = { inbox: 'meetings', meeting: 'meetings', case: 'cases', paper: 'cases' };

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
      make('a', { href: `${data.base}lab`, target: '_blank', rel: 'noopener', text: '笔记本' }),
    );
  }

  async begin() {
    await this.frame();
    await this.show();
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

  async show() {
    const [, name = 'today', ...given] = decodeURIComponent(location.hash || '#/today')
      .slice(1)
      .split('/');
    const page = PAGES[name] ?? PAGES.today;
    const home = HOME[name] ?? name;
    for (const [key, link] of this.links)
      if (key === home) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    this.leave?.();
    this.leave = null;
    this.main.dataset.page = '';
    const turn = {};
    this.turn = turn;
    const opening = setTimeout(() => {
      this.main.replaceChildren(make('p', { class: 'wb-none', role: 'status', text: '正在打开……' }));
    }, PATIENCE_MS);
    try {
      const { nodes, leave = null } = await page(given);
      if (this.turn !== turn) {
        leave?.();
        return; // another page was opened meanwhile
      }
      this.leave = leave;
      this.main.replaceChildren(...nodes);
      this.main.dataset.page = name;
      document.title = `${this.links.get(home)?.textContent ?? ''} · 夜话工作台`;
    } catch (fault) {
      if (this.turn !== turn) return;
      this.main.replaceChildren();
      if (fault.refused) this.notice.refused(fault);
      else this.notice.show('没有打开：后台没有回答。请过一会儿再点一次。', { kind: 'warn' });
    } finally {
      clearTimeout(opening);
    }
  }
}

new Workbench(document.getElementById('workbench')).begin();
