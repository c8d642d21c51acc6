"""What the tests of the closed loop's pages share."""

import datetime as dt

import pytest

from tests.loop.conftest import at_day
from toolkit.workspace import Desk


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Give a desk on a Monday of November."""
    return at_day(desk, dt.date(2026, 11, 23))
