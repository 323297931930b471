"""What would make a pack break its laws is refused when it is done, or told as it was: for each law, where a deed tries to break it."""

from __future__ import annotations

import importlib
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal

import pytest

from tempa.allocation.queries import allocated_by_budget_line
from tempa.contracts import actions as contracting
from tempa.contracts.queries import bound_leads, held_lines
from tempa.contracts.rules import Amendment, check_same_form
from tempa.delivery import actions as delivery
from tempa.delivery import queries as handovers
from tempa.delivery.actions.codes import code_of
from tempa.delivery.rules import Site
from tempa.demand import actions as demand
from tempa.ledger import actions as ledger
from tempa.ledger.queries import tables_of
from tempa.ledger.rules import Refused
from tempa.openness.queries.named import named_codes
from tempa.openness.queries.tables import ROWS, as_acting, table_of
from tempa.payment import actions, queries
from tempa.production import queries as production
from tempa.values.period import day_in_wita
from tests.delivery.parties import AGENCY, ARRIVES, accepted, colleague, hand_over, owner_of, taken_over
from tests.delivery.test_handovers import given
from tests.payment.test_claims import ON, PAID, approved, claimed, complete

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TRIED = {
    0: ["production.test_reports.test_serials_are_given_once_and_count_on_within_a_type",
        "openness.test_laws_of_the_pack.test_an_upload_keeps_what_was_done_under_the_programme",
        "openness.test_audit_pack.test_no_cell_is_run_by_a_spreadsheet"],
    1: ["ledger.test_append_only", "ledger.test_verification", "openness.test_audit_pack.test_the_chain_recomputes_with_a_hash_alone"],
    2: ["demand.test_order.test_wrong_changes_are_refused_in_words_and_record_nothing",
        "demand.test_order.test_a_revised_workbook_needs_a_reason_and_then_becomes_changes"],
    3: ["allocation.test_decisions.test_who_proposes_does_not_decide", "allocation.test_decisions.test_a_plan_of_yesterdays_order_is_not_approved",
        "payment.test_conservation_of_a_programme.test_a_lot_beyond_the_order_of_its_day_is_a_fault"],
    4: ["contracts.test_broken_deeds.test_deeds_that_break_a_law_are_refused",
        "contracts.test_contract_life.test_prices_above_the_estimate_or_the_budget_line_are_refused",
        "contracts.test_contract_life.test_numbers_are_given_once_and_gaps_are_told",
        "openness.test_laws_of_the_pack.test_on_its_day_a_contract_keeps_the_form_of_its_value"],
    5: ["contracts.test_addenda.test_one_budget_line_is_not_overdrawn_because_another_falls"],
    6: ["production.test_reports.test_no_step_exceeds_the_lot_or_the_step_before",
        "production.test_reports.test_work_on_a_lot_without_a_contract_in_force_is_not_reported",
        "production.test_reports.test_a_line_on_which_somebody_has_worked_is_not_cancelled",
        "openness.test_laws_of_the_pack.test_an_upload_keeps_what_was_done_under_the_programme"],
    7: ["supply.test_supply.test_receipts_in_parts_never_above_the_order",
        "supply.test_supply.test_never_more_is_issued_than_lies_there_at_any_moment",
        "supply.test_supply.test_what_comes_back_is_never_more_than_was_given_and_takes_its_value_along"],
    8: ["quality.test_inspections.test_the_maker_and_its_house_never_inspect_held_by_action_and_database",
        "quality.test_inspections.test_who_inspected_does_not_decide_held_by_action_and_database",
        "quality.test_inspections.test_an_accepted_lot_says_what_that_proves_and_accepts_its_units",
        "quality.test_inspections.test_a_unit_is_never_good_where_its_lot_is_not_accepted_in_the_database_either"],
    9: ["delivery.test_rules.test_a_unit_passes_each_step_once_in_order_from_the_right_hand_to_the_right_hand",
        "delivery.test_handovers.test_a_unit_passes_to_the_agency_once_and_only_when_accepted",
        "openness.test_laws_of_the_pack.test_hands_are_those_of_the_organisation_for_which_they_gave_and_took",
        "openness.test_laws_of_the_pack.test_a_site_looked_at_again_was_ready_when_its_machine_came"],
    10: ["payment.test_claims.test_units_are_claimed_after_they_were_taken_over_and_once",
         "payment.test_claims.test_the_gate_opens_when_no_paper_is_missing_and_says_which_is",
         "payment.test_claim_rules.test_amounts_at_their_limit_pass_and_a_rupiah_more_does_not",
         "openness.test_laws_of_the_pack.test_no_addendum_goes_behind_a_payment"],
    11: ["payment.test_four_duties.test_the_rules_refuse_every_pair"],
    12: ["payment.test_claims.test_a_maker_under_a_lead_gets_its_price_and_says_so"],
    13: ["payment.test_random_deeds.test_units_and_rupiah_are_conserved_at_every_step"],
    14: ["delivery.test_rules.test_a_check_of_use_that_cannot_be_is_refused"],
}  # fmt: skip
"""Law of the pack -> tests (or whole files) in which deeds that would break it are tried and refused."""


@pytest.mark.once
@pytest.mark.parametrize("law", range(15))
def test_each_law_has_deeds_that_try_to_break_it(law):
    for place in TRIED[law]:
        room, file, *tests = place.split(".")
        module = importlib.import_module(f"tests.{room}.{file}")
        assert all(callable(getattr(module, test)) for test in tests), place


def load(programme, person, edit):
    tables = deepcopy(tables_of(programme))
    edit(tables)
    held = demand.Held(
        contracted=lambda: held_lines(programme), worked=lambda: production.worked_lines(programme),
        awarded=lambda: allocated_by_budget_line(programme), bound=lambda: bound_leads(programme),
        named=lambda: named_codes(programme), begun=lambda: production.types_made(programme), paid=lambda: queries.lines_paid(programme),
    )  # fmt: skip
    return demand.load_programme(programme, tables, why=demand.Why("specification"), held=held, at=PAID, by=person("perencana"))


def without(column, code, *names):
    def edit(tables):
        for name in names:
            tables[name] = [row for row in tables[name] if row[column] != code]
        for row in tables["workshops"]:
            row["lead"] = "" if row["lead"] == code else row["lead"]

    return edit


def test_an_upload_keeps_what_was_done_under_the_programme(programme, person):
    """Its code, the codes that were named, the steps that were reported and the account that was paid from; hours and names may change."""
    serials, contract, _receiver = taken_over(programme, person)
    approved(programme, person, serials, contract, colleague(programme, person, "pptk"))
    unit = production.unit_named(programme, serials[0])
    of_type = [row for row in tables_of(programme)["routings"] if row["type"] == unit.type]
    last = str(max(int(row["step"]) for row in of_type))

    def named(tables, code):
        next(row for row in tables["programme"] if row["key"] == "code")["value"] = code

    def accounts(tables):
        for row in tables["budget_lines"]:
            row["account_code"] = "9.9.9"

    def dropped(tables):
        tables["routings"] = [row for row in tables["routings"] if (row["type"], row["step"]) != (unit.type, last)]

    broken = [
        (accounts, "Kode rekening baris anggaran"),
        (dropped, f"Langkah kerja {unit.type}"), (lambda t: t["routings"].append(of_type[0] | {"step": str(int(last) + 1)}), "Langkah kerja"),
        (without("workshop", unit.maker, "workshops", "capacities", "offers", "closures"), f"{unit.maker} tidak ada lagi di lembar workshops"),
        (without("type", unit.type, "types", "routings", "bom", "offers", "orders"), "tidak ada lagi di lembar types"),
    ]
    for edit, sentence in broken:
        with pytest.raises(Refused, match=sentence):
            load(programme, person, edit)

    def longer(tables):
        for row in tables["routings"]:
            row["hours_per_unit"] = "9"

    assert load(programme, person, longer) > 0
    assert load(programme, person, lambda t: named(t, "LAIN-1")) == 0, "serials, contracts and the chain bear one code"
    found = named_codes(programme)
    assert unit.maker in found["workshops"] and contract.vendor in found["workshops"] and AGENCY in found["agencies"] and unit.type in found["types"]


def test_no_addendum_goes_behind_a_payment(programme, person):
    """Late days were charged by the day of delivery that held; a later day, dated before the approval, would make that a fault."""
    serials, contract = accepted(programme, person)
    late = ARRIVES + timedelta(days=120)
    hand_over(programme, person, serials, contract.vendor, colleague(programme, person, "penerima-barang"), at=late)
    at = late + timedelta(days=5)
    claim = claimed(programme, person, serials, contract, at=at)
    complete(programme, claim, owner_of(programme, person, contract.vendor), at=at)
    payment = actions.approve_payment(programme, claim=claim, at=at, by=colleague(programme, person, "pptk"))
    assert queries.payment_named(programme, payment).penalty > 0

    def longer(days):
        on = day_in_wita(at) + timedelta(days=days)
        said = contracting.Addendum(on, [Amendment("due_on", str(on + timedelta(days=9)))], "waktu diperpanjang karena banjir")
        gone = contracting.Already(gone=lambda code: queries.gone_out(programme, code))
        return contracting.sign_addendum(
            programme, contract=contract.contract, said=said, already=gone, at=at + timedelta(days=3), by=person("opd")
        )

    for days in (-2, 0):
        with pytest.raises(Refused, match="sudah disetujui pada"):
            longer(days)
    assert longer(1).kind == "AddendumSigned"


@pytest.mark.once
def test_on_its_day_a_contract_keeps_the_form_of_its_value():
    check_same_form(ON, ON, "spk", 200_000_000)
    check_same_form(ON, ON - timedelta(days=1), "spk", 200_000_001)
    check_same_form(ON, ON, "purchase_order", 1)
    for value in (200_000_001, 50_000_000):
        with pytest.raises(Refused, match="bentuk kontrak lain"):
            check_same_form(ON, ON, "spk", value)


def test_hands_are_those_of_the_organisation_for_which_they_gave_and_took(programme, person):
    """People move, or speak for two workshops: what they signed before stays with whom they signed it for."""
    _serials, contract, receiver = taken_over(programme, person)
    other = next(code for code in sorted(demand.queries.agency_names(programme)) if code != AGENCY)
    owner = owner_of(programme, person, contract.vendor)
    ledger.grant_role(programme, receiver, desk="agency", subject=other, at=PAID, by=person("kepala"))
    ledger.grant_role(programme, owner, desk="workshop", subject="W09", at=PAID, by=person("kepala"))
    tables = as_acting({name: table_of(programme, name) for name in ROWS})
    place = {row["person"]: row["organisation"] for row in tables["people"]}
    assert len(place) == len(tables["people"]) and place[str(receiver.public_id)] == other and place[f"{receiver.public_id}/{AGENCY}"] == AGENCY
    assert tables["handovers"]
    for row in tables["handovers"]:
        assert (place[row["given_by"]], place[row["received_by"]]) == (row["giver"], row["receiver"])
    for row in tables["contracts"]:
        assert not row["signed_by"] or place[row["signed_by"]] == row["agency"]


def test_a_site_looked_at_again_was_ready_when_its_machine_came(programme, person):
    serials, _contract, receiver = taken_over(programme, person)
    code, _request = given(programme, person, serials, receiver)
    good, bad = Site(225, Decimal(3), True, True, True), Site(100, Decimal(0), False, False, False)

    def look(days, site):
        delivery.inspect_site(programme, recipient=code, on=ON + timedelta(days=days), site=site, at=PAID + timedelta(days=days), by=receiver)

    def told():
        return next(row["ready_on"] for row in table_of(programme, "recipients") if row["recipient"] == code)

    look(0, good)
    look(1, good)
    assert told() == str(ON + timedelta(days=1)), "as it was found last, while no machine is there"
    later = PAID + timedelta(days=2)
    brought = delivery.offer_handover(programme, step=3, giver=AGENCY, recipient=code, serials=serials[:2], at=later, by=receiver)
    secret = code_of(handovers.handover_named(programme, brought))
    delivery.take_handover(programme, handover=brought, on=day_in_wita(later), code=secret, at=later, by=receiver)
    for days, site in ((3, good), (4, bad)):
        look(days, site)
        assert told() == str(ON + timedelta(days=1))
