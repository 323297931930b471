"""What the audit pack says of payment: claims, payments, the units that they pay, what was passed on; each row as text."""

from __future__ import annotations

from datetime import date

from tempa.ledger.models import Programme
from tempa.payment.facts import AMOUNTS
from tempa.payment.queries.claims import claims, onward_payments, payments

Row = dict[str, str]


def day(on: date | None) -> str:
    return str(on) if on else ""


def for_pack_claims(programme: Programme) -> list[Row]:
    return [
        {
            "claim": c.claim, "contract": c.contract, "kind": c.kind, "submitted_on": str(c.submitted_on), "by": str(c.submitted_by.public_id),
            "amount": str(c.amount), "complete_on": day(c.complete_on),
        }
        for c in claims(programme).order_by("claim")
    ]  # fmt: skip


def for_pack_payments(programme: Programme) -> list[Row]:
    return [
        {
            "payment": p.payment, "claim": p.claim.claim, "contract": p.contract, "approved_on": str(p.approved_on),
            "approved_by": str(p.approved_by.public_id), "paid_on": day(p.paid_on), "paid_by": str(p.paid_by.public_id) if p.paid_by else "",
            "sp2d": p.sp2d or "", "account_code": p.account_code, "rules": " ".join(rule.replace(" ", "_") for rule in p.rules),
            **{name: str(getattr(p, name)) for name in AMOUNTS},
        }
        for p in payments(programme)
    ]  # fmt: skip


def for_pack_payment_units(programme: Programme) -> list[Row]:
    return [
        {"payment": p.payment, "serial": u.serial, "amount": str(u.amount)}
        for p in payments(programme).prefetch_related("units") for u in p.units.all()
    ]  # fmt: skip


def for_pack_onward_payments(programme: Programme) -> list[Row]:
    return [
        {
            "onward": o.onward, "contract": o.contract, "vendor": o.vendor, "maker": o.maker, "paid_on": str(o.paid_on), "amount": str(o.amount),
            "paper": o.paper, "confirmed_by": str(o.confirmed_by.public_id) if o.confirmed_by else "",
        }
        for o in onward_payments(programme)
    ]  # fmt: skip
