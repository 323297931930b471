"""Every field that a fact says in the open has a name that people read on its entry's page."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from django.utils.translation import override

from tempa.desks.frame.entry_words import answer_words
from tempa.desks.frame.field_words import FIELDS, field_words, subject_words, value_words
from tempa.desks.frame.words import glossary
from tempa.ledger.facts import KINDS


def test_every_field_of_every_fact_has_a_word() -> None:
    named = {f.name for kind in KINDS.values() for f in fields(kind)}
    assert not sorted(name for name in named if name not in FIELDS and name not in glossary())
    assert set(FIELDS) <= named - set(glossary())


@pytest.mark.parametrize(("value", "words"), [
    ("2020-10-23", "23 Okt 2020"), ("2020-10-23T02:57:00.000000Z", "23 Oktober 2020, 10.57 WITA"), (True, "ya"),
    ("2020-13-45", "2020-13-45"), ("Pak Darma", "Pak Darma"), (7, 7),
])  # fmt: skip
def test_values_are_said_in_the_readers_words(value, words) -> None:
    with override("id"):
        assert value_words(value) == words


def test_english_readers_read_the_names_of_the_format() -> None:
    with override("en"):
        assert (field_words("hours_per_week"), answer_words("state", "broken")) == ("hours per week", "broken")
    with override("id"):
        assert not re.search("_", field_words("hours_per_week"))
        said = [answer_words(*one) for one in (("state", "broken"), ("asked", "delivery"), ("note", "broken"), ("state", "patah"))]
        assert said == ["rusak", "penyerahan mesin", "broken", "patah"]


@pytest.mark.parametrize(("language", "words"), [("id", "pembayaran BY00294"), ("en", "payment BY00294")])
def test_what_an_entry_is_about_is_said_in_words(language, words) -> None:
    with override(language):
        assert (subject_words("payment:BY00294"), subject_words("a3f1")) == (words, "a3f1")
