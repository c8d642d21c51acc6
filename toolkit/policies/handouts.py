"""A sheet of paper for each matter (明白纸), for a shop without network: the words of the page, the telephone large."""

from pathlib import Path

from toolkit.core import make_folder, refuse_existing
from toolkit.formats.word import Grid, write_tables
from toolkit.policies.checks import checked, refuse_release
from toolkit.policies.matters import Standing, with_advice
from toolkit.workspace import Desk

_WIDTHS = (30, 140)


def write(desk: Desk, out: Path, *, release: bool, replace: bool = False) -> tuple[Path, ...]:
    """Write a Word file (one A4 page) for each matter to the folder `out`, and return the files.

    Without `release` each is marked as a preview, and blanks say that one should telephone. Raise ReleaseRefusedError
    naming everything that bars a release, or as `refuse_existing`.
    """
    check = checked(desk)
    if release:
        refuse_release(check)
    files = {make_folder(out) / f"{matter_id}.docx": each for matter_id, each in check.matters.items()}
    refuse_existing(*files, replace=replace)
    for path, standing in files.items():
        _write(desk, path, standing, release=release)
    return tuple(files)


def _write(desk: Desk, path: Path, standing: Standing, *, release: bool) -> None:
    matter = standing.matter if release else with_advice(standing.matter)
    lists = (("谁能办", matter.who), ("给什么", matter.gives), ("带什么", matter.bring), ("怎么办", matter.steps))
    rows = [(name, "\n".join(items)) for name, items in lists if items]
    rows += [("不服怎么办", matter.remedy)] if matter.remedy else []
    rows += [("依据", "、".join(basis.cited for basis in matter.bases))]
    rows += [
        ("找谁", "\n".join(f"{each.name}　{each.tel or '电话还没有填'}　{each.hours}" for each in matter.contacts))
    ]
    old = standing.review_by is not None and standing.review_by < desk.today
    parts: list[str | Grid] = [
        *(() if release else ("预览，不得张贴",)),
        *((f"过了复核日期（{standing.review_by}），先打电话问清楚再办。",) if old else ()),
        matter.one_line,
        Grid(("", ""), tuple(rows), _WIDTHS, height=12),
        f"{desk.settings.office.name}　{desk.settings.policies.telephone}　以官方文本为准。",
        "不要钱，不问身份证号，也不要验证码。",
    ]
    write_tables(path, matter.title, parts)
