"""The order: prices questioned before anything is planned, and the cut from what was agreed to what is delivered, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from functools import partial

from tempa.contracts.queries import held_lines
from tempa.demand import actions
from tempa.demand import queries as demand
from tempa.desks.console.year.contracts import CUT_DAYS, Share, given_up, shares_of_lines
from tempa.desks.console.year.stage import Scene, Stage
from tempa.production.queries import worked_lines
from tempa.registry import queries as registry

Clock = Callable[[], datetime]
LEFT = Fraction(1642, 2133)  # of the order of 2020: 1,642 of 2,133 machines arrived; the steps between are made up
STEPS = (
    ("budget_cut", "Pergeseran anggaran untuk penanganan pandemi."), ("recipient", "Calon penerima belum siap: listrik dan tempat."),
    ("nobody_can_make", "Belum ada bengkel yang sanggup membuat sampai tenggat."),
    ("agency_request", "Permintaan OPD setelah rapat evaluasi."),
    ("budget_cut", "Perubahan APBD."), ("recipient", "Kelompok penerima mengundurkan diri."),
)  # fmt: skip
CHANGES_A_STEP = 7


def chapter(stage: Stage) -> Iterator[Scene]:
    yield Scene(stage.day(-21), "harga perkiraan yang dipertanyakan dinaikkan, sejauh pagu cukup", prices)
    for n, (offset, (reason, note)) in enumerate(zip(CUT_DAYS, STEPS, strict=True)):
        yield Scene(stage.day(offset), f"pesanan dipotong, langkah {n + 1} dari {len(STEPS)}", partial(cut, step=n, reason=reason, note=note))


def prices(stage: Stage, now: Clock) -> None:
    """Types that many cannot make at the estimate are raised by a few percent, as far as their budget lines have room."""
    offers: dict[str, list[int]] = {}
    for (_, type), price in registry.offer_prices(stage.programme).items():
        offers.setdefault(type, []).append(price)
    estimates = {r["type"]: int(r["unit_price"]) for r in stage.tables()["types"]}
    above = {t: sum(p > estimates[t] for p in found) / len(found) for t, found in offers.items()}
    for type in sorted(above, key=lambda t: (-above[t], t))[:4]:
        after = estimates[type] + estimates[type] * stage.draw(f"price {type}").randint(2, 5) // 100
        if not fits(stage, type, after - estimates[type]):
            continue
        actions.change_price(
            stage.programme, type=type, after=str(after),
            why=actions.Why("price_agreed", "Setelah rapat dengan asosiasi bengkel.", f"BA-{stage.day(-21):%m}/{type}"), at=now(), by=stage.planner,
        )  # fmt: skip


def fits(stage: Stage, type: str, more: int) -> bool:
    """Whether every budget line that pays this type has room for so much more a unit."""
    amounts = {b.budget_line: b.amount for b in demand.budget_lines(stage.programme)}
    ordered = demand.ordered_by_budget_line(stage.programme)
    units: dict[str, int] = {}
    for line in demand.order_lines(stage.programme).filter(type=type):
        units[line.budget_line] = units.get(line.budget_line, 0) + line.quantity
    return all(ordered[b][1] + n * more <= amounts[b] for b, n in units.items())


def cut(stage: Stage, now: Clock, *, step: int, reason: str, note: str) -> None:
    """Take this step's part of the whole cut from lines drawn at random: fewer machines, or the whole line.

    What is made is not cut, nor what a contract cannot give up: the machines that are made are those that are ordered. A line on which
    somebody has worked stays in the order, if only with its last machine.
    """
    agreed = next((m.units for m in demand.moves(stage.programme)), 0)
    whole = agreed - round(agreed * LEFT)
    left = demand.order_totals(stage.programme).units - (agreed - whole * (step + 1) // len(STEPS))
    lines = {r.key: r.quantity for r in demand.order_lines(stage.programme)}
    drawn = stage.draw(f"cut {step}").sample(sorted(lines), len(lines))
    contracted, shares, worked = held_lines(stage.programme), shares_of_lines(stage), worked_lines(stage.programme)
    paper = f"027/{120 + step}/2020"
    for n, line in enumerate(drawn):
        if left <= 0:
            break
        share = max(1, -(-left // max(1, CHANGES_A_STEP - n)))
        # nor is a line of a contract cancelled before its contract is changed
        most = lines[line] - 1 if line in contracted or line in worked else lines[line]
        take = most_cut(min(left, share, most), lines[line], shares.get(line, [])) if line in contracted else min(left, share, most)
        if take < 1:
            continue
        change, after = ("cancelled", "") if take == lines[line] else ("quantity", str(lines[line] - take))
        actions.change_line(
            stage.programme, line=line, change=change, after=after, why=actions.Why(reason, note, paper),
            held=actions.Held(contracted=lambda: held_lines(stage.programme)), at=now(), by=stage.planner,
        )  # fmt: skip
        left -= take


def most_cut(wanted: int, ordered: int, lots: Sequence[Share]) -> int:
    """How many of the wanted units a line can lose so that its contracts give up just what the order no longer asks for."""
    held = sum(lot.quantity for lot in lots)
    for take in range(wanted, 0, -1):
        surplus = max(0, held - ordered + take)
        if sum(given_up(lots, surplus).values()) == surplus:
            return take
    return 0
