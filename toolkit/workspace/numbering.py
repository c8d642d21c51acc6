"""Archival codes and the numbers of meetings, grievances, cases and papers: their form, and reading typed ones.

Every number that a person typed goes through `normalised`.
"""

import functools
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from toolkit.core import WrongNumberError
from toolkit.workspace.settings import Archive, Settings

NumberKind = Literal["recording", "meeting", "grievance", "matter", "case"]

MIDDLE_DOT = "\u00b7"

# What keyboards, Word and other programs put for the hyphen and for the middle dot of DA/T 13-2022.
_DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\u2e3b\u30fc\ufe58\u02d7_~]")
_DOT = r"[.\u00b7\u2022\u2027\u2219\u22c5\u30fb\u3002\u0387\u16eb\u2024\u25cf\u2e31\ua78f\u1427*]"

_RECORDING = re.compile(r"([A-Z]?\d{3,4})-([A-Z]{2})·(\d{4})-(Y|D30|D10)(?:-([A-Z0-9]{1,6}))?-(\d{4,})", re.ASCII)
_LOOSE_RECORDING = re.compile(
    rf"([A-Z]?\d{{3,4}})-([A-Z]{{2}}){_DOT}?(\d{{4}})-(Y|D30|D10)(?:-([A-Z0-9]{{1,6}}))?-(\d{{1,9}})",
    re.ASCII | re.IGNORECASE,
)
_MEETING = re.compile(r"夜话(\d{4})-(闰?)(\d{1,2})-(.+)", re.ASCII)
_GRIEVANCE = re.compile(r"(夜话.+)-诉(\d{1,9})", re.ASCII)
_MATTER = re.compile(r"件(\d{4})-(\d{1,9})", re.ASCII)
_CASE = re.compile(r"案(\d{4})-(\d{1,9})", re.ASCII)
_LEADING_YEAR = re.compile(r"^[(\[【〔〈](\d{4})[)\]】〕〉]", re.ASCII)
_INNER_YEAR = re.compile(r"(?<=.)[(\[【〔〈](\d{4})[)\]】〕〉]", re.ASCII)

_RECORDING_FORM = "0194-LY·2026-D30-0001"
_MONTHS = 12
_REMEMBERED = 1 << 16  # of a page's thousands of numbers most come again and again
_GRIEVANCE_FORM = "夜话2026-08-柳树湾-诉003"

# The word between the office's short name and 〔year〕, by paper; the others count under 文.
_OFFICE_WORDS = {
    "handling_opinion": "信处",
    "acceptance_notice": "信受",
    "non_acceptance_notice": "信不受",
    "extension_notice": "信延",
    "referral_letter": "信转",
    "review_opinion": "信复查",
    "final_review_opinion": "信复核",
    "service_receipt": "送",
    "handover_list": "移",
    "withdrawal_letter": "信撤",
    "review_application": "信代",
}
_COMMITTEE_WORDS = {
    "mediation_agreement": "人调字",
    "oral_agreement": "人调口字",
    "mediation_application": "人调申字",
    "mediation_register": "人调受字",
    "rights_notice": "人调告字",
    "investigation_record": "人调查字",
    "mediation_record": "人调记字",
    "follow_up_record": "人调访字",
    "failure_notice": "人调终字",
    "confirmation_application": "人调确字",
    "file_cover": "人调卷字",
    "power_of_attorney": "人调委字",
    "copies_receipt": "人调签字",
    "payment_receipt": "人调收字",
    "file_statement": "人调情字",
    "file_back_cover": "人调底字",
}

_FORBIDDEN_IN_NAMES = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_DEVICES = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?", re.IGNORECASE)
# ext4 allows 255 bytes a name; this leaves room for `-1-执存人.docx` and temporary names.
_LONGEST_NAME = 180


@dataclass(frozen=True)
class RecordingCode:
    """The parts of an archival code (档号) of one recording, by DA/T 13-2022; `year` is Gregorian."""

    fonds: str
    category: str
    year: int
    retention: str
    office: str | None
    number: int

    @property
    def head(self) -> str:
        """The code without its number, which is that of its series."""
        office = f"-{self.office}" if self.office else ""
        return f"{self.fonds}-{self.category}{MIDDLE_DOT}{self.year:04d}-{self.retention}{office}"

    def __str__(self) -> str:
        return f"{self.head}-{self.number:04d}"


def recording_code(archive: Archive, year: int, number: int) -> str:
    """Return the archival code of recording `number`, counted within fonds, category, `year` and retention.

    `year` is the Gregorian year in which the recording was made (DA/T 13-2022: 年度 is the year of formation),
    also when the lunar month belongs to the year before. Raise WrongNumberError when the settings give no lawful code.
    """
    code = str(RecordingCode(archive.fonds, archive.category, year, archive.retention, None, number))
    if number < 1:
        raise WrongNumberError(number=code, what="档号", form=_RECORDING_FORM)
    return str(parse_recording_code(code))


def parse_recording_code(text: str) -> RecordingCode:
    """Return the parts of the archival code in `text`, look-alikes of its signs allowed.

    Raise WrongNumberError.
    """
    match = _RECORDING.fullmatch(normalised(text))
    if match is None:
        raise WrongNumberError(number=text, what="档号", form=_RECORDING_FORM)
    fonds, category, year, retention, office, number = match.groups()
    return RecordingCode(fonds, category, int(year), retention, office, int(number))


def meeting_number(place: str, lunar_year: int, lunar_month: int, *, leap: bool) -> str:
    """Return the number of the meeting at `place` in that lunar month, such as `夜话2026-08-柳树湾`.

    A leap month is written `闰06`: in a leap year there are thirteen meetings, and a Gregorian month may hold two.
    """
    return f"夜话{lunar_year:04d}-{'闰' if leap else ''}{lunar_month:02d}-{_cleaned(place)}"


def grievance_number(meeting: str, n: int) -> str:
    """Return the number of the `n`th confirmed grievance of `meeting`, such as `夜话2026-08-柳树湾-诉003`."""
    return f"{meeting}-诉{n:03d}"


def parse_grievance_number(text: str) -> tuple[str, int]:
    """Return the meeting's number and the running number in the grievance number `text`; raise WrongNumberError."""
    match = _GRIEVANCE.fullmatch(normalised(text))
    if match is None or kind_of(match[1]) != "meeting":
        raise WrongNumberError(number=text, what="诉求编号", form=_GRIEVANCE_FORM)
    return match[1], int(match[2])


def matter_number(year: int, n: int) -> str:
    """Return the number of the `n`th matter received in Gregorian `year` outside night meetings: `件2026-00001`."""
    return f"件{year:04d}-{n:05d}"


def case_number(year: int, n: int) -> str:
    """Return the number of the `n`th case opened in Gregorian `year`, such as `案2026-0001`."""
    return f"案{year:04d}-{n:04d}"


def paper_number(paper: str, settings: Settings, year: int, n: int) -> str:
    """Return the number of the `n`th `paper` of Gregorian `year`, with the prefixes of the settings.

    The year stands in 〔〕 and the number has no leading zeros and no 第 (GB/T 9704-2012 7.2.5); the opinion of a
    law firm follows the firms' own habit `（2026）清源律意字第1号`.
    """
    if paper == "legal_opinion":
        return f"（{year}）{settings.papers.opinion_prefix}字第{n}号"
    return f"{_paper_prefix(paper, settings)}〔{year}〕{n}号"


def _paper_prefix(paper: str, settings: Settings) -> str:
    if paper == "termination_notice":
        return settings.papers.termination_prefix
    if paper in _COMMITTEE_WORDS:
        return settings.committee.short + _COMMITTEE_WORDS[paper]
    return settings.office.short + _OFFICE_WORDS.get(paper, "文")


@functools.lru_cache(maxsize=_REMEMBERED)
def kind_of(code: str) -> NumberKind | None:
    """Return what `code`, once normalised, is the number of; None when it is none of ours."""
    text = normalised(code)
    if _RECORDING.fullmatch(text):
        return "recording"
    if grievance := _GRIEVANCE.fullmatch(text):
        return "grievance" if _is_meeting(grievance[1]) else None
    if _is_meeting(text):
        return "meeting"
    if _MATTER.fullmatch(text):
        return "matter"
    return "case" if _CASE.fullmatch(text) else None


def _is_meeting(text: str) -> bool:
    match = _MEETING.fullmatch(text)
    return match is not None and 1 <= int(match[3]) <= _MONTHS


@functools.lru_cache(maxsize=_REMEMBERED)
def normalised(code: str) -> str:
    """Return `code` as this program writes it, with look-alikes replaced.

    Full-width letters and digits, other dashes, other dots, spaces, small letters, lost leading zeros and other
    brackets around a year are put right. Text that is no number of ours comes back cleaned, not refused.
    """
    text = _cleaned(code)
    if match := _LOOSE_RECORDING.fullmatch(text):
        return _tidy_recording(match)
    if match := _GRIEVANCE.fullmatch(text):
        return grievance_number(_tidy_meeting(match[1]), int(match[2]))
    if match := _MATTER.fullmatch(text):
        return matter_number(int(match[1]), int(match[2]))
    if match := _CASE.fullmatch(text):
        return case_number(int(match[1]), int(match[2]))
    if text.endswith("号"):
        return _INNER_YEAR.sub(r"〔\1〕", _LEADING_YEAR.sub(r"（\1）", text))
    return _tidy_meeting(text)


def _tidy_recording(match: re.Match[str]) -> str:
    fonds, category, year, retention, office, number = match.groups()
    upper = office.upper() if office else None
    return str(RecordingCode(fonds.upper(), category.upper(), int(year), retention.upper(), upper, int(number)))


def _tidy_meeting(text: str) -> str:
    match = _MEETING.fullmatch(text)
    if match is None:
        return text
    return meeting_number(match[4], int(match[1]), int(match[3]), leap=bool(match[2]))


def _cleaned(text: str) -> str:
    # NFKC is taken twice over because replacing a dash may bring new compositions into reach.
    whole = unicodedata.normalize("NFKC", text)
    visible = "".join(sign for sign in whole if unicodedata.category(sign)[0] not in "ZC")
    return unicodedata.normalize("NFKC", _DASHES.sub("-", visible))


def file_name_of(code: str) -> str:
    """Return `code` as a file name that Windows (NTFS), Linux and macOS accept, without an ending such as `.docx`.

    Forbidden signs become their full-width twins; names that Windows keeps for devices get a `_` before them;
    a name too long is cut and ends in a hash of the whole.
    """
    visible = "".join(sign for sign in code if unicodedata.category(sign)[0] != "C")
    name = visible.translate(_FORBIDDEN_IN_NAMES).strip(" ").rstrip(". ") or "_"
    if _DEVICES.fullmatch(name):
        name = f"_{name}"
    return name if len(name.encode()) <= _LONGEST_NAME else _shortened(name)


def _shortened(name: str) -> str:
    tail = hashlib.sha256(name.encode()).hexdigest()[:12]
    head = name.encode()[: _LONGEST_NAME - len(tail) - 1].decode(errors="ignore")
    return f"{head.rstrip('. ')}-{tail}"
