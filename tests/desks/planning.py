"""What the tests of the pages around a plan share."""

from __future__ import annotations

import re
from functools import cache

from tests.conftest import NTB

NAIVE = [{
    "code": "first-fit", "id": "Tenggat terdekat", "en": "Earliest due", "objective": 25_940_211_206,
    "parts": {"imbalance": 173_317_150}, "unplanned": 121, "late": 1136, "weeks_late": 7469, "largest": 51_810,
    "clusters": {"SENTRA-1": 149_375, "SENTRA-2": 65_831},
}]  # fmt: skip
CHANGES = [{"kind": "site_down", "workshop": "W03", "from_week": 6, "to_week": 9}]


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@cache
def reasons_of_the_demo(text):
    """Reasons of the demo's plan, worked out once for all tests (`text` names the plan's hash)."""
    from tempa.allocation.planner.explanations.explain import explain
    from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
    from tempa.values.programme import read_programme

    tables = read_programme(NTB)
    return explain(tables, naive_plan(tables, "cheapest-fit")).as_dict()
