"""What pages remember is what they would work out anew, whatever kind of fact came: a history with all kinds, page by page."""

from __future__ import annotations

import dataclasses
from collections import Counter
from itertools import groupby
from operator import itemgetter

import pytest
from django.db.models import Model

from tempa.allocation import queries as allocation
from tempa.desks.frame import door, memory
from tempa.desks.frame.tables import Table
from tempa.ledger import queries
from tempa.ledger.actions import found_programme, record
from tempa.ledger.facts import KINDS, RoleGranted
from tests.cast import DARMA, PLANNER, RINA
from tests.conftest import sign_in
from tests.ledger import history

PAGES = ((PLANNER, "/park/"), (PLANNER, "/park/pesanan/"), (PLANNER, "/park/katalog/"), (PLANNER, "/park/harga/"), (PLANNER, "/park/bengkel/"),
         (PLANNER, "/park/anggaran/"), (PLANNER, "/park/catatan/"), (RINA, "/opd/"), (DARMA, "/bengkel-saya/"))  # fmt: skip
CHANGES_MUCH = {"OrderChanged", "PlanMade", "PlanApproved"}  # of other kinds the first alone is looked at: a look is nine pages
SHOWN_OF_A_PLAN = {
    "made": [0] * 23, "inspected": [0] * 23, "late": [], "clusters": [], "agencies": [], "sites": [], "cash": [],
    "schools": {"share": 0.1, "least": 0.0, "most": 0.2},
}  # fmt: skip


@dataclasses.dataclass
class Held:
    """How often a remembered figure was given, and which this reader has been given in this round."""

    given: Counter[str] = dataclasses.field(default_factory=Counter)
    compared: set[tuple] = dataclasses.field(default_factory=set)


@pytest.fixture
def held(monkeypatch):
    """Every figure that is given from memory is held against one worked out anew, once for each reader in each round of looking."""
    found = Held()
    remember = memory.current

    def current(name, version, make):
        is_new = []
        shown = remember(name, version, lambda: is_new.append(1) or make())
        found.given[name[0]] += not is_new
        if not is_new and (name, version) not in found.compared:
            found.compared.add((name, version))
            assert told(shown) == told(make()), f"{name[0]} does not say that it follows from what was just recorded"
        return shown

    monkeypatch.setattr(door, "current", current)
    return found


def told(value):
    """A figure in values that can be compared: a row of the database by all that it holds."""
    if isinstance(value, Model):
        kept = {k: told(v) for k, v in value._state.fields_cache.items() if k in {"proposal", "decision", "run"}}
        return {f.attname: getattr(value, f.attname) for f in value._meta.concrete_fields} | kept
    if isinstance(value, list | tuple):
        return [told(one) for one in value]
    if isinstance(value, Table):
        return [value.sheet().headings, *map(list, value.sheet().rows), value.words]
    if dataclasses.is_dataclass(value):
        return [told(getattr(value, f.name)) for f in dataclasses.fields(value)]
    return value


def test_remembered_figures_are_those_of_now_after_every_kind_of_fact(client, person, monkeypatch, held):
    seen: Counter[str] = Counter()

    def record_and_look(programme, fact, **more):
        if fact.kind == "PlanMade":
            fact = dataclasses.replace(fact, figures=SHOWN_OF_A_PLAN)
        entry = record(programme, fact, **more)
        seen[fact.kind] += 1
        if seen[fact.kind] == 1 or fact.kind in CHANGES_MUCH:
            look_at_every_page(client, person, programme, held)
        return entry

    monkeypatch.setattr(history, "record", record_and_look)
    programme = history.tell(person)
    look_at_every_page(client, person, programme, held)
    sums_are_of_the_lots_that_hold(programme)
    through_others = {"OrderAgreed", "PaperKept", "ProgrammeLoaded"}
    assert set(KINDS) - through_others - {k for k in KINDS if KINDS[k].__module__.startswith("tests")} <= set(seen)
    assert held.given["settings"] > 50 and held.given["overview-shares"] > 10  # and what no fact concerned was not worked out again


def sums_are_of_the_lots_that_hold(programme):
    lots = allocation.lots_of_lines(programme, ["L0001"])["L0001"]
    assert allocation.all_lots(programme).filter(line="L0001").count() > len(lots) > 0
    assert allocation.lot_sums(programme, ["L0001"]) == {"L0001": (sum(x.quantity for x in lots), max(x.inspect_week for x in lots))}


def look_at_every_page(client, person, programme, held):
    for member, pages in groupby(PAGES, key=itemgetter(0)):
        if not queries.roles_of(person(member.login), programme):
            continue
        sign_in(client, person(member.login), programme=programme.pk)
        held.compared.clear()
        for _member, address in pages:
            assert client.get(address).status_code == 200


@pytest.fixture(autouse=True)
def seats_for_all(monkeypatch):
    """The people of the cast sit in the programme of the history from its beginning."""
    def found(**more):
        programme = found_programme(**more)
        for member in (RINA, DARMA):
            person = queries.person_named(member.login)
            record(programme, RoleGranted(str(person.public_id), member.roles[0], member.subject), at=more["at"], by=more["by"])
        return programme

    monkeypatch.setattr(history, "found_programme", found)


def test_a_fact_that_does_not_concern_a_figure_leaves_it(programme, person, visit, monkeypatch):
    from django.utils import timezone

    from tempa.demand import queries as demand
    from tempa.ledger import actions

    asked = []
    real = demand.order_totals
    monkeypatch.setattr(demand, "order_totals", lambda *a: asked.append(a) or real(*a))
    visit(PLANNER, "/park/pesanan/")
    assert len(asked) == 1
    actions.keep_paper(programme, b"surat", name="surat.pdf", media_type="application/pdf", at=timezone.now(), by=person("perencana"))
    page = visit(PLANNER, "/park/pesanan/").content.decode()
    assert len(asked) == 1 and f"catatan ke-{queries.chain_head(programme)[0]:,}".replace(",", ".") in page


def test_a_room_without_facts_is_no_room_to_follow_from():
    with pytest.raises(ValueError, match="nonsense"):
        queries.kinds_of("rows", "nonsense")
    assert queries.kinds_of("rows") == {"RowStated", "RowWithdrawn", "TableArranged"}
    assert {"OrderAgreed", "OrderChanged"} <= queries.kinds_of("demand") and "PlanMade" not in queries.kinds_of("demand")


def test_a_newer_version_takes_the_place_of_the_older():
    memory.forget()
    assert [memory.current(("a",), v, lambda v=v: v) for v in (1, 1, 2, 1)] == [1, 1, 2, 1]
    assert len(memory._kept) == 1
    for n in range(memory.MOST + 5):
        memory.current((n,), 1, lambda: 0)
    assert len(memory._kept) == memory.MOST
