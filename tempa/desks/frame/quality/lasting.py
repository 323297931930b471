"""Words of how a workshop's machines last at their recipients, and of what each part of a rating weighs."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from tempa.desks.frame.words import day_words, number
from tempa.quality.rules.field import Reliability
from tempa.quality.rules.rating import weights_on


def months_words(months: float) -> str:
    """Machine-months: whole ones, or tenths where they are few."""
    return number(round(months, 1) if months < 10 else round(months))


def record_words(found: Reliability) -> str:
    """The record in a cell: failures, machine-months and what is usual; blank without a machine at a recipient."""
    own = found.record
    if found.usual is None:
        return ""
    return _("%(n)s dalam %(months)s mesin-bulan; biasanya %(usual)s") % {
        "n": number(own.failures), "months": months_words(own.months), "usual": number(round(found.usual, 1))}  # fmt: skip


def reasons(found: Reliability) -> list[str]:
    """Why the part is as it is, in words that its workshop can check repair by repair."""
    own = found.record
    if found.usual is None:
        return [_("Di lapangan: belum ada mesin Anda yang sampai di penerima, jadi tidak memengaruhi nilai.")]
    told = [
        _("Di lapangan: %(n)s kerusakan dalam %(months)s mesin-bulan garansi; biasanya %(usual)s, menurut semua bengkel program ini.") % {
            "n": number(own.failures), "months": months_words(own.months), "usual": number(round(found.usual, 1))},
        _("Nilai %(score)s berarti: diperkirakan paling sedikit %(score)s dari 100 mesin Anda melewati 6 bulan garansi tanpa kerusakan dari "
          "pembuatnya. Selama mesin-bulannya sedikit, nilainya dekat dengan yang biasa.") % {"score": found.score},
    ]  # fmt: skip
    return [*told, *mending(found), *uncounted(found)]


def mending(found: Reliability) -> list[str]:
    """How soon failures were mended: told, and no part of the rating."""
    own = found.record
    told = []
    if own.days is not None:
        told.append(_("%(mended)s dari %(n)s kerusakan itu sudah diperbaiki, separuhnya dalam %(days)s hari atau kurang.") % {
            "mended": number(own.mended), "n": number(own.failures), "days": number(own.days)})  # fmt: skip
    if own.failures > own.mended:
        told.append(_("%(n)s kerusakan belum diperbaiki; yang terlama menunggu %(days)s hari.") % {
            "n": number(own.failures - own.mended), "days": number(own.waiting)})  # fmt: skip
    return told


def uncounted(found: Reliability) -> list[str]:
    """The faults that do not count, and how one comes not to."""
    own = found.record
    told = []
    if own.not_its:
        told.append(_("%(n)s kerusakan tidak dihitung: taman sains memutus bahwa itu bukan dari pembuatnya.") % {"n": number(own.not_its)})
    if own.in_dispute:
        told.append(_("%(n)s kerusakan Anda tolak dan belum diputus taman sains; selama itu tidak dihitung.") % {"n": number(own.in_dispute)})
    if own.failures > own.mended:
        told.append(_("Rusak karena listrik atau salah pakai? Tolak perbaikannya dengan alasannya di halaman Perbaikan; bila taman sains "
                      "membenarkan, tidak dihitung."))  # fmt: skip
    return told


def weights_words(today: date) -> str:
    """What each part weighs since when."""
    weights = weights_on(today)
    return _("Bobot sejak %(since)s: mutu %(quality)s, tepat waktu %(time)s, di lapangan %(field)s dari 100. Bagian yang belum diketahui tidak "
             "dihitung.") % {
        "since": day_words(weights.since), "quality": hundredths(weights.quality), "time": hundredths(weights.time),
        "field": hundredths(weights.field)}  # fmt: skip


def hundredths(weight: Fraction) -> str:
    return number(round(100 * weight))
