"""Faults of signing that a user can mend."""

from toolkit.core import YehuaError


class SigningRefusedError(YehuaError):
    """Raised when something must not be signed so; `listing` has a line for each reason."""

    sentence = "{what}没有做：\n{listing}"


class MissingSigningToolsError(YehuaError):
    """Raised where the extra of signing is not installed."""

    sentence = '这台电脑没有装签名的组件；请在程序文件夹里运行 .venv 里的 pip install ".[signing]"，再来一次。'


class NoConverterError(YehuaError):
    """Raised when no PDF can be made of a paper."""

    sentence = "{number} 出不了 PDF：这台电脑没有装 LibreOffice，或者它三分钟没有做完。请装好 LibreOffice 再来一次。"


class NotPreparedError(YehuaError):
    """Raised when a paper was not prepared for signing."""

    sentence = "{number} 还没有准备签名；请先用 yehua sign prepare {number} --level {level} --out 文件夹。"


class ChangedSigningError(YehuaError):
    """Raised when a file of a signing is not as the ledger of all facts knows it."""

    sentence = "{number} 的签名文件 {file} 和总账里登记的校验值不符，不能接着签；请从备份恢复，或者更正后重新准备。"


class ChangedScanError(YehuaError):
    """Raised when a scan that was kept is not as the ledger of all facts knows it."""

    sentence = "{number} 留存的扫描件 {file} 不见了，或者和总账里登记的校验值不符；请从备份恢复，或者重新扫描、留存。"


class WrongSealPassphraseError(YehuaError):
    """Raised when a passphrase does not open the key of the committee's seal."""

    sentence = "印章的口令不对，没有盖章。请由保管印章的人再输一次，注意大小写。"


class MissingTokenToolsError(YehuaError):
    """Raised where the extra of tokens is not installed."""

    sentence = '这台电脑没有装 UKey 签名的组件，请技术员在程序文件夹里用 .venv 里的 pip 安装 ".[token]"，再来一次。'


class TokenError(YehuaError):
    """Raised when a token does not sign."""

    sentence = "没有签成：{why}。"


def refuse(what: str, reasons: list[str]) -> None:
    """Raise SigningRefusedError naming all `reasons` against `what`; do nothing when there are none."""
    if reasons:
        raise SigningRefusedError(what=what, listing="\n".join(f"{reason}。" for reason in reasons))
