"""Whether an action against a cause helped: it is closed by data alone, where the rate after it is very likely below the rate before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tempa.ledger.rules import Refused
from tempa.quality.rules import check_words
from tempa.quality.sampling.bayes import Beta, History

ENOUGH = 0.9
LEAST_AFTER = 5
LONGEST = timedelta(days=365)


@lru_cache(1024)
def chance_of_less(before: History, after: History) -> float:
    """P(rate after < rate before) from the two Beta posteriors, each from Beta(1, 1)."""
    earlier, later = (Beta(1, 1).after(h.bad, h.inspected) for h in (before, after))
    return later.chance_below(earlier)


def check_open(*, cause: str, what: str, owner: str, due_on: date, today: date) -> None:
    check_words(cause, field="cause", what="sebabnya")
    check_words(what, field="what", what="tindakannya")
    if not owner.strip():
        raise Refused("Tulis siapa yang bertanggung jawab atas tindakan ini.", field="owner")
    if not today <= due_on <= today + LONGEST:
        raise Refused("Tenggat %(due)s harus antara hari ini dan setahun lagi.", field="due_on", due=str(due_on))


@dataclass(frozen=True)
class Effect:
    """Failures before and after an action, and how likely it is that the rate fell."""

    before: History
    after: History
    chance: float

    @property
    def is_enough(self) -> bool:
        return self.after.inspected >= LEAST_AFTER and self.chance >= ENOUGH


def effect_of(before: History, after: History) -> Effect:
    return Effect(before, after, chance_of_less(before, after) if after.inspected else 0.0)


def check_close(effect: Effect) -> None:
    """Refuses to close what the data do not show."""
    if effect.after.inspected < LEAST_AFTER:
        raise Refused(
            "Sesudah tindakan ini baru %(n)s unit diperiksa; perlu paling sedikit %(least)s. Tutup setelah datanya ada.", n=effect.after.inspected,
            least=LEAST_AFTER,
        )  # fmt: skip
    if effect.chance < ENOUGH:
        raise Refused(
            "Peluang bahwa cacat berkurang baru %(chance)s persen (perlu 90 persen). Sebelumnya %(x)s dari %(n)s unit, sesudahnya %(y)s dari %(m)s. "
            "Cari sebab lain, atau tunggu unit berikutnya.", chance=int(effect.chance * 100), x=effect.before.bad, n=effect.before.inspected,
            y=effect.after.bad, m=effect.after.inspected,
        )  # fmt: skip
