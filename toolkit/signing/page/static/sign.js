// The signing page of one person. Written for old phones: nothing newer than ES2015.

const token = location.hash.slice(1);
const find = (id) => document.getElementById(id);
const canvas = find('pad');
const events = [];
const state = { seen: 0, pages: 0, pad: null };

const note = (what) => events.push({ what: what, at: new Date().toISOString() });

const say = (words, good) => {
  find('say').textContent = words;
  find('say').className = good ? 'good' : '';
};

// Asks the server for `name`; calls back with the answer, or says why there is none.
const ask = (name, given, then) => {
  const request = new XMLHttpRequest();
  request.open('POST', name);
  request.setRequestHeader('Content-Type', 'application/json');
  const failed = () => {
    find('done').disabled = false;
    say('没有连上后台，请过一会儿再试。');
  };
  request.onerror = failed;
  request.onload = () => {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch (_) {
      failed();
      return;
    }
    if (answer.refused) {
      find('done').disabled = false;
      say(answer.refused);
    } else then(answer);
  };
  request.send(JSON.stringify(Object.assign({ token: token }, given)));
};

// A turned phone keeps the strokes.
const fit = () => {
  const drawn = state.pad.toData();
  const ratio = Math.max(window.devicePixelRatio || 1, 1);
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext('2d').scale(ratio, ratio);
  state.pad.clear();
  state.pad.fromData(drawn);
};

const points = () =>
  [].concat.apply(
    [],
    state.pad.toData().map((stroke) => stroke.points),
  );

const flaw = () => {
  if (!state.pages || state.seen < state.pages) return '请先打开协议，从头看到尾（看到最后一页）。';
  if (!find('read').checked) return '请先在方框里打勾。';
  if (state.pad.isEmpty()) return '还没有写名字。';
  const across = points().map((point) => point.x);
  const wide = Math.max.apply(null, across) - Math.min.apply(null, across);
  return across.length < 25 || wide < 60 ? '写得太少，看不清，请重写。' : '';
};

const watch = (image, number) => {
  const look = () => {
    if (image.getBoundingClientRect().bottom > window.innerHeight + 40 || !image.complete) return;
    if (number <= state.seen || number > state.seen + 1) return;
    state.seen = number;
    note(`seen ${number}`);
    if (number < state.pages) page(number + 1);
    else say('看完了。请在方框里打勾，再写名字。', true);
  };
  image.onload = look;
  window.addEventListener('scroll', look);
};

const page = (number) => {
  ask('page', { page: String(number) }, (answer) => {
    const image = document.createElement('img');
    image.alt = `第 ${number} 页，共 ${state.pages} 页`;
    image.onclick = () => find('pages').classList.toggle('large');
    watch(image, number);
    find('pages').appendChild(image);
    image.src = answer.image;
  });
};

const drawing = () => ({
  canvas: [canvas.offsetWidth, canvas.offsetHeight],
  strokes: state.pad
    .toData()
    .map((stroke) => stroke.points.map((point) => [point.x, point.y, point.pressure, point.time])),
});

const finish = (words, good) => {
  state.pad.off();
  find('whole').hidden = true;
  find('other').hidden = true;
  say(words, good);
};

const listen = () => {
  find('open').onclick = () => {
    note('opened');
    find('open').disabled = true;
    find('pages').hidden = false;
    find('larger').hidden = false;
    page(1);
  };
  find('read').onchange = () => note(find('read').checked ? 'ticked' : 'unticked');
  find('clear').onclick = () => {
    state.pad.clear();
    say('');
    note('cleared');
  };
  find('undo').onclick = () => {
    state.pad.fromData(state.pad.toData().slice(0, -1));
    note('undone');
  };
  find('stop').onclick = () => {
    note('refused');
    ask('stop', {}, () => finish('没有签名。想好了，请工作人员重新打开。'));
  };
  find('done').onclick = () => {
    const fault = flaw();
    say(fault);
    if (fault) return;
    note('signed');
    find('done').disabled = true;
    say('正在签……', true);
    ask('sign', { drawing: JSON.stringify(drawing()), events: JSON.stringify(events) }, (answer) =>
      finish(answer.done, true),
    );
  };
};

ask('open', {}, (answer) => {
  find('title').textContent = answer.title;
  find('who').textContent = `${answer.role} ${answer.who}，核对身份的人：${answer.witness}`;
  find('mark').textContent = answer.mark;
  state.pages = answer.pages;
  find('whole').hidden = false;
  find('other').hidden = false;
  state.pad = new window.SignaturePad(canvas, { minWidth: 1.2, maxWidth: 3.2, penColor: '#102a6b', throttle: 8 });
  window.addEventListener('resize', fit);
  fit();
  listen();
  note('shown');
});
