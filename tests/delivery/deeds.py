"""Every deed of the delivery room with its own arguments, for the test that sends each twice: who does it, and on what."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tempa.delivery import actions, queries
from tempa.delivery.actions.asking import Place, Sending
from tempa.delivery.actions.codes import code_of
from tempa.delivery.actions.driving import Brought
from tempa.delivery.actions.requests import Applicant
from tempa.delivery.actions.rounds import LorryGiven, StopMoved
from tempa.delivery.queries import RoundsAsked
from tempa.delivery.rules import Need, Site, UseFound
from tempa.ledger.actions import store
from tempa.ledger.photos import cleaned
from tempa.values.period import day_in_wita
from tests.contracts.parties import AT, TODAY
from tests.delivery.parties import AGENCY, accepted, colleague, owner_of
from tests.delivery.test_requests import WHY, applicant, type_of, wish
from tests.ledger.pictures import photo

THEN = AT + timedelta(days=1)


def people(d):
    return lambda login: {"perencana": d["planner"], "kepala": d["head"], "opd": d["buyer"], "pemeriksa": d["inspector"]}[login]


def recipient(programme, d):
    return {"recipient": actions.register_recipient(programme, agency=AGENCY, applicant=applicant(), wish=wish(programme), at=AT, by=d["buyer"])}


def request(programme, d):
    code = recipient(programme, d)["recipient"]
    return {"request": queries.recipient_named(programme, code).requests.get().request}


def granted(programme, d, by="planner"):
    """Decided by a colleague, so that the agency's buyer may note the decree."""
    asked = request(programme, d)["request"]
    actions.decide_request(programme, request=asked, decided="accepted", reason=WHY, at=AT, by=colleague(programme, people(d), "pptk-penerima"))
    return asked


def sending(programme, **more):
    who = applicant(phone="0812 3456 7890", contact="Pak Amin")
    said = {"agency": AGENCY, "applicant": who, "type": type_of(programme), "quantity": 1, "place": Place(220, "2.2", True, True, True)}
    return Sending(**{**said, "has_consent": True, **more})


def units(programme, d):
    serials, contract = accepted(programme, people(d), units=2)
    return serials, contract, owner_of(programme, people(d), contract.vendor)


def offered(programme, d, *, at=AT, step=2):
    """Units on their way to the agency."""
    serials, contract, owner = units(programme, d)
    code = actions.offer_handover(programme, step=step, giver=contract.vendor, receiver=AGENCY, serials=serials, at=at, by=owner)
    return serials, code


def through_park(programme, d, at):
    """Units that the park holds, so that its planner can pass them on."""
    serials, contract, owner = units(programme, d)
    code = actions.offer_handover(programme, step=1, giver=contract.vendor, receiver="PARK", serials=serials, at=at, by=owner)
    actions.take_handover(programme, handover=code, on=day_in_wita(at), at=at, by=d["inspector"])
    return serials


def in_the_park(programme, d, at=AT):
    return {"step": 2, "giver": "PARK", "receiver": AGENCY, "serials": through_park(programme, d, at)}


def on_its_way(programme, d, *, at):
    offer = in_the_park(programme, d, at)
    return actions.offer_handover(programme, **offer, at=at, by=d["planner"])


def taken(programme, d):
    serials, code = offered(programme, d)
    actions.take_handover(programme, handover=code, on=TODAY, at=AT, by=d["buyer"])
    return serials


def handed(programme, d):
    """A handover that was taken, whose papers can be numbered."""
    serial = taken(programme, d)[0]
    return {"handover": queries.units_taken(programme).get(serial=serial).handover.handover}


def proposed(programme, d):
    """Units that the rule gives to a request with its decree; who decides is the agency's buyer."""
    serials, _contract, _owner = units(programme, d)
    (_serial, type, place), *_rest = queries.free_units(programme, AGENCY)
    code = actions.register_recipient(
        programme, agency=AGENCY, applicant=applicant(destination=place), wish=wish(programme, type=type, quantity=2), at=AT, by=d["buyer"]
    )
    asked = queries.recipient_named(programme, code).requests.get().request
    rekan = colleague(programme, people(d), "pptk-penetapan")
    actions.decide_request(programme, request=asked, decided="accepted", reason=WHY, at=AT, by=rekan)
    actions.issue_decree(programme, agency=AGENCY, number="SK/1", on=TODAY, requests=[asked], at=AT, by=d["buyer"])
    return code, asked, serials


def rows(programme, d):
    _code, asked, serials = proposed(programme, d)
    return {"agency": AGENCY, "rows": [(serial, asked) for serial in serials]}


def assigned(programme, d):
    said = rows(programme, d)
    actions.assign_units(programme, **said, at=AT, by=d["buyer"])
    return {"serial": said["rows"][0][0], "request": "", "reason": WHY}


def with_its_recipient(programme, d, *, days):
    """A unit that its recipient got so many days ago."""
    at = AT - timedelta(days=days)
    serials, contract, owner = units(programme, d)
    code = actions.offer_handover(programme, step=2, giver=contract.vendor, receiver=AGENCY, serials=serials, at=at, by=owner)
    actions.take_handover(programme, handover=code, on=day_in_wita(at), at=at, by=d["buyer"])
    (_serial, type, place), *_rest = queries.free_units(programme, AGENCY)
    who = actions.register_recipient(programme, agency=AGENCY, applicant=applicant(destination=place),
                                     wish=wish(programme, type=type, asked_on=day_in_wita(at)), at=at, by=d["buyer"])  # fmt: skip
    asked = queries.recipient_named(programme, who).requests.get().request
    rekan = colleague(programme, people(d), "pptk-pemakaian")
    actions.decide_request(programme, request=asked, decided="accepted", reason=WHY, at=at, by=rekan)
    actions.issue_decree(programme, agency=AGENCY, number="SK/1", on=day_in_wita(at), requests=[asked], at=at, by=d["buyer"])
    actions.assign_units(programme, agency=AGENCY, rows=[(serials[0], asked)], at=at, by=d["buyer"])
    actions.inspect_site(programme, recipient=who, on=day_in_wita(at), site=Site(), at=at, by=d["buyer"])
    named = actions.offer_handover(programme, step=3, giver=AGENCY, recipient=who, serials=serials[:1], at=at, by=d["buyer"])
    actions.take_handover(programme, handover=named, on=day_in_wita(at), code=code_of(queries.handover_named(programme, named)), at=at, by=d["buyer"])
    return serials[0]


def sent(programme, d):
    """What somebody sent from a phone, without an account."""
    return {"sent": queries.sent_by_code(queries.sent_code(actions.send_request(programme, asked=sending(programme), at=AT))).sent}


def idle(programme, d):
    """A unit that stands idle at its recipient, while another waits for its type."""
    serial = with_its_recipient(programme, d, days=40)
    found = UseFound(serial, 1, TODAY, way="visit", state="idle", note="tidak ada bahan baku")
    actions.check_use(programme, found=found, at=AT, by=d["buyer"])
    return {"serial": serial, "request": waiting_for(programme, d, serial), "on": TODAY, "reason": WHY}


def waiting_for(programme, d, serial):
    """A granted request, named by decree, for the type and place of a unit."""
    unit = queries.passages(programme, [serial])[serial]
    mine = queries.recipient_named(programme, unit.meant_for)
    who = Applicant("group", "Kelompok Lain", "Batujai", mine.destination, contact="Bu Lain", phone="0819 1111 2222")
    code = actions.register_recipient(programme, agency=AGENCY, applicant=who, wish=wish(programme, type=mine.requests.get().type, quantity=1),
                                      at=AT, by=d["buyer"])  # fmt: skip
    asked = queries.recipient_named(programme, code).requests.get().request
    actions.decide_request(programme, request=asked, decided="accepted", reason=WHY, at=AT, by=colleague(programme, people(d), "pptk-tunggu"))
    actions.issue_decree(programme, agency=AGENCY, number="SK/2", on=TODAY, requests=[asked], at=AT, by=d["buyer"])
    return asked


def broken(programme, d):
    serial = taken(programme, d)[0]
    return {"repair": actions.report_repair(programme, serial=serial, on=TODAY, what="dinamo terbakar", at=AT, by=d["buyer"])}


def on_the_list(programme, d):
    """Two machines that their agency holds for a recipient whose site is ready."""
    who, asked, serials = proposed(programme, d)
    vendor = queries.passages(programme, serials)[serials[0]].vendor
    code = actions.offer_handover(programme, step=2, giver=vendor, receiver=AGENCY, serials=serials, at=AT, by=owner_of(programme, people(d), vendor))
    actions.take_handover(programme, handover=code, on=TODAY, at=AT, by=d["buyer"])
    actions.assign_units(programme, agency=AGENCY, rows=[(serial, asked) for serial in serials], at=AT, by=d["buyer"])
    actions.inspect_site(programme, recipient=who, on=TODAY, site=Site(), at=AT, by=d["buyer"])
    actions.note_lorry(programme, given=LORRY, at=AT, by=d["planner"])
    return RoundsAsked(TODAY + timedelta(days=1), 6, ("TR01",))


def planned_round(programme, d):
    return actions.plan_rounds(programme, asked=on_the_list(programme, d), at=AT, by=d["planner"])[0]


def stop(programme, d):
    """The one stop of a round that goes out."""
    code = planned_round(programme, d)
    actions.confirm_round(programme, round=code, at=AT, by=d["planner"])
    return {"round": code, "place": 1}


def brought(programme, d, hurt=None):
    at_stop = stop(programme, d)
    handover = queries.stops(queries.round_named(programme, at_stop["round"]))[0].handover
    photos = [store(cleaned(photo()))] if hurt else []
    return {**at_stop, "brought": Brought(code_of(queries.handover_named(programme, handover)), hurt or {}, {}, photos)}


def driven_home(programme, d):
    at_stop = stop(programme, d)
    actions.fail_stop(programme, **at_stop, reason=WHY, at=AT, by=d["planner"])
    return {"round": at_stop["round"]}


def hurt(programme, d):
    """A machine that fell off a lorry."""
    at_stop = stop(programme, d)
    serial = queries.stops(queries.round_named(programme, at_stop["round"]))[0].serials[0]
    photos = [store(cleaned(photo()))]
    actions.fail_stop(programme, **at_stop, reason=WHY, hurt={serial: "jatuh dari truk"}, photos=photos, at=AT, by=d["planner"])
    return {"damage": queries.damages(programme).get().damage, "outcome": "rangka diluruskan dan diuji"}


LORRY = LorryGiven("DR 1", 6000, 20, driver="Pak Udin")
DEEDS = {
    "delivery.note_lorry": ("planner", lambda p, d: {"given": LORRY}),
    "delivery.plan_rounds": ("planner", lambda p, d: {"asked": on_the_list(p, d)}),
    "delivery.move_stop": ("planner", lambda p, d: {"move": StopMoved(planned_round(p, d), 1, "new", 1), "reason": WHY}),
    "delivery.redate_round": ("planner", lambda p, d: {
        "round": planned_round(p, d), "starts_on": TODAY + timedelta(days=3), "lorry": "TR01", "reason": WHY}),
    "delivery.confirm_round": ("planner", lambda p, d: {"round": planned_round(p, d)}),
    "delivery.cancel_round": ("planner", lambda p, d: {"round": planned_round(p, d), "reason": WHY}),
    "delivery.reach_stop": ("planner", stop),
    "delivery.deliver_stop": ("planner", brought),
    "delivery.fail_stop": ("planner", lambda p, d: {**stop(p, d), "reason": WHY}),
    "delivery.end_round": ("planner", driven_home),
    "delivery.mend_damage": ("inspector", hurt),
    "delivery.register_recipient": ("buyer", lambda p, d: {"agency": AGENCY, "applicant": applicant(), "wish": wish(p)}),
    "delivery.request_machine": ("buyer", lambda p, d: {**recipient(p, d), "wish": wish(p, quantity=1)}),
    "delivery.decide_request": ("buyer", lambda p, d: {**request(p, d), "decided": "accepted", "reason": WHY}),
    "delivery.issue_decree": ("buyer", lambda p, d: {"agency": AGENCY, "number": "SK/1", "on": TODAY, "requests": [granted(p, d)]}),
    "delivery.state_site_need": ("planner", lambda p, d: {
        "type": type_of(p), "need": Need(volts=220, kilovolt_amperes=Decimal("2.2")), "source": "pelat nama mesin"}),
    "delivery.inspect_site": ("buyer", lambda p, d: {**recipient(p, d), "on": TODAY, "site": Site(225, Decimal(3), True, True, True)}),
    "delivery.assign_units": ("buyer", rows),
    "delivery.reassign_unit": ("buyer", assigned),
    "delivery.offer_handover": ("planner", in_the_park),
    "delivery.take_handover": ("buyer", lambda p, d: {"handover": offered(p, d)[1], "on": TODAY}),
    "delivery.number_handover_papers": ("buyer", handed),
    "delivery.deem_taken": ("head", lambda p, d: {
        "handover": on_its_way(p, d, at=AT - timedelta(days=15)), "officer": d["buyer"], "reason": WHY}),
    "delivery.withdraw_handover": ("planner", lambda p, d: {"handover": on_its_way(p, d, at=AT), "reason": WHY}),
    "delivery.check_use": ("buyer", lambda p, d: {
        "found": UseFound(with_its_recipient(p, d, days=40), 1, TODAY, way="visit", state="used")}),
    "delivery.report_repair": ("buyer", lambda p, d: {"serial": taken(p, d)[0], "on": TODAY, "what": "dinamo terbakar"}),
    "delivery.take_in": ("buyer", sent),
    "delivery.turn_away": ("buyer", lambda p, d: {**sent(p, d), "reason": WHY}),
    "delivery.commission": ("buyer", lambda p, d: {
        "run": actions.FirstRun(with_its_recipient(p, d, days=40), TODAY, runs=True, trained=3, output_per_hour="210")}),
    "delivery.move_repair": ("buyer", lambda p, d: {**broken(p, d), "step": "visited", "on": TODAY}),
    "delivery.reallocate_unit": ("buyer", idle),
    "delivery.close_repair": ("buyer", lambda p, d: {**broken(p, d), "on": TODAY, "outcome": "dinamo diganti baru"}),
}  # fmt: skip
