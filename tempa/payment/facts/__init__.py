"""Facts of payment: claims and their papers, payments approved and made, what was passed on, and whether it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Price, Public, Recorded
from tempa.ledger.models import Entry
from tempa.ledger.writing import change, insert, instances_of, put, rows_of, update
from tempa.payment.models import Claim, ClaimPaper, ClaimUnit, OnwardPayment, Payment, PaymentUnit
from tempa.production import queries as production

AMOUNTS = (
    "gross", "vat", "income_tax", "borne_tax", "penalty", "advance_recovered", "retention_held", "materials_deducted", "net",
)  # fmt: skip
"""What a payment is made of, whole rupiah: net is what is left of gross and VAT after all the rest."""


SHOWN = ("number", "dated", "until", "sha256", "entry_id")
"""What is held of a paper that was shown for a claim."""


def claim_of(entry: Entry, code: str) -> Claim:
    (found,) = instances_of(Claim, "programme_id = %s AND claim = %s", [entry.programme_id, code])
    return found


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class ClaimSubmitted(Fact):
    """A vendor asks for its advance, for units that an agency took over, or for its retention."""

    kind_words = _("tagihan diajukan")
    is_decision = False
    worked_out = ("claim", "agency", "vendor", "on", "through")

    claim: Public[str]
    contract: Public[str]
    agency: Public[str]
    vendor: Public[str]
    asked: Public[str]
    budget_line: Public[str]
    on: Public[str]
    serials: Public[list[str]]
    amount: Price[int]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        ways = [f"link:{self.through}"] * bool(self.through)
        return (
            f"claim:{self.claim}", f"contract:{self.contract}", f"agencies:{self.agency}", f"workshops:{self.vendor}", *ways,
            *(f"unit:{s}" for s in self.serials),
        )  # fmt: skip

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            put([Claim(
                programme_id=programme, claim=f.claim, contract=f.contract, agency=f.agency, vendor=f.vendor, kind=f.asked,
                budget_line=f.budget_line, submitted_on=date.fromisoformat(f.on), submitted_by=r.entry.by, amount=f.amount, entry=r.entry,
            )])  # fmt: skip
            claim = claim_of(r.entry, f.claim)
            lots = production.lots_of_units(r.entry.programme, f.serials)
            put(ClaimUnit(programme_id=programme, claim=claim, serial=s, lot=lots[s]) for s in f.serials)


@dataclass(frozen=True)
class ClaimPaperShown(Fact):
    """A paper that a claim needs is at hand; `complete_on` is the day on which none was missing any more."""

    kind_words = _("berkas tagihan dilengkapi")
    is_decision = False
    worked_out = ("complete_on", "through")

    claim: Public[str]
    papers: Public[dict[str, list[str]]]
    complete_on: Public[str]
    through: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (f"claim:{self.claim}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            claim = claim_of(r.entry, r.fact.claim)
            held = dict(rows_of(ClaimPaper, ("paper", "id"), "claim_id = %s", [claim.pk]))
            said = {
                paper: (number, day(dated), day(until), sha256, r.entry.pk) for paper, (number, dated, until, sha256) in r.fact.papers.items()
            }
            insert(ClaimPaper, ("programme_id", "claim_id", "paper", *SHOWN), [
                (r.entry.programme_id, claim.pk, paper, *values) for paper, values in said.items() if paper not in held
            ])  # fmt: skip
            update(ClaimPaper, SHOWN, [(*values, held[paper]) for paper, values in said.items() if paper in held])
            change(Claim, {"complete_on": day(r.fact.complete_on)}, "id = %s", [claim.pk])


def end_claim(entry: Entry, code: str, reason: str) -> None:
    claim = claim_of(entry, code)
    claim.ended_at, claim.ended_why = entry.at, reason
    claim.save()
    claim.units.update(is_live=False)


@dataclass(frozen=True)
class ClaimWithdrawn(Fact):
    """Who claimed takes the claim back."""

    kind_words = _("tagihan ditarik")
    is_decision = True
    worked_out = ("through",)

    claim: Public[str]
    reason: Public[str]
    through: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (f"claim:{self.claim}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            end_claim(r.entry, r.fact.claim, r.fact.reason)


@dataclass(frozen=True)
class ClaimReturned(Fact):
    """The agency sends a claim back, and says why."""

    kind_words = _("tagihan dikembalikan")
    is_decision = True

    claim: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"claim:{self.claim}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            end_claim(r.entry, r.fact.claim, r.fact.reason)


@dataclass(frozen=True)
class PaymentApproved(Fact):
    """The agency approves one payment: every amount to the rupiah, and the rules that they follow."""

    kind_words = _("pembayaran disetujui")
    is_decision = True
    worked_out = ("payment", "contract", "budget_line", "account_code", "on", "rules", "charged_days", "amounts", "units")

    payment: Public[str]
    claim: Public[str]
    contract: Public[str]
    budget_line: Public[str]
    account_code: Public[str]
    on: Public[str]
    rules: Public[list[str]]
    charged_days: Public[int]
    amounts: Price[dict[str, int]]
    units: Price[dict[str, int]]

    def about(self) -> tuple[str, ...]:
        return (f"payment:{self.payment}", f"claim:{self.claim}", f"contract:{self.contract}", *(f"unit:{s}" for s in self.units))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            put([Payment(
                programme_id=programme, payment=f.payment, claim=claim_of(r.entry, f.claim), contract=f.contract, budget_line=f.budget_line,
                account_code=f.account_code, approved_on=date.fromisoformat(f.on), approved_by=r.entry.by, charged_days=f.charged_days,
                rules=f.rules, entry=r.entry, **f.amounts,
            )])  # fmt: skip
            ((payment,),) = rows_of(Payment, ("id",), "programme_id = %s AND payment = %s", [programme, f.payment])
            lots = production.lots_of_units(r.entry.programme, f.units)
            put(
                PaymentUnit(programme_id=programme, payment_id=payment, serial=s, lot=lots[s], amount=a) for s, a in f.units.items()
            )


@dataclass(frozen=True)
class PaymentMade(Fact):
    """The money went out: the treasury's number (SP2D) and its day."""

    kind_words = _("pembayaran dicairkan")
    is_decision = False

    payment: Public[str]
    on: Public[str]
    sp2d: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"payment:{self.payment}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            said = {"paid_on": date.fromisoformat(r.fact.on), "paid_by_id": r.entry.by_id, "sp2d": r.fact.sp2d}
            change(Payment, said, "programme_id = %s AND payment = %s", [r.entry.programme_id, r.fact.payment])


@dataclass(frozen=True)
class AdvanceReturned(Fact):
    """A vendor paid back what its contract can bear no more of an advance: the day, the rupiah, the number of the deposit (STS)."""

    kind_words = _("kelebihan uang muka disetor kembali")
    is_decision = False

    payment: Public[str]
    on: Public[str]
    amount: Price[int]
    deposit: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"payment:{self.payment}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            back = r.fact.amount
            Payment.objects.filter(programme_id=r.entry.programme_id, payment=r.fact.payment).update(
                gross=F("gross") - back, net=F("net") - back, returned=F("returned") + back, returned_on=date.fromisoformat(r.fact.on)
            )


@dataclass(frozen=True)
class OnwardPaid(Fact):
    """A vendor passed money on to a maker under it, with the proof."""

    kind_words = _("uang diteruskan kepada bengkel pembuat")
    is_decision = False
    worked_out = ("onward", "vendor", "paper", "through")

    onward: Public[str]
    contract: Public[str]
    vendor: Public[str]
    maker: Public[str]
    on: Public[str]
    amount: Price[int]
    proof: Public[str]
    paper: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        ways = [f"link:{self.through}"] * bool(self.through)
        return (f"onward:{self.onward}", f"contract:{self.contract}", f"workshops:{self.vendor}", f"workshops:{self.maker}", *ways)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        put(
            OnwardPayment(
                programme_id=r.entry.programme_id, onward=r.fact.onward, contract=r.fact.contract, vendor=r.fact.vendor, maker=r.fact.maker,
                paid_on=date.fromisoformat(r.fact.on), amount=r.fact.amount, paper=r.fact.paper or r.fact.proof, entry=r.entry,
            )
            for r in recorded
        )  # fmt: skip


@dataclass(frozen=True)
class OnwardConfirmed(Fact):
    """The maker says that the money came."""

    kind_words = _("penerimaan uang diakui bengkel pembuat")
    is_decision = True
    worked_out = ("through",)

    onward: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"onward:{self.onward}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            OnwardPayment.objects.filter(programme_id=r.entry.programme_id, onward=r.fact.onward).update(
                confirmed_by=r.entry.by, confirmed_at=r.entry.at, denied_at=None, denied_why=""
            )


@dataclass(frozen=True)
class OnwardDenied(Fact):
    """The maker says that the money did not come; what the vendor said counts no more until the maker confirms it."""

    kind_words = _("bengkel pembuat menyangkal menerima uang")
    is_decision = True
    worked_out = ("through",)

    onward: Public[str]
    reason: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"onward:{self.onward}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            OnwardPayment.objects.filter(programme_id=r.entry.programme_id, onward=r.fact.onward).update(
                denied_at=r.entry.at, denied_why=r.fact.reason
            )
