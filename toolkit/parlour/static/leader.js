// The page of a leader: who waits, call the next, begin, end with an outcome.
const at = (id) => document.getElementById(id);
const key = location.hash.slice(1);
const STATES = { called: '已经叫了，等对方进来（90 秒）。', talking: '正在谈。' };

const ask = async (body) => {
  const answer = await fetch('/api/leader', {
    method: body ? 'POST' : 'GET',
    headers: { 'X-Leader': key },
    body: body ? JSON.stringify(body) : undefined,
  });
  const told = await answer.json();
  if (answer.status === 404) throw new Error('这个地址不对，请用开会客厅时打印的那一个。');
  if (!answer.ok) throw new Error(told.say);
  return told;
};

const lines = (list, items) => {
  list.replaceChildren(
    ...items.map((each) => {
      const line = document.createElement('li');
      line.textContent = each.point ? `${each.number}（${each.point}）` : each.number;
      return line;
    }),
  );
};

const show = (told) => {
  at('say').textContent = '';
  at('leader').textContent = told.leader;
  const longest = Math.floor(told.longest_s / 60);
  at('counts').textContent =
    `排队 ${told.waiting} 位，在场 ${told.present}／${told.most} 位，等得最久的 ${longest} 分钟，` +
    `今天没有排上的 ${told.turned_away} 次。`;
  at('free').hidden = Boolean(told.held);
  at('call').disabled = told.waiting === 0;
  at('held').hidden = !told.held;
  if (told.held) {
    at('number').textContent = told.held.number;
    at('state').textContent = STATES[told.held.state] + (told.held.point ? `村点：${told.held.point}。` : '');
    at('room').href = told.room;
    at('begin').hidden = told.held.state !== 'called';
    at('outcomes').hidden = told.held.state !== 'talking';
  }
  if (!at('outcomes').querySelector('button')) {
    at('outcomes').append(
      ...told.outcomes.map((outcome) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'quiet';
        button.textContent = `谈完了：${outcome}`;
        button.onclick = () => act({ do: 'end', outcome });
        return button;
      }),
    );
  }
  lines(at('line'), told.line);
  lines(at('ring'), told.ring_up);
};

const act = async (body) => {
  try {
    show(await ask(body));
  } catch (fault) {
    at('say').textContent = fault.message || '网络不通，正在重试。';
  }
};

at('call').onclick = () => act({ do: 'call' });
at('begin').onclick = () => act({ do: 'begin' });
act();
setInterval(() => act(), 5000);
