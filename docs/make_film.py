"""Join screens of the browser tests to the film in README.zh-CN.md.

Run by hand where the tests run, then look at the film:

    YEHUA_FILM=/tmp/screens python -m pytest tests/browser -k "guide_shows or nine_clicks or 25_fields"
    python docs/make_film.py /tmp/screens FONT.ttc

FONT is any file of a Chinese typeface, for the lines below the screens. It needs Pillow.
"""  # noqa: INP001 - a maintainer's script, no package

import argparse
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FILM = Path(__file__).parent / "pictures" / "way.gif"
# The screens in order, each with the line that stands below it.
SCREENS = (
    ("workbench-today", "早上打开：今天要办的事，一行一件，最急的在最上面"),
    ("way-text", "点开一段录音：边听边改，改一个字存一个字"),
    ("way-grievances", "一件一件的诉求：机器提议，人听过再确认"),
    ("way-confirmed", "都确认了：每件有编号，检举控告另由专人看"),
    ("workbench-case", "立成事项：经过、期限、文书都在一页"),
    ("paper-form", "写调解协议：一步几栏，右边就是文书"),
    ("paper-form-last", "核对：要改的、要留意的当场列出，写明依据"),
    ("paper-form-issued", "签发：有了文号，各份可以打印、签名"),
    ("workbench-overview", "给领导的一页：逾期的在最前面，点数字看是哪几件"),
)
SIZE, LINE, COLOURS = (910, 512), 44, 96
EACH_MS, LARGEST = 2600, 2_000_000


def frame(screen: Path, words: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    """Return a screen made smaller, with its line below it."""
    whole = Image.new("RGB", (SIZE[0], SIZE[1] + LINE), "#0b4566")
    with Image.open(screen) as picture:
        whole.paste(picture.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS))
    ImageDraw.Draw(whole).text((SIZE[0] / 2, SIZE[1] + LINE / 2), words, font=font, fill="white", anchor="mm")
    return whole.quantize(COLOURS, dither=Image.Dither.NONE)


def main() -> None:
    """Write the film, and refuse one that is too large to be read over a slow line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("screens", type=Path)
    parser.add_argument("font")
    given = parser.parse_args()
    font = ImageFont.truetype(given.font, 20)
    first, *others = [frame(given.screens / f"{name}.png", words, font) for name, words in SCREENS]
    first.save(FILM, save_all=True, append_images=others, duration=EACH_MS, loop=0, optimize=True)
    size = FILM.stat().st_size
    if size > LARGEST:
        sys.exit(f"{FILM.name} has {size / 1e6:.2f} MB, which is too large")


if __name__ == "__main__":
    main()
