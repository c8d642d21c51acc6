"""The catalogue names a source for every hash, and what lacks one is never fetched."""

import re

import pytest

from toolkit.core import WrongValueError
from toolkit.recognition import catalogue, families

ENTRIES = catalogue.entries()


def test_every_hash_has_a_source_and_every_source_a_hash() -> None:
    files = [file for entry in ENTRIES for file in entry.files]

    assert all((file.sha256 is None) == (file.source is None) for file in files)
    assert all(re.fullmatch("[0-9a-f]{64}", file.sha256) for file in files if file.sha256)
    assert all(file.bytes > 0 for file in files)


def test_every_figure_says_whose_it_is_and_every_model_its_licence() -> None:
    assert all(rate.source and 0 < rate.percent < 100 for entry in ENTRIES for rate in entry.error_rates)
    assert all(entry.licence and entry.title and entry.languages for entry in ENTRIES)
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES)


def test_only_models_with_all_hashes_are_fetched_and_the_others_say_why() -> None:
    fetchable = {entry.name for entry in ENTRIES if entry.is_fetchable}

    assert "paraformer-sichuan-2025-10-07" in fetchable
    assert "dolphin-base-2025-04-02" not in fetchable
    others = [entry for entry in ENTRIES if not entry.is_fetchable and entry.files and entry.name != "base"]
    assert all("文件夹" in entry.note for entry in others)


def test_every_family_of_the_catalogue_can_be_loaded() -> None:
    assert {entry.family for entry in ENTRIES} <= {*families.BY_NAME, "faster-whisper"}


def test_the_files_of_a_model_are_those_that_its_family_loads() -> None:
    for entry in ENTRIES:
        family = families.BY_NAME.get(entry.family)
        needed = list(family.files.values()) if family else []
        given = {file.name.partition("/")[0] for file in entry.files}
        assert all(any(name in given for name in names) for names in needed), entry.name


def test_an_unknown_model_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(WrongValueError, match="paraformer-sichuan"):
        catalogue.known("没有")
