"""Messages between a panel's script and Python, each with the types of its content.

A script sends `{ask: NAME, id, …}` and gets `{re: id, …}` or `{re: id, refused, record?}`. News are `{tell: NAME, …}`.
The fields of a question are the parameters of the method that answers it; answers and news are frozen dataclasses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any, TypeVar, get_type_hints

import cattrs
from cattrs.strategies import configure_union_passthrough

from toolkit.core import YehuaError
from toolkit.records import to_json

Content = Mapping[str, Any]
Handler = Callable[[Content], object]
T = TypeVar("T")
_MALFORMED = (cattrs.BaseValidationError, KeyError, TypeError, ValueError, AttributeError)


class MalformedQuestionError(YehuaError):
    """Raised when a question is unknown, or lacks a field, or has a field of another type."""

    sentence = "面板发来的“{ask}”这里认不出来，没有做。请刷新网页，点菜单“运行”里的“运行所有单元格”，再做一次。"


@dataclass(frozen=True)
class Refusal:
    """The sentence that says why something was not done; `record` is for maintainers, None when a user can mend it."""

    refused: str
    record: str | None = None


def answers(handle: Callable[..., object]) -> Handler:
    """Return a handler that reads the content of a message as the arguments of `handle`, by their names and types.

    The handler raises MalformedQuestionError when one is missing or has another type.
    """
    types, parameters = get_type_hints(handle), signature(handle).parameters

    def answer(content: Content) -> object:
        try:
            arguments = {
                name: _CONVERTER.structure(content[name], types[name])
                for name, parameter in parameters.items()
                if name in content or parameter.default is parameter.empty
            }
        except _MALFORMED as fault:
            raise MalformedQuestionError(ask=content.get("ask")) from fault
        return handle(**arguments)

    return answer


def read(kind: type[T], content: Content, ask: str) -> T:
    """Return the part `content` of the question `ask` as a `kind`; raise MalformedQuestionError."""
    try:
        return _CONVERTER.structure(content, kind)
    except _MALFORMED as fault:
        raise MalformedQuestionError(ask=ask) from fault


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
