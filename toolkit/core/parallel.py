"""Work on several items at a time, with the results in the order of the items."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


@contextlib.contextmanager
def working(work: Callable[[T], R], items: Iterable[T], at_once: int) -> Iterator[Iterator[R]]:
    """Give the results of `work` on each of `items`, in their order, with `at_once` threads.

    Items not begun when the block is left are dropped.
    """
    with ThreadPoolExecutor(at_once) as workers:
        try:
            yield workers.map(work, items)
        finally:
            workers.shutdown(cancel_futures=True)
