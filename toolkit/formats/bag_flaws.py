"""Every flaw of a bag in one pass: changed, missing, added, moved, clashing, unreadable, or badly declared."""

import hashlib
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from toolkit.core import YehuaError
from toolkit.formats import bags
from toolkit.formats.bags import Declared, Flaw, Listing, Manifest, digests_of

_OXUM = re.compile(r"^Payload-Oxum: *(\d+)\.(\d+)\s*$", re.MULTILINE)
_TAG_MANIFEST = re.compile(r"tagmanifest-([a-z0-9_-]+)\.txt")
_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}


def flaws(folder: Path) -> tuple[Flaw, ...]:
    """Return every flaw of the bag in `folder`, sorted by path; none when it is unchanged since it was sealed.

    Files are only opened by the names found in `folder`, never by a name that a manifest gives, and links are
    never followed; so nothing outside `folder` is read.
    """
    declared = bags.declared(folder)
    listing = bags.listing(folder)
    manifests = tuple(bags.manifests(listing, declared.encoding))
    all_flaws = [*declared.flaws, *listing.flaws, *_broken(manifests, declared), *_clashes(listing, manifests)]
    for is_tag in (False, True):
        all_flaws += _compared(
            listing, [manifest for manifest in manifests if manifest.is_tag == is_tag], is_tag=is_tag
        )
    if not all_flaws:
        all_flaws += _miscounted(listing, declared)
    return tuple(sorted(set(all_flaws), key=lambda flaw: (flaw.path, flaw.fault)))


def _broken(manifests: tuple[Manifest, ...], declared: Declared) -> Iterator[Flaw]:
    payload = [manifest for manifest in manifests if not manifest.is_tag]
    if not payload:
        yield Flaw("manifest-sha256.txt", "没有可用的校验清单，无法核验")
    for manifest in manifests:
        yield from manifest.flaws
    yield from _lost_manifests(manifests)
    if declared.version >= (1, 0):
        everything = {name for manifest in payload for name in manifest.digests}
        for manifest in payload:
            # A broken line has a flaw of its own.
            lacking = sorted(everything - set(manifest.digests)) if not manifest.flaws else []
            yield from (Flaw(manifest.file, f"没有登记 {name}，与其他清单不一致") for name in lacking)


def _lost_manifests(manifests: tuple[Manifest, ...]) -> Iterator[Flaw]:
    """Yield the tag manifests, or the payload manifests, of which only those by other algorithms are left.

    A bag may do without tag manifests altogether, but every program that writes them writes both kinds alike.
    """
    kinds = {kind: {each.algorithm for each in manifests if each.is_tag == kind} for kind in (True, False)}
    if kinds[True]:
        yield from (Flaw(f"tagmanifest-{algorithm}.txt", "缺失") for algorithm in sorted(kinds[False] - kinds[True]))
        yield from (Flaw(f"manifest-{algorithm}.txt", "缺失") for algorithm in sorted(kinds[True] - kinds[False]))


def _clashes(listing: Listing, manifests: tuple[Manifest, ...]) -> Iterator[Flaw]:
    """Yield names that Windows or a disc takes for the same, since they differ only in case or Unicode form."""
    spellings: dict[str, set[str]] = defaultdict(set)
    names = {name for manifest in manifests for name in manifest.digests}
    for name in names | set(listing.files):
        spellings[name.casefold()].add(name)
    for group in (sorted(group) for group in spellings.values() if len(group) > 1):
        yield Flaw(group[0], f"与 {'、'.join(group[1:])} 只差大小写或字符写法，在 Windows 和光盘上会互相覆盖")


def _compared(listing: Listing, manifests: list[Manifest], *, is_tag: bool) -> list[Flaw]:
    if not manifests:
        return []
    expected: dict[str, dict[str, str]] = defaultdict(dict)
    for manifest in manifests:
        for name, digest in manifest.digests.items():
            expected[name][manifest.algorithm] = digest
    present = {name: path for name, path in listing.files.items() if _belongs(name, listing, is_tag=is_tag)}
    changed = [flaw for name in expected if name in listing.files for flaw in _changed(name, listing, expected[name])]
    missing = {name: digests for name, digests in expected.items() if name not in listing.files}
    added = {name: path for name, path in present.items() if name not in expected}
    return [*changed, *_moved(missing, added)]


def _belongs(name: str, listing: Listing, *, is_tag: bool) -> bool:
    """Return whether a file must be in the payload manifests or, with `is_tag`, in the tag manifests."""
    in_payload = name.startswith("data/")
    return not in_payload and not _is_tag_manifest(name, listing) if is_tag else in_payload


def _is_tag_manifest(name: str, listing: Listing) -> bool:
    # By an unknown algorithm it is one only beside its payload manifest, else a stray file.
    match = _TAG_MANIFEST.fullmatch(name)
    return match is not None and (
        match[1] in hashlib.algorithms_guaranteed or f"manifest-{match[1]}.txt" in listing.files
    )


def _changed(name: str, listing: Listing, expected: Mapping[str, str]) -> list[Flaw]:
    try:
        actual = digests_of(listing.files[name], expected)
    except YehuaError:
        return [Flaw(name, "读不了，可能是存储介质损坏")]
    return [] if actual == expected else [Flaw(name, "内容已改动，与校验清单不符")]


def _moved(missing: Mapping[str, Mapping[str, str]], added: Mapping[str, Path]) -> Iterator[Flaw]:
    """Yield the missing files, those of them that lie under another name, and the added files."""
    algorithms = {algorithm for digests in missing.values() for algorithm in digests}
    rest = {name: _digests_or_none(path, algorithms) for name, path in sorted(added.items())}
    for name, digests in sorted(missing.items()):
        new = next((other for other, actual in rest.items() if digests.items() <= actual.items()), None)
        yield Flaw(name, "缺失" if new is None else f"改名或移到了 {new}，内容未变")
        rest.pop(new or "", None)
    for name in rest:
        litter = posixpath.basename(name).casefold() in _LITTER
        yield Flaw(name, "多出的文件，校验清单里没有" + ("（系统自动生成，可以删除）" if litter else ""))


def _digests_or_none(path: Path, algorithms: set[str]) -> dict[str, str]:
    try:
        return digests_of(path, algorithms)
    except YehuaError:
        return {}


def _miscounted(listing: Listing, declared: Declared) -> list[Flaw]:
    """Check the size and number of payload files that bag-info.txt gives; only a sound bag's count says anything."""
    path = listing.files.get("bag-info.txt")
    written = _OXUM.search(path.read_bytes().decode(declared.encoding, "replace")) if path else None
    if written is None:
        return []
    sizes = [file.stat().st_size for name, file in listing.files.items() if name.startswith("data/")]
    right = (int(written[1]), int(written[2])) == (sum(sizes), len(sizes))
    return [] if right else [Flaw("bag-info.txt", "登记的文件数或总字节数与实际不符")]
