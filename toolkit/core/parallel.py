"""Work on several things at a time, whose results come in the order of the things."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


@contextlib.contextmanager
def working(work: Callable[[T], R], items: Iterable[T], at_once: int) -> Iterator[Iterator[R]]:
    """Give what `work` makes of each of `items`, in their order, with so many `at_once`.

    What is not begun when the block is left is not done.
    """
    with ThreadPoolExecutor(at_once) as workers:
        try:
            yield workers.map(work, items)
        finally:
            workers.shutdown(cancel_futures=True)
