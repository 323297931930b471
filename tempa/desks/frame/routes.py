"""Rounds and weeks in words: why a stop stands where it does, why something is left, hours and ways, and what the figures rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.tables import Words
from tempa.desks.frame.words import day_words, language, number, rp
from tempa.values.routing.terms import terms_on

LEFT: Mapping[str, Words] = {
    "load": gettext_lazy("lebih berat daripada muatan truk terbesar"),
    "hours": gettext_lazy("lebih lama daripada satu hari kerja atau ronde terpanjang"),
    "ferry": gettext_lazy("tidak ada feri yang dikenal ke pulaunya, atau pulaunya belum tertulis"),
    "barred": gettext_lazy("semua pemeriksa serumah dengan pembuatnya"),
    "days": gettext_lazy("hari atau jamnya tidak cukup"), "person": gettext_lazy("dikeluarkan dengan tangan"),
}  # fmt: skip
BEGINS = 8 * 60  # minutes after midnight at which a day of work begins, for the eye alone


def why_words(why: Iterable[Iterable[str]]) -> str:
    """`menunggu sejak 3 Februari 2020; satu jalan dengan 2 perhentian lain di daerah ini; satu feri untuk 3 perhentian`."""
    return "; ".join(said for said in (one_reason(*one) for one in why) if said)


def one_reason(kind: str, *values: str) -> str:
    if kind in ("waiting", "since"):
        return _("menunggu sejak %(day)s") % {"day": day_words(date.fromisoformat(values[0]))}
    if kind == "with":
        return _("satu jalan dengan %(n)s perhentian lain di daerah ini") % {"n": values[0]}
    if kind == "near":
        return _("%(km)s km dari tempat sebelumnya") % {"km": km(int(values[0]))}
    if kind == "ferry":
        return _("satu feri untuk %(n)s perhentian") % {"n": values[0]} if values[0] != "1" else _("menyeberang dengan feri")
    if kind == "piece":
        return _("bagian %(n)s dari %(of)s: tidak muat sekali jalan") % {"n": values[0], "of": values[1]}
    return ""


def km(metres: int) -> str:
    return number(round(metres / 1000))


def hours(minutes: int) -> str:
    """Hours with one digit: `7,5`."""
    return f"{minutes / 60:.1f}".replace(".", ",")


def clock(begins: int) -> str:
    """When work at a stop begins, in the wall clock's form."""
    return f"{(BEGINS + begins) // 60:02}.{(BEGINS + begins) % 60:02}"


def ground_words(on: date, road_factor: str) -> list[str]:
    """What ways and hours rest on; what nobody has checked says so."""
    terms = terms_on(on)
    unsure = " " + _("(belum diverifikasi)")
    said = [_("Jarak diperkirakan: garis lurus × %(factor)s, %(kmh)s km per jam, karena tidak ada data jalan; penerima ditempatkan di tengah "
              "kabupaten tujuannya, paling sedikit %(near)s km satu dari yang lain.") % {
        "factor": road_factor.replace(".", ","), "kmh": terms.road["kmh"], "near": terms.road["within_area_km"],
    } + ("" if terms.road["verified"] else unsure)]  # fmt: skip
    if terms.ferry_name:
        source = terms.ferry["source_en" if language() == "en" else "source"]
        said.append(_("Feri %(name)s: %(minutes)s menit dengan menunggu, %(rupiah)s sekali jalan. Sumber: %(source)s.") % {
            "name": terms.ferry_name, "minutes": terms.ferry["minutes"], "rupiah": rp(terms.ferry["rupiah"]), "source": source,
        } + ("" if terms.ferry["verified"] else unsure))  # fmt: skip
    return said
