"""The page 签名: papers prepared for signing, who signed, files checked, the material for the court."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit import signing
from toolkit.core import UnreadableFileError, WrongValueError, YehuaError, sha256_of, write_whole
from toolkit.papers import CORRECTS, FiledPaper, find_paper, forms, list_papers
from toolkit.workbench.fields import Done, Given, filled, path_of, read_sheet, sent_file, sheet_of, text_of
from toolkit.workbench.lists import Leaf, leafed
from toolkit.workspace import Desk


@dataclass(frozen=True)
class SigningLine:
    """An issued paper: how far its signing is, who has signed, and who is waited for."""

    number: str
    title: str
    case: str
    level: str
    state: str
    signed: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class SigningsPage:
    """A leaf of the issued papers, the newest first; how a signer's identity may be checked; levels of signing."""

    lines: tuple[SigningLine, ...]
    leaf: Leaf
    how: tuple[str, ...]
    levels: tuple[str, ...]


def signings(desk: Desk, given: Given) -> SigningsPage:
    """Return a leaf of the papers that may be signed, the newest first; `words` are a part of a number or a case."""
    words = given.get("words", "").strip()
    papers = [paper for paper in list_papers(desk.store) if paper.case and not paper.is_emptied]
    replaced = {paper.facts.get(CORRECTS) for paper in papers}
    valid = [paper for paper in reversed(papers) if paper.number not in replaced]
    shown, leaf = leafed([paper for paper in valid if words in paper.number or words in str(paper.case)], given)
    lines = tuple(_line(desk, paper) for paper in shown if signing.preparing.may_be_shown(desk, paper))
    return SigningsPage(lines, leaf, signing.HOW, signing.LEVELS)


def _line(desk: Desk, paper: FiledPaper) -> SigningLine:
    title, case = forms.PAPERS[paper.paper], str(paper.case)
    try:
        step = signing.preparing.newest(desk, paper)
        kept = bool(signing.keeping.kept_scans(desk, paper))
    except YehuaError as fault:
        return SigningLine(paper.number, title, case, "", str(fault), (), ())
    if step is None:
        return SigningLine(paper.number, title, case, "", "还没有准备", (), ())
    signed = (each for each in step.signing.signatures if each.witness)
    made = tuple(f"{each.who} {signing.signings.shown_moment(each.at)}" for each in signed)
    waiting = tuple(seat.who for seat in step.signing.waiting)
    state = "签完、盖章、锁定" if step.signing.sealed else "扫描件已留存" if kept else "正在签"
    return SigningLine(paper.number, title, case, step.signing.level, state, made, waiting)


# -- acts ------------------------------------------------------------------------------------------------------


def _prepare(desk: Desk, given: Given) -> Done:
    """Prepare a paper; the browser keeps the file. `consents` and `cannot_read` hold names, a blank between them."""
    wish = signing.Wish(
        text_of(given, "level", "怎么签"),
        text_of(given, "by", "您的姓名"),
        tuple(given.get("consents", "").replace("、", " ").split()),
        tuple(given.get("cannot_read", "").replace("、", " ").split()),
        given.get("again") == "yes",
    )
    step = signing.prepare(desk, text_of(given, "number", "文号"), wish)
    return Done(f"{step.signing.number} 准备好了（{wish.level}）。", "/signings", sheet=read_sheet(step.file))


class _Servers:
    """The one server of the signing page that this workbench runs for each workspace and host."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._running: dict[tuple[Path, str], signing.SigningServer] = {}

    def at(self, desk: Desk, host: str) -> "signing.SigningServer":
        """Return the server on `host` that works at `desk`."""
        key = (desk.workspace.root, host)
        with self._turn:
            if key not in self._running:
                self._running[key] = signing.SigningServer(lambda: desk, host)
            self._running[key].work_at(lambda: desk)
            return self._running[key]


_SERVERS = _Servers()


def _invite(desk: Desk, given: Given) -> Done:
    """Open the signing page for one person; `host` is an address of this machine when a phone is to reach it."""
    by, who = text_of(given, "by", "您的姓名"), text_of(given, "who", "谁来签")
    witness = signing.Witness(by, text_of(given, "how", "怎么核对的身份"), filled(given, "device") or "本机")
    server = _SERVERS.at(desk, filled(given, "host") or signing.LOOPBACK)
    secret = server.table.invite(text_of(given, "number", "文号"), who, witness)
    words = f"请{who}在这个地址签名（一人一次，一小时内有效）："
    return Done(words, lines=(f"{server.address}#{secret}",))


def _seal(desk: Desk, given: Given) -> Done:
    number = text_of(given, "number", "文号")
    sealing = signing.Sealing(text_of(given, "by", "您的姓名"), text_of(given, "passphrase", "印章的口令"))
    step = signing.seal(desk, number, sealing)
    words = f"{step.signing.number} 盖好章、锁住了，签名日期已经登记。"
    return Done(words, "/signings", sheet=read_sheet(step.file))


def _verify(desk: Desk, given: Given) -> Done:
    """Check a signed PDF that is sent."""
    with sent_file(given, "file", "签好的 PDF", needed=True) as file:
        if file is None:
            raise UnreadableFileError(path="签好的 PDF", why="没有传来")
        verdict = signing.verify(desk, file)
    lines = [signing.checking.line_of(each) for each in verdict.signatures]
    if verdict.faults:
        return Done(f"有 {len(verdict.faults)} 处问题。", lines=(*verdict.faults, *lines))
    return Done(signing.checking.conclusion_of(verdict), lines=tuple(lines))


_TOLD_SEATS: set[tuple[Path, str, str]] = set()  # workspace, paper, and scan whose seats that look empty were told
_LOOK = "请看原件上的这几处；都签了的，选“人看过原件”，把这个文件再送一次。"


def _scan(desk: Desk, given: Given) -> Done:
    """Check the scan of a paper original that is sent as one file, and keep it when it is whole.

    Where seats look empty, `seen` counts only once they were told here for the same file.
    """
    number = text_of(given, "number", "文号")
    with sent_file(given, "file", "扫描件", needed=True) as file:
        if file is None:
            raise UnreadableFileError(path="扫描件", why="没有传来")
        told = (desk.workspace.root, number, sha256_of(file))
        seen = given.get("seen") == "yes" and told in _TOLD_SEATS
        verdict = signing.check_scan(desk, [file], number, text_of(given, "by", "您的姓名"), seen=seen)
    if verdict.is_whole and (seen or not verdict.unsigned):
        return Done(f"{len(verdict.pages)} 页都在，顺序对，是这一份；已经留存。", "/signings", lines=verdict.faults)
    if not verdict.is_whole:
        return Done("扫描件没有留存：", lines=verdict.faults)
    _TOLD_SEATS.add(told)
    return Done("扫描件没有留存：", lines=(*verdict.faults, _LOOK))


def _evidence(desk: Desk, given: Given) -> Done:
    paper = find_paper(desk.store, text_of(given, "number", "文号"))
    content = signing.evidence.page(desk, paper, signing.preparing.now(desk, paper.number))
    return Done("签名情况说明做好了。", sheet=sheet_of("签名情况说明.pdf", lambda path: write_whole(path, content)))


def _court(desk: Desk, given: Given) -> Done:
    """Put together the material for the court from the files of the folder `brought`, named by what they are."""
    brought = signing.Brought(no_property=given.get("no_property", ""))
    if filled(given, "brought"):
        folder = path_of(given, "brought", "当事人交来的材料")
        if not folder.is_dir():
            raise WrongValueError(field="当事人交来的材料", value=str(folder), why="没有这个文件夹")
        brought = signing.brought_in(folder, brought)
    pack = signing.put_together(desk, text_of(given, "case", "事项"), path_of(given, "to", "放到哪里"), brought)
    lines = (*(f"还缺 {each}" for each in pack.missing), *([pack.why] if pack.last_day else []), *pack.remarks)
    words = f"放好了：{pack.folder}，{len(pack.files)} 个文件。"
    return Done(words if not pack.missing else f"{words}还缺 {len(pack.missing)} 样。", lines=lines)


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {"signings": signings}
ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "sign_prepare": _prepare,
    "sign_invite": _invite,
    "sign_seal": _seal,
    "sign_verify": _verify,
    "sign_scan": _scan,
    "sign_evidence": _evidence,
    "court_pack": _court,
}
