"""Comparison of a package with a copy, and restoration of damaged files from the copy.

Replaced and unknown files are moved beside the package, never deleted. Neither package nor copy is trusted by itself,
only the root in the fixity ledger.
"""

import datetime as dt
from collections.abc import Mapping
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
    """A faulty file, and whether the copy can restore it."""

    path: str
    fault: str
    affects: str
    verdict: Verdict


def compare(package: Path, copy: Path, root: str) -> tuple[Comparison, ...]:
    """Return every faulty file of `package`, and whether its `copy` can restore it; nothing when it is sound.

    `root` is the registered root; the expected hashes are taken from whichever of both has it. Raise MissingFileError;
    PackageRefusedError when neither has it, since then the right hashes are unknown.
    """
    for place in (package, copy):
        if not place.is_dir():
            raise MissingFileError(path=place)
    digests = _trusted(package, copy, root)
    # Manifests made anew agree with changed files; the trusted hashes do not.
    changed = [name for name, digest in digests.items() if not _has_digest(package / name, digest)]
    faults = {name: Fault(name, _OTHER, damage.meaning(name)) for name in changed}
    faults |= {fault.path: fault for fault in _faults(package, root)}
    return tuple(
        Comparison(name, fault.fault, fault.affects, _verdict(copy / name, digests.get(name)))
        for name, fault in sorted(faults.items())
    )


def _has_digest(path: Path, digest: str) -> bool:
    return path.is_file() and not path.is_symlink() and sha256_of(path) == digest


def _verdict(copied: Path, digest: str | None) -> Verdict:
    if digest is None:
        return "unknown"
    return "restorable" if _has_digest(copied, digest) else "lost"


def _faults(package: Path, root: str) -> tuple[Fault, ...]:
    try:
        return packages.verify(package, root)
    except PackageRefusedError:
        # No manifest is left, so that nothing can be verified; each file is compared with the copy instead.
        names = (f"{kind}-{algorithm}.txt" for algorithm in bags.ALGORITHMS for kind in ("manifest", "tagmanifest"))
        return tuple(Fault(name, "缺失", damage.meaning(name)) for name in names)


def _trusted(package: Path, copy: Path, root: str) -> Mapping[str, str]:
    """Return the SHA-256 of every file of the package, from manifests whose hashes lead back to `root`."""
    for place in (package, copy):
        tag_manifest = place / bags.ROOT_FILE
        if tag_manifest.is_file() and sha256_of(tag_manifest) == root:
            tags = _digests(place, bags.ROOT_FILE)
            # The payload manifest may be damaged here and sound there.
            for other in (package, copy):
                name = "manifest-sha256.txt"
                if (other / name).is_file() and sha256_of(other / name) == tags.get(name):
                    known = {**tags, **_digests(other, name), bags.ROOT_FILE: root}
                    return {**known, **_other_tag_manifest((package, copy), known)}
    why = "它和副本都与登记的根值不符，无法判断哪些文件是对的，请另找一份副本"
    raise PackageRefusedError(path=package, why=why)


def _digests(place: Path, name: str) -> Mapping[str, str]:
    manifests = bags.manifests(bags.listing(place), "utf-8")
    return next((manifest.digests for manifest in manifests if manifest.file == name), {})


def _other_tag_manifest(places: tuple[Path, Path], digests: Mapping[str, str]) -> Mapping[str, str]:
    """Return the hash of the SHA-512 tag manifest, which no other manifest holds, from the place where it is right."""
    name = "tagmanifest-sha512.txt"
    tags = {tag for tag in digests if not tag.startswith(("data/", "tagmanifest-"))}
    for place in places:
        sha512 = _digests(place, name)
        if set(sha512) == tags and all(_holds(places, tag, sha512[tag], digests[tag]) for tag in tags):
            return {name: sha256_of(place / name)}
    return {}


def _holds(places: tuple[Path, Path], tag: str, sha512: str, sha256: str) -> bool:
    """Return whether the tag file `tag` has both digests in one of `places`."""
    files = [place / tag for place in places if (place / tag).is_file()]
    return {"sha256": sha256, "sha512": sha512} in [bags.digests_of(file, bags.ALGORITHMS) for file in files]


def restore(package: Path, copy: Path, root: str) -> tuple[Fault, ...]:
    """Restore every restorable file of `package` from `copy`, and return the files restored or moved away.

    The files that lay there before are moved to `<package>.replaced-<moment>` beside the package. Faults may remain
    where the copy has no sound file either: verify the package again. Raise what `compare` raises,
    ReadOnlyWorkspaceError or DiskFullError.
    """
    moment = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = package.with_name(f"{package.name}.replaced-{moment}")
    treated: dict[str, Fault] = {}
    # A restored manifest may list more files, so the comparison is repeated until it finds no new fault.
    while new := [each for each in compare(package, copy, root) if each.path not in treated and each.verdict != "lost"]:
        for faulty in new:
            treated[faulty.path] = Fault(faulty.path, faulty.fault, VERDICT_NAMES[faulty.verdict])
            _restore_file(faulty, package, copy, aside)
    return tuple(treated[name] for name in sorted(treated))


def _restore_file(faulty: Comparison, package: Path, copy: Path, aside: Path) -> None:
    here = package / faulty.path
    if here.is_file() or here.is_symlink():
        there = aside / faulty.path
        make_folder(there.parent)
        with writing_faults(there):
            moves.move(here, there)
    if faulty.verdict == "restorable":
        copy_verified(copy / faulty.path, here)
