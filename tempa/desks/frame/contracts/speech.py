"""How pages speak of contracts: stages, forms, routes, what is waited for and with whom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import queries as contracts
from tempa.contracts import rules
from tempa.desks.frame.tables import Words
from tempa.desks.frame.words import day, number, rp_short

STAGES: dict[str, tuple[str, Words]] = {
    "drafted": ("", gettext_lazy("konsep")),
    "offered": ("", gettext_lazy("sudah ditawar")),
    "negotiated": ("doubt", gettext_lazy("harga disepakati")),
    "signed": ("doubt", gettext_lazy("ditandatangani OPD")),
    "in_force": ("good", gettext_lazy("berlaku")),
    "ended": ("", gettext_lazy("berakhir")),
    "withdrawn": ("", gettext_lazy("ditarik")),
}
WAITING: dict[str, Words] = {
    "drafted": gettext_lazy("%(n)s menunggu penawaran penyedia"),
    "offered": gettext_lazy("%(n)s menunggu kesepakatan harga"),
    "negotiated": gettext_lazy("%(n)s menunggu tanda tangan OPD"),
    "signed": gettext_lazy("%(n)s menunggu tanda tangan penyedia"),
}
FORMS: dict[str, Words] = {
    "receipt": gettext_lazy("bukti pembelian"), "kuitansi": gettext_lazy("kuitansi"), "spk": gettext_lazy("SPK"),
    "agreement": gettext_lazy("surat perjanjian"), "purchase_order": gettext_lazy("surat pesanan"),
}  # fmt: skip
ROUTES: dict[str, Words] = {"normal": gettext_lazy("biasa"), "emergency": gettext_lazy("darurat")}
SPLITS: dict[str, Words] = {
    "none": gettext_lazy("tidak dibagi: satu kontrak tiap OPD dan penyedia"), "budget_line": gettext_lazy("menurut baris anggaran"),
    "type": gettext_lazy("menurut jenis mesin"), "month": gettext_lazy("menurut bulan jatuh tempo"),
}  # fmt: skip
HOLDERS: dict[str, Words] = {"agency": gettext_lazy("OPD"), "vendor": gettext_lazy("penyedia"), "park": gettext_lazy("taman sains")}
MISSING: dict[str, Words] = {
    "pejabat penanda tangan (PPK, KPA, atau PA) dengan SK-nya": gettext_lazy("pejabat penanda tangan (PPK, KPA, atau PA) dengan SK-nya"),
    "nomor dan tanggal DPA": gettext_lazy("nomor dan tanggal DPA"),
    "alamat dan kota OPD": gettext_lazy("alamat dan kota OPD"),
    "semua data penyedia": gettext_lazy("semua data penyedia"),
    "NPWP atau NIK": gettext_lazy("NPWP atau NIK"),
    "akta pendirian": gettext_lazy("akta pendirian"),
    "nomor rekening, bank, dan nama pemiliknya": gettext_lazy("nomor rekening, bank, dan nama pemiliknya"),
    "alamat": gettext_lazy("alamat"),
    "penawaran penyedia": gettext_lazy("penawaran penyedia"),
    "kesepakatan harga": gettext_lazy("kesepakatan harga"),
    "tanda tangan OPD": gettext_lazy("tanda tangan OPD"),
    "tanda tangan penyedia": gettext_lazy("tanda tangan penyedia"),
}
"""What the readiness of a contract names, in the reader's language; what stands not here is shown as it is."""


OBJECTION = re.compile(r"jawaban atas keberatan harga (\d+) \((.+)\)")


def missing_words(what: str) -> str:
    if found := OBJECTION.fullmatch(what):
        return _("jawaban atas keberatan harga %(n)s (%(type)s)") % {"n": found[1], "type": found[2]}
    return str(MISSING.get(what, what))


def stage_of(c: contracts.Contract) -> str:
    return rules.contract_stage(contracts.history_of(c))


def stage_words(stage: str) -> str:
    return str(STAGES[stage][1])


@dataclass(frozen=True)
class Waiting:
    """What a contract waits for, as one cell of the board: the words, with whom it lies, since when."""

    words: str
    holders: str
    since: date | None


STEPS = ("penawaran penyedia", "kesepakatan harga", "tanda tangan OPD", "tanda tangan penyedia")
"""What is done on a contract itself; everything else that parties lack is told on the contract's page."""


def waiting_of(missing: Iterable[contracts.Missing], *, is_short: bool = False) -> Waiting:
    """The things that a contract waits for in one sentence; blank where nothing is missing. Short: particulars as one word each."""
    found = list(missing)
    holders = list(dict.fromkeys(str(HOLDERS[m.lies_with]) for m in found))
    words = list(dict.fromkeys(short_words(m) if is_short else missing_words(m.what) for m in found))
    return Waiting("; ".join(words), ", ".join(holders), min((m.since for m in found), default=None))


def short_words(m: contracts.Missing) -> str:
    if m.what in STEPS or m.objection is not None:
        return missing_words(m.what)
    return _("data OPD") if m.lies_with == "agency" else _("data penyedia")


def board_answer(stages: contracts.Stages, uncontracted: int) -> str:
    """`84 dari 120 kontrak berlaku; 21 menunggu tanda tangan OPD, …` and the lots that no contract holds."""
    lots = _("%(n)s lot rencana belum dikontrak.") % {"n": number(uncontracted)} if uncontracted else _("Semua lot rencana sudah ada di kontrak.")
    if not stages.standing:
        return _("Belum ada kontrak.") + " " + lots
    waits = [str(words) % {"n": number(stages.counts[stage])} for stage, words in WAITING.items() if stages.counts[stage]]
    said = _("%(n)s dari %(all)s kontrak berlaku") % {"n": number(stages.counts["in_force"]), "all": number(stages.standing)}
    if stages.counts["ended"]:
        waits.append(_("%(n)s berakhir") % {"n": number(stages.counts["ended"])})
    value = _("Nilai semuanya %(value)s tanpa PPN.") % {"value": rp_short(stages.value)}
    return (f"{said}; {', '.join(reversed(waits))}." if waits else f"{said}.") + f" {value} {lots}"


def percent_of(rate: str) -> str:
    """`0.3` as `30`, for a field that asks for percent."""
    share = Fraction(rate) * 100
    return str(share.numerator) if share.denominator == 1 else f"{float(share):g}".replace(".", ",")


def since_words(since: date | None, today: date) -> str:
    """`3 Agu 2020 (9 hari)`."""
    if since is None:
        return ""
    return _("%(day)s (%(n)s hari)") % {"day": day(since), "n": number((today - since).days)}
