"""The published answers for charts, capability and run lengths, kept beside the tests."""

import json
from pathlib import Path

import pytest

from tempa.desks.console.vectors import check_case
from tempa.desks.console.vectors_charts import KINDS

FILE = Path(__file__).parents[1] / "vectors" / "quality.json"
ENTRIES = json.loads(FILE.read_text(encoding="utf-8"))
CASES = [(kind, number) for kind in KINDS for number in range(len(ENTRIES[kind]["cases"]))]


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_published_answer_is_met(kind, number):
    entry = ENTRIES[kind]
    assert check_case(FILE, entry, entry["cases"][number], KINDS[kind]) == ""


def test_a_wrong_answer_would_be_noticed():
    entry = ENTRIES["cusum_arl"]
    case = entry["cases"][0] | {"expect": {"ARL": 465.443}}
    assert "expected 465.443" in check_case(FILE, entry, case, KINDS["cusum_arl"])
