"""Claims and payments: who may do what about them, what they may come to, and what each late day costs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from tempa.contracts.law import rule
from tempa.contracts.law.money import Rounding, rupiah_text
from tempa.contracts.law.rulebook import Amount
from tempa.ledger.rules import PARK, May, No, Refused, Who
from tempa.values.period import months_after

KINDS = ("advance", "delivery", "retention")
PAYMENT = "contract"
"""The purpose of the link by which a workshop without an account acts on its contracts: it claims, passes on and confirms by it too."""
WORKSHOPS = ("workshop", "teacher")

STEPS: Mapping[str, Mapping[tuple[str, str], str]] = {
    "claim": {
        ("", "ClaimSubmitted"): "submitted", ("submitted", "ClaimPaperShown"): "submitted or complete",
        ("complete", "ClaimPaperShown"): "submitted or complete",
        ("complete", "PaymentApproved"): "approved", ("submitted", "ClaimWithdrawn"): "withdrawn", ("complete", "ClaimWithdrawn"): "withdrawn",
        ("submitted", "ClaimReturned"): "withdrawn", ("complete", "ClaimReturned"): "withdrawn", ("approved", "PaymentMade"): "paid",
    },
}  # fmt: skip
"""Stage and kind of fact -> the stage after it; drawn in docs/stages.md."""


def claim_stage(*, ended: bool, complete: bool, approved: bool, paid: bool) -> str:
    """submitted, complete, approved, paid or withdrawn: what follows from what has happened."""
    if ended:
        return "withdrawn"
    if paid:
        return "paid"
    if approved:
        return "approved"
    return "complete" if complete else "submitted"


def acts_for(who: Who, workshop: str) -> bool:
    return who.speaks_for(workshop, *WORKSHOPS) or bool(who.link_for(PAYMENT, workshop))


def may_claim(who: Who, *, vendor: str, agency: str) -> May:
    """The vendor claims what it is owed; its agency or the park write the claim down for it."""
    if acts_for(who, vendor) or who.speaks_for(agency, "agency") or who.sits_at(*PARK):
        return True
    return No("Tagihan ini hanya dapat diajukan oleh penyedianya, atau dicatat oleh OPD atau taman sains untuknya.")


def may_show(who: Who, *, vendor: str, agency: str) -> May:
    """Whoever may claim may show the papers that are missing."""
    return may_claim(who, vendor=vendor, agency=agency)


@dataclass(frozen=True)
class Parties:
    """Who did what for a contract so far, people by their numbers: nobody does two of these for one contract."""

    signers: frozenset[int] = frozenset()
    judges: frozenset[int] = frozenset()
    receivers: frozenset[int] = frozenset()
    approvers: frozenset[int] = frozenset()
    payers: frozenset[int] = frozenset()


DONE = {
    "signers": "menandatangani kontrak ini", "judges": "memeriksa atau memutuskan mesinnya", "receivers": "menerima mesinnya",
    "approvers": "menyetujui pembayaran kontrak ini", "payers": "membayar kontrak ini",
}  # fmt: skip


def stands_apart(who: Who, parties: Parties, roles: Collection[str]) -> May:
    """Refuses who has had another hand in the same contract, and says which."""
    for role in roles:
        if who.person in getattr(parties, role):
            return No("Anda sudah %(done)s, jadi bukan Anda yang boleh melakukan ini. Minta rekan lain di OPD.", done=DONE[role])
    return True


def may_approve(who: Who, agency: str, parties: Parties) -> May:
    """Somebody of the agency who neither signed, judged, received nor pays (Perpres 16/2018 Ps 6: akuntabel; separation is a design rule)."""
    if not who.speaks_for(agency, "agency"):
        return No("Hanya OPD itu sendiri yang dapat menyetujui pembayaran ini.")
    return stands_apart(who, parties, ("signers", "judges", "receivers", "payers"))


def may_return(who: Who, agency: str) -> May:
    """The agency sends a claim back with the reason."""
    return True if who.speaks_for(agency, "agency") else No("Hanya OPD itu sendiri yang dapat mengembalikan tagihan ini.")


def may_pay(who: Who, agency: str, parties: Parties) -> May:
    """The agency's treasurer notes the payment: neither signer, judge, receiver nor approver."""
    if not who.speaks_for(agency, "agency"):
        return No("Hanya OPD itu sendiri yang dapat mencatat pembayaran ini.")
    return stands_apart(who, parties, ("signers", "judges", "receivers", "approvers"))


def may_pass_on(who: Who, vendor: str, agency: str) -> May:
    """The lead says what it passed on to a maker; agency or park note its proof."""
    return may_claim(who, vendor=vendor, agency=agency)


def may_confirm(who: Who, maker: str) -> May:
    """Only the maker says that it got the money."""
    return True if acts_for(who, maker) else No("Hanya bengkel atau sekolah itu sendiri yang dapat mengaku menerima uangnya.")


def check_denial(*, is_confirmed: bool, is_denied: bool, reason: str) -> None:
    """Refuses to deny what was confirmed or denied already, and a denial without a word."""
    if is_confirmed:
        raise Refused("Penerimaan uang ini sudah diakui, jadi tidak dapat disangkal lagi.")
    if is_denied:
        raise Refused("Anda sudah menyatakan uang ini belum diterima. Bila sekarang sudah datang, akui penerimaannya.")
    if len(reason) < 10:
        raise Refused("Tulis apa yang Anda periksa, misalnya buku rekening sampai tanggal berapa; paling sedikit 10 huruf.", field="reason")


def check_account(*, account: str, agency: str, line: str, line_agency: str) -> None:
    """Refuses to pay from a budget line without an account code, or of another agency."""
    if line_agency != agency:
        raise Refused(
            "Baris anggaran %(line)s milik %(owner)s, bukan %(agency)s: kode rekening OPD lain tidak dapat dipakai.", line=line,
            owner=line_agency or "OPD lain", agency=agency,
        )  # fmt: skip
    if not account:
        raise Refused("Baris anggaran %(line)s tidak punya kode rekening. Lengkapi di lembar anggaran dulu.", line=line)


@dataclass(frozen=True)
class Terms:
    """What of a contract decides its payments, after the addenda up to the day: whole rupiah without VAT, rates as fractions."""

    value: int
    advance_rate: Fraction
    retention_rate: Fraction
    is_separable: bool
    due_on: date


@dataclass(frozen=True)
class UnitDue:
    """A unit that a claim asks payment for: its price, when its agency took it over, from which budget line it is paid."""

    serial: str
    price: int
    budget_line: str
    taken_on: date | None
    claimed_in: str = ""


def check_advance(amount: int, *, terms: Terms, claimed: int) -> None:
    """Refuses an advance above the contract's rate, all claims for it together."""
    most = int(terms.advance_rate * terms.value)
    if not most:
        raise Refused("Kontrak ini tanpa uang muka.", field="kind")
    if not 0 < amount <= most - claimed:
        raise Refused(
            "Uang muka paling banyak %(most)s; yang sudah diminta %(claimed)s.", field="amount", most=rupiah_text(most), claimed=rupiah_text(claimed)
        )


def check_advance_of_line(amount: int, *, line: str, rate: Fraction, worth: int, claimed: int) -> None:
    """Refuses an advance above the contract's rate of what one budget line pays for (`worth`): it comes back from that line's claims alone."""
    most = ceil(rate * worth)
    if amount > most - claimed:
        raise Refused(
            "Dari baris anggaran %(line)s uang muka paling banyak %(most)s, menurut mesin yang dibayar baris itu; yang sudah diminta %(claimed)s. "
            "Minta sisanya dari baris anggaran lain kontrak ini.", field="amount", line=line, most=rupiah_text(most), claimed=rupiah_text(claimed),
        )  # fmt: skip


def check_advance_in_time(*, is_delivered: bool) -> None:
    """Refuses an advance once machines of the contract are paid: it would come after what it was to pay for, and nothing could bring it back."""
    if is_delivered:
        raise Refused("Mesin kontrak ini sudah ada yang dibayar, jadi uang mukanya tidak dapat disetujui lagi. Kembalikan tagihan uang muka ini.")


def check_returned(amount: int, *, standing: int, on: date, first: date | None, today: date) -> None:
    """Refuses to note as paid back more of an advance than is still out, or on a day before it went out or after today."""
    if first is None:
        raise Refused("Uang muka ini belum dicairkan, jadi belum ada yang dapat disetor kembali.")
    if not first <= on <= today:
        raise Refused("Tanggal setoran harus antara tanggal pencairan %(first)s dan hari ini.", field="on", first=str(first))
    if not 0 < amount <= standing:
        raise Refused(
            "Uang muka yang belum kembali tinggal %(standing)s. Tulis paling banyak sebanyak itu.", field="amount", standing=rupiah_text(standing)
        )


def surplus_words(surplus: int, bearable: int) -> Refused:
    """What stands in the way of a last claim that cannot bear what is left of the advance."""
    return Refused(
        "Uang muka yang belum kembali lebih besar daripada yang dapat dipotong dari tagihan ini (%(bearable)s), karena kontraknya dikurangi "
        "sesudah uang muka dibayar. Penyedia menyetor kelebihannya %(surplus)s ke kas daerah; bendahara OPD mencatat setorannya di tagihan "
        "uang muka, lalu tagihan ini dapat disetujui.", surplus=rupiah_text(surplus), bearable=rupiah_text(bearable),
    )  # fmt: skip


def check_retention(amount: int, *, held: int, claimed: int) -> None:
    """Refuses to pay back more of the retention than was held of the payments."""
    if not 0 < amount <= held - claimed:
        raise Refused(
            "Retensi yang ditahan %(held)s, yang sudah diminta kembali %(claimed)s. Minta paling banyak selisihnya.", field="amount",
            held=rupiah_text(held), claimed=rupiah_text(claimed),
        )  # fmt: skip


def maintained_until(taken: Collection[date], *, ordered: int, months: int, ended_on: date | None) -> date | None:
    """Last day of the maintenance period: so many months after the last machine was taken over, or after the contract ended.

    None while machines of the contract are still to come: the period has not begun. That it begins with the last machine is
    the contract's own term; no article settles it for goods.
    """
    if len(taken) >= ordered > 0:
        return months_after(max(taken), months)
    return None if ended_on is None else months_after(max([*taken, ended_on]), months)


def check_maintenance_begun(until: date | None, missing: int) -> None:
    """Refuses to ask the retention back while machines are still to come."""
    if until is None:
        raise Refused(
            "Retensi ditahan sampai masa pemeliharaan berakhir, dan masa itu dimulai setelah semua mesin diterima OPD. Belum diterima: "
            "%(missing)s unit.", field="asked", missing=missing,
        )  # fmt: skip


def check_guarantee(last: date | None, until: date | None) -> None:
    """Refuses a maintenance guarantee that runs out before the maintenance period does."""
    if until is not None and (last is None or last < until):
        raise Refused(
            "Jaminan pemeliharaan harus berlaku paling sedikit sampai akhir masa pemeliharaan, %(until)s. Isi tanggal berlakunya.",
            field="papers", until=str(until),
        )  # fmt: skip


def check_units(serials: Collection[str], units: Mapping[str, UnitDue]) -> None:
    """Refuses units that are not of the contract, not taken over, claimed already, or of several budget lines."""
    if not serials:
        raise Refused("Pilih paling sedikit satu unit yang sudah diterima OPD.", field="serials")
    for serial in sorted(serials):
        unit = units.get(serial)
        if unit is None:
            raise Refused("Unit %(serial)s bukan bagian kontrak ini.", field="serials", serial=serial)
        if unit.claimed_in:
            raise Refused(
                "Unit %(serial)s sudah ditagih dalam %(claim)s: satu mesin dibayar satu kali.", field="serials", serial=serial, claim=unit.claimed_in
            )
        if unit.taken_on is None:
            raise Refused("Unit %(serial)s belum diterima OPD, jadi belum dapat ditagih.", field="serials", serial=serial)
    if len({units[s].budget_line for s in serials}) > 1:
        raise Refused("Unit-unit itu dibiayai dari beberapa baris anggaran. Buat satu tagihan untuk tiap baris.", field="serials")


def late_days(unit: UnitDue, due_on: date) -> int:
    """Days after the deadline on which the agency took a unit over; on the day itself it is in time."""
    return max(0, (unit.taken_on - due_on).days) if unit.taken_on else 0


def penalty(units: Collection[UnitDue], terms: Terms, *, signed_on: date, charged_days: int = 0) -> tuple[Amount, int]:
    """What the late days of one payment cost, fractions of a rupiah dropped once, and the late days of the contract charged by then.

    Perpres 16/2018 Ps 79(4): 1 per mille a day, of the late part where it can be used by itself (each unit its own days),
    else of the whole contract, up to the latest unit, and no late day twice.
    """
    if any(unit.taken_on is not None and unit.taken_on < signed_on for unit in units) or terms.due_on < signed_on:
        raise Refused("Denda tidak dapat dihitung untuk tanggal sebelum kontrak ditandatangani (%(signed)s). Periksa tanggal serah terimanya.",
                      signed=str(signed_on))  # fmt: skip
    found = rule("late_penalty", signed_on)
    late = [(late_days(unit, terms.due_on), unit.price) for unit in units]
    latest = max([charged_days, *(days for days, _ in late)])
    if terms.is_separable:
        exact, charged = sum(days * price for days, price in late) * found.share("per_day"), 0
    else:
        exact, charged = (latest - charged_days) * terms.value * found.share("per_day"), latest
    return found.amount(Fraction(exact), Rounding.FLOOR), charged


def check_onward(amount: int, *, owed: int, passed: int) -> None:
    """Refuses to pass on more than the maker's prices of all its units in the contract come to."""
    if not 0 < amount <= owed - passed:
        raise Refused(
            "Hak bengkel ini menurut kontrak %(owed)s, yang sudah diteruskan %(passed)s. Tulis paling banyak selisihnya.", field="amount",
            owed=rupiah_text(owed), passed=rupiah_text(passed),
        )  # fmt: skip
