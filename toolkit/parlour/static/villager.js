// The page of a villager: take a number, wait, go into the room. Written for old phones: nothing newer than 2017.
const at = (id) => document.getElementById(id);
const point = new URLSearchParams(location.search).get('point') || '';
const kept = (name, make) => {
  let value = null;
  try {
    value = localStorage.getItem(name);
    if (!value && make) {
      value = make();
      localStorage.setItem(name, value);
    }
  } catch (_) {
    value = make ? make() : null;
  }
  return value;
};
const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16)).join('-');
const device = kept('device', random);
let mine = JSON.parse(kept('ticket') || 'null');

const keep = (ticket) => {
  mine = ticket;
  try {
    if (ticket) localStorage.setItem('ticket', JSON.stringify(ticket));
    else localStorage.removeItem('ticket');
  } catch (_) {
    // A phone that keeps nothing still shows the number until the page is closed.
  }
};

const ask = async (method, path, body) => {
  const headers = { 'X-Device': device };
  if (mine) headers['X-Key'] = mine.key;
  const answer = await fetch(path, { method, headers, body: body ? JSON.stringify(body) : undefined });
  return { status: answer.status, told: await answer.json() };
};

const say = (words, phone) => {
  at('say').textContent = words;
  at('phone').hidden = !phone;
  if (phone) {
    at('phone').href = `tel:${phone}`;
    at('phone').textContent = `打电话 ${phone}`;
  }
};

const WORDS = {
  called: '轮到您了，请马上进去。',
  talking: '正在通话。',
  done: '谈完了。谢谢您。',
  left: '您已经不排了。',
  missed: '叫了您两次没有来，我们会给村点回电话。',
};

const words = (told) => {
  if (told.state !== 'waiting') return WORDS[told.state];
  const ahead = told.ahead === 0 ? '前面没有人，请等着叫您。' : `前面还有 ${told.ahead} 位。`;
  const missed = told.misses ? '刚才叫过您没有来，请不要走开。' : '';
  return `${ahead}大约等 ${told.minutes} 分钟。${missed}`;
};

const show = (told) => {
  const over = told.state === 'done' || told.state === 'left' || told.state === 'missed';
  at('out').hidden = Boolean(mine) && !over;
  at('in').hidden = !mine;
  at('number').textContent = mine ? mine.number : '';
  at('state').textContent = words(told);
  // At a village point nobody looks at the page all the time.
  at('state').className = told.state === 'called' ? 'state turn' : 'state';
  document.title = told.state === 'called' ? '轮到您了' : '视频会客厅';
  at('room').hidden = !told.room;
  if (told.room && at('room').dataset.room !== told.room) {
    at('room').href = told.room;
    at('room').dataset.room = told.room;
    if (navigator.vibrate) navigator.vibrate([400, 200, 400]);
  }
  at('again').hidden = !(told.room && told.state === 'talking');
  at('leave').hidden = over;
  if (over) keep(null);
};

const look = async () => {
  if (!mine) return;
  try {
    const { status, told } = await ask('GET', `/api/ticket/${mine.number}`);
    if (status === 404) {
      keep(null);
      at('in').hidden = true;
      at('out').hidden = false;
      say('这个号今天不能用了，请重新取号。');
    } else {
      say('');
      show(told);
    }
  } catch (_) {
    say('网络不通，正在重试。号给您留着。');
  }
};

at('take').onclick = async () => {
  at('take').disabled = true;
  try {
    const { status, told } = await ask('POST', '/api/take', { point });
    if (status === 201) {
      keep(told);
      say('');
      await look();
    } else if (status === 200) {
      say(`这台手机已经取过 ${told.number} 号，请用原来的页面等。`);
    } else {
      say(told.say, told.phone);
    }
  } catch (_) {
    say('网络不通，没有取到号。请再按一次。');
  }
  at('take').disabled = false;
};
at('leave').onclick = async () => {
  if (!confirm('真的不等了吗？再来要重新排队。')) return;
  await ask('POST', `/api/ticket/${mine.number}`, { do: 'leave' });
  await look();
};
at('again').onclick = async () => {
  const { told } = await ask('POST', `/api/ticket/${mine.number}`, { do: 'again' });
  if (told.room) location.href = told.room;
};
look();
setInterval(look, 5000);
