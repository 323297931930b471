"""Words of quality as people read them: classes of checks, rules of sampling, turns of a lot, decisions on units."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.words import language, number
from tempa.quality.queries import LotDecision, LotPlan, Standing
from tempa.quality.rules.forms import Check
from tempa.quality.rules.library import QUANTITIES

CLASSES: Mapping[str, Promise] = {
    "critical": gettext_lazy("kritis"), "function": gettext_lazy("fungsi"), "major": gettext_lazy("mayor"), "minor": gettext_lazy("minor"),
}  # fmt: skip
KINDS: Mapping[str, Promise] = {
    "yes_no": gettext_lazy("ya atau tidak"), "number": gettext_lazy("angka"), "count": gettext_lazy("hitungan"),
}  # fmt: skip
RULES: Mapping[str, Promise] = {
    "small_lot": gettext_lazy("lot kecil, pasti (hipergeometrik)"), "history": gettext_lazy("riwayat bengkel (Bayes)"),
    "table": gettext_lazy("tabel MIL-STD-105E tingkat II"), "all": gettext_lazy("semua unit"),
}  # fmt: skip
TURNS: Mapping[str, Promise] = {
    "first": gettext_lazy("pertama"), "tightened": gettext_lazy("ulang, diperketat"), "sorting": gettext_lazy("pilah semua unit"),
    "first_article": gettext_lazy("unit pertama"),
}  # fmt: skip
DECISIONS: Mapping[str, Promise] = {
    "accepted": gettext_lazy("diterima"), "rejected": gettext_lazy("ditolak"), "rework": gettext_lazy("diperbaiki dulu"),
    "repaired": gettext_lazy("diterima sesudah diperbaiki"), "concession": gettext_lazy("diterima dengan konsesi"),
    "scrapped": gettext_lazy("dimusnahkan"), "waiting": gettext_lazy("belum diperiksa"), "inspected": gettext_lazy("lulus, menunggu lotnya"),
    "failed": gettext_lazy("gagal, belum diputus"), "passed": gettext_lazy("lulus"),
}  # fmt: skip
RESULTS: Mapping[str, Promise] = {
    "passed": gettext_lazy("lulus"), "failed": gettext_lazy("gagal"), "waiting": gettext_lazy("belum diperiksa"),
}  # fmt: skip
GOOD = ("accepted", "repaired", "concession", "inspected", "passed")
BAD = ("rejected", "failed", "scrapped", "rework")


def said(words: Mapping[str, Promise], code: str) -> str:
    return str(words.get(code, code))


def tag_of(decided: str) -> str:
    return "good" if decided in GOOD else "late" if decided in BAD else "doubt"


def quantity_words(quantity: str) -> str:
    """What an instrument measures."""
    found = QUANTITIES.get(quantity)
    return (found[1] if language() == "en" else found[0]) if found else quantity


def check_words(one: Check) -> str:
    """What is checked; a form that a person wrote has no English."""
    return one.words_en if language() == "en" and one.words_en else one.words


def limit_words(one: Check) -> str:
    """The limit of a check as people read it; a number without one says that it is still to be filled in."""
    if one.kind == "yes_no":
        return str(_("ya"))
    if one.is_open:
        return str(_("batas belum diisi"))
    low, high = one.low.replace(".", ","), one.high.replace(".", ",")
    unit = f" {one.unit}" if one.unit else ""
    if low and high:
        return f"{low} – {high}{unit}"
    return f"≥ {low}{unit}" if low else f"≤ {high}{unit}"


def plan_words(plan: LotPlan) -> str:
    """How many units are looked at in full, and what that is for."""
    size = len(plan.serials)
    if plan.n >= size:
        return str(_("Semua %(n)s unit diperiksa lengkap (%(rule)s).")) % {"n": number(size), "rule": said(RULES, plan.rule)}
    return str(_("%(n)s dari %(size)s unit diperiksa lengkap, batas %(c)s; sisanya keselamatan dan uji jalan saja (%(rule)s).")) % {
        "n": number(plan.n), "size": number(size), "c": plan.c, "rule": said(RULES, plan.rule),
    }  # fmt: skip


def standing_words(s: Standing) -> str:
    return str(_("%(inspected)s dari %(size)s unit diperiksa, %(bad)s gagal, %(critical)s kritis")) % {
        "inspected": number(s.inspected), "size": number(s.lot_size), "bad": number(s.bad), "critical": number(s.critical),
    }  # fmt: skip


def sentence_of(decision: LotDecision) -> str:
    """What a decision proves and what not, in the reader's language."""
    return decision.sentence_en if language() == "en" else decision.sentence
