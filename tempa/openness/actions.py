"""What may be done in openness: an auditor draws a sample of the money, once and for all to see, and says what was found in it."""

from __future__ import annotations

from typing import Any, Unpack

from tempa.ledger.actions import Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused
from tempa.openness import queries, rules
from tempa.openness.facts import SampleDrawn, SampleItemExamined


def draw_sample(
    programme: Programme, *, population: str, confidence: int, tolerable: int, expected: int, reason: str, **doing: Unpack[Doing]
) -> str:
    """Draw a sample of payments or contracts as they stand; its seed is the chain's digest, so that nobody chooses it. Returns its code."""
    with deed(programme, **doing) as d:
        said = {"population": population, "confidence": confidence, "tolerable": tolerable, "expected": expected, "reason": reason.strip()}
        if known := d.known(SampleDrawn, **said):
            return known.subject.removeprefix("sample:")
        d.must(rules.may_draw(d.who))
        items = queries.population_of(programme, population)
        total = sum(amount for _code, amount in items)
        rules.check_sizes(tolerable, expected, confidence, total)
        before = queries.samples(programme).filter(population=population).last()
        rules.check_again(before.sample if before else "", reason)
        code = f"SA{queries.samples(programme).count() + 1:04}"
        interval, seed = rules.interval_of(tolerable, expected, confidence), bytes(d.head.digest).hex()
        start = rules.start_of(seed, code, interval)
        d.record(SampleDrawn(
            sample=code, population=population, confidence=confidence, tolerable=tolerable, expected=expected, interval=interval, start=start,
            seed=seed, as_of=d.head.size, count=len(items), total=total, reason=reason.strip(),
            chosen={c.code: [c.amount, c.hit] for c in rules.draw(items, interval, start).chosen},
        ))  # fmt: skip
        return code


def examine_item(programme: Programme, *, sample: str, item: str, audited: int, note: str = "", **doing: Unpack[Doing]) -> Entry:
    """Say what a chosen item should have been (rupiah, as recorded where nothing is wrong); who says it again corrects it."""
    said: dict[str, Any] = {"sample": sample, "item": item.strip(), "audited": audited, "note": note.strip()}
    with deed(programme, **doing) as d:
        if known := d.known(SampleItemExamined, **said):
            return known
        d.must(rules.may_examine(d.who))
        drawn = queries.sample_named(programme, sample)
        if drawn is None:
            raise Refused("Sampel %(sample)s tidak ada di program ini.", sample=sample)
        rules.check_examined(item.strip(), queries.chosen_of(drawn), audited, note.strip())
        d.still(f"sampled:{sample}/{item.strip()}")
        return d.record(SampleItemExamined(**said))
