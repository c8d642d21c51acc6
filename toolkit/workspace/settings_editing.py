"""Settings that staff write in the browser, put into `yehua.toml` so that its comments and everything else stay."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import tomlkit
from tomlkit.exceptions import TOMLKitError

from toolkit.core import SettingsError, YehuaError, locks, write_whole
from toolkit.workspace.settings import Settings, Workspace
from toolkit.workspace.villages import settings_text, strange_signs

_WAIT_S = 10.0
_LONGEST = 60
_MARK = "\ufeff"
_FONDS = re.compile(r"[0-9A-Za-z]{1,10}")


@dataclass(frozen=True)
class Field:
    """A setting that staff may write: its key in the file, its name in Chinese, the form it must have; may it be empty.

    An empty form takes any text.
    """

    key: str
    name: str
    form: re.Pattern[str] | None = None
    must: str = ""
    optional: bool = False


URL = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._/-]*)?")
FIELDS = (
    Field("office.name", "本单位名称"),
    Field("office.government", "乡镇人民政府（街道办事处）"),
    Field("office.county_government", "县级人民政府"),
    Field("office.short", "文号里的简称"),
    Field("committee.name", "人民调解委员会"),
    Field("committee.short", "调解协议编号里的简称"),
    Field("archive.fonds", "全宗号", _FONDS, "只用数字和字母，最多 10 位，由县档案馆给定"),
    Field("papers.termination_prefix", "告知书的文号前缀"),
    Field("papers.opinion_prefix", "法律意见书的编号前缀"),
    Field("policies.url", "政策词典的网址", URL, "要写 http:// 或 https:// 开头、不带问号的网址", optional=True),
    Field("policies.telephone", "政策词典上的总机电话", optional=True),
)


class SettingsRefusedError(YehuaError):
    """Raised when values cannot be settings; `listing` has a line for each fault."""

    sentence = "设置一个字也没有改：\n{listing}"


def values(settings: Settings) -> dict[str, str]:
    """Return what `settings` hold for each of `FIELDS`, by key."""
    pairs = (field.key.split(".") for field in FIELDS)
    return {f"{table}.{name}": str(getattr(getattr(settings, table), name)) for table, name in pairs}


def write(workspace: Workspace, fields: Mapping[str, str], places: tuple[str, ...]) -> Settings:
    """Write `fields`, by key, and the villages `places`, in their order, into the file; return the settings as read.

    A village that stays keeps its other values. The file is written whole or not at all. Raise SettingsRefusedError
    naming every fault, or SettingsError for a file that is broken already.
    """
    tidy = {key: unicodedata.normalize("NFKC", text).strip() for key, text in fields.items()}
    names = tuple(unicodedata.normalize("NFKC", name).strip() for name in places)
    faults = [*_faults(tidy), *_faults_of_places(names)]
    if faults:
        raise SettingsRefusedError(listing="\n".join(faults))

    def change(document: tomlkit.TOMLDocument) -> None:
        for key, value in tidy.items():
            table, name = key.split(".")
            document.setdefault(table, tomlkit.table())[name] = value
        if tuple(village["name"] for village in document.get("villages", ())) != names:
            document["villages"] = _villages(document, names)

    with locks.turn(workspace.jobs / "settings", _WAIT_S):
        return _rewritten(workspace, change)


def choose_model(workspace: Workspace, model: str, place: str = "") -> Settings:
    """Write `model` as the speech model of the village `place`, or of all without one; return the settings as read.

    Raise SettingsRefusedError for a village that the settings lack, or SettingsError for a file that is broken.
    """

    def change(document: tomlkit.TOMLDocument) -> None:
        if not place:
            document.setdefault("transcription", tomlkit.table())["model"] = model
            return
        village = next((each for each in document.get("villages", ()) if each["name"] == place), None)
        if village is None:
            raise SettingsRefusedError(listing=f"设置里没有“{place}”这个村、院落。")
        village["model"] = model

    with locks.turn(workspace.jobs / "settings", _WAIT_S):
        return _rewritten(workspace, change)


def point_store(workspace: Workspace, url: str | None) -> None:
    """Write `url` as the place of the store, None for the file in the workspace; raise SettingsError."""

    def change(document: tomlkit.TOMLDocument) -> None:
        if url is not None:
            document.setdefault("store", tomlkit.table())["url"] = url
        elif "store" in document:
            document["store"].pop("url", None)

    with locks.turn(workspace.jobs / "settings", _WAIT_S):
        _rewritten(workspace, change)


def _rewritten(workspace: Workspace, change: Callable[[tomlkit.TOMLDocument], None]) -> Settings:
    """Apply `change` to the document of the file, write it whole, and return the settings as read."""
    workspace.reread()
    _ = workspace.settings  # raises SettingsError: a file that is wrong already is not written upon
    write_whole(workspace.settings_file, _changed(workspace, settings_text(workspace), change))
    workspace.reread()
    return workspace.settings


def _faults(fields: Mapping[str, str]) -> Iterator[str]:
    known = {field.key: field for field in FIELDS}
    for key, text in fields.items():
        field = known.get(key)
        if field is None:
            yield f"没有“{key}”这一项设置。"
        elif not text and field.optional:
            continue
        elif not text:
            yield f"{field.name}：还没有写。"
        elif len(text) > _LONGEST or not text.isprintable():
            yield f"{field.name}：最多 {_LONGEST} 个字，不能换行。"
        elif field.form and not field.form.fullmatch(text):
            yield f"{field.name}：{field.must}。"


def _faults_of_places(names: tuple[str, ...]) -> Iterator[str]:
    if not names:
        yield "村、院落：至少写一个。"
    for name in dict.fromkeys(names):
        if not name or len(name) > _LONGEST or strange_signs(name):
            yield f"村、院落“{name}”：名称只用汉字、字母和数字，最多 {_LONGEST} 个字。"
        elif names.count(name) > 1:
            yield f"村、院落“{name}”：写了 {names.count(name)} 次。"


def _changed(workspace: Workspace, text: str, change: Callable[[tomlkit.TOMLDocument], None]) -> str:
    """Return `text`, the content of the file, after `change`; its marks and line ends stay."""
    try:
        document = tomlkit.parse(text.removeprefix(_MARK))
    except TOMLKitError as fault:
        raise SettingsError(path=workspace.settings_file, why=str(fault)) from fault
    change(document)
    mark = _MARK if text.startswith(_MARK) else ""
    written = tomlkit.dumps(document)
    return mark + (re.sub(r"\r?\n", "\r\n", written) if "\r\n" in text else written)


def _villages(document: tomlkit.TOMLDocument, names: tuple[str, ...]) -> tomlkit.items.AoT:
    known = {village["name"]: village for village in document.get("villages", ())}
    listed = tomlkit.aot()
    for name in names:
        village = known.get(name)
        if village is None:
            village = tomlkit.table()
            village["name"] = name
            village.add(tomlkit.nl())
        listed.append(village)
    return listed
