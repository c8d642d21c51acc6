// The workbench in a frame of the notebook: same server, same login, its own document, so that no key reaches the cells.

const ABSENT =
  '这里打不开夜话工作台：这个 Jupyter 不是双击“夜话”打开的。请关掉它，双击 start 打开夜话，再打开这个笔记本。';

const render = ({ model, el }) => {
  const address = `${baseUrl()}yehua/#/${model.get('place')}`;
  const frame = make('iframe', { class: 'yh-page', src: address, title: '夜话工作台', allow: 'autoplay; fullscreen' });
  const whole = make('a', { href: address, target: '_blank', rel: 'noopener', text: '在新的网页里打开夜话工作台' });
  frame.addEventListener('load', () => {
    if (!frame.contentDocument?.getElementById('workbench')) frame.replaceWith(make('p', { text: ABSENT }));
  });
  el.append(make('div', { class: 'yh' }, frame, make('p', {}, whole)));
};

export default { render };
