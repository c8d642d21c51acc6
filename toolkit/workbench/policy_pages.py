"""The pages 政策 and 政策事项: matters, their words of law, telephones, walls, notices and visits; and their acts."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit import policies
from toolkit.chinese import dates
from toolkit.core import UnknownNumberError, WrongValueError
from toolkit.policies import Basis, Contact, Matter, PolicyText
from toolkit.workbench.fields import Done, Given, path_of, read_sheet, sent_file, sheet_of, text_of
from toolkit.workspace import Desk

_LISTS = ("who", "gives", "bring", "steps", "basis")
_REVIEW = dt.timedelta(days=180)
_SHOWN = 12


# -- pages -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MatterLine:
    """A matter in the list: who wrote and checked it, until when, and how much is left to do."""

    id: str
    title: str
    written_by: str
    checked_by: str
    review_by: str
    blanks: int
    bars: int


@dataclass(frozen=True)
class TextLine:
    """A local policy text: where it stands, its words, and who copied and compared it."""

    sha256: str
    cited: str
    text: str
    copied_by: str
    checked_by: str
    until: str


@dataclass(frozen=True)
class WallLine:
    """A wall: its code, its village, how a patrol last found its plate, and whether one is due."""

    code: str
    village: str
    state: str
    seen_on: str
    is_due: bool


@dataclass(frozen=True)
class PosterLine:
    """A notice that was made: its number, its matter, where it hangs and until when."""

    number: str
    matter: str
    place: str
    until: str
    down: str


@dataclass(frozen=True)
class PoliciesPage:
    """The policy dictionary as it stands."""

    matters: tuple[MatterLine, ...]
    faults: tuple[str, ...]
    needed: tuple[str, ...]
    texts: tuple[TextLine, ...]
    telephones: tuple[policies.directory.Dialled, ...]
    walls: tuple[WallLine, ...]
    states: tuple[str, ...]
    posters: tuple[PosterLine, ...]
    views: int
    peak: str
    most_read: tuple[tuple[str, int], ...]
    url: str


def overview(desk: Desk, _given: Given) -> PoliciesPage:
    """Return the policy dictionary as it stands today."""
    found = policies.checks.checked(desk)
    with desk.store.reading() as tx:
        texts = policies.texts.PolicyTexts(desk, tx).local
        telephones = policies.directory.Directory(tx).numbers
        walls, posters = policies.walls.standing(tx), policies.posters.register(tx)
        visits = policies.visits.kept(desk, tx)
    busiest = policies.visits.peak(visits.by_hour)
    bars = [bar.matter for bar in found.bars]
    return PoliciesPage(
        matters=tuple(_matter_line(each, bars.count(matter_id)) for matter_id, each in found.matters.items()),
        faults=tuple(fault.why for fault in found.faults if not fault.matter),
        needed=tuple(f"《{law}》{'、'.join(places)}" for law, places in found.needed.items()),
        texts=tuple(
            TextLine(each.sha256, each.cited, each.text, each.copied_by, each.checked_by, str(each.until or ""))
            for each in texts
        ),
        telephones=telephones,
        walls=tuple(
            WallLine(each.code, each.village, each.state, str(each.seen_on or ""), each.is_due(desk.today))
            for each in walls
        ),
        states=policies.walls.STATES,
        posters=tuple(
            PosterLine(each.number, each.matter, each.place, str(each.until or ""), str(each.down or ""))
            for each in posters
        ),
        views=visits.views,
        peak=f"{busiest[0]} 点到 {busiest[1]} 点" if busiest else "",
        most_read=tuple(visits.by_matter.most_common(_SHOWN)),
        url=desk.settings.policies.url,
    )


def _matter_line(standing: policies.Standing, bars: int) -> MatterLine:
    matter = standing.matter
    review_by = str(standing.review_by or "")
    return MatterLine(
        matter.id, matter.title, standing.written_by, standing.checked_by, review_by, len(matter.blanks), bars
    )


@dataclass(frozen=True)
class MatterPage:
    """A matter to be written: its fields, a line each, what bars it, and the day on which to look again."""

    line: MatterLine
    one_line: str
    lists: Mapping[str, str]
    contacts: str
    faults: tuple[str, ...]
    review_by: str
    passages: tuple[tuple[str, str], ...]


def matter(desk: Desk, given: Given) -> MatterPage:
    """Return the matter `matter`; raise UnknownNumberError."""
    found = policies.checks.checked(desk)
    matter_id = given.get("matter", "")
    standing = found.matters.get(matter_id)
    if standing is None:
        raise UnknownNumberError(what="事项", number=matter_id)
    faults = tuple(fault.why for fault in found.faults if fault.matter == matter_id)
    with desk.store.reading() as tx:
        texts = policies.texts.PolicyTexts(desk, tx)
    told = ((basis.cited, texts.find(basis, desk.today)) for basis in standing.matter.bases)
    return MatterPage(
        _matter_line(standing, len(faults)),
        standing.matter.one_line,
        {name: "\n".join(getattr(standing.matter, name)) for name in _LISTS},
        "\n".join(f"{each.name}，{each.tel}，{each.hours}" for each in standing.matter.contacts),
        faults,
        (desk.today + _REVIEW).isoformat(),
        tuple((cited, text.text if text else "") for cited, text in told),
    )


# -- acts ------------------------------------------------------------------------------------------------------


def _write(desk: Desk, given: Given) -> Done:
    """Keep a matter as somebody wrote it; each list has a line an item, a contact is name, telephone and hours."""
    matter_id = text_of(given, "matter", "事项")
    with desk.store.reading() as tx:
        before = policies.matters.all_matters(desk, tx).get(matter_id)
    lists = {name: _lines(given.get(name, "")) for name in _LISTS}
    written = Matter(
        id=matter_id,
        title=text_of(given, "title", "名称", needed=False),
        one_line=text_of(given, "one_line", "一句话", needed=False),
        contacts=tuple(map(_contact, _lines(given.get("contacts", "")))),
        media=before.matter.media if before else None,
        who=lists["who"],
        gives=lists["gives"],
        bring=lists["bring"],
        steps=lists["steps"],
        basis=lists["basis"],
    )
    policies.matters.write(desk, written, by=text_of(given, "by", "您的姓名"))
    return Done("存好了，还要另一个人核对。", f"/policy/{matter_id}")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.splitlines())))


def _contact(line: str) -> Contact:
    name, tel, hours = (*map(str.strip, line.replace(",", "，").split("，", 2)), "", "")[:3]
    return Contact(name, tel, hours)


def _check(desk: Desk, given: Given) -> Done:
    matter_id = text_of(given, "matter", "事项")
    day = dates.parse_date(text_of(given, "review_by", "复核日期"))
    policies.matters.check(desk, matter_id, by=text_of(given, "by", "您的姓名"), review_by=day)
    return Done("核对记下了。", f"/policy/{matter_id}")


def _dial(desk: Desk, given: Given) -> Done:
    tel, organ = text_of(given, "tel", "电话"), text_of(given, "organ", "单位")
    answered = text_of(given, "answered", "有没有人接") == "有人接"
    policies.directory.dial(desk, tel, organ, answered=answered, by=text_of(given, "by", "您的姓名"))
    return Done("试拨记下了。", "/policies")


def _add_text(desk: Desk, given: Given) -> Done:
    kept = policies.texts.add_text(
        desk,
        PolicyText(
            text_of(given, "law", "文件名称"),
            text_of(given, "place", "第几条"),
            text_of(given, "text", "原文"),
            dates.parse_date(text_of(given, "version", "公布日期")),
            dates.parse_date(text_of(given, "in_force", "施行日期")),
            text_of(given, "source", "来源"),
            text_of(given, "by", "您的姓名"),
        ),
    )
    return Done(f"收入了{kept.cited}，还要另一个人核对。", "/policies")


def _check_text(desk: Desk, given: Given) -> Done:
    kept = policies.texts.check_text(desk, text_of(given, "sha256", "原文"), by=text_of(given, "by", "您的姓名"))
    return Done(f"{kept.cited}核对记下了。", "/policies")


def _end_text(desk: Desk, given: Given) -> Done:
    basis = Basis.parsed(text_of(given, "basis", "哪部法律、哪一条"))
    until = dates.parse_date(text_of(given, "until", "停止施行的日期"))
    by, second = text_of(given, "by", "您的姓名"), text_of(given, "second", "第二个人")
    successor = text_of(given, "successor", "被什么代替", needed=False)
    policies.texts.end_text(desk, basis, until, by=by, second=second, successor=successor)
    return Done("停止施行记下了。", "/policies")


def _build(desk: Desk, given: Given) -> Done:
    out = path_of(given, "out", "放到哪个文件夹")
    site = policies.site.build(desk, out, release=given.get("release") == "上线用", replace=True)
    kind = "可以上线" if site.is_release else "预览，不得上线"
    return Done(f"做好了 {site.pages} 页（{kind}），在 {site.folder}，旁边有一个 .zip。", "/policies")


def _plates(desk: Desk, given: Given) -> Done:
    codes = tuple(given.get("codes", "").replace("，", " ").replace(",", " ").split())
    sheet = sheet_of("扫码牌.pdf", lambda place: policies.walls.write_plates(desk, place.parent, codes))
    return Done("扫码牌做好了，每个码都从页上读回来过。", sheet=sheet)


def _import_walls(desk: Desk, given: Given) -> Done:
    with sent_file(given, "file", "点位表", needed=True) as path:
        if path is None:
            raise WrongValueError(field="点位表", value="", why="还没有选文件")
        placed = policies.walls.place_many(desk, policies.walls.read_list(path), by=text_of(given, "by", "您的姓名"))
    return Done(
        f"登记了 {len(placed)} 个点位：{placed[0].code} 到 {placed[-1].code}。" if placed else "表里没有点位。",
        "/policies",
    )


def _patrol(desk: Desk, given: Given) -> Done:
    code, state = text_of(given, "wall", "点位"), text_of(given, "state", "读不读得出")
    wall = policies.walls.patrol(desk, code, state, by=text_of(given, "by", "您的姓名"))
    return Done(f"{wall.code} {wall.state}{'，要换牌' if wall.needs_plate else ''}。", "/policies")


def _renew(desk: Desk, given: Given) -> Done:
    code, reason = text_of(given, "wall", "点位"), text_of(given, "reason", "为什么换")
    policies.walls.renew(desk, code, reason, by=text_of(given, "by", "您的姓名"))
    return Done(f"{code} 换牌记下了。", "/policies")


def _make_poster(desk: Desk, given: Given) -> Done:
    """Make the notice of a matter under `posters/` in the workspace, and give it to the browser."""
    matter_id, by = text_of(given, "matter", "事项"), text_of(given, "by", "您的姓名")
    name = f"{matter_id}-{desk.today.isoformat()}.pdf"
    out = desk.workspace.root / "policies" / "posters" / name
    made = policies.posters.make(desk, matter_id, out, by=by, place=given.get("place", ""), replace=True)
    words = f"{made.number}：{made.type_pt} 磅，{made.sheets} 张；拼 A4 用的在 {made.files[1]}。"
    return Done(words, sheet=read_sheet(Path(made.files[0])))


def _hang(desk: Desk, given: Given) -> Done:
    number, place = text_of(given, "poster", "公示"), text_of(given, "place", "贴在哪里")
    posted = policies.posters.hang(desk, number, place, by=text_of(given, "by", "您的姓名"))
    return Done(f"{posted.number} 贴在{posted.place}，至少到 {posted.until}。", "/policies")


def _take_down(desk: Desk, given: Given) -> Done:
    number = text_of(given, "poster", "公示")
    policies.posters.take_down(desk, number, by=text_of(given, "by", "您的姓名"))
    return Done(f"{number} 撤下记下了。", "/policies")


def _take_visits(desk: Desk, given: Given) -> Done:
    with sent_file(given, "file", "日志", needed=True) as path:
        counted = policies.visits.take_in(desk, [path] if path else [], by=text_of(given, "by", "您的姓名"))
    return Done(
        f"数了 {counted.views} 次（次数，不是人数），读不懂 {counted.bad_lines} 行；日志没有留下。", "/policies"
    )


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {"policies": overview, "policy": matter}

ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "write_policy": _write,
    "check_policy": _check,
    "dial": _dial,
    "add_policy_text": _add_text,
    "check_policy_text": _check_text,
    "end_policy_text": _end_text,
    "build_policies": _build,
    "make_plates": _plates,
    "import_walls": _import_walls,
    "patrol_wall": _patrol,
    "renew_wall": _renew,
    "make_poster": _make_poster,
    "hang_poster": _hang,
    "take_down_poster": _take_down,
    "take_visits": _take_visits,
}
