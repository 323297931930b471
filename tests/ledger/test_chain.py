"""Every fact is a link: canonical, sealed where it must be, gap-free, never changed."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.ledger import actions, queries
from tempa.ledger.actions import fact_of, record, record_many, values_of
from tempa.ledger.actions.head import Head
from tempa.ledger.facts import TABLES, Fact, Recorded, RowStated, RowWithdrawn
from tempa.ledger.models import ChainHead, Entry, RefusedDouble, Role, SealedValue
from tempa.ledger.rules import Refused, canonical, first_fault, instant, link, sealed_values

AT = datetime(2020, 8, 3, 1, 10, tzinfo=UTC)


@pytest.fixture
def fresh(db, person):
    """A programme of its own with an empty registry."""
    return actions.found_programme(code="UJI", at=AT, by=person("perencana"), desks=("park_planner",))


def stated(name="Bengkel Uji", cash="147000000"):
    row = dict.fromkeys(
        ("workshop", "name", "kind", "cluster", "lead", "legal_tier", "regency", "latitude", "longitude", "island", "workers",
         "cash_limit", "verified_from", "verified_until", "score_premises", "score_competence", "score_staff", "score_equipment"),
        "",
    )  # fmt: skip
    return RowStated("workshops", "W1", row | {"workshop": "W1", "name": name, "kind": "lead", "cash_limit": cash})


def test_hash_is_what_the_format_says(fresh, person):
    """Recomputed from the text of docs/ledger-format.md alone: json and hashlib."""
    record(fresh, stated(), at=AT, by=person("perencana"))
    previous = bytes(32)
    entries = list(Entry.objects.filter(programme=fresh).order_by("sequence"))
    assert [e.sequence for e in entries] == [1, 2]
    for entry in entries:
        body = json.loads(entry.body)
        assert entry.body == json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(previous + hashlib.sha256(entry.body.encode()).digest()).digest()
        assert (bytes(entry.previous), bytes(entry.digest)) == (previous, digest)
        previous = digest
    assert body == body | {
        "at": "2020-08-03T01:10:00.000000Z", "kind": "RowStated", "programme": "UJI", "seq": 2, "fact": str(entry.fact),
        "by": str(person("perencana").public_id),
    }  # fmt: skip
    assert queries.chain_head(fresh) == (2, previous)


@pytest.mark.once
@pytest.mark.parametrize("begun", [{}, {"Row": [2, 9], "RowStated": [1, 4]}])
def test_facts_are_counted_in_the_text_of_the_chain_as_in_a_dictionary(begun):
    """Whoever writes JSON: without blanks the text is read as a whole, and written so that it need not be the next time."""
    kinds = ("RowStated", "Stated", "Row", "RowStated", "New", "Row", "New")
    for text in (json.dumps(begun), json.dumps(begun, separators=(",", ":"))):
        head, wanted = Head(1, 0, b"", text), dict(begun)
        for sequence, kind in enumerate(kinds, 10):
            assert head.count(kind) == wanted.get(kind, [0])[0]
            head.add(kind, sequence)
            wanted[kind] = [wanted.get(kind, [0])[0] + 1, sequence]
            assert json.loads(head.counts) == wanted


def test_prices_and_personal_data_stay_out_of_the_body(fresh, person):
    entry = record(fresh, stated(name="Pak Darma Sendiri", cash="987654321"), at=AT, by=person("perencana"))
    assert "987654321" not in entry.body and "Darma" not in entry.body
    sealed = {s.path: s for s in SealedValue.objects.filter(entry=entry)}
    assert set(sealed) == {"row.name", "row.cash_limit"}
    assert sealed["row.name"].personal and not sealed["row.cash_limit"].personal
    for s in sealed.values():
        assert len(bytes(s.salt)) == 16
        digest = hashlib.sha256(bytes(s.salt) + s.value.encode()).hexdigest()
        assert json.loads(entry.body)["values"]["row"][s.path.split(".")[1]] == {"sealed": digest}
    assert values_of(entry)["row"]["cash_limit"] == "987654321"


def test_equal_values_have_different_commitments(fresh, person):
    one = record(fresh, stated(), at=AT, by=person("perencana"))
    two = record(fresh, stated(), at=AT, by=person("perencana"))
    a, b = (json.loads(e.body)["values"]["row"]["cash_limit"] for e in (one, two))
    assert a != b


def test_no_price_of_the_demo_stands_in_any_body(programme):
    """A leak canary with something to leak: five prices that the sealed values hold."""
    for s in SealedValue.objects.filter(entry__programme=programme, path="row.unit_price", entry__kind="RowStated")[:5]:
        text = json.loads(s.value)
        assert len(text) >= 5
        assert not Entry.objects.filter(programme=programme, body__contains=f'"{text}"').exists()


def test_sending_twice_changes_nothing(fresh, person):
    name = uuid4()
    first = record(fresh, stated(), at=AT, by=person("perencana"), identity=name)
    again = record(fresh, stated(), at=datetime.now(UTC), by=person("perencana"), identity=name)
    assert again.fact == first.fact == name
    assert queries.chain_head(fresh)[0] == 2


def test_another_body_under_a_known_name_is_refused_and_both_are_kept(fresh, person):
    name = uuid4()
    first = record(fresh, stated(), at=AT, by=person("perencana"), identity=name)
    with pytest.raises(Refused, match="isi yang lain"):
        record(fresh, stated(cash="1"), at=AT, by=person("perencana"), identity=name)
    assert values_of(Entry.objects.get(fact=name)) == values_of(first)
    kept = RefusedDouble.objects.get(fact=name)
    assert json.loads(kept.values)["row"]["cash_limit"] == "1"
    assert queries.chain_head(fresh)[0] == 2


def test_a_double_among_many_refuses_all_of_them(fresh, person):
    name = uuid4()
    record(fresh, stated(), at=AT, by=person("perencana"), identity=name)
    with pytest.raises(Refused):
        record_many(fresh, [(uuid4(), stated(cash="5")), (name, stated(cash="6"))], at=AT, by=person("perencana"))
    assert queries.chain_head(fresh)[0] == 2 and RefusedDouble.objects.count() == 1


@pytest.mark.parametrize("change", ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}"])
@pytest.mark.parametrize(("table", "column"), [("tempa_entry", "body"), ("tempa_sealedvalue", "value"), ("tempa_refuseddouble", "values")])
def test_the_database_itself_refuses_changes(programme, person, change, table, column):
    name = uuid4()
    record(programme, stated(), at=AT, by=person("perencana"), identity=name)
    with pytest.raises(Refused):
        record(programme, stated(cash="1"), at=AT, by=person("perencana"), identity=name)
    quoted = connection.ops.quote_name(column)
    where = " WHERE personal = false" if table == "tempa_sealedvalue" and change.startswith("DELETE") else ""
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(t=table, c=quoted) + where)


def test_personal_data_alone_may_be_erased(fresh, person):
    entry = record(fresh, stated(), at=AT, by=person("perencana"))
    SealedValue.objects.filter(entry=entry, personal=True).delete()
    assert queries.chain_fault(fresh) is None
    assert "sealed" in values_of(entry)["row"]["name"] and values_of(entry)["row"]["cash_limit"] == "147000000"


def test_a_change_behind_the_programs_back_is_found(fresh, person):
    for cash in ("1", "2", "3"):
        record(fresh, stated(cash=cash), at=AT, by=person("perencana"))
    rows = [[e.sequence, e.body, bytes(e.previous), bytes(e.digest)] for e in Entry.objects.filter(programme=fresh).order_by("sequence")]
    assert first_fault(map(tuple, rows)) is None
    edited = [list(r) for r in rows]
    edited[2][1] = edited[2][1].replace("W1", "W2")
    assert first_fault(map(tuple, edited)) == (3, "body does not match its hash")
    assert first_fault(map(tuple, rows[:1] + rows[2:])) == (2, "missing")
    swapped = [rows[0], rows[2][:1] + rows[1][1:], rows[1][:1] + rows[2][1:], rows[3]]
    assert first_fault(map(tuple, sorted(swapped, key=lambda r: r[0]))) is not None
    ChainHead.objects.filter(programme=fresh).update(size=9)
    assert queries.chain_fault(fresh) == (9, "entries are missing at the end")


def test_roles_are_facts(person):
    fresh = actions.found_programme(code="UJI", at=AT, by=person("perencana"), desks=("park_head",))
    actions.grant_role(fresh, person("orang-asing"), desk="auditor", at=AT, by=person("perencana"))
    assert [r.desk for r in queries.roles_of(person("orang-asing"), fresh)] == ["auditor"]
    actions.revoke_role(fresh, person("orang-asing"), desk="auditor", at=AT, by=person("perencana"))
    assert queries.roles_of(person("orang-asing"), fresh) == []
    assert [e.kind for e in queries.entries_of(fresh)] == ["RoleRevoked", "RoleGranted", "RoleGranted"]


def test_withdrawn_rows_are_gone_and_their_history_stays(fresh, person):
    record(fresh, stated(), at=AT, by=person("perencana"))
    record(fresh, RowWithdrawn("workshops", "W1"), at=AT, by=person("perencana"))
    assert queries.keys_in_order(fresh, "workshops") == []
    assert [e.kind for e in queries.entries_of(fresh, subject="workshops:W1")] == ["RowWithdrawn", "RowStated"]


def test_tallies_equal_a_recount_from_the_entries(programme):
    """Every row that pages show follows from the facts: rebuild all of them and compare."""
    before = {t: list(queries.rows(programme, t).values_list("key", "cells", "position")) for t in TABLES}
    roles = set(Role.objects.filter(programme=programme).values_list("person", "desk", "subject"))
    for model in TABLES.values():
        model._default_manager.filter(programme=programme).delete()
    Role.objects.filter(programme=programme).delete()
    wanted = ["RowStated", "RowWithdrawn", "TableArranged", "RoleGranted", "RoleRevoked"]
    entries = Entry.objects.filter(programme=programme, kind__in=wanted).prefetch_related("sealed").order_by("sequence")
    actions.tally([Recorded(fact_of(e), e) for e in entries])
    assert {t: list(queries.rows(programme, t).values_list("key", "cells", "position")) for t in TABLES} == before
    assert set(Role.objects.filter(programme=programme).values_list("person", "desk", "subject")) == roles


def test_papers_are_kept_by_their_hash_and_once(fresh, person):
    for _ in range(2):
        digest = actions.keep_paper(fresh, b"isi surat", name="surat.pdf", media_type="application/pdf", at=AT, by=person("perencana"))
    assert digest == hashlib.sha256(b"isi surat").hexdigest()
    assert actions.paper_place(digest).read_bytes() == b"isi surat"
    assert [p.name for p in queries.papers_of(fresh)] == ["surat.pdf"]


def kinds_below(kind: type[Fact]) -> list[type[Fact]]:
    return [found for sub in kind.__subclasses__() for found in (sub, *kinds_below(sub))]


def test_no_two_facts_of_the_house_share_a_name():
    """The name of the class is what an entry says; a second one would take over what the first has written."""
    names = [kind.__name__ for kind in kinds_below(Fact) if kind.__module__.startswith("tempa.")]
    assert len(names) > 20 and sorted(names) == sorted(set(names))


def test_every_entry_of_the_demo_reads_back_as_the_fact_it_says(programme):
    seen = set()
    for entry in Entry.objects.filter(programme=programme).prefetch_related("sealed"):
        fact = fact_of(entry)
        assert (type(fact).__name__, fact.values()) == (entry.kind, values_of(entry))
        seen.add(entry.kind)
    assert {"RowStated", "RoleGranted", "OrderAgreed", "PlanMade", "PlanApproved", "LotAwarded"} <= seen


def test_a_moment_needs_a_zone():
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2020, 8, 3))
    assert instant(AT) == "2020-08-03T01:10:00.000000Z"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
@settings(deadline=None, max_examples=60)
def test_canonical_text_reads_back_and_is_stable(value):
    assert json.loads(canonical(value)) == value
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.lists(st.text(max_size=10), max_size=6), st.integers(0, 5), st.binary(min_size=1, max_size=3))
@settings(deadline=None, max_examples=60)
def test_any_change_of_a_body_breaks_the_chain(bodies, place, change):
    links, previous = [], bytes(32)
    for n, body in enumerate(bodies, 1):
        digest = link(previous, body)
        links.append((n, body, previous, digest))
        previous = digest
    assert first_fault(links) is None
    if place < len(links):
        n, body, before, digest = links[place]
        links[place] = (n, body + change.hex(), before, digest)
        assert first_fault(links) == (place + 1, "body does not match its hash")


def test_sealing_skips_what_is_not_there():
    values, kept = sealed_values({"row": {"a": ""}, "b": "1"}, ["row.a", "row.zz", "nowhere.x", "b"], [], iter([bytes(16)]))
    assert [c.path for c in kept] == ["b"] and values["row"] == {"a": ""}
