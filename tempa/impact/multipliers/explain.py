"""Sentences for people: what a figure of this engine says, and what it does not, in Indonesian and English."""

from __future__ import annotations

from fractions import Fraction

from tempa.impact.multipliers.absorption import AbsorptionCurve
from tempa.impact.multipliers.balance import Diagnosis
from tempa.impact.multipliers.bill_of_goods import Effects
from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.ledger_first import DirectEffect
from tempa.impact.multipliers.leontief import Multipliers
from tempa.impact.multipliers.uncertainty import Band


def explain_direct(effect: DirectEffect, language: str = "id") -> str:
    """The measured local share; it is no estimate and no multiplier."""
    stays = per_thousand(effect.local_per_thousand() / 1000)
    if language == "id":
        return (
            f"Dari setiap Rp1.000 yang dibelanjakan, Rp{stays} tinggal di {effect.home} menurut buku kas dan nota; "
            "angka ini diukur, bukan perkiraan."
        )
    return f"Of every Rp1,000 spent, Rp{stays} stayed in {effect.home} by payroll and invoice; measured, not modelled."


def explain_effects(effects: Effects, place: str, language: str = "id") -> str:
    """Value added here and what left; induced spending is named apart and never added."""
    share = Fraction(effects.local_share())
    here, gone = per_thousand(share), per_thousand(1 - share)
    if language == "id":
        said = (
            f"Dari setiap Rp1.000, Rp{here} menjadi nilai tambah di {place} (langsung dan lewat pemasok setempat) "
            f"dan Rp{gone} keluar."
        )
        more = " Belanja rumah tangga dari upah itu dilaporkan terpisah dan tidak dijumlahkan."
    else:
        said = (
            f"Of every Rp1,000, Rp{here} became value added in {place} (direct and through suppliers), Rp{gone} left."
        )
        more = " What households spend of those wages is reported apart and not added."
    return said + (more if effects.induced is not None else "")


def explain_ratio(found: Multipliers, code: str, of: str = "employment", language: str = "id") -> str:
    """What a ratio multiplier says of one sector, and that it is not a multiplier of spending."""
    if code not in found.codes or of not in RATIO_WORDS:
        raise MultiplierError(f"{of} of sector {code}", f"sectors {', '.join(found.codes)}; {', '.join(RATIO_WORDS)}", RATIOS)
    ratios = found.ratios().get(of)
    words = RATIO_WORDS[of][language == "en"]
    if ratios is None:
        return f"Tabel ini tidak memuat {words}, jadi tidak ada rasionya." if language == "id" else \
            f"This table holds no {words}, so there is no ratio."
    value = float(ratios[found.codes.index(code)])
    if value != value:  # not a number: nothing direct to compare with
        return (f"Sektor {code} tidak punya {words} sendiri dalam tabel, jadi tidak ada rasionya." if language == "id" else
                f"Sector {code} has no {words} of its own in the table, so there is no ratio.")
    more = f"{value - 1:.2f}"
    if language == "id":
        where = "pemasok" if found.kind == "I" else "pemasok dan belanja rumah tangga"
        return (f"Tiap satuan {words} di sektor {code} disertai {more.replace('.', ',')} satuan lagi lewat {where} (tipe {found.kind}); "
                "ini rasio terhadap sektor itu sendiri, bukan hasil tiap rupiah belanja.")
    where = "suppliers" if found.kind == "I" else "suppliers and household spending"
    return (f"Each unit of {words} in sector {code} goes with {more} more through {where} (type {found.kind}); it is a ratio to the "
            "sector itself, not what a rupiah of spending brings.")


RATIO_WORDS = {
    "output": ("keluaran", "output"), "value added": ("nilai tambah", "value added"), "income": ("upah", "wages"),
    "employment": ("pekerjaan", "employment"),
}
RATIOS = "Miller and Blair 2009, section 6.2.3: type I and type II ratios"


def explain_band(band: Band, place: str, language: str = "id") -> str:
    low, middle, high = (per_thousand(Fraction(x)) for x in (band.low, band.middle, band.high))
    if language == "id":
        return (
            f"Nilai tambah di {place} per Rp1.000: sekitar Rp{middle}; dalam 90 persen hitungan di antara Rp{low} dan "
            f"Rp{high}. Kesalahan tabel sendiri tidak termasuk."
        )
    return (
        f"Value added in {place} per Rp1,000: about Rp{middle}; in 90 percent of the draws between Rp{low} and "
        f"Rp{high}. Errors of the table itself are not included."
    )


def explain_balance(found: Diagnosis, language: str = "id") -> str:
    """How many rows balance, and the worst one by name."""
    if not found.checked:
        return (
            "Tabel ini tanpa permintaan akhir, jadi keseimbangannya tidak dapat diperiksa."
            if language == "id"
            else "This table has no final demand, so its balance cannot be checked."
        )
    worst = found.imbalances[0] if found.imbalances else None
    if language == "id":
        said = f"{found.balanced()} dari {found.sectors} baris seimbang."
        return said + (f" Yang paling jauh: {worst.code} {worst.name}. Pengganda tidak terpengaruh." if worst else "")
    said = f"{found.balanced()} of {found.sectors} rows balance."
    return said + (f" Farthest apart: {worst.code} {worst.name}. Multipliers are not touched." if worst else "")


def explain_absorption(curve: AbsorptionCurve, line: str, language: str = "id") -> str:
    names = {"committed": "Kontrak", "delivered": "Serah terima", "paid": "Pembayaran"}
    lag = float(curve.lag(line))
    months = f"{abs(lag):.1f}"
    if language == "id":
        how = "tertinggal" if lag >= 0 else "lebih cepat"
        return f"{names[line]} {how} {months.replace('.', ',')} bulan dari rencana."
    return f"{line.capitalize()}: {months} months {'behind' if lag >= 0 else 'ahead of'} plan."


def per_thousand(share: Fraction) -> str:
    """Whole rupiah of each 1,000, half up."""
    return str(int(share * 1000 + Fraction(1, 2)))
