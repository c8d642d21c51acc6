"""The corrector with three hours of sound and 3,000 sentences: how soon it can be used, what a key costs, the memory.

A key's cost is measured in the page itself: from the moment the browser got the key (its `timeStamp`) to the frame that
shows the letter, two animation frames at most; for an input method, from each step of the composition. Run by hand:

    python -m pytest -q -s -p tests.browser.conftest benchmarks/corrector.py
"""

import statistics
import time
from typing import Any

import psutil
import pytest

pytestmark = pytest.mark.browser

KEYS = 100
OPEN = """\
from pathlib import Path
from toolkit.notebook.panels import Corrector
from toolkit.workspace.desk import open_desk
desk = open_desk(Path({root!r}))"""
KERNEL = "window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel"
PROCESS = f"""async () => {{
  const future = {KERNEL}.requestExecute({{ code: 'import os; print(os.getpid())' }});
  let words = '';
  future.onIOPub = (message) => {{ if (message.header.msg_type === 'stream') words += message.content.text; }};
  await future.done;
  return words.trim();
}}"""
# The frame callback runs before the letter is painted; a message posted from it is handled after.
WATCH = """([list, kind]) => {
  window.spent = [];
  window.events = [];
  document.querySelector(list).addEventListener(kind, (event) => {
    const began = event.timeStamp;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => window.spent.push(performance.now() - began);
      after.port2.postMessage(0);
    });
  }, true);
  new PerformanceObserver((entries) => {
    for (const one of entries.getEntries()) {
      if (one.name === kind) window.events.push([one.duration, one.processingEnd - one.processingStart]);
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: false });
}"""


def print_times(what: str, spent: list[float]) -> None:
    """Print the median, the 95th percentile and the worst of `spent`, in ms."""
    rank = sorted(spent)
    p95 = rank[round(0.95 * (len(rank) - 1))]
    print(f"{what:<28} {statistics.median(rank):5.1f} ms median, {p95:5.1f} p95, {rank[-1]:5.1f} worst, of {len(rank)}")


def test_three_hours(lab: Any, opened: Any, three_hours: Any) -> None:
    """Open, type, and print what it cost."""
    cells = OPEN.format(root=str(three_hours.root)), f"Corrector(desk, {three_hours.code!r})"
    name = lab.write("三小时.ipynb", *cells[:1])
    opened(name).page.wait_for_timeout(1500)
    lab.write("三小时.ipynb", *cells)
    one = opened(name, run=False)
    page = one.page
    process = psutil.Process(int(page.evaluate(PROCESS)))
    began = time.monotonic()
    one.run()
    one.output.locator(".cor[data-ready] .cor-row").first.wait_for()
    print(f"\n{'usable after':<28} {time.monotonic() - began:5.2f} s")
    one.output.locator(".cor[data-wave]").wait_for()
    print(f"{'waveform after':<28} {time.monotonic() - began:5.2f} s")
    sentence = one.output.locator(".cor-row[data-id='s01500'] .cor-text")
    sentence.scroll_into_view_if_needed()
    sentence.click()
    page.wait_for_timeout(1000)
    session = page.context.new_cdp_session(page)
    page.evaluate(WATCH, [".cor-list", "keydown"])
    for n in range(KEYS):
        page.keyboard.press(str(n % 10))
        page.wait_for_timeout(120)
    print_times("a key", page.evaluate("() => window.spent"))
    print_times("a key, long events", [one[0] for one in page.evaluate("() => window.events")] or [0.0])
    page.evaluate(WATCH, [".cor-list", "beforeinput"])
    for _ in range(KEYS // 5):
        for letters in ("l", "lu", "lud", "lude"):
            at = {"selectionStart": len(letters), "selectionEnd": len(letters)}
            session.send("Input.imeSetComposition", {"text": letters, **at})
            page.wait_for_timeout(120)
        session.send("Input.insertText", {"text": "路灯"})
        page.wait_for_timeout(120)
    print_times("a step of an input method", page.evaluate("() => window.spent"))
    print(f"{'kernel':<28} {process.memory_info().rss / 1e6:5.0f} MB")
