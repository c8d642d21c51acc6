"""The acts of the pages 政策 and 政策事项: matters, words of law, explanations, walls, notices and visits."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from toolkit import policies
from toolkit.chinese import dates
from toolkit.core import WrongValueError
from toolkit.policies import Basis, Contact, Matter, PolicyText
from toolkit.workbench.fields import Done, Given, path_of, read_sheet, sent_file, sheet_of, text_of, whole_of
from toolkit.workbench.policy_pages import LISTS
from toolkit.workspace import Desk


def _write(desk: Desk, given: Given) -> Done:
    """Keep a matter as somebody wrote it; each list has a line an item, a contact is name, telephone and hours."""
    matter_id = text_of(given, "matter", "事项")
    with desk.store.reading() as tx:
        before = policies.matters.all_matters(desk, tx).get(matter_id)
    lists = {name: _lines(given.get(name, "")) for name in LISTS}
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
        remedy=text_of(given, "remedy", "不服怎么办", needed=False),
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
    find, by = policies.patrols.Find(code, state), text_of(given, "by", "您的姓名")
    with sent_file(given, "photo", "墙的照片") as photo:
        wall = policies.patrols.patrol(desk, find, by=by, photo=photo)
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
    with sent_file(given, "photo", "贴好的照片") as photo:
        posted = policies.postings.hang(desk, number, place, by=text_of(given, "by", "您的姓名"), photo=photo)
    return Done(f"{posted.number} 贴在{posted.place}，至少到 {posted.until}。", "/policies")


def _take_down(desk: Desk, given: Given) -> Done:
    number = text_of(given, "poster", "公示")
    policies.postings.take_down(desk, number, by=text_of(given, "by", "您的姓名"))
    return Done(f"{number} 撤下记下了。", "/policies")


def _add_clip(desk: Desk, given: Given) -> Done:
    matter_id, by = text_of(given, "matter", "事项"), text_of(given, "by", "您的姓名")
    how = given.get("how", "")
    with sent_file(given, "file", "录音或者录像", needed=True) as path:
        clip = policies.media.NewClip(
            path or Path(),
            text_of(given, "dialect", "哪里的话", needed=False),
            text_of(given, "speaker", "谁讲的", needed=False),
            agreed=how.startswith("本人同意"),
            synthetic=how.startswith("机器"),
        )
        policies.media.add(desk, matter_id, clip, by=by)
    return Done("讲解收入了，压小了；接着听写、改字幕，再由另一个人核对。", f"/policy/{matter_id}")


def _draft_captions(desk: Desk, given: Given) -> Done:
    matter_id = text_of(given, "matter", "事项")
    sheet = sheet_of(f"{matter_id}-字幕初稿.txt", lambda place: policies.media.write_draft(desk, matter_id, place))
    return Done("听写好了：请一边听一边改，存成 UTF-8 的文本，再收入。", sheet=sheet)


def _caption(desk: Desk, given: Given) -> Done:
    matter_id, by = text_of(given, "matter", "事项"), text_of(given, "by", "您的姓名")
    with sent_file(given, "file", "改好的字幕", needed=True) as path:
        policies.media.caption(desk, matter_id, path or Path(), by=by)
    return Done("字幕收入了，还要另一个人核对这件事。", f"/policy/{matter_id}")


def _take_clip_off(desk: Desk, given: Given) -> Done:
    matter_id = text_of(given, "matter", "事项")
    policies.media.remove(desk, matter_id, by=text_of(given, "by", "您的姓名"))
    return Done("讲解从页面上撤下了。", f"/policy/{matter_id}")


def _patrol_sheet(desk: Desk, given: Given) -> Done:
    due_only = given.get("which", "").startswith("只要")
    kind = 1 if given.get("form", "").startswith("Excel") else 0
    with tempfile.TemporaryDirectory(prefix="yehua-sheet-", ignore_cleanup_errors=True) as folder:
        files = policies.patrols.write_list(desk, Path(folder) / "扫村清单", due_only=due_only)
        sheet = read_sheet(files[kind])
    return Done("扫村清单做好了，走访时带上。", sheet=sheet)


def _patrol_found(desk: Desk, given: Given) -> Done:
    with sent_file(given, "file", "填好的扫村清单", needed=True) as path:
        by, walk = text_of(given, "by", "您的姓名"), given.get("walk", "")
        walls = policies.patrols.take_in(desk, path or Path(), by=by, walk=walk)
    torn = policies.patrols.torn(walls)
    return Done(f"记下了 {len(walls)} 块，要换 {len(torn)} 块{'：' if torn else ''}{'、'.join(torn)}。", "/policies")


def _count_window(desk: Desk, given: Given) -> Done:
    month, matter_id = text_of(given, "month", "月份"), given.get("matter", "").strip()
    days = whole_of(given, "open_days", "开门几天") or 0
    counted = policies.windows.WindowMonth(month, matter_id, days, whole_of(given, "enquiries", "来问几次") or 0)
    policies.windows.count(desk, counted, by=text_of(given, "by", "您的姓名"))
    return Done(f"{month} 记下了。", "/policies")


def _compare_windows(desk: Desk, given: Given) -> Done:
    matter_id = given.get("matter", "").strip()
    with desk.store.reading() as tx:
        months = [each for each in policies.windows.all_months(tx) if each.matter == matter_id]
    texts = (text_of(given, name, "月份") for name in ("before", "after"))
    wanted = [text.replace("，", ",").replace(" ", "").split(",") for text in texts]
    change = policies.windows.change(*([each for each in months if each.month in part] for part in wanted))
    counts = f"（{change.before_n} 次、{change.after_n} 次）"
    return Done(f"每个开门日 {change.before} 次 → {change.after} 次，{change.change_percent}{counts}。{change.remark}")


def _per_head(desk: Desk, given: Given) -> Done:
    with desk.store.reading() as tx:
        views = policies.visits.kept(desk, tx).views
    return Done(policies.visits.per_head(views, whole_of(given, "population", "人口") or 0))


def _take_visits(desk: Desk, given: Given) -> Done:
    with sent_file(given, "file", "日志", needed=True) as path:
        counted = policies.visits.take_in(desk, [path] if path else [], by=text_of(given, "by", "您的姓名"))
    return Done(
        f"数了 {counted.views} 次（次数，不是人数），读不懂 {counted.bad_lines} 行；日志没有留下。", "/policies"
    )


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
    "add_clip": _add_clip,
    "draft_captions": _draft_captions,
    "caption_clip": _caption,
    "take_clip_off": _take_clip_off,
    "write_patrol_sheet": _patrol_sheet,
    "take_patrol": _patrol_found,
    "count_window": _count_window,
    "compare_windows": _compare_windows,
    "count_per_head": _per_head,
}
