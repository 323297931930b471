"""What is reported of lots: never more than there is, units made by their last step, corrections that stay told, announcements."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from tempa.allocation.queries import lines_of_lots
from tempa.contracts import actions as contracts
from tempa.contracts import queries as contract_queries
from tempa.contracts.rules import Amendment
from tempa.demand import actions as demand
from tempa.ledger import links
from tempa.ledger.rules import Refused
from tempa.ledger.verification import verify
from tempa.production import actions, queries
from tempa.production.actions import Report
from tempa.production.models import LotProgress, Unit
from tempa.production.rules import Done
from tempa.registry import queries as registry
from tempa.values.period import day_in_wita
from tempa.values.serial import is_right
from tests.contracts.parties import AT, TODAY, WHY, drafted, lots_of
from tests.production.making import LATER, begun, card_of, made, report


@pytest.fixture
def card(programme, person):
    return begun(programme, person)[0]


def at_a_link(programme, person, workshop, purpose="production"):
    order = links.Order(purpose, "", AT + timedelta(days=30), {workshop: "workshop"})
    link = links.issue_links(programme, order, at=AT, by=person("perencana"))[0]
    return links.take_link(link, name=f"Pak Made ({purpose})", phone="0812-3456-7890", place="outside", at=AT)


def test_serials_are_given_once_and_count_on_within_a_type(programme, person, card):
    planner = person("perencana")
    count = actions.give_serials(programme, at=AT, by=planner)
    units = list(queries.units(programme))
    assert count == len(units) == sum(c.units for c in queries.lot_cards(programme, TODAY))
    assert all(is_right(u.serial) and u.serial.startswith(f"{programme.code}-{u.type}-") for u in units)
    for type in {u.type for u in units}:
        assert [u.number for u in units if u.type == type] == list(range(1, 1 + sum(u.type == type for u in units)))
    with pytest.raises(Refused, match="Tidak ada lot yang menunggu nomor seri"):
        actions.give_serials(programme, at=AT, by=planner)


def test_a_serial_is_found_however_it_is_typed_off_the_label(programme, person, card):
    """In capitals or not, with hyphens or without; where codes have small letters of any language too, on either database."""
    actions.give_serials(programme, at=AT, by=person("perencana"))
    first, second = queries.units(programme)[:2]
    small = f"ntb-désa t/1-0001-{first.serial[-1]}"
    Unit.objects.filter(pk=first.pk).update(serial=small)
    typed = [small, small.upper(), f"  {small.replace('-', '')} ", second.serial.lower(), "NTB-0009-X", ""]
    wanted = [small, small, small, second.serial, "NTB-0009-X", ""]
    assert list(queries.serials_as_given(programme, typed).values()) == wanted
    assert [(one := queries.public_unit(word)) and one.serial for word in typed] == [*wanted[:4], None, None]


def test_a_report_gives_serials_that_are_missing_and_counts_what_is_done(programme, person, card):
    report(programme, person, card, [2, 1])
    now = card_of(programme, card.lot)
    assert [s.done for s in now.steps[:3]] == [2, 1, 0] and now.made == 0
    assert queries.units(programme, [card.lot]).count() == card.units
    rows = list(queries.progress(programme, [card.lot]).values_list("report", "step", "quantity", "source"))
    assert rows == [("R00001-1", card.steps[0].step, 2, "office"), ("R00001-2", card.steps[1].step, 1, "office")]


def test_a_line_on_which_somebody_has_worked_is_not_cancelled(programme, person, card):
    """What is reported of a lot stands on its line, also after its contract was given up; a report put right to nothing is no work."""
    line = lines_of_lots(programme)[card.lot]
    report(programme, person, card, [2])
    assert queries.worked_lines(programme) == {line: card.lot}
    cancelled = contracts.Addendum(LATER.date(), [Amendment("cancelled")], WHY)
    contracts.sign_addendum(programme, contract=card.contract, said=cancelled, at=LATER, by=person("opd"))
    held = demand.Held(contracted=lambda: contract_queries.held_lines(programme), worked=lambda: queries.worked_lines(programme))
    asked = {"line": line, "why": demand.Why("budget_cut"), "held": held, "at": LATER, "by": person("perencana")}
    with pytest.raises(Refused, match=f"Pekerjaan lot {card.lot} untuk baris {line} sudah dilaporkan"):
        demand.change_line(programme, change="cancelled", after="", **asked)
    demand.change_line(programme, change="quantity", after="1", **asked)


def test_work_that_was_put_right_to_nothing_lets_its_line_go(programme, person, card):
    report(programme, person, card, [2])
    change = Done(card.lot, card.steps[0].step, -2)
    actions.correct_progress(programme, change=change, reason="laporan untuk lot lain", at=LATER, by=person("perencana"))
    assert queries.worked_lines(programme) == {}


def test_the_last_step_makes_units_in_the_order_of_their_numbers(programme, person, card):
    made(programme, person, card, 1)
    first, *others = queries.units(programme, [card.lot])
    assert first.made_on == day_in_wita(LATER) and not any(u.made_on for u in others)
    assert queries.made_by_lot(programme) == {card.lot: 1}


@pytest.mark.parametrize("counts, sentence", [
    (lambda c: [c.units + 1], "hanya %(units)s unit"),
    (lambda c: [1, 2], "Laporkan dulu langkah sebelumnya"),
    (lambda c: [0, 1], "Laporkan dulu langkah sebelumnya"),
])  # fmt: skip
def test_no_step_exceeds_the_lot_or_the_step_before(programme, person, card, counts, sentence):
    with pytest.raises(Refused) as refused:
        report(programme, person, card, counts(card))
    assert sentence in refused.value.template and refused.value.field == "quantity"
    assert not queries.progress(programme).exists() and not queries.units(programme).exists()


def test_two_entries_of_one_report_are_counted_together(programme, person, card):
    step = card.steps[0].step
    twice = Report(card.vendor, [Done(card.lot, step, card.units), Done(card.lot, step, 1)], "office")
    with pytest.raises(Refused, match=f"hanya {card.units} unit"):
        actions.report_progress(programme, report=twice, at=LATER, by=person("perencana"))


def test_work_on_a_lot_without_a_contract_in_force_is_not_reported(programme, person, card):
    lot = next(c for c in contract_queries.uncontracted_lots(programme))
    said = Report(lot.maker, [Done(lot.lot, 1, 1)], "office")
    with pytest.raises(Refused, match="kontraknya belum berlaku") as refused:
        actions.report_progress(programme, report=said, at=LATER, by=person("perencana"))
    assert refused.value.field == "lot"
    before = replace(said, workshop=card.vendor, entries=[Done(card.lot, card.steps[0].step, 1)], said_at=AT - timedelta(days=2))
    with pytest.raises(Refused, match="kontraknya belum berlaku"):
        actions.report_progress(programme, report=before, at=LATER, by=person("perencana"))


def test_a_phone_with_a_wrong_clock_reports_now(programme, person, card):
    for wrong in (LATER + timedelta(days=400), LATER - timedelta(days=4000)):
        report(programme, person, card, [1], said_at=wrong)
    assert {p.happened_at for p in queries.progress(programme)} == {LATER}
    report(programme, person, card, [1], said_at=LATER - timedelta(days=1))
    assert queries.progress(programme).last().happened_at == LATER - timedelta(days=1)


def test_a_link_reports_its_own_lots_and_a_leads_those_of_its_members(programme, person):
    makers = {}
    for one in lots_of(programme):
        makers.setdefault(one.vendor, set()).add(one.maker)
    cards = begun(programme, person, vendor=max(sorted(makers), key=lambda vendor: len(makers[vendor])))
    member = next(c for c in cards if c.maker != c.vendor)
    other = next(c for c in cards if c.maker != member.maker)
    lead, maker = at_a_link(programme, person, member.vendor), at_a_link(programme, person, member.maker)
    entry = report(programme, person, member, [1], by=lead, source="link")
    assert f'"through":"{entry.further.get(subject__startswith="link:").subject.removeprefix("link:")}"' in entry.body
    actions.report_progress(programme, report=Report(member.maker, [Done(member.lot, member.steps[0].step, 1)], "link"), at=LATER, by=maker)
    with pytest.raises(Refused, match="Hanya bengkel atau sekolah pembuatnya"):
        actions.report_progress(programme, report=Report(member.maker, [Done(other.lot, other.steps[0].step, 1)], "link"), at=LATER, by=maker)
    for stranger in (at_a_link(programme, person, member.vendor, "contract"), at_a_link(programme, person, other_site(programme, member.vendor))):
        with pytest.raises(Refused, match="Hanya bengkel atau sekolah pembuatnya"):
            report(programme, person, member, [1], by=stranger, source="link")


def other_site(programme, vendor):
    near = queries.makers_of(programme, vendor)
    return next(code for code in registry.makers(programme).values_list("key", flat=True) if code not in near)


def test_the_office_does_not_write_in_the_name_of_a_workshop(programme, person, card):
    with pytest.raises(Refused, match="Asal laporan"):
        report(programme, person, card, [1], source="link")
    with pytest.raises(Refused, match="Asal laporan"):
        report(programme, person, card, [1], by=at_a_link(programme, person, card.vendor), source="office")


def test_a_correction_takes_back_with_a_reason_and_stays_told(programme, person, card):
    made(programme, person, card, 2)
    last = card.steps[-1].step
    actions.correct_progress(programme, change=Done(card.lot, last, -1), reason=WHY, at=LATER, by=person("perencana"))
    now = card_of(programme, card.lot)
    assert (now.made, now.steps[-1].done, now.steps[-2].done) == (1, 1, 2)
    assert [bool(u.made_on) for u in queries.units(programme, [card.lot])][:3] == [True, False, False]
    row = queries.progress(programme).last()
    assert (row.quantity, row.reason, row.source) == (-1, WHY, "office")
    with pytest.raises(Refused, match=r"tidak dapat menjadi kurang dari 0|Laporkan dulu langkah"):
        actions.correct_progress(programme, change=Done(card.lot, card.steps[0].step, -2), reason=WHY, at=LATER, by=person("perencana"))


def test_announced_units_are_not_taken_back(programme, person, card):
    made(programme, person, card, 2)
    actions.announce_lot(programme, lot=card.lot, units=1, at=LATER, by=person("perencana"))
    change = Done(card.lot, card.steps[-1].step, -2)
    with pytest.raises(Refused, match="menunggu pemeriksaan"):
        actions.correct_progress(programme, change=change, reason=WHY, at=LATER, by=person("perencana"))
    actions.correct_progress(programme, change=replace(change, quantity=-1), reason=WHY, at=LATER, by=person("perencana"))


def test_a_lot_is_announced_in_parts_and_each_has_its_own_seed(programme, person, card):
    planner = person("perencana")
    with pytest.raises(Refused, match="belum punya unit yang jadi"):
        actions.announce_lot(programme, lot=card.lot, at=LATER, by=planner)
    made(programme, person, card, 3)
    actions.announce_lot(programme, lot=card.lot, units=2, at=LATER, by=planner)
    with pytest.raises(Refused, match="baru 1 unit jadi"):
        actions.announce_lot(programme, lot=card.lot, units=2, at=LATER, by=planner)
    actions.announce_lot(programme, lot=card.lot, at=LATER, by=planner)
    one, two = queries.announced_lots(programme)
    assert len(one.serials) == 2 and len(two.serials) == 1 and not set(one.serials) & set(two.serials)
    assert one.digest != two.digest and one.sequence < two.sequence and len(one.digest) == 32
    with pytest.raises(Refused, match="tidak punya unit jadi yang belum dinyatakan selesai"):
        actions.announce_lot(programme, lot=card.lot, at=LATER, by=planner)


def test_fewer_units_in_the_contract_withdraw_serials_that_are_not_made(programme, person, card):
    made(programme, person, card, 1)
    c = contract_queries.contract_named(programme, card.contract)
    item = c.items.get(lot=card.lot)
    contracts.sign_addendum(
        programme, contract=c.contract, said=contracts.Addendum(day_in_wita(LATER), [Amendment("quantity", "2", item.item)], WHY),
        already=contracts.Already(lambda: queries.made_by_lot(programme)), at=LATER, by=person("opd"),
    )  # fmt: skip
    assert [u.number for u in queries.units(programme, [card.lot])] == [1, 2] and card_of(programme, card.lot).units == 2
    assert queries.all_units(programme).filter(withdrawn_at__isnull=False).count() == card.units - 2
    again = contracts.Addendum(day_in_wita(LATER), [Amendment("quantity", str(card.units), item.item)], WHY)
    contracts.sign_addendum(programme, contract=c.contract, said=again, at=LATER, by=person("opd"))
    assert [u.number for u in queries.units(programme, [card.lot])] == list(range(1, card.units + 1))
    with pytest.raises(Refused, match="sudah jadi 1 unit"):
        contracts.sign_addendum(
            programme, contract=c.contract, said=contracts.Addendum(day_in_wita(LATER), [Amendment("quantity", "0", item.item)], WHY),
            already=contracts.Already(lambda: queries.made_by_lot(programme)), at=LATER, by=person("opd"),
        )  # fmt: skip


def test_a_cancelled_contract_leaves_what_is_made(programme, person, card):
    made(programme, person, card, 2)
    contracts.sign_addendum(
        programme, contract=card.contract, said=contracts.Addendum(day_in_wita(LATER), [Amendment("cancelled")], WHY),
        already=contracts.Already(lambda: queries.made_by_lot(programme)), at=LATER, by=person("opd"),
    )  # fmt: skip
    assert queries.units(programme, [card.lot]).count() == queries.made_by_lot(programme)[card.lot] == 2
    with pytest.raises(Refused, match="sudah berakhir"):
        report(programme, person, card, [1])


def test_a_scrapped_unit_gets_another_in_its_place(programme, person, card):
    made(programme, person, card, card.units)
    serial = queries.units(programme, [card.lot]).first().serial
    with actions.serials.deed(programme, at=LATER, by=person("perencana")) as d:
        fresh = actions.replace_unit_in(d, serial, "rangka retak")
    old, new = queries.unit_named(programme, serial), queries.unit_named(programme, fresh)
    assert old.replaced_by == fresh and old.scrapped_at and is_right(fresh) and (new.lot, new.made_on) == (card.lot, None)
    assert queries.made_by_lot(programme)[card.lot] == card.units - 1 and card_of(programme, card.lot).units == card.units + 1
    made(programme, person, card, 1)
    assert queries.made_by_lot(programme)[card.lot] == card.units
    with pytest.raises(Refused, match=f"hanya {card.units + 1} unit"):
        report(programme, person, card, [1])


def test_an_engine_is_in_one_unit_alone(programme, person, card):
    made(programme, person, card, 2)
    one, two = queries.units(programme, [card.lot])[:2]
    fit = {"at": LATER, "by": person("perencana")}
    actions.fit_engine(programme, serial=one.serial, engine=" gx160  0012 ", received=lambda: {"GX160 0012"}, **fit)
    assert queries.unit_named(programme, one.serial).engine == "GX160 0012"
    with pytest.raises(Refused, match=f"sudah tercatat di unit {one.serial}"):
        actions.fit_engine(programme, serial=two.serial, engine="GX160 0012", **fit)
    with pytest.raises(Refused, match="tidak ada di penerimaan barang"):
        actions.fit_engine(programme, serial=two.serial, engine="GX160 0013", received=lambda: {"GX160 0012"}, **fit)
    actions.fit_engine(programme, serial=one.serial, engine="", **fit)
    actions.fit_engine(programme, serial=two.serial, engine="GX160 0012", **fit)


def test_a_problem_has_an_owner_and_a_date_and_ends_with_what_was_done(programme, person, card):
    planner = person("perencana")
    trouble = actions.Trouble(card.vendor, "engine", "office", card.lot, "dinamo belum datang")
    actions.state_problem(programme, trouble=trouble, at=AT, by=planner)
    problem = queries.open_problems(programme).get()
    with pytest.raises(Refused, match="sudah lewat"):
        actions.take_problem(programme, problem=problem.problem, owner="PARK", due_on=TODAY - timedelta(days=1), at=AT, by=planner)
    with pytest.raises(Refused, match="penanggung jawab dari daftar"):
        actions.take_problem(programme, problem=problem.problem, owner="X99", due_on=TODAY, at=AT, by=planner)
    actions.take_problem(programme, problem=problem.problem, owner="SUP-L1", due_on=TODAY, at=AT, by=planner)
    actions.close_problem(programme, problem=problem.problem, done="dinamo dikirim", at=AT, by=planner)
    assert not queries.open_problems(programme).exists()
    with pytest.raises(Refused, match="sudah selesai"):
        actions.close_problem(programme, problem=problem.problem, done="dinamo dikirim", at=AT, by=planner)


def test_another_problem_is_said_in_words_and_of_ones_own_lot(programme, person, card):
    planner = person("perencana")
    for trouble, field in (
        (actions.Trouble(card.vendor, "other", "office"), "words"), (actions.Trouble(card.vendor, "rain", "office"), "kind"),
        (actions.Trouble(other_site(programme, card.vendor), "power", "office", card.lot), "lot"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            actions.state_problem(programme, trouble=trouble, at=AT, by=planner)
        assert refused.value.field == field


def test_serials_of_a_withdrawn_contract_are_withdrawn_with_it(programme, person):
    c = drafted(programme, person)
    contracts.let_begin(programme, contract=c.contract, from_on=TODAY, note=WHY, at=AT, by=person("kepala"))
    assert actions.give_serials(programme, at=AT, by=person("perencana")) > 0
    contracts.withdraw(programme, contract=c.contract, reason=WHY, at=LATER, by=person("perencana"))
    assert not queries.units(programme).filter(contract=c.contract).exists() and not queries.units_lacking(programme, TODAY)


def test_work_under_a_draft_that_is_cut_goes_no_further_than_what_is_left(programme, person):
    """A note of risk lets work begin on a draft; what the draft then gives up has no serials any more and is not reported."""
    c = drafted(programme, person)
    contracts.let_begin(programme, contract=c.contract, from_on=TODAY, note=WHY, at=AT, by=person("kepala"))
    card = max((x for x in queries.lot_cards(programme, TODAY) if x.contract == c.contract), key=lambda x: x.units)
    made(programme, person, card, 1)
    contracts.reduce_draft(
        programme, contract=c.contract, quantities={c.items.get(lot=card.lot).item: 1}, reason=WHY, made=lambda: queries.made_by_lot(programme),
        at=LATER, by=person("perencana"),
    )  # fmt: skip
    assert queries.units(programme, [card.lot]).count() == card_of(programme, card.lot).units == 1 < card.units
    with pytest.raises(Refused, match="hanya 1 unit"):
        report(programme, person, card, [1])
    Unit.objects.filter(programme=programme, lot=card.lot).update(withdrawn_at=None)  # as an earlier version left it
    LotProgress.objects.filter(programme=programme, lot=card.lot).update(units=card.units)
    import_module("tempa.migrations.0031_serials_given_up_by_drafts").fill(apps, None)
    assert verify(programme).faults == [] and card_of(programme, card.lot).units == 1
