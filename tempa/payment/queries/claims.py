"""Claims with the papers they need and their units, payments, onward payments, and who has had which hand in a contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import QuerySet, Sum

from tempa.contracts import queries as contracts
from tempa.contracts.law import Case, Check, Route, Vendor, VendorStatus, check_papers, required_papers
from tempa.delivery import queries as delivery
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.ledger.writing import among, count_of, instances_of, rows_of
from tempa.payment.models import Claim, ClaimPaper, ClaimUnit, OnwardPayment, Payment, PaymentUnit
from tempa.payment.rules import Approved, Order, Parties, Read, Terms, UnitDue, maintained_until, read_orders
from tempa.production import queries as production
from tempa.quality import queries as quality

if TYPE_CHECKING:
    from tempa.contracts.models import Contract

ON_THE_CONTRACT = {
    "invitation": "invitation", "bahpl": "selection_report", "sppbj": "appointment", "spk": "spk", "agreement": "agreement",
    "spmk": "start_order", "purchase_order": "order_letter", "addendum": "addendum", "advance_request": "advance_guarantee",
}  # fmt: skip
STATUS = {
    "none": VendorStatus.NONE, "suket": VendorStatus.SUKET, "statement": VendorStatus.STATEMENT, "exempt": VendorStatus.EXEMPT,
}  # fmt: skip


def claims(programme: Programme, agency: str = "", vendor: str = "") -> QuerySet[Claim]:
    found = Claim.objects.filter(programme=programme).select_related("submitted_by", "payment").order_by("-submitted_on", "-claim")
    if agency:
        found = found.filter(agency=agency)
    return found.filter(vendor=vendor) if vendor else found


def claim_named(programme: Programme, claim: str) -> Claim | None:
    """A claim with what came of it, as every deed and page of one asks for it."""
    for found in instances_of(Claim, "programme_id = %s AND claim = %s", [programme.pk, claim]):
        made = next(iter(instances_of(Payment, "claim_id = %s", [found.pk])), None)
        found.programme = programme
        Claim._meta.get_field("payment").set_cached_value(found, made)  # it knows its payment, or that there is none
        if made is not None:
            made.claim = found
        return found
    return None


def claims_of(programme: Programme, contract: str, kind: str = "") -> QuerySet[Claim]:
    """Claims of a contract that were neither withdrawn nor sent back, in order."""
    found = Claim.objects.filter(programme=programme, contract=contract, ended_at=None).order_by("submitted_on", "claim")
    return found.filter(kind=kind) if kind else found


def claims_of_lot(programme: Programme, lot: str) -> QuerySet[Claim]:
    """Claims that hold a unit of a lot and were neither withdrawn nor sent back, in order."""
    held = ClaimUnit.objects.filter(programme=programme, lot=lot, is_live=True).values("claim")
    return claims(programme).filter(pk__in=held).order_by("submitted_on", "claim")


def payments(programme: Programme) -> QuerySet[Payment]:
    people = ("claim", "approved_by", "paid_by")
    return Payment.objects.filter(programme=programme).select_related(*people).order_by("approved_on", "payment")


def payment_named(programme: Programme, payment: str) -> Payment | None:
    for found in instances_of(Payment, "programme_id = %s AND payment = %s", [programme.pk, payment]):
        (found.claim,) = instances_of(Claim, "id = %s", [found.claim_id])
        return found
    return None


def next_payment(programme: Programme) -> int:
    return count_of(Payment, "programme_id = %s", [programme.pk]) + 1


def next_claim(programme: Programme) -> int:
    return count_of(Claim, "programme_id = %s", [programme.pk]) + 1


def orders_used(programme: Programme) -> list[tuple[str, str]]:
    """(number of an order of the treasury, the payment that it made)."""
    return rows_of(Payment, ("sp2d", "payment"), "programme_id = %s AND sp2d IS NOT NULL", [programme.pk])


def payments_of(programme: Programme, contract: str) -> QuerySet[Payment]:
    return payments(programme).filter(contract=contract)


def onward_payments(programme: Programme, contract: str = "", maker: str = "") -> QuerySet[OnwardPayment]:
    found = OnwardPayment.objects.filter(programme=programme).select_related("confirmed_by").order_by("paid_on", "onward")
    if contract:
        found = found.filter(contract=contract)
    return found.filter(maker=maker) if maker else found


def terms_of(c: Contract) -> Terms:
    """What of a contract decides its payments, as the addenda have left it by now."""
    return Terms(c.value, Fraction(c.advance_rate), Fraction(c.retention_rate), c.separable, c.due_on)


def units_due(programme: Programme, c: Contract) -> dict[str, UnitDue]:
    """Every unit of a contract with its price, budget line, the day on which its agency took it over, and the claim that has it."""
    items = {i.lot: i for i in contracts.items_of(c)}
    made = production.units_of_contract(programme, c.contract, items)
    taken = delivery.handed_over(programme, 2, [serial for serial, _lot in made])
    claims = dict(rows_of(Claim, ("id", "claim"), "programme_id = %s AND contract = %s", [programme.pk, c.contract]))
    live = rows_of(ClaimUnit, ("serial", "claim_id"), f"is_live AND claim_id {among(claims)}", list(claims))
    claimed = {serial: claims[claim] for serial, claim in live}
    return {
        serial: UnitDue(serial, items[lot].unit_price, items[lot].budget_line, taken.get(serial), claimed.get(serial, "")) for serial, lot in made
    }


def maintenance_of(programme: Programme, c: Contract) -> tuple[date | None, int]:
    """(last day of the maintenance period, None where it has not begun; units of the contract that nobody has taken over yet)."""
    ordered = sum(i.quantity for i in contracts.items_of(c))
    taken = [unit.taken_on for unit in units_due(programme, c).values() if unit.taken_on is not None]
    return maintained_until(taken, ordered=ordered, months=c.maintenance_months, ended_on=c.ended_on), ordered - len(taken)


@dataclass(frozen=True)
class Claimable:
    """What may be claimed under a contract now: units that were taken over and that no claim has."""

    contract: Contract
    units: int
    price: int


def claimable(programme: Programme, chosen: QuerySet[Contract]) -> list[Claimable]:
    """Contracts under which there is something to claim; as many queries for many contracts as for few."""
    found = {c.contract: c for c in chosen.exclude(countersigned_on=None)}
    prices = {i.lot: i.unit_price for i in contracts.items(programme).filter(contract__contract__in=list(found))}
    claimed = ClaimUnit.objects.filter(programme=programme, is_live=True, claim__contract__in=list(found)).values("serial")
    taken = delivery.handed_over(programme, 2)
    free: dict[str, list[int]] = {}
    for serial, contract, lot in production.units(programme, list(prices)).exclude(serial__in=claimed).values_list("serial", "contract", "lot"):
        if serial in taken and contract in found:
            free.setdefault(contract, []).append(prices[lot])
    return [Claimable(c, len(free[code]), sum(free[code])) for code, c in found.items() if code in free]


def account_of(programme: Programme, budget_line: str) -> str:
    return demand.budget_line_cells(programme, budget_line).get("account_code", "")


def agency_of_budget_line(programme: Programme, budget_line: str) -> str:
    return demand.budget_line_cells(programme, budget_line).get("agency", "")


def orders_read(programme: Programme, agency: str, month: tuple[int, int], rows: Sequence[Order], today: date) -> list[Read]:
    """A file of payment orders, row by row, against what stands approved."""
    held = [
        Approved(p.payment, p.claim.claim, p.claim.agency, p.account_code, p.approved_on, p.net, p.paid_on, p.sp2d or "") for p in payments(programme)
    ]
    return read_orders(rows, held, agency=agency, month=month, today=today, used={a.sp2d: a.payment for a in held if a.sp2d})


def tax_vendor(programme: Programme, workshop: str) -> Vendor:
    """The vendor as the law of taxes sees it; one that has stated nothing charges no VAT and has shown nothing."""
    found = contracts.vendor_particulars(programme, workshop)
    if found is None:
        return Vendor(pkp=False, has_npwp=False)
    return Vendor(pkp=found.charges_vat, status=STATUS[found.tax_status], has_npwp=bool(found.npwp))


SHOWN_BY = {"payment_minutes": "payment_report", "payment_receipt": "kuitansi", "payment_request": "payment_request"}
"""Kind of paper of a claim -> the required paper that its signed copy is."""
SHOWN_BY_HANDOVER = {"examination": "inspection", "handover_minutes": "handover", "holder_minutes": "handover_to_holder"}
"""Kind of paper of a handover to the agency -> the required paper that it is, once every claimed unit's has its signed copy."""


def subject_of_claim(claim: Claim) -> str:
    return f"claim:{claim.claim}"


def signed_papers(claim: Claim, units: Iterable[str]) -> set[str]:
    """Required papers of which the signed copy is kept here: those of the claim, and those of the handovers of all its units."""
    programme = claim.programme
    subjects = {delivery.subject_of(h) for h in delivery.handovers_of_units(programme, set(units), 2)}
    have = contracts.signed_kinds(programme, [subject_of_claim(claim), *subjects])
    found = {SHOWN_BY[kind] for subject, kind in have if subject == subject_of_claim(claim) and kind in SHOWN_BY}
    if not subjects:
        return found
    return found | {paper for kind, paper in SHOWN_BY_HANDOVER.items() if all((subject, kind) in have for subject in subjects)}


Shown = Mapping[str, date | None]
"""Paper -> its last day of validity."""


def file_of(programme: Programme, claim: Claim, on: date) -> tuple[Check, ...]:
    """The papers that a claim needs, each present, missing or expired on a day."""
    return file_with(programme, claim, on)({})


def file_with(programme: Programme, claim: Claim, on: date) -> Callable[[Shown], tuple[Check, ...]]:
    """The same, read once, with what is about to be shown.

    Papers of the contract that were made count as present, and so do those of handover and payment whose signed copy is kept
    here, and the run on site where it is on the record for every claimed unit; others are shown for the claim.
    """
    c = contracts.contract_named(programme, claim.contract)
    assert c is not None and c.signed_on is not None, "a claim is of a signed contract"
    units = [serial for (serial,) in rows_of(ClaimUnit, ("serial",), "claim_id = %s", [claim.pk])]
    items = list(contracts.items_of(c))
    until = maintenance_of(programme, c)[0] if claim.kind == "retention" else None
    case = Case(
        value=c.value, signed=c.signed_on, vendor=tax_vendor(programme, c.vendor), route=Route.EMERGENCY if c.route == "emergency" else Route.NORMAL,
        e_purchasing=c.form == "purchase_order", advance=claim.kind == "advance", partners=any(i.maker != c.vendor for i in items),
        extended=contracts.is_changed(c), in_maintenance=until is not None and on < until,
        first_run=c.first_run and claim.kind == "delivery",
    )  # fmt: skip
    made: dict[str, date | None] = {ON_THE_CONTRACT[kind]: None for kind in contracts.kinds_in_force(c) if kind in ON_THE_CONTRACT}
    made |= dict.fromkeys(signed_papers(claim, units))
    if case.first_run and set(units) <= delivery.run_at_place(programme, units):
        made["first_run"] = None
    held: dict[str, date | None] = {**made, **dict(rows_of(ClaimPaper, ("paper", "until"), "claim_id = %s", [claim.pk]))}
    known = {paper.id for paper in required_papers(case)}
    stages = ("contract",) if claim.kind == "advance" else ("contract", "handover", "payment")

    def checked(shown: Shown) -> tuple[Check, ...]:
        at_hand = {paper: until for paper, until in {**held, **shown}.items() if paper in known}
        return tuple(check for check in check_papers(case, at_hand, on) if check.paper.stage in stages)

    return checked


def parties_of(programme: Programme, c: Contract) -> Parties:
    """Who signed, judged, received, approved and paid for a contract so far."""
    lots = [i.lot for i in contracts.items_of(c)]
    paid = rows_of(Payment, ("approved_by_id", "paid_by_id"), "programme_id = %s AND contract = %s", [programme.pk, c.contract])
    return Parties(
        signers=people(c.signed_by_id, c.countersigned_by_id), judges=frozenset(quality.judges_of(programme, lots)),
        receivers=frozenset(delivery.receivers_of_lots(programme, lots)), approvers=people(*(a for a, _ in paid)),
        payers=people(*(p for _, p in paid)),
    )  # fmt: skip


def people(*numbers: int | None) -> frozenset[int]:
    return frozenset(n for n in numbers if n is not None)


def paid_by_line(programme: Programme) -> dict[str, int]:
    """Order line -> units that are paid."""
    line_of_lot = contracts.lines_of_lots(programme)
    line_of = {u.serial: line_of_lot[u.lot] for u in production.units(programme)}
    paid = PaymentUnit.objects.filter(programme=programme).exclude(payment__paid_on=None).values_list("serial", flat=True)
    return dict(Counter(line_of[serial] for serial in paid))


def paid_by_budget_line(programme: Programme, until: date | None = None) -> dict[str, int]:
    """Budget line -> rupiah paid by a day: deliveries net of what was recovered and held, advances and retention when they go out."""
    found = Payment.objects.filter(programme=programme).exclude(paid_on=None)
    if until is not None:
        found = found.filter(paid_on__lte=until)
    rows = found.order_by().values("budget_line").annotate(gross=Sum("gross"), back=Sum("advance_recovered"), held=Sum("retention_held"))
    paid = Counter({row["budget_line"]: row["gross"] - row["back"] - row["held"] for row in rows})
    if until is not None:  # what was paid back since was still out on that day
        paid.update(dict(found.filter(returned_on__gt=until).order_by().values_list("budget_line").annotate(n=Sum("returned"))))
    return dict(paid)
