// What people with weak eyes, or without a mouse, would stumble over in a panel: { nameless, pale }.
(panel) => {
  const shown = (one) => one.offsetParent !== null;

  // Controls that a screen reader could not name: without words, label or title.
  const controls = 'button, input, select, textarea, [role=textbox], [role=progressbar]';
  const nameless = [...panel.querySelectorAll(controls)]
    .filter(shown)
    .filter((one) => !(one.getAttribute('aria-label') || one.title || one.textContent.trim() || one.labels?.length))
    .map((one) => one.outerHTML.slice(0, 200));

  // Words too pale for what lies behind them (WCAG 2.1 AA: 4.5 to 1); switched-off controls and papers apart.
  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const light = (colour) =>
    colour.slice(0, 3).reduce((sum, part, n) => sum + linear(part / 255) * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.5) return colour;
    }
    return [255, 255, 255];
  };
  const contrast = (one) => {
    const [more, less] = [light(numbers(getComputedStyle(one).color)), light(behind(one))].sort((a, b) => b - a);
    return (more + 0.05) / (less + 0.05);
  };
  const pale = [...panel.querySelectorAll('*')]
    .filter((one) => shown(one) && !one.closest(':disabled, .docx-wrapper, .tabulator'))
    .filter((one) => [...one.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim()))
    .filter((one) => contrast(one) < 4.5 && getComputedStyle(one).opacity === '1')
    .map((one) => `${contrast(one).toFixed(1)} ${one.outerHTML.slice(0, 200)}`);

  return { nameless, pale };
};
