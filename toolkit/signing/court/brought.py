"""What was brought for the court: files named by what they are and whose, each of them readable and of one party."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from toolkit import formats
from toolkit.chinese import is_among, same_person
from toolkit.core import UnreadableFileError, WrongValueError, sha256_of
from toolkit.signing.faults import refuse

ByParty = Mapping[str, tuple[Path, ...]]
_NAMES = "身份证明-姓名、送达地址确认书-姓名、授权委托书-姓名、财产权利证明、主持调解的证明"
_OF_PARTY = {"身份证明": "identity", "送达地址确认书": "addresses", "授权委托书": "mandates"}
_OF_ALL = {"财产权利证明": "property", "主持调解的证明": "certificate"}


@dataclass(frozen=True)
class Brought:
    """What parties brought: papers of each by name, proofs of property, or why there are none.

    `addresses` are the signed sheets of addresses for service, `certificate` is the sealed one of the committee.
    """

    identity: ByParty = field(default_factory=dict)
    property: tuple[Path, ...] = ()
    no_property: str = ""
    mandates: ByParty = field(default_factory=dict)
    addresses: ByParty = field(default_factory=dict)
    certificate: tuple[Path, ...] = ()


def brought_in(folder: Path, given: Brought) -> Brought:
    """Return `given` with the files of `folder`, which are named 身份证明-姓名, 财产权利证明 and so on.

    Raise WrongValueError naming every file that is named otherwise.
    """
    by_party = {name: dict(getattr(given, name)) for name in _OF_PARTY.values()}
    of_all = {name: list(getattr(given, name)) for name in _OF_ALL.values()}
    strange = []
    for path in sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith(".")):
        what, _, rest = path.stem.partition("-")
        name = rest.partition("-")[0].strip()
        whole = next((title for title in _OF_ALL if what.startswith(title)), None)
        if whole is not None:
            of_all[_OF_ALL[whole]].append(path)
        elif what.strip() in _OF_PARTY and name:
            papers = by_party[_OF_PARTY[what.strip()]]
            papers[name] = (*papers.get(name, ()), path)
        else:
            strange.append(path.name)
    if strange:
        raise WrongValueError(field="当事人交来的材料", value="、".join(strange), why=f"文件名请写成 {_NAMES}")
    return replace(
        given,
        identity=by_party["identity"],
        addresses=by_party["addresses"],
        mandates=by_party["mandates"],
        property=tuple(of_all["property"]),
        certificate=tuple(of_all["certificate"]),
    )


def of_parties(what: str, parties: Sequence[str], given: Brought) -> Brought:
    """Return `given` under the names that the `parties` have in the agreement.

    Raise SigningRefusedError about `what` naming every stranger, every file that is not there, is empty or cannot be
    read, and every file that is to identify two parties.
    """
    papers = (given.identity, given.addresses, given.mandates)
    strangers = sorted({name for each in papers for name in each if not is_among(name, parties)})
    reasons = [f"{name}不是协议的当事人（{'、'.join(parties)}）" for name in strangers]
    refuse(what, [*reasons, *_file_faults(_files_of(given)), *_shared(given.identity)])
    identity, addresses, mandates = (_named(each, parties) for each in papers)
    return replace(given, identity=identity, addresses=addresses, mandates=mandates)


def _named(papers: ByParty, parties: Sequence[str]) -> ByParty:
    found = {
        party: tuple(file for name, files in papers.items() if same_person(name, party) for file in files)
        for party in parties
    }
    return {party: files for party, files in found.items() if files}


def _files_of(given: Brought) -> Iterator[Path]:
    for each in fields(given):
        value = getattr(given, each.name)
        if isinstance(value, tuple):
            yield from value
        elif isinstance(value, Mapping):
            yield from (file for files in value.values() for file in files)


def _file_faults(files: Iterable[Path]) -> Iterator[str]:
    for path in files:
        if not path.is_file():
            yield f"{path.name}：没有这个文件（{path}）"
        elif path.stat().st_size == 0:
            yield f"{path.name}：是空的（0 字节），请重新拍照或者扫描"
        else:
            try:
                formats.refuse_unreadable_scan(path)
            except UnreadableFileError as fault:
                yield f"{path.name}：打不开，{fault.fields['why']}"


def _shared(identity: ByParty) -> Iterator[str]:
    """Tell each file that is handed in as the identity of two parties: the court wants one of each."""
    whose = {(name, sha256_of(file)): file.name for name, files in identity.items() for file in files if file.is_file()}
    counts = Counter(digest for _, digest in whose)
    for digest in (digest for digest, count in counts.items() if count > 1):
        names = [name for name, each in whose if each == digest]
        yield f"{'、'.join(names)}的身份证明是同一个文件（{whose[names[0], digest]}），每人的请分开"
