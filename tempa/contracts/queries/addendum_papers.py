"""What the paper of an addendum prints: what it changes, and what follows of it for days, penalty, guarantees and members."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from tempa.contracts import papers
from tempa.contracts.law import rule
from tempa.contracts.models import Addendum, Contract, ContractItem
from tempa.contracts.queries.amended import Outcome
from tempa.contracts.rules import dotted
from tempa.values.period import date_words

CHANGED = {"quantity": "Jumlah", "unit_price": "Harga satuan", "due_on": "Hari selesai", "cancelled": "Seluruh kontrak"}
AMOUNTS = (
    ("advance", "Uang muka"), ("advance_guarantee", "Jaminan uang muka"), ("performance_guarantee", "Jaminan pelaksanaan"),
    ("retention", "Retensi"),
)  # fmt: skip
"""Outcomes that are rupiah, by what the paper calls them."""


def addenda_for_papers(
    c: Contract, addenda: Sequence[Addendum], outcomes: Sequence[Outcome], items: Sequence[ContractItem], name: Callable[[str], str]
) -> tuple[papers.Addendum, ...]:
    """Each addendum with what stood before and after it; `outcomes` begin with those of the signature. Inside the programme's law."""
    makers = {i.item: name(i.maker) for i in items if i.maker != c.vendor}
    return tuple(
        papers.Addendum(
            reason=a.reason, changes=tuple(change_of(x) for x in a.changes), value_before=then.value, value_after=now.value,
            due_before=then.due_on if then.due_on != now.due_on else None, due_after=now.due_on if then.due_on != now.due_on else None,
            consequences=(*consequences(c, a, then, now), *members_words(a.changes, makers)),
        )
        for a, then, now in zip(addenda, outcomes, outcomes[1:], strict=False)
    )  # fmt: skip


def change_of(change: Mapping[str, str]) -> papers.Change:
    subject = CHANGED[change["what"]] + (f" butir {change['item']}" if change["item"] else "")
    if change["what"] == "due_on":
        return papers.Change(subject, date.fromisoformat(change["before"]), date.fromisoformat(change["after"]))
    if change["what"] == "unit_price":
        return papers.Change(subject, int(change["before"]), int(change["after"]))
    if change["what"] == "quantity":
        return papers.Change(subject, f"{dotted(int(change['before']))} unit", f"{dotted(int(change['after']))} unit")
    return papers.Change(subject, "berlaku", "dibatalkan")


def consequences(c: Contract, a: Addendum, then: Outcome, now: Outcome) -> Iterator[str]:
    """What follows of an addendum, a sentence each, with the figures that hold from then on."""
    if any(x["what"] == "cancelled" for x in a.changes):
        yield f"Kontrak berakhir pada {date_words(a.signed_on)}. Yang sudah diserahterimakan dibayar menurut harga kontrak."
        return
    if now.vat != then.vat:
        yield f"PPN menjadi Rp{dotted(now.vat)}, semula Rp{dotted(then.vat)}."
    if now.days != then.days:
        yield f"Masa pelaksanaan menjadi {dotted(now.days)} hari, semula {dotted(then.days)} hari."
    yield penalty_words(c, now)
    for field, words in AMOUNTS:
        before, after = getattr(then, field), getattr(now, field)
        if before != after:
            yield f"{words} menjadi Rp{dotted(after)}, semula Rp{dotted(before)}."
    if now.due_on > then.due_on and (now.performance_guarantee or now.advance_guarantee):
        yield f"Masa berlaku jaminan diperpanjang paling sedikit sampai {date_words(now.due_on)}."


def penalty_words(c: Contract, now: Outcome) -> str:
    """From which day the penalty runs, and how much it is."""
    found = rule("late_penalty", c.signed_on or now.due_on)
    rate = f"{float(found.share('per_day') * 1000):g}‰".replace(".", ",")
    since = date_words(now.due_on + timedelta(days=1))
    if c.separable:
        return f"Denda keterlambatan {rate} sehari atas nilai bagian yang terlambat dihitung sejak {since} ({found.cited})."
    return f"Denda keterlambatan {rate} sehari atas nilai kontrak, yaitu Rp{dotted(now.penalty)}, dihitung sejak {since} ({found.cited})."


def members_words(changes: Sequence[Mapping[str, str]], makers: Mapping[str, str]) -> Iterator[str]:
    """The sub-work agreements that follow."""
    touched = sorted({makers[x["item"]] for x in changes if x["item"] in makers})
    moved = any(x["what"] == "due_on" for x in changes)
    who = sorted(set(makers.values())) if moved else touched
    if who:
        yield f"Perjanjian pekerjaan bagian dengan {', '.join(who)} mengikuti adendum ini."
