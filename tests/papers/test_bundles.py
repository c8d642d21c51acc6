"""A lawyer gets what belongs to one case and nothing else; what comes back is rechecked."""

import json
import shutil
from pathlib import Path

import pytest

from toolkit.cases.ledger import ledger_of
from toolkit.core.errors import MissingFileError, UnknownNumberError, WrongValueError
from toolkit.core.files import sha256_of
from toolkit.grievances.register import find_grievance
from toolkit.papers import bundles
from toolkit.sound import audio


@pytest.mark.slow
def test_a_bundle_holds_the_passages_of_its_case_only_and_comes_back(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk = sample_run.desk
    case = sample_run.told.cases[0]
    own = [find_grievance(desk.store, number) for number in ledger_of(desk).state(case, desk.today).grievances]

    made = bundles.write(desk, case, tmp_path / "交 律师")

    clips = [path for path in made.files if path.suffix == ".wav"]
    said = sum(one.end_s - one.start_s for grievance in own for one in grievance.passages)
    assert sum(audio.sound_facts(path).seconds for path in clips) == pytest.approx(said, abs=0.1)
    texts = "".join(path.read_text(encoding="utf-8") for path in (made.folder / "诉求").glob("*.txt"))
    assert all(grievance.text in texts for grievance in own)
    listing = json.loads((made.folder / "清单.json").read_text(encoding="utf-8"))["files"]
    assert all(sha256_of(made.folder / name) == value for name, value in listing.items())
    (back,) = bundles.take_back(desk, made.folder)
    assert back.recheck is not None
    assert back.recheck.changes == ()

    shutil.copy(made.folder / "说明.txt", next((made.folder / "草稿").glob("*.docx")))
    assert [bool(one.fault) for one in bundles.take_back(desk, made.folder)] == [True]


@pytest.mark.slow
def test_a_folder_with_content_is_not_written_into(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    (tmp_path / "别的.txt").write_text("别的", encoding="utf-8")

    with pytest.raises(WrongValueError, match="已经有文件"):
        bundles.write(sample_run.desk, sample_run.told.cases[0], tmp_path)


def test_an_unknown_case_makes_no_folder(desk, tmp_path: Path) -> None:  # noqa: ANN001
    with pytest.raises(UnknownNumberError):
        bundles.write(desk, "案2026-0999", tmp_path / "新")

    assert not (tmp_path / "新").exists()


def test_what_is_no_bundle_is_told(desk, tmp_path: Path) -> None:  # noqa: ANN001
    with pytest.raises(MissingFileError, match="清单"):
        bundles.take_back(desk, tmp_path)
