"""The law texts of a workspace: kept by law, edition and hash, never overwritten; what each import changed."""

import datetime as dt
import functools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from toolkit.chinese import number_value
from toolkit.core import WrongValueError, make_folder, open_to_read, write_whole
from toolkit.papers.law.official_texts import ArticleText, LawText, read_law
from toolkit.papers.law.statutes import Provision, bare
from toolkit.workspace import Workspace, file_name_of

_SHORT = 12  # signs of the hash in a file's name


@dataclass(frozen=True)
class Changes:
    """How an edition differs from the one before: places of articles that are new, gone, reworded, or moved to."""

    before: dt.date
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]

    @property
    def touched(self) -> frozenset[str]:
        """The places, in the edition before, of articles that are not as they were."""
        return frozenset((*self.removed, *self.reworded, *(old for old, _ in self.moved)))


@dataclass(frozen=True)
class ImportedLaw:
    """A law text that was kept, and its changes against the edition before, None for the first one."""

    law: LawText
    changes: Changes | None
    is_new: bool


def folder_of(workspace: Workspace) -> Path:
    """Return the folder of the law texts in `workspace`."""
    return workspace.root / "laws"


def import_law(
    workspace: Workspace,
    path: Path,
    *,
    name: str | None = None,
    version: dt.date | None = None,
    by: str = "",
    checked_by: str = "",
) -> ImportedLaw:
    """Keep the law in the file at `path`, with a copy of that file, and return it with what it changed.

    `checked_by` compared it with the official text after `by` put it in. A text that is kept already is not kept again,
    except to note who checked it. Raise WrongValueError where both are one person, or what `official_texts.read_law`
    raises.
    """
    if checked_by and checked_by == by:
        raise WrongValueError(field="核对人", value=checked_by, why="收入和核对要两个人")
    law = replace(read_law(path, name=name, version=version), copied_by=by, checked_by=checked_by)
    others = [kept for kept in kept_laws(workspace) if bare(kept.name) == bare(law.name)]
    earlier = [kept for kept in others if kept.version < law.version]
    changes = changes_between(max(earlier, key=lambda kept: kept.version), law) if earlier else None
    same = next((kept for kept in others if (kept.version, kept.sha256) == (law.version, law.sha256)), None)
    if same and (same.checked_by or not checked_by):
        return ImportedLaw(same, changes, is_new=False)
    folder = make_folder(folder_of(workspace) / file_name_of(law.name))
    stem = f"{law.version.isoformat()}-{law.sha256[:_SHORT]}"
    with open_to_read(path) as file:
        write_whole(folder / f"{stem}{path.suffix.lower() or '.txt'}", file.read())
    # Last, so that a text that is listed always has its file.
    write_whole(folder / f"{stem}.json", json.dumps(_plain(law), ensure_ascii=False, indent=1))
    return ImportedLaw(law, changes, is_new=same is None)


def kept_laws(workspace: Workspace) -> tuple[LawText, ...]:
    """Return every law text of `workspace`, by name and version; of two texts of one edition, both."""
    texts = [_read(path, path.stat().st_mtime_ns) for path in sorted(folder_of(workspace).glob("*/*.json"))]
    return tuple(sorted(texts, key=lambda law: (law.name, law.version, law.sha256)))


def law_on(laws: Sequence[LawText], name: str, on: dt.date) -> LawText | None:
    """Return the newest of `laws` called `name` that was in force on the day `on`, or None."""
    fitting = [law for law in laws if bare(law.name) == bare(name) and (law.in_force or law.version) <= on]
    return max(fitting, key=lambda law: law.version, default=None)


def words_of(laws: Sequence[LawText], provision: Provision, on: dt.date) -> str | None:
    """Return the very words of the articles of `provision` as they held on `on`; None where no text is kept."""
    law = law_on(laws, provision.statute_name, on)
    if law is None:
        return None
    articles = (law.article(place) for place in provision.articles)
    return "\n".join(f"{article.place}　{article.text}" for article in articles if article) or None


def words_cited(laws: Sequence[LawText], name: str, place: str, version: dt.date) -> str | None:
    """Return the words of `place` (第三十一条第六项) in an edition of a law, on one line; None unless kept."""
    law = next((law for law in laws if bare(law.name) == bare(name) and law.version == version), None)
    article = law.article(place) if law else None
    return "".join(_narrowed(article.text.split("\n"), place)) if article else None


def _narrowed(lines: Sequence[str], place: str) -> Sequence[str]:
    """Return the paragraph (款) and the item (项) that `place` names; all of the article where it names none."""
    paragraph, item = (re.search(rf"第([零一二三四五六七八九十]+){unit}", place) for unit in "款项")
    if paragraph:
        starts = [number for number, line in enumerate(lines) if not line.startswith("（")] + [len(lines)]
        number = int(number_value(paragraph[1]) or 0)
        if not 0 < number < len(starts):
            return lines
        lines = lines[starts[number - 1] : starts[number]]
    item_lines = [line for line in lines if item and line.startswith(f"（{item[1]}）")]
    return item_lines or lines


def changes_between(before: LawText, after: LawText) -> Changes:
    """Return how `after` differs from `before`; an article whose words stand under another number has moved."""
    old, new = ({article.place: article.text for article in law.articles} for law in (before, after))
    places = {text: place for place, text in new.items()}
    gone = {place for place, text in old.items() if new.get(place) != text}
    moved = tuple((place, places[old[place]]) for place in old if place in gone and old[place] in places)
    targets = {target for _, target in moved}
    sources = {source for source, _ in moved}
    return Changes(
        before=before.version,
        added=tuple(place for place in new if place not in old and place not in targets),
        removed=tuple(place for place in old if place not in new and place not in sources),
        reworded=tuple(place for place in old if place in gone and place in new and place not in sources),
        moved=moved,
    )


def _plain(law: LawText) -> dict[str, object]:
    days = {"version": law.version.isoformat(), "in_force": law.in_force.isoformat() if law.in_force else None}
    return asdict(law) | days


@functools.lru_cache(maxsize=256)
def _read(path: Path, _written_at: int) -> LawText:
    row = json.loads(path.read_text(encoding="utf-8"))
    articles = tuple(_articles(row["articles"]))
    in_force = dt.date.fromisoformat(row["in_force"]) if row["in_force"] else None
    version = dt.date.fromisoformat(row["version"])
    people = (row.get("copied_by", ""), row.get("checked_by", ""))
    return LawText(row["name"], version, in_force, row["source"], row["sha256"], articles, *people)


def _articles(rows: Sequence[dict[str, str]]) -> Iterator[ArticleText]:
    return (ArticleText(row["place"], row["text"]) for row in rows)
