"""The price list as deeds: entries are added and never edited, a file comes whole or not at all, sheets need a second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tempa.catalogue import actions, queries
from tempa.catalogue.models import EstimateSheet, PriceEntry
from tempa.catalogue.rules.estimates import Asked, Line, Vat
from tempa.catalogue.rules.prices import Said
from tempa.demand import actions as demand
from tempa.demand import queries as order
from tempa.ledger.models import SealedValue
from tempa.ledger.queries import chain_head
from tempa.ledger.rules import Refused, Stale
from tempa.ledger.verification import verify
from tests.ledger.bodies import told

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 28, 2, tzinfo=UTC)
TODAY = date(2026, 11, 28)
STEEL = Said("material", "ST-HOL25", 90_000, 92_000, 95_000, date(2026, 11, 2), None, "quotation", "penawaran 12", "Cakranegara")


def asked(price=8_000_000, name="TAN-001", **more):
    line = Line("TAN-001", 13, price, lot=13, cost=6_000_000, low=6_000_000, likely=7_000_000, high=9_000_000)
    vat = Vat(13 * price // 10, "UU 42/2009 Ps 7", "10 %")
    return Asked(**{"name": name, "dated": TODAY, "lines": [line], "vat": vat, "sources": [{"key": "X"}], "officer": "Budi", **more})


def test_prices_are_sealed_and_a_correction_takes_the_wrong_ones_place(programme, person):
    planner = person("perencana")
    first = actions.state_price(programme, said=STEEL, at=AT, by=planner)
    assert '"likely":{"sealed":' in first.body and "92000" not in told(first.body)
    assert sorted(SealedValue.objects.filter(entry=first).values_list("path", flat=True)) == ["high", "likely", "low"]
    second = actions.state_price(programme, said=replace(STEEL, likely=93_000, replaces=str(first.fact)), at=AT, by=planner)
    held = queries.book(programme, TODAY).held["material", "ST-HOL25"]
    assert held.likely == 93_000 and held.count == 1
    assert PriceEntry.objects.get(entry=first).replaced_by == second
    with pytest.raises(Refused, match="sudah dibetulkan"):
        actions.state_price(programme, said=replace(STEEL, likely=94_000, replaces=str(first.fact)), at=AT, by=planner)
    assert verify(programme).faults == []


def test_what_another_stated_meanwhile_is_told(programme, person):
    seen = chain_head(programme)[0]
    actions.state_price(programme, said=STEEL, at=AT, by=person("kepala"))
    with pytest.raises(Stale):
        actions.state_price(programme, said=replace(STEEL, likely=93_000), at=AT, by=person("perencana"), seen=seen)
    with pytest.raises(Refused, match="sudah tercatat"):
        actions.state_price(programme, said=STEEL, at=AT, by=person("perencana"))


def test_a_file_comes_whole_or_not_at_all(programme, person):
    size = chain_head(programme)[0]
    wrong = [STEEL, replace(STEEL, dated=date(2027, 1, 1))]
    with pytest.raises(Refused, match="belum tiba"):
        actions.read_price_list(programme, entries=wrong, file=b"x", name="a.xlsx", media_type="text/csv", at=AT, by=person("perencana"))
    assert chain_head(programme)[0] == size and not PriceEntry.objects.exists()
    twice = [STEEL, STEEL]
    with pytest.raises(Refused, match="sudah tercatat"):
        actions.read_price_list(programme, entries=twice, file=b"x", name="a.xlsx", media_type="text/csv", at=AT, by=person("perencana"))
    good = [STEEL, replace(STEEL, item="ST-HOL40")]
    actions.read_price_list(programme, entries=good, file=b"x", name="a.xlsx", media_type="text/csv", at=AT, by=person("perencana"))
    assert PriceEntry.objects.count() == 2 and chain_head(programme)[0] == size + 4  # the file, the list, two entries


def test_a_sheet_is_approved_by_a_second_person_and_stays_when_it_is_superseded(programme, person):
    planner, head = person("perencana"), person("kepala")
    first = actions.set_estimate(programme, asked=asked(), at=AT, by=planner)
    assert '"prices":{"sealed":' in first.body and "Budi" not in first.body and queries.approved_estimate(programme, "TAN-001") is None
    with pytest.raises(Refused, match="Yang mengajukan tidak boleh memutuskan"):
        actions.approve_estimate(programme, sheet=first.fact, at=AT, by=planner)
    actions.approve_estimate(programme, sheet=first.fact, note="baik", at=AT, by=head)
    assert queries.approved_estimate(programme, "TAN-001") == (first.fact, "TAN-001", 1, 8_000_000)
    second = actions.set_estimate(programme, asked=asked(8_100_000), at=AT, by=head)
    assert queries.approved_estimate(programme, "TAN-001").unit_price == 8_000_000, "what is only set does not hold"
    actions.approve_estimate(programme, sheet=second.fact, at=AT, by=planner)
    assert queries.approved_estimate(programme, "TAN-001") == (second.fact, "TAN-001", 2, 8_100_000)
    old = EstimateSheet.objects.get(pk=first.fact)
    assert old.approved and old.superseded_by_id == second.fact and queries.standing(old).stage == "superseded"
    with pytest.raises(Refused, match="sudah diputuskan"):
        actions.refuse_estimate(programme, sheet=second.fact, reason="tidak jadi, salah harga", at=AT, by=planner)
    assert verify(programme).faults == []


def test_a_refused_sheet_needs_a_reason_and_never_holds(programme, person):
    sheet = actions.set_estimate(programme, asked=asked(), at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="alasan penolakan"):
        actions.refuse_estimate(programme, sheet=sheet.fact, reason="tidak", at=AT, by=person("kepala"))
    actions.refuse_estimate(programme, sheet=sheet.fact, reason="Harga baja belum ditanyakan.", at=AT, by=person("kepala"))
    assert queries.approved_estimate(programme, "TAN-001") is None


@pytest.mark.parametrize(("wrong", "why"), [
    ({"name": ""}, "nama paketnya"), ({"lines": []}, "1 sampai 60 jenis"), ({"dated": date(2026, 12, 1)}, "belum tiba"),
    ({"lines": [Line("TAN-999", 1, 5)]}, "tidak ada di katalog"), ({"lines": [Line("TAN-001", 1, 5), Line("TAN-001", 2, 5)]}, "satu baris"),
    ({"lines": [Line("TAN-001", 0, 5)]}, "Banyaknya TAN-001"), ({"lines": [Line("TAN-001", 1, 0)]}, "Harga satuan TAN-001"),
    ({"lines": [Line("TAN-001", 1, 20, low=5, likely=6, high=7)]}, "di luar rentang harga wajar"),
])  # fmt: skip
def test_a_sheet_that_cannot_be_is_refused(wrong, why, programme, person):
    with pytest.raises(Refused, match=why):
        actions.set_estimate(programme, asked=asked(**wrong), at=AT, by=person("perencana"))


def test_the_database_itself_refuses_one_person_for_both_and_sums_that_do_not_add_up(programme, person):
    sheet = actions.set_estimate(programme, asked=asked(), at=AT, by=person("perencana"))
    for wrong in ({"approved": True, "decided_by": person("perencana")}, {"total": 1}, {"approved": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EstimateSheet.objects.filter(pk=sheet.fact).update(**wrong)


def test_a_changed_price_may_follow_the_sheet_that_holds_and_then_says_its_price(programme, person):
    planner, head = person("perencana"), person("kepala")
    sheet = actions.set_estimate(programme, asked=asked(), at=AT, by=planner)

    def change(after, **more):
        return demand.change_price(
            programme, type="TAN-001", after=after, why=demand.Why("price_agreed"), sheet=str(sheet.fact), at=AT, by=planner, **more
        )

    with pytest.raises(Refused, match="belum disetujui"):
        change("8000000")
    actions.approve_estimate(programme, sheet=sheet.fact, at=AT, by=head)
    with pytest.raises(Refused, match="menetapkan 8000000"):
        change("8000001")
    name = uuid4()
    made = change("8000000", identity=name)
    assert made == change("8000000", identity=name) and str(sheet.fact) in made.body
    assert order.moves(programme, "TAN-001").get().sheet == str(sheet.fact)
    assert queries.price_of(programme, "TAN-001") == 8_000_000 and verify(programme).faults == []


def test_what_all_types_should_cost_asks_the_database_as_often_as_one(programme):
    types = queries.type_names(programme)
    with CaptureQueriesContext(connection) as asked_of_one:
        queries.spans(programme, TODAY, {"TAN-001": 12})
    with CaptureQueriesContext(connection) as asked_of_all:
        found = queries.spans(programme, TODAY, dict.fromkeys(types, 12))
    alone = queries.reckoned(programme, "TAN-001", TODAY).should_cost(12)
    assert len(found) == 120 and len(asked_of_all) == len(asked_of_one)
    assert all(0 < s.low < s.likely < s.high for s in found.values())
    assert found["TAN-001"] == (12, alone.lowest, alone.unit_price, alone.highest)
