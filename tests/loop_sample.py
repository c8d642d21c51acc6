"""A desk at which alerts, a panel, clinics and proposals were worked at, all of it by the acts of the workbench."""

import base64
import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path

from toolkit.cases import Matter, add_entry, open_matter
from toolkit.formats import write_rows
from toolkit.loop.alerts import plans
from toolkit.loop.clinics import roster
from toolkit.loop.jury import members
from toolkit.workbench.acts import ACTS
from toolkit.workbench.fields import Done
from toolkit.workspace import Desk

CLERK, CHIEF, SECOND = "何琳", "周明", "王芳"
TEACHERS, DELEGATES = 15, 6
SEATS = 15


def do(desk: Desk, act: str, by: str = CLERK, **given: str) -> Done:
    """Do an act of the workbench under a name."""
    return ACTS[act](desk, {"by": by, **given})


def sent(headings: Sequence[str], *rows: Sequence[str]) -> dict[str, str]:
    """Return an Excel file of `rows` as the browser sends it in the field `sheet`."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "表.xlsx"
        write_rows(place, headings, rows, "表")
        return {"sheet": base64.b64encode(place.read_bytes()).decode(), "sheet_name": place.name}


def day(desk: Desk, back: int) -> str:
    """Return the ISO day `back` days before the desk's own."""
    return (desk.today - dt.timedelta(days=back)).isoformat()


def opened(desk: Desk, back: int, text: str, person: str) -> str:
    """Open a case from a letter that came `back` days ago."""
    matter = Matter("来信", day(desk, back), text, person, channel="31(6)", by=CLERK)
    return open_matter(desk, matter, day(desk, back), again=True).case


def red_matter(desk: Desk) -> str:
    """Open a matter that was raised five times more, with leader, squad and a plan of which a task is overdue."""
    case = opened(desk, 28, "三组的路灯坏了三个月，没有人来修", "王桂芳")
    for back in (24, 20, 16, 13, 10):
        do(desk, "add_contact", case=case, at=f"{day(desk, back)} 10:20", channel="来访", level="镇")
    at = f"{day(desk, 9)} 09:30"
    do(desk, "alert_lead", case=case, name="陈立", post="党委书记", at=at)
    do(desk, "alert_squad", case=case, town="张伟、刘洋、陈静", village="周敏，吴刚", at=at)
    tasks = (
        ("请供电所换两盏路灯", "李强", day(desk, 6)),
        ("把电费的来源定下来", "张伟", day(desk, -7)),
        ("到各户说清什么时候修好", "周敏", day(desk, -3)),
    )
    do(desk, "alert_plan", case=case, at=at, **sent(plans.HEADINGS, *tasks))
    do(desk, "finish_task", case=case, task="3", at=f"{day(desk, 2)} 16:00", words="都说清了")
    return case


def yellow_matter(desk: Desk) -> str:
    """Open a matter that was raised twice more."""
    case = opened(desk, 20, "河边的垃圾堆了半年没有人清", "李大山")
    for back in (12, 5):
        do(desk, "add_contact", case=case, at=day(desk, back), channel="来电")
    return case


def seat_panel(desk: Desk, case: str) -> str:
    """Take the roster of the panel in, call a session about `case`, and return its number."""
    kinds = ("老党员", "老教师", "老模范", "老军人", "老干部")
    people = [(f"评议员{n:02d}", kinds[n % len(kinds)]) for n in range(TEACHERS)]
    people += [(f"代表{n:02d}", ("党代表", "人大代表", "政协委员")[n % 3]) for n in range(DELEGATES)]
    rows = [(name, kind, "2025-01-01", "2028-12-31") for name, kind in people]
    do(desk, "jury_roster", **sent(members.HEADINGS, *rows))
    return do(desk, "call_jury", case=case, date=desk.today.isoformat(), public="2026-09-27|SSE|3987.65").number


def marks(*differing: str, seats: int = SEATS) -> str:
    """Return what a teller typed: 8, 8 and 7 on each ballot but those in `differing` (whole lines)."""
    lines = [f"{slot}\t8\t8\t7" for slot in range(1, seats + 1 - len(differing))]
    return "\n".join((*lines, *differing))


def count_panel(desk: Desk, session: str) -> Done:
    """Have two tellers type the same ballots, one of which is void."""
    typed = marks("14\t6.5\t8\t8", "15\t9\t9\t9")
    names = {"teller_first": "赵敏", "teller_other": SECOND}
    return do(desk, "count_ballots", session=session, first_marks=typed, other_marks=typed, **names)


def hold_clinics(desk: Desk, case: str, *villages: str) -> tuple[str, str]:
    """Take a roster of advisers in, hold a clinic with a visit, ask for two opinions; return a visit and an opinion."""
    first, last = f"{desk.today.year - 1}-01-01", f"{desk.today.year + 1}-12-31"
    people = (("周正", "律师", "明理律师事务所"), ("吴敏", "基层法律服务工作者", "石桥法律服务所"))
    rows = []
    for n, village in enumerate(villages):
        name, kind, firm = people[n % len(people)]
        rows.append((village, name, kind, f"1510{n:05d}", firm, f"法顾{n + 1}", first, last, "", "09:00-11:30", ""))
    do(desk, "clinic_roster", **sent(roster.HEADINGS, *rows))
    here, today = villages[0], desk.today.isoformat()
    do(desk, "hold_clinic", village=here, date=today, first="09:00", last="11:30", stamp="1")
    step = {"subject": "劳动", "next_step": "劳动仲裁", "last_day": day(desk, -200), "conflict": "没有"}
    visit = do(desk, "log_visit", village=here, date=today, name="杨秀英", question="工钱没有给", **step).number
    asked = {"case": case, "village": here, "conflict": "没有", "question": "电费该谁出", "at": f"{day(desk, 1)} 09:00"}
    return visit, do(desk, "ask_opinion", client="王桂芳", **asked).number


def propose(desk: Desk, case: str) -> str:
    """Make a proposal from `case`, and return its number."""
    wish = {"to": "镇经发办", "topic": "村组路灯", "kind": "改进工作", "text": "路灯的电费列入预算"}
    return do(desk, "make_proposal", cases=case, at=f"{day(desk, 3)} 15:00", **wish).number


def fill(desk: Desk) -> dict[str, str]:
    """Work at everything, and return the numbers by what they are."""
    red, yellow = red_matter(desk), yellow_matter(desk)
    back = opened(desk, 60, "自来水停了好几天", "张桂花")
    add_entry(desk, back, "concluded", day(desk, 50), served=day(desk, 50))
    add_entry(desk, back, "reopened", day(desk, 30))
    session = seat_panel(desk, yellow)
    visit, opinion = hold_clinics(desk, red, "柳树湾", "石桥", "河口")
    numbers = {"red": red, "yellow": yellow, "back": back, "session": session, "visit": visit, "opinion": opinion}
    return {**numbers, "proposal": propose(desk, red)}
