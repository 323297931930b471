"""The order comes in without loss, changes only with a reason, and always adds up."""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tempa.demand import actions, queries
from tempa.demand.rules import REASONS, check_lengths, effect
from tempa.ledger import actions as ledger
from tempa.ledger.queries import chain_fault, chain_head, entries_of, tables_of
from tempa.ledger.rules import Refused
from tempa.values.programme import programme_sha256, read_programme
from tests.conftest import NTB

AT = datetime(2020, 8, 3, 1, 10, tzinfo=UTC)


@pytest.fixture
def change(programme, person):
    def go(line, what, after, reason="agency_request", paper="", **more):
        why = actions.Why(reason, paper=paper)
        return actions.change_line(programme, line=line, change=what, after=after, why=why, at=AT, by=person("perencana"), **more)

    return go


def adds_up(programme):
    moves = list(queries.moves(programme))
    totals = queries.order_totals(programme)
    return (sum(m.units for m in moves), sum(m.rupiah for m in moves)) == (totals.units, totals.rupiah)


def test_the_order_of_2020_stands_as_published(programme):
    totals = queries.order_totals(programme)
    assert (totals.units, totals.types, totals.agencies) == (2133, 120, 9)
    assert round(totals.rupiah / 1e9, 2) == 17.36
    assert {a: n for a, n, _, _ in queries.units_by_agency(programme)}["DISTANBUN"] == 442


def test_what_came_in_goes_out_with_the_same_hash(programme):
    assert programme_sha256(tables_of(programme)) == programme_sha256(read_programme(NTB))


def test_loading_the_same_again_records_nothing(programme, person):
    size = chain_head(programme)[0]
    assert actions.load_programme(programme, read_programme(NTB), at=AT, by=person("perencana")) == 0
    assert chain_head(programme)[0] == size


@pytest.mark.parametrize(("table", "column", "room", "said"), [
    ("agencies", "agency", 60, "60"), ("orders", "line", 56, "56"), ("workshops", "name", 200, "200"), ("destinations", "regency", 120, "120"),
    ("types", "type", 50 - len("NTB-2020-IKM"), "nomor seri"),
])  # fmt: skip
def test_codes_and_names_have_room(table, column, room, said):
    """On both databases what fits is kept whole; what does not is refused with its place before anything is recorded."""
    tables = read_programme(NTB)
    check_lengths(tables)
    tables[table][0][column] = "x" * room
    check_lengths(tables)
    tables[table][0][column] += "x"
    with pytest.raises(Refused, match=f"panjang.*{said}|{said}.*paling"):
        check_lengths(tables)


def test_quantity(programme, change):
    before = queries.line_named(programme, "L0001")
    change("L0001", "quantity", "5", paper="027/112/Distanbun")
    after = queries.line_named(programme, "L0001")
    move = queries.moves(programme, "L0001").get()
    assert (before.quantity, after.quantity) == (2, 5)
    assert (move.units, move.rupiah, move.paper) == (3, 3 * before.unit_price, "027/112/Distanbun")
    assert adds_up(programme)


def test_due_date_and_destination_move_no_units(programme, change):
    change("L0001", "due_date", "2020-09-01")
    change("L0001", "destination", "LOTENG")
    line = queries.line_named(programme, "L0001")
    assert (str(line.due_date), line.destination) == ("2020-09-01", "LOTENG")
    assert [(m.units, m.rupiah) for m in queries.moves(programme, "L0001")] == [(0, 0), (0, 0)]


def test_cancelled_line_leaves_the_order_and_keeps_its_history(programme, change):
    value = queries.line_named(programme, "L0001").value
    change("L0001", "cancelled", "", reason="nobody_can_make")
    assert queries.line_named(programme, "L0001") is None
    assert [(m.change, m.units, m.rupiah) for m in queries.moves(programme, "L0001")] == [("cancelled", -2, -value)]
    assert adds_up(programme)
    with pytest.raises(Refused, match="tidak ada lagi"):
        change("L0001", "quantity", "3")


def test_price_moves_all_lines_of_the_type(programme, person):
    units = sum(r.quantity for r in queries.order_lines(programme).filter(type="TAN-001"))
    actions.change_price(programme, type="TAN-001", after="9500000", why=actions.Why("price_agreed"), at=AT, by=person("perencana"))
    move = queries.moves(programme, "TAN-001").get()
    assert (move.units, move.rupiah) == (0, units * 100_000)
    body = entries_of(programme, subject="types:TAN-001")[0].body
    assert "9500000" not in body  # a price stays sealed
    assert adds_up(programme)


@pytest.mark.parametrize(
    ("what", "after", "reason", "sentence"),
    [
        ("quantity", "0", "agency_request", "lebih dari 0"),
        ("quantity", "-3", "agency_request", "lebih dari 0"),
        ("quantity", "2,5", "agency_request", "bilangan bulat"),
        ("quantity", "²", "agency_request", "bilangan bulat"),
        ("quantity", "2", "agency_request", "Tidak ada yang berubah"),
        ("quantity", "3", "", "alasan"),
        ("quantity", "3", "just because", "alasan"),
        ("quantity", "3", "other", "penjelasan"),
        ("due_date", "17/8/2020", "schedule", "bukan tanggal"),
        ("due_date", "2020-02-30", "schedule", "bukan tanggal"),
        ("due_date", "2020-07-01", "schedule", "lebih awal"),
        ("destination", "JAKARTA", "recipient", "tidak ada di program"),
        ("agency", "DKP", "typing_error", "Pilih apa yang berubah"),
    ],
)  # fmt: skip
def test_wrong_changes_are_refused_in_words_and_record_nothing(programme, change, what, after, reason, sentence):
    size = chain_head(programme)[0]
    with pytest.raises(Refused, match=sentence):
        change("L0001", what, after, reason=reason)
    assert chain_head(programme)[0] == size


def test_the_same_form_sent_twice_is_one_change(programme, change):
    name = uuid4()
    assert change("L0001", "quantity", "5", identity=name).fact == change("L0001", "quantity", "5", identity=name).fact
    assert queries.moves(programme, "L0001").count() == 1
    with pytest.raises(Refused, match="isi yang lain"):
        change("L0001", "quantity", "6", identity=name)


def test_a_revised_workbook_needs_a_reason_and_then_becomes_changes(programme, person):
    tables = deepcopy(read_programme(NTB))
    tables["orders"][0]["quantity"] = "7"
    del tables["orders"][5]
    tables["orders"].append(tables["orders"][9] | {"line": "L9999", "quantity": "3"})
    tables["types"][3]["unit_price"] = str(int(tables["types"][3]["unit_price"]) + 1000)
    tables["workshops"][2]["workers"] = "9"
    with pytest.raises(Refused, match="alasan"):
        actions.load_programme(programme, tables, at=AT, by=person("perencana"))
    actions.load_programme(
        programme, tables, why=actions.Why("agency_request", "revisi kedua"), at=AT, by=person("perencana")
    )
    assert sorted(m.change for m in queries.moves(programme)) == ["added", "agreed", "cancelled", "price", "quantity"]
    assert programme_sha256(tables_of(programme)) == programme_sha256(tables)
    assert adds_up(programme) and chain_fault(programme) is None


def test_rows_in_another_order_keep_the_hash_of_the_new_file(programme, person):
    tables = deepcopy(read_programme(NTB))
    for name in ("orders", "types", "closures"):
        random.Random(3).shuffle(tables[name])
    actions.load_programme(programme, tables, at=AT, by=person("perencana"))
    assert programme_sha256(tables_of(programme)) == programme_sha256(tables)
    assert [m.change for m in queries.moves(programme)] == ["agreed"]


def test_a_line_that_becomes_another_type_is_a_new_line_in_its_place(programme, person):
    tables = deepcopy(read_programme(NTB))
    tables["orders"][0]["type"] = "TAN-003"
    actions.load_programme(programme, tables, why=actions.Why("specification"), at=AT, by=person("perencana"))
    assert [m.change for m in queries.moves(programme, "L0001")] == ["cancelled", "added"]
    assert adds_up(programme)


def test_random_histories_always_add_up(programme, person):
    """Random changes of lines and prices, valid and invalid: the waterfall equals the order after each of them."""
    rng = random.Random(20200715)
    lines = list(queries.order_lines(programme).values_list("key", flat=True))
    done = 0
    for _ in range(60):
        line = rng.choice(lines)
        what = rng.choice(["quantity", "quantity", "due_date", "destination", "cancelled", "price"])
        after = {"quantity": str(rng.randint(0, 30)), "due_date": f"2020-{rng.randint(7, 12):02d}-{rng.randint(1, 31):02d}",
                 "destination": rng.choice(["BIMA", "LOBAR", "NOWHERE"])}.get(what, "")  # fmt: skip
        more = {"why": actions.Why(rng.choice(REASONS[:-1])), "at": AT, "by": person("perencana")}
        try:
            if what == "price":
                actions.change_price(programme, type=f"TAN-{rng.randint(1, 9):03d}", after=str(rng.randint(1, 10**8)), **more)
            else:
                actions.change_line(programme, line=line, change=what, after=after, **more)
            done += 1
        except Refused:
            pass
        assert adds_up(programme)
    assert done > 20
    assert chain_fault(programme) is None


def test_another_programme_beside_the_first_stays_apart(programme, person):
    other = ledger.found_programme(code="LAIN-2021", at=AT, by=person("perencana"))
    tables = deepcopy(read_programme(NTB))
    next(r for r in tables["programme"] if r["key"] == "code")["value"] = "LAIN-2021"
    del tables["orders"][10:]
    actions.load_programme(other, tables, at=AT, by=person("perencana"))
    assert queries.order_totals(other).lines == 10 and queries.order_totals(programme).lines == 284
    assert chain_fault(other) is None and chain_fault(programme) is None


def test_effect_of_a_change():
    assert effect("quantity", quantity_before=2, quantity_after=5, price_before=10, price_after=10) == (3, 30)
    assert effect("price", quantity_before=4, quantity_after=4, price_before=10, price_after=7) == (0, -12)
