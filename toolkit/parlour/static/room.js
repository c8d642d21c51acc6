// A room of Janus's video room plugin, spoken to over the parlour's own socket (Janus WebSocket API).
// What the address holds stands behind its #, so no server writes it down. Nothing newer than 2017: old phones.
const at = (id) => document.getElementById(id);
const given = new URLSearchParams(location.hash.slice(1));
const room = given.get('room');
const seen = new Set();
const replies = new Map();
const handles = new Map();
window.report = { state: 'start', faults: [] };
let socket;
let session;
let stream;
let own;
let seat;
let beat;

const CODES = { 426: '房间已经关了', 432: '座位已满', 433: '这个链接已经用过，或者口令不对' };
const say = (words) => {
  at('state').textContent = words;
  window.report.state = words;
};
const help = (words) => {
  at('help').textContent = words;
};

const send = (message) => {
  const transaction = Math.random().toString(36).slice(2);
  const whole = Object.assign({ transaction }, session ? { session_id: session } : {}, message);
  socket.send(JSON.stringify(whole));
  return new Promise((done, fail) => replies.set(transaction, { done, fail }));
};
const ask = (handle, body, jsep) =>
  send(Object.assign({ janus: 'message', handle_id: handle, body }, jsep ? { jsep } : {}));
const attach = async () => (await send({ janus: 'attach', plugin: 'janus.plugin.videoroom' })).data.id;

const face = (id, track, muted) => {
  let video = document.getElementById(id);
  if (!video) {
    video = document.createElement('video');
    video.id = id;
    video.autoplay = true;
    video.muted = Boolean(muted);
    video.setAttribute('playsinline', '');
    video.srcObject = new MediaStream();
    at('faces').appendChild(video);
  }
  video.srcObject.addTrack(track);
  const playing = video.play();
  if (playing) {
    playing.catch(() => {
      at('start').hidden = false;
    });
  }
};

const connection = (handle) => {
  const peer = new RTCPeerConnection();
  peer.onicecandidate = (event) => {
    const candidate = event.candidate || { completed: true };
    send({ janus: 'trickle', handle_id: handle, candidate }).catch(() => {});
  };
  peer.onconnectionstatechange = () => {
    if (peer.connectionState === 'failed') help('图像和声音连不上，请回到排队的页面按“断线了，再进一次”。');
  };
  return peer;
};

const watch = async (publisher) => {
  if (seen.has(publisher.id)) return;
  seen.add(publisher.id);
  const handle = await attach();
  const peer = connection(handle);
  handles.set(handle, { peer, feed: publisher.id });
  peer.ontrack = (event) => face(`f${publisher.id}`, event.track, false);
  const offer = await ask(handle, {
    request: 'join',
    ptype: 'subscriber',
    room,
    pin: given.get('pin'),
    private_id: seat,
    streams: [{ feed: publisher.id }],
  });
  await peer.setRemoteDescription(offer.jsep);
  await peer.setLocalDescription(await peer.createAnswer());
  await ask(handle, { request: 'start' }, peer.localDescription);
};

const watchAll = (publishers) => {
  for (const each of publishers || []) watch(each).catch((fault) => window.report.faults.push(String(fault)));
};

// Whoever came from the line goes back there, to enter once more or to take a new number; a leader just closes the tab.
const outside = () => {
  at('bye').hidden = true;
  try {
    at('back').hidden = !localStorage.getItem('ticket');
  } catch (_) {
    at('back').hidden = true;
  }
};

const ended = (words) => {
  say(words);
  clearInterval(beat);
  for (const { peer } of handles.values()) peer.close();
  if (stream) for (const track of stream.getTracks()) track.stop();
  at('faces').textContent = '';
  outside();
};

const heard = (data) => {
  if (data.videoroom === 'destroyed' || (data.leaving === 'ok' && data.reason === 'kicked')) ended('通话已结束');
  watchAll(data.publishers);
  const gone = data.unpublished && data.unpublished !== 'ok' ? data.unpublished : data.leaving;
  const video = gone && document.getElementById(`f${gone}`);
  if (video) {
    video.remove();
    seen.delete(gone);
  }
};

const settled = (waiting, told, data) => {
  replies.delete(told.transaction);
  if (told.janus === 'error' || data.error_code) {
    const code = data.error_code || told.error.code;
    waiting.fail(new Error(CODES[code] ? `${CODES[code]}（${code}）` : `进不去（${code}）`));
    return false;
  }
  waiting.done({ data: told.data || data, jsep: told.jsep });
  return true;
};

const received = (event) => {
  const told = JSON.parse(event.data);
  const data = told.plugindata ? told.plugindata.data : {};
  const waiting = replies.get(told.transaction);
  // An acknowledgement is followed by an event of the same transaction.
  if (waiting && told.janus !== 'ack' && !settled(waiting, told, data)) return;
  if (told.janus === 'event') heard(data);
  if (told.janus === 'hangup' && told.sender === own && window.report.state === '已经接通')
    help('对方的线断了，请稍等。');
};

const camera = async () => {
  if (!navigator.mediaDevices)
    throw new Error('这个页面不能用摄像头：请用 https 的地址，或者换一个浏览器，或者打电话。');
  const wish = { audio: true, video: { width: 320, height: 240, frameRate: 12 } };
  try {
    return await navigator.mediaDevices.getUserMedia(wish);
  } catch (fault) {
    if (fault.name !== 'NotFoundError' && fault.name !== 'NotReadableError') {
      throw new Error('没有让用摄像头和话筒：请在浏览器里选“允许”，再进一次。');
    }
    help('没有找到摄像头，只有声音。');
    return navigator.mediaDevices.getUserMedia({ audio: true });
  }
};

const enter = async () => {
  stream = await camera();
  session = (await send({ janus: 'create' })).data.id;
  beat = setInterval(
    () => socket.send(JSON.stringify({ janus: 'keepalive', session_id: session, transaction: 'k' })),
    25000,
  );
  own = await attach();
  const join = { request: 'join', ptype: 'publisher', room, pin: given.get('pin'), token: given.get('token') };
  const { data } = await ask(own, Object.assign(join, { display: given.get('name') }));
  seat = data.private_id;
  const peer = connection(own);
  handles.set(own, { peer });
  for (const track of stream.getTracks()) {
    peer.addTrack(track, stream);
    if (track.kind === 'video') face('me', track, true);
  }
  await peer.setLocalDescription(await peer.createOffer());
  const answer = await ask(own, { request: 'configure', audio: true, video: true }, peer.localDescription);
  await peer.setRemoteDescription(answer.jsep);
  say('已经接通');
  watchAll(data.publishers);
};

const refused = (fault) => {
  say('没有进去');
  window.report.faults.push(fault.message);
  help(fault.message);
  outside();
  if (stream) for (const track of stream.getTracks()) track.stop();
  clearInterval(beat);
  socket.close();
};

at('bye').onclick = () => {
  if (session) send({ janus: 'destroy' }).catch(() => {});
  ended('已经挂断');
};
at('start').onclick = () => {
  for (const video of document.querySelectorAll('video')) video.play();
  at('start').hidden = true;
};
// Going back keeps the name of the village point in the address of the line.
at('back').onclick = (event) => {
  if (history.length < 2) return;
  event.preventDefault();
  history.back();
};
const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/janus`;
socket = new WebSocket(address, 'janus-protocol');
socket.onmessage = received;
socket.onopen = () => enter().catch(refused);
socket.onerror = () => refused(new Error('连不上会客厅，请看网络，或者打电话。'));
