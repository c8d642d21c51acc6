"""Guards against text that speech models invent (loops, prompt echoes, film subtitles), and tidy punctuation."""

import re
import zlib

_TOO_REPETITIVE = 2.4  # whisper's own bound for the compression ratio
_LONG_ENOUGH_TO_COMPRESS = 20
# A phrase five times in a row, or one character twelve times: a model in a loop, not a person.
_LOOP = re.compile(r"(.{2,12}?)\1{4,}|(.)\2{11,}")
_FASTEST = 12.0  # characters a second; hurried Mandarin has about seven
SHORTEST_TO_JUDGE_S = 1.5  # shorter speech may be a word or a cough
_SLOWEST = 1.0
_SHORTEST_ECHO = 6
LOOPING = "反复写同一句，是机器打转"
# Whisper was trained on film subtitles and writes their closing lines over noise.
_GHOSTS = re.compile(
    r"点赞.{0,6}订阅|请.{0,3}订阅|不吝点赞|明镜与点点|字幕(由|志愿者|制作|组)|Amara|中文字幕|(谢谢|感谢)(您的|大家)?(观看|收看)",
    re.IGNORECASE,
)
# A word in Latin, Greek or Cyrillic letters counts as one character; other scripts count by the sign.
_FOREIGN = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]+|[\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FEW_FOREIGN = 2  # CT, 4G and the like are said in Chinese sentences

_CHINESE = r"[\u3400-\u9fff，。？！；：、]"
_MARKS = r"[，。？！；：、]"
_WIDE = str.maketrans({"?": "？", "!": "！", ";": "；"})


def fault(text: str, seconds: float, prompt: str) -> str | None:
    """Return the reason, as a Chinese clause, why `text` cannot have been said in `seconds`; None when it can.

    `prompt` is the prompt of the model, "" without one.
    """
    plain = letters(text)
    if repeats(plain):
        return LOOPING
    if len(plain) >= _SHORTEST_ECHO and plain in letters(prompt):
        return "照抄了提示词"
    if _GHOSTS.search(text):
        return "是片尾字幕的套话，没有人这样说"
    if is_foreign(text):
        return "写成了别的文字"
    if is_crowded(text, seconds):
        return "字数太多，这么短的时间说不完"
    return None


def repeats(plain: str) -> bool:
    """Return whether `plain` repeats itself as a model in a loop does."""
    data = plain.encode()
    ratio = len(data) / len(zlib.compress(data)) if data else 0.0
    return (len(plain) > _LONG_ENOUGH_TO_COMPRESS and ratio > _TOO_REPETITIVE) or _LOOP.search(plain) is not None


def is_of_the_loop(plain: str, whole: str) -> bool:
    """Return whether `plain` is a part of the phrase that `whole` repeats."""
    return any(plain in loop[0] for loop in _LOOP.finditer(whole))


def is_foreign(text: str) -> bool:
    """Return whether `text` is mostly not Chinese, since the model mistook the language."""
    foreign = len(_FOREIGN.findall(text))
    return foreign > _FEW_FOREIGN and foreign > len(_HAN.findall(text))


def is_crowded(text: str, seconds: float) -> bool:
    """Return whether nobody can say `text` in `seconds`."""
    return len(letters(text)) > _FASTEST * max(seconds, 1.0)


def is_sparse(text: str, seconds: float) -> bool:
    """Return whether `text` is too short for `seconds` of speech, so that words were probably skipped."""
    return seconds >= SHORTEST_TO_JUDGE_S and len(letters(text)) < _SLOWEST * seconds


def tidy(text: str) -> str:
    """Return `text` with full-width punctuation, and commas in place of the blanks that a model writes for pauses.

    Numbers keep their points, commas and colons (3.5, 10,000, 8:30).
    """
    plain = text.replace("\ufffd", "").strip().translate(_WIDE)
    for narrow, wide in ((",", "，"), (".", "。"), (":", "：")):
        mark = re.escape(narrow)
        plain = re.sub(rf"(?<={_CHINESE}){mark}|{mark}(?={_CHINESE})", wide, plain)
    plain = re.sub(rf"(?<={_CHINESE})\s+(?={_CHINESE})", "，", plain)
    plain = re.sub(rf"(?<={_MARKS})\s+|\s+(?={_MARKS})", "", plain)
    plain = re.sub(rf"，+({_MARKS})", r"\1", plain)
    return re.sub(r"([。？！；：、])，+", r"\1", plain).strip("，、 ")


def letters(text: str) -> str:
    """Return `text` without punctuation and blanks."""
    return re.sub(r"[\W_]", "", text)
