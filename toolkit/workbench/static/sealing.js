// The part of the page 保管 about what is sealed with a passphrase, or deleted on request by two people.

import { make } from '../../yehua/script/kit.js';
import { actForm, agreement, codeChoice, folder, line, person } from './keeping_forms.js';
import { cells, field, table } from './parts.js';

const secretField = () => field({ type: 'password', size: 20, required: true, autocomplete: 'off' });
const disc = () => folder({ required: false, placeholder: '盘符变了才写' });

const passphraseFields = () => [
  ['passphrase', '口令', secretField()],
  ['again', '照纸再输一次', secretField()],
  ['understood', '我明白：都忘了就永远打不开', agreement('设口令')],
];

const vaultForms = (page, notice, drawn) => {
  const made = [
    ['at', '封存文件夹放在', folder({ placeholder: '另一块盘上的空文件夹' })],
    ['by', '设口令的人', person()],
    ...passphraseFields(),
  ];
  const key = [
    ['by', '再给谁设口令', line({ size: 8, required: true })],
    ...passphraseFields(),
    ['known', '在场同意的人', line({ size: 8, required: true })],
    ['known_passphrase', '这个人的口令', secretField()],
    ['at', '封存盘', disc()],
  ];
  return [
    make('p', { class: 'wb-soft', text: page.vault.warning }),
    make('p', { class: 'wb-soft', text: `可以用的口令（先抄在纸上）：${page.vault.proposed}` }),
    actForm('make_vault', made, '建立封存文件夹', notice, drawn),
    actForm('add_key', key, '加一个口令', notice, drawn),
  ];
};

const sealForms = (page, notice, drawn) => {
  const put = [
    ['code', '录音', codeChoice(page)],
    ['ordinals', '第几件', line({ placeholder: '不写就是全部检举控告', size: 16 })],
    ['also', '一并封存的句子', line({ placeholder: '句子的序号' })],
    ['by', '封存人', person()],
    ['at', '封存盘', disc()],
    ['agree', '看过清单，同意封存', agreement('封存')],
  ];
  const open = [
    ['number', '封存编号', line({ required: true })],
    ['out', '放到', folder()],
    ['why', '为什么打开', line({ size: 20, required: true })],
    ['by', '打开的人', person()],
    ['passphrase', '这个人的口令', secretField()],
    ['at', '封存盘', disc()],
  ];
  const check = [
    ['by', '核对人', person()],
    ['at', '封存盘', disc()],
  ];
  return [
    actForm('seal', put, '先列清单', notice, drawn),
    actForm('unseal', open, '用口令打开', notice, drawn),
    actForm('check_vault', check, '核对封存登记', notice, drawn),
  ];
};

const removalFields = (page) => [
  ['code', '录音', codeChoice(page)],
  ['ordinals', '第几件', line({ required: true, placeholder: '如 2、5' })],
  ['also', '一并删除的句子', line({ placeholder: '句子的序号' })],
  ['ground', '依据（不写姓名）', line({ size: 28, required: true, placeholder: '本人哪一天的书面请求，哪一条' })],
  ['by', '删除人', person()],
  ['witness', '监督人', line({ size: 8, required: true })],
  ['agree', '不能恢复，两人都同意', agreement('删除')],
];

const titled = (title, ...content) => make('div', {}, make('h3', { text: title }), ...content);

export const sealingPart = (page, notice, drawn) => {
  const rows = page.sealings.map((each) => cells(each.number, each.code, each.people, each.made_on));
  return [
    table(['编号', '档号', '封存人', '日期'], rows, '还没有封存过。'),
    ...sealForms(page, notice, drawn),
    titled('依本人请求删除', actForm('remove', removalFields(page), '先列清单', notice, drawn)),
    titled('封存文件夹和口令', ...vaultForms(page, notice, drawn)),
  ];
};
