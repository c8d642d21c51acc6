"""Content goes by law, two people and a ground; number and hash stay, and nothing against it is passed over."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from toolkit.archive import appraisals, inventories, packing
from toolkit.archive.appraisals import Appraisal
from toolkit.archive.fixity import fixity_of
from toolkit.cases import cases
from toolkit.core.errors import DestroyedError, UnknownNumberError, WrongValueError
from toolkit.core.files import sha256_of, write_whole
from toolkit.formats import excel
from toolkit.formats.word import WordFile
from toolkit.grievances.register import confirm_grievances, find_grievance, load_grievances
from toolkit.meetings.erasures import ErasureOrder
from toolkit.meetings.recordings import find_by_sha256, find_recording
from toolkit.records import Stretch
from toolkit.restricted import destruction, sealed_workspace, sealing, sealing_plan
from toolkit.search.searching import search
from toolkit.sound import audio
from toolkit.transcripts.draft_log import DraftLog
from toolkit.transcripts.edits import Edit
from toolkit.transcripts.versions import load_transcript
from toolkit.workspace.desk import Desk, open_desk
from toolkit.workspace.numbering import file_name_of

LATER = dt.date(2057, 1, 5)
PASS = "k7mp-2wxy-9abc-defg-h3jk"  # noqa: S105 - of the test only
ORDER = ErasureOrder("withdrawn", "王芳", "李强", "王桂芳2026年11月1日书面请求")


@pytest.fixture
def later(kept) -> Desk:  # noqa: ANN001
    """Give the desk on a day when the thirty years are over; the first recording is packed and appraised."""
    confirm_grievances(kept.desk.store, kept.code, [1], {}, by="王芳")
    packing.pack_into_workspace(kept.desk, kept.code)
    desk = dataclasses.replace(kept.desk, today=LATER)
    decided = Appraisal(kept.code, "destroy", ("王芳", "李强"), "没有继续保存的价值")
    appraisals.appraise(desk.store, decided, LATER.year)
    return desk


def left(desk: Desk, word: str) -> list[str]:
    files = (path for path in desk.workspace.root.rglob("*") if path.is_file())
    return [path.name for path in files if word.encode() in path.read_bytes()]


def test_content_goes_and_number_and_hash_stay(later: Desk, kept) -> None:  # noqa: ANN001
    was = find_recording(later.store, kept.code)
    number = load_grievances(later.store, kept.code).grievances[0].number
    done = destruction.destroy(later, kept.code, "王芳", "李强")
    now = find_recording(later.store, kept.code)

    assert (now.code, now.sha256, now.destroyed, now.source_name) == (was.code, was.sha256, done.number, "")
    assert done.number == "销2057-0001"
    assert not (later.workspace.recordings / kept.code).exists()
    assert not (later.workspace.root / "packages" / kept.code).exists()
    assert find_grievance(later.store, str(number)).text == ""
    assert left(later, "王桂芳") == ["yehua.db"], "the other recording tells of her, too"
    assert {hit.code for hit in search(later, "路灯")} == {kept.other}
    (entry,) = destruction.listing(later)
    assert (entry.sha256, entry.by, entry.witness) == (was.sha256, "王芳", "李强")
    assert "没有继续保存的价值" in entry.ground
    check = fixity_of(later).checks(kept.code)[-1]
    assert (check.kind, check.by, check.faults[0].affects) == ("destroyed", "王芳、李强", was.sha256)
    assert fixity_of(later).broken() == ()


def test_what_panels_and_people_keep_beside_is_destroyed_too_and_the_others_stay(later: Desk, kept) -> None:  # noqa: ANN001
    workspace, codes = later.workspace, (kept.code, kept.other)
    confirm_grievances(
        later.store, kept.other, [load_grievances(later.store, kept.other).grievances[0].ordinal], {}, by="王芳"
    )
    for code in codes:
        recording = find_recording(later.store, code)
        number = str(load_grievances(later.store, code).grievances[0].number)
        base = load_transcript(later.store, code)
        edit = Edit("text", "王芳", "2026-10-01", ("s1",), text="三组的路灯坏了四个月。")
        DraftLog(base, workspace.edits(code, base.version)).do(edit, "k1")
        write_whole(workspace.peaks / f"{recording.access_sha256}.u8", b"1")
        write_whole(workspace.inbox / f"{code}.wav", (workspace.root / recording.original).read_bytes())
        write_whole(workspace.facts / f"{code}.json", json.dumps({"grievances": [number]}, ensure_ascii=False))
        write_whole(workspace.recordings / code / "再听" / "001.json", "三组的路灯坏了五个月")
    gone, stays = (find_recording(later.store, code) for code in codes)

    destruction.destroy(later, kept.code, "王芳", "李强")

    names = {path.name for path in workspace.root.rglob("*") if path.is_file()}
    assert {f"{stays.access_sha256}.u8", f"{stays.code}.wav", f"{stays.code}.json", f"{stays.code}-v1.log"} <= names
    assert {f"{gone.access_sha256}.u8", f"{gone.code}.wav", f"{gone.code}.json", f"{gone.code}-v1.log"}.isdisjoint(
        names
    )
    assert gone.sha256 not in {sha256_of(path) for path in workspace.root.rglob("*") if path.is_file()}
    of_other = {f"{stays.code}-v1.log", "yehua.db", "001.json"}
    assert set(left(later, "路灯坏了四个月")) | set(left(later, "路灯坏了五个月")) <= of_other
    assert not (workspace.recordings / gone.code).exists()


def test_drafts_of_its_grievances_and_cases_are_destroyed_too(later: Desk, kept) -> None:  # noqa: ANN001
    number = str(load_grievances(later.store, kept.code).grievances[0].number)
    drafts, name = later.workspace.drafts, file_name_of(number)
    write_whole(drafts / "答复单" / "柳树湾" / f"{name}-答复单.docx", "三组的路灯")
    write_whole(drafts / "0123abcd" / "facts.json", json.dumps({"facts": {"x": number}}, ensure_ascii=False))
    write_whole(drafts / "0123abcd" / "draft.docx", "三组的路灯")
    write_whole(drafts / "答复单" / "柳树湾" / f"{name}0-答复单.docx", "别的诉求")

    destruction.destroy(later, kept.code, "王芳", "李强")

    assert [path.name for path in drafts.rglob("*") if path.is_file()] == [f"{name}0-答复单.docx"]


def test_afterwards_it_is_neither_listed_nor_due_nor_packed_again(later: Desk, kept) -> None:  # noqa: ANN001
    destruction.destroy(later, kept.code, "王芳", "李强")
    assert fixity_of(later).plan(dt.date(2099, 1, 1), 1) == ()
    assert [one.code for one in inventories.expired(later)] == [kept.other]
    assert kept.code not in inventories.due_for_handover(later)
    for again in (
        lambda: packing.pack_into_workspace(later, kept.code),
        lambda: destruction.destroy(later, kept.code, "王芳", "李强"),
    ):
        with pytest.raises(DestroyedError, match="销2057-0001"):
            again()
    assert find_by_sha256(later.store, find_recording(later.store, kept.code).sha256) is not None


def test_a_power_cut_between_store_and_files_is_made_good_by_the_next_opening(
    later: Desk,
    kept,  # noqa: ANN001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cut(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(destruction.erase_files, "erase", cut)
        with pytest.raises(KeyboardInterrupt):
            destruction.destroy(later, kept.code, "王芳", "李强")
    assert (later.workspace.recordings / kept.code).exists()
    again = open_desk(later.workspace.root, today=LATER)
    assert again.unfinished == ()
    assert not (later.workspace.recordings / kept.code).exists()
    assert destruction.finished_earlier(again, kept.code) == destruction.Destroyed("销2057-0001", (), ())
    assert [one.kind for one in fixity_of(again).checks(kept.code)].count("destroyed") == 2, (
        "its package, and the whole"
    )
    with pytest.raises(DestroyedError):
        destruction.destroy(again, kept.code, "王芳", "李强")
    again.store.close()


def test_everything_that_stands_against_it_is_told_at_once(kept) -> None:  # noqa: ANN001
    (one,) = confirm_grievances(kept.desk.store, kept.code, [1], {}, by="王芳")
    cases.open_case(kept.desk, [str(one.number)], "2026-10-08")
    with pytest.raises(WrongValueError, match=r"两个不同的姓名.*还没有满.*还没有鉴定.*案2026-0001 还没有办结"):
        destruction.destroy(kept.desk, kept.code, "王芳", " 王芳")
    assert left(kept.desk, "路灯坏了三个月") != []


def test_kept_on_by_appraisal_it_is_not_expired(later: Desk, kept) -> None:  # noqa: ANN001
    appraisals.appraise(later.store, Appraisal(kept.code, "keep", ("王芳", "李强"), "诉讼", 2060), 2057)
    assert kept.code not in {one.code for one in inventories.expired(later)}
    with pytest.raises(WrongValueError, match="续存"):
        destruction.destroy(later, kept.code, "王芳", "李强")


def test_what_is_sealed_of_it_goes_too(later: Desk, kept, tmp_path: Path, quick_lock: None) -> None:  # noqa: ANN001, ARG001
    vault = sealed_workspace.make_vault(later, tmp_path / "封", "赵敏", PASS)
    sealing.seal(later, vault, sealing_plan.plan(later, kept.code), "李强")
    with pytest.raises(WrongValueError, match="请接上封存盘"):
        destruction.destroy(later, kept.code, "王芳", "李强")
    destruction.destroy(later, kept.code, "王芳", "李强", vault)
    assert (vault.items(), vault.flaws(), vault.register()[-1].act) == ((), (), "removed")


def test_somebody_s_own_words_go_at_their_request(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    (one,) = confirm_grievances(desk.store, code, [1], {}, by="王芳")
    done = destruction.remove(desk, code, [1], ORDER)
    recording = find_recording(desk.store, code)

    assert done.number == "删2026-0001"
    assert find_grievance(desk.store, str(one.number)).text == ""
    assert [each.summary for each in load_grievances(desk.store, code).grievances] == ["收钱", "垃圾清运"]
    for name in (recording.original, recording.access):
        assert audio.loudest(desk.workspace.root / name, [Stretch(0.0, 3.0)], 0.05) < 0.002
        assert audio.loudest(desk.workspace.root / name, [Stretch(3.5, 9.0)]) > 0.1
    assert recording.sealed == ()
    assert recording.source_sha256 != recording.sha256
    assert [check.kind for check in fixity_of(desk).checks(code)] == ["erased"]


@pytest.mark.parametrize("by, witness, ground", [("王芳", "王芳", "x"), ("", "李强", "x"), ("王芳", "李强", " ")])
def test_nothing_is_removed_without_two_people_and_a_ground(kept, by: str, witness: str, ground: str) -> None:  # noqa: ANN001
    with pytest.raises(WrongValueError):
        destruction.remove(kept.desk, kept.code, [1], ErasureOrder("withdrawn", by, witness, ground))
    with pytest.raises(WrongValueError, match="第几件"):
        destruction.remove(kept.desk, kept.code, [], ORDER)
    assert len(load_grievances(kept.desk.store, kept.code).grievances) == 3


def test_the_register_is_written_with_hashes_and_places_out_of_reach(later: Desk, kept, tmp_path: Path) -> None:  # noqa: ANN001
    with pytest.raises(UnknownNumberError, match="还没有销毁过"):
        destruction.write_register(later, tmp_path / "清册")
    packing.pack(later, kept.code, tmp_path / "县 馆")
    destruction.destroy(later, kept.code, "王芳", "李强")
    word, sheet = destruction.write_register(later, tmp_path / "销毁 清册")
    told = "\n".join(WordFile.open(word).lines)
    sha256 = find_recording(later.store, kept.code).sha256
    assert all(text in told for text in ("档案销毁清册", "销2057-0001", kept.code, sha256, "县 馆", "监销人（签名）"))
    rows = excel.read_rows(sheet)
    assert (rows[1][1], rows[1][-1]) == ("销2057-0001", sha256)
