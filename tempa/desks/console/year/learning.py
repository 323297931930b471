"""Around the work: WhatsApp messages read by the parser and settled by a person, lessons of students, coaching visits, engines put into units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from tempa.desks.console.year.stage import Scene, Stage
from tempa.production import actions, queries
from tempa.production.actions import Lesson, Settling, Taking
from tempa.production.actions import Visit as CoachingVisit
from tempa.production.messages import Message, read_messages
from tempa.production.queries import LotCard
from tempa.production.rules import Done
from tempa.registry import queries as registry
from tempa.supply import queries as supply

if TYPE_CHECKING:
    from tempa.production.queries import ChatMessage

Clock = Callable[[], datetime]
ROUNDS, EVERY = 5, 14  # rounds of messages and lessons, and the days between them
MOST_WRITERS, MOST_ENGINES = 3, 10
VERBS = {
    "cut": "potong", "bend": "tekuk", "weld": "las", "machine": "bubut", "assemble": "rakit", "wire": "pasang kabel", "paint": "cat", "test": "uji",
}  # fmt: skip
STUDENTS = ("Ahmad R.", "Baiq N.", "Dewi S.", "Fahri", "Hadi", "Intan", "Lalu Z.", "Made A.", "Nurul", "Rizki")
SKILLS = ("safety", "weld", "cut", "assemble", "drawing")
COACHING = (
    ("quality", "Las pada rangka belum tembus; arusnya terlalu kecil.", "Arus dan kecepatan las ditunjukkan pada pelat contoh.",
     "Contoh las berikutnya tembus; tukang mencatat arusnya di mesin."),
    ("safety", "Pelindung sabuk belum dipasang sebelum mesin dicoba.", "Pelindung dari pelat sisa dibuat bersama.",
     "Semua unit yang dicoba sekarang berpelindung."),
    ("machine", "Pahat bubut tumpul, permukaan poros kasar.", "Cara mengasah pahat dan memilih putaran ditunjukkan.",
     "Permukaan poros halus; pahat diasah setiap pagi."),
)  # fmt: skip


def chapter(stage: Stage) -> Iterator[Scene]:
    for n in range(ROUNDS):
        yield Scene(stage.day(EVERY * n + 16), "pesan WhatsApp bengkel dibaca, lalu disahkan orang kantor", partial(messages, n=n))
        yield Scene(stage.day(EVERY * n + 18), "guru mencatat pelatihan siswa", partial(lessons, n=n))
    for n in range(len(COACHING)):
        yield Scene(stage.day(21 * n + 24), "taman sains membina satu bengkel di tempat kerjanya", partial(coach, n=n))
        yield Scene(stage.day(21 * n + 38), "yang berubah sejak pembinaan dicatat", partial(follow, n=n))
    for n in range(3):
        yield Scene(stage.day(28 * n + 40), "nomor mesin penggerak dicatat pada unitnya", engines)


def messages(stage: Stage, now: Clock, *, n: int) -> None:
    """A few makers write what they did; what the parser is sure of is confirmed, what it asks is asked by telephone."""
    running = [c for c in queries.lot_cards(stage.programme, now().date()) if c.made < c.units and ready_step(c)]
    alone = [c for c in running if f"workshop {c.vendor}" not in stage.people]
    writers = {c.vendor: c for c in reversed(alone or running)}  # who has a sign-in writes too where all have one
    draw = stage.draw(f"writers {n}")
    for k, vendor in enumerate(sorted(draw.sample(sorted(writers), min(MOST_WRITERS, len(writers))))):
        card = writers[vendor]
        text = written(card, is_doubtful=(n + k) % 3 == 0)
        moment = now()
        actions.take_messages(
            stage.programme, taking=Taking(vendor, [Message(text, moment.date())]), at=moment, by=stage.planner
        )
        for one in list(queries.open_messages(stage.programme, vendor)):
            settle(stage, now, card.lot, one)


def ready_step(card: LotCard) -> Any:
    """The first step of which one more unit may be done now, and that a word for its work names alone; None: none."""
    before, works = card.units, Counter(step.resource for step in card.steps)
    for step in card.steps:
        if step.done < before and step.resource in VERBS and works[step.resource] == 1:
            return step
        before = min(before, step.done)  # of a lot that was cut more may be done at a step than it still has units
    return None


def written(card: LotCard, *, is_doubtful: bool) -> str:
    """As people write: plainly, or so that one has to ask."""
    step = ready_step(card)
    if is_doubtful:
        return f"Pak, {VERBS[step.resource]} sudah jalan untuk pesanan yang kemarin, nanti kami kabari lagi jumlahnya"
    return f"Pak, {card.lot} hari ini {VERBS[step.resource]} 1 unit"


def settle(stage: Stage, now: Clock, lot: str, message: ChatMessage) -> None:
    """What the parser proposes without a question is confirmed; else somebody telephones and says what was meant, of the lot as it is by now."""
    today = now().date()
    lots = queries.lots_spoken_of(stage.programme, message.workshop, today)
    proposal = read_messages([queries.as_sent(message)], lots)
    entries = [Done(e.lot, e.step, e.quantity) for e in proposal.entries]
    if proposal.questions or not entries:
        steps = [ready_step(card) for card in queries.lot_cards(stage.programme, today, lots=[lot])]
        entries = [Done(lot, step.step, 1) for step in steps if step]
    reason = "" if entries else "sudah ditanyakan lewat telepon: belum ada unit yang selesai"
    actions.settle_message(
        stage.programme, settling=Settling(message.message, entries, reason=reason), at=now(), by=stage.planner
    )


def lessons(stage: Stage, now: Clock, *, n: int) -> None:
    """Each school that makes something teaches a skill at the work; the names stay between school and park."""
    schools = {w.workshop for w in registry.makers(stage.programme) if w.kind == "school"}
    busy = {c.maker: c for c in queries.lot_cards(stage.programme, now().date()) if c.maker in schools and c.made < c.units}
    for school, card in sorted(busy.items())[:MOST_WRITERS]:
        draw, moment = stage.draw(f"lesson {school} {n}"), now()
        teacher = stage.people.get(f"teacher {school}")
        lesson = Lesson(
            school, moment.date(), SKILLS[n % len(SKILLS)], 60 * draw.randint(2, 5), sorted(draw.sample(STUDENTS, draw.randint(4, 8))),
            teacher.name if teacher else "Guru pembimbing", lot=card.lot,
        )  # fmt: skip
        actions.record_training(stage.programme, lesson=lesson, at=moment, by=teacher or stage.planner)


def coach(stage: Stage, now: Clock, *, n: int) -> None:
    """A workshop in the middle of its work; what was found and what was shown."""
    running = sorted({c.maker for c in queries.lot_cards(stage.programme, now().date()) if c.first_at and c.made < c.units})
    if not running:
        return
    topic, found, shown, _changed = COACHING[n]
    moment = now()
    actions.record_visit(stage.programme, at=moment, by=stage.planner, visit=CoachingVisit(
        stage.draw(f"coached {n}").choice(running), moment.date(), topic, found, shown, moment.date() + timedelta(days=14),
    ))  # fmt: skip


def follow(stage: Stage, now: Clock, *, n: int) -> None:
    visit = queries.coachings(stage.programme).first()
    if visit is not None and not visit.changed:
        actions.follow_visit(stage.programme, visit=visit.visit, changed=COACHING[n][3], at=now(), by=stage.planner)


def engines(stage: Stage, now: Clock) -> None:
    """Engines that lots were given go into their units, by the number on their plates."""
    fitted = {u.engine for u in queries.units(stage.programme) if u.engine}
    free: dict[str, list[str]] = {}
    for e in supply.engines_received(stage.programme):
        if e.lot and e.number.upper() not in fitted:
            free.setdefault(e.lot, []).append(e.number)
    waiting = [u for u in queries.units(stage.programme, sorted(free)) if not u.engine and u.scrapped_at is None]
    for unit in waiting[:MOST_ENGINES]:
        if numbers := free[unit.lot]:
            number = numbers.pop(0)
            actions.fit_engine(
                stage.programme, serial=unit.serial, engine=number, received=partial(list, [number]), at=now(), by=stage.planner
            )
