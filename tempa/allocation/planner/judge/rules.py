"""Rules 1 to 4, 7 and 9 to 11 of the format: counts, offers, inspection, cash, shares and budget.

One function per rule; each yields the Indonesian sentences of its breaches. `begun` are the lots of a plan made again
that were started before (empty otherwise): rules 2 and 3 are not held against them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from fractions import Fraction

from tempa.allocation.planner.judge.facts import PASS_MARK, SCORES, Facts, Site
from tempa.allocation.planner.judge.form import Lot, ReadPlan
from tempa.allocation.planner.judge.wording import hours, percent, rupiah, written

SCORE_NAMES = dict(zip(SCORES, ("tempat", "keahlian", "tenaga", "peralatan"), strict=True))
EPS = Fraction(1, 10**6)


def quantities(facts: Facts, plan: ReadPlan, begun: Set[str]) -> Iterator[str]:
    """Rule 1. An order cut below what was begun keeps what was begun."""
    placed: dict[str, int] = defaultdict(int)
    fresh = set()
    for name, lot in plan.lots.items():
        placed[lot.line] += lot.quantity
        if name not in begun:
            fresh.add(lot.line)
    for code, line in facts.lines.items():
        left = plan.unplanned.get(code, 0)
        kept = placed[code] > line.quantity and not left and code not in fresh
        if placed[code] + left != line.quantity and not kept:
            yield (f"Baris pesanan {code}: lot {placed[code]} unit + belum terencana {left} unit "
                   f"= {placed[code] + left} unit, dipesan {line.quantity} unit.")


def without_taker(facts: Facts, plan: ReadPlan) -> Iterator[str]:
    """No violation, but to be said: an order cut below what was begun leaves machines that nobody ordered."""
    placed: dict[str, int] = defaultdict(int)
    for lot in plan.lots.values():
        placed[lot.line] += lot.quantity
    for code, line in facts.lines.items():
        if (over := placed[code] - line.quantity) > 0:
            yield f"Baris pesanan {code}: {over} mesin dalam lot yang sudah dimulai tidak punya penerima lagi; dipesan {line.quantity} unit."


def smallest_lots(facts: Facts, plan: ReadPlan, begun: Set[str]) -> Iterator[str]:
    """Rule 2."""
    for name, lot in plan.lots.items():
        least, ordered = facts.machines[lot.machine].smallest_lot, facts.lines[lot.line].quantity
        whole_line = ordered < least and lot.quantity == ordered
        if name not in begun and lot.quantity < least and not whole_line:
            yield (f"Lot {name}: {lot.quantity} unit di {lot.site}, lot terkecil jenis {lot.machine} {least} unit "
                   f"(baris {lot.line} memesan {ordered} unit).")


def fit_makers(facts: Facts, plan: ReadPlan, begun: Set[str]) -> Iterator[str]:
    """Rule 3; a facility takes no lots, begun or not."""
    for name, lot in plan.lots.items():
        site = facts.sites[lot.site]
        if site.kind == "facility":
            yield f"Lot {name}: {lot.site} adalah fasilitas bersama dan tidak menerima lot (baris {lot.line})."
        elif name not in begun:
            yield from (f"Lot {name}: {reason}." for reason in _unfit(facts, lot, site))


def _unfit(facts: Facts, lot: Lot, site: Site) -> Iterator[str]:
    offer, estimate = facts.offers.get((lot.site, lot.machine)), facts.machines[lot.machine].price
    if offer is None:
        yield f"{lot.site} tidak mempunyai penawaran untuk {lot.machine}"
    elif offer > estimate:
        yield f"penawaran {lot.site} untuk {lot.machine} {rupiah(offer)} di atas HPS {rupiah(estimate)}"
    for column, score in zip(SCORES, site.scores, strict=True):
        if score is None or score < PASS_MARK:
            value = "kosong" if score is None else written(score)
            yield f"nilai {SCORE_NAMES[column]} {lot.site} {value}, paling sedikit {PASS_MARK}"
    starts, ends = facts.terms.monday_of(lot.start), facts.terms.sunday_of(lot.finish)
    if site.verified_from and site.verified_from > starts:
        yield f"verifikasi {lot.site} berlaku mulai {site.verified_from}, lot mulai {starts}"
    if site.verified_until and ends > site.verified_until:
        yield f"verifikasi {lot.site} berlaku sampai {site.verified_until}, lot selesai {ends}"


def pilot_limits(facts: Facts, plan: ReadPlan) -> Iterator[str]:
    """Rule 4."""
    planned: dict[str, int] = defaultdict(int)
    for lot in plan.lots.values():
        planned[lot.machine] += lot.quantity
    for machine, count in planned.items():
        limit = facts.machines[machine].pilot_limit
        if limit is not None and count > limit:
            yield f"Jenis {machine} belum diuji: {count} unit direncanakan, batas percontohan {limit} unit."


def inspection(facts: Facts, plan: ReadPlan) -> Iterator[str]:
    """Rule 7."""
    needed: dict[int, Fraction] = defaultdict(Fraction)
    offered = facts.terms.inspection_hours
    for name, lot in plan.lots.items():
        work = lot.quantity * facts.machines[lot.machine].inspection
        needed[lot.inspect] += work
        if lot.inspect <= lot.finish:
            yield f"Lot {name} di {lot.site} diperiksa {facts.terms.week(lot.inspect)}, padahal baru selesai {facts.terms.week(lot.finish)}."
        if not 0 <= lot.inspect < facts.terms.weeks:
            yield f"Lot {name}: inspect_week {lot.inspect} di luar 0 sampai {facts.terms.weeks - 1}."
        if work > offered + EPS:
            yield f"Lot {name}: pemeriksaan {hours(work)} tidak muat dalam satu minggu ({hours(offered)})."
    for week, work in sorted(needed.items()):
        if work > offered + EPS:
            yield f"Pemeriksaan {facts.terms.week(week)}: {hours(work)} diperlukan, {hours(offered)} tersedia."


def cash(facts: Facts, plan: ReadPlan) -> Iterator[str]:
    """Rule 9; one sentence per site and week above its limit."""
    changes: dict[str, dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for lot in plan.lots.values():
        site, last = facts.sites[lot.site], lot.inspect + facts.terms.payment_lag
        payer = site.lead if site.tier == "unregistered" and site.lead else lot.site
        if last >= lot.start:
            changes[payer][lot.start] += tied_up(facts, lot)
            changes[payer][last + 1] -= tied_up(facts, lot)
    for payer, steps in sorted(changes.items()):
        limit, amount = facts.sites[payer].cash_limit, Fraction(0)
        for week in sorted(steps):
            amount += steps[week]
            if limit is not None and amount > limit + 1:
                yield f"{payer} sejak {facts.terms.week(week)}: {rupiah(amount)} tertanam, batas kas {rupiah(limit)}."


def tied_up(facts: Facts, lot: Lot) -> Fraction:
    """Rupiah a lot ties up: its materials less the advance on its offer, never below 0."""
    offer = facts.offers.get((lot.site, lot.machine), 0)
    per_unit = facts.machines[lot.machine].material_cost - facts.terms.advance_rate * offer
    return max(Fraction(0), lot.quantity * per_unit)


def shares(facts: Facts, plan: ReadPlan) -> Iterator[str]:
    """Rule 10. Minimum shares are reduced by the value of the units that stay unplanned."""
    total = facts.order_value or 1
    excused = unplanned_value(facts, plan)
    given = site_values(facts, plan)
    for site, value in given.items():
        if value > facts.terms.workshop_max * total:
            limit = percent(facts.terms.workshop_max)
            yield f"{site}: bagian {percent(Fraction(value, total))} dari nilai pesanan, paling banyak {limit}."
    for name, (least, most), value in _groups(facts, given):
        if most is not None and value > most * total:
            yield f"{name}: bagian {percent(Fraction(value, total))}, paling banyak {percent(most)}."
        if least is not None and value + excused < least * total:
            yield (f"{name}: bagian {percent(Fraction(value, total))} (+ belum terencana "
                   f"{percent(Fraction(excused, total))}), paling sedikit {percent(least)}.")


def site_values(facts: Facts, plan: ReadPlan) -> dict[str, int]:
    """Site -> value of its lots at the owner's estimates."""
    given: dict[str, int] = defaultdict(int)
    for lot in plan.lots.values():
        given[lot.site] += lot.quantity * facts.machines[lot.machine].price
    return dict(given)


def unplanned_value(facts: Facts, plan: ReadPlan) -> int:
    prices = ((facts.machines[facts.lines[line].machine].price, n) for line, n in plan.unplanned.items())
    return sum(price * n for price, n in prices)


Limits = tuple[Fraction | None, Fraction | None]


def _groups(facts: Facts, given: dict[str, int]) -> Iterator[tuple[str, Limits, int]]:
    by_cluster: dict[str, int] = defaultdict(int)
    for site, value in given.items():
        if facts.sites[site].kind in ("lead", "member"):
            by_cluster[facts.sites[site].cluster] += value
    for code, limits in facts.clusters.items():
        yield f"Sentra {code}", limits, by_cluster[code]
    schools = school_value(facts, given)
    yield "Semua sekolah", (facts.terms.school_min, facts.terms.school_max), schools


def school_value(facts: Facts, given: dict[str, int]) -> int:
    return sum(value for site, value in given.items() if facts.sites[site].kind == "school")


def budgets(facts: Facts, plan: ReadPlan) -> Iterator[str]:
    """Rule 11."""
    spent: dict[str, int] = defaultdict(int)
    for lot in plan.lots.values():
        spent[facts.lines[lot.line].budget_line] += lot.quantity * facts.offers.get((lot.site, lot.machine), 0)
    for code, amount in facts.budgets.items():
        if spent[code] > amount:
            yield f"Mata anggaran {code}: terpakai {rupiah(spent[code])}, tersedia {rupiah(amount)}."
