"""Says in one sentence what a decision on a lot proves and what it does not, in Indonesian and in English."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from tempa.quality.sampling.bayes import LotRisk
from tempa.quality.sampling.cost import ALL, UNSURE, CostChoice
from tempa.quality.sampling.curves import IN_LOT, hypergeometric
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import Number, count, inner_share, percent
from tempa.quality.sampling.small_lots import first_true
from tempa.quality.sampling.switching import DISCONTINUED, NORMAL, REDUCED, TIGHTENED
from tempa.quality.sampling.table import LotPlan


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same statement in both languages."""

    id: str
    en: str

    def __add__(self, other: Sentence) -> Sentence:
        return Sentence(self.id + other.id, self.en + other.en)


@dataclass(frozen=True, slots=True)
class LotProof:
    """The figures behind the sentence on one lot.

    `accepted`; `stopped`: smallest number of bad units that passes with probability <= `beta`, None where nothing is
    stopped; `slips`: a smaller number that still passes with probability `slip_pa`, None where there is none.
    """

    accepted: bool
    beta: Fraction
    stopped: int | None
    slips: int | None
    slip_pa: Fraction | None


def lot_proof(lot: int, n: int, c: int, beta: Number = "0.10", x: int = 0) -> LotProof:
    """What n of `lot` inspected with acceptance number c can prove, whatever x was found."""
    count(n, "ukuran sampel", 0, count(lot, "ukuran lot", 1), IN_LOT)
    count(x, "banyaknya unit rusak", 0, n, "unit rusak adalah bagian dari sampel")
    limit = inner_share(beta, "risiko beta")
    if c >= n:
        return LotProof(x <= count(c, "angka penerimaan"), limit, None, None, None)
    stopped = first_true(lambda bad: hypergeometric(lot, bad, n, c) <= limit, count(c, "angka penerimaan"), lot)
    slips = c + 1 if c + 1 < stopped else None
    return LotProof(x <= c, limit, stopped, slips, hypergeometric(lot, c + 1, n, c) if slips else None)


def explain_lot(lot: int, n: int, c: int, x: int, beta: Number = "0.10") -> Sentence:
    """The sentence for x bad found in n of `lot` units, accepted at up to c (for a reduced plan with a gap: Re - 1)."""
    proof = lot_proof(lot, n, c, beta, x)
    if n == 0:
        return Sentence(
            f"Diterima tanpa pemeriksaan: tidak satu pun dari {lot} unit diperiksa, jadi tidak ada yang terbukti.",
            f"Accepted without inspection: none of the {units(lot)} was inspected, so nothing is proven.",
        )
    opening = verdict(proof.accepted) + seen(lot, n, c, x)
    if n == lot:
        return opening + whole_lot(c, x, proof.accepted)
    if not proof.accepted:
        return opening + rejected(lot, n, x)
    return opening + (accepted(lot, n, c, x, proof) if proof.stopped is not None else no_chance_to_fail(n, c, x))


def verdict(accepted: bool) -> Sentence:
    return Sentence("Diterima: ", "Accepted: ") if accepted else Sentence("Ditolak: ", "Rejected: ")


def seen(lot: int, n: int, c: int | None, x: int) -> Sentence:
    """What was inspected and found, with the limit where the decision has one."""
    if lot == 1:
        what = Sentence("satu-satunya unit diperiksa", "the only unit was inspected")
    elif n == lot:
        what = Sentence(f"semua {lot} unit diperiksa", f"all {lot} units were inspected")
    else:
        what = Sentence(f"{n} dari {lot} unit diperiksa", f"{n} of {lot} units {was(n)} inspected")
    limit = ("", "") if c is None else (f" (batas {c})", f" (limit {c})")
    return what + Sentence(f", {x} rusak{limit[0]}; ", f", {x} bad{limit[1]}; ")


def whole_lot(c: int, x: int, accepted: bool) -> Sentence:
    if x == 0:
        return Sentence(
            "terbukti tidak ada unit rusak, sejauh hal yang diperiksa; hal lain tidak terbukti.",
            "proven: no unit is bad in what was checked; nothing is proven about what was not checked.",
        )
    known = Sentence(
        f"terbukti tepat {x} unit rusak, sejauh hal yang diperiksa",
        f"proven: exactly {units(x)} {'is' if x == 1 else 'are'} bad in what was checked",
    )
    if accepted:
        return known + Sentence(
            "; lot ini tidak terbukti baik seluruhnya, jadi unit yang rusak harus diperbaiki.",
            f"; the lot is not proven good throughout, so the bad {'unit' if x == 1 else 'units'} must be repaired.",
        )
    return known + Sentence(
        f", lebih dari batas {c}; hal lain tidak terbukti.",
        f", more than the limit of {c}; nothing is proven about what was not checked.",
    )


def rejected(lot: int, n: int, x: int) -> Sentence:
    rest = lot - n
    return Sentence(
        f"terbukti sedikitnya {x} unit rusak; tentang {rest} unit yang belum diperiksa tidak ada yang terbukti, "
        f"jadi periksa {'unit itu' if rest == 1 else 'semuanya'}.",
        f"proven: at least {units(x)} {'is' if x == 1 else 'are'} bad; nothing is proven about the "
        f"{units(rest)} not inspected, so inspect {'it' if rest == 1 else 'them all'}.",
    )


def no_chance_to_fail(n: int, c: int, x: int) -> Sentence:
    return Sentence(
        f"tidak ada yang terbukti tentang unit lain, sebab sampel {n} unit dengan batas {c} tidak mungkin ditolak",
        f"nothing is proven about the other units, for a sample of {n} with a limit of {c} can never be rejected",
    ) + ending(x)


def accepted(lot: int, n: int, c: int, x: int, proof: LotProof) -> Sentence:
    """Proven: how many bad units are stopped. Not proven: that the rest is good, with the chance that c + 1 slip by."""
    return stops(lot, proof) + not_proven(lot - n) + why_not(lot - n, c, proof) + ending(x)


def stops(lot: int, proof: LotProof) -> Sentence:
    stopped = proof.stopped or lot
    more_id, more_en = ("", "") if stopped == lot else (" atau lebih", " or more")
    return Sentence(
        f"terbukti: jika {stopped} unit{more_id} rusak, peluang lolos paling tinggi {show(proof.beta, ',')} %; ",
        f"proven: with {stopped}{more_en} bad {'unit' if stopped == 1 and not more_en else 'units'} "
        f"it would pass with probability at most {show(proof.beta, '.')} %; ",
    )


def not_proven(rest: int) -> Sentence:
    return Sentence(
        f"tidak terbukti bahwa {rest} unit lainnya baik, sebab ",
        f"not proven: that the {rest} other {'units are' if rest > 1 else 'unit is'} good, for ",
    )


def why_not(rest: int, c: int, proof: LotProof) -> Sentence:
    pass_ = "passes" if c == 1 else "pass"
    always = Sentence(f"sampai {c} unit rusak selalu lolos", f"up to {c} bad {plural(c)} always {pass_}")
    if proof.slips is None or proof.slip_pa is None:
        return always if c else Sentence("belum diperiksa", f"{'it was' if rest == 1 else 'they were'} not inspected")
    slip = percent(proof.slip_pa, 0)
    about_id, about_en = ("kira-kira", "about") if slip < 100 else ("lebih dari", "more than")
    verb = "passes" if proof.slips == 1 else "pass"
    slips = Sentence(
        f"{proof.slips} unit rusak masih lolos dengan peluang {about_id} {min(slip, Fraction(99))} %",
        f"{proof.slips} bad {plural(proof.slips)} still {verb} with probability {about_en} {min(slip, Fraction(99))} %",
    )
    return always + Sentence(" dan ", " and ") + slips if c else slips


def ending(x: int) -> Sentence:
    """A full stop; where bad units were found in an accepted lot, what is to be done with them comes before it."""
    if x == 0:
        return Sentence(".", ".")
    return Sentence(f"; perbaiki {x} unit yang rusak itu.", f"; repair the {units(x)} found bad.")


def explain_risk(risk: LotRisk) -> Sentence:
    """The sentence for the Bayesian lot rule: an estimate from history, never a proof."""
    rest = risk.lot - risk.n
    opening = verdict(risk.accept) + seen(risk.lot, risk.n, None, risk.x)
    if rest == 0:
        return opening + whole_lot(risk.n, risk.x, risk.accept)
    bound, limit = ceiling_percent(risk.risk), Fraction(str(risk.gamma))
    return opening + left_bad(rest, risk.limit) + Sentence(
        f" ditaksir paling tinggi {bound.replace('.', ',')} % (batas {show(limit, ',')} %); "
        "ini taksiran dari riwayat bengkel, bukan bukti tentang yang belum diperiksa.",
        f" is estimated at no more than {bound} % (limit {show(limit, '.')} %); "
        "this is an estimate from the workshop's history, no proof about what was not inspected.",
    )


def left_bad(rest: int, limit: int) -> Sentence:
    if limit > rest:
        return Sentence(
            f"peluang bahwa {limit} unit rusak, lebih dari {rest} yang belum diperiksa,",
            f"the chance of {limit} bad units, more than the {rest} not inspected,",
        )
    if rest == 1:
        return Sentence(
            "peluang bahwa 1 unit yang belum diperiksa rusak", "the chance that the 1 unit not inspected is bad"
        )
    more_id, more_en = (" atau lebih", " or more") if limit < rest else ("", "")
    return Sentence(
        f"peluang bahwa {limit} unit{more_id} di antara {rest} yang belum diperiksa rusak",
        f"the chance that {limit}{more_en} of the {rest} units not inspected are bad",
    )


def explain_cost(choice: CostChoice) -> Sentence:
    """The sentence for inspecting all or none, with both sums and the chance that the other would be cheaper."""
    wrong = ceiling_percent(1 - choice.chance_all if choice.cheaper == ALL else choice.chance_all)
    sure = ("belum pasti", "not sure") if choice.choice == UNSURE else ("cukup pasti", "sure enough")
    return what_to_do(choice) + Sentence(
        f": memeriksa berbiaya {rupiah(choice.cost_all)}, tidak memeriksa ditaksir {rupiah(choice.cost_none)}; "
        f"ini {sure[0]}: peluang bahwa pilihan lain lebih murah paling tinggi {wrong.replace('.', ',')} %.",
        f": inspecting costs {rupiah(choice.cost_all)}, not inspecting an estimated {rupiah(choice.cost_none)}; "
        f"this is {sure[1]}: the chance that the other choice is cheaper is at most {wrong} %.",
    )


def what_to_do(choice: CostChoice) -> Sentence:
    one = choice.units == 1
    if choice.cheaper == ALL:
        return Sentence(
            "Periksa unit ini" if one else f"Periksa semua {choice.units} unit",
            "Inspect the 1 unit" if one else f"Inspect all {choice.units} units",
        )
    return Sentence(
        f"Jangan periksa {choice.units} unit ini", f"Do not inspect {'this' if one else 'these'} {units(choice.units)}"
    )


def explain_severity(severity: str, normal: LotPlan, now: LotPlan) -> Sentence:
    """The sentence for the severity of the next lot, with what it changes at this lot size, which is often little."""
    if normal.lot != now.lot:
        raise SamplingError("ukuran lot", now.lot, f"{normal.lot}, sama pada kedua rencana", "perbandingan rencana")
    if severity == DISCONTINUED:
        return Sentence(
            "Pemeriksaan dihentikan: lot berikutnya tidak diterima sebelum bengkel memperbaiki cara kerjanya.",
            "Inspection is discontinued: no further lot is taken before the workshop has mended its process.",
        )
    names = {
        NORMAL: ("normal", "normal"), TIGHTENED: ("diperketat", "tightened"), REDUCED: ("diperlonggar", "reduced"),
    }
    if severity not in names:
        raise SamplingError("keketatan", severity, f"salah satu dari {', '.join(names)}", "ISO 2859-1:1999 9")
    before, after = f"{normal.n}/{normal.ac}", f"{now.n}/{now.ac}"
    change = (
        Sentence(f"tidak mengubah apa pun (n/Ac tetap {after})", f"changes nothing (n/Ac stays {after})")
        if before == after
        else Sentence(f"mengubah n/Ac dari {before} menjadi {after}", f"changes n/Ac from {before} to {after}")
    )
    return Sentence(
        f"Pemeriksaan {names[severity][0]} berlaku untuk lot berikutnya; untuk lot {now.lot} unit ini ",
        f"Inspection is {names[severity][1]} for the next lot; for a lot of {units(now.lot)} this ",
    ) + change + Sentence(".", ".")


def units(number: int) -> str:
    return f"{number} {plural(number)}"


def plural(number: int) -> str:
    return "unit" if number == 1 else "units"


def was(number: int) -> str:
    return "was" if number == 1 else "were"


def show(p: Fraction, point: str) -> str:
    """A share in percent with as many decimals as it has, up to four, rounded up so that "at most" stays true."""
    whole, rest = divmod(math.ceil(p * 10**6), 10**4)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".").replace(".", point)


def ceiling_percent(p: float) -> str:
    """Percent rounded up to one decimal, so that "at most" stays true."""
    return f"{min(math.ceil(round(p * 1000, 9)), 1000) / 10:.1f}"


def rupiah(amount: float) -> str:
    return "Rp" + f"{round(amount):,}".replace(",", ".")
