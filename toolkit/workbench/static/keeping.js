// The page 保管: packages, discs, backups, copies, appraisal, destruction, notices.

import { choice, make, Notice } from '../../yehua/script/kit.js';
import { actForm, agreement, codeChoice, folder, line, person } from './keeping_forms.js';
import { filtersOf, leafBar } from './lists.js';
import { cells, heading, section, table } from './parts.js';
import { sealingPart } from './sealing.js';
import { data } from './server.js';

const packagesPart = (page, notice, drawn) => {
  const rows = page.packages.map((each) =>
    cells(
      each.code,
      make('span', { class: each.is_due ? 'wb-over' : '', text: each.checked + (each.is_due ? '，到期该核验' : '') }),
      each.path,
    ),
  );
  const due = [['by', '核验人', person()]];
  const one = [
    ['code', '只核验', codeChoice(page)],
    ['at', '放在别处的一份', folder({ required: false })],
    ['by', '核验人', person()],
  ];
  const copy = [
    ['code', '恢复', codeChoice(page)],
    ['copy', '完好的副本在', folder()],
    ['by', '恢复人', person()],
    ['agree', '看过比对结果，同意恢复', agreement('恢复')],
  ];
  return [
    table(['档号', '最近一次', '放在'], rows, '还没有档案包。'),
    actForm('check_packages', due, '核验所有到期的', notice, drawn),
    actForm('check_packages', one, '核验这一件', notice, drawn),
    actForm('restore_package', copy, '先比对', notice, drawn),
  ];
};

const discsPart = (page, notice, drawn) => {
  const rows = page.discs.map((each) => cells(each.label, each.set_name, each.content, each.by, each.made_on));
  const kinds = { dvd: 'DVD（4.7 GB）', bd: '蓝光（25 GB）' };
  const staged = [
    ['set', '哪一套', choice(page.sets, { required: true })],
    ['kind', '光盘', choice(Object.keys(kinds), { required: true }, (kind) => kinds[kind])],
    ['out', '内容放到', folder()],
    ['by', '制作人', person()],
  ];
  const read = [
    ['label', '盘号', line({ required: true })],
    ['at', '光驱', folder({ placeholder: '如 D:\\' })],
    ['by', '检测人', person()],
  ];
  return [
    table(['盘号', '哪一套', '内容', '制作人', '日期'], rows, '还没有制作光盘。'),
    actForm('make_discs', staged, '备好要刻的内容', notice, drawn),
    actForm('read_disc', read, '读回检测', notice, drawn),
  ];
};

const backupsPart = (page, notice, drawn) => {
  const rows = page.backups.map((each) => cells(each.made_on, `${each.files} 个文件`, each.by, each.path));
  const place = () => folder({ value: page.backups[0]?.path ?? '' });
  const into = [
    ['path', '备份', place()],
    ['into', '恢复到空文件夹', folder()],
  ];
  return [
    table(['日期', '内容', '备份人', '放在'], rows, '还没有备份过：请到“设置”里备份。'),
    actForm('check_backup', [['path', '备份', place()]], '核对', notice, drawn),
    actForm('prove_backup', [['path', '备份', place()]], '试恢复', notice, drawn),
    actForm('restore_backup', into, '恢复', notice, drawn),
  ];
};

const copiesPart = (page, notice, drawn) => {
  const fields = [
    ['code', '录音', codeChoice(page)],
    ['party', '本人的诉求编号', line({ placeholder: '不写就是利用副本', size: 16 })],
    ['out', '放到', folder()],
  ];
  const words = '利用副本消去检举控告的声音、略去文字；写了诉求编号，就只有那几件的声音和文字。';
  return [make('p', { class: 'wb-soft', text: words }), actForm('write_copy', fields, '出副本', notice, drawn)];
};

const appraisalFields = (page) => [
  ['code', '录音', codeChoice(page)],
  ['decision', '结论', choice(['续存', '销毁'], { required: true })],
  ['until', '续存到哪一年', line({ size: 4, inputmode: 'numeric' })],
  ['reason', '理由', line({ size: 20, required: true })],
  ['by', '鉴定人', person()],
  ['witness', '另一位鉴定人', line({ size: 8, required: true })],
];

const destructionFields = (page) => [
  ['code', '录音', codeChoice(page)],
  ['by', '销毁人', person()],
  ['witness', '监销人', line({ size: 8, required: true })],
  ['vault', '封存盘（有封存内容时）', folder({ required: false })],
  ['agree', '不能恢复，两人都同意', agreement('销毁')],
];

const disposalPart = (page, notice, drawn) => {
  const decided = page.appraisals.map((each) => cells(each.code, each.decision, each.people, each.made_on));
  const erased = page.erasures.map((each) => cells(each.number, each.code, each.people, each.made_on));
  return [
    make('p', { text: page.expired.length ? `保管期满：${page.expired.join('、')}` : '没有保管期满的录音。' }),
    table(['档号', '结论', '鉴定人', '日期'], decided, '还没有鉴定过。'),
    actForm('appraise', appraisalFields(page), '记下鉴定结论', notice, drawn),
    table(['编号', '档号', '销毁人、监销人', '日期'], erased, '还没有销毁过。'),
    actForm('destroy', destructionFields(page), '先核对能不能销毁', notice, drawn),
  ];
};

const noticesPart = (page, notice, drawn) => {
  const rows = page.notices.map((each) =>
    cells(each.code, make('span', { class: each.is_missing ? 'wb-over' : '', text: each.notice })),
  );
  const ways = { spoken: '录音里说明', board: '现场告知牌', written: '书面告知' };
  const fields = [
    ['code', '录音', codeChoice(page)],
    ['kind', '登记', choice(['已告知', '有人反对', '有未成年人'], { required: true })],
    ['person', '谁', line({ required: true })],
    ['how', '怎样告知', choice(Object.keys(ways), {}, (way) => ways[way])],
    ['start', '从第几秒', line({ size: 5, inputmode: 'decimal' })],
    ['end', '到第几秒', line({ size: 5, inputmode: 'decimal' })],
    ['wish', '反对的人要求', line({ placeholder: '不公开、停录、删除' })],
    ['guardian', '同意的监护人', line()],
    ['by', '登记人', person()],
  ];
  return [table(['录音', '告知'], rows, '还没有收录录音。'), actForm('enter_notice', fields, '登记', notice, drawn)];
};

const PARTS = [
  ['packages', '档案包：核验、恢复', packagesPart],
  ['discs', '光盘', discsPart],
  ['backups', '备份：核对、恢复', backupsPart],
  ['copies', '给人的副本', copiesPart],
  ['disposal', '鉴定和销毁', disposalPart],
  ['notices', '录音前的告知', noticesPart],
  ['sealing', '封存和依请求删除', sealingPart],
];

const LONG = new Set(['packages', 'notices']); // the parts whose first list comes in leaves

const listsOf = (nodes) => nodes.filter((node) => node.matches('.wb-wide, .wb-none'));

// One part is shown at a time, by the address; the lists of a part are read anew after each act.
export const keeping = async ([wanted = PARTS[0][0], text = '']) => {
  const notice = new Notice();
  const [name, title, part] = PARTS.find(([key]) => key === wanted) ?? PARTS[0];
  const steps = PARTS.map(([key, text]) =>
    make('a', { href: `#/keeping/${key}`, text, ...(key === name ? { 'aria-current': 'page' } : {}) }),
  );
  let lists = [];
  const filters = filtersOf([text]);
  const asked = () => data('keeping', { part: name, ...filters });
  const renew = async () => {
    const fresh = listsOf(part(await asked(), notice, renew));
    for (const [at, node] of lists.entries()) node.replaceWith(fresh[at]);
    lists = fresh;
  };
  const page = await asked();
  const nodes = part(page, notice, renew);
  lists = listsOf(nodes);
  const bar = make('nav', { class: 'wb-steps wb-keeping', 'aria-label': '保管' }, steps);
  const leaves = LONG.has(name) ? [leafBar(`keeping/${name}`, filters, page.leaf)] : [];
  return { nodes: [heading('保管'), bar, notice.node, section(title, ...nodes, ...leaves)] };
};
