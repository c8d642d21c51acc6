// The page 设置: the office, its villages and numbers, with the head of a paper as it will look; and backups.

import { make, Notice } from '../../yehua/script/kit.js';
import { leaveWord, pageNotice } from './acting.js';
import { factList, field, form, go, heading, myName, section } from './parts.js';
import { act, data } from './server.js';

// The head and the foot of a paper, as the settings make them; `read` gives the value of a field.
const letterhead = (year) => {
  const node = make('div', { class: 'wb-letterhead', role: 'img' });
  const show = (read) => {
    const number = `${read('papers.termination_prefix')}〔${year}〕1号`;
    const agreement = `${read('committee.short')}人调字〔${year}〕1号`;
    node.replaceChildren(
      make('strong', { text: read('office.government') || '（还没有写）' }),
      make('p', { text: number }),
      make('hr'),
      make('p', { text: `${read('committee.name')}　${agreement}` }),
      make('p', { class: 'wb-signed', text: read('office.name') }),
    );
    node.setAttribute(
      'aria-label',
      `文书的抬头：${read('office.government')}，${number}；落款：${read('office.name')}`,
    );
  };
  return { node, show };
};

const settingsForm = (page, notice) => {
  const controls = new Map(page.fields.map(({ key, value }) => [key, field({ value, size: 24 })]));
  const fields = page.fields.map(({ key, name }) => [key, name, controls.get(key)]);
  const villages = make('textarea', { class: 'yh-input wb-whole', rows: '5', cols: '24', required: true });
  villages.value = page.villages.join('\n');
  fields.push(['villages', '村、院落（一行一个）', villages]);
  const save = async (given) => {
    leaveWord((await act('write_settings', given)).words);
    go('/settings');
  };
  const node = form(fields, '存好', save, notice);
  node.classList.add('wb-rows');
  const head = letterhead(page.year);
  const renew = () => head.show((key) => controls.get(key)?.value.trim() ?? '');
  node.addEventListener('input', renew);
  renew();
  return [node, make('h3', { text: '这样写，文书的抬头和落款就是' }), head.node];
};

const firstStart = (page) =>
  page.is_first
    ? make('p', {
        class: 'wb-say',
        text: '第一次用：下面还是样例的单位。请写上本单位、村和全宗号，看看抬头对不对，再按“存好”；以后随时可以回来改。',
      })
    : '';

export const settings = async () => {
  const page = await data('settings');
  const notice = pageNotice();
  const backing = new Notice();
  const fields = [
    ['to', '备份放到', field({ size: 28, placeholder: '另一块盘上的文件夹', required: true })],
    ['by', '备份人', field({ size: 8, value: myName(), required: true })],
  ];
  const backUp = async (given) => backing.told((await act('back_up', given)).words);
  const made = page.backups.length
    ? make(
        'ul',
        {},
        page.backups.map((text) => make('li', { text })),
      )
    : make('p', { class: 'wb-none', text: '还没有备份过。' });
  const look = [
    ['编号的样子', page.numbers.join('　')],
    ['设置文件', page.file],
  ];
  return {
    nodes: [
      heading('设置'),
      notice.node,
      firstStart(page),
      section('本单位', ...settingsForm(page, notice), factList(look)),
      section('备份', made, form(fields, '备份', backUp, backing), backing.node),
    ].filter(Boolean),
  };
};
