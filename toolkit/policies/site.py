"""The policy dictionary as a folder for the county portal: no script, no cookie, no outside host, the same to the byte.

Each wall has a copy of the first page under a path of its own, so that a server's log without addresses is the count.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path

from toolkit import formats
from toolkit.core import (
    WrongPlaceError,
    make_folder,
    moves,
    open_to_read,
    refuse_no_folder,
    staging,
    write_whole,
    writing_faults,
)
from toolkit.policies import walls
from toolkit.policies.checks import PolicyCheck, checked, refuse_release
from toolkit.policies.clips import Clips, folder_of
from toolkit.policies.matters import Matter, Standing, with_advice
from toolkit.policies.texts import PolicyText, PolicyTexts
from toolkit.workspace import Desk

_TEMPLATES = Path(__file__).parent / "pages"
_PREVIEW = "预览，不得上线"  # as it stands in pages/frame.html
# A zip file keeps the time of each part: always the same, so that the same pages give the same file.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Site:
    """What was built: its folder, its pages and bytes, the SHA-256 of its manifest, and whether it may go on line."""

    folder: Path
    pages: int
    bytes: int
    sha256: str
    is_release: bool


def build(desk: Desk, out: Path, *, release: bool, replace: bool = False) -> Site:
    """Write the pages of all matters to the folder `out`, with a zip and a manifest beside them, and return the site.

    Without `release` every page is marked as a preview, and blanks say that one should telephone. Raise
    ReleaseRefusedError naming everything that bars a release, or WrongPlaceError.
    """
    check = checked(desk)
    if release:
        refuse_release(check)
    _refuse_other(out, release=release, replace=replace)
    files = dict(_files(desk, check, release=release))
    manifest = json.dumps({name: _sha256(content) for name, content in sorted(files.items())}, indent=1)
    files["manifest.json"] = manifest.encode()
    _place(files, out)
    write_whole(_zip_of(out), _zipped(files))
    pages = sum(name.endswith(".html") for name in files)
    return Site(out, pages, sum(map(len, files.values())), _sha256(files["manifest.json"]), release)


def _zip_of(out: Path) -> Path:
    return out.with_name(f"{out.name}.zip")


def _refuse_other(out: Path, *, release: bool, replace: bool) -> None:
    """Refuse a folder, or a zip beside it, that holds anything but pages built before, each as it was built.

    Pages that may be on line give way to such pages only. Raise WrongPlaceError, and as `refuse_no_folder`.
    """
    refuse_no_folder(out)
    for path, read in ((out, _in_folder), (_zip_of(out), _in_zip)):
        if not path.exists() or (path.is_dir() and not any(path.iterdir())):
            continue
        before = read(path) if replace else {}
        if not _is_built(before):
            why = "那里已有东西；请换一个空文件夹，只有以前做好、没有人改过的政策词典才能换掉"
            raise WrongPlaceError(path=path, why=why)
        if not release and _PREVIEW.encode() not in before["index.html"]:
            raise WrongPlaceError(path=path, why="那里是可以上线的政策词典，预览不能换掉它；请换一个文件夹")


def _is_built(files: Mapping[str, bytes]) -> bool:
    """Return whether `files` are pages as they were built: each is in the manifest with its hash, and none lacks."""
    try:
        listed = json.loads(files.get("manifest.json", b""))
    except ValueError:
        return False
    return "index.html" in files and listed == {
        name: _sha256(content) for name, content in files.items() if name != "manifest.json"
    }


def _in_folder(out: Path) -> dict[str, bytes]:
    """Return the content of each file under `out` by its path, of links and empty folders nothing but the name."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        for path in out.rglob("*")
        if not path.is_dir() or path.is_symlink() or not any(path.iterdir())
    }


def _in_zip(path: Path) -> dict[str, bytes]:
    """Return the content of each part of the zip at `path`; nothing for what is no zip."""
    try:
        with zipfile.ZipFile(path) as zipped:
            return {name: zipped.read(name) for name in zipped.namelist()}
    except (OSError, RuntimeError, zipfile.BadZipFile):  # RuntimeError: under a password
        return {}


def page_of(desk: Desk, standing: Standing, texts: PolicyTexts, *, release: bool, total: int) -> str:
    """Return the page of one matter as HTML."""
    matter, on = standing.matter, desk.today
    bases = [(basis, texts.find(basis, on)) for basis in matter.bases]
    values = {
        **_common(desk, release=release),
        "matter": with_advice(matter) if not release else matter,
        "standing": standing,
        "bases": [(basis.cited, _paragraphs(text)) for basis, text in bases],
        "is_old": bool(standing.review_by and standing.review_by < on),
        "total": total,
        "megabytes": _megabytes(desk, matter.media.file if matter.media else ""),
        "video_megabytes": _megabytes(desk, matter.media.video if matter.media else ""),
    }
    return formats.html.render(_TEMPLATES / "matter.html", values)


def _files(desk: Desk, check: PolicyCheck, *, release: bool) -> Iterator[tuple[str, bytes]]:
    """Give path and content of each file of the site."""
    with desk.store.reading() as tx:
        texts, placed, clips = PolicyTexts(desk, tx), walls.standing(tx), Clips(desk, tx)
    total = len(check.matters)
    for matter_id, given in check.matters.items():
        standing = _with_own_clip(given, clips)
        yield f"d/{matter_id}.html", page_of(desk, standing, texts, release=release, total=total).encode()
        if standing.matter.media:
            yield from _media(desk, standing.matter)
    titles = [(each.matter.id, each.matter.title) for each in check.matters.values()]
    for path, up in [("index.html", ""), *((f"z/{wall.code}/index.html", "../../") for wall in placed)]:
        values = {**_common(desk, release=release), "titles": titles, "up": up}
        yield path, formats.html.render(_TEMPLATES / "contents.html", values).encode()


def _with_own_clip(standing: Standing, clips: Clips) -> Standing:
    """Return `standing` without an explanation that was never taken in: a preview must not hold other files either."""
    matter = standing.matter
    media = clips.vouched(matter.id, matter.media) if matter.media else None
    return changed(standing, matter=changed(matter, media=media))


def _common(desk: Desk, *, release: bool) -> dict[str, object]:
    policies = desk.settings.policies
    return {
        "title": policies.title,
        "telephone": policies.telephone,
        "office": desk.settings.office.name,
        "is_preview": not release,
        "style": (_TEMPLATES / "site.css").read_text(encoding="utf-8"),
    }


def _paragraphs(text: PolicyText | None) -> tuple[str, ...]:
    return tuple(text.text.splitlines()) if text and not text.doubt else ()


def _media(desk: Desk, matter: Matter) -> Iterator[tuple[str, bytes]]:
    if matter.media is None:
        return
    for name in filter(None, (matter.media.file, matter.media.video)):
        with open_to_read(folder_of(desk) / name) as file:
            yield f"m/{name}", file.read()
    if matter.media.captions:
        yield f"m/{matter.id}.vtt", matter.media.captions.encode()


def _megabytes(desk: Desk, name: str) -> str:
    path = folder_of(desk) / name
    return f"{path.stat().st_size / 1e6:.1f}" if name and path.is_file() else ""


def _place(files: Mapping[str, bytes], out: Path) -> None:
    """Write `files` to a staging beside `out` and put it in the place of `out`, whole or not at all."""
    folder = make_folder(out.parent)
    with writing_faults(out), staging.staged(staging.new_place(folder, "copying")) as made:
        for name, content in files.items():
            make_folder((made.path / "site" / name).parent)
            write_whole(made.path / "site" / name, content)
        if out.exists():
            moves.replace(out, made.path / "before")
        moves.move(made.path / "site", out)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, files[name])
    return content.getvalue()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
