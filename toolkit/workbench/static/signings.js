// The page 签名: prepare a paper, let people sign, seal it, check a file that comes back, and the material for the court.

import { choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, fileField, folded, pageNotice } from './acting.js';
import { filterBar, filtersOf, filterWords, leafBar } from './lists.js';
import { field, heading, link, nameField, section, soft } from './parts.js';
import { data } from './server.js';

const DRAWN = '手写';
const ON_PAPER = '纸面';

const prepareForm = (page, line, notice) =>
  actForm(
    [
      ['level', '怎么签', choice(page.levels, { 'aria-label': '怎么签' }, (level) => level)],
      ['consents', '同意电子签名的当事人', field({ size: 16, placeholder: '纸面签不用写' })],
      ['cannot_read', '不能自己阅读的', field({ size: 8 })],
    ],
    '准备',
    'sign_prepare',
    notice,
    { number: line.number },
  );

const inviteForm = (page, line, notice) => {
  const who = choice(line.waiting.slice(0, -1), { 'aria-label': '谁来签' }, (name) => name);
  const fields = [
    ['who', '谁来签', who],
    ['how', '身份怎么核对的', choice(page.how, { 'aria-label': '身份怎么核对的' }, (how) => how)],
    ['host', '手机签：本机的局域网地址', field({ size: 14, placeholder: '在本机签不用写' })],
  ];
  return actForm(fields, '打开签名页', 'sign_invite', notice, { number: line.number });
};

const sealForm = (line, notice) => {
  const passphrase = field({ type: 'password', autocomplete: 'off', required: true });
  return actForm([['passphrase', '印章的口令', passphrase]], '盖章、锁住', 'sign_seal', notice, {
    number: line.number,
  });
};

const scanForm = (line, notice) => {
  const seen = (value) => (value ? '人看过原件，都签了，照样留存' : '先不留存');
  const fields = [
    ['file', '扫描件（一个 PDF）', fileField()],
    ['seen', '有签名处是空的或者找不到', choice(['', 'yes'], { 'aria-label': '有签名处是空的或者找不到' }, seen)],
  ];
  return actForm(fields, '核对扫描件', 'sign_scan', notice, { number: line.number });
};

// What is to be done next with a paper, and what may be done besides.
const steps = (page, line, notice) => {
  const prepare = prepareForm(page, line, notice);
  if (!line.level) return [prepare];
  const parts = [];
  if (line.level === DRAWN && line.waiting.length > 1) parts.push(inviteForm(page, line, notice));
  if (line.level === DRAWN && line.waiting.length === 1) parts.push(sealForm(line, notice));
  if (line.level === ON_PAPER) parts.push(scanForm(line, notice));
  const given = { number: line.number };
  parts.push(
    make(
      'div',
      { class: 'wb-form' },
      actButton('签名情况说明', '签名人、时间、指纹和怎么核验', 'sign_evidence', notice, given),
    ),
    folded('重新准备', prepare),
  );
  return parts;
};

const STATE_KIND = (line) => {
  if (!line.level) return 'warn';
  return line.waiting.length ? 'info' : 'good';
};

const whoSigns = (line) => {
  const signed = line.signed.map((text) => make('li', { class: 'done', text: `✓ ${text}` }));
  const waiting = line.waiting.map((text) => make('li', { text: `等 ${text}` }));
  return signed.length + waiting.length
    ? make('ol', { class: 'wb-signers', 'aria-label': '谁签了、等谁签' }, ...signed, ...waiting)
    : '';
};

// A paper with who signed, who is waited for, and what is done next.
const signing = (page, line, notice) =>
  section(
    line.title,
    make(
      'p',
      { class: 'wb-line' },
      make('strong', { text: line.number }),
      link(`/case/${line.case}`, line.case),
      line.level ? make('span', { class: 'yh-tag info', text: `${line.level}签` }) : '',
      make('span', { class: `yh-tag ${STATE_KIND(line)}`, text: line.state }),
    ),
    whoSigns(line),
    ...steps(page, line, notice),
  );

const verifying = (notice) =>
  section(
    '核验签好的 PDF',
    soft('谁签的、什么时候、签了以后有没有改过、该签的是不是都签了。'),
    actForm([['file', '签好的 PDF', fileField({ accept: '.pdf' })]], '核验', 'sign_verify', notice),
  );

const court = (page, notice) => {
  const cases = [...new Set(page.lines.map((line) => line.case))];
  if (!cases.length) return '';
  const fields = [
    ['case', '事项', choice(cases, { 'aria-label': '事项' }, (name) => name)],
    [
      'brought',
      '当事人交来的材料在哪个文件夹',
      field({ size: 28, placeholder: '身份证明-姓名.jpg、送达地址确认书-姓名.jpg、主持调解的证明.jpg' }),
    ],
    ['no_property', '不涉及财产权利的，为什么', field({ size: 16 })],
    ['to', '放到哪里', field({ size: 28, placeholder: '另一个文件夹', required: true })],
  ];
  return section(
    '司法确认的材料',
    soft('双方自协议生效之日起三十日内共同申请；缺什么会列出来。交给法院后，在事项里记“共同申请司法确认”。'),
    actForm(fields, '放好材料', 'court_pack', notice),
  );
};

export const signings = async (given) => {
  const filters = filtersOf(given);
  const page = await data('signings', filters);
  const notice = pageNotice();
  const bar = filterBar('signings', filters, [['words', filterWords('文号或事项编号', filters.words)]]);
  const none = make('p', { class: 'wb-none', text: '没有要签的文书。文书签发以后，在这里准备签名。' });
  return {
    nodes: [
      heading('签名', nameField()),
      notice.node,
      soft('默认在纸面上签。婚姻、收养、继承等不用电子签名；有一方不同意、未成年、不能自己阅读的，也在纸面上签。'),
      bar,
      ...page.lines.map((line) => signing(page, line, notice)),
      page.lines.length ? leafBar('signings', filters, page.leaf) : none,
      verifying(notice),
      court(page, notice),
    ].filter(Boolean),
  };
};
