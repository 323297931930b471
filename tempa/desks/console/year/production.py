"""Production: every Saturday makers report by link or through the office; some are early, some late, one is down; problems come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from tempa.allocation import queries as allocation
from tempa.desks.console.year.stage import Scene, Stage
from tempa.ledger.queries import calendar_of, rows
from tempa.ledger.rules import Refused
from tempa.production import actions, queries
from tempa.production.actions import Report, Trouble
from tempa.production.queries import LotCard
from tempa.production.rules import Done

Clock = Callable[[], datetime]
WEEKS = 24
OVERLAP = 0.15  # of a lot's time by which each step begins after the one before it
TROUBLES = (
    ("material", "Pelat 3 mm belum datang dari toko."), ("engine", "Mesin penggerak masih di kapal."), ("power", "Listrik padam tiga hari."),
    ("people", "Tukang las sakit, penggantinya baru datang minggu depan."), ("machine", "Mesin bubut rusak, menunggu suku cadang."),
    ("money", "Uang muka belum masuk, bahan belum dapat dibeli."),
)  # fmt: skip
DONE = ("Bahan sudah sampai dan dibagikan.", "Sudah dipinjamkan dari bengkel lain.", "Sudah diperbaiki; kerja dilanjutkan.")


def chapter(stage: Stage) -> Iterator[Scene]:
    first = (5 - stage.start.weekday()) % 7
    for week in range(WEEKS):
        yield Scene(stage.day(7 * week + first), f"bengkel melaporkan kemajuan minggu ke-{week + 1}", partial(saturday, week=week))
    for n in range(6):
        yield Scene(stage.day(14 * n + 8), "kendala bengkel dicatat dan mendapat penanggung jawab", partial(trouble, n=n))
        yield Scene(stage.day(14 * n + 17), "kendala yang selesai ditutup", partial(closed, n=n))


def saturday(stage: Stage, now: Clock, *, week: int) -> None:
    """Serials for lots whose work may begin; a report of each vendor with what its makers did; finished lots are announced."""
    today = now().date()
    if queries.units_lacking(stage.programme, today):
        actions.give_serials(stage.programme, at=now(), by=stage.planner)
    planned = {lot.lot: (lot.start_week, lot.finish_week) for lot in allocation.lots_in_force(stage.programme)}
    stopped = closed_sites(stage, today)
    vendors: dict[str, list[Done]] = {}
    for card in queries.lot_cards(stage.programme, today):
        if card.lot in planned and card.maker not in stopped and not card.is_finished:
            vendors.setdefault(card.vendor, []).extend(done_by(stage, card, planned[card.lot], week))
    for vendor, entries in sorted(vendors.items()):
        if entries:
            report(stage, now, vendor, entries)
    finished(stage, now, today)


def closed_sites(stage: Stage, today: date) -> set[str]:
    """Sites that do no work at all in this week of the programme."""
    week = calendar_of(stage.programme).week(today)
    closures = rows(stage.programme, "closures").values_list("cells", flat=True)
    return {cells["workshop"] for cells in closures if int(cells["week"]) == week and not float(cells["factor"])}


def done_by(stage: Stage, card: LotCard, planned: tuple[int, int], week: int) -> list[Done]:
    """What a maker has done of a lot since its last report: each has a pace of its own, from a week early to four weeks late."""
    begin, end = planned
    draw = stage.draw(f"pace {card.maker}")
    late, pace = draw.choice([0, 0, 0, 0, 1, 2]), draw.choice([0.8, 1, 1, 1, 1.25, 1.5])
    part = (week + 1 - begin - late) / max(1, (end - begin + 1) * pace)
    found, reached = [], card.units
    for n, step in enumerate(card.steps):
        share = part * (1 + OVERLAP * (len(card.steps) - 1)) - OVERLAP * n
        reached = min(reached, max(step.done, int(card.units * min(1, max(0, share)) + 1e-9)))
        if reached > step.done:
            found.append(Done(card.lot, step.step, reached - step.done))
    return found


def report(stage: Stage, now: Clock, vendor: str, entries: list[Done]) -> None:
    """Who has a sign-in reports alone; of others a third writes by WhatsApp, and the rest calls the office."""
    own = stage.people.get(f"workshop {vendor}")
    source = "link" if own else stage.draw(f"source {vendor}").choice(["office", "office", "message"])
    moment = now()
    said = Report(vendor, entries, source, said_at=moment - timedelta(hours=stage.draw(f"said {vendor} {moment}").randint(0, 40)))
    try:
        actions.report_progress(stage.programme, report=said, at=moment, by=own or stage.planner)
    except Refused:  # said to be of before the contract was in force: it is reported as of now
        actions.report_progress(stage.programme, report=Report(vendor, entries, source), at=now(), by=own or stage.planner)


def finished(stage: Stage, now: Clock, today: date) -> None:
    """Lots of which all units are made are announced; of a large lot also its first half."""
    for card in queries.lot_cards(stage.programme, today):
        waiting = card.made - card.announced
        if waiting and (card.made == card.units or waiting >= 8):
            actions.announce_lot(stage.programme, lot=card.lot, at=now(), by=stage.people.get(f"workshop {card.maker}", stage.planner))


def trouble(stage: Stage, now: Clock, *, n: int) -> None:
    """Two or three makers in the middle of their work say what holds it; the park says who sees to it until when."""
    today = stage.day(14 * n + 8)
    running = [c for c in queries.lot_cards(stage.programme, today) if c.first_at and c.made < c.units]
    draw = stage.draw(f"trouble {n}")
    for k, card in enumerate(draw.sample(running, min(len(running), draw.randint(2, 3)))):
        kind, words = TROUBLES[(2 * n + k) % len(TROUBLES)]
        own = stage.people.get(f"workshop {card.maker}")
        said = Trouble(card.maker, kind, "link" if own else "office", card.lot, words)
        actions.state_problem(stage.programme, trouble=said, at=now(), by=own or stage.planner)
        problem: Any = queries.open_problems(stage.programme).last()
        owner = card.vendor if kind in ("people", "machine") else "PARK"
        if k < 2:
            actions.take_problem(
                stage.programme, problem=problem.problem, owner=owner, due_on=today + timedelta(days=draw.randint(4, 12)), at=now(), by=stage.planner
            )


def closed(stage: Stage, now: Clock, *, n: int) -> None:
    """Most problems with an owner end within days."""
    for k, problem in enumerate(list(queries.open_problems(stage.programme).exclude(owner=""))):
        if stage.draw(f"closed {problem.problem}").random() < 0.8:
            actions.close_problem(stage.programme, problem=problem.problem, done=DONE[(n + k) % len(DONE)], at=now(), by=stage.planner)
