// Bulk intake of old recordings, on the page 收录: the table of a folder, and the completed table taken in.

import { make, Notice } from '../../yehua/script/kit.js';
import { actForm, fileField, folded } from './acting.js';
import { folder } from './keeping_forms.js';
import { percentOf, soft } from './parts.js';
import { data } from './server.js';

const LOOK_MS = 2000;

const told = (state) => {
  if (state.is_running) return [`正在收录，先把每段录音听一遍：${percentOf(state.share)}`];
  return state.refused ? [state.refused] : state.words;
};

const lines = (texts) => texts.map((text) => make('p', { text }));

// The part of the page, and what ends it: it asks how far the intake is.
export const bulkPart = () => {
  const notice = new Notice();
  const state = make('div', { role: 'status', class: 'wb-answer' });
  let timer = null;
  let last = '';
  const look = async () => {
    const answer = await data('bulk').catch(() => null);
    const words = answer ? told(answer) : [];
    if (answer && words.join() !== last) {
      last = words.join();
      state.replaceChildren(...lines(words));
    }
    timer = setTimeout(look, LOOK_MS);
  };
  look();
  const table = () => fileField({ accept: '.xlsx,.csv', required: true });
  const node = folded(
    '成批收录：旧光盘、旧文件夹里的录音',
    soft('先列出清单，用 Excel 核对日期和地点，再交回来一次收录；有一行不对就一行也不收，中断了可以再来一次。'),
    notice.node,
    actForm([['folder', '旧录音在哪个文件夹', folder()]], '列出清单', 'bulk_list', notice),
    actForm(
      [
        ['folder', '旧录音在哪个文件夹', folder()],
        ['table', '填好的收录清单', table()],
      ],
      '核对并收录',
      'bulk_add',
      notice,
    ),
    state,
  );
  return { node: make('section', { class: 'wb-section' }, node), leave: () => clearTimeout(timer) };
};
