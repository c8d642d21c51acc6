"""Prompts: the sentences that show a model how a meeting is written, with as many local words as fit."""

from collections.abc import Callable, Sequence

from toolkit.recognition.decoders.base import Options

_MOST_PROMPT_TOKENS = 200  # of the 224 that a model can hold
# The style of a meeting of this kind: simplified, punctuated, in its own words. The commas are narrow since whisper has
# no token for the wide one and, prompted with it, ends it with a wrong byte.
_OPENING = "各位乡亲,今晚开院落夜话。"
_PLACES = "大家说说{}的事。"
_MATTERS = "我是三组的,我反映一下低保,补偿款,宅基地,水渠,修路,工资,学校和医保的事,请镇里派人来看一看,谢谢大家。"

Encode = Callable[[str], Sequence[int]]


def prompt_of(words: Sequence[str]) -> str:
    """Return the sentences of a prompt, `words` among them."""
    return _OPENING + _naming(words) + _MATTERS


def _naming(words: Sequence[str]) -> str:
    """Return the sentence that holds `words`, "" without any."""
    return _PLACES.format(",".join(words)) if words else ""


def naming_tokens(words: Sequence[str], encode: Encode) -> list[int]:
    """Return the tokens of the shortest prompt that holds `words`, none without words."""
    return list(encode(" " + _naming(words))) if words else []


def prompt_tokens(options: Options, encode: Encode) -> list[int]:
    """Return the tokens of the prompt for `options`, with the first of its words, as many as fit."""
    if not options.prompted:
        return []
    return list(encode(" " + prompt_of(fitting(options.prompt_words, encode))))


def fitting(words: Sequence[str], encode: Encode) -> tuple[str, ...]:
    """Return the first of `words`, as many as fit into the prompt."""
    counts = range(len(words), -1, -1)
    return tuple(words[: next(n for n in counts if len(encode(" " + prompt_of(words[:n]))) <= _MOST_PROMPT_TOKENS)])
