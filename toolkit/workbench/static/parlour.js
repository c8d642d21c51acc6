// The page 视频会客厅: calls to be registered, and the calls that ended.

import { make } from '../../yehua/script/kit.js';
import { actForm, folded, goButton, pageNotice } from './acting.js';
import { cells, field, heading, link, nameField, section, soft, table } from './parts.js';
import { data } from './server.js';

// What the outcome of the talk asks for besides.
const ASKED = {
  当场答复: () => [
    'reply',
    '答复了什么',
    make('textarea', { class: 'yh-input', rows: '3', cols: '28', required: true }),
  ],
  约定再谈: () => ['day', '约在哪一天', field({ type: 'date', required: true })],
};

const registering = (call, notice) => {
  const fields = [
    ['person', '反映人', field({ size: 8 })],
    ['home', '住址', field({ size: 14 })],
    ['about', '反映什么事，要求什么', make('textarea', { class: 'yh-input', rows: '3', cols: '28' })],
    ['case', '谈的是已有的事项：编号（不再写反映人和事）', field({ size: 14 })],
  ];
  if (ASKED[call.outcome]) fields.push(ASKED[call.outcome]());
  return folded('登记成事项', actForm(fields, '登记', 'register_call', notice, { number: call.number }));
};

const waitingSection = (page, notice) => {
  const rows = page.waiting.map((call) =>
    cells(call.number, call.began, call.leader, `${call.minutes} 分钟`, call.outcome, registering(call, notice)),
  );
  return section(
    `谈完要登记的（${page.waiting.length} 个）`,
    soft('什么结果都要登记；十五日从谈话那天起算。'),
    table(['号', '谈话时间', '接谈人', '谈话时长', '结果', ''], rows, '现在没有要登记的。'),
  );
};

const endedSection = (page) => {
  const rows = page.ended.map((call) =>
    cells(call.number, call.began, call.leader, call.outcome, call.case ? link(`/case/${call.case}`, call.case) : ''),
  );
  return section(
    '谈完的',
    table(['号', '谈话时间', '接谈人', '结果', '事项'], rows, '还没有谈过。'),
    page.more ? soft(`还有更早的 ${page.more} 个没有列出。`) : '',
  );
};

const closedFields = () => [
  ['leaders', '接谈的领导（职务，几位用顿号隔开）', field({ value: '镇长', required: true })],
  ['supervisors', '督办人（职务；看得见排队、领导在不在）', field({ placeholder: '如 纪委书记' })],
  ['host', '本机的地址或名字（只在这台电脑上试，就不写）', field({ placeholder: '如 192.168.1.10' })],
  ['port', '端口', field({ value: '8443', inputmode: 'numeric' })],
  ['closes', '几点结束', field({ type: 'time', value: '17:00' })],
  ['phone', '人满时请打的电话', field({ inputmode: 'tel' })],
  ['link', '不用本机的视频：会议链接或电话号码', field({ placeholder: '用本机的就不写' })],
];

const openSection = (page, notice) => {
  if (!page.url) {
    return section(
      '开会客厅',
      soft('村民扫码取号，排队的页面不留姓名；领导在自己的页面上叫号、接谈。'),
      actForm(closedFields(), '开会客厅', 'open_parlour', notice),
    );
  }
  const way = make('a', { href: page.url, target: '_blank', rel: 'noopener', text: page.url });
  return section(
    '会客厅开着',
    make('p', {}, '村民的页面：', way),
    goButton('关会客厅', '正在谈的也会断开', 'close_parlour', notice),
  );
};

export const parlour = async () => {
  const page = await data('parlour');
  const notice = pageNotice();
  return {
    nodes: [
      heading('视频会客厅', nameField()),
      notice.node,
      openSection(page, notice),
      waitingSection(page, notice),
      endedSection(page),
    ],
  };
};
