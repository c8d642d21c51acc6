"""Messages between a panel's script and Python: a frozen dataclass for the content of each.

A script sends `{ask: NAME, id, …}` and gets `{re: id, …}` or `{re: id, refused, record?}`. News are `{tell: NAME, …}`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import cattrs
from cattrs.strategies import configure_union_passthrough

from toolkit.core import YehuaError
from toolkit.records import to_json

Content = Mapping[str, Any]
Handler = Callable[[Content], object]
Q = TypeVar("Q")


class MalformedQuestionError(YehuaError):
    """Raised when a question is unknown, or lacks a field, or has a field of another type."""

    sentence = "面板发来的“{ask}”这里认不出来，没有做。请刷新网页，点菜单“运行”里的“运行所有单元格”，再做一次。"


@dataclass(frozen=True)
class Refusal:
    """The sentence that says why something was not done; `record` is for maintainers, None when a user can mend it."""

    refused: str
    record: str | None = None


def read(kind: type[Q], content: Content, ask: object) -> Q:
    """Return the `content` of the question `ask` as a `kind`; raise MalformedQuestionError."""
    try:
        return _CONVERTER.structure(content, kind)
    except (cattrs.BaseValidationError, KeyError, TypeError, ValueError, AttributeError) as fault:
        raise MalformedQuestionError(ask=ask) from fault


def reads(question: type[Q], answer: Callable[[Q], object]) -> Handler:
    """Return a handler that reads the content of a message as a `question` and passes it to `answer`.

    The handler raises MalformedQuestionError.
    """
    return lambda content: answer(read(question, content, content.get("ask")))


def needs_nothing(answer: Callable[[], object]) -> Handler:
    """Return a handler of a question whose name says everything."""
    return lambda _: answer()


def encode(message: object) -> dict[str, Any]:
    """Return `message`, a dataclass or None, as what JSON can hold."""
    return {} if message is None else dict(to_json(message))


def _converter() -> cattrs.Converter:
    """Return a converter that refuses a value of another type instead of converting it."""
    converter = cattrs.Converter()
    for kinds in ((str,), (bool,), (int,), (float, int)):
        converter.register_structure_hook(kinds[0], _only(kinds))
    configure_union_passthrough(str | int, converter)
    return converter


def _only(kinds: tuple[type, ...]) -> Callable[[Any, Any], Any]:
    def check(value: Any, _: Any) -> Any:
        # A bool is an int to isinstance, but is no number in a message.
        if type(value) not in kinds:
            raise TypeError(value)
        return value

    return check


_CONVERTER = _converter()
