"""Delivery: villages and groups ask and are named by decree, sites are measured, machines pass from hand to hand, and are looked at afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from tempa.delivery import actions, queries, rules
from tempa.delivery.actions.codes import code_of
from tempa.delivery.actions.requests import Applicant, Wish
from tempa.demand import queries as demand
from tempa.desks.console.year.opening import somebody
from tempa.desks.console.year.stage import Scene, Stage, known
from tempa.ledger import actions as ledger
from tempa.ledger.rules import Refused

if TYPE_CHECKING:
    from random import Random

    from tempa.demand.queries import PricedLine
    from tempa.ledger.queries import Person

Clock = Callable[[], datetime]
VILLAGES = ("Sukarara", "Kotaraja", "Pringgasela", "Labuapi", "Jerowaru", "Seteluk", "Woja", "Sape", "Gerung", "Bayan", "Alas", "Donggo")
GROUPS = ("Kelompok Tani", "Kelompok Wanita", "UD", "BUMDes", "Kelompok Nelayan", "Kelompok Usaha")
NAMES = ("Maju Bersama", "Sinar Harapan", "Tunas Muda", "Karya Mandiri", "Bina Sejahtera", "Mekar Sari", "Patuh Karya", "Rinjani", "Samota")
OFFICES = {"receiver": "Penerima barang", "approver": "PPTK", "payer": "Bendahara"}
POWERED = Decimal("0.6")  # of the types work with an electric motor
STARTS, WEEKS = 51, 18  # weekly rounds from the second half of August on
SILENT_SHARE, TOO_FAR = 0.03, 0.1
FOUND = ("used", "used", "used", "used", "used", "used", "used", "idle", "broken", "moved")
LOOKS = {"idle": "operatornya pindah; dicarikan pengganti", "broken": "dinamo mati; laporan ke bengkel pembuat", "moved": "dipindah ke dusun sebelah"}


def chapter(stage: Stage) -> Iterator[Scene]:
    yield Scene(stage.day(34), "penerima barang, PPTK dan bendahara tiap OPD mendapat masuk", offices)
    yield Scene(stage.day(35), "kebutuhan listrik, air dan operator tiap jenis mesin dinyatakan", site_needs)
    for n, (offset, share) in enumerate(((36, slice(0, 3)), (53, slice(3, 6)), (60, slice(6, None)))):
        yield Scene(stage.day(offset), f"permohonan kelompok dan desa dicatat, gelombang {n + 1}", partial(requests, which=share))
        yield Scene(stage.day(offset + 3), f"permohonan diputuskan dan surat keputusan terbit, gelombang {n + 1}", partial(decide, which=share))
    for week in range(WEEKS):
        first = STARTS + 7 * week
        yield Scene(stage.day(first), f"mesin dikirim ke OPD, minggu {week + 1}", partial(send, week=week))
        yield Scene(stage.day(first + 1), f"OPD mencatat mesin yang datang, minggu {week + 1}", receive)
        yield Scene(stage.day(first + 2), f"mesin ditetapkan untuk penerima, minggu {week + 1}", assign)
        yield Scene(stage.day(first + 4), f"lokasi diperiksa dan mesin diserahkan kepada penerima, minggu {week + 1}", give)
    for month in range(1, 13):
        yield Scene(stage.day(70 + 30 * month), f"pemakaian diperiksa, bulan {month}", look_after)
        yield Scene(stage.day(84 + 30 * month), f"bengkel menyelesaikan perbaikan, bulan {month}", repair)


def offices(stage: Stage, now: Clock) -> None:
    """Three more people of each agency: nobody signs, receives, approves and pays for one contract."""
    for agency in sorted(demand.agency_names(stage.programme)):
        for office, words in OFFICES.items():
            login = stage.login(office, agency)
            person = somebody(login, f"{words} {agency}")
            ledger.grant_role(stage.programme, person, desk="agency", subject=agency, at=now(), by=stage.head)
            stage.people[f"{office} {agency}"] = person


def office(stage: Stage, name: str, agency: str) -> Person:
    return stage.people[f"{name} {agency}"]


def site_needs(stage: Stage, now: Clock) -> None:
    for type in sorted(set(demand.types_of_lines(stage.programme).values())):
        draw = stage.draw(f"need {type}")
        powered = draw.random() < POWERED
        need = rules.Need(
            volts=220 if powered else None, kilovolt_amperes=Decimal(draw.choice(["1.3", "2.2", "3.5"])) if powered else None,
            water=draw.random() < 0.2, building=draw.random() < 0.4, operator=draw.random() < 0.5,
        )  # fmt: skip
        actions.state_site_need(stage.programme, type=type, need=need, source="pelat nama mesin contoh", at=now(), by=stage.planner)


def agencies(stage: Stage, which: slice) -> list[str]:
    return sorted(demand.agency_names(stage.programme))[which]


def requests(stage: Stage, now: Clock, which: slice) -> None:
    """One group, village or firm for every few machines of a line; some ask for more than there is, and wait."""
    for agency in agencies(stage, which):
        for line in demand.order_lines(stage.programme).filter(agency=agency):
            draw = stage.draw(f"recipients {line.key}")
            left = line.quantity
            while left > 0:
                wanted = min(left, draw.randint(4, 12))
                left -= wanted
                ask(stage, now, agency, line, wanted + (draw.random() < 0.1), draw)


def ask(stage: Stage, now: Clock, agency: str, line: PricedLine, wanted: int, draw: Random) -> None:
    moment = now()
    kind = draw.choice(["group", "group", "village", "firm"])
    name = f"{'Desa' if kind == 'village' else draw.choice(GROUPS)} {draw.choice(NAMES)} {draw.randint(1, 99)}"
    applicant = Applicant(
        kind=kind, name=name, village=draw.choice(VILLAGES), destination=line.destination, contact=f"Ketua {name}",
        phone=f"08{draw.randint(10**9, 10**10 - 1)}",
    )  # fmt: skip
    asked_on = moment.date() - timedelta(days=draw.randint(1, 200))
    wish = Wish(line.type, wanted, asked_on, draw.choice(["paper", "paper", "phone", "officer"]))
    actions.register_recipient(stage.programme, agency=agency, applicant=applicant, wish=wish, at=moment, by=stage.people[f"agency {agency}"])


def decide(stage: Stage, now: Clock, which: slice) -> None:
    """The buyer grants nearly all; another of the agency's people notes the decree."""
    named = queries.decreed_marks(stage.programme)
    for agency in agencies(stage, which):
        buyer = stage.people[f"agency {agency}"]
        granted = []
        for r in queries.requests(stage.programme, agency).filter(decided=""):
            marks = queries.marks_of(r)
            is_twin = any(mark in named for mark in marks)
            is_refused = is_twin or stage.draw(f"decide {r.request}").random() < 0.04
            reason = "kelompok tidak dapat menunjukkan kegiatannya" if is_refused else "kelompok aktif dan punya bahan baku"
            reason = "kelompok ini sudah ada dalam daftar OPD lain untuk jenis yang sama" if is_twin else reason
            decided = "refused" if is_refused else "accepted"
            actions.decide_request(stage.programme, request=r.request, decided=decided, reason=reason, at=now(), by=buyer)
            if not is_refused:
                granted.append(r.request)
                named |= dict.fromkeys(marks, r)
        if granted:
            moment = now()
            number = f"900/{agency}/SK-{len(granted)}/{stage.start.year}" if which.start == 0 else ""  # later ones are printed here
            actions.issue_decree(
                stage.programme, agency=agency, number=number, on=moment.date(), requests=granted,
                at=moment, by=office(stage, "approver", agency),
            )  # fmt: skip


def send(stage: Stage, now: Clock, week: int) -> None:
    """Each vendor sends what was accepted to the agencies; every third week over the park, which takes and sends on the same day."""
    over_park = week % 3 == 2
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    passed = queries.handed_over(stage.programme, 2)
    for p in queries.passages(stage.programme, accepted(stage) - passed.keys()).values():
        if not p.is_underway and 2 not in p.taken:
            held["PARK" if 1 in p.taken else p.vendor, p.agency].append(p.serial)
    for (giver, agency), serials in sorted(held.items()):
        if giver == "PARK":
            offer(stage, now, 2, "PARK", agency, serials)
        elif over_park and len(serials) > 8:
            through_park(stage, now, giver, agency, serials)
        else:
            offer(stage, now, 2, giver, agency, serials)


def accepted(stage: Stage) -> set[str]:
    from tempa.quality import queries as quality

    return set(quality.accepted_units(stage.programme))


def through_park(stage: Stage, now: Clock, giver: str, agency: str, serials: list[str]) -> None:
    code = offer(stage, now, 1, giver, "PARK", serials)
    if code:
        moment = now()
        actions.take_handover(stage.programme, handover=code, on=moment.date(), at=moment, by=stage.people["inspector"])
        offer(stage, now, 2, "PARK", agency, serials)


def offer(stage: Stage, now: Clock, step: int, giver: str, receiver: str, serials: list[str]) -> str:
    """The vendor's own person, who is let in when the first units are ready; the park's planner for the park."""
    by = stage.planner if giver == "PARK" else owner(stage, now, giver)
    try:
        return actions.offer_handover(stage.programme, step=step, giver=giver, receiver=receiver, serials=serials, at=now(), by=by)
    except Refused as refused:
        stage.refused.append(f"{giver} → {receiver}: {refused}")
        return ""


def owner(stage: Stage, now: Clock, workshop: str) -> Person:
    """Somebody at a workshop's desk; the one who is there already, else its owner is let in."""
    key = next((f"{desk} {workshop}" for desk in ("workshop", "teacher") if f"{desk} {workshop}" in stage.people), f"workshop {workshop}")
    if key not in stage.people:
        login = stage.login("bengkel", workshop)
        person = somebody(login, f"Pemilik {workshop}")
        ledger.grant_role(stage.programme, person, desk="workshop", subject=workshop, at=now(), by=stage.head)
        stage.people[key] = person
    return stage.people[key]


def receive(stage: Stage, now: Clock) -> None:
    """Agencies take what came; a few units are damaged on the road, a few handovers are left unanswered until the rule takes over."""
    for h, silence in queries.unanswered(stage.programme, now()):
        if h.step != 2:
            continue
        draw = stage.draw(f"receive {h.handover}")
        moment = now()
        if silence == "deem":
            reason = "diingatkan dengan surat dan WhatsApp dua kali, tidak dijawab"
            officer = office(stage, "receiver", h.receiver)
            actions.deem_taken(stage.programme, handover=h.handover, officer=officer, reason=reason, at=moment, by=stage.head)
        elif draw.random() >= SILENT_SHARE:
            damaged = [serial for serial in sorted(queries.serials_of(h)) if draw.random() < 0.01]
            actions.take_handover(
                stage.programme, handover=h.handover, on=moment.date(), refused=dict.fromkeys(damaged, "penyok di jalan, dikembalikan"),
                spot=actions.OnTheSpot(paper=f"BAST/{h.handover}/{stage.start.year}"), at=moment, by=office(stage, "receiver", h.receiver),
            )  # fmt: skip


def assign(stage: Stage, now: Clock) -> None:
    """Each agency gives what was accepted by the rule."""
    for agency in sorted(demand.agency_names(stage.programme)):
        free = queries.free_units(stage.programme, agency)
        if free and (given := rules.assign(free, queries.queue(stage.programme, agency))[0]):
            rows = [(a.serial, a.request) for a in given]
            actions.assign_units(stage.programme, agency=agency, rows=rows, at=now(), by=stage.people[f"agency {agency}"])


def give(stage: Stage, now: Clock) -> None:
    """Sites are measured (some are not ready at the first look), then the agency's people give the machines against the code."""
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    to_give = set(queries.assigned_units(stage.programme)) - queries.handed_over(stage.programme, 3).keys()
    for serial, p in queries.passages(stage.programme, to_give).items():
        if 2 in p.taken and 3 not in p.taken and not (p.is_underway or p.is_damaged):
            held[p.agency, p.meant_for].append(serial)
    for (agency, recipient), serials in sorted(held.items()):
        if is_ready(stage, now, recipient):
            by = office(stage, "receiver", agency)
            code = actions.offer_handover(stage.programme, step=3, giver=agency, recipient=recipient, serials=serials, at=now(), by=by)
            moment = now()
            said = code_of(known(queries.handover_as_it_is(stage.programme, code)))
            actions.take_handover(stage.programme, handover=code, on=moment.date(), code=said, at=moment, by=by)


def is_ready(stage: Stage, now: Clock, recipient: str) -> bool:
    """Whether a recipient's site is ready, after somebody looked at it this week where it was not."""
    found = queries.recipient_named(stage.programme, recipient)
    if found is None or found.ready_on is not None:
        return found is not None
    moment = now()
    draw = stage.draw(f"site {recipient} {moment.date()}")
    lacks = draw.random() < TOO_FAR
    site = rules.Site(
        volts=180 if lacks else draw.randint(212, 228), kilovolt_amperes=Decimal("0.9") if lacks else Decimal("4.4"), water=True, building=True,
        operator=not lacks,
    )  # fmt: skip
    actions.inspect_site(
        stage.programme, recipient=recipient, on=moment.date(), site=site, visit=actions.SiteVisit("operator belum dilatih" if lacks else ""),
        at=moment, by=stage.people["inspector"],
    )  # fmt: skip
    return queries.recipient_named(stage.programme, recipient).ready_on is not None  # type: ignore[union-attr]


def look_after(stage: Stage, now: Clock) -> None:
    """A part of the checks that are due, by phone and visit; what is broken becomes a ticket to its maker."""
    moment = now()
    waiting = queries.due(stage.programme, moment.date())
    held = queries.places(stage.programme, [due.serial for due in waiting])
    for due in waiting:
        draw = stage.draw(f"use {due.serial} {due.month}")
        if draw.random() < 0.6:
            check(stage, now, due, draw, office(stage, "receiver", held[due.serial].agency))


def check(stage: Stage, now: Clock, due: rules.Due, draw: Random, by: Person) -> None:
    moment, state = now(), draw.choice(FOUND)
    found = rules.UseFound(
        due.serial, due.month, moment.date(), way=draw.choice(["phone", "visit"]), state=state,
        hours_per_week=str(draw.randint(6, 40)) if state == "used" else "0", note=LOOKS.get(state, ""),
    )  # fmt: skip
    actions.check_use(stage.programme, found=found, at=moment, by=by)
    if state == "broken" and not queries.repairs(stage.programme).filter(serial=due.serial, closed_on=None).exists():
        actions.report_repair(stage.programme, serial=due.serial, on=moment.date(), what="dinamo mati sesudah listrik turun naik", at=now(), by=by)


def repair(stage: Stage, now: Clock) -> None:
    for r in queries.repairs(stage.programme).filter(closed_on=None):
        draw = stage.draw(f"repair {r.repair}")
        if draw.random() < 0.8:
            moment = now()
            agency = queries.places(stage.programme, [r.serial])[r.serial].agency
            actions.close_repair(
                stage.programme, repair=r.repair, on=moment.date(), outcome="dinamo digulung ulang dan diuji",
                parts_cost=draw.randint(2, 12) * 50_000, at=moment, by=office(stage, "receiver", agency),
            )  # fmt: skip


