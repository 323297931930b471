"""docs/ledger-format.md is exact: its example, its verifier and its tables are recomputed from the page's own text."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tempa.desks.console.format_page import own_kinds, page_with_tables
from tempa.ledger import facts, rules
from tempa.ledger.facts import KINDS, RowStated
from tempa.ledger.models import Entry, SealedValue
from tempa.values.programme import SCHEMA

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "ledger-format.md").read_text()
def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found.group(1)


def table(heading: str) -> list[list[str]]:
    """Cells of the first table under a heading of the page."""
    part = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [[c.strip() for c in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| ")][2:]


@pytest.fixture(scope="module")
def example() -> Any:
    return json.loads(block("json"))


@pytest.fixture(scope="module")
def verifier() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(block("python"), names)
    return names


def raw(example: Any) -> list[tuple[int, str, bytes, bytes]]:
    return [(n, e["body"], bytes.fromhex(e["previous"]), bytes.fromhex(e["hash"])) for n, e in enumerate(example, 1)]


def test_the_example_holds_by_hashlib_alone(example):
    previous = bytes(32)
    for entry in example:
        body = entry["body"].encode()
        assert bytes.fromhex(entry["previous"]) == previous
        previous = hashlib.sha256(previous + hashlib.sha256(body).digest()).digest()
        assert entry["hash"] == previous.hex()
        assert json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == body
        for sealed in entry["sealed"]:
            digest = hashlib.sha256(bytes.fromhex(sealed["salt"]) + sealed["value"].encode()).hexdigest()
            assert sealed["commitment"] == digest and len(bytes.fromhex(sealed["salt"])) == 16
            place = json.loads(body)["values"]
            for step in sealed["path"].split("."):
                place = place[step]
            assert place == {"sealed": digest}
    code = previous.hex()[:16].upper()
    assert " ".join(code[n : n + 4] for n in range(0, 16, 4)) in PAGE


def test_the_example_is_what_tempa_writes(example):
    """The same facts with the same salts and moments, through the ledger's own functions."""
    previous = rules.FIRST_PREVIOUS
    for entry in example:
        said = json.loads(entry["body"])
        values = said["values"]
        for sealed in entry["sealed"]:
            *steps, name = sealed["path"].split(".")
            holder = values
            for step in steps:
                holder = holder[step]
            holder[name] = json.loads(sealed["value"])
        if "row" in values:  # salts are drawn in the order of the table's columns: prices, then personal data
            values["row"] = {c: values["row"][c] for c in SCHEMA[values["table"]].header}
        fact = KINDS[said["kind"]].from_values(values)
        salts = iter([bytes.fromhex(s["salt"]) for s in entry["sealed"]])
        open_values, kept = rules.sealed_values(fact.values(), fact.sealed_prices(), fact.sealed_personal(), salts)
        at = datetime.fromisoformat(said["at"].replace("Z", "+00:00"))
        body = rules.body_of(
            programme=said["programme"], sequence=said["seq"], identity=said["fact"], kind=said["kind"], at=at, by=said["by"], values=open_values
        )
        assert body == entry["body"] and [k.path for k in kept] == [s["path"] for s in entry["sealed"]]
        assert [k.personal for k in kept] == [s["personal"] for s in entry["sealed"]]
        previous = rules.link(previous, body)
        assert previous.hex() == entry["hash"]


def test_the_pages_verifier_accepts_the_example_and_finds_faults(example, verifier):
    entries = raw(example)
    assert verifier["fault"](entries) is None and verifier["fault"]([]) is None
    changed = [entries[0], (2, entries[1][1].replace("W03", "W04"), *entries[1][2:]), entries[2]]
    assert verifier["fault"](changed) == (2, "the body does not match its hash")
    assert verifier["fault"](entries[1:]) == (1, "a number is missing or out of order")
    assert verifier["fault"]([entries[0], (2, entries[1][1], bytes(32), entries[1][3])]) == (2, "the previous hash is another")
    sealed = example[2]["sealed"][0]
    commitment, salt = {"sealed": sealed["commitment"]}, bytes.fromhex(sealed["salt"])
    assert verifier["opens"](commitment, salt, sealed["value"])
    assert not verifier["opens"](commitment, salt, "102000001") and not verifier["opens"](commitment, bytes(16), sealed["value"])


def test_the_pages_verifier_accepts_the_demo(programme, verifier):
    rows = Entry.objects.filter(programme=programme).order_by("sequence").values_list("sequence", "body", "previous", "digest")
    entries = [(n, body, bytes(previous), bytes(digest)) for n, body, previous, digest in rows]
    assert len(entries) > 1000 and verifier["fault"](entries) is None
    for s in SealedValue.objects.filter(entry__programme=programme).select_related("entry")[:200]:
        place = json.loads(s.entry.body)["values"]
        for step in s.path.split("."):
            place = place[step]
        assert verifier["opens"](place, bytes(s.salt), s.value)


def test_every_body_of_the_demo_is_canonical_with_whole_numbers_and_the_members_of_its_kind(programme):
    kinds = {kind.strip("`"): {v.split()[0].strip("`") for v in values.split(", ")} for kind, values, _ in table("Kinds of facts")}
    members = {m.strip("`") for m, *_ in table("One entry")}
    for body in Entry.objects.filter(programme=programme).values_list("body", flat=True).iterator():
        said = json.loads(body, parse_float=pytest.fail)
        assert set(said) == members and set(said["values"]) == kinds[said["kind"]]
        assert rules.canonical(said) == body


def test_the_tables_of_the_page_follow_from_the_facts():
    """`python3 run.py words` writes them."""
    assert page_with_tables(PAGE) == PAGE
    assert {kind.strip("`") for kind, *_ in table("Kinds of facts")} == set(own_kinds())


def test_every_field_of_every_fact_is_marked_and_prices_and_names_are_sealed():
    sealed = {kind.strip("`"): (price, personal) for kind, price, personal in table("What is sealed")}
    assert "`row.unit_price` of `offers`" in sealed["RowStated"][0] and "`row.cash_limit` of `workshops`" in sealed["RowStated"][0]
    assert sealed["RowStated"][1] == "`row.name` `row.latitude` `row.longitude` of `workshops`, `row.name` of `suppliers`"
    assert sealed["OrderAgreed"][0] == "`rupiah`" and sealed["LotAwarded"][0] == "`unit_price`"
    values: dict[str, Any] = {"changed": "X", "before": "1", "after": "2", "row": {}, "reason": "other", "note": "", "paper": ""}
    changed = KINDS["OrderChanged"]
    assert set(changed.from_values({"change": "price", **values}).sealed_prices()) == {"before", "after"}
    assert list(changed.from_values({"change": "quantity", **values}).sealed_prices()) == []
    started = {"run": "R", "seconds": 1, "seed": 1, "note": "", "programme_sha256": "0"}
    assert list(KINDS["PlanningStarted"].from_values({**started, "task": {}}).sealed_prices()) == []
    assert list(KINDS["PlanningStarted"].from_values({**started, "task": {"kind": "scenario"}}).sealed_prices()) == ["task"]
    assert set(RowStated("offers", "k", {"unit_price": "1", "type": "T"}).sealed_prices()) == {"row.unit_price"}


def test_a_fact_that_forgets_a_mark_its_words_or_its_subjects_fails_at_import():
    with pytest.raises(facts.Undeclared, match=r"Forgetful.amount is neither public, price nor personal"):
        type("Forgetful", (facts.Fact,), {"__annotations__": {"amount": int}, "kind_words": "x", "is_decision": True, "about": lambda self: ()})
    with pytest.raises(facts.Undeclared, match="Silent does not say: kind_words, is_decision, about"):
        type("Silent", (facts.Fact,), {})
    column = {"table": "suppliers", "marks": {"supplier": "public", "name": "personal", "regency": "public"}, "__name__": "Half"}
    with pytest.raises(facts.Undeclared, match="does not mark just the columns of suppliers: local"):
        facts.keeps(SimpleNamespace(**column))  # type: ignore[arg-type]
    assert "Forgetful" not in KINDS and "Silent" not in KINDS


def test_salts_have_the_stated_length():
    assert rules.SALT_BYTES == 16 and len(rules.FIRST_PREVIOUS) == 32 and not any(rules.FIRST_PREVIOUS)


def test_prices_that_a_scenario_assumes_are_sealed():
    edits = [{"table": "offers", "key": "W03|TAN-001", "column": "unit_price", "value": "8123456"}]
    asked = {"run": "r", "seconds": 1, "seed": 1, "note": "", "programme_sha256": "", "task": {"kind": "scenario", "edits": edits}}
    fact = KINDS["PlanningStarted"].from_values(asked)
    values, _ = rules.sealed_values(fact.values(), fact.sealed_prices(), fact.sealed_personal(), iter([bytes(16)]))
    assert "8123456" not in json.dumps(values)
