'use strict';

const sound = document.getElementById('sound');
const find = document.getElementById('find');
const count = document.getElementById('count');
const follow = document.getElementById('follow');
const lines = Array.from(document.querySelectorAll('.line'));
const starts = lines.map((line) => Number(line.dataset.start));
const texts = Array.from(document.querySelectorAll('.line .text'));
let current = -1;
let marks = [];
let chosen = -1;

function playFrom(seconds) {
  sound.currentTime = seconds;
  const started = sound.play();
  // A browser may refuse to play; the audio element's own error says so to the user.
  if (started) {
    started.catch(() => {});
  }
  show(lineAt(seconds));
}

function lineAt(seconds) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Browsers seek to a whole sound frame, which may lie a little before the line.
    if (starts[middle] <= seconds + 0.06) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

function show(index) {
  if (index === current) {
    return;
  }
  if (lines[current]) {
    lines[current].classList.remove('now');
    lines[current].removeAttribute('aria-current');
  }
  current = index;
  if (!lines[current]) {
    return;
  }
  lines[current].classList.add('now');
  lines[current].setAttribute('aria-current', 'true');
  if (follow.checked) {
    lines[current].scrollIntoView({ block: 'nearest' });
  }
}

function seek(seconds) {
  sound.currentTime = Math.max(seconds, 0);
  // The browser tells of the new place a moment later; the next key must already count from it.
  show(lineAt(sound.currentTime));
}

function step(by) {
  const next = Math.min(Math.max(current + by, 0), lines.length - 1);
  if (lines[next]) {
    playFrom(starts[next]);
  }
}

function plain(element) {
  const text = element.textContent;
  element.textContent = text;
  return text;
}

function markIn(element, word) {
  const text = plain(element);
  const found = text.toLowerCase().split(word);
  if (!word || found.length === 1) {
    return;
  }
  element.textContent = '';
  let at = 0;
  found.forEach((part, index) => {
    element.append(text.substr(at, part.length));
    at += part.length;
    if (index === found.length - 1) {
      return;
    }
    const mark = document.createElement('mark');
    mark.textContent = text.substr(at, word.length);
    element.append(mark);
    at += word.length;
  });
}

function search() {
  const word = find.value.trim().toLowerCase();
  texts.forEach((element) => {
    markIn(element, word);
  });
  marks = Array.from(document.querySelectorAll('#words mark'));
  chosen = -1;
  count.textContent = word ? (marks.length ? `共 ${marks.length} 处` : '没有找到') : '';
  if (marks.length) {
    choose(1);
  }
}

function choose(by) {
  if (!marks.length) {
    return;
  }
  if (marks[chosen]) {
    marks[chosen].classList.remove('here');
  }
  chosen = (chosen + by + marks.length) % marks.length;
  marks[chosen].classList.add('here');
  marks[chosen].scrollIntoView({ block: 'center' });
  count.textContent = `第 ${chosen + 1} 处，共 ${marks.length} 处`;
}

function onKey(event) {
  // While a Chinese input method composes, the keys are its own.
  if (event.isComposing) return;
  if (event.key === 'Escape') {
    find.value = '';
    search();
  } else if (event.target === find && event.key === 'Enter') choose(event.shiftKey ? -1 : 1);
  else if (!isTaken(event) && keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
}

// Whether the element with the focus, or the browser, needs the key itself.
function isTaken(event) {
  const isTyping = event.target === find || event.target.tagName === 'SELECT';
  // A focused button or tick box takes the space key; the audio element would take the arrows, too.
  const isPressed = event.key === ' ' && event.target.closest('button, a, input');
  return isTyping || event.ctrlKey || event.metaKey || event.altKey || isPressed;
}

const keys = {
  ' ': () => {
    if (sound.paused) {
      playFrom(sound.currentTime);
    } else {
      sound.pause();
    }
  },
  ArrowLeft: () => {
    seek(sound.currentTime - 5);
  },
  ArrowRight: () => {
    seek(sound.currentTime + 5);
  },
  ArrowUp: () => {
    step(-1);
  },
  ArrowDown: () => {
    step(1);
  },
  '/': () => {
    find.focus();
  },
};

function onClick(event) {
  const place = event.target.closest('[data-start]');
  // Selecting words to copy them is not a click.
  if (!place || String(window.getSelection())) {
    return;
  }
  playFrom(Number(place.dataset.start));
}

function fromAddress() {
  const wanted = /^#t=(\d+(?:\.\d+)?)$/.exec(window.location.hash);
  if (wanted) {
    seek(Number(wanted[1]));
  }
}

document.addEventListener('click', onClick);
document.addEventListener('keydown', onKey, true);
find.addEventListener('input', search);
document.getElementById('after').addEventListener('click', () => {
  choose(1);
});
document.getElementById('print').addEventListener('click', () => {
  window.print();
});
document.getElementById('before').addEventListener('click', () => {
  choose(-1);
});
document.getElementById('speed').addEventListener('change', (event) => {
  sound.playbackRate = Number(event.target.value);
});
sound.addEventListener('timeupdate', () => {
  show(lineAt(sound.currentTime));
});
sound.addEventListener('error', () => {
  document.getElementById('trouble').hidden = false;
});
window.addEventListener('hashchange', fromAddress);
fromAddress();
