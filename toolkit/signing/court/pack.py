"""The pack for the court: put together in a folder and a zip, with a manifest, and with what Art 354 finds missing."""

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.cases import all_may_be_shown, ledger_of, procedure
from toolkit.core import WrongValueError, copy_verified, sha256_of, whole_file, write_whole
from toolkit.papers import CORRECTS, FiledPaper, list_papers, unwrapped
from toolkit.records import CaseState
from toolkit.signing import evidence, signings
from toolkit.signing.court import folders, screen, sheets
from toolkit.signing.court.brought import Brought, of_parties
from toolkit.signing.court.folders import MANIFEST
from toolkit.signing.faults import refuse
from toolkit.signing.scanning import keeping
from toolkit.signing.signings import PAPER, Step
from toolkit.workspace import Desk, file_name_of

_AGREEMENT, _APPLICATION = "mediation_agreement", "confirmation_application"


@dataclass(frozen=True)
class CourtPack:
    """The pack: its folder and files, what is missing, and the last day to apply, as far as it can be told.

    `raw` is the thirtieth day, `last_day` after rolling; `calendar` is `unknown` where the holidays of its year are
    not on this machine; `remarks` are sentences to be heeded.
    """

    folder: Path
    files: tuple[Path, ...]
    missing: tuple[str, ...]
    last_day: dt.date | None
    raw: dt.date | None
    calendar: str
    why: str
    remarks: tuple[str, ...]
    zip: Path


@dataclass(frozen=True)
class _Item:
    """A piece of the pack: what it is, the name of its file, and its content or the file it is copied from."""

    name: str
    file: str
    content: bytes | Path


def put_together(desk: Desk, case: str, out: Path, brought: Brought | None = None) -> CourtPack:
    """Put the material for the confirmation of the agreement of `case` into a new folder in `out`, and return the pack.

    Raise UnknownNumberError, WrongValueError, or SigningRefusedError where the law bars it, or naming every file that
    is not fit for it.
    """
    state = ledger_of(desk).state(case, desk.today)
    agreement, application = _papers(desk, state.case)
    given = _fit(desk, state, agreement, brought or Brought())
    step = _signing(desk, agreement)
    items = [
        *_signed_papers(desk, agreement, application, step),
        *_made(desk, agreement, step, given),
        *_brought(given),
    ]
    clock = next(
        (each for each in ledger_of(desk).clocks(state.case, desk.today) if each.name == procedure.CONFIRMATION), None
    )
    last = clock.due if clock else None
    is_signed = bool(step and step.signing.sealed) or bool(keeping.kept_scans(desk, agreement))
    has_applied = bool(application and keeping.kept_scans(desk, application))
    missing = tuple(_missing(agreement, application, given, is_signed=is_signed, has_applied=has_applied))
    pack = CourtPack(
        folder=out / f"{file_name_of(state.case)}-司法确认材料",
        files=(),
        missing=missing,
        last_day=last.last_day if last else None,
        raw=last.raw if last else None,
        calendar="unknown" if last and last.warnings else "known",
        why=f"自协议生效之日起三十日内由双方共同申请（{clock.basis}），最后一日{last.text}。" if clock and last else "",
        remarks=(
            *_remarks(desk, last, missing),
            *_doubts(desk, agreement, application),
            *_blank_sheets(agreement, given),
        ),
        zip=out / f"{file_name_of(state.case)}-司法确认材料.zip",
    )
    return _written(desk, state.case, agreement, pack, items)


def _fit(desk: Desk, state: CaseState, agreement: FiledPaper, given: Brought) -> Brought:
    """Return `given` under the names of the parties; raise SigningRefusedError, for what is withheld without a name."""
    what = f"{state.case} 的司法确认材料"
    withheld = not all_may_be_shown(desk.store, state.grievances)
    reasons = ["它的诉求里有检举控告，或者还没有人判断是不是"] if withheld else []
    refuse(what, [*reasons, *screen.bars(agreement)])
    return of_parties(what, [party["name"] for party in _parties(agreement)], given)


def _papers(desk: Desk, case: str) -> tuple[FiledPaper, FiledPaper | None]:
    """Return the valid agreement of `case` and the valid application; raise WrongValueError without an agreement."""
    papers = [paper for paper in list_papers(desk.store, case) if not paper.is_emptied]
    replaced = {paper.facts.get(CORRECTS) for paper in papers}
    valid = {paper.paper: paper for paper in papers if paper.number not in replaced}
    if _AGREEMENT not in valid:
        raise WrongValueError(field="事项", value=case, why="它没有签发人民调解协议书，没有可以确认的协议")
    return valid[_AGREEMENT], valid.get(_APPLICATION)


def _signing(desk: Desk, agreement: FiledPaper) -> Step | None:
    with desk.store.reading() as tx:
        return signings.newest(desk, tx, agreement)


def _parties(agreement: FiledPaper) -> list[dict[str, Any]]:
    return list(unwrapped(agreement.facts)["parties"])


# -- pieces ----------------------------------------------------------------------------------------------------


def _signed_papers(
    desk: Desk, agreement: FiledPaper, application: FiledPaper | None, step: Step | None
) -> Iterator[_Item]:
    root = desk.workspace.root
    if application:
        scans = keeping.kept_scans(desk, application)
        for place, path in enumerate(scans or (_as_issued(root, application),), start=1):
            yield _Item("司法确认申请书", f"01-司法确认申请书-{place}{path.suffix}", path)
    scans = keeping.kept_scans(desk, agreement)
    if step and step.signing.sealed:
        yield _Item("人民调解协议书（电子签名）", "02-人民调解协议书.pdf", step.file)
    for place, path in enumerate(scans, start=1):
        yield _Item("人民调解协议书（扫描件）", f"02-人民调解协议书-扫描{place}{path.suffix}", path)


def _as_issued(root: Path, paper: FiledPaper) -> Path:
    """Return the file of `paper`; raise WrongValueError where it is not what was issued."""
    file = root / paper.file
    if sha256_of(file) != paper.sha256:
        why = f"{paper.file} 和签发时登记的校验值不符，不能交法院；请从备份恢复，或者更正后重新签发"
        raise WrongValueError(field="司法确认申请书", value=paper.number, why=why)
    return file


def _made(desk: Desk, agreement: FiledPaper, step: Step | None, given: Brought) -> Iterator[_Item]:
    """Give the sheets that the office makes, blank where no sealed or signed one was brought."""
    if not given.certificate:
        yield _Item("主持调解的证明（请盖章）", "03-主持调解的证明.pdf", sheets.certificate(desk, agreement))
    for party in _parties(agreement):
        if not given.addresses.get(party["name"]):
            yield _Item(
                f"送达地址确认书（{party['name']}，请签名）",
                f"06-送达地址确认书-{file_name_of(party['name'])}.pdf",
                sheets.addresses(desk, party),
            )
    is_kept = bool(step and step.signing.level == PAPER and keeping.kept_scans(desk, agreement))
    if step is not None and (step.signing.sealed or is_kept):
        yield _Item("签名情况说明", "07-签名情况说明.pdf", evidence.page(desk, agreement, step))


def _brought(given: Brought) -> Iterator[_Item]:
    for what, number, papers in (
        ("主持调解的证明", "03", given.certificate),
        ("财产权利证明", "04", given.property),
    ):
        for place, path in enumerate(papers, start=1):
            yield _Item(what, f"{number}-{what}-{place}{path.suffix.lower()}", path)
    for what, number, by_party in (
        ("身份证明", "05", given.identity),
        ("送达地址确认书", "06", given.addresses),
        ("授权委托书", "08", given.mandates),
    ):
        for name, files in by_party.items():
            for place, path in enumerate(files, start=1):
                file = f"{number}-{what}-{file_name_of(name)}-{place}{path.suffix.lower()}"
                yield _Item(f"{what}（{name}）", file, path)


def _missing(
    agreement: FiledPaper, application: FiledPaper | None, given: Brought, *, is_signed: bool, has_applied: bool
) -> Iterator[str]:
    """Give what 民诉法解释 Art 354 (and Art 353: the application) asks for and is not there."""
    if application is None:
        yield "司法确认申请书：还没有签发（双方共同申请）"
    elif not has_applied:
        yield "司法确认申请书：没有双方签好的扫描件，放进去的是没有签名的稿子；签好请用 yehua sign scan --keep 留存"
    if not is_signed:
        yield "调解协议：还没有签完；纸面签的请用 yehua sign scan --keep 留存扫描件，电子签的请盖章"
    if not given.property and not given.no_property.strip():
        yield "财产权利证明等材料：没有交来；协议不涉及财产权利的，写明为什么（--no-property）"
    for party in _parties(agreement):
        name = party["name"]
        if not given.identity.get(name):
            yield f"{name}的身份证明：没有交来"
        if not party.get("address"):
            yield f"{name}的住所：协议里没有写"
        if not party.get("phone"):
            yield f"{name}的联系方式：协议里没有写"
        is_person = party.get("kind") == "自然人"
        if party.get("representative") and is_person and not given.mandates.get(name):
            yield f"{name}由{party['representative']}代理，没有交来授权委托书"


def _blank_sheets(agreement: FiledPaper, given: Brought) -> Iterator[str]:
    """Say which sheets of the office lie in the pack as they were printed, without seal or signature."""
    if not given.certificate:
        yield "主持调解的证明是空白的：打印盖章后扫描，命名为 主持调解的证明，再做一次。"
    blank = [party["name"] for party in _parties(agreement) if not given.addresses.get(party["name"])]
    if blank:
        names = "、".join(blank)
        yield f"{names}的送达地址确认书是空白的：打印签名后扫描，命名为 送达地址确认书-姓名，再做一次。"


def _doubts(desk: Desk, *papers: FiledPaper | None) -> Iterator[str]:
    """Give each of `papers` whose scan shows nothing in some seats, though a person says that they are signed."""
    for paper in papers:
        if paper and (doubt := keeping.doubt_of(desk, paper)):
            yield f"{paper.number}：{doubt}"


def _remarks(desk: Desk, last: Any, missing: Sequence[str]) -> Iterator[str]:
    if missing:
        yield "材料不全，没有出交接回执；补齐后再做一次。"
    if last is None:
        return
    if last.last_day < desk.today:
        yield f"已经过了共同申请的最后一日（{last.text}），法院可能不受理；协议仍有约束力，可以另行起诉。"
    yield from last.warnings
    yield "双方都要签申请书，法院通知时都要到场（民诉法解释第三百五十六条）；原件留好，法院可能要看。"


# -- writing ---------------------------------------------------------------------------------------------------


def _written(desk: Desk, case: str, agreement: FiledPaper, pack: CourtPack, items: list[_Item]) -> CourtPack:
    """Write the pieces, the list, the receipt and the manifest aside, then the zip; what was there before goes last."""
    sources = [item.content for item in items if isinstance(item.content, Path)]
    for path in sources:
        sha256_of(path)  # whatever is not there is told before anything is written
    folders.refuse_loss(pack.folder, sources)
    with folders.made_aside(pack.folder) as aside:
        rows = [_row(item, aside) for item in items]
        # What to do about a gap is told on the screen: the court reads this list.
        gaps = [each.partition("；")[0] for each in pack.missing]
        write_whole(aside / "00-材料清单.pdf", sheets.material_list(desk, case, rows, gaps))
        if not gaps:
            last = f"{pack.last_day:%Y-%m-%d}" if pack.last_day else "　　　　年　　月　　日"
            write_whole(aside / "09-交接回执.pdf", sheets.receipt(desk, case, agreement.number, last, len(rows)))
        files = sorted(aside.iterdir())
        manifest = "".join(f"{sha256_of(path)}  {path.name}\n" for path in files)
        files.append(write_whole(aside / MANIFEST, manifest))
        with whole_file(pack.zip) as temporary:
            with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
                for path in files:
                    archive.write(path, f"{pack.folder.name}/{path.name}")
            folders.put_in_place(aside, pack.folder)
    return replace(pack, files=tuple(pack.folder / path.name for path in files))


def _row(item: _Item, folder: Path) -> tuple[str, str, str]:
    """Write `item` into `folder` and return its name, its file and its hash."""
    place = folder / item.file
    if isinstance(item.content, Path):
        copy_verified(item.content, place)
    else:
        write_whole(place, item.content)
    return item.name, item.file, sha256_of(place)
