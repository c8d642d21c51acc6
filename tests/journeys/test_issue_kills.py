"""Killed at a file event and tried once more, a command that numbers something leaves what one run leaves."""

import os

import pytest

from tests import kills
from tests.kill_scenarios_issue import SCENARIOS
from tests.kills import Scenario

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is forked and killed"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_a_kill_and_a_second_try_leave_what_one_run_leaves(scenario: Scenario) -> None:
    report = kills.campaign(scenario)

    assert report.wrong == {}
    assert report.tried
