"""Sheets of clinics: the poster of a village, and what an adviser did in a month or a year, for the 司法局.

Nobody who came is named: visits are counted by subject and by next step.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import UnknownNumberError, WrongValueError
from toolkit.formats.word import Grid, signatures, write_tables
from toolkit.loop.clinics.calendar import Clinic, clinics_of, listed
from toolkit.loop.clinics.opinions import Opinion, opinions_at
from toolkit.loop.clinics.roster import roster_at
from toolkit.loop.clinics.visits import Visit, visits_at
from toolkit.loop.events import View, head_line
from toolkit.loop.rules import Rules
from toolkit.workspace import Desk

_NONE = "没有"
_PERIOD = re.compile(r"20\d{2}(-(0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True)
class Work:
    """What an adviser did in a period: clinics by state, visits by subject and next step, opinions by state.

    `with_card` of the visits may be drawn and called about.
    """

    adviser: str
    period: str
    clinics: dict[str, int]
    visits: int
    with_card: int
    subjects: dict[str, int]
    steps: dict[str, int]
    opinions: dict[str, int]


def work_of(
    desk: Desk, adviser: str, period: str
) -> tuple[Work, tuple[Clinic, ...], tuple[Visit, ...], tuple[Opinion, ...]]:
    """Return what `adviser` did in `period` (`2026` or `2026-10`), with the lists behind the counts.

    Raise UnknownNumberError for a name that is not on the roster, WrongValueError for what is no period.
    """
    if not _PERIOD.fullmatch(period):
        raise WrongValueError(field="哪一月、哪一年", value=period, why="写成 2026-10 或者 2026 的样子")
    view, name = View(desk.present), adviser.strip()
    with desk.store.reading() as tx:
        mine = roster_at(tx, view).named(name)
        if not mine:
            raise UnknownNumberError(what="名册里的法律顾问", number=name)
        villages = {each.village for each in mine}
        there = clinics_of(desk, tx, view, int(period[:4]))
        clinics = tuple(
            each for each in there if each.village in villages and name in each.adviser and each.date.startswith(period)
        )
        visits = tuple(v for v in visits_at(tx, view) if v.adviser == name and v.date.startswith(period))
        opinions = tuple(
            o for o in opinions_at(tx, view, desk.calendar) if o.adviser == name and o.asked.startswith(period)
        )
    work = Work(
        adviser=name,
        period=period,
        clinics=dict(Counter(each.state for each in clinics)),
        visits=len(visits),
        with_card=sum(visit.card is not None for visit in visits),
        subjects=dict(Counter(visit.subject for visit in visits)),
        steps=dict(Counter(visit.next_step for visit in visits)),
        opinions=dict(Counter(opinion.state for opinion in opinions)),
    )
    return work, clinics, visits, opinions


def write_work(desk: Desk, adviser: str, period: str, path: Path) -> Work:
    """Write the sheet of an adviser's `period` to the Word file `path`, and return its figures."""
    work, clinics, visits, opinions = work_of(desk, adviser, period)
    parts: list[str | Grid] = [
        "一、坐诊",
        Grid(
            ("村", "计划", "坐诊", "状态"),
            tuple((each.village, each.date, each.held or "", _state(each)) for each in clinics)
            or ((_NONE, "", "", ""),),
            (50, 36, 36, 48),
        ),
        f"二、咨询 {work.visits} 人次，其中 {work.with_card} 人次留了电话、给了首问卡，可能抽到回访",
        Grid(
            ("编号", "村、日期", "事由", "下一步", "最后一天"),
            tuple((v.visit, f"{v.village} {v.date}", v.subject, v.next_step, v.last_day or "") for v in visits)
            or ((_NONE, "", "", "", ""),),
            (36, 52, 26, 28, 28),
        ),
        "三、法律意见",
        Grid(
            ("编号", "事项", "替谁", "期限", "状态", "结论"),
            tuple((o.opinion, o.case, o.client, o.due, o.state, o.conclusion or "") for o in opinions)
            or ((_NONE, *[""] * 5),),
            (32, 34, 30, 28, 20, 26),
        ),
        signatures("法律顾问", "机构盖章", "村委会盖章"),
        head_line(desk),
    ]
    write_tables(path, f"{work.adviser}法律顾问工作{'月' if len(period) > 4 else '年'}表（{period}）", parts)  # noqa: PLR2004 - a year has four digits
    return work


def _state(clinic: Clinic) -> str:
    return f"{clinic.state}，村里没有盖章" if clinic.unstamped else clinic.state


def write_poster(desk: Desk, village: str, path: Path) -> tuple[Clinic, ...]:
    """Write the poster of a village's clinics of this year to the Word file `path`, and return them.

    It names the firm, by which alone an adviser takes work (律师法 Art 13 and 25), and leaves the place to the pen.
    """
    there = listed(desk, None, village.strip())
    if not there:
        raise UnknownNumberError(what="有法律顾问的村", number=village)
    with desk.store.reading() as tx:
        view = View(desk.present)
        roster, telephone = roster_at(tx, view, village), Rules(tx, view).text("办公电话")
    firms = ((each, roster.of(village.strip(), each.date)) for each in there)
    rows = tuple((each.date, each.hours, each.adviser, adviser.firm if adviser else "") for each, adviser in firms)
    parts: list[str | Grid] = [
        f"坐诊地点：{'＿' * 12}　电话：{telephone}",
        "法律顾问每月来一次，问什么都不收钱。来问的人对外只用编号，姓名只由法律顾问保管，不外传。",
        Grid(("日期", "时间", "法律顾问", "执业机构"), rows, (32, 36, 46, 56), 12),
        "哪个月没有坐诊的，争取当月补上，补的日子另外贴出来。不想找他的，可以申请法律援助，拨打 12348。",
    ]
    write_tables(path, f"{village.strip()}法律诊所", parts)
    return there
