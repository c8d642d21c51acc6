"""Metadata say what is known, count what is missing, and never make a value up."""

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from toolkit.archive import metadata
from toolkit.archive.contents import Contents
from toolkit.records import (
    Colour,
    Fact,
    Grievance,
    GrievanceList,
    Meeting,
    Recording,
    SoundFacts,
    Subject,
    TranscriptRef,
)
from toolkit.workspace.settings import Archive

SOUND = SoundFacts("wav", "pcm_s16le", 44100, 1, 60.0, 5_292_044)
RECORDING = Recording(
    "Z109-LY·2026-D30-ZZB-0012",
    "夜话2026-08-柳树湾",
    1,
    "ab" * 32,
    60.0,
    "=录\x01音.wav",
    "recordings/x/x.wav",
    "b",
    "0" * 64,
    SOUND,
)


def said_by(person: str, accusation: str = "no") -> Grievance:
    """Return a grievance of `person`."""
    return Grievance(
        ordinal=1,
        passages=(),
        start_s=0.0,
        text="",
        summary="",
        subject=Subject(None, None, 0.0, unsure=True, candidates=(), evidence=()),
        kinds=(),
        colour=Colour(None, "", ()),
        person=Fact(person, (), 1.0),
        accusation=accusation,  # type: ignore[arg-type]
    )


def listed(*grievances: Grievance) -> GrievanceList:
    return GrievanceList(TranscriptRef(RECORDING.code, 1), grievances)


FULL = Contents(
    recording=RECORDING,
    meeting=Meeting("夜话2026-08-柳树湾", "柳树湾", 2026, 8, leap=False, held_on=dt.date(2026, 9, 25)),
    original=Path("a.wav"),
    access=Path("a.mp3"),
    transcripts=(),
    grievances=listed(said_by("王桂芳"), said_by("<张&三>"), said_by("王桂芳")),
    papers=(),
    office="青石镇综治中心",
    packed_on=dt.date(2026, 9, 26),
    archive=Archive("Z109", recorder="李强", describer="王芳", archive_name="清河县档案馆"),
)


def values(about: Contents) -> dict[str, str]:
    return {element.name: element.value for element in metadata.elements(about)}


def test_parts_of_the_code_stand_in_their_elements() -> None:
    told = values(FULL)
    assert (told["全宗号"], told["门类代码"], told["年度"]) == ("Z109", "LY", "2026")
    assert (told["保管期限"], told["机构或问题"], told["件号"]) == ("30年", "ZZB", "0012")
    assert (told["音频采样率"], told["声道"], told["音频比特率（平均）"]) == ("44100 Hz", "1", "706 kbit/s")


def test_complete_description_counts_as_whole() -> None:
    assert metadata.percent(metadata.elements(FULL)) == "100%"
    assert [element.name for element in metadata.missing(metadata.elements(FULL))] == ["档案馆代码", "密级", "主题词"]


@pytest.mark.parametrize("name", ["recorder", "describer"])
def test_each_missing_must_lowers_the_figure_and_is_named(name: str) -> None:
    described = metadata.elements(replace(FULL, archive=replace(FULL.archive, **{name: ""})))
    musts = sum(element.need == "must" for element in described)
    assert metadata.completeness(described) == pytest.approx(1 - 1 / musts)
    assert metadata.percent(described) != "100%"
    assert metadata.missing(described)[0].name == {"recorder": "摄录者", "describer": "著录者"}[name]


def test_each_person_is_named_once() -> None:
    assert values(FULL)["主题：人物"] == "王桂芳；<张&三>"


@pytest.mark.parametrize("grievances", [None, listed(), listed(said_by("王桂芳", accusation="yes"))])
def test_nobody_named_is_a_gap_and_no_guess(grievances: GrievanceList | None) -> None:
    described = metadata.elements(replace(FULL, grievances=grievances))
    assert "主题：人物" in {element.name for element in metadata.missing(described)}


def test_xml_reads_back_with_every_element_and_value() -> None:
    described = metadata.elements(FULL)
    root = ET.fromstring(metadata.as_xml(described))  # noqa: S314 - our own text
    nodes = root.findall(f".//{{{metadata.NAMESPACE}}}元素")
    assert [(node.get("名称"), node.text or "") for node in nodes] == [
        (one.name, one.value.replace("\x01", "")) for one in described
    ]
    assert root.get("完整率") == "100%"
    assert [node.get("名称") for node in nodes if node.get("编号") == "M7"] == ["题名"]


def test_table_reads_back_and_holds_no_formula() -> None:
    described = metadata.elements(FULL)
    rows = list(csv.reader(io.StringIO(metadata.as_csv(described).removeprefix("\ufeff"))))
    assert len(rows) == len(described) + 1
    cells = {row[1]: row[3] for row in rows[1:]}
    assert cells["收录前的文件名"] == "'=录\x01音.wav"
    assert cells["题名 M7"] == FULL.title
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
