"""Which papers a contract needs, and what is missing on each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tempa.contracts.law import Form, Route
from tempa.contracts.papers import NAMES, Holder, Item, Kind, Post, kinds_for, missing, needed
from tests.contracts.papers_cast import EMPTY, FULL

JULY = date(2020, 7, 1)


def kinds(form, route=Route.NORMAL, has_members=False, advance=False):
    return [(wanted.kind.value, "optional" if wanted.optional else "") for wanted in kinds_for(form, route, has_members, advance, JULY)]


@pytest.mark.parametrize(("form", "expected"), [
    (Form.RECEIPT, ["receipt"]),
    (Form.KUITANSI, ["invitation?", "offer_form?", "kuitansi"]),
    (Form.SPK, ["invitation", "offer_form", "negotiation_minutes", "bahpl", "sppbj?", "spk", "spmk", "purchase_order?"]),
    (Form.AGREEMENT, ["invitation", "offer_form", "negotiation_minutes", "bahpl", "sppbj", "agreement", "spmk", "purchase_order?"]),
    (Form.ORDER_LETTER, ["purchase_order"]),
])
def test_normal_set_by_form(form, expected):
    assert kinds(form) == [(kind.rstrip("?"), "optional" if kind.endswith("?") else "") for kind in expected]


@pytest.mark.parametrize(("form", "contract"), [(Form.SPK, ["spk"]), (Form.AGREEMENT, ["agreement"]), (Form.ORDER_LETTER, [])])
def test_emergency_orders_before_it_contracts(form, contract):
    assert [kind for kind, _ in kinds(form, Route.EMERGENCY)] == [
        "need_statement", "purchase_order", "price_evidence", "negotiation_minutes", *contract,
    ]


def test_members_and_advance_come_last():
    assert [kind for kind, _ in kinds(Form.SPK, has_members=True, advance=True)][-2:] == ["subwork", "advance_request"]


def test_every_paper_has_a_reason_and_its_rule():
    for form in Form:
        for route in Route:
            for wanted in kinds_for(form, route, True, True, JULY):
                assert wanted.cited and wanted.reason.indonesian.endswith(".") and wanted.reason.indonesian != wanted.reason.english
                assert wanted.name is NAMES[wanted.kind]


def test_rule_that_nobody_has_checked_is_cited_as_such():
    assert {wanted.cited for wanted in kinds_for(Form.ORDER_LETTER, Route.EMERGENCY, False, False, JULY)} == {
        "Perlem LKPP 13/2018; SE LKPP 3/2020 (belum diverifikasi)"
    }


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_missing_where_everything_is_known(kind):
    assert missing(kind, FULL) == ()


@pytest.mark.parametrize("kind", Kind)
def test_empty_contract_lacks_number_and_date_of_every_paper(kind):
    lacking = {field.id for field in missing(kind, EMPTY)}
    assert {"number", "on"} <= lacking
    assert lacking <= {field.id for field in needed(kind, EMPTY)}


def test_missing_says_what_and_with_whom():
    without = replace(FULL, vendor=replace(FULL.vendor, npwp=None),
                      officers=tuple(o if o.post is not Post.PPK else replace(o, nip="") for o in FULL.officers))
    assert [(field.words.indonesian, field.words.english, field.holder) for field in missing(Kind.SPK, without)] == [
        ("NIP Pejabat Pembuat Komitmen", "NIP of Pejabat Pembuat Komitmen", Holder.AGENCY),
        ("NPWP CV Pandai Besi Lembar", "NPWP of CV Pandai Besi Lembar", Holder.VENDOR),
    ]


def test_missing_price_names_the_first_machines():
    items = tuple(Item(f"L{n}", f"Mesin {n}", 1, None, specification="G-1") for n in range(5))
    lacking = {field.id: field.words.indonesian for field in missing(Kind.SPK, replace(FULL, items=items))}
    assert lacking == {"items.unit_price": "harga satuan Mesin 0, Mesin 1, Mesin 2 (+2)"}
    assert replace(FULL, items=items).value is None and replace(FULL, items=items).total is None


def test_person_without_deed_lacks_none():
    person = replace(FULL.vendor, incorporated=False, deed=EMPTY.vendor.deed)
    assert missing(Kind.AGREEMENT, replace(FULL, vendor=person)) == ()
    firm = replace(person, incorporated=True)
    assert [field.id for field in missing(Kind.AGREEMENT, replace(FULL, vendor=firm))] == [
        "vendor.deed.number", "vendor.deed.on", "vendor.deed.notary",
    ]


def test_emergency_spk_refers_to_its_order_not_to_an_invitation():
    emergency = replace(FULL, route=Route.EMERGENCY)
    ids = {field.id for field in needed(Kind.SPK, emergency)}
    assert "purchase_order.number" in ids and "invitation.number" not in ids


def test_total_is_the_sum_of_items_with_vat():
    assert FULL.value == 4 * 9_250_000 + 6 * 14_400_000
    assert FULL.total == FULL.value + 12_340_000
