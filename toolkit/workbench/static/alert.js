// The page of one matter's alert: its thirty days, leader, squad, plan with tasks, the weekly review, and lifting.

import { choice, make } from '../../yehua/script/kit.js';
import { actButton, actForm, fileField, folded, momentCell, momentField, pageNotice, stateTag } from './acting.js';
import { alertTag, alikeSection, contactFields, lateWords, reminderForms, reminderTable, strip } from './alerts.js';
import { cells, factList, field, heading, link, nameField, section, table } from './parts.js';
import { data } from './server.js';

const person = (more = {}) => field({ required: true, size: 10, ...more });

const standingSection = (page, notice) => {
  const { alert } = page;
  const facts = [
    ['怎么算的', make('div', {}, strip(alert.strip), make('div', { text: alert.why }))],
    ['红色责任从', alert.since ?? '没有'],
    ['包案领导', alert.lead ?? (alert.latched ? '没有定' : '不用')],
    ['专班（3+2）', alert.squad.join('、') || (alert.latched ? '没有组成' : '不用')],
    ['过堂', alert.reviewed ? `${alert.reviewed} 过过堂` : '没有过过堂'],
    ...(alert.late.length ? [['补记', lateWords(alert).join('；')]] : []),
  ];
  const sheet =
    alert.latched || alert.colour
      ? actButton('出预警通知单', '预警通知单和一事一策表（Word）', 'alert_notice', notice, { case: alert.case })
      : '';
  return section('现在', factList(facts), sheet);
};

const contactSection = (page, notice) => {
  const rows = page.contacts.map((each) => cells(momentCell(each), each.channel, each.level, each.source_no));
  return section(
    '又来反映',
    table(['时间', '怎么来的', '层级', '上级的编号'], rows, '立项以后没有再来反映过。'),
    folded('记一次', actForm(contactFields(page), '记下', 'add_contact', notice, { case: page.alert.case })),
    alikeSection({ case: page.alert.case }, notice),
  );
};

const leadFields = () => [
  ['name', '谁包案', person()],
  ['post', '职务', person({ placeholder: '如 党委书记' })],
  ['at', '时间', momentField()],
];

const squadFields = () => [
  ['town', '镇上三人', person({ size: 18, placeholder: '几个人用顿号隔开' })],
  ['village', '村里两人', person({ size: 14, placeholder: '几个人用顿号隔开' })],
  ['at', '时间', momentField()],
];

const whoSection = (page, notice) => {
  const more = { case: page.alert.case };
  const recuse = [
    ['person', '谁回避', person()],
    ['reason', '事由', field({ required: true, size: 20 })],
    ['at', '时间', momentField()],
  ];
  return section(
    '由谁来办',
    make('p', { class: 'wb-soft', text: '被反映的人、要回避的人，包案和专班都不能有；回避的名单不在这里显示。' }),
    folded('定包案领导', actForm(leadFields(), '定下', 'alert_lead', notice, more)),
    folded('组成专班', actForm(squadFields(), '组成', 'alert_squad', notice, more)),
    folded('记谁回避', actForm(recuse, '记下', 'recuse', notice, more)),
  );
};

// -- the plan ---------------------------------------------------------------------------------------------------

const taskForms = (tasks, notice, more) => {
  const open = tasks.filter(({ done }) => done === null).map(({ task }) => String(task));
  if (!open.length) return [];
  const which = () => ['task', '第几项', choice(open, { required: true })];
  const done = [which(), ['at', '什么时候', momentField()], ['words', '怎么办的', field({ size: 24 })]];
  const extension = [
    which(),
    ['due', '延到哪一天', field({ type: 'date', required: true })],
    ['asked', '什么时候申请的', momentField()],
    ['reason', '事由', field({ required: true, size: 20 })],
    ['at', '什么时候批准的', momentField()],
  ];
  return [
    folded('一项办好了', actForm(done, '记下', 'finish_task', notice, more)),
    folded(
      '批准延期（到期以前申请、批准；您是批准人，不能是责任人）',
      actForm(extension, '批准', 'extend_task', notice, more),
    ),
  ];
};

const planSection = (page, notice) => {
  const { plan, case: number } = page.alert;
  const more = { case: number };
  if (!plan) return section('一事一策', make('p', { class: 'wb-none', text: '红色以后才要。' }));
  const rows = plan.tasks.map((each) =>
    cells(
      String(each.task),
      each.text || '（内容不在这里显示）',
      each.owner,
      each.due === each.first_due ? each.due : `${each.due}（原来 ${each.first_due}）`,
      stateTag(each.state),
    ),
  );
  const upload = [
    ['sheet', '填好的一事一策（Excel）', fileField({ accept: '.xlsx', required: true })],
    ['at', '什么时候定的', momentField()],
  ];
  const making = plan.made
    ? []
    : [
        actForm(upload, '收方案', 'alert_plan', notice, more),
        actButton('要一张空表', '一事一策（Excel）', 'plan_form', notice),
      ];
  return section(
    '一事一策',
    factList([
      ['期限', `${plan.due}　${plan.why}`],
      ['方案', plan.made ? `${plan.made} 定的${plan.state === '已办' ? '，没有过期' : '，过了期限'}` : plan.state],
    ]),
    plan.made ? table(['项', '任务', '责任人', '期限', '办理'], rows, '没有任务。') : '',
    ...making,
    ...taskForms(plan.tasks, notice, more),
  );
};

const endSection = (page, notice) => {
  const more = { case: page.alert.case };
  const review = [
    ['week', '哪一周', person({ value: page.week, placeholder: '如 2026-W41' })],
    ['decision', '过堂怎么定的', field({ required: true, size: 28 })],
    ['at', '时间', momentField()],
  ];
  const lift = [
    ['second', '第二个人', person()],
    ['minute', '会议怎么说的', field({ size: 24 })],
    ['at', '时间', momentField()],
  ];
  return section(
    '过堂和解除',
    folded('记过堂的决定', actForm(review, '记下', 'alert_review', notice, more)),
    folded(
      '解除红色责任（要两个人）',
      make('p', { class: 'wb-soft', text: '任务都办好、答复送达、三十天没有再反映，才能解除。' }),
      actForm(lift, '解除', 'alert_lift', notice, more),
    ),
  );
};

export const alert = async ([number]) => {
  const page = await data('alert', { case: number });
  const notice = pageNotice();
  const isRed = page.alert.latched;
  const head = heading(
    `预警 ${page.alert.case}`,
    alertTag(page.alert),
    link(`/case/${page.alert.case}`, '看事项'),
    link('/alerts', '回到预警'),
    nameField(),
  );
  const reminders = section(
    '督办提醒',
    reminderTable(page.reminders, '没有提醒。'),
    ...reminderForms(page.reminders, notice),
  );
  return {
    nodes: [
      head,
      notice.node,
      standingSection(page, notice),
      contactSection(page, notice),
      whoSection(page, notice),
      ...(isRed ? [planSection(page, notice), reminders, endSection(page, notice)] : []),
    ].filter(Boolean),
  };
};
