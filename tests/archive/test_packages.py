"""Packages: whole or not at all, the same root for the same contents, refused when something is unsound."""

import dataclasses
import datetime as dt
import errno
import hashlib
import json
import logging
import random
import re
import shutil
from pathlib import Path

import bagit
import pytest

from toolkit.archive import damage, packages, player
from toolkit.archive.contents import Contents
from toolkit.archive.packages import Fault
from toolkit.core.errors import DiskFullError, MissingFileError, PackageRefusedError, WrongValueError
from toolkit.grievances.accusations.visibility import Judgement, Judgements
from toolkit.records import (
    Colour,
    Coverage,
    Engine,
    Fact,
    Grievance,
    GrievanceList,
    Meeting,
    Passage,
    Recording,
    RecordingRef,
    Segment,
    SoundFacts,
    Stretch,
    Subject,
    Transcript,
    TranscriptRef,
    from_file,
)
from toolkit.workspace.settings import Archive

CODE = "0194-LY·2026-D30-0001"
SOUND = b"RIFF not really a sound" * 400
ACCESS = b"ID3 neither" * 300


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def transcript(version: int = 1, *texts: str) -> Transcript:
    words = texts or ("各位乡亲晚上好。", "三组的路灯坏了三个月。", "我要说补偿款的事。")
    segments = tuple(
        Segment(f"s{n}", n, n * 5.0 - 5, n * 5.0, text, speaker="说话人1") for n, text in enumerate(words, start=1)
    )
    return Transcript(
        RecordingRef(CODE, sha256(SOUND), len(words) * 5.0),
        Engine("made-up", "1", "none", None),
        segments,
        (),
        Coverage(20.0, 15.0, (Stretch(15.0, 20.0),)),
        version=version,
    )


def grievance(ordinal: int = 1, kind: str = "申诉求决", segment: int = 2, status: str = "proposed") -> Grievance:
    passage = Passage(f"s{segment}", f"s{segment}", segment * 5.0 - 5, segment * 5.0)
    return Grievance(
        ordinal=ordinal,
        passages=(passage,),
        start_s=passage.start_s,
        text="三组的路灯坏了三个月。",
        summary="路灯损坏",
        subject=Subject(None, None, 0.0, unsure=True, candidates=(), evidence=()),
        kinds=(kind,),  # type: ignore[arg-type]
        colour=Colour("黄", "涉及出行安全", ()),
        person=Fact("王桂芳", (), 0.9),
        status=status,  # type: ignore[arg-type]
        accusation="yes" if kind == "检举控告" else "no",
    )


@pytest.fixture
def contents(tmp_path: Path) -> Contents:
    """Return contents that lie in a folder with spaces and Chinese in its path."""
    source = tmp_path / "收 录"
    source.mkdir()
    (source / f"{CODE}.amr").write_bytes(SOUND)
    (source / f"{CODE}-试听.mp3").write_bytes(ACCESS)
    (source / "告知书.docx").write_bytes(b"paper")
    (source / "v1.srt").write_text("1\n", encoding="utf-8")
    facts = SoundFacts("amr", "amrnb", 8000, 1, 20.0, len(SOUND))
    recording = Recording(
        CODE, "夜话2026-08-柳树湾", 1, sha256(SOUND), 20.0, "录音.amr", "a", "b", sha256(ACCESS), facts
    )
    closed = Judgement("closed", (), "何琳", 2)
    return Contents(
        acts=Judgements((closed,)),
        recording=recording,
        meeting=Meeting("夜话2026-08-柳树湾", "柳树湾", 2026, 8, leap=False, held_on=dt.date(2026, 9, 25)),
        original=source / f"{CODE}.amr",
        access=source / f"{CODE}-试听.mp3",
        transcripts=(transcript(1), transcript(2)),
        grievances=GrievanceList(TranscriptRef(CODE, 2), (grievance(),)),
        papers=(source / "告知书.docx",),
        office="青石镇综治中心",
        packed_on=dt.date(2026, 11, 23),
        archive=Archive("0194"),
        exports={"第1版.srt": source / "v1.srt"},
    )


def with_kind(contents: Contents, kind: str) -> Contents:
    found = GrievanceList(TranscriptRef(CODE, 2), (grievance(1, kind, 2), grievance(2, "申诉求决", 3)))
    return dataclasses.replace(contents, grievances=found)


def verdict(package: Path, against: str | None = None) -> dict[str, str]:
    return {fault.path: fault.fault for fault in packages.verify(package, against)}


# -- writing ---------------------------------------------------------------------------------------------------


def test_package_holds_everything_and_verifies(contents: Contents, tmp_path: Path) -> None:
    written = packages.write(contents, tmp_path / "档案包 出")
    assert written.path == tmp_path / "档案包 出" / CODE
    assert set(written.files) == {
        "bag-info.txt",
        "bagit.txt",
        f"data/access/{CODE}.mp3",
        "data/exports/第1版.srt",
        "data/grievances/grievances.json",
        "data/metadata/blocks.json",
        "data/metadata/dat63.csv",
        "data/metadata/dat63.xml",
        "data/metadata/meeting.json",
        "data/metadata/notices.json",
        "data/metadata/recording.json",
        f"data/original/{CODE}.amr",
        "data/papers/告知书.docx",
        "data/transcripts/transcript-v1.json",
        "data/transcripts/transcript-v2.json",
        "index.html",
        "manifest-sha256.txt",
        "manifest-sha512.txt",
        "tagmanifest-sha256.txt",
        "tagmanifest-sha512.txt",
    }
    assert packages.verify(written.path, written.root) == ()


def test_records_come_back_out_of_the_package(contents: Contents, tmp_path: Path) -> None:
    data = packages.write(contents, tmp_path / "out").path / "data"
    assert from_file(Transcript, data / "transcripts/transcript-v2.json") == contents.transcripts[1]
    assert from_file(GrievanceList, data / "grievances/grievances.json") == contents.grievances
    assert from_file(Recording, data / "metadata/recording.json") == contents.recording
    assert from_file(Meeting, data / "metadata/meeting.json") == contents.meeting


def test_originals_are_copied_and_stay_where_they_are(contents: Contents, tmp_path: Path) -> None:
    written = packages.write(contents, tmp_path / "out")
    assert contents.original.read_bytes() == SOUND
    assert (written.path / f"data/original/{CODE}.amr").read_bytes() == SOUND
    assert [path.name for path in (tmp_path / "out").iterdir()] == [CODE]


def test_bagit_itself_accepts_the_package(contents: Contents, tmp_path: Path) -> None:
    written = packages.write(contents, tmp_path / "out")
    bag = bagit.Bag(str(written.path))
    bag.validate()
    assert bag.info["Source-Organization"] == "青石镇综治中心"
    assert bag.info["Bagging-Date"] == "2026-11-23"
    assert bag.info["External-Identifier"] == CODE
    assert set(bag.algorithms) == {"sha256", "sha512"}


def test_same_contents_give_the_same_root(contents: Contents, tmp_path: Path) -> None:
    first = packages.write(contents, tmp_path / "a")
    second = packages.write(contents, tmp_path / "b")
    assert first.root == second.root
    other = dataclasses.replace(contents, transcripts=(transcript(1),))
    assert packages.write(other, tmp_path / "c").root != first.root


def test_root_is_the_hash_of_the_tag_manifest(contents: Contents, tmp_path: Path) -> None:
    written = packages.write(contents, tmp_path / "out")
    assert written.root == sha256((written.path / "tagmanifest-sha256.txt").read_bytes())


def test_packing_again_on_another_day_changes_nothing(contents: Contents, tmp_path: Path) -> None:
    first = packages.write(contents, tmp_path / "out")
    later = dataclasses.replace(contents, packed_on=dt.date(2027, 1, 4))
    assert packages.write(later, tmp_path / "out") == first


def test_different_package_is_not_overwritten(contents: Contents, tmp_path: Path) -> None:
    first = packages.write(contents, tmp_path / "out")
    other = dataclasses.replace(contents, transcripts=(transcript(1),))
    with pytest.raises(PackageRefusedError, match="另一个档案包，内容不同，没有覆盖"):
        packages.write(other, tmp_path / "out")
    assert packages.verify(first.path, first.root) == ()
    assert [path.name for path in (tmp_path / "out").iterdir()] == [CODE]


def test_damaged_package_is_not_taken_for_the_same(contents: Contents, tmp_path: Path) -> None:
    first = packages.write(contents, tmp_path / "out")
    (first.path / "data/papers/告知书.docx").write_bytes(b"other")
    with pytest.raises(PackageRefusedError, match="已损坏的档案包，没有覆盖"):
        packages.write(contents, tmp_path / "out")


def test_everything_unsound_is_told_at_once(contents: Contents, tmp_path: Path) -> None:
    contents.original.write_bytes(SOUND[:-1])
    wrong = dataclasses.replace(transcript(3), recording=RecordingRef(CODE, "0" * 64, 1.0))
    bad = dataclasses.replace(contents, papers=(tmp_path / "没有.docx",), transcripts=(wrong,))
    with pytest.raises(PackageRefusedError) as refused:
        packages.write(bad, tmp_path / "out")
    for words in ("缺少文件", "没有.docx", "与收录时的校验值不符", "第3版转写不是这段录音的"):
        assert words in str(refused.value)
    assert list((tmp_path / "out").iterdir()) == []


def test_fault_while_packing_leaves_nothing(
    contents: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(packages.bags, "seal", full)
    with pytest.raises(DiskFullError, match="磁盘空间不足"):
        packages.write(contents, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_package_that_reads_back_wrong_does_not_count(
    contents: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = packages.bags.seal

    def seal_and_rot(folder: Path, info: dict[str, str]) -> str:
        root = seal(folder, info)
        (folder / f"data/original/{CODE}.amr").write_bytes(SOUND[::-1])
        return root

    monkeypatch.setattr(packages.bags, "seal", seal_and_rot)
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    with pytest.raises(PackageRefusedError, match="写完读回时没有通过核验"):
        packages.write(contents, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_papers_of_one_name_do_not_clash(contents: Contents, tmp_path: Path) -> None:
    for case in ("案1", "案2"):
        (tmp_path / case).mkdir()
        (tmp_path / case / "告知书.DOCX").write_text(case, encoding="utf-8")
    papers = (contents.papers[0], tmp_path / "案1/告知书.DOCX", tmp_path / "案2/告知书.DOCX")
    written = packages.write(dataclasses.replace(contents, papers=papers), tmp_path / "out")
    names = [name for name in written.files if name.startswith("data/papers/")]
    assert names == ["data/papers/告知书-2.docx", "data/papers/告知书-3.docx", "data/papers/告知书.docx"]
    assert packages.verify(written.path) == ()


def test_recording_without_transcript_can_be_packed(contents: Contents, tmp_path: Path) -> None:
    bare = dataclasses.replace(contents, transcripts=(), grievances=None, papers=(), exports={})
    written = packages.write(bare, tmp_path / "out")
    assert packages.verify(written.path) == ()
    assert "还没有转写" in (written.path / "index.html").read_text(encoding="utf-8")


def test_accusations_make_the_package_restricted(contents: Contents, tmp_path: Path) -> None:
    written = packages.write(with_kind(contents, "检举控告"), tmp_path / "out")
    bag = bagit.Bag(str(written.path))
    assert bag.info["Access-Restriction"].startswith("restricted 限制利用")
    text = (written.path / "index.html").read_text(encoding="utf-8")
    assert "三组的路灯坏了三个月" not in text
    assert "路灯损坏" in text, "the second grievance, which accuses nobody, is still there"
    assert "限制利用" in text
    ordinary = packages.write(contents, tmp_path / "ordinary")
    assert "Access-Restriction" not in bagit.Bag(str(ordinary.path)).info


def test_metadata_name_nobody_who_accuses(contents: Contents, tmp_path: Path) -> None:
    open_text = (packages.write(contents, tmp_path / "a").path / "data/metadata/dat63.xml").read_text(encoding="utf-8")
    found = GrievanceList(TranscriptRef(CODE, 2), (grievance(1, "检举控告", 2),))
    accusing = packages.write(dataclasses.replace(contents, grievances=found), tmp_path / "b")
    text = (accusing.path / "data/metadata/dat63.xml").read_text(encoding="utf-8")
    assert ("王桂芳" in open_text, "王桂芳" in text) == (True, False)
    assert ("限制利用" in open_text, "限制利用" in text) == (False, True)


# -- the page --------------------------------------------------------------------------------------------------


def test_page_plays_the_access_copy_of_the_package(contents: Contents, tmp_path: Path) -> None:
    written = packages.write(contents, tmp_path / "out")
    text = (written.path / "index.html").read_text(encoding="utf-8")
    assert f'src="{player.quote(f"data/access/{CODE}.mp3")}"' in text
    assert sha256(SOUND) in text


def test_discarded_grievances_are_no_chapters(contents: Contents, tmp_path: Path) -> None:
    found = GrievanceList(TranscriptRef(CODE, 2), (grievance(1, status="discarded"), grievance(2)))
    written = packages.write(dataclasses.replace(contents, grievances=found), tmp_path / "out")
    text = (written.path / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"诉求 (\d)　路灯损坏</h3>", text) == ["2"]


# -- verifying -------------------------------------------------------------------------------------------------


def test_all_faults_are_reported_in_one_pass(contents: Contents, tmp_path: Path) -> None:
    package = packages.write(contents, tmp_path / "out").path
    original = package / f"data/original/{CODE}.amr"
    original.write_bytes(b"r" + SOUND[1:])
    (package / "data/transcripts/transcript-v1.json").unlink()
    (package / "data/grievances/grievances.json").rename(package / "data/grievances/诉求.json")
    (package / "data/Thumbs.db").write_bytes(b"")
    (package / "index.html").write_text("other", encoding="utf-8")
    touched = f"录音 {CODE} 约在 00:00:00.0 至 00:00:20.0"
    assert set(packages.verify(package)) == {
        Fault(
            f"data/original/{CODE}.amr",
            "内容已改动，与校验清单不符",
            "原始录音（不可替代，请立即用备份恢复）；" + touched,
        ),
        Fault("data/transcripts/transcript-v1.json", "缺失", "第1版转写"),
        Fault("data/grievances/grievances.json", "改名或移到了 data/grievances/诉求.json，内容未变", "诉求清单"),
        Fault("data/Thumbs.db", "多出的文件，校验清单里没有（系统自动生成，可以删除）", "包内其他文件"),
        Fault("index.html", "内容已改动，与校验清单不符", "播放页面"),
    }


def test_two_hundred_flipped_bits_are_two_hundred_found(contents: Contents, tmp_path: Path) -> None:
    package = packages.write(contents, tmp_path / "out").path
    files = sorted(path for path in package.rglob("*") if path.is_file())
    sizes = [path.stat().st_size for path in files]
    chance = random.Random(200)  # noqa: S311 - damage need not be secret
    missed = []
    for _ in range(200):
        (path,) = chance.choices(files, sizes)
        whole = path.read_bytes()
        at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        told = verdict(package)
        path.write_bytes(whole)
        if "manifest" in path.name and chr(whole[at]).lower() == chr(whole[at] ^ bit).lower():
            continue  # a digit of a hash written large is the same digit
        # A flip in a manifest is told of the manifest, or of the file whose line it hit.
        if not told or ("manifest" not in path.name and path.relative_to(package).as_posix() not in told):
            missed.append((path, at, bit))
    assert missed == []
    assert packages.verify(package) == ()


def test_forged_manifests_are_caught_by_the_root(contents: Contents, tmp_path: Path) -> None:
    written = packages.write(contents, tmp_path / "out")
    (written.path / "data/transcripts/transcript-v1.json").write_text("{}", encoding="utf-8")
    bagit.Bag(str(written.path)).save(manifests=True)
    assert packages.verify(written.path) == (), "a package alone proves only that it agrees with itself"
    (fault,) = packages.verify(written.path, written.root)
    assert "根值不符" in fault.fault
    assert "重做了校验清单" in fault.affects


def test_a_package_of_ours_without_its_tag_manifests_is_faulty(contents: Contents, tmp_path: Path) -> None:
    package = packages.write(contents, tmp_path / "out").path
    (package / "bag-info.txt").write_text("Contact-Name: x\n", encoding="utf-8")
    for path in package.glob("tagmanifest-*.txt"):
        path.unlink()
    (fault,) = packages.verify(package)
    assert fault.path == "tagmanifest-sha256.txt"


def test_root_may_be_typed_in_groups(contents: Contents, tmp_path: Path) -> None:
    written = packages.write(contents, tmp_path / "out")
    typed = " ".join(re.findall("....", written.root.upper()))
    assert packages.verify(written.path, typed) == ()
    with pytest.raises(WrongValueError, match="64 位"):
        packages.verify(written.path, written.root[:-1])


def test_every_file_of_a_package_has_a_chinese_meaning(contents: Contents, tmp_path: Path) -> None:
    written = packages.write(contents, tmp_path / "out")
    meanings = {name: damage.meaning(name) for name in written.files}
    assert "包内其他文件" not in meanings.values()
    assert meanings["data/papers/告知书.docx"] == "文书《告知书》"
    assert damage.meaning("data/stray.txt") == "包内其他文件"


def test_bag_made_elsewhere_verifies(tmp_path: Path) -> None:
    (tmp_path / "bag" / "子 文件夹").mkdir(parents=True)
    (tmp_path / "bag" / "子 文件夹" / "录音 100%.txt").write_text("声音", encoding="utf-8")
    (tmp_path / "bag" / "b.txt").write_text("b", encoding="utf-8")
    bagit.make_bag(str(tmp_path / "bag"), {"Contact-Name": "周明礼"}, checksums=["md5", "sha1", "sha512"])
    assert packages.verify(tmp_path / "bag") == ()
    (tmp_path / "bag/data/b.txt").write_text("c", encoding="utf-8")
    assert verdict(tmp_path / "bag") == {"data/b.txt": "内容已改动，与校验清单不符"}
    root = packages.verify(tmp_path / "bag", "0" * 64)[-1]
    assert "算不出根值" in root.fault


def test_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageRefusedError, match="不是档案包：里面没有校验清单"):
        packages.verify(tmp_path)
    with pytest.raises(MissingFileError, match="找不到文件"):
        packages.verify(tmp_path / "没有")


def test_copied_package_still_verifies(contents: Contents, tmp_path: Path) -> None:
    written = packages.write(contents, tmp_path / "out")
    shutil.copytree(written.path, tmp_path / "光盘")
    assert packages.verify(tmp_path / "光盘", written.root) == ()


def test_faults_can_be_printed_as_json(contents: Contents, tmp_path: Path) -> None:
    package = packages.write(contents, tmp_path / "out").path
    (package / "bagit.txt").unlink()
    printed = json.dumps([dataclasses.asdict(fault) for fault in packages.verify(package)], ensure_ascii=False)
    assert json.loads(printed) == [{"path": "bagit.txt", "fault": "缺失", "affects": "档案包格式声明"}]
