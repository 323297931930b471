"""Rounds of lorries on real units: planned, changed, confirmed, driven against the receiver's code, with a damage, and back on the list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tempa.delivery import actions, queries
from tempa.delivery.actions.codes import code_of
from tempa.delivery.actions.driving import Brought
from tempa.delivery.actions.rounds import LorryGiven, StopMoved
from tempa.delivery.queries import RoundsAsked
from tempa.delivery.rules import Site
from tempa.ledger import links
from tempa.ledger.actions import store
from tempa.ledger.photos import cleaned
from tempa.ledger.rules import Refused
from tempa.values.period import day_in_wita
from tests.delivery.parties import AGENCY, ARRIVES, taken_over
from tests.delivery.test_requests import WHY, applicant, wish
from tests.ledger.pictures import photo as picture

TODAY = day_in_wita(ARRIVES)


def ready(programme, person, *, units=4):
    """Machines that an agency holds for one recipient whose site is ready; their serials and the recipient."""
    serials, _contract, receiver = taken_over(programme, person, units=units)
    (_serial, type, place), *_rest = queries.free_units(programme, AGENCY)
    rina = person("opd")
    code = actions.register_recipient(
        programme, agency=AGENCY, applicant=applicant(destination=place), wish=wish(programme, type=type, quantity=units), at=ARRIVES, by=rina
    )
    asked = queries.recipient_named(programme, code).requests.get().request
    actions.decide_request(programme, request=asked, decided="accepted", reason=WHY, at=ARRIVES, by=rina)
    actions.issue_decree(programme, agency=AGENCY, number="SK/1", on=TODAY, requests=[asked], at=ARRIVES, by=receiver)
    actions.assign_units(programme, agency=AGENCY, rows=[(s, asked) for s in serials], at=ARRIVES, by=rina)
    actions.inspect_site(programme, recipient=code, on=TODAY, site=Site(), at=ARRIVES, by=rina)
    return serials, code


def lorry(programme, person, **more):
    given = LorryGiven(**{"name": "DR 8123 AB", "kilograms": 6000, "places": 20, "driver": "Pak Udin", "phone": "081234567890"} | more)
    return actions.note_lorry(programme, given=given, at=ARRIVES, by=person("perencana"))


def proposed(programme, person, *, days=6, **more):
    code = lorry(programme, person, **more)
    asked = RoundsAsked(TODAY + timedelta(days=1), days, (code,))
    return actions.plan_rounds(programme, asked=asked, at=ARRIVES, by=person("perencana"))


def test_a_round_from_the_plan_to_the_recipient_with_a_machine_hurt_on_the_way(programme, person):
    serials, recipient = ready(programme, person)
    assert queries.to_bring(programme, TODAY).machines == 4
    (code,) = proposed(programme, person)
    found = queries.round_named(programme, code)
    (stop,) = queries.stops(found)
    assert (stop.recipient.recipient, sorted(stop.serials), stop.why[0][0]) == (recipient, serials, "waiting")
    assert {n.why for n in queries.to_bring(programme, TODAY).not_yet if n.recipient == recipient} == {"planned"}
    planner, driver = person("perencana"), {"at": ARRIVES + timedelta(days=1), "by": person("kepala")}
    with pytest.raises(Refused, match="diusulkan"):
        actions.reach_stop(programme, round=code, place=1, **driver)
    actions.confirm_round(programme, round=code, at=ARRIVES, by=planner)
    stop = queries.stops(queries.round_named(programme, code))[0]
    handover = queries.handover_named(programme, stop.handover)
    assert (handover.giver, handover.step) == (AGENCY, 3)
    with pytest.raises(Refused, match="hanya dapat diisi lewat tautan"):
        actions.reach_stop(programme, round=code, place=1, at=ARRIVES, by=person("bengkel"))
    actions.reach_stop(programme, round=code, place=1, **driver)
    photo = store(cleaned(picture()))
    hurt = {serials[0]: "jatuh saat diturunkan"}
    with pytest.raises(Refused, match="Kode penerima tidak cocok"):
        actions.deliver_stop(programme, round=code, place=1, brought=Brought("x", hurt, {}, [photo]), **driver)
    with pytest.raises(Refused, match="Ambil foto"):
        actions.deliver_stop(programme, round=code, place=1, brought=Brought(code_of(handover), hurt), **driver)
    with pytest.raises(Refused, match="Isi dulu hasil perhentian 1"):
        actions.end_round(programme, round=code, **driver)
    actions.deliver_stop(programme, round=code, place=1, brought=Brought(code_of(handover), hurt, {}, [photo]), **driver)
    actions.end_round(programme, round=code, **driver)
    assert sorted(queries.handed_over(programme, 3)) == serials[1:]
    stop = queries.stops(queries.round_named(programme, code))[0]
    assert (stop.outcome, "jatuh" in stop.outcome_why) == ("partly", True)
    damage = queries.damages(programme).get()
    assert (damage.serial, damage.photos, [n.why for n in queries.to_bring(programme, TODAY).not_yet]) == (serials[0], [photo], ["damaged"])
    with pytest.raises(Refused, match="rusak di jalan dan belum diperbaiki"):
        actions.offer_handover(programme, step=3, giver=AGENCY, recipient=recipient, serials=serials[:1], at=ARRIVES, by=person("opd"))
    actions.mend_damage(programme, damage=damage.damage, outcome="rangka diluruskan, uji jalan lulus", **driver)
    assert [m.serial for p in queries.to_bring(programme, TODAY).parcels for m in p.machines] == serials[:1]


def test_a_person_moves_splits_redates_and_drops_and_the_lorry_is_never_too_full(programme, person):
    _serials, _recipient = ready(programme, person)
    (code,) = proposed(programme, person, places=4)
    deed = {"at": ARRIVES, "by": person("perencana")}
    with pytest.raises(Refused, match="paling sedikit 10 huruf"):
        actions.move_stop(programme, move=StopMoved(code, 1, "new", 1), reason="ya", **deed)
    actions.move_stop(programme, move=StopMoved(code, 1, "new", 1), reason="jembatan hanya kuat satu mesin", **deed)
    one, two = (queries.round_named(programme, c) for c in (code, "RD0002"))
    assert ([len(s.serials) for s in queries.stops(one)], [len(s.serials) for s in queries.stops(two)]) == ([3], [1])
    assert two.starts_on > one.starts_on
    with pytest.raises(Refused, match="sudah dipakai ronde"):
        actions.redate_round(programme, round="RD0002", starts_on=one.starts_on, lorry=one.lorry.lorry, reason=WHY, **deed)
    small = lorry(programme, person, places=2, name="DR 99 ZZ")
    with pytest.raises(Refused, match="paling banyak 2 mesin"):
        actions.redate_round(programme, round=code, starts_on=one.starts_on, lorry=small, reason=WHY, **deed)
    actions.redate_round(programme, round="RD0002", starts_on=one.starts_on, lorry=small, reason=WHY, **deed)
    actions.move_stop(programme, move=StopMoved("RD0002", 1, code), reason="jembatannya ternyata kuat", **deed)
    assert queries.stage_of_round(queries.round_named(programme, "RD0002")) == "cancelled"
    assert [len(s.serials) for s in queries.stops(queries.round_named(programme, code))] == [4]
    actions.move_stop(programme, move=StopMoved(code, 1, "out"), reason="penerima sedang panen raya", **deed)
    assert queries.to_bring(programme, TODAY).machines == 4 and not queries.open_rounds(programme).exists()


def test_what_changes_while_the_search_goes_on_is_not_planned_over(programme, person, monkeypatch):
    """Somebody else takes the lorry's day, or means a machine for another, between the search and its record."""
    serials, _recipient = ready(programme, person)
    (code,) = proposed(programme, person, places=4)
    deed = {"at": ARRIVES, "by": person("perencana")}
    actions.move_stop(programme, move=StopMoved(code, 1, "out", 2), reason="dua mesin menyusul", **deed)
    search, asked = queries.propose_rounds, RoundsAsked(TODAY + timedelta(days=3), 1, ("TR01",))
    day = {"starts_on": asked.starts_on, "lorry": "TR01", "reason": "jembatan baru selesai"}

    def meanwhile(deed_of_another):
        def searched(*said, **more):
            found = search(*said, **more)
            deed_of_another()
            return found

        monkeypatch.setattr(queries, "propose_rounds", searched)
        return actions.plan_rounds(programme, asked=asked, **deed)

    with pytest.raises(Refused, match=f"Truk TR01 sudah dipakai ronde {code}"):
        meanwhile(lambda: actions.redate_round(programme, round=code, **day, **deed))
    actions.cancel_round(programme, round=code, reason="dihitung lagi semuanya", **deed)
    out_of_use = LorryGiven("DR 8123 AB", 6000, 20, driver="Pak Udin", in_use=False)
    with pytest.raises(Refused, match="TR01 tidak ada atau tidak dipakai lagi"):
        meanwhile(lambda: actions.note_lorry(programme, lorry="TR01", given=out_of_use, **deed))
    actions.note_lorry(programme, lorry="TR01", given=LorryGiven("DR 8123 AB", 6000, 20, driver="Pak Udin"), **deed)
    with pytest.raises(Refused, match="direncanakan orang lain"):
        meanwhile(lambda: actions.reassign_unit(programme, serial=serials[0], request="", reason=WHY, at=ARRIVES, by=person("opd")))


def test_what_cannot_be_planned_is_said_in_a_sentence(programme, person):
    planner = person("perencana")
    plan = lambda **more: actions.plan_rounds(programme, at=ARRIVES, by=planner, asked=RoundsAsked(  # noqa: E731
        **{"starts_on": TODAY, "days": 3, "lorries": ("TR01",)} | more))  # fmt: skip
    with pytest.raises(Refused, match="Pilih paling sedikit satu truk"):
        plan(lorries=())
    with pytest.raises(Refused, match="tidak ada atau tidak dipakai"):
        plan()
    lorry(programme, person, kilograms=5)
    with pytest.raises(Refused, match="sudah lewat"):
        plan(starts_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="Tidak ada mesin yang dapat diantar"):
        plan()
    ready(programme, person, units=2)
    with pytest.raises(Refused, match="Tidak ada truk yang kuat"):
        plan()
    with pytest.raises(Refused, match="hanya diatur oleh perencana"):
        actions.note_lorry(programme, given=LorryGiven("DR 1", 10, 1), at=ARRIVES, by=person("opd"))


def test_a_stop_that_fails_and_a_round_called_off_give_their_machines_back(programme, person):
    _serials, recipient = ready(programme, person)
    (code,) = proposed(programme, person, driver="")
    deed = {"at": ARRIVES, "by": person("perencana")}
    with pytest.raises(Refused, match="belum punya sopir"):
        actions.confirm_round(programme, round=code, **deed)
    actions.note_lorry(programme, lorry="TR01", given=LorryGiven("DR 8123 AB", 6000, 20, driver="Pak Udin"), **deed)
    actions.confirm_round(programme, round=code, **deed)
    actions.cancel_round(programme, round=code, reason="truk mogok di bengkel", **deed)
    assert queries.to_bring(programme, TODAY).machines == 4
    (again,) = actions.plan_rounds(programme, asked=RoundsAsked(TODAY, 3, ("TR01",)), **deed)
    actions.confirm_round(programme, round=again, **deed)
    driver = driver_of(programme, person, again)
    actions.fail_stop(programme, round=again, place=1, reason="penerima tidak di tempat", at=ARRIVES, by=driver)
    with pytest.raises(Refused, match="sudah dicatat"):
        actions.fail_stop(programme, round=again, place=1, reason="penerima tidak di tempat", at=ARRIVES, by=driver)
    actions.end_round(programme, round=again, note="pulang kosong", at=ARRIVES, by=driver)
    assert [p.recipient for p in queries.to_bring(programme, TODAY).parcels] == [recipient]
    stop = queries.stops(queries.round_named(programme, again))[0]
    assert (stop.outcome, stop.outcome_why) == ("failed", "penerima tidak di tempat")


def driver_of(programme, person, round):
    """Somebody who came by the link of a round."""
    order = links.Order("round", round, ARRIVES + timedelta(days=9), {"TR01": "driver"})
    (link,) = links.issue_links(programme, order, at=ARRIVES, by=person("perencana"))
    return links.take_link(link, name="Pak Udin", phone="081234567890", place="outside", at=ARRIVES)
