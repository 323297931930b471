"""Words, glossary and code do not drift apart: every noun that a page asks for is there, and every noun there is asked for."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

from tempa.desks.frame.door import DESKS
from tempa.desks.park.demand.drafts import DEFAULTS
from tempa.registry.rules import KINDS, LEGAL_TIERS, SCORES
from tempa.values.programme.schema import RESOURCES
from tests.house.sources import nodes, source

ROOT = Path(__file__).resolve().parents[2]
TEMPA = ROOT / "tempa"
NOUNS = tomllib.loads((ROOT / "glossary.toml").read_text())
ASKS = re.compile(r"\b(?:Column|term|heading)\(")
IN_TEMPLATE = re.compile(r"""["']([a-z_]+)["']\|(?:term|heading)\b""")
COMPUTED = {*DESKS, *DEFAULTS, *KINDS, *LEGAL_TIERS, *SCORES, *RESOURCES, "direct", "indirect"}  # nouns asked for by a value


@cache
def asked_for() -> set[str]:
    """Codes of nouns that templates, columns and calls of term() and heading() name."""
    codes = {code for place in TEMPA.rglob("*.html") for code in IN_TEMPLATE.findall(source(place))}
    for place in filter(lambda p: ASKS.search(source(p)), (TEMPA / "desks").rglob("*.py")):
        for node in nodes(place):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Column", "term", "heading"} and node.args:
                first = node.args[0]
                own_words = any(k.arg == "words" for k in node.keywords)
                if isinstance(first, ast.Constant) and not own_words:
                    codes.add(first.value)
    return codes


def without_code(wanted: set[str]) -> set[str]:
    """Which of these words is no name in the code; a file is read whole only where it holds one that is still sought."""
    left = set(wanted)
    for place in TEMPA.rglob("*.py"):
        if left & words_of(source(place)):
            left -= {name.lower() for name in names_in(place)}
    return left


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def names_in(place: Path) -> set[str]:
    found = {getattr(node, kind, "") for node in nodes(place) for kind in ("id", "arg", "attr", "name")}
    return {name for name in found if isinstance(name, str)}


def test_every_noun_that_a_page_asks_for_stands_in_the_glossary():
    assert (asked_for() | COMPUTED) - set(NOUNS) == set()
    assert len(asked_for()) > 30


def test_every_noun_of_the_glossary_is_used():
    assert without_code(set(NOUNS) - asked_for() - COMPUTED) == set()
    assert without_code({"tempa_has_no_such_name", "programme"}) == {"tempa_has_no_such_name"}


def test_every_noun_has_both_terms_a_meaning_and_a_source():
    for code, noun in NOUNS.items():
        assert set(noun) == {"id", "en", "meaning", "source"} and all(v.strip() == v and v for v in noun.values()), code
        assert "|" not in "".join(noun.values()), code
        assert noun["meaning"].endswith("."), code


def test_the_meaning_of_a_shared_code_is_the_same_on_both_screens():
    from django.utils import translation

    from tempa.desks.frame.words import heading, term

    with translation.override("id"):
        assert (term("workshop"), heading("workshop")) == ("bengkel", "Bengkel")
    with translation.override("en"):
        assert (term("workshop"), heading("score_staff")) == ("workshop", "Staff")
