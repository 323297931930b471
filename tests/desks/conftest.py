"""The plan that the demo begins with, for the tests of the desks."""

from __future__ import annotations

import pytest

from tests.desks.planning import NAIVE, reasons_of_the_demo


@pytest.fixture
def plan(programme):
    from tempa.allocation import queries

    return queries.approved_plan(programme)


@pytest.fixture
def explained(programme, person, plan):
    from tempa.allocation import actions

    reasons = reasons_of_the_demo(plan.programme_sha256)
    actions.explain_plan(programme, plan=plan.plan, reasons=reasons, naive=NAIVE, at=plan.made_at, by=person("perencana"))
    return plan
