"""The laws of conservation counted anew from the tables, by a way of their own: nothing of the program's page of them is used."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

from tempa.contracts.models import Contract, ContractItem
from tempa.delivery.models import HandoverUnit
from tempa.payment.models import ClaimUnit, OnwardPayment, Payment, PaymentUnit
from tempa.production.models import Unit
from tempa.quality.models import UnitDecision

PARTS = ("income_tax", "penalty", "advance_recovered", "retention_held", "materials_deducted", "net")
GOOD = ("accepted", "repaired", "concession")


def broken(programme):
    """Every law that does not hold, in words."""
    return [*units_broken(programme), *rupiah_broken(programme)]


def units_broken(programme):
    """Contracted ≥ made ≥ accepted ≥ handed over ≥ claimed ≥ paid: as sets of serials, and no serial twice."""
    units = list(Unit.objects.filter(programme=programme, withdrawn_at=None).values_list("serial", "lot", "contract", "made_on", "scrapped_at"))
    asked = {(lot, c): n for lot, c, n in ContractItem.objects.filter(programme=programme).values_list("lot", "contract__contract", "quantity")}
    standing = Counter((lot, c) for _s, lot, c, made_on, scrapped in units if made_on and not scrapped)
    yield from (f"{place}: {n} made, {asked.get(place, 0)} contracted" for place, n in standing.items() if n > asked.get(place, 0))
    made = {s for s, _lot, _c, made_on, scrapped in units if made_on and not scrapped}
    accepted = set(UnitDecision.objects.filter(programme=programme, is_last=True, decided__in=GOOD).values_list("serial", flat=True))
    moves = list(HandoverUnit.objects.filter(programme=programme, step=2, state="taken").values_list("serial", flat=True))
    claimed = list(ClaimUnit.objects.filter(programme=programme, is_live=True).values_list("serial", flat=True))
    paid = list(PaymentUnit.objects.filter(programme=programme).values_list("serial", flat=True))
    for name, serials in (("handed over", moves), ("claimed", claimed), ("paid", paid)):
        if len(set(serials)) < len(serials):
            yield f"a unit was {name} twice"
    chain = (("made", made), ("accepted", accepted), ("handed over", set(moves)), ("claimed", set(claimed)), ("paid", set(paid)))
    for (before, more), (after, fewer) in pairwise(chain):
        if fewer - more:
            yield f"{sorted(fewer - more)[:3]} {after} and not {before}"


def rupiah_broken(programme):
    """Each payment adds up; per contract what went out is bounded by its value, what came back by what went out."""
    owed, passed = Counter(), Counter()
    for c, maker, price, n in ContractItem.objects.filter(programme=programme).values_list("contract__contract", "maker", "maker_price", "quantity"):
        owed[c, maker] += price * n
    for c, maker, n in OnwardPayment.objects.filter(programme=programme, denied_at=None).values_list("contract", "maker", "amount"):
        passed[c, maker] += n
    yield from (f"{place}: {n} passed on of {owed[place]}" for place, n in passed.items() if n > owed[place])
    sums = defaultdict(Counter)
    for p in Payment.objects.filter(programme=programme).select_related("claim"):
        if p.gross != sum(getattr(p, part) for part in PARTS) or min(getattr(p, part) for part in PARTS) < 0:
            yield f"{p.payment} does not add up"
        if p.claim.kind == "delivery" and p.gross != sum(p.units.values_list("amount", flat=True)):
            yield f"{p.payment} does not pay its units"
        sums[p.contract].update({p.claim.kind: p.gross, "back": p.advance_recovered, "held": p.retention_held})
    values = dict(Contract.objects.filter(programme=programme).values_list("contract", "value"))
    for contract, s in sums.items():
        if s["delivery"] > values[contract]:
            yield f"{contract}: {s['delivery']} paid for machines of {values[contract]}"
        if s["back"] > s["advance"]:
            yield f"{contract}: {s['back']} recovered of an advance of {s['advance']}"
        if s["delivery"] == values[contract] and s["back"] != s["advance"]:
            yield f"{contract}: all is delivered, {s['back']} recovered of {s['advance']}"
        if s["retention"] > s["held"]:
            yield f"{contract}: {s['retention']} of a retention of {s['held']} paid back"
