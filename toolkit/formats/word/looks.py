"""Changes of a Word file that no line of its text shows: pictures, fields, page numbers, words struck out or unseen."""

from collections.abc import Callable, Iterator
from typing import Any

from docx.oxml.ns import qn

from toolkit.formats.word import reading
from toolkit.formats.word.word_file import WordFile

_OFF = {"0", "false", "off", "none"}
_LEAST_SIZE = 10  # half points: what is smaller cannot be read on paper
_PAGES = ("PAGE", "NUMPAGES", "SECTIONPAGES")


def changed_look(before: WordFile, after: WordFile) -> tuple[str, ...]:
    """Return, in Chinese, what `after` shows otherwise than `before` though its lines do not say so."""
    was, now = list(_roots(before)), list(_roots(after))
    return tuple(clause for clause, is_changed in _CHANGES.items() if is_changed(was, now))


def _roots(word: WordFile) -> Iterator[Any]:
    return (root for _, root in reading.roots(word.document))


def _count(roots: list[Any], *names: str) -> int:
    return sum(1 for root in roots for _ in root.iter(*map(qn, names)))


def _more_pictures(was: list[Any], now: list[Any]) -> bool:
    names = ("w:drawing", "w:pict", "w:object")
    return _count(now, *names) > _count(was, *names)


def _fields(roots: list[Any]) -> list[str]:
    """Return the first word of every field, sorted: PAGE, DATE …."""
    codes = [element.text or "" for root in roots for element in root.iter(qn("w:instrText"))]
    codes += [element.get(qn("w:instr"), "") for root in roots for element in root.iter(qn("w:fldSimple"))]
    return sorted(code.split()[0].upper() for code in codes if code.split())


def _fewer_page_numbers(was: list[Any], now: list[Any]) -> bool:
    return {code for code in _fields(was) if code in _PAGES} > {code for code in _fields(now) if code in _PAGES}


def _other_fields(was: list[Any], now: list[Any]) -> bool:
    known = {*_fields(was), *_PAGES}
    return any(code not in known for code in _fields(now))


def _runs_that(are: Callable[[Any], bool]) -> Callable[[list[Any], list[Any]], bool]:
    def text(roots: list[Any]) -> str:
        runs = (run for root in roots for run in root.iter(qn("w:r")) if are(run))
        return "".join("".join(run.itertext(qn("w:t"))) for run in runs).strip()

    return lambda was, now: bool(text(now)) and text(now) != text(was)


def _property(run: Any, name: str) -> str | None:
    element = run.find(f"{qn('w:rPr')}/{qn(name)}")
    return None if element is None else str(element.get(qn("w:val"), "on")).lower()


def _is_struck(run: Any) -> bool:
    return any(_property(run, name) not in {None, *_OFF} for name in ("w:strike", "w:dstrike"))


def _is_unseen(run: Any) -> bool:
    size = _property(run, "w:sz") or ""
    return _property(run, "w:color") == "ffffff" or (size.isdigit() and int(size) < _LEAST_SIZE)


_CHANGES: dict[str, Callable[[list[Any], list[Any]], bool]] = {
    "加了图片或者对象，里面的字读不出来，请改成文字": _more_pictures,
    "的页码不见了，请照草稿补回": _fewer_page_numbers,
    "加了会自己变的域（如日期），请改成普通文字": _other_fields,
    "有划掉的字，请删去或者取消删除线": _runs_that(_is_struck),
    "有白色或者小得看不见的字，请改成看得见的": _runs_that(_is_unseen),
}
