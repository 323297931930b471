"""Verification: the visits of spring 2020 entered with both signatures, one given back, an appeal, shared machines, and who wanted to take part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tempa.allocation.queries import charged_hours
from tempa.desks.console.year.stage import Scene, Stage, known
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.registry.actions.machines import MachineSaid
from tempa.registry.rules.applicants import Applying
from tempa.registry.rules.criteria import PARTS, RESOURCES, printed
from tempa.registry.rules.verification import VERIFICATION, Visit
from tempa.values.period import months_after

if TYPE_CHECKING:
    from tempa.ledger.queries import Person
    from tempa.registry.queries import Workshop

Clock = Callable[[], datetime]
LATER = 30  # days from the programme's first, on which visits that came after the opening are entered
EVENING = time(8)
OWNERS = ("Lalu Hamdan", "Baiq Sri", "I Wayan Putra", "Amaq Junai", "Sahlan", "Inaq Rohani")
SHOPS = ("UD Karya Besi", "Las Barokah", "Bengkel Maju Jaya", "Teknik Mandiri", "UD Sumber Logam", "Las Dua Saudara")
WORDS = "Kabel dan panel sudah diganti bulan lalu; fotonya kami bawa ke kantor."


def chapter(stage: Stage) -> Iterator[Scene]:
    yield Scene(stage.day(-29), "kunjungan verifikasi yang sudah dilakukan dicatat dan ditandatangani orang kedua", enter_visits)
    yield Scene(stage.day(-28), "satu kunjungan dikembalikan; tautan verifikasi dikirim ke bengkel", give_one_back)
    yield Scene(stage.day(-27), "sebuah bengkel keberatan atas nilainya lewat tautan", appeal)
    yield Scene(stage.day(-25), "keberatan itu dijawab orang ketiga, nilainya dibetulkan", answer)
    yield Scene(stage.day(-24), "pendaftaran bengkel dibuka, lima bengkel mendaftar dari HP", call_for_workshops)
    yield Scene(stage.day(-18), "satu pendaftar diterima, dua ditolak dengan alasan, dua menunggu", decide_applicants)
    yield Scene(stage.day(-17), "mesin bersama taman sains dan sekolah dicatat", state_machines)
    yield Scene(stage.day(10), "bengkel-bengkel memesan mesin bersama, satu batal", book_machines)
    yield Scene(stage.day(LATER), "kunjungan sesudah pembukaan dicatat", enter_visits)


def enter_visits(stage: Stage, now: Clock) -> None:
    """Every visit that has been made by now and is not entered yet; one shop without papers begins on probation."""
    at = now()
    done = registry.last_signed(stage.programme)
    sites = [w for w in registry.makers(stage.programme) if w.workshop not in done and is_visited(w, at.date())]
    small = sorted((w for w in sites if w.legal_tier == "unregistered"), key=lambda w: (int(w.cells["workers"]), w.workshop))
    for site in sites:
        name = actions.record_verification(stage.programme, visit=visit_of(stage, site), source="office", at=at, by=inspector(stage))
        on_probation = bool(small) and site.workshop == small[0].workshop and not done
        actions.sign_verification(
            stage.programme, verification=name, probation=on_probation, charged=partial(charged_hours, stage.programme), at=at, by=stage.head,
        )  # fmt: skip


def is_visited(site: Workshop, today: date) -> bool:
    """Whether the programme's folder says that a site was visited by a day, with all that a visit needs."""
    cells = site.cells
    scores = [cells[f"score_{part}"] for part in PARTS]
    is_whole = all(s.isdigit() for s in scores) and cells["workers"].isdigit() and int(cells["workers"]) > 0
    has_capital = site.legal_tier != "capitalised" or cells["cash_limit"] not in ("", "0")
    begun = cells["verified_from"] and date.fromisoformat(cells["verified_from"]) <= today
    return bool(is_whole and has_capital and begun and site.legal_tier)


def visit_of(stage: Stage, site: Workshop) -> Visit:
    """A visit that found what the folder says: the same scores, the same hours, machines for every process of them."""
    cells, draw = site.cells, stage.draw(f"visit {site.workshop}")
    on = date.fromisoformat(cells["verified_from"])
    machines, skills = [], []
    resources = dict(registry.hours(stage.programme, site.workshop))
    for resource in (r for r in RESOURCES if r in resources):
        for process in printed().of_resource(resource)[: 1 + (site.kind == "lead")]:
            if process.needs_machine:
                count = draw.randint(1, 3)
                machines.append({"process": process.code, "name": process.id, "count": count, "working": count, "capacity": ""})
            people = max(1, int(cells["workers"]) // 2)
            skills.append({"process": process.code, "people": people, "certified": draw.randint(0, people)})
    last = months_after(on, printed().months)
    until = min(date.fromisoformat(cells["verified_until"]), last) if cells["verified_until"] else last
    return Visit(
        workshop=site.workshop, visited_on=on, scores=scores_of(stage, site), legal_tier=site.legal_tier, workers=int(cells["workers"]),
        village=f"Desa di {site.regency}"[:120], machines=machines, skills=skills, papers={} if site.legal_tier == "unregistered" else {"nib": True},
        cash_limit=int(cells["cash_limit"]) if cells["cash_limit"] else None, place=f"{cells['latitude']},{cells['longitude']},12",
        valid_until=until if until > on else None, revisit_on=max(on, until - timedelta(days=60)) if until > on else None,
    )  # fmt: skip


def scores_of(stage: Stage, site: Workshop) -> dict[str, int]:
    """Scores of criteria whose mean is the part's: two of one weight lie apart by as much on either side."""
    draw = stage.draw(f"scores {site.workshop}")
    found: dict[str, int] = {}
    for part in PARTS:
        own, score = [c for c in printed().scored() if c.part == part], int(site.cells[f"score_{part}"])
        found |= {c.code: score for c in own}
        pair = next(([a, b] for a in own for b in own if a.code < b.code and a.weight == b.weight), None)
        if pair and score >= 60:
            apart = min(draw.randint(0, 8), 100 - score, score - 55)
            found[pair[0].code], found[pair[1].code] = score + apart, score - apart
    return found


def inspector(stage: Stage) -> Person:
    return stage.people["inspector"]


def give_one_back(stage: Stage, now: Clock) -> None:
    """A second visit of one site does not agree with its photos; then every site gets a link to its verification."""
    done = registry.last_signed(stage.programme)
    if not done:
        raise Refused("Belum ada kunjungan.")
    site = known(registry.workshop_named(stage.programme, stage.draw("given back").choice(sorted(done))))
    name = actions.record_verification(stage.programme, visit=visit_of(stage, site), source="office", at=now(), by=inspector(stage))
    reason = "Nilai listrik tidak cocok dengan foto panelnya; kunjungi sekali lagi."
    actions.return_verification(stage.programme, verification=name, reason=reason, at=now(), by=stage.head)
    desks = {w.workshop: "teacher" if w.kind == "school" else "workshop" for w in registry.makers(stage.programme)}
    order = links.Order(VERIFICATION, "", datetime.combine(stage.day(200), EVENING, UTC), desks)
    links.issue_links(stage.programme, order, at=now(), by=stage.planner)


def appeal(stage: Stage, now: Clock) -> None:
    """The one with the lowest score of its power supply appeals by its link."""
    done = registry.last_signed(stage.programme)
    if not done:
        raise Refused("Belum ada kunjungan.")
    visit = min(done.values(), key=lambda v: (v.scores["power"], v.workshop))
    by = holder(stage, visit.workshop, now)  # who they are is said before what they say
    actions.appeal_verification(stage.programme, verification=visit.pk, criteria=["power"], words=WORDS, at=now(), by=by)


def holder(stage: Stage, workshop: str, now: Clock) -> Person:
    """The owner of a workshop at its link, who says who they are when they first use it."""
    link = ledger.work_links(stage.programme, purpose=VERIFICATION).get(organisation=workshop, revoked_at=None)
    held, draw = links.holder_of(link), stage.draw(f"verification {workshop}")
    if held is not None:
        return held.person
    return links.take_link(
        link, name=f"{draw.choice(OWNERS)} ({workshop})", phone=f"0813{draw.randint(10_000_000, 99_999_999)}", place="outside", at=now()
    )


def answer(stage: Stage, now: Clock) -> None:
    for found in registry.unanswered_appeals(stage.programme):
        score = min(100, found.verification.scores["power"] + 8)
        actions.answer_appeal(
            stage.programme, appeal=found.appeal, upheld=True, answer="Foto panel yang baru dilihat bersama; nilainya dibetulkan.",
            corrected={"power": score}, at=now(), by=stage.planner,
        )  # fmt: skip


def call_for_workshops(stage: Stage, now: Clock) -> None:
    closes = datetime.combine(stage.day(-19), EVENING, UTC)
    call = actions.open_applicant_call(
        stage.programme, closes_at=closes, places=2, note="Dicari bengkel las dan bubut yang sanggup mulai Juli.", at=now(), by=stage.planner
    )
    draw, regencies = stage.draw("applicants"), registry.regencies(stage.programme)
    for n in range(5):
        asked = Applying(
            SHOPS[n], OWNERS[n], f"0819{draw.randint(10_000_000, 99_999_999)}", draw.choice(regencies), "Desa Contoh", draw.randint(1, 5),
            ["smaw", "sawing"] + ["turning"] * (n % 2), n % 3 == 0, "Pagar, kanopi, dan dua mesin pencacah.",
        )  # fmt: skip
        actions.apply_to_take_part(stage.programme, call=call, asked=asked, at=now(), identity=stage.name("application", n))


def decide_applicants(stage: Stage, now: Clock) -> None:
    """The first who has papers or finds a lead is admitted; two are refused with a reason; the others keep their place in the line."""
    waiting = list(registry.applications(stage.programme, "waiting"))
    if not waiting:
        raise Refused("Tidak ada pendaftar.")
    first, *others = waiting
    lead = registry.workshops(stage.programme).filter(kind="lead").first()
    code = registry.workshop_code_after(stage.programme)
    actions.admit_applicant(
        stage.programme, application=first.pk, workshop=code, lead=lead.workshop if lead else "", cluster=lead.cluster if lead else "",
        note="Diverifikasi sebelum mendapat lot.", at=now(), by=stage.planner,
    )  # fmt: skip
    for one, reason in zip(others[:2], ("Belum ada mesin las yang jalan; daftar lagi setelah diperbaiki.",
                                        "Tempat kerja dipakai bersama usaha lain, jadi jam kerjanya belum pasti."), strict=False):  # fmt: skip
        actions.refuse_application(stage.programme, application=one.pk, reason=reason, at=now(), by=stage.planner)


def state_machines(stage: Stage, now: Clock) -> None:
    sites = [w for w in registry.workshops(stage.programme) if w.kind in ("facility", "school")][-2:]
    for site, (process, name) in zip(sites, (("plasma", "Potong plasma 60 A"), ("turning", "Bubut 1 meter")), strict=False):
        said = MachineSaid(machine_code(site.workshop, process), site.workshop, process, name, 8, 16, [0, 1, 2, 3, 4])
        actions.state_machine(stage.programme, said=said, at=now(), by=stage.planner)


def machine_code(workshop: str, process: str) -> str:
    """`SMK03-TURNING`: of letters, digits and hyphens alone, whatever signs the workshop's code has."""
    plain = "-".join(re.findall("[0-9A-Za-z]+", workshop))[:20]
    return f"{plain}-{process.upper()}".strip("-")


def book_machines(stage: Stage, now: Clock) -> None:
    """Some workshops book mornings of the coming days; the last of them cancels."""
    machines, draw = list(registry.shared_machines(stage.programme)), stage.draw("bookings")
    makers = [w.workshop for w in registry.makers(stage.programme) if w.kind != "school"]
    booked = []
    for n, workshop in enumerate(draw.sample(makers, min(6, len(makers)))):
        machine = machines[n % len(machines)] if machines else None
        on = stage.day(11 + n // 2)
        if machine is None or on.weekday() > 4:
            continue
        start = 8 + 2 * (n % 3)
        try:
            booked.append(actions.book_machine(
                stage.programme, machine=machine.machine, workshop=workshop, on=on, hours=range(start, start + 2), purpose="bagian pencacah",
                at=now(), by=stage.planner,
            ))  # fmt: skip
        except Refused:
            continue  # somebody else has the hour
    if booked:
        actions.cancel_booking(stage.programme, booking=booked[-1], reason="Bahan belum datang.", at=now(), by=stage.planner)
