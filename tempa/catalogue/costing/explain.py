"""Sentences on a should-cost that a workshop owner and a buyer can both read, in Indonesian and English."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from tempa.values.period import date_words

from .break_even import BreakEven, Needed
from .problem import Sheet
from .solve import ShouldCost

KINDS = {
    "material": ("bahan dan suku cadang", "materials and parts"),
    "labour": ("upah kerja", "labour"),
    "machine": ("mesin bengkel", "workshop machines"),
    "setup": ("persiapan", "setup"),
    "overhead": ("overhead", "overhead"),
    "margin": ("margin", "margin"),
}


WORK = {
    "cut": ("potong", "cutting"), "bend": ("tekuk", "bending"), "weld": ("las", "welding"), "machine": ("bubut", "turning"),
    "assemble": ("rakit", "assembly"), "wire": ("kabel", "wiring"), "paint": ("cat", "painting"), "test": ("uji", "testing"),
}


class Sentence(NamedTuple):
    """The same statement in both languages; `id` is Indonesian."""

    id: str
    en: str


def explain(result: ShouldCost) -> tuple[Sentence, ...]:
    """The price with its range, what it is made of, where its odds lie, what moves it most, and what was accepted
    although old."""
    sentences = [price_sentence(result), share_sentence(result), *skew_sentence(result)]
    if result.swings:
        first = result.swings[0]
        name_id, name_en = name_of(names_of_result(result), first.key)
        sentences.append(Sentence(
            f"Yang paling menentukan rentang itu: {name_id} (harga per unit {money(first.at_low)} sampai "
            f"{money(first.at_high)}).",
            f"What moves the price most: {name_en} ({money_en(first.at_low)} to {money_en(first.at_high)} per unit).",
        ))
    sentences += [Sentence("Dipakai dengan persetujuan: " + f.sentence_id, "Used by consent: " + f.sentence_en)
                  for f in result.findings]
    return tuple(sentences)


def price_sentence(result: ShouldCost) -> Sentence:
    odds_id = odds_en = ""
    if result.spread:
        odds_id = (f"; delapan dari sepuluh kemungkinan antara {money(result.spread.p10)} dan "
                   f"{money(result.spread.p90)} (simulasi {result.spread.draws} undian, benih {result.spread.seed})")
        odds_en = (f"; eight chances in ten between {money_en(result.spread.p10)} and {money_en(result.spread.p90)} "
                   f"(simulated, {result.spread.draws} draws, seed {result.spread.seed})")
    return Sentence(
        f"{result.product}, lot {result.lot} unit pada {date_words(result.at)}: wajarnya {money(result.unit_price)} per unit tanpa "
        f"PPN, paling rendah {money(result.lowest)}, paling tinggi {money(result.highest)}{odds_id}.",
        f"{result.product}, lot of {result.lot} on {date_words(result.at, 'en')}: {money_en(result.unit_price)} per unit without VAT, at "
        f"least {money_en(result.lowest)}, at most {money_en(result.highest)}{odds_en}.",
    )


def skew_sentence(result: ShouldCost) -> tuple[Sentence, ...]:
    """Said only where the price of all likely inputs together is itself unlikely, because ranges lean to one side."""
    odds = result.spread
    if odds is None or odds.p10 <= result.unit_price <= odds.p90:
        return ()
    low = result.unit_price < odds.p10
    return (Sentence(
        f"Harga dari semua masukan wajar ini lebih {'rendah' if low else 'tinggi'} daripada sembilan dari sepuluh "
        f"undian, karena rentang masukannya miring; untuk anggaran pakailah rata-rata, {money(odds.mean)}.",
        f"This price of all likely inputs is {'below' if low else 'above'} nine draws in ten, because the ranges lean "
        f"to one side; for a budget use the mean, {money_en(odds.mean)}.",
    ),)


def share_sentence(result: ShouldCost) -> Sentence:
    shares = [(kind, sum((x.share for x in result.lines if x.kind == kind), Fraction(0))) for kind in KINDS]
    parts_id = ", ".join(f"{KINDS[kind][0]} {percent(s)}" for kind, s in shares)
    parts_en = ", ".join(f"{KINDS[kind][1]} {percent(s, '.')}" for kind, s in shares)
    return Sentence(f"Susunannya: {parts_id}.", f"It is made of: {parts_en}.")


def explain_break_even(sheet: Sheet, result: BreakEven, most: int = 5) -> tuple[Sentence, ...]:
    """The first `most` ways that each alone would give the price, the lot size, and what no value of it would give."""
    reachable = [a for a in result.answers if a.needed is not None and a.change is not None][:most]
    sentences = [needed_sentence(sheet, result, a) for a in reachable]
    if result.lot is not None:
        sentences.append(Sentence(
            f"Atau lot paling sedikit {result.lot} unit dengan masukan yang sama.",
            f"Or a lot of at least {result.lot} units with the same inputs.",
        ))
    if not sentences:
        sentences.append(Sentence(
            f"Tidak ada satu masukan pun yang sendirian membawa harga ke {money(result.target)}.",
            f"No single input alone brings the price to {money_en(result.target)}.",
        ))
    return tuple(sentences)


def needed_sentence(sheet: Sheet, result: BreakEven, needed: Needed) -> Sentence:
    name_id, name_en = name_of(names_of_sheet(sheet), needed.key)
    change = needed.change or Fraction(0)
    if change == 0:
        move_id, move_en = "tetap seperti sekarang", "stay as it is"
    else:
        move_id = f"{'naik' if change > 0 else 'turun'} {percent(abs(change))}"
        move_en = f"{'rise' if change > 0 else 'fall'} by {percent(abs(change), '.')}"
    reach_id, reach_en = {True: (" (masih dalam rentang yang dinyatakan)", " (within its stated range)"),
                          False: (" (di luar rentang yang dinyatakan)", " (outside its stated range)"),
                          None: ("", "")}[needed.within]
    return Sentence(
        f"Agar harga menjadi {money(result.target)}, {name_id} harus {move_id}{reach_id}.",
        f"For a price of {money_en(result.target)}, {name_en} must {move_en}{reach_en}.",
    )


Names = tuple[dict[str, str], dict[str, str]]  # item -> name, step -> resource


def names_of_sheet(sheet: Sheet) -> Names:
    return {part.item: part.name for part in sheet.parts}, {str(o.step): o.resource for o in sheet.operations}


def names_of_result(result: ShouldCost) -> Names:
    """The same, from the lines of a result: its labour lines are called after their resource."""
    keyed = [(line.key.partition(":")[2], line.name, line.kind) for line in result.lines]
    return ({which: name for which, name, kind in keyed if kind == "material"},
            {which: name.partition(" ")[2] for which, name, kind in keyed if kind == "labour"})


def name_of(names: Names, key: str) -> tuple[str, str]:
    """What a key is called in a sentence."""
    kind, _, which = key.partition(":")
    item, resource = names[0].get(which, which), names[1].get(which, which)
    work_id, work_en = WORK.get(resource, (resource, resource))
    rate_id, rate_en = WORK.get(which, (which, which))
    return {
        "harga": (f"harga {item}", f"the price of {item}"),
        "grup": (f"harga {which}", f"the prices of {which}"),
        "jam": (f"jam kerja {work_id}", f"the hours of {work_en}"),
        "persiapan": (f"jam persiapan {work_id}", f"the setup of {work_en}"),
        "upah": (f"upah {which}", f"the wage of {which}"),
        "mesin": (f"tarif mesin {rate_id}", f"the machine rate of {rate_en}"),
        "overhead": ("overhead", "overhead"),
        "margin": ("margin", "the margin"),
        "belajar": ("laju belajar", "the learning rate"),
        "semua harga": ("semua harga bahan", "all material prices"),
        "semua jam": ("semua jam kerja", "all hours"),
        "semua upah": ("semua upah", "all wages"),
    }[kind]


def money(amount: int) -> str:
    return "Rp" + f"{amount:,}".replace(",", ".")


def money_en(amount: int) -> str:
    return f"Rp{amount:,}"


def percent(value: Fraction, point: str = ",") -> str:
    """Percent with one decimal, none where it is 0."""
    return f"{float(value) * 100:.1f}".removesuffix(".0").replace(".", point) + " %"
