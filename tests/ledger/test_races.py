"""Two people, or one person twice, at the same moment: real threads on a real database, each with a connection of its own."""

from __future__ import annotations

import json

import pytest

from tests.homes import database_elsewhere
from tests.ledger.test_concurrency import finished, python

pytestmark = pytest.mark.database

STORY = '''
import json
from copy import deepcopy
from datetime import timedelta
from uuid import uuid4
import django
django.setup()
from django.utils import timezone
from tempa.allocation import actions, queries
from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
from tempa.demand import actions as demand
from tempa.demand.queries import moves, order_lines
from tempa.catalogue import actions as catalogue
from tempa.contracts import actions as contracts
from tempa.contracts import queries as signed
from tempa.demand.models import BudgetLine
from tempa.ledger import actions as ledger
from tempa.values.period import WITA
from tempa.ledger import links
from tempa.production import actions as production
from tempa.production import queries as making
from tempa.production.rules import Done
from tempa.registry import actions as registry
from tempa.registry.actions.machines import MachineSaid
from tempa.ledger.queries import chain_fault, chain_head, entries_of, tables_of
from tempa.ledger.verification import verify
from tests.ledger.history import small_tables
from tests.together import together

now = timezone.now
head, planner, second = (ledger.add_person(login=n, name=n, password=None) for n in ("kepala", "perencana", "wakil"))
programme = ledger.found_programme(code="BALAPAN", at=now(), by=head, demo=True, desks=("park_head",))
ledger.grant_role(programme, planner, desk="park_planner", at=now(), by=head)
ledger.grant_role(programme, second, desk="park_head", at=now(), by=head)
demand.load_programme(programme, small_tables(), at=now(), by=planner)
lines = list(order_lines(programme).values_list("key", flat=True))

def proposed():
    tables = tables_of(programme)
    plan = actions.add_plan(programme, tables, naive_plan(tables, "cheapest-fit"), origin="uji", at=now(), by=planner)
    actions.propose_plan(programme, plan=plan.plan, at=now(), by=planner)
    return plan.plan

def approve(plan, by, identity):
    return lambda: actions.approve_plan(programme, plan=plan, at=now(), by=by, identity=identity)

def change(line, after, by, seen=None, identity=None):
    more = {"at": now(), "by": by, "seen": seen, "identity": identity}
    return lambda: demand.change_line(programme, line=line, change="quantity", after=str(after), why=demand.Why("recipient"), **more)

def load(tables, by, identity, seen):
    more = {"at": now(), "by": by, "seen": seen, "identity": identity}
    file = demand.Upload(b"isi", "daftar.csv", "text/csv")
    return lambda: demand.load_programme(programme, tables, why=demand.Why("agency_request"), upload=file, **more)

def with_line(code, quantity):
    tables = deepcopy(tables_of(programme))
    tables["orders"].append(tables["orders"][0] | {"line": code, "quantity": str(quantity)})
    return tables

told = {}
def tell(name, value):
    told.setdefault(name, []).append(value)

for turn in range(3):
    plan, name = proposed(), uuid4()
    tell("double click on an approval", together(approve(plan, head, name), approve(plan, head, name)))
    tell("is in force", queries.approved_plan(programme).plan == plan)
    plan = proposed()
    tell("two people approve", together(approve(plan, head, uuid4()), approve(plan, second, uuid4())))
    tell("is in force", queries.approved_plan(programme).plan == plan)

    seen = chain_head(programme)[0]
    code = f"U{turn}"
    tell("two uploads", together(load(with_line(code, 201), planner, uuid4(), seen), load(with_line(code, 101), head, uuid4(), seen)))
    tell("one line of them", sum(1 for m in moves(programme, code)))
    seen, tables, name = chain_head(programme)[0], with_line(f"D{turn}", 5), uuid4()
    tell("one draft six times", together(*[load(tables, planner, name, seen) for _ in range(6)]))
    seen, tables = chain_head(programme)[0], with_line(f"G{turn}", 7)
    answers = together(load(tables, planner, uuid4(), seen), change(lines[0], 50 + turn, head))
    tell("an upload and a change", answers)
    tell("the change stands", order_lines(programme).get(key=lines[0]).quantity == 50 + turn)

    plan = proposed()
    answers = together(approve(plan, head, uuid4()), change(lines[1], 60 + turn, second))
    kinds = [e.kind for e in entries_of(programme)[:400] if e.kind in {"PlanApproved", "OrderChanged"} ][:2]
    tell("an approval and a change", (answers, kinds))

    queries.approved_plan(programme) or approve(proposed(), head, uuid4())()
    asked = actions.raise_objection(
        programme, plan=queries.approved_plan(programme).plan, workshop="W03", words="tidak adil sama sekali", at=now(), by=planner)
    def answer(upheld, by):
        return lambda: actions.answer_objection(programme, objection=asked, upheld=upheld, answer="sudah diperiksa di lapangan", at=now(), by=by)
    tell("two answers", together(answer(True, head), answer(False, second)))

    before = order_lines(programme).get(key=lines[2]).quantity
    tell("two people, one line", together(change(lines[2], 500 + turn, head), change(lines[2], 700 + turn, second)))
    two = list(moves(programme, lines[2]))[-2:]
    wanted = [before, int(two[0].after), int(two[1].after) - int(two[0].after)]
    tell("each says what stood before it", [int(two[0].before), int(two[1].before), two[1].units] == wanted)
    seen = chain_head(programme)[0]
    tell("two people, one page", together(change(lines[2], 800 + turn, head, seen), change(lines[2], 900 + turn, second, seen)))
    name = uuid4()
    tell("a click three times", together(*[change(lines[2], 950 + turn, head, None, name)] * 3))

    def start(by):
        return lambda: actions.start_run(programme, seconds=5, seed=1, at=now(), by=by)
    tell("three runs", together(start(head), start(second), start(planner)))
    for run in queries.running(programme):
        actions.end_run(programme, run=run.run, outcome="done", at=now(), by=planner)
    call = registry.open_offer_call(programme, closes_at=now() + timedelta(days=5), at=now(), by=planner)
    order = links.Order("offers", str(call), now() + timedelta(days=9), {"W03": "workshop", "W07": "workshop"})
    name = uuid4()
    def issue(identity):
        return lambda: links.issue_links(programme, order, at=now(), by=planner, identity=identity)
    tell("links made twice", together(issue(name), issue(name)))
    tell("links made by two", together(issue(uuid4()), issue(uuid4())))
    tell("one open link for each", links.queries.work_links(programme, purpose="offers", matter=str(call)).filter(revoked_at=None).count())
    link = links.queries.work_links(programme, purpose="offers", matter=str(call)).get(revoked_at=None, organisation="W03")
    name = uuid4()
    def take(identity):
        return lambda: links.take_link(link, name="Pak Made", phone="081234567890", place="outside", at=now(), identity=identity)
    tell("a holder twice", together(take(name), take(name)))
    tell("one holder", len(links.queries.link_holders(programme, [link.link])[link.link]))
    made, type = links.holder_of(link).person, order_lines(programme).first().type
    def state(price, by, identity, seen=None):
        more = {"at": now(), "by": by, "identity": identity, "seen": seen}
        return lambda: registry.state_offers(programme, workshop="W03", prices={type: price}, call=call, source="link", **more)
    name, seen = uuid4(), chain_head(programme)[0]
    tell("an offer twice", together(*[state(str(7_000_000 + turn), made, name)] * 3))
    seen = chain_head(programme)[0]
    tell("two offers, one row", together(state(str(7_100_000 + turn), made, uuid4(), seen), state(str(7_200_000 + turn), made, uuid4(), seen)))
    case = catalogue.PriceCase(type, "harga besi naik", [{"what": "bahan", "amount": 90_000_000}], workshop="W03")
    def object(identity):
        return lambda: catalogue.object_to_price(programme, case, at=now(), by=made, identity=identity)
    tell("two objections to one price", together(object(uuid4()), object(uuid4())))
    objected = catalogue.queries.open_price_objections(programme, [type]).get().objection
    def reply(by):
        return lambda: catalogue.answer_price_objection(programme, objection=objected, upheld=False, answer="sudah disurvei lagi", at=now(), by=by)
    tell("two answers to one price", together(reply(head), reply(planner)))

    said = MachineSaid(f"BUBUT-{turn}", "STIPARK", "turning", "Bubut", 0, 24, list(range(7)))
    registry.state_machine(programme, said=said, at=now(), by=planner)
    def book(workshop, hours):
        more = {"on": now().date() + timedelta(days=5), "hours": hours, "purpose": "poros", "at": now(), "by": planner}
        return lambda: registry.book_machine(programme, machine=said.machine, workshop=workshop, **more)
    answers = together(book("W03", range(9, 11)), book("W05", range(10, 12)), book("W07", range(12, 13)))
    tell("two on one hour of a machine", [a.split()[0] for a in answers])

    name = uuid4()
    def grant(identity):
        return lambda: ledger.grant_role(programme, second, desk="park_planner", at=now(), by=head, identity=identity)
    tell("a role four times", together(*[grant(name)] * 4))
    ledger.revoke_role(programme, second, desk="park_planner", at=now(), by=head)

queries.approved_plan(programme) or approve(proposed(), head, uuid4())()
lots = signed.uncontracted_lots(programme)
agency = lots[0].agency
mine = [one.lot for one in lots if (one.agency, one.vendor) == (agency, lots[0].vendor)]
def draft(by, identity):
    return lambda: contracts.draft_contracts(programme, lots=mine, at=now(), by=by, identity=identity)
name = uuid4()
tell("a draft twice", together(draft(planner, name), draft(planner, name)))
tell("contracts of one draft", signed.contracts(programme).count())
contracts.withdraw(programme, contract="K0001", reason="diuji sekali lagi", at=now(), by=planner)
tell("lots drafted by two", together(draft(planner, uuid4()), draft(head, uuid4())))
rest = [one.lot for one in signed.uncontracted_lots(programme) if one.agency == agency]
contracts.draft_contracts(programme, lots=rest, at=now(), by=planner)
today = now().astimezone(WITA).date()
codes = [c.contract for c in signed.contracts(programme).filter(agency=agency)]
def number(code, kinds):
    return lambda: contracts.number_papers(programme, contract=code, papers=dict.fromkeys(kinds, today), at=now(), by=planner)
together(*[number(code, ["invitation", "bahpl", "sppbj"]) for code in codes[:4]], *[number(code, ["spmk"]) for code in codes[:4]])
given = list(signed.papers(programme).values_list("place", flat=True))
tell("numbers given at once", sorted(given) == list(range(1, 4 * len(codes[:4]) + 1)))
two = [signed.contract_named(programme, code) for code in codes[:2]]
for c in two:
    asked = {i.item: i.unit_price + 1 for i in signed.items_of(c)}
    contracts.receive_offer(programme, contract=c.contract, on=today, asked=asked, at=now(), by=planner)
line = BudgetLine.objects.get(programme=programme, key=signed.items_of(two[0])[0].budget_line)
held = signed.held_by_budget_line(programme)
room = held[line.key] + min(sum(i.quantity for i in signed.items_of(c) if i.budget_line == line.key) for c in two)
BudgetLine.objects.filter(pk=line.pk).update(amount=room)
def dearer(c):  # one rupiah more a unit: the line has room for one of the two
    agreed = {i.item: [i.unit_price + (i.budget_line == line.key)] * 2 for i in signed.items_of(c)}
    return lambda: contracts.negotiate(programme, contract=c.contract, on=today, agreed=agreed, why="satu rupiah lebih", at=now(), by=planner)
tell("two contracts on the last of a budget line", together(*[dearer(c) for c in two]))
tell("the line is not overdrawn", signed.held_by_budget_line(programme)[line.key] <= room)
BudgetLine.objects.filter(pk=line.pk).update(amount=line.amount)

contracts.let_begin(programme, contract=two[0].contract, from_on=today, note="bahan sudah ada di bengkel", at=now(), by=head)
card = max((c for c in making.lot_cards(programme, today) if c.contract == two[0].contract), key=lambda c: c.units)
def report(by, identity, counts):
    entries = [Done(card.lot, s.step, n) for s, n in zip(card.steps, counts)]
    said = production.Report(card.vendor, entries, "office")
    return lambda: production.report_progress(programme, report=said, at=now(), by=by, identity=identity)
whole = [card.units] * len(card.steps)
tell("two reports of a whole lot", together(report(planner, uuid4(), whole), report(head, uuid4(), whole)))
tell("units made of it", making.made_by_lot(programme)[card.lot] == card.units == making.units(programme, [card.lot]).count())
def announce(by):
    return lambda: production.announce_lot(programme, lot=card.lot, at=now(), by=by)
tell("two announcements", together(announce(planner), announce(head)))
tell("announced once", sum(len(a.serials) for a in making.announced_lots(programme)) == card.units)
name = uuid4()
def trouble(identity):
    said = production.Trouble(card.maker, "power", "office", card.lot)
    return lambda: production.state_problem(programme, trouble=said, at=now(), by=planner, identity=identity)
tell("a problem three times", together(*[trouble(name)] * 3))
tell("one problem", making.open_problems(programme).count())

print(json.dumps({"told": told, "fault": chain_fault(programme), "faults": [f.template % f.values for f in verify(programme).faults]}))
'''


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What came of every race, three times each; one program for all of them."""
    with database_elsewhere(tmp_path_factory.mktemp("balapan")) as environment:
        return json.loads(finished(python(STORY, environment)).splitlines()[-1])


def test_what_is_recorded_stays_whole(told):
    assert told["fault"] is None and told["faults"] == []


def test_an_hour_of_a_shared_machine_is_had_by_one(told):
    assert told["told"]["two on one hour of a machine"] == [["Pukul", "ok", "ok"]] * 3


CHANGED = "Sejak halaman ini dibuka, hal ini berubah"


@pytest.mark.parametrize(("race", "one", "other"), [
    ("double click on an approval", "ok", "ok"), ("two people approve", "ok", "Rencana ini sudah diputuskan"), ("two uploads", "ok", CHANGED),
    ("links made twice", "ok", "ok"), ("links made by two", "ok", "ok"), ("a holder twice", "ok", "ok"), ("two offers, one row", "ok", CHANGED),
    ("a draft twice", "ok", "ok"), ("lots drafted by two", "ok", "Lot "), ("two contracts on the last of a budget line", "ok", "Mata anggaran "),
    ("two reports of a whole lot", "ok", "Lot "), ("two announcements", "ok", "Lot "),
    ("two objections to one price", "ok", "Keberatan atas harga jenis ini sudah diajukan"),
    ("two answers to one price", "ok", "Keberatan harga ini sudah dijawab"),
    ("two answers", "ok", "Keberatan ini sudah dijawab"), ("two people, one line", "ok", "ok"), ("two people, one page", "ok", CHANGED),
])  # fmt: skip
def test_of_two_at_once_each_is_answered_truly(told, race, one, other):
    for answers in told["told"][race]:
        assert sorted(a.startswith(other) for a in answers) == ([True, True] if other == one else [False, True]), answers
        assert one in answers


def test_each_site_has_one_link_that_works_one_holder_and_one_offer_of_a_click(told):
    assert told["told"]["one open link for each"] == [2, 2, 2] and told["told"]["one holder"] == [1, 1, 1]
    assert told["told"]["an offer twice"] == [["ok"] * 3] * 3


def test_numbers_and_budget_lines_are_counted_under_the_lock(told):
    assert told["told"]["contracts of one draft"] == [1] and told["told"]["numbers given at once"] == [True]
    assert told["told"]["the line is not overdrawn"] == [True]


def test_what_is_made_is_counted_under_the_lock(told):
    assert told["told"]["units made of it"] == [True] and told["told"]["announced once"] == [True]
    assert told["told"]["a problem three times"] == [["ok"] * 3] and told["told"]["one problem"] == [1]


def test_of_two_uploads_one_line_is_saved_and_nothing_is_overwritten(told):
    assert told["told"]["one line of them"] == [1, 1, 1]
    assert told["told"]["one draft six times"] == [["ok"] * 6] * 3
    assert told["told"]["the change stands"] == [True] * 3
    for answers in told["told"]["an upload and a change"]:
        assert "ok" in answers and all(a == "ok" or a.startswith(CHANGED) for a in answers), answers


def test_a_plan_is_never_approved_after_the_order_under_it_changed(told):
    assert told["told"]["is in force"] == [True] * 6
    for answers, kinds in told["told"]["an approval and a change"]:  # the newest entry first
        approved_first = kinds == ["OrderChanged", "PlanApproved"] and answers == ["ok", "ok"]
        refused = any(a.startswith("Pesanan atau data bengkel berubah") for a in answers) and "ok" in answers
        assert approved_first != refused, (answers, kinds)


def test_what_stood_before_a_change_is_what_stood_before_it(told):
    assert told["told"]["each says what stood before it"] == [True] * 3


def test_sent_many_times_at_once_it_is_done_once(told):
    assert told["told"]["a click three times"] == [["ok"] * 3] * 3
    assert told["told"]["a role four times"] == [["ok"] * 4] * 3
    for answers in told["told"]["three runs"]:
        assert answers.count("ok") == 1 and sum(a.startswith("Masih ada perhitungan") for a in answers) == 2, answers
