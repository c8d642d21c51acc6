"""The staff guide shows pictures that exist, and names keys that the panels know."""

import re
from pathlib import Path

TOP = Path(__file__).parents[2]
GUIDE = (TOP / "docs" / "staff-guide.md").read_text(encoding="utf-8")


def test_every_picture_of_the_guide_is_there_and_is_made_by_a_test() -> None:
    shown = set(re.findall(r"\]\(pictures/([\w-]+)\.png\)", GUIDE))
    tests = "".join(path.read_text(encoding="utf-8") for path in (TOP / "tests" / "browser").glob("test_*.py"))

    assert shown
    assert {name for name in shown if not (TOP / "docs" / "pictures" / f"{name}.png").is_file()} == set()
    assert {name for name in shown if not re.search(rf'shoot\([\w.]+, "{name}"\)', tests)} == set()


def test_every_key_of_the_guide_is_known_to_a_panel() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in (TOP / "toolkit/notebook/panels").glob("*.js"))

    assert {key for key in re.findall(r"\bF\d\b", GUIDE) if not re.search(rf"\b{key}\b", scripts)} == set()
