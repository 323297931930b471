"""The published answers for progress messages, kept beside the tests, and that a wrong one would be noticed."""

import json
from pathlib import Path

import pytest

from tempa.desks.console.vectors import check_case
from tempa.desks.console.vectors_messages import KINDS

FILE = Path(__file__).parents[1] / "vectors" / "messages.json"
ENTRY = json.loads(FILE.read_text(encoding="utf-8"))["progress_message"]


@pytest.mark.parametrize("number", range(len(ENTRY["cases"])))
def test_published_answer_is_met(number):
    assert check_case(FILE, ENTRY, ENTRY["cases"][number], KINDS["progress_message"]) == ""


def test_a_wrong_answer_would_be_noticed():
    case = ENTRY["cases"][0]
    wrong = case["expect"] | {"questions": ["quantity"]}
    assert check_case(FILE, ENTRY, case | {"expect": wrong}, KINDS["progress_message"]).startswith("questions")
