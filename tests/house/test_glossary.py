"""Words, glossary and code do not drift apart: every noun that a page asks for is there, and every noun there is asked for."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

from tempa.desks.frame.door import DESKS
from tempa.desks.park.demand.drafts import DEFAULTS
from tempa.registry.rules import KINDS, LEGAL_TIERS, SCORES
from tempa.values.programme.schema import RESOURCES

ROOT = Path(__file__).resolve().parents[2]
TEMPA = ROOT / "tempa"
NOUNS = tomllib.loads((ROOT / "glossary.toml").read_text())
IN_TEMPLATE = re.compile(r"""["']([a-z_]+)["']\|(?:term|heading)\b""")
COMPUTED = {*DESKS, *DEFAULTS, *KINDS, *LEGAL_TIERS, *SCORES, *RESOURCES, "direct", "indirect"}  # nouns asked for by a value


def asked_for() -> set[str]:
    """Codes of nouns that templates, columns and calls of term() and heading() name."""
    codes = {code for place in TEMPA.rglob("*.html") for code in IN_TEMPLATE.findall(place.read_text())}
    for place in (TEMPA / "desks").rglob("*.py"):
        for node in ast.walk(ast.parse(place.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Column", "term", "heading"} and node.args:
                first = node.args[0]
                own_words = any(k.arg == "words" for k in node.keywords)
                if isinstance(first, ast.Constant) and not own_words:
                    codes.add(first.value)
    return codes


def names_in_code() -> set[str]:
    found: set[str] = set()
    for place in TEMPA.rglob("*.py"):
        for node in ast.walk(ast.parse(place.read_text())):
            found |= {getattr(node, "id", ""), getattr(node, "arg", "") or "", getattr(node, "attr", ""), getattr(node, "name", "") or ""}
    return {name.lower() for name in found if isinstance(name, str)}


def test_every_noun_that_a_page_asks_for_stands_in_the_glossary():
    assert (asked_for() | COMPUTED) - set(NOUNS) == set()
    assert len(asked_for()) > 30


def test_every_noun_of_the_glossary_is_used():
    unused = set(NOUNS) - asked_for() - COMPUTED
    assert unused - names_in_code() == set()


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
