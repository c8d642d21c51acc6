"""Names that Windows cannot keep are told before anything is written, all at once, and there only."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.windows import LONGEST, Windows
from toolkit.core import moves, windows_names
from toolkit.core.errors import LongPathError, UnfitNamesError
from toolkit.workspace.numbering import file_name_of


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say that this is Windows, and nothing more."""
    monkeypatch.setattr(moves, "IS_WINDOWS", True)


UNFIT = (
    "回证:1.pdf",
    "CON",
    "nul.txt",
    "com1.docx",
    "LPT9",
    "COM¹",
    "村.",
    "村 ",
    "a?b",
    "a*b",
    "a|b",
    '"',
    "a\nb",
    "<x>",
)


@pytest.mark.parametrize("name", UNFIT)
@pytest.mark.usefixtures("on_windows")
def test_a_name_that_windows_does_not_keep_is_refused_at_any_depth(name: str) -> None:
    for place in (name, f"papers/{name}", f"{name}/好.docx"):
        with pytest.raises(UnfitNamesError, match="1 个文件"):
            windows_names.refuse_unfit(Path("D"), [place])


@pytest.mark.usefixtures("on_windows")
def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(UnfitNamesError) as told:
        windows_names.refuse_unfit(Path("D"), ["proofs/甲.PDF", "proofs/甲.pdf", "aux.txt", "好.txt", "长" * 250])

    assert told.value.fields["count"] == 3
    assert all(words in str(told.value) for words in ("只差大小写", "aux.txt", "最多 259 个"))


def test_elsewhere_every_name_may_be() -> None:
    windows_names.refuse_unfit(Path("D"), UNFIT)
    windows_names.refuse_deep(Path("/" + "很长" * 300), 100)


@pytest.mark.usefixtures("on_windows")
@pytest.mark.parametrize("length,is_refused", [(60, False), (108, False), (109, True), (400, True)])
def test_a_folder_too_deep_for_what_will_lie_in_it_is_refused(length: int, *, is_refused: bool) -> None:
    folder = Path("/" + "文" * (length - 1))
    if is_refused:
        with pytest.raises(LongPathError, match=f"有 {length} 个字，最多只能有 108 个"):
            windows_names.refuse_deep(folder, 110)
    else:
        windows_names.refuse_deep(folder, 110)


@given(st.text(max_size=80))
def test_a_name_made_from_any_number_is_one_that_windows_keeps(code: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moves, "IS_WINDOWS", True)
        windows_names.refuse_unfit(Path("/w"), [f"papers/{file_name_of(code)}.docx", file_name_of(code)])


def test_what_is_let_through_can_be_written_there_and_what_is_refused_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Windows(tmp_path, monkeypatch)
    for name in (*UNFIT, "好.docx", "CONTRACT.txt", "约 (2).pdf", "a" * (LONGEST - len(str(tmp_path)) - 41)):
        try:
            windows_names.refuse_unfit(tmp_path, [name])
        except UnfitNamesError:
            with pytest.raises(OSError, match=r"语法不正确|太长"):
                (tmp_path / name).write_bytes(b"")
        else:
            (tmp_path / name).write_bytes(b"")
