"""Planning: a plan refused, a better one approved, objections and their answers, a workshop down and the plan made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.contracts.queries import held_lots
from tempa.desks.console.year.stage import Scene, Stage
from tempa.ledger.rules import Refused
from tempa.production.queries import in_work
from tempa.registry import queries as registry
from tempa.values.period import week_of

Clock = Callable[[], datetime]
FIRST, AGAIN = 8, 8  # parts of a search's moves: the first plan is refused, and planning again is near its bound soon, as little is left to choose
WORDS = (
    "Bengkel kami punya dua mesin las, tetapi hanya satu yang dihitung.",
    "Bagian kami lebih kecil daripada bengkel lain yang tenaganya sama.",
    "Kami sudah terbiasa membuat mesin ini; mengapa diberikan kepada bengkel lain?",
)  # fmt: skip
ANSWERS = (
    "Mesin kedua belum diverifikasi. Tim akan datang minggu depan; setelah itu dihitung pada rencana berikutnya.",
    "Bagian dihitung dari jam kerja yang diverifikasi dan harga penawaran; rinciannya dapat dibaca di halaman Mengapa.",
    "Benar, pengalaman itu belum tercatat. Akan dipertimbangkan bila rencana dihitung ulang.",
)  # fmt: skip


def chapter(stage: Stage) -> Iterator[Scene]:
    yield Scene(stage.day(-10), "rencana pertama diajukan", lambda s, now: propose(s, now, plan(s, now, 1, s.moves // FIRST)))
    yield Scene(stage.day(-9), "rencana pertama ditolak", refuse)
    yield Scene(stage.day(-8), "rencana kedua diajukan", lambda s, now: propose(s, now, plan(s, now, 2, s.moves)))
    yield Scene(stage.day(-7), "rencana kedua disetujui; lot-lotnya diberikan", approve)
    yield Scene(stage.day(-4), "tiga bengkel mengajukan keberatan", object_to)
    yield Scene(stage.day(-1), "dua keberatan dijawab", lambda s, now: answer(s, now, 2))
    yield Scene(stage.day(21), "satu bengkel berhenti bekerja; rencana dihitung ulang dan diajukan", again)
    yield Scene(stage.day(23), "rencana yang dihitung ulang disetujui", approve)
    yield Scene(stage.day(64), "pesanan yang dipotong direncanakan ulang dan diajukan", after_cuts)
    yield Scene(stage.day(66), "rencana atas pesanan yang dipotong disetujui", approve)
    yield Scene(stage.day(40), "keberatan terakhir dijawab", lambda s, now: answer(s, now, 1))


def plan(stage: Stage, now: Clock, seed: int, moves: int, task: dict[str, Any] | None = None) -> allocation.Plan:
    """Search as the worker does, but by a number of moves, so that the same seed gives the same plan on any machine."""
    run = actions.start_run(stage.programme, seconds=8, seed=stage.seed + seed, task=task, at=now(), by=stage.planner)
    base = allocation.approved_plan(stage.programme) if task else None
    try:
        carried = searched(stage, stage.seed + seed, moves, task, base)
        made = actions.add_plan(
            stage.programme, carried.tables, untimed(carried.plan_tables), origin="pencarian",
            behind=actions.Behind(run=run, certificate=carried.certificate, purpose="again" if task else "plan", base=base, again=carried.again),
            at=now(), by=stage.planner,
        )  # fmt: skip
    except Exception as error:
        actions.end_run(stage.programme, run=run, outcome="failed", remark=str(error)[:500], at=now(), by=stage.planner)
        raise Refused("Perhitungan tidak menghasilkan rencana: %(why)s", why=str(error)[:200]) from error
    actions.end_run(stage.programme, run=run, outcome="done", at=now(), by=stage.planner)
    return made


def searched(stage: Stage, seed: int, moves: int, task: dict[str, Any] | None, base: allocation.Plan | None) -> Any:
    from tempa.allocation.planner.problem.effort import Effort
    from tempa.allocation.planner.runs.assignment import CarriedOut
    from tempa.allocation.planner.runs.assignment import again as made_again
    from tempa.allocation.planner.runs.make import Known, make_plan

    effort = Effort(iterations=moves, seed=seed, threads=2)
    if task and base:
        return made_again(task, stage.tables(), allocation.tables_as_reduced(base), effort)
    tables = stage.tables()
    earlier, known = stage.bounded or (None, None)
    made, certificate = make_plan(tables, effort, known=known if earlier == tables else None)  # the second plan is of the same order
    if certificate is not None:
        stage.bounded = tables, Known(lower_bound(made), certificate)
    return CarriedOut(tables, made, certificate)


def lower_bound(plan_tables: dict[str, list[dict[str, str]]]) -> int:
    return next(int(row["value"]) for row in plan_tables["plan"] if row["key"] == "lower_bound")


def untimed(plan_tables: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """A plan found by a number of moves does not say how long this machine took for them."""
    rows = [{**r, "value": "0"} if r["key"] == "seconds" else r for r in plan_tables["plan"]]
    return plan_tables | {"plan": rows}


def propose(stage: Stage, now: Clock, made: allocation.Plan) -> None:
    """Nobody takes a plan to a meeting that gives no machine to anybody."""
    tables = allocation.plan_tables(made)
    if tables["unplanned"] and not tables["lots"]:
        raise Refused("Rencana tidak diajukan: tidak satu mesin pun mendapat bengkel (%(why)s).", why=tables["unplanned"][0]["reason"])
    actions.propose_plan(stage.programme, plan=made.plan, note="untuk rapat koordinasi", at=now(), by=stage.planner)


def waiting(stage: Stage) -> allocation.Plan:
    """The plan that waits for a decision."""
    found = next((p for p in allocation.plans(stage.programme) if hasattr(p, "proposal") and not hasattr(p, "decision")), None)
    if found is None:
        raise Refused("Tidak ada rencana yang menunggu keputusan.")
    return found


def refuse(stage: Stage, now: Clock) -> None:
    reason = "Hitung lebih lama dulu; masih ada yang terlambat dan bagian beberapa sentra terlalu kecil."
    actions.refuse_plan(stage.programme, plan=waiting(stage).plan, reason=reason, at=now(), by=stage.head)


def approve(stage: Stage, now: Clock) -> None:
    actions.approve_plan(
        stage.programme, plan=waiting(stage).plan, note="disetujui dalam rapat", contracted=lambda: held_lots(stage.programme), at=now(),
        by=stage.head,
    )  # fmt: skip


def in_force(stage: Stage) -> allocation.Plan:
    found = allocation.approved_plan(stage.programme)
    if found is None:
        raise Refused("Belum ada rencana yang berlaku.")
    return found


def object_to(stage: Stage, now: Clock) -> None:
    """Those with the smallest shares object; who has a sign-in does so alone, for others the park notes what came by letter."""
    lots = allocation.allocated_by_workshop(stage.programme)
    sites = [w.workshop for w in registry.workshops(stage.programme) if w.kind != "facility"]
    least = sorted(sites, key=lambda w: (lots.get(w, 0), w))[:3]
    for n, workshop in enumerate(least):
        by = stage.people.get(f"workshop {workshop}", stage.planner)
        actions.raise_objection(
            stage.programme, plan=in_force(stage).plan, workshop=workshop, words=WORDS[n],
            changes=[{"kind": "machine", "resource": "weld", "count": 1}] if n == 0 else [], at=now(), by=by,
        )  # fmt: skip


def answer(stage: Stage, now: Clock, count: int) -> None:
    unanswered = [o for o in allocation.objections(stage.programme).order_by("number") if o.answered_at is None]
    for o in unanswered[:count]:
        n = (o.number - 1) % len(ANSWERS)
        actions.answer_objection(stage.programme, objection=o.objection, upheld=n == 2, answer=ANSWERS[n], at=now(), by=stage.head)


def kept(stage: Stage) -> dict[str, list[str]]:
    """What planning again leaves where it is: lots of contracts, and what is in work or made."""
    return {"held": sorted(held_lots(stage.programme)), **in_work(stage.programme)}


def after_cuts(stage: Stage, now: Clock) -> None:
    """Lots that are not begun follow the order as it has become; what is begun goes on."""
    week = week_of(stage.day(64), stage.start)
    task = {"kind": "again", "at": week, "changes": [], "base": str(in_force(stage).plan), **kept(stage)}
    propose(stage, now, plan(stage, now, 4, stage.moves // AGAIN, task))


def again(stage: Stage, now: Clock) -> None:
    """The workshop with the most work ahead burns out for three weeks."""
    week = week_of(stage.day(21), stage.start)
    ahead: dict[str, int] = {}
    for lot in allocation.lots(stage.programme).filter(start_week__gt=week):
        ahead[lot.workshop] = ahead.get(lot.workshop, 0) + lot.quantity
    if not ahead:
        raise Refused("Tidak ada lot yang belum dimulai, jadi tidak ada yang dihitung ulang.")
    down = min(ahead, key=lambda w: (-ahead[w], w))
    changes = [{"kind": "site_down", "workshop": down, "from_week": week, "to_week": week + 2}]
    task = {"kind": "again", "at": week, "changes": changes, "base": str(in_force(stage).plan), **kept(stage)}
    propose(stage, now, plan(stage, now, 3, stage.moves // AGAIN, task))
