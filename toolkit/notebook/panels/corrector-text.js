// Places in the text of a sentence: of words that were found, of the caret, and of what is marked.

// Python counts characters, the browser halves of some.
const units = (words, n) => [...words].slice(0, n).join('').length;
const unsureIn = (row) => row.unsure.map(([at, n]) => [units(row.text, at), units(row.text, at + n)]);
const placeOf = (words, part, at) => (words.startsWith(part, at) ? at : words.indexOf(part));

const occurrences = (words, part) => {
  const places = [];
  for (let at = words.indexOf(part); at >= 0; at = words.indexOf(part, at + part.length)) places.push(at);
  return places;
};

const rangeOf = (node, from, to) => {
  const range = new Range();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range;
};

const caretIn = (node) => {
  const selection = getSelection();
  if (!selection.rangeCount || !node?.contains?.(selection.anchorNode)) return null;
  const before = selection.getRangeAt(0).cloneRange();
  before.setStart(node, 0);
  return before.toString().length;
};

const putCaret = (node, position) => {
  const inner = node.firstChild;
  const range = new Range();
  if (inner?.nodeType === Node.TEXT_NODE) range.setStart(inner, Math.min(position, inner.data.length));
  else range.setStart(node, 0);
  range.collapse(true);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
};

const isAtEdge = (node, side) => {
  const box = getSelection().getRangeAt(0).getClientRects()[0] ?? node.getBoundingClientRect();
  const whole = node.getBoundingClientRect();
  const away = side === 'top' ? box.top - whole.top : whole.bottom - box.bottom;
  return away < 14 || !node.firstChild;
};
