"""Every action of every room, sent twice under one identity, is done once and answered twice; by the wrong person it is refused."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from tempa.allocation import actions as allocation
from tempa.allocation import queries as plans
from tempa.allocation.facts import PlanSuperseded
from tempa.catalogue import actions as catalogue
from tempa.catalogue.rules.content import From, Shown
from tempa.catalogue.rules.elsewhere import Needs, Offer, Use
from tempa.catalogue.rules.estimates import Asked, Line, Vat
from tempa.catalogue.rules.prices import Said
from tempa.contracts import actions as contracts
from tempa.delivery import actions as delivery
from tempa.demand import actions as demand
from tempa.ledger import actions as ledger
from tempa.ledger import links, people
from tempa.ledger.actions import Doing
from tempa.ledger.models import Entry
from tempa.ledger.queries import chain_head, person_named, programme_named, tables_of
from tempa.ledger.rules import Refused
from tempa.openness import actions as openness
from tempa.payment import actions as payment
from tempa.production import actions as production
from tempa.quality import actions as quality
from tempa.registry import actions as registry
from tempa.supply import actions as supply
from tests.conftest import ROOT, copies
from tests.contracts import deeds as contracts_deeds
from tests.delivery import deeds as delivery_deeds
from tests.delivery.parties import colleague
from tests.openness import deeds as openness_deeds
from tests.payment import deeds as payment_deeds
from tests.production import deeds as production_deeds
from tests.quality import deeds as quality_deeds
from tests.registry import deeds as registry_deeds
from tests.supply import deeds as supply_deeds

AT = datetime(2026, 8, 3, 1, 10, tzinfo=UTC)
REASON = "seperti dibicarakan di rapat"


def deeds():
    """Every public function of a room's actions (and of the ledger's people and links) that takes an identity, by its full name."""
    found = {}
    rooms = sorted({place.parent.name for place in (ROOT / "tempa").glob("*/actions*")})
    for name in [*(f"tempa.{room}.actions" for room in rooms), "tempa.ledger.people", "tempa.ledger.links"]:
        module = importlib.import_module(name)
        for own, function in inspect.getmembers(module, inspect.isfunction):
            if f"{function.__module__}.".startswith(f"{name}.") and {"identity", "at", "by"} <= taken(function):
                found[f"{name.split('.')[1]}.{own}"] = function
    return found


def taken(function):
    """Names under which something can be given to a function; what `Unpack` spreads is taken under the names of its members."""
    spread = Doing.__annotations__ if "**doing: 'Unpack[Doing]'" in str(inspect.signature(function)) else {}
    return set(inspect.signature(function).parameters) | set(spread)


def test_every_deed_takes_what_was_seen_too():
    without = [n for n, f in deeds().items() if "seen" not in taken(f)]
    assert set(without) == BENEATH - {"ledger.deed"}


@pytest.fixture(scope="module")
def things(for_the_file):
    """What the deeds below are about, made once."""
    programme, person = programme_named("NTB-2020-IKM"), person_named
    planner, head = person("perencana"), person("kepala")
    plan = plans.approved_plan(programme)
    tables = tables_of(programme)

    def made(**more):
        return allocation.add_plan(programme, tables, plans.plan_tables(plan), origin="uji", at=AT, by=planner, **more)

    proposed = made()
    allocation.propose_plan(programme, plan=proposed.plan, at=AT, by=planner)
    objection = allocation.raise_objection(
        programme, plan=plan.plan, workshop="W03", words="tidak adil sama sekali", changes=[{"kind": "machine", "resource": "weld", "count": 1}],
        at=AT, by=person("bengkel"),
    )  # fmt: skip
    call = registry.open_offer_call(programme, closes_at=AT + timedelta(days=10), at=AT, by=planner)
    link = links.issue_links(programme, link_order({"call": call}, "W05"), at=AT, by=planner)[0].link
    return {
        "call": call, "link": link,
        "price_objection": catalogue.object_to_price(programme, price_case("TAN-001"), at=AT, by=person("bengkel")),
        "plan": plan, "new": made(), "proposed": proposed, "objection": objection, "tables": tables, "planner": planner, "head": head,
        "lot": plans.lots(programme).first().lot, "owner": person("bengkel"), "buyer": person("opd"), "stranger": person("orang-asing"),
        "inspector": person("pemeriksa"), "approver": colleague(programme, person, "pptk"), "payer": colleague(programme, person, "bendahara"),
        "rule": allocation.add_rule(programme, content={"kind": "site_lots", "workshop": "W03", "count": 3}, reason=REASON, at=AT, by=planner),
        "hand": allocation.decide_by_hand(programme, plan=plan.plan, decided=allocation.ByHand("pin", "N0001", {}, 0, [], REASON), at=AT, by=planner),
    }  # fmt: skip


@pytest.fixture
def demo(things, programme):
    return copies(things)


def price_case(type):
    return catalogue.PriceCase(type, REASON, [{"what": "bahan", "amount": 90_000_000}], workshop="W03")


def link_order(d, *workshops):
    return links.Order("offers", str(d["call"]), AT + timedelta(days=30), dict.fromkeys(workshops, "workshop"))


def itself(programme, d):
    """The state that an earlier version left after a double click on an approval."""
    ledger.record(programme, PlanSuperseded(str(d["plan"].plan), str(d["plan"].plan), [d["lot"]]), at=AT, by=d["head"])
    return {"plan": d["plan"].plan, "reason": REASON}


PRICE = Said("material", "ST-HOL25", 90_000, 92_000, 95_000, date(2020, 7, 2), None, "quotation", "penawaran 12", "Cakranegara")
OFFER = Offer("TAN-001", "CV Contoh", "Surabaya", 6_500_000, 6_900_000, 7_400_000, "160", "650", 2, 3_500, 150_000, 250_000, 300_000, 450_000,
              "12", "", date(2020, 7, 2), None, "quotation", "surat 5")  # fmt: skip
NEEDS = Needs("1.2", 650_000, "12", 500_000, "450")
USE = Use("TAN-001", "600", 7_650, 60_000, "6", 5, "kg", {"local": NEEDS, "outside": NEEDS}, date(2020, 7, 2), "survey", "laporan uji 3")
CERTIFICATE = Shown("materials:EN-BENSIN", "PT Contoh", "TKDN-1", "16/2011", "40", "0", date(2019, 7, 1), date(2035, 6, 30))
SHEET = Asked("TAN-001", date(2020, 8, 1), [Line("TAN-001", 13, 9_000_000)], Vat(11_700_000, "UU 42/2009 Ps 7", "10 %"))


def sheet(programme, d):
    """A sheet that the planner set, so that the head decides."""
    return {"sheet": catalogue.set_estimate(programme, asked=SHEET, at=AT, by=d["planner"]).fact}


# deed -> who does it, and its own arguments from the demo
DEEDS = {
    "allocation.add_plan": ("planner", lambda p, d: {"tables": d["tables"], "plan_tables": plans.plan_tables(d["plan"]), "origin": "uji"}),
    "allocation.add_rule": ("planner", lambda p, d: {"content": {"kind": "site_lots", "workshop": "W03", "count": 4}, "reason": REASON}),
    "allocation.answer_objection": ("planner", lambda p, d: {"objection": d["objection"], "upheld": False, "answer": REASON}),
    "allocation.approve_plan": ("head", lambda p, d: {"plan": d["proposed"].plan, "note": "baik"}),
    "allocation.decide_by_hand": ("planner", lambda p, d: {
        "plan": d["plan"].plan, "decided": allocation.ByHand("pin", d["lot"], {"a": 1}, 5, [], REASON)}),
    "allocation.end_run": ("planner", lambda p, d: {
        "run": allocation.start_run(p, seconds=5, seed=1, at=AT, by=d["planner"]), "outcome": "done"}),
    "allocation.explain_plan": ("planner", lambda p, d: {"plan": d["new"].plan, "reasons": {"lots": {}}, "naive": []}),
    "allocation.note_replay": ("planner", lambda p, d: {"objection": d["objection"], "result": {"sentences": []}}),
    "allocation.propose_plan": ("planner", lambda p, d: {"plan": d["new"].plan, "note": "untuk rapat"}),
    "allocation.raise_objection": ("owner", lambda p, d: {"plan": d["plan"].plan, "workshop": "W03", "words": REASON}),
    "allocation.refuse_plan": ("head", lambda p, d: {"plan": d["proposed"].plan, "reason": REASON}),
    "allocation.reinstate_plan": ("head", itself),
    "allocation.remove_rule": ("planner", lambda p, d: {"rule": d["rule"], "reason": REASON}),
    "allocation.start_run": ("planner", lambda p, d: {"seconds": 5, "seed": 1}),
    "allocation.withdraw_by_hand": ("planner", lambda p, d: {"decision": d["hand"], "reason": REASON}),
    "catalogue.answer_price_objection": ("head", lambda p, d: {"objection": d["price_objection"], "upheld": False, "answer": REASON}),
    "catalogue.object_to_price": ("owner", lambda p, d: {"case": price_case("TAN-003")}),
    "catalogue.overrule_price_objection": ("head", lambda p, d: {"objection": d["price_objection"], "reason": REASON}),
    "catalogue.decide_alias": ("planner", lambda p, d: {"name": "mesin  Pencacah", "type": "TAN-001"}),
    "catalogue.approve_estimate": ("head", lambda p, d: sheet(p, d) | {"note": "baik"}),
    "catalogue.read_price_list": ("planner", lambda p, d: {"entries": [PRICE], "file": b"x", "name": "a.xlsx", "media_type": "text/csv"}),
    "catalogue.refuse_estimate": ("head", lambda p, d: sheet(p, d) | {"reason": REASON}),
    "catalogue.set_estimate": ("planner", lambda p, d: {"asked": SHEET}),
    "catalogue.state_certificate": ("planner", lambda p, d: {"shown": CERTIFICATE}),
    "catalogue.state_origin": ("planner", lambda p, d: {"stated": From("EN-BENSIN", "0", "10", "", date(2020, 7, 2))}),
    "catalogue.state_outside_offer": ("planner", lambda p, d: {"offer": OFFER}),
    "catalogue.state_price": ("planner", lambda p, d: {"said": PRICE}),
    "catalogue.state_use": ("planner", lambda p, d: {"use": USE}),
    "demand.change_line": ("planner", lambda p, d: {"line": "L0001", "change": "cancelled", "after": "", "why": demand.Why("budget_cut")}),
    "demand.change_price": ("planner", lambda p, d: {"type": "TAN-001", "after": "1234567", "why": demand.Why("price_agreed")}),
    "demand.load_programme": ("planner", lambda p, d: {
        "tables": d["tables"] | {"orders": d["tables"]["orders"][1:]}, "why": demand.Why("budget_cut"),
        "upload": demand.Upload(b"x", "a.csv", "text/csv")}),
    "ledger.grant_role": ("head", lambda p, d: {"person": d["stranger"], "desk": "auditor"}),
    "ledger.name_deputy": ("head", lambda p, d: {"person": d["stranger"], "place": ledger.roles.Deputy(
        d["buyer"], "agency", "DISTANBUN", date(2026, 8, 3), date(2026, 9, 3), "SPT/12/2026")}),
    "ledger.revoke_role": ("head", lambda p, d: {"person": d["owner"], "desk": "workshop", "subject": "W03"}),
    "ledger.let_in": ("head", lambda p, d: {"login": "baru", "name": "Orang Baru", "desk": "auditor"}),
    "ledger.issue_links": ("planner", lambda p, d: {"order": link_order(d, "W07", "W08")}),
    "ledger.revoke_link": ("planner", lambda p, d: {"link": d["link"], "reason": REASON}),
    "registry.extend_offer_call": ("planner", lambda p, d: {"call": d["call"], "closes_at": AT + timedelta(days=20), "reason": REASON}),
    "registry.open_offer_call": ("planner", lambda p, d: {"closes_at": AT + timedelta(days=9)}),
    "registry.state_offers": ("owner", lambda p, d: {"workshop": "W03", "call": d["call"], "prices": {"TAN-001": "9000000"}, "source": "desk"}),
    "registry.state_offers_of_many": ("planner", lambda p, d: {
        "offers": {"W03": {"TAN-001": "9000000"}, "W07": {"TAN-001": "9100000"}}, "call": d["call"], "reason": REASON}),
    "ledger.invite": ("head", lambda p, d: {"person": d["owner"]}),
    **contracts_deeds.DEEDS,
    **delivery_deeds.DEEDS,
    **openness_deeds.DEEDS,
    **payment_deeds.DEEDS,
    **production_deeds.DEEDS,
    **registry_deeds.DEEDS,
    **quality_deeds.DEEDS,
    **supply_deeds.DEEDS,
}  # fmt: skip
BENEATH = {"ledger.found_programme", "ledger.record", "ledger.deed", "ledger.issue", "ledger.letter_again", "ledger.note"}
"""Tried by tests of their own, or beneath the deeds: no rule guards them."""
MODULES = {"allocation": allocation, "catalogue": catalogue, "contracts": contracts, "delivery": delivery, "demand": demand, "ledger": ledger,
           "openness": openness, "payment": payment, "production": production,
           "quality": quality, "registry": registry, "supply": supply}  # fmt: skip


def test_no_deed_is_forgotten_here():
    assert set(deeds()) == set(DEEDS) | BENEATH


WITHOUT_WORDS = {"ledger.invite", "allocation.note_replay", "allocation.explain_plan", "allocation.end_run"}


def done(name, programme, more, by, identity):
    room, _, own = name.partition(".")
    act = next(found for module in (MODULES[room], people, links) if (found := getattr(module, own, None)))
    return act, {**more, "at": AT + timedelta(days=1), "by": by, "identity": identity}


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_it_is_done_once_by_who_may_and_never_taken_for_another(name, programme, demo):
    """By the wrong person it is refused whatever page called it; sent twice it is done once and answered twice; another deed
    under its name is refused and kept, since the identity is looked at before any rule: also where the rule would refuse by now."""
    who, arguments = DEEDS[name]
    said = arguments(programme, demo)
    act, foreign = done(name, programme, said, demo["stranger"], uuid4())
    before = chain_head(programme)[0]
    with pytest.raises(Refused):
        act(programme, **foreign)
    assert chain_head(programme)[0] == before and not Entry.objects.filter(by=demo["stranger"]).exists()

    _act, more = done(name, programme, said, demo[who], uuid4())
    first = act(programme, **more)
    size = chain_head(programme)[0]
    again = act(programme, **more)
    assert chain_head(programme)[0] == size > before
    assert again == first or (name == "demand.load_programme" and (first > 0, again) == (True, 0))
    if name not in WITHOUT_WORDS:
        with pytest.raises(Refused, match="isi yang lain"):
            act(programme, **more | {"by": demo["head"] if who != "head" else demo["planner"]})


LOOKED_AT = {  # deeds that decide on something that stands -> what changes it meanwhile
    "allocation.propose_plan": lambda p, d: allocation.decide_by_hand(
        p, plan=d["new"].plan, decided=allocation.ByHand("pin", "N0001", {}, 0, [], REASON), at=AT, by=d["planner"]
    ),
    "allocation.approve_plan": lambda p, d: allocation.decide_by_hand(
        p, plan=d["proposed"].plan, decided=allocation.ByHand("pin", "N0001", {}, 0, [], REASON), at=AT, by=d["planner"]
    ),
    "allocation.answer_objection": lambda p, d: allocation.note_replay(p, objection=d["objection"], result={}, at=AT, by=d["planner"]),
    "demand.change_line": lambda p, d: demand.change_line(
        p, line="L0001", change="quantity", after="9", why=demand.Why("recipient"), at=AT, by=d["head"]
    ),
    "demand.change_price": lambda p, d: demand.change_price(p, type="TAN-001", after="77", why=demand.Why("price_agreed"), at=AT, by=d["head"]),
    "demand.load_programme": lambda p, d: demand.change_price(p, type="TAN-001", after="77", why=demand.Why("price_agreed"), at=AT, by=d["head"]),
    "catalogue.answer_price_objection": lambda p, d: catalogue.overrule_price_objection(
        p, objection=d["price_objection"], reason=REASON, at=AT, by=d["head"]),
    "registry.state_offers": lambda p, d: registry.state_offers(
        p, workshop="W03", prices={"TAN-001": "88"}, source="office", reason=REASON, at=AT, by=d["head"]),
    "registry.extend_offer_call": lambda p, d: registry.extend_offer_call(
        p, call=d["call"], closes_at=AT + timedelta(days=11), reason=REASON, at=AT, by=d["head"]),
    "catalogue.decide_alias": lambda p, d: catalogue.decide_alias(p, name="lain", type="TAN-001", at=AT, by=d["head"]),
    "catalogue.state_price": lambda p, d: catalogue.state_price(p, said=replace(PRICE, likely=93_000), at=AT, by=d["head"]),
    "catalogue.state_origin": lambda p, d: catalogue.state_origin(
        p, stated=From("EN-BENSIN", "0", "12", "", date(2020, 7, 2)), at=AT, by=d["head"]),
    "catalogue.state_outside_offer": lambda p, d: catalogue.state_outside_offer(p, offer=replace(OFFER, seller="PT Lain"), at=AT, by=d["head"]),
    "catalogue.state_use": lambda p, d: catalogue.state_use(p, use=replace(USE, years=7), at=AT, by=d["head"]),
    "catalogue.set_estimate": lambda p, d: demand.change_price(p, type="TAN-001", after="77", why=demand.Why("price_agreed"), at=AT, by=d["head"]),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(LOOKED_AT))
def test_what_changed_since_the_page_was_seen_is_told(name, programme, demo):
    who, arguments = DEEDS[name]
    act, more = done(name, programme, arguments(programme, demo), demo[who], uuid4())
    seen = chain_head(programme)[0]
    LOOKED_AT[name](programme, demo)
    with pytest.raises(Refused, match="Sejak halaman ini dibuka, hal ini berubah") as refused:
        act(programme, **more, seen=seen)
    assert refused.value.entries[-1].sequence > seen
    now = chain_head(programme)[0]
    assert act(programme, **more, seen=now) is not None and chain_head(programme)[0] > now
