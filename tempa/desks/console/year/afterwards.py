"""What recipients do themselves, and what follows a handover: requests by phone, machines run on site, a repair declined and ruled on, an
idle machine given on, a deputy, and the auditor's sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from tempa.delivery import actions, queries
from tempa.delivery.actions import Beside
from tempa.delivery.actions.asking import Place, Sending
from tempa.delivery.actions.requests import Applicant
from tempa.demand import queries as demand
from tempa.desks.console.year.delivery import agencies, office, owner
from tempa.desks.console.year.opening import somebody
from tempa.desks.console.year.stage import Scene, Stage
from tempa.ledger import actions as ledger
from tempa.ledger.actions.roles import Deputy
from tempa.openness.actions import draw_sample, examine_item
from tempa.openness.queries import chosen_of, population_of, samples

Clock = Callable[[], datetime]
SENDERS = (
    ("group", "Kelompok Wanita Sinar Mekar", "Sukarara", "Inaq Sahdan", "081907771234"),
    ("village", "Desa Pringgasela", "Pringgasela", "Lalu Wirajaya", "081907771235"),
    ("firm", "UD Coba Dulu", "Gerung", "Amaq Rudi", "081907771236"),
)  # fmt: skip
RUN_ON_SITE = 0.25  # of the handovers to recipients, as far as the park's trainer gets


def chapter(stage: Stage) -> Iterator[Scene]:
    yield Scene(stage.day(58), "tiga pemohon mengirim permohonan dari HP", send)
    yield Scene(stage.day(60), "dua permohonan itu masuk antrean, satu ditolak dengan alasan", answer)
    yield Scene(stage.day(80), "pelaksana tugas ditunjuk untuk PPTK yang cuti", name_deputy)
    for month in range(4):
        yield Scene(stage.day(80 + 30 * month), f"mesin dicoba di tempat penerima, bulan {month + 1}", run_on_site)
    yield Scene(stage.day(132), "satu bengkel menolak perbaikan, taman sains memutuskan", rule_on_repair)
    yield Scene(stage.day(135), "mesin yang menganggur dipindah ke pemohon berikutnya", give_on)
    yield Scene(stage.day(200), "auditor mengundi contoh pembayaran", sample)
    yield Scene(stage.day(214), "auditor memeriksa contoh itu dan mencatat dua selisih", examine)


def send(stage: Stage, now: Clock) -> None:
    ordered = {line.agency for line in demand.order_lines(stage.programme)}
    agency = max(ordered, default="")
    lines = list(demand.order_lines(stage.programme).filter(agency=agency))
    for n, (kind, name, village, contact, phone) in enumerate(SENDERS if lines else ()):
        line = lines[n % len(lines)]
        applicant = Applicant(kind=kind, name=name, village=village, destination=line.destination, contact=contact, phone=phone)
        place = Place(220, "2.2", True, True, n < 2)
        asked = Sending(agency, applicant, line.type, 1, "50", "diolah sendiri lalu dijual di pasar desa", place, has_consent=True)
        actions.send_request(stage.programme, asked=asked, at=now())


def answer(stage: Stage, now: Clock) -> None:
    for n, sent in enumerate(queries.sent_requests(stage.programme).filter(outcome="")):
        by = stage.people[f"agency {sent.agency}"]
        if n < 2:
            actions.take_in(stage.programme, sent=sent.sent, at=now(), by=by)
        else:
            reason = "usahanya baru akan dimulai; ajukan lagi bila sudah berjalan"
            actions.turn_away(stage.programme, sent=sent.sent, reason=reason, at=now(), by=by)


def name_deputy(stage: Stage, now: Clock) -> None:
    agency = agencies(stage, slice(None))[0]
    moment, absent = now(), office(stage, "approver", agency)
    person = somebody(stage.login("plt", agency), f"Pelaksana tugas PPTK {agency}")
    since = moment.date()
    place = Deputy(absent, "agency", agency, since, since + timedelta(days=13), f"800/PLT/{agency}/{since.year}")
    ledger.name_deputy(stage.programme, person, place, at=moment, by=stage.head)


def run_on_site(stage: Stage, now: Clock) -> None:
    """The agency's officer runs the first machine of some handovers with its people, and notes how many learned it."""
    known = queries.commissionings(stage.programme)
    for h in queries.handovers(stage.programme).filter(step=3, taken_on__isnull=False):
        draw = stage.draw(f"run {h.handover}")
        if draw.random() >= RUN_ON_SITE:
            continue
        first = next((u.serial for u in queries.units_of(h) if u.state == "taken"), "")
        if first and first not in known:
            moment = now()
            run = actions.FirstRun(
                first, moment.date(), runs=True, trained=draw.randint(2, 5), output_per_hour=str(draw.randint(20, 80)),
                trainer="pelatih taman sains",
            )  # fmt: skip
            actions.commission(stage.programme, run=run, at=moment, by=office(stage, "receiver", h.giver))


def rule_on_repair(stage: Stage, now: Clock) -> None:
    found = queries.repairs(stage.programme).filter(closed_on=None).order_by("repair").first()
    if found is None:
        return
    maker, moment = owner(stage, now, found.maker), now()
    said: dict[str, Any] = {"repair": found.repair, "on": moment.date()}
    actions.move_repair(
        stage.programme, step="declined", told=Beside("menurut kami listrik di sana yang tidak stabil, bukan mesinnya"), at=moment, by=maker,
        **said,
    )  # fmt: skip
    actions.move_repair(
        stage.programme, step="must_repair", told=Beside("tegangan diukur 218 V, jadi masih garansi; bengkel memperbaiki"), at=now(),
        by=stage.head, **said,
    )  # fmt: skip
    told = Beside("menunggu dinamo dari toko", [("dinamo 1 HP", "1")])
    actions.move_repair(stage.programme, step="parts", told=told, at=now(), by=maker, **said)


def give_on(stage: Stage, now: Clock) -> None:
    """The first machine that stands idle and for which somebody waits; at most two."""
    given = 0
    idle = sorted(set(queries.use_checks(stage.programme).filter(state="idle").values_list("serial", flat=True)))
    for serial, unit in sorted(queries.passages(stage.programme, idle).items()):
        is_idle = 3 in unit.taken and queries.last_state(stage.programme, serial) == "idle"
        if given < 2 and is_idle and (request := queries.first_in_line(stage.programme, serial, unit)):
            moment = now()
            actions.reallocate_unit(
                stage.programme, serial=serial, request=request, on=moment.date(), at=moment, by=stage.people[f"agency {unit.agency}"],
                reason="mesin menganggur dua bulan, operatornya pindah; penerima setuju",
            )  # fmt: skip
            given += 1


def sample(stage: Stage, now: Clock) -> None:
    paid = sum(amount for _code, amount in population_of(stage.programme, "payments"))
    if not paid:
        return
    draw_sample(
        stage.programme, population="payments", confidence=95, tolerable=paid // 20, expected=paid // 200,
        reason="pemeriksaan akhir tahun atas pembayaran", at=now(), by=stage.people["auditor"],
    )  # fmt: skip


DIFFERENCES = 2


def examine(stage: Stage, now: Clock) -> None:
    """Every chosen payment is held against its papers; in two of them a receipt says a little less."""
    for drawn in samples(stage.programme):
        chosen = chosen_of(drawn)
        wrong = stage.draw(f"differences {drawn.sample}").sample(sorted(chosen), min(DIFFERENCES, len(chosen)))
        for item, (amount, _hit) in chosen.items():
            less = amount // 50 if item in wrong else 0
            note = "kuitansi lebih kecil daripada tagihan; selisihnya diminta kembali" if less else ""
            examine_item(
                stage.programme, sample=drawn.sample, item=item, audited=amount - less, note=note, at=now(), by=stage.people["auditor"]
            )
