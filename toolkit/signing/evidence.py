"""The evidence page of a signed paper: signers, times, fingerprints, hash, and how anybody checks it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit import formats
from toolkit.papers import FiledPaper, forms
from toolkit.signing import preparing, seats, signings
from toolkit.signing.faults import refuse
from toolkit.signing.scanning import keeping
from toolkit.signing.signings import DRAWN, PAPER, Signature, Signing, Step, Witness
from toolkit.workspace import Desk

_SHEETS = Path(__file__).parent / "sheets"
_FACE_TO_FACE = "当面核对证件"
_KEYS = (
    "每个签名各用一把一次性的密钥，用完即弃。签名以后对签名和对内容的改动都能发现（《电子签名法》第十三条第一款第三项、"
    "第四项）；签名是不是本人所写，由核对身份的人证明。"
)
_OWN_ROOT = "签发证书的是本单位自用的签名根证书，不是依法设立的电子认证服务机构；这里不声称它是可靠的电子签名。"
_CHECKED = (
    "的签名用的是签名人自己的数字证书。收下时本机核对了签名值、文件有没有被改过，证书是登记在本单位的签发机构签发的；"
    "证书有没有被吊销，请按签发机构的办法核验。"
)
_NATIONAL = "的是国密签章，本机不能核验：签名值、证书都没有核对，不算已签；请用原来的软件核验。"
_SCANNED = (
    "各页有页码标记；留存的扫描件经核对：页数齐全，顺序正确，都是这一份的页。",
    "纸上的签名、印章、指印是谁的，程序没有核对，请看原件。",
)
_NO_SCAN = "还没有留存扫描件：在纸上签没有签，这里没有记录。"
_HOW = (
    (
        "一、用能验签的 PDF 阅读软件打开，看“签名”面板：应当有上表的每一个签名，都是“签名后未被修改”。"
        "本单位签发的证书显示“不受信任”，是因为根证书只在本单位使用；请核对根证书的指纹。"
    ),
    (
        "二、把文件的 SHA-256 和上面写的比对。三、用本单位的程序：yehua sign verify 文件.pdf，"
        "会指出谁没有签、谁的证书不对、签了以后改过什么。"
    ),
)


def page(desk: Desk, paper: FiledPaper, step: Step, on: dt.date | None = None) -> bytes:
    """Return the evidence page of the signing `step` of `paper` as PDF, made on the day `on`, by default today.

    Raise what `formats.typeset` raises.

    Raise SigningRefusedError when another paper replaced it, or its case is withheld.
    """
    refuse(f"{paper.number} 的签名情况说明", list(preparing.objections(desk, paper)))
    signing = step.signing
    parts = [("这种签名能说明什么", list(_claims(desk, paper, signing)))]
    if signing.level != PAPER:
        parts.append(("怎样核验", list(_HOW)))
    data = {
        "title": "签名情况说明",
        "facts": list(_facts(desk, paper, step)),
        "signers": [_line(each) for each in signing.signatures],
        "parts": parts,
    }
    return formats.typeset(_SHEETS / "evidence.typ", data, on=on or desk.today)


def _claims(desk: Desk, paper: FiledPaper, signing: Signing) -> Iterator[str]:
    """Give what the record of the signing shows, and no more."""
    if signing.level == PAPER:
        yield from _SCANNED if keeping.kept_scans(desk, paper) else (_NO_SCAN,)
        if doubt := keeping.doubt_of(desk, paper):
            yield str(doubt)
        return
    people = [each for each in signing.signatures if each.field != seats.TEXT]
    if not people:
        yield "还没有人签名。"
    elif signing.level == DRAWN:
        yield from _drawn([each for each in people if each.witness])
    else:
        for words, found in (
            (_CHECKED, [each.who for each in people if each.fingerprint]),
            (_NATIONAL, [each.who for each in people if not each.fingerprint]),
        ):
            if found:
                yield f"{'、'.join(found)}{words}"
    if signing.consents:
        yield f"{'、'.join(signing.consents)}同意采用电子签名（《电子签名法》第三条）。"
    if signing.level == DRAWN:
        yield _OWN_ROOT


def _drawn(signatures: Sequence[Signature]) -> Iterator[str]:
    """Give how each person signed on the screen, and who knew them."""
    seen: dict[Witness, list[str]] = {}
    for each in signatures:
        if each.witness:
            seen.setdefault(replace(each.witness, device=""), []).append(each.who)
    for witness, names in seen.items():
        how = "当面在屏幕上手写的" if witness.how == _FACE_TO_FACE else "在屏幕上手写的"
        yield f"{'、'.join(names)}的签名是{how}，身份由{witness.name}核对（{witness.how}）。"
    yield _KEYS


def _facts(desk: Desk, paper: FiledPaper, step: Step) -> Iterator[tuple[str, str]]:
    signing = step.signing
    yield "文书", f"{forms.PAPERS[paper.paper]} {paper.number}"
    yield "签名方式", f"{signing.level}；{signings.shown_moment(signing.prepared_at)}准备"
    yield "文字的校验码", f"{signing.text}（共 {signing.pages} 页）"
    if signing.level == PAPER:
        files = keeping.kept_scans(desk, paper)
        hashes = "；".join(signings.digest(file.read_bytes()) for file in files)
        yield "扫描件的 SHA-256", hashes or "还没有留存扫描件"
        return
    yield "文件的 SHA-256", step.sha256
    yield "状态", "已经签完、盖章、锁定" if signing.sealed else "还没有签完"
    yield (
        "文件时间戳",
        "有（签发者核验了没有，用下面第三种办法看）"
        if signing.timestamped
        else "没有（本机没有接时间戳服务，时间是本机时钟的时间）",
    )
    from toolkit.signing import authority  # noqa: PLC0415 - an extra that a paper original does not need

    yield "签名根证书的指纹", authority.fingerprint_of_text(signing.root)


def _line(signature: Signature) -> dict[str, str]:
    witness = signature.witness
    seen = f"{witness.name}{witness.how}" if witness else signature.made
    if signature.field == seats.TEXT:
        seen = "文本定稿，以后只能签名"
    return {
        "role": signature.role,
        "who": signature.who,
        "at": signings.shown_moment(signature.at).replace("（北京时间）", ""),
        "fingerprint": signings.grouped(signature.fingerprint) or "没有核对证书",
        "seen": seen,
    }
