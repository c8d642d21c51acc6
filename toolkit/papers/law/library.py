"""The law texts of a workspace: kept by law, edition and hash, and what each import changed.

Each is registered in the chain of facts with its hash, so that a text that was changed on the disk is told.
"""

import datetime as dt
import functools
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from toolkit.chinese import number_value, same_person
from toolkit.core import UnreadableFileError, WrongValueError, make_folder, open_to_read, write_whole
from toolkit.papers.law.official_texts import ArticleText, LawText, read_law
from toolkit.papers.law.statutes import Provision, bare
from toolkit.store import Transaction, chain, refuse_turned_back
from toolkit.workspace import Desk, Workspace, file_name_of

LAW_KEPT = "law.kept"
_SHORT = 12  # signs of the hash in a file's name
_UNREGISTERED = "是旧版收入的，还没有登记校验值，请重新收入一次（yehua law import）"
_CHANGED = "与登记的校验值不符，被改过；请从备份里恢复，或者重新收入官方文本（yehua law import）"


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
    desk: Desk,
    path: Path,
    *,
    name: str | None = None,
    version: dt.date | None = None,
    by: str = "",
    checked_by: str = "",
) -> ImportedLaw:
    """Keep the law in the file at `path`, with a copy of that file, register both, and return it with what it changed.

    `checked_by` compared it with the official text after `by` put it in. A text that is kept already is not kept again,
    except to note who checked it, or where it is not as it was registered. Raise WrongValueError unless a check names
    two persons, or what `official_texts.read_law` raises.
    """
    _refuse_check_by_one(by, checked_by)
    law = replace(read_law(path, name=name, version=version), copied_by=by.strip(), checked_by=checked_by.strip())
    with desk.store.transaction() as tx:
        others = [kept for kept in registered_laws(desk.workspace, tx) if bare(kept.name) == bare(law.name)]
        earlier = [kept for kept in others if kept.version < law.version]
        changes = changes_between(max(earlier, key=lambda kept: kept.version), law) if earlier else None
        same = next((kept for kept in others if (kept.version, kept.sha256) == (law.version, law.sha256)), None)
        if same and not same.doubt and (same.checked_by or not checked_by):
            return ImportedLaw(same, changes, is_new=False)
        _keep(desk, tx, law, path)
    return ImportedLaw(law, changes, is_new=same is None)


def _refuse_check_by_one(by: str, checked_by: str) -> None:
    if checked_by and not by.strip():
        raise WrongValueError(field="收入人", value=by, why="写了谁核对，就要写谁收入的")
    if same_person(checked_by, by):
        raise WrongValueError(field="核对人", value=checked_by, why="收入和核对要两个人")


def _keep(desk: Desk, tx: Transaction, law: LawText, path: Path) -> None:
    """Write `law` and a copy of the file at `path` that it was read from, and register the hashes of both."""
    folder = make_folder(folder_of(desk.workspace) / file_name_of(law.name))
    stem = f"{law.version.isoformat()}-{law.sha256[:_SHORT]}"
    with open_to_read(path) as file:
        source = write_whole(folder / f"{stem}{path.suffix.lower() or '.txt'}", file.read())
    text = json.dumps(_plain(law), ensure_ascii=False, indent=1)
    # Last, so that a text that is listed always has its file; without its event it is not relied on.
    kept = write_whole(folder / f"{stem}.json", text)
    facts = {
        "law": law.name,
        "version": law.version.isoformat(),
        "file": desk.workspace.relative(kept),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "source_file": desk.workspace.relative(source),
        "source_sha256": law.sha256,
    }
    refuse_turned_back(tx)
    at = desk.present
    precision: chain.Precision = "day" if at == desk.today.isoformat() else "minute"
    by, second = law.copied_by or None, law.checked_by or None
    tx.append(chain.News(f"法律:{law.name}", LAW_KEPT, at, precision=precision, by=by, second=second, facts=facts))


def kept_laws(workspace: Workspace) -> tuple[LawText, ...]:
    """Return every law text of `workspace`, by name and version; of two texts of one edition, both."""
    return _in_order(law for _, law, _ in _kept(workspace))


def registered_laws(workspace: Workspace, tx: Transaction) -> tuple[LawText, ...]:
    """Return the law texts as `kept_laws` does, each with its `doubt` where it is not as it was registered."""
    rows = (json.loads(row["facts"]) for row in tx.events((LAW_KEPT,), names=("facts",)))
    registered = {facts["file"]: facts["sha256"] for facts in rows}
    return _in_order(
        replace(law, doubt=_doubt(registered.get(workspace.relative(path)), sha256))
        for path, law, sha256 in _kept(workspace)
    )


def _doubt(registered: str | None, sha256: str) -> str:
    if registered is None:
        return _UNREGISTERED
    return "" if registered == sha256 else _CHANGED


def _kept(workspace: Workspace) -> Iterator[tuple[Path, LawText, str]]:
    """Give each law text with its file and the hash of that file."""
    for path in sorted(folder_of(workspace).glob("*/*.json")):
        yield path, *_read(path, path.stat().st_mtime_ns)


def _in_order(texts: Iterable[LawText]) -> tuple[LawText, ...]:
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
    return {name: cell for name, cell in (asdict(law) | days).items() if name != "doubt"}


@functools.lru_cache(maxsize=256)
def _read(path: Path, _written_at: int) -> tuple[LawText, str]:
    content = path.read_bytes()
    try:
        row = json.loads(content)
        articles = tuple(_articles(row["articles"]))
        in_force = dt.date.fromisoformat(row["in_force"]) if row["in_force"] else None
        version = dt.date.fromisoformat(row["version"])
        people = (row.get("copied_by", ""), row.get("checked_by", ""))
        law = LawText(row["name"], version, in_force, row["source"], row["sha256"], articles, *people)
    except (ValueError, KeyError, TypeError) as fault:
        raise UnreadableFileError(path=path, why=_CHANGED) from fault
    return law, hashlib.sha256(content).hexdigest()


def _articles(rows: Sequence[dict[str, str]]) -> Iterator[ArticleText]:
    return (ArticleText(row["place"], row["text"]) for row in rows)
