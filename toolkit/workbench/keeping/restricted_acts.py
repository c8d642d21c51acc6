"""What is kept from the ordinary workspace, on the page 保管: sealed with a passphrase, or deleted by two people.

Whoever looks at a list of what is to be taken out must be named in the settings, and is noted, as for accusations.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from toolkit import restricted
from toolkit.core import WrongValueError, timecode
from toolkit.grievances import access_log
from toolkit.meetings import ErasureOrder
from toolkit.restricted import sealed_workspace, sealing_plan, sealing_results
from toolkit.workbench.fields import Done, Given, path_of, text_of
from toolkit.workspace import Desk

_AGREED = "1"
_UNDERSTOOD = "1"
_SEPARATORS = re.compile(r"[\s、，,；;]+")


def _done(lines: Iterable[str]) -> Done:
    return Done("\n".join(lines), "/keeping/sealing")


def _numbers_of(given: Given, field: str, name: str, *, needed: bool) -> tuple[int, ...]:
    """Return the numbers in `field`, parted by spaces or 、; raise WrongValueError for what is no number."""
    text = text_of(given, field, name, needed=needed)
    parts = [part for part in _SEPARATORS.split(text) if part]
    if wrong := [part for part in parts if not (part.isascii() and part.isdecimal() and int(part))]:
        raise WrongValueError(field=name, value="、".join(wrong), why="要写数字，几个之间用顿号，如 2、5")
    return tuple(map(int, parts))


def _vault(desk: Desk, given: Given) -> restricted.vault.Vault:
    at = path_of(given, "at", "封存盘今天在哪里") if given.get("at", "").strip() else None
    return sealed_workspace.vault_of(desk, at)


def _fresh_passphrase(given: Given) -> str:
    """Return the passphrase that was typed twice; raise WrongValueError unless the warning was confirmed."""
    passphrase, again = given.get("passphrase", ""), given.get("again", "")
    if not passphrase:
        raise WrongValueError(field="口令", value="", why="还没有写")
    if passphrase != again:
        raise WrongValueError(field="照纸再输一次", value="…", why="两次输入的口令不一样；没有设口令")
    if given.get("understood") != _UNDERSTOOD:
        raise WrongValueError(field="确认", value="", why="要先勾选“我明白”；没有设口令，什么也没有建立")
    return passphrase


def _make_vault(desk: Desk, given: Given) -> Done:
    by, place = text_of(given, "by", "设口令的人"), path_of(given, "at", "放在哪里")
    made = sealed_workspace.make_vault(desk, place, by, _fresh_passphrase(given))
    return _done([f"封存文件夹建好了：{made.folder}", "请马上再给另一个人设一个口令。"])


def _add_key(desk: Desk, given: Given) -> Done:
    by, known = text_of(given, "by", "要设口令的人"), text_of(given, "known", "在场同意的人")
    agreed = restricted.Credentials(known, given.get("known_passphrase", ""))
    vault = _vault(desk, given)
    vault.add_key(by, _fresh_passphrase(given), agreed)
    return _done([f"能打开的人：{'、'.join(vault.holders())}"])


def _seal(desk: Desk, given: Given) -> Done:
    """List what a sealing takes out; seal it only when somebody agreed after the list."""
    code, by = text_of(given, "code", "档号"), text_of(given, "by", "封存人")
    ordinals = _numbers_of(given, "ordinals", "第几件", needed=False)
    also = _numbers_of(given, "also", "一并封存的句子", needed=False)
    access_log.refuse_stranger(desk, by)
    if given.get("agree") != _AGREED:
        planned = sealing_plan.plan(desk, code, ordinals, also)
        restricted.agreeing.open_list(desk, planned, "封存", by)
        return _done([*_planned(planned), "以上只是清单，没有改动。同意封存请勾选再按一次。"])
    if earlier := sealing_results.finished_earlier(desk, code, ordinals, also):
        return _done(["上一次封存中途断了，这次已经接着做完。", *_sealed(earlier)])
    planned = sealing_plan.plan(desk, code, ordinals, also)
    restricted.agreeing.refuse_other_list(desk, planned, "封存", by)
    return _done(_sealed(restricted.sealing.seal(desk, _vault(desk, given), planned, by)))


def _planned(planned: restricted.Plan) -> list[str]:
    return [
        *(f"要封存：第 {each.ordinal} 件，{each.summary}" for each in planned.secret),
        *(f"同一句里说的，也会封存：第 {each.ordinal} 件，{each.summary}" for each in planned.dragged),
        *(f"消音：{timecode(stretch.start_s)} 至 {timecode(stretch.end_s)}" for stretch in planned.silenced),
        *(f"一并封存的事项及其文书：{case}" for case in planned.cases),
        *(f"请看：第 {each.number} 句提到有关的人：{each.text}" for each in planned.mentions),
        *(f"请看：{place}" for place in planned.repeated),
        *(f"本程序够不着的副本，请另行收回：{place}" for place in planned.elsewhere),
    ]


def _sealed(done: restricted.Sealed) -> list[str]:
    left = [f"还要处理：{trace}" for trace in done.left]
    others = "除下面的录音以外，" if done.repeated else ""
    return [
        f"已封存：{done.number}，加密文件的 SHA-256 {done.sha256}",
        *(left or [f"工作文件夹已逐个文件查过，{others}没有留下封存的话，声音已消去。"]),
        *(f"请看，有没有要一并处理的：{place}" for place in done.look),
        *(f"本程序够不着的副本，请另行收回：{place}" for place in done.elsewhere),
    ]


def _unseal(desk: Desk, given: Given) -> Done:
    number, why = text_of(given, "number", "封存编号"), text_of(given, "why", "为什么打开")
    who = restricted.Credentials(text_of(given, "by", "打开的人"), given.get("passphrase", ""))
    out = path_of(given, "out", "放到哪里")
    folder = sealed_workspace.unseal(desk, _vault(desk, given), number, out, who, why=why)
    return _done([f"打开在：{folder}。看完请删掉这个文件夹，并清空回收站。"])


def _check_vault(desk: Desk, given: Given) -> Done:
    """List the register of the sealed folder, and say whether it and its files are as they were written."""
    text_of(given, "by", "核对人")
    vault = _vault(desk, given)
    flaws = [f"有问题：{flaw}" for flaw in (*vault.flaws(), *sealed_workspace.lost(desk, vault))]
    doubts = [f"请核对：{doubt}" for doubt in sealed_workspace.doubtful(desk, vault)]
    lines = [
        f"{act.position}. {act.at[:10]} {restricted.KIND_NAMES[act.act]} {act.item} {act.by} {act.why}"
        for act in vault.register()
    ]
    return _done([*lines, *(flaws or ["封存的文件和登记都与写下时一致。"]), *doubts])


def _remove(desk: Desk, given: Given) -> Done:
    """List what a deletion on request takes out; delete it only when two persons agreed after the list."""
    code, by, witness = (
        text_of(given, "code", "档号"),
        text_of(given, "by", "删除人"),
        text_of(given, "witness", "监督人"),
    )
    ordinals = _numbers_of(given, "ordinals", "第几件", needed=True)
    also = _numbers_of(given, "also", "一并删除的句子", needed=False)
    order = ErasureOrder("withdrawn", by, witness, text_of(given, "ground", "依据"))
    restricted.destruction.refuse_unanswered(code, ordinals, order)
    access_log.refuse_stranger(desk, by)
    if given.get("agree") != _AGREED:
        planned = sealing_plan.plan(desk, code, ordinals, also)
        restricted.agreeing.open_list(desk, planned, "删除", by)
        return _done([*_to_delete(planned), "以上只是清单，没有改动。删除以后不能恢复；两人同意请勾选再按一次。"])
    if earlier := sealing_results.finished_earlier(desk, code, ordinals, also):
        return _done(deleted(restricted.destruction.deleted(earlier)))
    restricted.agreeing.refuse_other_list(desk, sealing_plan.plan(desk, code, ordinals, also), "删除", by)
    return _done(deleted(restricted.destruction.remove(desk, code, ordinals, order, also)))


def _to_delete(planned: restricted.Plan) -> list[str]:
    return [
        *(f"要删除：第 {each.number} 句 {each.text}" for each in planned.sentences),
        *(f"提到有关的人、没有列入：第 {each.number} 句 {each.text}" for each in planned.mentions),
    ]


def deleted(done: restricted.Destroyed) -> list[str]:
    """Return in Chinese what was deleted, and where traces and copies are left."""
    return [
        f"已抹去：{done.number}",
        *(f"还有痕迹，请处理：{place}" for place in done.left),
        *(f"请看，有没有要一并处理的：{place}" for place in done.look),
        *(f"本程序够不着的副本，请另行销毁：{place}" for place in done.elsewhere),
    ]


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "make_vault": _make_vault,
    "add_key": _add_key,
    "seal": _seal,
    "unseal": _unseal,
    "check_vault": _check_vault,
    "remove": _remove,
}
