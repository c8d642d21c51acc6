"""Papers of a session: notice, sign-in with recusals, nameless ballots, tellers' sheets, and the opinion (仅供参考)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from toolkit.core import WrongValueError, make_folder, sha256_of, write_whole
from toolkit.formats.word import Grid, NewPage, Part, signatures, write_tables
from toolkit.loop import draw
from toolkit.loop.events import View, Wish, head_line, record
from toolkit.loop.jury import tally
from toolkit.loop.jury.scoring import GROUNDS, floored
from toolkit.loop.jury.sessions import SIDES, Session, standing_session
from toolkit.loop.rules import Rules
from toolkit.workspace import Desk

FOR_REFERENCE = "本意见仅供参考，不影响依法受理、办理，不是受理或者不予受理的依据。"
_CHECKLIST = (
    ("经费从哪里来", "预算科目，或者临时救助（预算法第十三条：没有列入预算的不得支出）"),
    ("谁批准", ""),
    ("金额", ""),
    ("要不要归还、怎么归还", ""),
)
_RECUSALS = "没有关系　近亲属　经办过　当过那个村村干部　和这件事有别的利害关系"
_WHO_IS_RECUSED = (
    "席位由抽签决定。和当事人是亲属、经办过这件事、当过那个村村干部、有别的利害关系的，"
    "请在开会以前交回避回执（参照《信访工作条例》第二十八条第三款）。"
)
_HOW_TO_MARK = (
    "三项都写 0 到 10 的整数，越合理、越困难、越符合政策，分越高；写了半分、超过 10 分、空着的，整张作废。"
    "不写姓名、席位。收齐打乱以后，由计票人写票号。"
)
_MEANINGS = ("合理：诉求合不合理", "困难：生活有多困难", "政策：符不符合政策")


@dataclass(frozen=True)
class Papers:
    """The files that were written for a session."""

    files: tuple[str, ...]


def write_all(desk: Desk, session: Session, folder: Path) -> Papers:
    """Write the papers of a session that was called to `folder`, and return their paths."""
    return Papers(tuple(str(write_paper(desk, session, name, folder)) for name in PAPERS))


def write_paper(desk: Desk, session: Session, name: str, folder: Path) -> Path:
    """Write one of `PAPERS` of a session to `folder`, and return its path; raise WrongValueError for another name."""
    if name not in PAPERS:
        raise WrongValueError(field="哪一份", value=name, why=f"可以写 {'、'.join(PAPERS)}")
    suffix, write = PAPERS[name]
    place = make_folder(folder) / f"{session.session}-{name}{suffix}"
    write(desk, session, place)
    return place


def _write_notice(desk: Desk, session: Session, path: Path) -> None:
    with desk.store.reading() as tx:
        phone = Rules(tx, View(desk.present)).text("办公电话")
    seats = tuple((str(seat.seat), seat.name, seat.kind, "") for seat in session.seated)
    trimming = "七张票以上去掉一个最高、一个最低" if session.trim else "不去掉最高最低"
    meeting = (
        ("评议、事项", f"{session.session}，评议 {session.case}"),
        ("时间", f"{session.date}　＿＿时＿＿分　　（{session.call_by} 以前通知到）"),
        ("地点、联系电话", f"＿＿＿＿＿＿＿＿＿＿　　电话 {phone}"),
        ("当事人、哪个村、什么事", "召集人当面口头告知，不写在纸上"),
    )
    parts: list[Part] = [
        Grid((), meeting, (50, 120), 8),
        _WHO_IS_RECUSED,
        Grid(("席位", "姓名", "类别", "通知时间、口头告知了、签收"), seats, (16, 44, 40, 70), 6, 10),
        f"分数怎么算开会以前就定好：{trimming}，有效票不到 {session.quorum} 张不计分。{FOR_REFERENCE}",
        signatures("召集人"),
        NewPage("回避回执"),
        f"{session.session}，{session.date} 开会。沿格线剪开，一人一条，填好在开会以前交召集人，不给别的评议员看。",
        Grid(
            ("席位、姓名", "我和当事人、这件事（圈出来）", "要不要回避", "签字、日期"),
            tuple((f"{seat.seat}　{seat.name}", _RECUSALS, "", "") for seat in session.seated),
            (32, 73, 25, 40),
            12,
        ),
    ]
    write_tables(path, f"{desk.settings.office.name}评议通知", parts)


def _write_sign_in(desk: Desk, session: Session, path: Path) -> None:
    rows = tuple((str(seat.seat), seat.name, "", "没有 / 有：", "") for seat in session.seated)
    parts: list[Part] = [
        f"{session.session}，{session.date}",
        Grid(("席位", "姓名", "到会签字", "我要不要回避", "签字"), rows, (16, 34, 40, 50, 30), 9),
        Grid(("陈述", "听取没有", "陈述人签字"), tuple((side, "", "") for side in SIDES), (50, 50, 70), 12),
        signatures("主持人", "记录人", "计票人", "计票人"),
    ]
    write_tables(path, f"{desk.settings.office.name}评议签到", parts)


def _write_ballots(desk: Desk, session: Session, path: Path) -> None:
    """Write as many ballots as there are seats, all alike: a number that is a seat's would tell whose ballot it is."""
    parts: list[Part] = [
        _HOW_TO_MARK,
        *[
            Grid((session.session, *_MEANINGS), (("票号：　　　　分数", "", "", ""),), (53, 39, 39, 39), 11)
            for _ in session.seated
        ],
    ]
    write_tables(path, f"{desk.settings.office.name}评议票", parts)


def _recipe(session: Session) -> str:
    numbers = "、".join(seat.member for seat in session.seats)
    return (
        f"{session.session} 的席位怎么抽的，谁都可以重算\n"
        f"种子：{session.seed}\n"
        "名册上不回避的每个人一个号，算一个签，签小的先入席，先按各界的席位，再补缺：\n"
        f"printf '{draw.LABEL}|{session.session}|{session.seed}|号' | sha256sum\n"
        f"抽中：{numbers}\n"
    )


def _write_tally(_desk: Desk, session: Session, path: Path) -> None:
    tally.write_form(path, len(session.seated))


def _write_recipe(_desk: Desk, session: Session, path: Path) -> None:
    write_whole(path, _recipe(session))


# The papers of a session that was called, with the suffix of each and what writes it.
PAPERS: Mapping[str, tuple[str, Callable[[Desk, Session, Path], None]]] = {
    "通知": (".docx", _write_notice),
    "签到": (".docx", _write_sign_in),
    "评议票": (".docx", _write_ballots),
    "计票甲": (".xlsx", _write_tally),
    "计票乙": (".xlsx", _write_tally),
    "抽签": (".txt", _write_recipe),
}


def write_opinion(desk: Desk, number: str, path: Path, by: str) -> Session:
    """Write the opinion of a session (评议意见书) to the Word file `path`, record that, and return the session."""
    with desk.store.transaction() as tx:
        session = standing_session(desk, tx, number)
        write_tables(path, f"{desk.settings.office.name}评议意见书", _opinion_parts(desk, session))
        facts = {"file_sha256": sha256_of(path)}
        record(desk, tx, Wish("opinion.read", session.session, desk.present, by, facts))
    return session


def _opinion_parts(desk: Desk, session: Session) -> list[Part]:
    score = "不计分" if session.exact is None else f"{floored(Fraction(session.exact))} 分（准确值 {session.exact}）"
    rows = (
        ("评议", f"{session.session}　{session.date}"),
        ("事项", session.case),
        ("到会人数", f"＿＿＿＿人（照签到表写），席位 {len(session.seated)} 个"),
        (
            "有效票、作废票",
            f"有效 {session.ballots - session.void} 张，作废 {session.void} 张，共收 {session.ballots} 张",
        ),
        ("分数", score),
        ("建议", "普通：照常受理、办理" if session.suggestion == "普通" else session.suggestion or "没有"),
        ("没有听取的一方", "、".join(session.unheard) or "没有"),
    )
    parts: list[Part] = [
        FOR_REFERENCE,
        Grid((), rows, (50, 120)),
        "法定依据（和分数分开，由承办机关另行决定）",
        Grid((), (("怎么办", session.route or "还没有决定"), ("法定依据", _cited(session.ground))), (50, 120)),
    ]
    if session.suggestion == "绿色通道":
        parts += ["优先办理的，先填清楚：", Grid(("项目", "填写"), _CHECKLIST, (50, 120), 12)]
    if "引导法定途径" in {session.suggestion, session.route}:
        parts += [
            "引导法定途径的，写明是哪一条途径、找哪个单位；没有法定依据的，照常受理。",
            Grid((), (("哪一条途径", ""), ("找哪个单位、地址电话", "")), (50, 120), 12),
        ]
    return [*parts, signatures("主持人", "记录人", "计票人", "计票人"), head_line(desk)]


def _cited(ground: str | None) -> str:
    """Return a ground with the law that its article is of."""
    what, _, article = GROUNDS.get(ground or "", "没有").partition("（")
    return f"{what}（《信访工作条例》{article}" if article else what
