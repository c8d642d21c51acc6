"""What a person does on the pages 法律诊所; each act is written down as by `yehua clinic`."""

from collections.abc import Callable, Mapping

from toolkit.loop import Opinion
from toolkit.loop.clinics import calendar, opinions, roster, sheets, visits
from toolkit.workbench.fields import Done, Given, filled, moment_of, named_file, sheet_of, text_of, whole_of
from toolkit.workspace import Desk


def _by(given: Given) -> str:
    return text_of(given, "by", "您的姓名")


def _village(given: Given) -> str:
    return text_of(given, "village", "村")


def _take_roster(desk: Desk, given: Given) -> Done:
    with named_file(given, "sheet", "法律顾问名册") as file:
        fresh = roster.take_in(desk, file, _by(given))
    return Done(f"收进 {len(fresh)} 行。", "/clinics")


def _form(_desk: Desk, _given: Given) -> Done:
    return Done("空的名册存到了浏览器的下载文件夹。", sheet=sheet_of("法律顾问名册.xlsx", roster.write_form))


def _plan(desk: Desk, given: Given) -> Done:
    year = whole_of(given, "year", "哪一年") or desk.today.year
    clinics: list[calendar.Clinic] = []
    made = sheet_of(f"坐诊表-{year}.xlsx", lambda place: clinics.extend(calendar.plan(desk, year, place, _by(given))))
    return Done(f"{year} 年的坐诊表排好了，{len(clinics)} 次。", lines=calendar.crowded(tuple(clinics)), sheet=made)


def _hold(desk: Desk, given: Given) -> Done:
    wish = calendar.Held(
        text_of(given, "date", "哪一天坐诊的"),
        filled(given, "first") or "09:00",
        filled(given, "last") or "11:30",
        given.get("stamp") == "1",
    )
    kept = calendar.hold(desk, _village(given), wish, _by(given))
    return Done(f"{kept.village} {kept.held or kept.date} {kept.state}。", f"/clinic/{kept.village}/{kept.date[:4]}")


def _visit(desk: Desk, given: Given) -> Done:
    """Record a visit, and give the slip that the visitor takes home, with the number only."""
    wish = visits.NewVisit(
        _village(given),
        text_of(given, "date", "哪一天来的"),
        text_of(given, "subject", "事由"),
        text_of(given, "next_step", "下一步"),
        text_of(given, "conflict", "利益冲突问过没有"),
        _by(given),
        filled(given, "last_day"),
        filled(given, "name"),
        filled(given, "question"),
        filled(given, "phone"),
        filled(given, "case"),
    )
    kept = visits.log(desk, wish)
    made = sheet_of(f"咨询-{kept.visit}.docx", lambda place: visits.write_slip(desk, kept.visit, place))
    words = f"{kept.visit}：{kept.next_step}，最后一天 {kept.last_day or '没有'}。条子存到了浏览器的下载文件夹。"
    return Done(words, f"/clinic/{kept.village}/{kept.date[:4]}", kept.visit, sheet=made)


def _slip(desk: Desk, given: Given) -> Done:
    number = text_of(given, "visit", "咨询的编号")
    made = sheet_of(f"咨询-{number}.docx", lambda place: visits.write_slip(desk, number, place))
    return Done("条子存到了浏览器的下载文件夹。", sheet=made)


def _aid(desk: Desk, given: Given) -> Done:
    number, to = text_of(given, "visit", "咨询的编号"), text_of(given, "to", "向哪个机构申请")
    visits.apply_for_aid(desk, number, to=to, at=moment_of(desk, given), by=_by(given))
    return Done(f"{number}：已申请法律援助（{to}）。")


def _subsidy(desk: Desk, given: Given) -> Done:
    firm, _, contract = text_of(given, "contract", "机构和合同").partition(" ")
    yuan = text_of(given, "yuan", "多少元")
    opinions.note_subsidy(desk, firm=firm, contract=contract, yuan=yuan, at=moment_of(desk, given), by=_by(given))
    return Done(f"{firm} {yuan} 元，合同 {contract}，记好了。")


# -- opinions --------------------------------------------------------------------------------------------------


def _opinion(given: Given) -> str:
    return text_of(given, "opinion", "哪一件意见")


def _told(one: Opinion) -> Done:
    lines = (one.warning,) if one.warning else ()
    return Done(f"{one.opinion} {one.case}：{one.state}，期限 {one.due}。", "/clinics", one.opinion, lines)


def _ask(desk: Desk, given: Given) -> Done:
    wish = opinions.Request(
        text_of(given, "case", "事项"),
        _village(given),
        text_of(given, "client", "替谁出意见"),
        text_of(given, "conflict", "利益冲突问过没有"),
        text_of(given, "question", "问什么"),
        moment_of(desk, given),
        _by(given),
    )
    return _told(opinions.ask(desk, wish))


def _give(desk: Desk, given: Given) -> Done:
    conclusion, paper = text_of(given, "conclusion", "结论"), text_of(given, "paper", "法律意见书的编号")
    at, by = moment_of(desk, given), _by(given)
    return _told(opinions.give(desk, _opinion(given), conclusion=conclusion, paper=paper, at=at, by=by))


def _decline(desk: Desk, given: Given) -> Done:
    reason = text_of(given, "reason", "为什么不能出")
    return _told(opinions.decline(desk, _opinion(given), at=moment_of(desk, given), by=_by(given), reason=reason))


def _deliver(desk: Desk, given: Given) -> Done:
    to, at = text_of(given, "to", "送给谁"), moment_of(desk, given)
    opinion = opinions.deliver(desk, _opinion(given), to=to, consent=filled(given, "consent"), at=at, by=_by(given))
    return Done(f"{opinion.opinion} 送{to}，记好了。", "/clinics", opinion.opinion)


# -- sheets ----------------------------------------------------------------------------------------------------


def _work(desk: Desk, given: Given) -> Done:
    adviser = text_of(given, "adviser", "法律顾问")
    period = text_of(given, "period", "哪一月、哪一年")
    made = sheet_of(f"工作表-{adviser}-{period}.docx", lambda place: sheets.write_work(desk, adviser, period, place))
    return Done(f"{adviser} {period} 的工作表存到了浏览器的下载文件夹。", sheet=made)


def _poster(desk: Desk, given: Given) -> Done:
    village = _village(given)
    made = sheet_of(f"坐诊公示-{village}.docx", lambda place: sheets.write_poster(desk, village, place))
    return Done("坐诊公示存到了浏览器的下载文件夹。", sheet=made)


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "clinic_roster": _take_roster,
    "clinic_form": _form,
    "plan_clinics": _plan,
    "hold_clinic": _hold,
    "log_visit": _visit,
    "visit_slip": _slip,
    "visit_aid": _aid,
    "note_subsidy": _subsidy,
    "ask_opinion": _ask,
    "give_opinion": _give,
    "decline_opinion": _decline,
    "deliver_opinion": _deliver,
    "adviser_sheet": _work,
    "clinic_poster": _poster,
}
