"""File of a case (一案一卷): its issued papers in the order of the contents, with drafts of its two covers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.cases import all_may_be_shown, ledger_of
from toolkit.core import UnknownNumberError, WrongValueError, copy_verified, make_folder, moves
from toolkit.formats import page_count, to_pdf
from toolkit.papers import drafting, forms
from toolkit.papers.facts import unwrapped, values_at
from toolkit.papers.register import FiledPaper, list_papers
from toolkit.workspace import Desk, file_name_of

# 司法部 2010 forms, 卷内目录; material that is no paper of ours (identity, evidence, receipts) is named in Chinese.
_ORDER = (
    *(
        "mediation_application",
        "mediation_register",
        "rights_notice",
        "当事人身份证明",
        "power_of_attorney",
        "授权委托书",
    ),
    *("investigation_record", "证据材料", "mediation_record", "mediation_agreement", "oral_agreement"),
    *("copies_receipt", "failure_notice", "payment_receipt", "履行凭证", "follow_up_record"),
    *("confirmation_application", "司法确认材料", "acceptance_notice", "non_acceptance_notice", "referral_letter"),
    *("extension_notice", "legal_opinion", "handling_opinion", "review_application", "withdrawal_letter"),
    *("termination_notice", "service_receipt", "handover_list", "file_statement", "卷宗情况说明"),
)
_COVERS = {"file_cover", "file_back_cover"}
LOOSE = tuple(name for name in _ORDER if name not in forms.PAPERS)


@dataclass(frozen=True)
class CaseFile:
    """A case file: the drafts of its covers, the papers in order, and the facts of the front cover."""

    cover: Path
    back: Path
    papers: tuple[Path, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class _Piece:
    name: str
    number: str | None
    pages: int
    paper: FiledPaper | None


def put_together(
    desk: Desk, case: str, out: Path, *, filed_by: str, retention: str = "30年", loose: Mapping[str, int] | None = None
) -> CaseFile:
    """Put the issued papers of `case` into the folder `out` in the order of the file, with drafts of the covers.

    `loose` gives the number of pages of other material by its name (see `LOOSE`). Pages of papers are counted on
    their PDF; without LibreOffice, `loose` gives them by the paper's number.
    Raise UnknownNumberError when nothing was issued, WrongValueError when a number of pages is missing,
    or when a grievance of the case is withheld.
    """
    state = ledger_of(desk).state(case, desk.today)
    if not all_may_be_shown(desk.store, state.grievances):
        why = "它的诉求里有检举控告，或者还没有人判断是不是，文书不能这样汇集；请先用 yehua accusation judge 判断"
        raise WrongValueError(field="卷宗", value=state.case, why=why)
    given = dict(loose or {})
    issued = [filed for filed in list_papers(desk.store, state.case) if filed.paper not in _COVERS]
    if not issued:
        raise UnknownNumberError(what="已签发的文书，事项", number=state.case)
    make_folder(out)
    pieces = tuple(_pieces(desk, issued, given, out))
    facts = _cover_facts(desk, state.case, pieces, filed_by, retention)
    papers = tuple(_copied(desk, pieces, out))
    draft = drafting.fill("file_cover", facts, desk.workspace, out / "00-卷宗封面和卷内目录.docx")
    back = drafting.fill("file_back_cover", _back_facts(facts), desk.workspace, out / "99-卷宗封底.docx")
    return CaseFile(draft.files[0], back.files[0], papers, facts)


def _copied(desk: Desk, pieces: Sequence[_Piece], out: Path) -> Iterator[Path]:
    """Copy the papers of `pieces` into `out`, each named by its position, and yield their paths."""
    for position, piece in enumerate(pieces, start=1):
        if piece.paper:
            target = out / f"{position:02d}-{piece.name}-{file_name_of(piece.paper.number)}.docx"
            copy_verified(desk.workspace.root / piece.paper.file, target)
            yield target


def _pieces(desk: Desk, issued: list[FiledPaper], given: dict[str, int], work: Path) -> Iterator[_Piece]:
    unknown = set(given) - set(LOOSE) - {paper.number for paper in issued}
    if unknown:
        raise WrongValueError(field="卷内材料", value="、".join(sorted(unknown)), why=f"可以写 {'、'.join(LOOSE)}")
    for name in _ORDER:
        if name in LOOSE:
            yield from (_Piece(name, None, given[name], None) for _ in range(name in given))
        else:
            for paper in issued:
                if paper.paper == name:
                    pages = given.get(paper.number) or _counted(desk, paper, work)
                    yield _Piece(forms.PAPERS[name], paper.number, pages, paper)


def _counted(desk: Desk, paper: FiledPaper, work: Path) -> int:
    page = to_pdf(desk.workspace.root / paper.file, work)
    if page is None:
        why = "这台电脑没有 LibreOffice，数不出页数，请写明这份文书有几页"
        raise WrongValueError(field="页数", value=paper.number, why=why)
    pages = page_count(page)
    moves.remove(page)
    return pages


def _cover_facts(desk: Desk, case: str, pieces: Sequence[_Piece], filed_by: str, retention: str) -> dict[str, Any]:
    plain = [unwrapped(piece.paper.facts) for piece in pieces if piece.paper]
    mediators = dict.fromkeys(name for facts in plain for name in values_at(facts, "mediators[].name"))
    parties = dict.fromkeys(name for facts in plain for name in values_at(facts, "parties[].name"))
    starts = [day for facts in plain for day in values_at(facts, "accepted_on")]
    ends = [facts["date"] for facts in plain]
    return {
        "paper": "file_cover",
        "date": desk.today.isoformat(),
        "case": case,
        "committee": desk.settings.committee.name,
        "file_name": f"{'、'.join(parties) or case}纠纷",
        "mediators": list(mediators) or [filed_by],
        "from": min((*starts, *ends)),
        "to": max(ends),
        "filed_by": filed_by,
        "retention": retention,
        "remarks": None,
        "contents": list(_contents(pieces)),
    }


def _back_facts(cover: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of the back cover, which follow from those of the front; who checks signs with the pen."""
    same = {name: cover[name] for name in ("date", "case", "committee", "file_name")}
    contents = cover["contents"]
    counted = {"items": len(contents), "pages": contents[-1]["last_page"]}
    return {"paper": "file_back_cover", **same, **counted, "bound_by": cover["filed_by"], "checked_by": None}


def _contents(pieces: Sequence[_Piece]) -> Iterator[dict[str, Any]]:
    """Yield an entry of the table of contents for each piece, paged through from 1."""
    first = 1
    for piece in pieces:
        last = first + piece.pages - 1
        pages = {"first_page": first, "last_page": last}
        yield {"name": piece.name, "number": piece.number, **pages, "note": None}
        first = last + 1
