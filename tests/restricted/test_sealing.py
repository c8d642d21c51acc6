"""What is sealed apart leaves no word and no sound in the ordinary workspace, and is whole in the sealed one."""

import datetime as dt
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import grievance_history
from toolkit.archive import packages, packing
from toolkit.archive.fixity import fixity_of
from toolkit.cases import cases
from toolkit.cases.ledger import ledger_of
from toolkit.core.errors import (
    ChangedMeanwhileError,
    DiskFullError,
    ProofRefusedError,
    SealBrokenError,
    UnknownNumberError,
    WrongValueError,
)
from toolkit.core.files import sha256_of, write_whole
from toolkit.grievances import lists
from toolkit.grievances.register import (
    confirm_grievances,
    find_grievance,
    load_grievances,
    withdraw_grievance,
)
from toolkit.meetings import notices
from toolkit.meetings.notices import Notice
from toolkit.meetings.recordings import (
    NewRecording,
    add_recordings,
    find_by_sha256,
    find_recording,
    list_recordings,
)
from toolkit.meetings.register import find_meeting
from toolkit.papers.register import list_papers
from toolkit.records import Correction, Removed, Stretch
from toolkit.restricted import sealed_workspace, sealing, sealing_plan, sealing_results
from toolkit.restricted import vault as vault_module
from toolkit.restricted.vault import Credentials, Vault
from toolkit.search.searching import search
from toolkit.sound import audio
from toolkit.store.schema import PAPERS
from toolkit.transcripts import correcting, exports
from toolkit.transcripts.draft_log import DraftLog
from toolkit.transcripts.edits import Edit
from toolkit.transcripts.versions import load_transcript, load_transcripts, save_transcript
from toolkit.workspace import pending
from toolkit.workspace.desk import Desk, open_desk
from toolkit.workspace.numbering import file_name_of

PASS = "k7mp-2wxy-9abc-defg-h3jk"  # noqa: S105 - of the test only
KEY = Credentials("赵敏", PASS)
SECRET = ("村主任收了我", "村主任", "三万块", "收钱", "纪检监察", "赵大山", "检举控告")
STAYS = ("三组的路灯坏了三个月", "清水河边的垃圾要清一清", "王桂芳")
SOUNDS = {".wav", ".mp3", ".flac"}


@pytest.fixture
def vault(kept, tmp_path: Path, quick_lock: None) -> Vault:  # noqa: ANN001, ARG001
    """Give the sealed workspace of the desk; nothing is in it."""
    return sealed_workspace.make_vault(kept.desk, tmp_path / "纪检 盘", "赵敏", PASS)


@pytest.fixture
def accused(kept, vault: Vault) -> Desk:  # noqa: ANN001, ARG001
    """Give a desk where the accusation has left its traces in every place that the program knows.

    It was corrected, guarded, revised, confirmed twice, made a case with an entry, a proof, a paper and drafts, packed,
    exported, searched for, and kept in an older copy of the database.
    """
    desk: Desk = kept.desk
    code = kept.code
    first = load_transcript(desk.store, code)
    segments = list(first.segments)
    segments[1] = replace(segments[1], corrections=(Correction("村主人", "村主任", 0, "听录音", "王芳"),))
    removed = (Removed(3.5, 4.0, "村主任村主任村主任", "loop"),)
    save_transcript(desk.store, code, replace(first, segments=tuple(segments), removed=removed, parent=1))
    exports.renew_exports(desk, code)
    write_whole(desk.workspace.recordings / code / "再听" / "001.json", "村主任收了我三万块钱")
    heard = Edit("text", "王芳", "2026-10-01", ("s2",), text="村主任收了我三万块钱。")
    DraftLog(first, desk.workspace.edits(code, 1)).do(heard, "k1")
    taken = find_recording(desk.store, code)
    write_whole(desk.workspace.peaks / f"{taken.access_sha256}.u8", b"1")
    write_whole(desk.workspace.inbox / "村主任收钱.wav", (desk.workspace.root / taken.original).read_bytes())
    write_whole(desk.workspace.inbox / "别的.wav", b"1")
    (second,) = confirm_grievances(desk.store, code, [2], {"person": "赵大山", "against": "村主任"}, by="王芳")
    confirm_grievances(desk.store, code, [2], {"summary": "村主任收钱三万块"}, by="王芳")
    confirm_grievances(desk.store, code, [1], {}, by="王芳")
    state = cases.open_case(desk, [second.number or ""], "2026-10-08")
    write_whole(desk.workspace.root.parent / "赵大山的收条.txt", "村主任收了我三万块钱")
    told_by_hand = {"case": state.case, "petitioner": {"name": "赵大山"}, "matter": "村主任收钱"}
    write_whole(desk.workspace.facts / "意见书.json", json.dumps(told_by_hand, ensure_ascii=False))
    write_whole(desk.workspace.facts / "别的.json", json.dumps({"case": f"{state.case}9"}, ensure_ascii=False))
    proof = desk.workspace.root.parent / "赵大山的收条.txt"
    note = "赵大山说村主任收钱"
    cases.add_entry(desk, state.case, "note", "2026-10-09", note=note, proof=proof, document="村主任收钱一案告知书")
    drafts = desk.workspace.drafts / "0123abcd"
    write_whole(drafts / "facts.json", json.dumps({"facts": {"x": second.number, "y": "赵大山"}}, ensure_ascii=False))
    write_whole(desk.workspace.drafts / f"{state.case}-legal_opinion.txt", "村主任收钱")
    slips = desk.workspace.drafts / "答复单" / "柳树湾"
    write_whole(slips / f"{file_name_of(second.number or '')}-答复单.docx", "赵大山：村主任收钱")
    write_whole(slips / f"{file_name_of(second.number or '')}0-答复单.docx", "别的诉求")
    write_whole(desk.workspace.drafts / "受理告知" / "柳树湾" / f"{state.case}-受理告知.docx", "赵大山：村主任收钱")
    paper = desk.workspace.papers / state.case / "x-1-赵大山.txt"
    write_whole(paper, "村主任收钱")
    write_whole(paper.with_name("x.docx"), "村主任收钱")
    with desk.store.transaction() as tx:
        copies = [{"holder": "赵大山", "file": "papers/x-1-赵大山.txt"}]
        issued = {"paper": "legal_opinion", "number": "号1", "sha256": "c" * 64, "copies": copies, "findings": []}
        told = {"number": "号1", "paper": "legal_opinion", "case_number": state.case, "issued_on": "2026-10-10"}
        facts = '{"persons": "赵大山"}'
        tx.add(
            PAPERS, **told, file=f"papers/{state.case}/x.docx", sha256="c" * 64, facts=facts, json=json.dumps(issued)
        )
    objects = Notice("objection", "赵大山", "王芳", start_s=3.0, end_s=6.0, wish="村主任的事不公开")
    notices.enter(desk.store, code, objects)
    cases.add_entry(desk, state.case, "legal_opinion", "2026-10-10", document="号1")
    search(desk, "村主任")
    packing.pack_into_workspace(desk, code)
    write_whole(desk.workspace.root / "jobs" / f"{code}.journal", "村主任收了我三万块钱")
    desk.store.copy_to(desk.workspace.root / "yehua.db.before-upgrade-from-0003-x.bak")
    return desk


@pytest.fixture
def code(kept) -> str:  # noqa: ANN001
    """Give the code of the recording."""
    return str(kept.code)


def all_bytes(root: Path) -> Iterator[tuple[str, bytes]]:
    """Give name and bytes of every file, and of every part of Word, Excel and zip files without their tags."""
    for path in root.rglob("*"):
        yield path.name, path.name.encode()
        if path.is_file():
            yield path.name, path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as parts:
                    for name in parts.namelist():
                        yield path.name, re.sub(rb"<[^>]+>", b"", parts.read(name))


def traces(root: Path) -> list[tuple[str, str]]:
    """Return (file, word) for every secret word in any file."""
    forms = {word: (word.encode(), json.dumps(word)[1:-1].encode(), word.encode("gb18030")) for word in SECRET}
    return [
        (name, word)
        for name, data in all_bytes(root)
        for word, shapes in forms.items()
        if any(shape in data for shape in shapes)
    ]


def forget_the_other(kept) -> None:  # noqa: ANN001
    """Seal the other recording's accusation, too, so that any word left is a trace of the first."""
    other = sealing_plan.plan(kept.desk, kept.other)
    sealing.seal(kept.desk, sealed_workspace.vault_of(kept.desk), other, "李强")


def test_no_byte_of_it_is_left_anywhere_in_the_ordinary_workspace(accused: Desk, vault: Vault, kept, code: str) -> None:  # noqa: ANN001
    before = {word for _, word in traces(accused.workspace.root)}
    done = sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")
    forget_the_other(kept)

    assert before == set(SECRET), "each word was there, else this test shows nothing"
    assert done.left == ()
    assert traces(accused.workspace.root) == []
    whole = b"".join(data for _, data in all_bytes(accused.workspace.root))
    assert all(word.encode() in whole for word in STAYS)


def test_what_panels_and_people_keep_beside_goes_along_and_nothing_else(
    accused: Desk, vault: Vault, code: str, tmp_path: Path
) -> None:
    workspace, was = accused.workspace, find_recording(accused.store, code)
    places = [workspace.root / "edits", workspace.facts, workspace.peaks, workspace.inbox]
    before = [[path.name for path in sorted(place.iterdir())] for place in places]
    done = sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")
    opened = sealed_workspace.unseal(accused, vault, done.number, tmp_path / "看", KEY, why="县纪委调阅")

    assert [len(names) for names in before] == [2, 2, 1, 2], "each was there, else this test shows nothing"
    assert [[path.name for path in place.iterdir()] for place in places] == [[], ["别的.json"], [], ["别的.wav"]]
    assert was.sha256 not in {sha256_of(path) for path in workspace.root.rglob("*") if path.is_file()}
    assert "村主任收了我三万块钱" in (opened / "核对" / f"{code}-v1.log").read_text(encoding="utf-8")
    assert "赵大山" in (opened / "文书" / "facts" / "意见书.json").read_text(encoding="utf-8")


def test_slips_and_notices_of_an_answer_night_go_along_and_those_of_others_stay(
    accused: Desk, vault: Vault, code: str, tmp_path: Path
) -> None:
    drafts = accused.workspace.drafts
    before = {path.name for path in drafts.rglob("*.docx")}
    done = sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")
    stays = {path.name for path in drafts.rglob("*.docx")}
    opened = sealed_workspace.unseal(accused, vault, done.number, tmp_path / "看", KEY, why="县纪委调阅")

    assert len(before) == 3
    assert len(stays) == 1
    assert "别的诉求" in next(drafts.rglob("*.docx")).read_text(encoding="utf-8")
    assert {path.name for path in (opened / "文书" / "drafts").rglob("*.docx")} == before - stays


def test_corrections_that_are_not_signed_off_are_not_lost_by_sealing(accused: Desk, vault: Vault, code: str) -> None:
    newest = load_transcript(accused.store, code)
    log = accused.workspace.edits(code, newest.version)
    sheet = DraftLog(newest, log)
    sheet.do(Edit("text", "王芳", "2026-10-01", ("s1",), text="三组的路灯坏了四个月。"), "k1")

    with pytest.raises(WrongValueError, match="还没有定稿"):
        sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")
    assert log.exists()
    assert find_recording(accused.store, code).silenced == ()
    sheet.undo("王芳", "2026-10-01", "k2")

    assert sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强").left == ()


def test_its_seconds_are_silent_in_every_sound_file_and_no_others(accused: Desk, vault: Vault, code: str) -> None:
    before = audio.samples(accused.workspace.root / find_recording(accused.store, code).original)
    sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")
    folders = [accused.workspace.recordings / code, accused.workspace.root / "packages"]
    sounds = [path for folder in folders for path in folder.rglob("*") if path.suffix in SOUNDS]

    assert len(sounds) == 4, "original and access copy, here and in the package"
    for path in sounds:
        assert audio.loudest(path, [Stretch(3.0, 6.0)]) < 0.002
        assert audio.loudest(path, [Stretch(0.5, 2.5)]) > 0.1
        assert audio.loudest(path, [Stretch(6.5, 9.5)]) > 0.1
    after = audio.samples(accused.workspace.root / find_recording(accused.store, code).original)
    assert len(after) == len(before)
    assert abs(after[: 2 * 16_000] - before[: 2 * 16_000]).max() == 0


def test_the_whole_is_in_the_sealed_workspace_and_comes_out_with_the_passphrase(
    accused: Desk, vault: Vault, code: str, tmp_path: Path
) -> None:
    was = find_recording(accused.store, code)
    done = sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")
    closed = b"".join(data for _, data in all_bytes(vault.folder))
    opened = sealed_workspace.unseal(accused, vault, done.number, tmp_path / "看", KEY, why="县纪委调阅")

    assert [word for word in SECRET if word.encode() in closed] == ["检举控告"], "the word on what the folder is for"
    (package,) = (opened / "档案包").iterdir()
    assert packages.verify(package) == ()
    (original,) = (package / "data/original").iterdir()
    assert sha256_of(original) == was.sha256
    assert "村主任收了我三万块钱" in (package / "data/transcripts/transcript-v2.json").read_text(encoding="utf-8")
    assert (opened / "再听/001.json").is_file()
    rows = json.loads((opened / "台账/rows.json").read_text(encoding="utf-8"))
    assert "赵大山" in str(rows["grievances"])
    assert "赵大山说村主任收钱" in str(rows["entries"])
    assert "赵大山" in str(rows["papers"])
    names = {path.name for path in (opened / "文书").rglob("*")}
    assert {"x-1-赵大山.txt", "facts.json"} <= names
    assert any("收条" in name for name in names)


def test_opening_is_in_both_registers_with_who_and_why(accused: Desk, vault: Vault, code: str, tmp_path: Path) -> None:
    done = sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")
    sealed_workspace.unseal(accused, vault, done.number, tmp_path / "看", KEY, why="县纪委调阅")
    here, there = fixity_of(accused).checks(code)[-1], vault.register()[-1]

    assert (here.kind, here.by, here.faults[0].path, here.faults[0].fault) == (
        "opened",
        "赵敏",
        done.number,
        "县纪委调阅",
    )
    assert (there.act, there.by, there.item, there.why) == ("opened", "赵敏", done.item, "县纪委调阅")
    assert fixity_of(accused).broken() == ()
    with pytest.raises(WrongValueError, match="不能放进工作文件夹"):
        sealed_workspace.unseal(accused, vault, done.number, accused.workspace.root / "x", KEY, why="再看")
    with pytest.raises(UnknownNumberError):
        sealed_workspace.unseal(accused, vault, "封2026-0099", tmp_path / "x", KEY, why="再看")


def test_number_and_hash_stay_and_the_rest_goes_on_working(accused: Desk, vault: Vault, code: str) -> None:
    was = find_recording(accused.store, code)
    number = load_grievances(accused.store, code).grievances[1].number or ""
    done = sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")
    now = find_recording(accused.store, code)

    assert (now.code, now.source_sha256, now.sealed) == (code, was.sha256, (done.item,))
    assert now.sha256 == sha256_of(accused.workspace.root / now.original) != was.sha256
    assert find_by_sha256(accused.store, was.sha256) == now, "the same sound is still known"
    one = find_grievance(accused.store, number)
    assert (one.number, one.status, one.text) == (number, "withdrawn", "")
    assert [entry["status"] for entry in grievance_history(accused.store, number)][-1] == "withdrawn"
    listed = load_grievances(accused.store, code).grievances
    assert [each.summary for each in listed] == ["路灯损坏", "垃圾清运"]
    assert search(accused, "村主任", wish=sealing_wish(code)) == ()
    assert len(search(accused, "路灯", wish=sealing_wish(code))) == 1
    (entry,) = sealed_workspace.sealed_items(accused)
    assert (entry.number, entry.sha256, entry.by) == ("封2026-0001", was.sha256, "李强")
    assert packages.verify(accused.workspace.root / "packages" / code, fixity_of(accused).last_fixed(code).root) == ()
    (case,) = ledger_of(accused).cases()
    assert [entry.document for entry in case.entries][-1] == "号1", "the number of a paper is no content"
    assert [paper.is_emptied for paper in list_papers(accused.store, case.case)] == [True]
    lists.find_grievances(accused, code)
    assert "村主任" not in str(load_grievances(accused.store, code))


def sealing_wish(code: str) -> object:
    from toolkit.search.filters import Filters  # noqa: PLC0415

    return Filters(code=code)


def test_sentences_that_name_them_are_shown_and_go_when_a_person_says_so(kept, vault: Vault) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    confirm_grievances(desk.store, code, [2], {"person": "清水河"}, by="王芳")
    asked = sealing_plan.plan(desk, code)
    assert [one.number for one in asked.mentions] == [3]
    wider = sealing_plan.plan(desk, code, also=[3])
    assert wider.mentions == ()
    assert [one.ordinal for one in wider.dragged] == [3]
    sealing.seal(desk, vault, wider, "李强")
    assert [one.summary for one in load_grievances(desk.store, code).grievances] == ["路灯损坏"]


def test_a_plan_changes_nothing_and_what_was_changed_since_is_refused(accused: Desk, vault: Vault, code: str) -> None:
    files = {path: path.stat().st_mtime_ns for path in accused.workspace.root.rglob("*") if path.is_file()}
    planned = sealing_plan.plan(accused, code)
    assert {path: path.stat().st_mtime_ns for path in files} == files
    confirm_grievances(accused.store, code, [2], {"person": "钱小河"}, by="王芳")
    with pytest.raises(ChangedMeanwhileError):
        sealing.seal(accused, vault, planned, "李强")
    assert vault.items() == ()


@pytest.mark.parametrize("broken", ["vault", "silence"])
def test_when_the_whole_is_not_safe_or_the_sound_not_silent_nothing_is_taken_out(
    accused: Desk, vault: Vault, code: str, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    before = (
        find_recording(accused.store, code),
        load_transcripts(accused.store, code),
        load_grievances(accused.store, code),
    )

    def fail(*_: object) -> None:
        raise SealBrokenError(path="x")

    if broken == "vault":
        monkeypatch.setattr(vault, "prepare", fail)
    else:
        monkeypatch.setattr(audio, "loudest", lambda *_: 0.5)
    with pytest.raises(SealBrokenError):
        sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")

    after = (
        find_recording(accused.store, code),
        load_transcripts(accused.store, code),
        load_grievances(accused.store, code),
    )
    assert after == before
    assert sha256_of(accused.workspace.root / before[0].original) == before[0].sha256
    assert list(accused.workspace.root.glob(".sealing-*")) == []


def test_a_power_cut_after_taking_out_is_made_good_by_the_next_opening(
    accused: Desk,
    vault: Vault,
    kept,  # noqa: ANN001
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forget_the_other(kept)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    planned = sealing_plan.plan(accused, code)
    with monkeypatch.context() as patch:
        patch.setattr(sealing.erase_files, "erase", cut)
        with pytest.raises(KeyboardInterrupt):
            sealing.seal(accused, vault, planned, "李强")
    assert traces(accused.workspace.root) != []
    again = open_desk(accused.workspace.root)
    assert again.unfinished == ()
    assert traces(accused.workspace.root) == []
    done = sealing_results.finished_earlier(again, code, (), ())
    assert done is not None
    assert (done.left, done.item) == ((), vault.items()[-1])
    assert sealing_results.finished_earlier(again, code, (), ()) is None, "it is told once"
    again.store.close()


def test_a_sealed_folder_whose_disk_is_gone_is_told_until_it_is_back_and_nothing_is_lost(
    accused: Desk, vault: Vault, code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    away = tmp_path / "拔掉的盘"
    note = vault_module.Vault.publish

    def pull(self: Vault, *told: object) -> object:
        if not away.exists():
            self.folder.rename(away)
        return note(self, *told)  # type: ignore[arg-type]

    planned = sealing_plan.plan(accused, code)
    with monkeypatch.context() as patch:
        patch.setattr(vault_module.Vault, "publish", pull)
        done = sealing.seal(accused, vault, planned, "李强")
    assert len(done.left) == 1
    assert "还没有收尾" in done.left[0]
    assert open_desk(accused.workspace.root).unfinished != ()
    away.rename(vault.folder)
    assert open_desk(accused.workspace.root).unfinished == ()
    assert vault.items() == (done.item,)
    assert vault.flaws() == ()


def test_what_is_sealed_again_gets_another_number_and_keeps_the_first(kept, vault: Vault) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    first = sealing.seal(desk, vault, sealing_plan.plan(desk, code), "李强")
    second = sealing.seal(desk, vault, sealing_plan.plan(desk, code, ordinals=[2]), "李强")
    now = find_recording(desk.store, code)
    assert now.sealed == (first.item, second.item)
    assert vault.items() == (first.item, second.item)
    assert audio.loudest(desk.workspace.root / now.access, [Stretch(3.0, 9.0)]) < 0.002
    assert len(list((desk.workspace.recordings / code).glob("*消音*"))) == 2


def test_a_number_left_by_a_power_cut_is_not_used_twice(accused: Desk, vault: Vault, code: str, tmp_path: Path) -> None:
    (tmp_path / "y").mkdir()
    vault.publish(vault.prepare({"x": tmp_path / "y"}, "封2026-0001"), "李强")
    done = sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")
    assert (done.number, done.item) == ("封2026-0001", "封2026-0001-2")


def test_copies_out_of_reach_are_named(accused: Desk, vault: Vault, code: str, tmp_path: Path) -> None:
    packing.pack(accused, code, tmp_path / "县 档案馆")
    done = sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")
    assert done.elsewhere == (f"档案包 {tmp_path / '县 档案馆' / code}",)


def test_what_there_is_not_cannot_be_sealed(kept, vault: Vault) -> None:  # noqa: ANN001
    with pytest.raises(UnknownNumberError, match="第 9 件"):
        sealing_plan.plan(kept.desk, kept.code, ordinals=[9])
    with pytest.raises(UnknownNumberError, match="第 8 句"):
        sealing_plan.plan(kept.desk, kept.code, also=[8])
    sealing.seal(kept.desk, vault, sealing_plan.plan(kept.desk, kept.code), "李强")
    with pytest.raises(UnknownNumberError, match="没有认定为检举控告的"):
        sealing_plan.plan(kept.desk, kept.code)


def test_nobody_seals_without_a_name(kept, vault: Vault) -> None:  # noqa: ANN001
    with pytest.raises(WrongValueError, match="是谁封存"):
        sealing.seal(kept.desk, vault, sealing_plan.plan(kept.desk, kept.code), " ")


def test_a_case_that_was_sealed_says_so_and_asks_nobody_to_make_up_for_it(accused: Desk, vault: Vault) -> None:
    (case,) = ledger_of(accused).cases()
    later = dt.date(2027, 6, 1)
    assert any("补办" in one for one in ledger_of(accused).state(case.case, later).warnings)
    done = sealing.seal(accused, vault, sealing_plan.plan(accused, list_recordings(accused.store)[0].code), "李强")
    (said, where) = ledger_of(accused).state(case.case, later).warnings
    assert said == f"诉求 {case.grievances[0]} 的内容已封存（{done.number}），这里不再显示。"
    assert "不再提醒期限" in where


def test_a_copied_workspace_keeps_its_packages_and_the_first_one_is_not_touched(
    kept,  # noqa: ANN001
    tmp_path: Path,
    vault: Vault,
) -> None:
    first, code = kept.desk, kept.code
    packing.pack_into_workspace(first, code)
    shutil.copytree(first.workspace.root, tmp_path / "抄来的")
    copy = open_desk(tmp_path / "抄来的")
    done = sealing.seal(copy, vault, sealing_plan.plan(copy, code), "李强")
    package = copy.workspace.root / "packages" / code
    assert done.left == ()
    assert packages.verify(package) == ()
    assert audio.loudest(next((package / "data/access").iterdir()), [Stretch(3.0, 6.0)]) < 0.002
    assert packages.verify(first.workspace.root / "packages" / code, fixity_of(first).last_fixed(code).root) == ()
    copy.store.close()


def test_a_reason_typed_for_another_grievance_goes_where_it_names_who_was_accused(kept, vault: Vault) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    confirm_grievances(desk.store, code, [2], {"against": "钱永富"}, by="王芳")
    (first,) = confirm_grievances(desk.store, code, [1], {}, by="王芳")
    withdraw_grievance(desk.store, str(first.number), "钱支书说已经修好", "王芳")
    sealing.seal(desk, vault, sealing_plan.plan(desk, code), "李强")
    assert [entry["reason"] for entry in grievance_history(desk.store, str(first.number))] == [None, None]
    assert "钱支书".encode() not in (desk.workspace.root / "yehua.db").read_bytes()


def test_a_package_that_cannot_be_made_anew_is_told_and_the_sealing_is_done(
    accused: Desk, code: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        raise DiskFullError(path="档案包")

    monkeypatch.setattr(packing, "pack_into_workspace", full_disk)

    done = sealing.seal(accused, vault, sealing_plan.plan(accused, code), "李强")

    assert any("档案包还没有重新打好" in line for line in done.left)
    with accused.store.reading() as tx:
        assert not pending.waiting(tx)


@pytest.mark.parametrize("ending", [".srt", ".vtt", ".txt", ".docx"])
def test_no_older_export_writes_sealed_words_again(kept, vault: Vault, tmp_path: Path, ending: str) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    writers = {".srt": exports.write_srt, ".vtt": exports.write_vtt, ".txt": exports.write_txt}
    older = writers.get(ending, exports.write_docx)(load_transcript(desk.store, code), tmp_path / f"旧稿{ending}")
    sealing.seal(desk, vault, sealing_plan.plan(desk, code), "李强")
    with pytest.raises(ProofRefusedError, match="已经封存或者删去") as caught:
        correcting.correct_from(desk, code, older)
    assert "写进时间相近的一句" not in str(caught.value)
    assert [transcript.version for transcript in load_transcripts(desk.store, code)] == [1]


def test_no_version_brings_text_into_sealed_seconds_and_the_rest_may_be_corrected(kept, vault: Vault) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    whole = load_transcript(desk.store, code)
    sealing.seal(desk, vault, sealing_plan.plan(desk, code), "李强")
    left = load_transcript(desk.store, code)
    with pytest.raises(WrongValueError, match="已经封存或者删去"):
        save_transcript(desk.store, code, replace(left, segments=whole.segments, parent=left.version))
    assert correcting.correct(desk, code, {1: "三组的路灯坏了。"}, {}).version == left.version + 1


def test_the_sound_from_before_a_sealing_is_not_added_again_in_another_file(kept, vault: Vault) -> None:  # noqa: ANN001
    desk, was = kept.desk, find_recording(kept.desk.store, kept.code)
    copy = NewRecording(Path("另存.m4a"), "9" * 64, was.seconds, was.access_sha256, was.sound)
    sealing.seal(desk, vault, sealing_plan.plan(desk, kept.code), "李强")
    with pytest.raises(WrongValueError, match=f"另存.m4a.*{kept.code} 里已经封存或者删去的话") as caught:
        add_recordings(
            desk.store, find_meeting(desk.store, was.meeting), desk.settings.archive, [copy], lambda *_: ("a", "b")
        )
    assert "--again" not in str(caught.value)
    assert len(list_recordings(desk.store)) == 2
