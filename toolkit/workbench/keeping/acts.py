"""What an archivist does on the page 保管; each act is written down as by the command of its name."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from toolkit import archive, restricted
from toolkit.archive import Appraisal, appraise, checks, discs, inventories, restoring
from toolkit.core import WrongValueError, YehuaError
from toolkit.grievances import access_log
from toolkit.meetings import Notice, find_recording, notices
from toolkit.publishing import copies
from toolkit.workbench.fields import Done, Given, path_of, seconds_of, text_of
from toolkit.workbench.keeping import bulk_acts, office_tables, restricted_acts
from toolkit.workspace import Desk

_DECISIONS: Mapping[str, Literal["destroy", "keep"]] = {"销毁": "destroy", "续存": "keep"}
_NOTICES: Mapping[str, notices.Kind] = {"已告知": "given", "有人反对": "objection", "有未成年人": "minor"}
_WAYS: Mapping[str, notices.How] = {"spoken": "spoken", "board": "board", "written": "written"}
_DISCS = ("dvd", "bd")
_AGREED = "1"
_VERDICTS = {True: "好", False: "要处理"}
_EXAMINATION_S = 600


def _done(lines: Iterable[str]) -> Done:
    return Done("\n".join(lines), "/keeping")


def _code(given: Given) -> str:
    return text_of(given, "code", "档号")


def _one_of(given: Given, field: str, name: str, known: Iterable[str]) -> str:
    """Return the text of `field`; raise WrongValueError unless it is among `known`."""
    value = text_of(given, field, name)
    if value not in known:
        raise WrongValueError(field=name, value=value, why=f"只能是 {'、'.join(known)}")
    return value


# -- packages and discs ----------------------------------------------------------------------------------------


def _check_packages(desk: Desk, given: Given) -> Done:
    """Check the package of a recording, or every package that is due; `at` may be a copy elsewhere."""
    by, code = text_of(given, "by", "核验人"), text_of(given, "code", "档号", needed=False)
    at = path_of(given, "at", "放在别处的一份") if given.get("at") else None
    made = checks.check(desk, by, (code,), at) if code else checks.check_due(desk, by)
    return _done(_check_lines(desk, made) or ["没有到期要核验的档案包。"])


def _check_lines(desk: Desk, made: Iterable[archive.Check]) -> list[str]:
    lines: list[str] = []
    for check in made:
        lines.append(f"{check.recording}：{archive.RESULT_NAMES[check.result]}（{check.path}）")
        for fault in check.faults:
            concerned = checks.concerned(desk, fault, check.recording)
            lines.append(f"　{fault.path}：{fault.fault}，影响：{concerned}")
    return lines


def _restore_package(desk: Desk, given: Given) -> Done:
    """Compare a package with a copy; restore from it only when somebody agreed after the comparison."""
    code, copy, by = _code(given), path_of(given, "copy", "完好的副本"), text_of(given, "by", "恢复人")
    compared = checks.compare(desk, code, copy)
    if not compared:
        return _done(["与固化时一致，不需要恢复。"])
    if given.get("agree") != _AGREED:
        lines = [f"{file.path}：{file.fault}——{archive.VERDICT_NAMES[file.verdict]}" for file in compared]
        return _done([*lines, "以上只是比对，没有改动。同意恢复请勾选“看过比对结果”再按一次。"])
    restored = checks.restore(desk, code, copy, by)
    left = [f"{file.path}：{file.fault}，仍未恢复" for file in restored.left]
    return _done([f"恢复了 {len(restored.put_back)} 个文件，换下的留在旁边。", *(left or ["恢复后核验通过。"])])


def _make_discs(desk: Desk, given: Given) -> Done:
    set_name = _one_of(given, "set", "哪一套", discs.SETS)
    kind = _one_of(given, "kind", "光盘种类", _DISCS)
    out, by = path_of(given, "out", "放到哪里"), text_of(given, "by", "制作人")
    if not out.is_dir():
        raise WrongValueError(field="放到哪里", value=str(out), why="没有这个文件夹，请先建好")
    made = discs.make(desk, out, by, kind=kind, set_name=set_name)
    burned = [item.code for disc in made for item in disc.items]
    lines = [f"{disc.label}：{len(disc.items)} 件，请把 {out / disc.label} 里的全部内容刻成一张盘" for disc in made]
    warnings = access_log.goes_along(desk, burned) if burned else ()
    return _done([*lines, *warnings] or ["这一套没有还没上盘的档案包。"])


def _read_disc(desk: Desk, given: Given) -> Done:
    label, by = text_of(given, "label", "盘号"), text_of(given, "by", "检测人")
    reading = discs.read_back(desk, label, path_of(given, "at", "光驱"), by)
    return _done([*_check_lines(desk, reading.checks), *(f"盘上缺少 {code}" for code in reading.lacking)])


# -- backups and copies ----------------------------------------------------------------------------------------


def _check_backup(desk: Desk, given: Given) -> Done:
    return _done(restoring.check(desk, path_of(given, "path", "备份")) or ["与备份时一致。"])


def _prove_backup(_desk: Desk, given: Given) -> Done:
    """Restore a backup into a temporary folder, check it and remove it."""
    return _restored(restoring.prove(path_of(given, "path", "备份")), "试恢复完成，临时文件夹已删掉。")


def _restore_backup(_desk: Desk, given: Given) -> Done:
    """Restore a backup into an empty folder; the workspace that is worked at stays as it is."""
    restored = restoring.restore(path_of(given, "path", "备份"), path_of(given, "into", "恢复到哪里"))
    return _restored(restored, f"恢复在 {restored.path}，现在用的工作文件夹没有动。")


def _restored(restored: restoring.Restored, words: str) -> Done:
    counted = "、".join(f"{name} {number}" for name, number in restored.counted.items())
    faults = [f"有问题：{fault}" for fault in restored.faults]
    return _done([words, counted, *(faults or ["逐个核对，全部一致。"])])


def _write_copy(desk: Desk, given: Given) -> Done:
    """Write a copy without accusations, or with the passages of the grievances in `party` only."""
    party = text_of(given, "party", "本人的诉求", needed=False).replace("、", " ").split()
    written = copies.write_copy(desk, _code(given), path_of(given, "out", "放到哪里"), party)
    return _done([f"副本：{written.path}（{len(written.files)} 个文件）。", "给出之前请从头听一遍。"])


# -- appraisal and destruction ---------------------------------------------------------------------------------


def _appraise(desk: Desk, given: Given) -> Done:
    code, decision = _code(given), _one_of(given, "decision", "结论", _DECISIONS)
    people = (text_of(given, "by", "鉴定人"), text_of(given, "witness", "另一位鉴定人"))
    appraisal = Appraisal(code, _DECISIONS[decision], people, text_of(given, "reason", "理由"), _year(given))
    if decision == "销毁":
        inventories.refuse_early(desk, [code])
    entered = appraise(desk.store, appraisal, desk.today.year)
    return _done([f"{entered.recording}：鉴定为{decision}，已记下来。"])


def _year(given: Given) -> int | None:
    text = text_of(given, "until", "续存到哪一年", needed=False)
    if text and not (text.isdecimal() and text.isascii()):
        raise WrongValueError(field="续存到哪一年", value=text, why="要写四位的年份")
    return int(text) if text else None


def _destroy(desk: Desk, given: Given) -> Done:
    """Say what stands against destroying a recording; destroy it only when two persons agreed."""
    code, by, witness = _code(given), text_of(given, "by", "销毁人"), text_of(given, "witness", "监销人")
    is_agreed = given.get("agree") == _AGREED
    if is_agreed and (earlier := restricted.destruction.finished_earlier(desk, code)):
        return _erased(earlier)
    recording = find_recording(desk.store, code)
    against = restricted.destruction.refusals(desk, recording.code, by, witness)
    if against:
        return _done(f"还不能销毁：{why}" for why in against)
    if not is_agreed:
        return _done(["可以销毁。以上只是核对，没有改动。销毁以后不能恢复；两人同意请勾选再按一次。"])
    at = path_of(given, "vault", "封存盘") if given.get("vault") else None
    vault = restricted.sealed_workspace.vault_of(desk, at) if recording.sealed else None
    return _erased(restricted.destruction.destroy(desk, recording.code, by, witness, vault))


def _erased(erased: restricted.Destroyed) -> Done:
    return _done(restricted_acts.deleted(erased))


# -- notices given, and the state of the program -----------------------------------------------------------------


def _enter_notice(desk: Desk, given: Given) -> Done:
    """Enter that notice was given, that somebody objected, or that a child speaks."""
    entry = Notice(
        _NOTICES[_one_of(given, "kind", "登记什么", _NOTICES)],
        text_of(given, "person", "谁"),
        text_of(given, "by", "登记人"),
        how=_WAYS[_one_of({"how": "spoken", **given}, "how", "怎样告知", _WAYS)],
        start_s=seconds_of(given, "start", "从第几秒"),
        end_s=seconds_of(given, "end", "到第几秒"),
        wish=text_of(given, "wish", "要求", needed=False),
        guardian=text_of(given, "guardian", "监护人", needed=False) or None,
    )
    kept = notices.enter(desk.store, _code(given), entry)
    return _done([f"已登记：{notices.KIND_NAMES[kept.kind]}，{kept.person}。"])


class _NoAnswerError(YehuaError):
    sentence = "体检没有做完：体检程序没有回答。请过一会儿再试。"


def _examine(desk: Desk, _given: Given) -> Done:
    """Run the checks of `yehua doctor` in a process of its own: its trial loads a model, which the server must not."""
    command = [sys.executable, "-m", "toolkit", "doctor", "--json", "--workspace", str(desk.workspace.root)]
    try:
        made = subprocess.run(command, capture_output=True, timeout=_EXAMINATION_S, check=False)
        results = json.loads(made.stdout)["checks"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired) as fault:
        raise _NoAnswerError from fault
    results.sort(key=lambda check: check["ok"])
    return Done("\n".join(f"{_VERDICTS[check['ok']]}　{check['name']}：{check['message']}" for check in results))


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "check_packages": _check_packages,
    "restore_package": _restore_package,
    "make_discs": _make_discs,
    "read_disc": _read_disc,
    "check_backup": _check_backup,
    "prove_backup": _prove_backup,
    "restore_backup": _restore_backup,
    "write_copy": _write_copy,
    "appraise": _appraise,
    "destroy": _destroy,
    "enter_notice": _enter_notice,
    "examine": _examine,
    "write_table": office_tables.write_table,
    **bulk_acts.ACTS,
    **restricted_acts.ACTS,
}
