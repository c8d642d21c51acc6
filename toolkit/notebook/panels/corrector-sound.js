// The sound with its waveform, and the buttons that play it. The sentence that is heard is lit.

const BEFORE_S = 0.15; // a sentence is played with a breath before and after it
const AFTER_S = 0.12;
const SPEEDS = [1, 0.75, 0.5];
const SPEED_NAMES = ['原速', '慢放 0.75', '慢放 0.5'];
const BACK_S = 0.8; // the sound goes on a little before the place where it was held
const AROUND = 30; // rows before and after the current one that are shown in the waveform
const CURRENT_COLOUR = 'rgba(255, 196, 0, .35)';
const REGION_COLOURS = {
  text: 'rgba(11, 92, 138, .10)',
  gap: 'rgba(179, 38, 30, .22)',
  removed: 'rgba(179, 38, 30, .22)',
};
const CANNOT_PLAY = '放不出声音：工作文件夹不在本页面能读到的文件夹里。请用 start 打开操作界面；文字可以照常改。';

class Sound {
  constructor(panel) {
    this.panel = panel;
    this.speed = 0;
    this.stopAt = null; // the second at which one sentence ends, null while all is played
    this.wave = null;
    this.regions = null;
    // While all is played, whoever takes hold of the text stops the sound; it goes on by itself when the typing ends.
    this.held = false;
    this.resuming = 0;
    this.lit = null;
    this.media = make('audio', { preload: 'metadata' });
    this.waveWords = make('div', { class: 'cor-wave-words', text: '正在画波形，可以先听先改……' });
    this.waveBox = make('div', { class: 'cor-wave', 'aria-hidden': 'true' }, this.waveWords);
    this.listen();
  }

  buttons() {
    const main = { class: 'yh-button yh-main', 'data-key': 'play' };
    this.play = button('▶ 播放', '从这里一直播放，再按停下（F2）', this.toggle, main);
    const again = button('重听本句', '把这一句再放一遍（F4）', () => this.playRow(this.panel.sentences.current));
    this.slow = button('原速', '慢放：原速、七五折、五折（F3）', this.slower);
    const turn = () => this.auto.setAttribute('aria-pressed', String(!this.playsByItself));
    this.auto = button('自动播放', '走到哪一句就放哪一句', turn, { 'aria-pressed': 'true' });
    return [this.play, again, this.slow, this.auto];
  }

  get playsByItself() {
    return this.auto.getAttribute('aria-pressed') === 'true';
  }

  async open(places) {
    if (this.media.src) return;
    this.panel.link.ask('peaks').catch(() => this.noWave());
    const address = await served(places);
    if (address) this.media.src = address;
    else this.panel.notice.show(CANNOT_PLAY);
  }

  close() {
    this.media.pause();
    this.wave?.destroy();
  }

  // -- playing --------------------------------------------------------------------------------------------------

  listen() {
    const { sentences } = this.panel;
    this.media.addEventListener('seeked', () => {
      const id = sentences.at(this.media.currentTime);
      if (id && this.stopAt === null) sentences.select(id);
    });
    this.media.addEventListener('play', () => {
      this.play.textContent = '⏸ 停';
      requestAnimationFrame(this.follow);
    });
    this.media.addEventListener('pause', () => {
      this.play.textContent = '▶ 播放';
      this.light(null);
    });
  }

  start() {
    return this.media.play().catch(() => this.panel.notice.show('声音没有放出来。请检查音箱或耳机，再按一次 F2。'));
  }

  toggle = () => {
    this.letGo();
    this.stopAt = null;
    if (this.media.paused) this.start();
    else this.media.pause();
  };

  playRow(id) {
    const row = this.panel.sentences.rowOf(id);
    if (!row || !this.media.src) return;
    this.letGo();
    this.media.currentTime = Math.max(0, row.start - BEFORE_S);
    this.stopAt = row.end + AFTER_S;
    this.start();
  }

  playOnFrom(second) {
    this.letGo();
    this.stopAt = null;
    this.media.currentTime = second;
    this.start();
  }

  slower = () => {
    this.speed = (this.speed + 1) % SPEEDS.length;
    this.media.playbackRate = SPEEDS[this.speed];
    this.slow.textContent = SPEED_NAMES[this.speed];
    this.slow.setAttribute('aria-pressed', String(this.speed > 0));
  };

  letGo() {
    this.held = false;
    clearTimeout(this.resuming);
  }

  hold() {
    clearTimeout(this.resuming);
    if (this.media.paused || this.stopAt !== null) return;
    this.media.pause();
    this.held = true;
  }

  goOn(after) {
    clearTimeout(this.resuming);
    if (!this.held) return;
    this.resuming = setTimeout(() => {
      if (!this.held || this.panel.typing.composing) return;
      this.held = false;
      this.media.currentTime = Math.max(0, this.media.currentTime - BACK_S);
      this.start();
    }, after);
  }

  light(id) {
    const { rows } = this.panel.sentences;
    rows.get(this.lit)?.li.classList.remove('playing');
    this.lit = id;
    rows.get(this.lit)?.li.classList.add('playing');
  }

  follow = () => {
    if (this.media.paused) return;
    if (this.stopAt !== null && this.media.currentTime >= this.stopAt) {
      this.media.pause();
      this.stopAt = null;
      return;
    }
    const { sentences } = this.panel;
    const now = sentences.at(this.media.currentTime);
    if (now !== this.lit) {
      this.light(now);
      if (this.lit && this.stopAt === null) sentences.select(this.lit);
    }
    requestAnimationFrame(this.follow);
  };

  // The second that is heard now if it lies in `row`, else null.
  secondIn({ start, end }) {
    const now = this.media.currentTime;
    return !this.media.paused && now > start && now < end ? now : null;
  }

  // -- waveform -------------------------------------------------------------------------------------------------

  noWave() {
    this.waveWords.textContent = '波形画不出来，不影响听和改。';
  }

  drawWave(buffer, perSecond) {
    const loud = new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength);
    const style = { fontSize: '12px', color: '#55606a' };
    this.waveWords.remove();
    this.regions = Regions.create();
    this.wave = WaveSurfer.create({
      container: this.waveBox,
      media: this.media,
      peaks: [Float32Array.from(loud, (height) => height / 255)],
      duration: loud.length / perSecond,
      height: 62,
      minPxPerSec: 60,
      normalize: true,
      waveColor: '#8fa9b9',
      progressColor: '#4f7a93',
      cursorColor: '#b3261e',
      cursorWidth: 2,
      autoCenter: true,
      dragToSeek: false,
      hideScrollbar: true,
      plugins: [this.regions, Timeline.create({ height: 18, formatTimeCallback: (second) => clock(second), style })],
    });
    this.wave.on('interaction', (second) => {
      this.stopAt = null;
      const id = this.panel.sentences.at(second);
      if (id) this.panel.sentences.select(id);
    });
    this.wave.on('ready', () => {
      this.panel.frame.dataset.wave = '1';
      this.showRegions();
    });
  }

  showRegions() {
    if (!this.wave || !this.regions) return;
    this.regions.clearRegions();
    const { sentences } = this.panel;
    const { order, current } = sentences;
    const at = Math.max(0, order.indexOf(current));
    for (const id of order.slice(Math.max(0, at - AROUND), at + AROUND)) {
      const row = sentences.rowOf(id);
      const color = id === current ? CURRENT_COLOUR : REGION_COLOURS[row.kind];
      this.regions.addRegion({ id, start: row.start, end: row.end, drag: false, resize: false, color });
    }
    const row = sentences.rowOf(current);
    if (row && this.media.paused) this.wave.setScrollTime?.(Math.max(0, row.start - 3));
  }
}
