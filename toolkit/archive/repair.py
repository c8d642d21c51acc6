"""A package held against a copy of it elsewhere, and rotten files put back from the copy after a person agreed.

Nothing is thrown away: what is replaced, and what nobody knows, is moved beside the package. Neither package nor copy
is trusted by itself; only the root that the fixity ledger holds is.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolkit.archive import damage, packages
from toolkit.archive.packages import Fault
from toolkit.core import (
    MissingFileError,
    PackageRefusedError,
    copy_verified,
    make_folder,
    moves,
    sha256_of,
    writing_faults,
)
from toolkit.formats import bags

_OTHER = "与登记的根值所证明的内容不同"
Verdict = Literal["restorable", "lost", "unknown"]
VERDICT_NAMES: dict[str, str] = {
    "restorable": "可以用副本恢复",
    "lost": "副本里也没有完好的",
    "unknown": "不在清单里，恢复时移到一边",
}


@dataclass(frozen=True)
class Comparison:
    """A file that is not as it was, and whether the copy can put it back."""

    path: str
    fault: str
    affects: str
    verdict: Verdict


def compare(package: Path, copy: Path, root: str) -> tuple[Comparison, ...]:
    """Return every faulty file of `package` with what the `copy` of it can do; nothing when the package is sound.

    `root` is the registered root; the hashes are taken from whichever of both has it. Raise MissingFileError;
    PackageRefusedError when neither has it, since then nothing tells which files are right.
    """
    for place in (package, copy):
        if not place.is_dir():
            raise MissingFileError(path=place)
    digests = _trusted(package, copy, root)
    # Manifests made anew agree with what was changed; the trusted hashes do not.
    faults = {
        name: (_OTHER, damage.meaning(name)) for name, digest in digests.items() if not _is(package / name, digest)
    }
    faults |= {name: (fault, affects) for name, fault, affects in _faults(package, root)}
    return tuple(_compared(name, *faults[name], copy, digests) for name in sorted(faults))


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and not path.is_symlink() and sha256_of(path) == digest


def _faults(package: Path, root: str) -> Iterable[tuple[str, str, str]]:
    try:
        for fault in packages.verify(package, root):
            yield fault.path, fault.fault, fault.affects
    except PackageRefusedError:
        # Not one manifest is left, so that nothing can be verified; each file is then held against the copy.
        for algorithm in bags.ALGORITHMS:
            for kind in ("manifest", "tagmanifest"):
                yield f"{kind}-{algorithm}.txt", "缺失", "校验清单（核验的依据）"


def _trusted(package: Path, copy: Path, root: str) -> Mapping[str, str]:
    """Return the SHA-256 of every file of the package, from the place whose chain of manifests begins at `root`."""
    for place in (package, copy):
        tag_manifest = place / bags.ROOT_FILE
        if tag_manifest.is_file() and sha256_of(tag_manifest) == root:
            tags = _digests(place, bags.ROOT_FILE)
            # The manifest of the payload may be rotten here and sound there.
            for other in (package, copy):
                name = "manifest-sha256.txt"
                if (other / name).is_file() and sha256_of(other / name) == tags.get(name):
                    known = {**tags, **_digests(other, name), bags.ROOT_FILE: root}
                    return {**known, **_other_tag_manifest((package, copy), known)}
    why = "它和副本都与登记的根值不符，无法判断哪些文件是对的，请另找一份副本"
    raise PackageRefusedError(path=package, why=why)


def _digests(place: Path, name: str) -> Mapping[str, str]:
    listing = bags.listing(place)
    found = {one.file: one.digests for one in bags.manifests(listing, "utf-8")}
    return found.get(name, {})


def _compared(name: str, fault: str, affects: str, copy: Path, digests: Mapping[str, str]) -> Comparison:
    digest = digests.get(name)
    if digest is None:
        return Comparison(name, fault, affects, "unknown")
    return Comparison(name, fault, affects, "restorable" if _is(copy / name, digest) else "lost")


def _other_tag_manifest(places: tuple[Path, Path], digests: Mapping[str, str]) -> Mapping[str, str]:
    """Return the hash of the SHA-512 tag manifest, which no other manifest holds, from the place where it is true."""
    name = "tagmanifest-sha512.txt"
    tags = {tag for tag in digests if not tag.startswith(("data/", "tagmanifest-"))}
    for place in places:
        said = _digests(place, name)
        if set(said) == tags and all(_holds(places, tag, said[tag], digests[tag]) for tag in tags):
            return {name: sha256_of(place / name)}
    return {}


def _holds(places: tuple[Path, Path], tag: str, sha512: str, sha256: str) -> bool:
    found = [bags.digests_of(place / tag, bags.ALGORITHMS) for place in places if (place / tag).is_file()]
    return {"sha256": sha256, "sha512": sha512} in found


def restore(package: Path, copy: Path, root: str) -> tuple[Fault, ...]:
    """Put every restorable file of `package` back from `copy`, and return what was put back or moved away.

    What lay there before is moved to `<package>.replaced-<moment>` beside the package, never deleted. The package may
    still have faults afterwards, where the copy has no sound file either: verify it again. Raise what `compare`
    raises, ReadOnlyWorkspaceError or DiskFullError.
    """
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = package.with_name(f"{package.name}.replaced-{moment}")
    done: dict[str, Fault] = {}
    # A manifest that is put back may tell of more files, so it is looked at again until nothing new is found.
    while new := [one for one in compare(package, copy, root) if one.path not in done and one.verdict != "lost"]:
        for one in new:
            done[one.path] = Fault(one.path, one.fault, VERDICT_NAMES[one.verdict])
            _put_back(one, package, copy, aside)
    return tuple(done[name] for name in sorted(done))


def _put_back(one: Comparison, package: Path, copy: Path, aside: Path) -> None:
    here = package / one.path
    if here.is_file() or here.is_symlink():
        _move(here, aside / one.path)
    if one.verdict == "restorable":
        copy_verified(copy / one.path, here)


def _move(here: Path, there: Path) -> None:
    make_folder(there.parent)
    with writing_faults(there):
        moves.move(here, there)
