"""The published answers for local content, the ladder, price preference and ownership, kept beside the tests."""

import json
from pathlib import Path

import pytest

from tempa.desks.console.vectors import check_case
from tempa.desks.console.vectors_costing import KINDS

FOLDER = Path(__file__).parents[1] / "vectors"
ENTRIES = {
    kind: (file, entry)
    for file in (FOLDER / "contracts.json", FOLDER / "finance.json")
    for kind, entry in json.loads(file.read_text(encoding="utf-8")).items()
    if kind in KINDS
}
CASES = [(kind, number) for kind, (_, entry) in ENTRIES.items() for number in range(len(entry["cases"]))]


def test_every_kind_has_a_case():
    assert set(ENTRIES) == set(KINDS)


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_published_answer_is_met(kind, number):
    file, entry = ENTRIES[kind]
    assert check_case(file, entry, entry["cases"][number], KINDS[kind]) == ""


def test_a_wrong_answer_would_be_noticed():
    file, entry = ENTRIES["tco"]
    case = entry["cases"][0] | {"expect": {"TCO": 46_442_731}}
    assert "expected 46442731" in check_case(file, entry, case, KINDS["tco"])
