"""Known right answers of contracts, taxes and payments, fed to the settlement engine: one function per kind of case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from tempa.contracts.law import (
    LawError,
    Rounding,
    Vendor,
    VendorStatus,
    amount_in_words,
    document_form,
    nik,
    npwp,
    performance_guarantee,
    ppn,
    ppn_base,
    round_rupiah,
    rule,
    split_total,
)
from tempa.payment.settlement import (
    Claim,
    LateDelivery,
    days_late,
    deadline,
    late_penalty,
    payment_terms,
    recovery_by_shares,
    settle,
)

Case = dict[str, Any]
Answer = dict[str, Any]
# A case without a date is asked of a day on which the rule that it names was in force.
PPN_10, PPN_11, PPN_12, CONTRACT = date(2020, 6, 15), date(2022, 6, 15), date(2026, 6, 15), date(2020, 6, 15)
STATEMENTS_SINCE = date(2022, 1, 1)
LEAP_YEAR = 2020  # MM-DD of one year: the year of the order, which has a 29 February


def exact(number: object) -> Fraction:
    """The number as printed: 0.05 means 5/100, "58.64" an exact decimal, "11/100" a fraction."""
    return Fraction(str(number))


def half_up(number: Fraction) -> int:
    return round_rupiah(number, Rounding.HALF_UP)


# --- taxes ---


def rates_and_rounding(case: Case) -> Answer:
    price, mode = case["price_excl_ppn"], Rounding(case["rounding"])
    return {
        "ppn10": ppn(price, PPN_10, mode).rupiah,
        "ppn11": ppn(price, PPN_11, mode).rupiah,
        "dpp_nilai_lain_11_12": ppn_base(price, PPN_12, mode).rupiah,
        "ppn12_on_exact_dpp": ppn(price, PPN_12, mode).rupiah,
        "pph22_1p5": rule("pph22", PPN_12).amount(price * rule("pph22", PPN_12).share("rate"), mode).rupiah,
        "pph_final_0p5": rule("pph_final", PPN_12).amount(price * rule("pph_final", PPN_12).share("rate"), mode).rupiah,
    }


def rounded_dpp_trap(case: Case) -> Answer:
    return {"ppn": ppn(case["price_excl_ppn"], PPN_12, Rounding(case["rounding"])).rupiah}


def rounding_rule_by_date(case: Case) -> Answer:
    return {"rounded": round_rupiah(exact(case["amount"]), Rounding(case["rounding"]))}


def back_out_price_including_ppn(case: Case) -> Answer:
    base, tax = split_total(case["incl"], exact(case["rate"]))
    return {"base": base, "ppn": tax, "pph22": half_up(base * rule("pph22", PPN_12).share("rate"))}


def payment_cases(case: Case) -> Answer:
    """The rates are those of the date; the rounding is half-up, as these files have it where they name none.

    A statement of small turnover spares the income tax. The engine refuses it for a day before its rule; a case that asks
    it of 2020 is answered with the rest of that day's rules.
    """
    on, price, status = date.fromisoformat(case["date"]), case["price_excl_ppn"], VendorStatus(case["vendor"])
    penalty = late_penalty(LateDelivery(price, case["days_late"]), on)
    too_early = status is VendorStatus.STATEMENT and on < STATEMENTS_SINCE
    vendor = Vendor(case["pkp"], VendorStatus.NONE if too_early else status)
    paid = settle(Claim(on, price, vendor, penalty=penalty, rounding=Rounding.HALF_UP))
    spared = paid.amount("pph") if too_early else 0
    return {
        "gross_spm": paid.gross,
        "ppn_cut": paid.amount("ppn"),
        "pph_cut": paid.amount("pph") - spared,
        "penalty": paid.amount("penalty"),
        "net": paid.net + spared,
    }


def terbilang(case: Case) -> Answer:
    return {"words": amount_in_words(case["n"])}


# --- contracts ---


def contract_form(case: Case) -> Answer:
    return {"form": document_form(case["value"], CONTRACT).form.value}


def denda(case: Case) -> Answer:
    cap = None if case["cap"] is None else exact(case["cap"])
    return {"denda": late_penalty(LateDelivery(case["base"], case["days"], cap=cap), CONTRACT).rupiah}


def denda_base_by_units(case: Case) -> Answer:
    price, separable = case["unit_price"], case["separable"]
    contract, part = case["units"] * price, case["late_units"] * price
    late = LateDelivery(contract, case["days"], part, separable)
    return {"base": part if separable else contract, "denda": late_penalty(late, CONTRACT).rupiah}


def denda_base_without_ppn(case: Case) -> Answer:
    base, _ = split_total(case["price_incl_ppn"], exact(case["ppn"]))
    return {"base": base, "denda": late_penalty(LateDelivery(base, case["days"]), CONTRACT).rupiah}


def late_days(case: Case) -> Answer:
    moved = case.get("addendum_deadline")
    due = deadline(_day(case["deadline"]), [_day(moved)] if moved else [])
    return {"days_late": days_late(due, _day(case["bast"]))}


def _day(text: str) -> date:
    return date.fromisoformat(f"{LEAP_YEAR}-{text}")


def jaminan_pelaksanaan(case: Case) -> Answer:
    return {"jaminan_pelaksanaan": performance_guarantee(case["hps"], case["offer"], CONTRACT).rupiah}


def advance_recovered(case: Case) -> Answer:
    back, left = recovery_by_shares(case["contract"], exact(case["advance"]), exact(case["progress_claim"]))
    return {"recover": back, "guarantee_left": left}


def nik_number(case: Case) -> Answer:
    try:
        found = nik(case["value"])
    except LawError:
        return {"ok": False}
    return {"ok": True, "born": found.born.isoformat(), "sex": found.sex}


def npwp_number(case: Case) -> Answer:
    try:
        return {"ok": True, "npwp16": npwp(case["value"]).number}
    except LawError:
        return {"ok": False}


def budget_sum(case: Case) -> Answer:
    return {"sum": sum((exact(p) for p in case["parts"]), Fraction(0))}


def budget_average(case: Case) -> Answer:
    return {"average": exact(case["total"]) / exact(case["units"])}


# --- finance ---


def late_penalty_per_day(case: Case) -> Answer:
    return {"per_day": _penalty(case["contract"], 1, case)}


def late_penalty_part(case: Case) -> Answer:
    days = case["days"]
    return {"on_part": _penalty(case["part"], days, case), "on_contract": _penalty(case["contract"], days, case)}


def _penalty(base: int, days: int, case: Case) -> int:
    return late_penalty(LateDelivery(base, days), CONTRACT, exact(case["rate"])).rupiah


def advance_retention(case: Case) -> Answer:
    """A case may stop before the work is whole: the rest is a term that is not asked for."""
    advance, progress = case["advance"], [exact(p) for p in case["progress"]]
    rest = [1 - sum(progress)] if sum(progress) < 1 else []
    terms = payment_terms(case["contract"], [*progress, *rest], advance, exact(case["retention_rate"]))[: len(progress)]
    nets, held = [t.net for t in terms], [t.retention for t in terms]
    return {
        "gross": [t.gross for t in terms],
        "retention": held,
        "recoup": [t.recovery for t in terms],
        "net": nets,
        "sum_net": sum(nets),
        "retention_release": sum(held),
        "total_incl_advance": advance + sum(nets) + sum(held),
    }


KINDS: dict[str, Callable[[Case], Answer]] = {
    "rates_and_rounding": rates_and_rounding,
    "rounded_dpp_trap": rounded_dpp_trap,
    "rounding_rule_by_date": rounding_rule_by_date,
    "back_out_price_including_ppn": back_out_price_including_ppn,
    "payment_cases": payment_cases,
    "terbilang": terbilang,
    "contract_form": contract_form,
    "denda": denda,
    "denda_base_by_units": denda_base_by_units,
    "denda_base_without_ppn": denda_base_without_ppn,
    "days_late": late_days,
    "jaminan_pelaksanaan": jaminan_pelaksanaan,
    "advance_recovery": advance_recovered,
    "nik": nik_number,
    "npwp": npwp_number,
    "budget_sum": budget_sum,
    "budget_average": budget_average,
    "late_penalty_per_day": late_penalty_per_day,
    "late_penalty_part": late_penalty_part,
    "advance_retention": advance_retention,
}
