"""What a person does on the pages 预警; each act is written down as by `yehua contact`, `alert` and `reminder`."""

from collections.abc import Callable, Mapping

from toolkit import loop
from toolkit.core import WrongValueError
from toolkit.loop import Alert, Reminder
from toolkit.loop.alerts import acts, contacts, plans, provincial, recusals, reminder_acts, sheets
from toolkit.workbench.fields import Done, Given, filled, moment_of, named_file, sheet_of, text_of, whole_of
from toolkit.workspace import Desk


def _by(given: Given) -> str:
    return text_of(given, "by", "您的姓名")


def _case(given: Given) -> str:
    return text_of(given, "case", "事项")


def _act(desk: Desk, given: Given) -> acts.Act:
    return acts.Act(moment_of(desk, given), _by(given), filled(given, "second"))


def _told(alert: Alert, words: str = "") -> Done:
    return Done(f"{alert.case}：{words or alert.why}", f"/alert/{alert.case}", alert.case)


def _people(given: Given, field: str) -> tuple[str, ...]:
    text = given.get(field, "").replace("，", "、").replace(",", "、").replace(" ", "、")
    return tuple(filter(None, (name.strip() for name in text.split("、"))))


# -- contacts --------------------------------------------------------------------------------------------------


def _add_contact(desk: Desk, given: Given) -> Done:
    wish = contacts.NewContact(
        _case(given),
        moment_of(desk, given),
        text_of(given, "channel", "渠道"),
        _by(given),
        filled(given, "person"),
        filled(given, "level"),
        filled(given, "source"),
        filled(given, "source_no"),
    )
    contacts.add(desk, wish, again=given.get("again") == "1")
    return _told(acts.show(desk, wish.case))


def _import_contacts(desk: Desk, given: Given) -> Done:
    """Take the province's list in, and tell every row that was not, each with all its faults."""
    with named_file(given, "list", "省平台的列表") as file:
        taken = provincial.take_in(desk, file, _by(given))
    words = f"收进 {taken.added} 条，已经有的 {taken.known} 条，没有收的 {len(taken.refused)} 条。"
    return Done(words, lines=tuple(f"第 {each.row} 行：{each.why}" for each in taken.refused))


def _contact_form(_desk: Desk, _given: Given) -> Done:
    return Done("空的列表存到了浏览器的下载文件夹。", sheet=sheet_of("省平台列表.csv", provincial.write_form))


def _join(desk: Desk, given: Given) -> Done:
    case, other = _case(given), text_of(given, "other", "并入的事项")
    contacts.join(desk, case, other, at=moment_of(desk, given), by=_by(given))
    return _told(acts.show(desk, case))


# -- leader, squad, plan ---------------------------------------------------------------------------------------


def _lead(desk: Desk, given: Given) -> Done:
    name, post = text_of(given, "name", "谁包案"), text_of(given, "post", "职务")
    alert = acts.name_lead(desk, _case(given), _act(desk, given), name=name, post=post)
    return _told(alert, f"包案领导是{alert.lead}。")


def _squad(desk: Desk, given: Given) -> Done:
    town, village = _people(given, "town"), _people(given, "village")
    alert = acts.form_squad(desk, _case(given), _act(desk, given), town=town, village=village)
    return _told(alert, f"专班是{'、'.join(alert.squad)}。")


def _plan(desk: Desk, given: Given) -> Done:
    with named_file(given, "sheet", "一事一策") as file:
        alert = acts.make_plan(desk, _case(given), _act(desk, given), file)
    return _told(alert, f"一事一策收好了，{len(alert.plan.tasks) if alert.plan else 0} 项任务。")


def _plan_form(_desk: Desk, _given: Given) -> Done:
    return Done("空的一事一策存到了浏览器的下载文件夹。", sheet=sheet_of("一事一策.xlsx", plans.write_form))


def _task(given: Given) -> int:
    number = whole_of(given, "task", "第几项")
    if number is None:
        raise WrongValueError(field="第几项", value="", why="还没有选")
    return number


def _finish_task(desk: Desk, given: Given) -> Done:
    number = _task(given)
    alert = acts.finish_task(desk, _case(given), number, _act(desk, given), filled(given, "words"))
    return _told(alert, f"第 {number} 项办好了。")


def _extend_task(desk: Desk, given: Given) -> Done:
    """Record an extension; whoever works here granted it."""
    wish = acts.Extension(
        text_of(given, "due", "延到哪一天"),
        text_of(given, "asked", "什么时候申请的").replace("T", " "),
        text_of(given, "reason", "事由"),
    )
    number = _task(given)
    alert = acts.extend_task(desk, _case(given), number, _act(desk, given), wish)
    return _told(alert, f"第 {number} 项延到 {wish.due}。")


def _recuse(desk: Desk, given: Given) -> Done:
    """Record a recusal; the answer does not say whose, for it is read aloud."""
    case, person, reason = _case(given), text_of(given, "person", "谁回避"), text_of(given, "reason", "事由")
    recusals.recuse(desk, case, person, at=moment_of(desk, given), by=_by(given), reason=reason)
    return Done(f"{case}：已记下回避。", f"/alert/{case}", case)


def _review(desk: Desk, given: Given) -> Done:
    week, decision = text_of(given, "week", "哪一周"), text_of(given, "decision", "过堂怎么定的")
    alert = acts.review(desk, _case(given), _act(desk, given), week=week, decision=decision)
    return _told(alert, f"{week} 过堂的决定记好了。")


def _lift(desk: Desk, given: Given) -> Done:
    alert = acts.lift(desk, _case(given), _act(desk, given), given.get("minute", ""))
    return _told(alert, "红色责任解除了。")


# -- reminders -------------------------------------------------------------------------------------------------


def _number(given: Given) -> str:
    return text_of(given, "reminder", "哪一张提醒")


def _reminded(reminder: Reminder, page: str = "/alerts") -> Done:
    return Done(f"{reminder.reminder}：{reminder.state}，{reminder.objection_limit}。", page, reminder.reminder)


def _issue(desk: Desk, given: Given) -> Done:
    reminder = reminder_acts.issue(desk, _number(given), _act(desk, given))
    made = sheet_of(
        f"督办{reminder.level}单-{reminder.reminder}.docx", lambda place: sheets.write_reminder(desk, reminder, place)
    )
    return Done(
        f"{reminder.reminder} 签发了，督办单存到了浏览器的下载文件夹。", "/alerts", reminder.reminder, sheet=made
    )


def _object(desk: Desk, given: Given) -> Done:
    reason = text_of(given, "reason", "异议的理由")
    return _reminded(
        reminder_acts.object_to(desk, _number(given), _act(desk, given), reason, filled(given, "received"))
    )


def _decide(desk: Desk, given: Given) -> Done:
    outcome, reason = text_of(given, "outcome", "答复"), text_of(given, "reason", "答复的理由")
    return _reminded(reminder_acts.decide(desk, _number(given), _act(desk, given), outcome=outcome, reason=reason))


# -- sheets ----------------------------------------------------------------------------------------------------


def _review_sheet(desk: Desk, given: Given) -> Done:
    week = text_of(given, "week", "哪一周")
    made = sheet_of(f"过堂清单-{week}.docx", lambda place: sheets.week(desk, week, place))
    return Done(f"{week} 的过堂清单写好了，请打印、签字。", sheet=made)


def _notice(desk: Desk, given: Given) -> Done:
    case, on = _case(given), filled(given, "on")
    made = sheet_of(f"预警通知单-{case}.docx", lambda place: sheets.write_notice(desk, case, place, on))
    return Done("预警通知单存到了浏览器的下载文件夹。", sheet=made)


def _facts(desk: Desk, given: Given) -> Done:
    person, year = text_of(given, "person", "谁"), whole_of(given, "year", "哪一年") or desk.today.year
    name = f"履职事实清单-{person}-{year}.docx"
    made = sheet_of(name, lambda place: sheets.write_facts(desk, person, year, place))
    return Done("履职事实清单写好了：只有事实，不打分，不涉及工资、奖金。", sheet=made)


def _year_sheet(desk: Desk, given: Given) -> Done:
    year = whole_of(given, "year", "哪一年") or desk.today.year
    lists = given.get("lists") == "1"
    made = sheet_of(f"年报-{year}.docx", lambda place: loop.reports.sheets.write_year(desk, year, place, lists=lists))
    stays = "附了编号的只在内部用，不外传。" if lists else "不到三件的写 <3。"
    return Done(f"{year} 年的年报写好了；{stays}", sheet=made)


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "add_contact": _add_contact,
    "import_contacts": _import_contacts,
    "contact_form": _contact_form,
    "join_matters": _join,
    "alert_lead": _lead,
    "alert_squad": _squad,
    "alert_plan": _plan,
    "plan_form": _plan_form,
    "finish_task": _finish_task,
    "extend_task": _extend_task,
    "recuse": _recuse,
    "alert_review": _review,
    "alert_lift": _lift,
    "issue_reminder": _issue,
    "object_reminder": _object,
    "decide_reminder": _decide,
    "review_sheet": _review_sheet,
    "alert_notice": _notice,
    "duty_facts": _facts,
    "year_sheet": _year_sheet,
}
