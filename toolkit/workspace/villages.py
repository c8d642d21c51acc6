"""New places for meetings, written into `yehua.toml` so that its comments and everything else in it stay."""

import json
import unicodedata

from toolkit.core import SettingsError, WrongValueError, YehuaError, locks, write_whole
from toolkit.workspace.settings import Workspace, parsed

_HEADING = "[[villages]]"
_LONGEST = 30
_ALSO_ALLOWED = set("·-—()、 ")
_WAIT_S = 10.0


class NotAddedError(YehuaError):
    """Raised when the settings file is written in a way into which no village can be put."""

    sentence = (
        "没能把“{name}”加进设置，文件一个字也没有动：{path}。"
        "请用记事本打开它，照别的村的样子加上“{name}”，保存后重新打开这个笔记本。"
    )


def add(workspace: Workspace, name: str) -> str:
    """Add the village `name` to the settings of `workspace` and return it as it was written.

    The file is written whole or not at all, and checked before: apart from the new village its content is unchanged.
    Raise WrongValueError for a text that is no name or a known name, SettingsError or NotAddedError.
    """
    tidy = unicodedata.normalize("NFKC", name).strip()
    with locks.turn(workspace.jobs / "settings", _WAIT_S):
        workspace.reread()
        _refuse(tidy, workspace.settings.places)
        text = settings_text(workspace)
        extended = _with_village(text, tidy)
        if not _differs_by(tidy, text, extended):
            raise NotAddedError(name=tidy, path=workspace.settings_file)
        write_whole(workspace.settings_file, extended.encode())
        workspace.reread()
    return tidy


def _refuse(name: str, known: tuple[str, ...]) -> None:
    if not name:
        raise WrongValueError(field="新地点", value=name, why="请写上村或院落的名称，如 石桥坝")
    if name in known:
        raise WrongValueError(field="新地点", value=name, why="设置里已经有这个地点，直接在“地点”里选就行")
    if strange_signs(name) or len(name) > _LONGEST:
        raise WrongValueError(field="新地点", value=name, why=f"名称只用汉字、字母和数字，最多 {_LONGEST} 个字")


def strange_signs(name: str) -> list[str]:
    """Return the signs of `name` that no village has in its name."""
    return [sign for sign in name if not sign.isalnum() and sign not in _ALSO_ALLOWED]


def settings_text(workspace: Workspace) -> str:
    """Return the content of the settings file as it stands; raise SettingsError when it is no UTF-8 text."""
    try:
        return workspace.settings_file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(path=workspace.settings_file, why=str(fault)) from fault


def _with_village(text: str, name: str) -> str:
    """Return `text` with the village `name` added after the last village, or at the end where there is none."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    headings = [at for at, line in enumerate(lines) if line.strip().startswith(_HEADING)]
    at = _end_of_table(lines, headings[-1]) if headings else len(lines)
    if at and not lines[at - 1].endswith(("\n", "\r")):
        lines[at - 1] += newline
    added = [newline, _HEADING + newline, f"name = {json.dumps(name, ensure_ascii=False)}{newline}"]
    return "".join((*lines[:at], *added, *lines[at:]))


def _end_of_table(lines: list[str], heading: int) -> int:
    """Return the index after the last value of the table under `heading`: comments below belong to what follows."""
    end = heading + 1
    for at in range(heading + 1, len(lines)):
        tidy = lines[at].strip()
        if tidy.startswith("["):
            break
        if tidy and not tidy.startswith("#"):
            end = at + 1
    return end


def _differs_by(name: str, before: str, after: str) -> bool:
    """Return whether `after` has the content of `before` and the village `name`."""
    try:
        old, new = parsed(before), parsed(after)
    except ValueError:
        return False
    return new == {**old, "villages": [*old.get("villages", []), {"name": name}]}
