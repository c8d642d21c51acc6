"""Count the sequences of characters that are said at written meetings: the language model of `toolkit.chinese`.

Run by hand: `python -m benchmarks.train_characters FOLDER…`, each a folder of meetings to train on; the texts that
`benchmarks.spoken_meetings` speaks must not be among them, since rereading is measured there. Names of people
and villages are left out, so that none is put into a text. It writes `toolkit/chinese/data/trigrams.csv`.
"""

import argparse
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.chinese import character_model

_NAME = 2  # characters at least


def runs_of(meeting: Path) -> Iterator[str]:
    """Yield what is said in the file of a `meeting` in runs of Chinese characters, cut at names."""
    written = json.loads(meeting.read_text(encoding="utf-8"))
    named = {place for village in written["villages"] for place in (village, village.removesuffix("村"))}
    for label in written["labels"].values():
        named |= {label["person"] or "", label["home"] or "", (label["against"] or {}).get("name") or ""}
    names = [re.escape(name) for name in sorted(named, key=len, reverse=True) if len(name) >= _NAME]
    between = re.compile("|".join([*names, "[^一-龥]+"]))
    for turn in written["turns"]:
        for sentence in turn["sentences"]:
            yield from filter(None, between.split(sentence["text"]))


def main() -> None:
    """Count, and write the table."""
    parser = argparse.ArgumentParser(description="Count sequences of characters.")
    parser.add_argument("folders", type=Path, nargs="+")
    folders = parser.parse_args().folders
    files = sorted(file for folder in folders for file in folder.glob("*.json"))
    times = character_model.counted(run for file in files for run in runs_of(file))
    with character_model.TRIGRAMS.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("字", "次数"))
        rows.writerows(sorted(times.items()))


if __name__ == "__main__":
    main()
