// The page of a supervisor: who waits, who talks, and whether the line is left alone. It calls nobody.
const at = (id) => document.getElementById(id);
const key = location.hash.slice(1);
const minutes = (seconds) => `${Math.floor(seconds / 60)} 分钟`;
const STATES = { called: '叫了，等人进来', talking: '在谈' };

const lines = (list, texts) => {
  list.replaceChildren(
    ...texts.map((text) => {
      const line = document.createElement('li');
      line.textContent = text;
      return line;
    }),
  );
};

const show = (told) => {
  at('counts').textContent =
    `排队 ${told.waiting} 位，在场 ${told.present} 位，等得最久的 ${minutes(told.longest_s)}，` +
    `今天没有排上的 ${told.turned_away} 次。`;
  at('away').hidden = !told.is_away;
  at('away').textContent = told.is_away
    ? `有人排队，已经 ${minutes(told.idle_s)}没有叫号：领导可能不在，请联系${told.leaders.join('、')}。`
    : '';
  document.title = told.is_away ? '领导可能不在' : '视频会客厅：督办';
  lines(
    at('held'),
    told.held.map((each) => `${each.leader}：${each.number} ${STATES[each.state]}，${minutes(each.s)}`),
  );
  lines(
    at('line'),
    told.line.map((each) => (each.point ? `${each.number}（${each.point}）` : each.number)),
  );
};

const look = async () => {
  try {
    const answer = await fetch('/api/supervisor', { headers: { 'X-Supervisor': key } });
    const told = await answer.json();
    if (answer.ok) show(told);
    at('say').textContent = answer.ok ? '' : '这个地址不对，请用开会客厅时打印的那一个。';
  } catch {
    at('say').textContent = '网络不通，正在重试。';
  }
};

look();
setInterval(look, 5000);
