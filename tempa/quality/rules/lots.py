"""The plan of a lot and its decision: how many units, which ones, by which rule, and one sentence that says what it proves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tempa.ledger.rules import Refused
from tempa.quality.sampling import explain, small_lots
from tempa.quality.sampling.bayes import Beta, History, lot_risk, maker_prior, population, sample_for
from tempa.quality.sampling.draw import draw
from tempa.quality.sampling.explain import Sentence
from tempa.quality.sampling.small_lots import limiting_bad
from tempa.quality.sampling.switching import DISCONTINUED, LotResult, history, next_severity
from tempa.quality.sampling.table import mil_std_105e

SMALL_LOT, HISTORY, TABLE, ALL = "small_lot", "history", "table", "all"
RULES = (SMALL_LOT, HISTORY, TABLE, ALL)
FIRST, TIGHTENED, SORTING = "first", "tightened", "sorting"
"""A presentation of units: the first, the one after rework (once, tightened), and 100 % sorting, in which each unit decides for itself."""
TIGHTENED_QUALITY = Fraction(1, 10)
LEAST_TABLE_LOT = 2
NOTHING = History(0, 0)


@dataclass(frozen=True)
class SamplingRule:
    """By what lots of a programme are sampled; shares as decimal text. Where nobody set another, this is the house's own."""

    rule: str = SMALL_LOT
    limiting_quality: str = "0.2"
    beta: str = "0.1"
    aql: str = "2.5"


@dataclass(frozen=True)
class Presented:
    """Units that stand there to be inspected, in the order of their serials; `seed` was published when they were announced."""

    lot: str
    round: int
    serials: tuple[str, ...]
    seed: str
    turn: str = FIRST


@dataclass(frozen=True)
class Past:
    """What is known of a workshop before a lot: original inspections of every workshop, its own among them, its lots of the type."""

    own: History = NOTHING
    all: tuple[History, ...] = ()
    lots: tuple[LotResult, ...] = ()
    inspect_all: bool = False


@dataclass(frozen=True)
class LotPlan:
    """How many of the units are sampled for the major class, the acceptance number, which ones, and from what that followed."""

    rule: str
    turn: str
    n: int
    c: int
    sample: tuple[str, ...]
    basis: dict[str, Any]


def plan_of(presented: Presented, rule: SamplingRule, past: Past) -> LotPlan:
    """The plan of one presentation: the same arguments give the same plan and the same sample, so that anybody can draw it again."""
    lot = len(presented.serials)
    if not lot:
        raise Refused("Lot %(lot)s belum punya unit yang menunggu diperiksa.", lot=presented.lot)
    chosen, n, c, basis = numbers(lot, rule, past, presented.turn)
    places = draw(presented.seed, name_in_draw(presented.lot, presented.round), n, lot)
    return LotPlan(chosen, presented.turn, n, c, tuple(presented.serials[place - 1] for place in places), basis)


def name_in_draw(lot: str, round: int) -> str:
    """What stands for a presentation in `seed|lot|unit`, where a bar and signs that nobody sees in a code would tear the three apart."""
    return "".join(sign if sign.isprintable() and sign != "|" else "_" for sign in f"{lot}/{round}")


def numbers(lot: int, rule: SamplingRule, past: Past, turn: str) -> tuple[str, int, int, dict[str, Any]]:
    """(rule, n, c, basis). After rework the limit is tightened; sorting looks at every unit and lets each decide for itself."""
    if turn == SORTING:
        return ALL, lot, lot, {}
    if past.inspect_all or rule.rule == ALL:
        return ALL, lot, 0, {"probation": True} if past.inspect_all else {}
    if turn == TIGHTENED:
        return small_lot(lot, str(float(min(TIGHTENED_QUALITY, Fraction(rule.limiting_quality) / 2))), rule.beta)
    if rule.rule == HISTORY:
        return by_history(lot, rule, past)
    if rule.rule == TABLE and lot >= LEAST_TABLE_LOT:
        return by_table(lot, rule, past)
    return small_lot(lot, rule.limiting_quality, rule.beta)


def small_lot(lot: int, quality: str, beta: str) -> tuple[str, int, int, dict[str, Any]]:
    found = small_lots.plan(lot, quality, 0, beta)
    n = lot if found.inspect_all else found.n
    return SMALL_LOT, n, 0, {"limiting_quality": quality, "beta": beta, "bad": found.bad, "reason": found.reason}


def by_history(lot: int, rule: SamplingRule, past: Past) -> tuple[str, int, int, dict[str, Any]]:
    """The Bayesian rule of the engine; its law is kept in the plan as text, so that the decision can be computed again."""
    prior = maker_prior(population(past.all), past.own)
    limit = limiting_bad(lot, rule.limiting_quality)
    n = max(1, sample_for(prior, lot, limit, rule.beta))
    return HISTORY, n, 0, {"a": f"{prior.a:.9g}", "b": f"{prior.b:.9g}", "limit": limit, "gamma": rule.beta}


def by_table(lot: int, rule: SamplingRule, past: Past) -> tuple[str, int, int, dict[str, Any]]:
    """MIL-STD-105E level II, with the severity that the workshop's earlier lots of the type have earned."""
    severity = severity_after(past.lots)
    if severity == DISCONTINUED:
        raise Refused(
            "Pemeriksaan lot bengkel ini untuk jenis ini dihentikan: lima lot ditolak saat pemeriksaan diperketat. Tutup dulu tindakan "
            "perbaikannya dengan data.",
        )  # fmt: skip
    found = mil_std_105e().plan(lot, rule.aql, "II", severity)
    return TABLE, found.n, found.ac, {"aql": rule.aql, "severity": severity, "letter": found.letter}


def severity_after(lots: Sequence[LotResult]) -> str:
    """The severity of the next lot after original inspections in their order."""
    return next_severity(history(lots))


@dataclass(frozen=True)
class Seen:
    """What was found on one unit of a presentation, the worst where two have looked: how many of each class."""

    critical: int
    major: int
    minor: int
    is_full: bool = True


@dataclass(frozen=True)
class Standing:
    """A presentation as far as it is inspected."""

    lot_size: int
    n: int
    c: int
    inspected: int
    sampled: int
    bad: int
    critical: int
    minor: int
    rule: str = SMALL_LOT
    turn: str = FIRST

    @property
    def is_complete(self) -> bool:
        """Every unit has been run and checked for safety, and those of the sample for the rest."""
        return self.inspected == self.lot_size and self.sampled >= self.n

    @property
    def must_be_rejected(self) -> bool:
        return bool(self.critical) or self.bad > self.c or (self.turn == SORTING and self.bad == self.lot_size)


def standing(serials: Collection[str], sample: Collection[str], plan: LotPlan, seen: Mapping[str, Seen]) -> Standing:
    here = {serial: one for serial, one in seen.items() if serial in set(serials)}
    return Standing(
        len(serials), plan.n, plan.c, len(here), sum(1 for serial in sample if serial in here and here[serial].is_full),
        sum(1 for one in here.values() if one.major), sum(1 for one in here.values() if one.critical),
        sum(one.minor for one in here.values()), plan.rule, plan.turn,
    )  # fmt: skip


def check_decision(s: Standing, *, accept: bool, is_held: bool) -> None:
    """Refuses to accept what is not inspected, what failed, or what a critical failure holds; and to reject what nothing speaks against."""
    if not accept:
        if not s.must_be_rejected:
            raise Refused(
                "Belum ada yang menggugurkan lot ini: tidak ada cacat kritis, dan %(bad)s unit rusak tidak melebihi batas %(c)s.", bad=s.bad, c=s.c,
            )  # fmt: skip
        return
    if s.critical:
        raise Refused(
            "Ada %(critical)s unit dengan cacat kritis, jadi lot ini tidak dapat diterima. Tolak, lalu perbaiki dan periksa ulang.",
            critical=s.critical,
        )  # fmt: skip
    if s.bad > s.c:
        raise Refused("Ada %(bad)s unit rusak, lebih dari batas %(c)s, jadi lot ini tidak dapat diterima.", bad=s.bad, c=s.c)
    if not s.is_complete:
        raise Refused(
            "Baru %(inspected)s dari %(lot)s unit diperiksa, dan %(sampled)s dari %(n)s unit undian diperiksa lengkap. Lengkapi dulu, baru putuskan.",
            inspected=s.inspected, lot=s.lot_size, sampled=s.sampled, n=s.n,
        )  # fmt: skip
    if s.must_be_rejected:
        raise Refused("Semua unit lot ini rusak, jadi tidak ada yang dapat diterima.")
    if is_held:
        raise Refused("Lot bengkel ini untuk jenis ini ditahan karena cacat kritis. Kepala taman sains harus melepasnya dulu, dengan alasan.")


def sentence_of(s: Standing, basis: Mapping[str, Any], *, accept: bool) -> Sentence:
    """What the decision proves and what it does not; a critical failure is named first, for nothing else counts then."""
    if s.critical:
        return Sentence(
            f"Ditolak: {s.critical} dari {s.inspected} unit yang diperiksa punya cacat kritis (bahaya bagi orang); tentang hal lain tidak ada yang "
            "terbukti. Semua lot bengkel ini untuk jenis ini ditahan.",
            f"Rejected: {s.critical} of the {s.inspected} units inspected have a critical nonconformity (a danger to people); nothing else is "
            "proven. All lots of this workshop for this type are held.",
        )  # fmt: skip
    if not accept and s.turn == SORTING:
        return Sentence(
            f"Ditolak: semua {s.lot_size} unit diperiksa dan semuanya rusak.", f"Rejected: all {s.lot_size} units were inspected and all are bad.",
        )  # fmt: skip
    if s.rule == HISTORY and accept:
        law = Beta(float(basis["a"]), float(basis["b"]))
        risk = lot_risk(law, s.lot_size, s.n, s.bad, int(basis["limit"]), basis["gamma"])
        if risk.accept and s.n < s.lot_size:
            return explain.explain_risk(risk) + run_on_all(s)
    if s.bad > s.n:  # units outside the sample that do not run
        return Sentence(
            f"Ditolak: dari {s.inspected} unit yang diperiksa {s.bad} rusak (batas {s.c}); perbaiki, lalu lot diperiksa ulang lebih ketat.",
            f"Rejected: of {s.inspected} units inspected {s.bad} are bad (limit {s.c}); rework them, then the lot is inspected again, tightened.",
        )  # fmt: skip
    return explain.explain_lot(s.lot_size, s.n, s.c, s.bad) + (run_on_all(s) if accept and s.n < s.lot_size else Sentence("", ""))


def run_on_all(s: Standing) -> Sentence:
    """Safety and function were checked on every unit, also those outside the sample."""
    return Sentence(
        f" Keselamatan dan uji jalan diperiksa pada semua {s.lot_size} unit.", f" Safety and the running test were checked on all {s.lot_size} units."
    )
