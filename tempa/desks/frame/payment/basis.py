"""What a claim comes to, part by part: each with the rule behind it and the facts that it was reckoned from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import queries as contracts
from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Column, Table, Words
from tempa.desks.frame.words import day, language, number, rp
from tempa.payment import queries as payment
from tempa.payment.settlement import Line

PARTS = {
    "gross": gettext_lazy("Harga mesin tanpa PPN"), "vat": gettext_lazy("PPN dipungut bendahara"), "income_tax": gettext_lazy("PPh dipotong"),
    "borne_tax": gettext_lazy("PPh ditanggung pemerintah"), "penalty": gettext_lazy("Denda keterlambatan"),
    "advance_recovered": gettext_lazy("Pengembalian uang muka"), "retention_held": gettext_lazy("Retensi ditahan"),
    "materials_deducted": gettext_lazy("Bahan dari taman sains"), "net": gettext_lazy("Dibayarkan kepada penyedia"),
}  # fmt: skip
LINES = {
    "vat": ("ppn",), "income_tax": ("pph22", "pph_final", "none"), "borne_tax": ("pph_final",), "penalty": ("penalty",),
    "advance_recovered": ("recovery",), "retention_held": ("retention",), "materials_deducted": ("materials",), "net": ("net",),
}  # fmt: skip
"""Part of a payment on the record -> the lines of the statement that it comes from."""
Told = Callable[[Line], str]


def lines_table(here: Here, claim: payment.Claim, worked_out: payment.Settled | None) -> Table[Line]:
    """What the rules of today give."""
    lines = list(worked_out.statement.lines) if worked_out else []
    told = teller(here, claim, worked_out, here.today) if worked_out else str
    return Table(_("Rincian menurut aturan hari ini"), lines, [
        Column("what", lambda line: line.indonesian if language() == "id" else line.english, words=_("Bagian"), wide=True),
        Column("amount", lambda line: line.amount, rp, words=_("Rupiah"), numeric=True),
        Column("from", told, words=_("Dihitung dari"), wide=True),
        Column("rule", lambda line: "" if line.code == "net" else line.cited, words=_("Aturannya"), wide=True),
    ])  # fmt: skip


def parts_table(here: Here, claim: payment.Claim, worked_out: payment.Settled | None) -> Table[tuple[str, Words, int]]:
    """What was approved, part by part, as it stands on the record; with rule and facts of the day of approval where they give the same."""
    made = getattr(claim, "payment", None)
    names = PARTS if not made or claim.kind == "delivery" else PARTS | {"gross": gettext_lazy("Jumlah tanpa PPN")}
    rows = [(name, words, getattr(made, name)) for name, words in names.items() if getattr(made, name) or name in ("gross", "net")] if made else []
    holds = worked_out is not None and all(getattr(made, name) == amount for name, amount in worked_out.amounts.items())
    lines = {line.code: line for line in worked_out.statement.lines} if worked_out and holds else {}
    told = teller(here, claim, worked_out, made.approved_on) if made and worked_out else str

    def line_of(name: str) -> Line | None:
        return next((lines[code] for code in LINES.get(name, ()) if code in lines), None)

    def basis(name: str) -> str:
        if name == "gross" and claim.kind == "delivery":
            return _("%(n)s mesin dengan harga kontrak, terdaftar di bawah") % {"n": number(claim.units.count())}
        return told(line) if (line := line_of(name)) else ""

    return Table(_("Yang disetujui"), rows, [
        Column("what", lambda r: str(r[1]), words=_("Bagian"), wide=True), Column("amount", lambda r: r[2], rp, words=_("Rupiah"), numeric=True),
        Column("from", lambda r: basis(r[0]), words=_("Dihitung dari"), wide=True),
        Column("rule", lambda r: line.cited if r[0] != "net" and (line := line_of(r[0])) else "", words=_("Aturannya"), wide=True),
    ])  # fmt: skip


def teller(here: Here, claim: payment.Claim, worked_out: payment.Settled, on: date) -> Told:
    """Says of each line what it was reckoned from; the contract and its lateness are read once."""
    c = contracts.contract_named(here.programme, claim.contract)
    if c is None:
        return str
    vendor, terms = payment.tax_vendor(here.programme, c.vendor), payment.terms_of(c)
    price, late = rp(worked_out.amounts["gross"]), payment.lateness_of(here.programme, c, worked_out.units)
    days = {"n": number(late.units), "days": number(late.longest), "due": day(c.due_on)}

    def tell(line: Line) -> str:
        if line.code == "net":
            return _("jumlah tagihan dikurangi semua potongan di atas")
        if line.code == "ppn":
            return _("PKP; dasar %(price)s") % {"price": price} if vendor.pkp else _("penyedia bukan PKP")
        if line.code == "penalty":
            return penalty_words(days, is_separable=c.separable)
        if line.code == "recovery" and not worked_out.worth_of_line:
            return _("bagian dari nilai kontrak, menurut cara yang berlaku waktu disetujui")
        if line.code == "recovery":
            return _("uang muka dari %(line)s × %(price)s ÷ nilai mesin baris itu %(value)s; tagihan terakhirnya mengembalikan sisanya") % {
                "line": claim.budget_line, "price": price, "value": rp(worked_out.worth_of_line)}  # fmt: skip
        if line.code == "retention":
            return _("%(share)s persen dari %(price)s") % {"share": number(float(terms.retention_rate * 100)), "price": price}
        if line.code == "materials":
            return _("bon bahan untuk lot kontrak ini yang belum dipotong")
        return _("dasar %(price)s, status pajak penyedia pada %(on)s") % {"price": price, "on": day(on)}

    return tell


def penalty_words(days: dict[str, str], *, is_separable: bool) -> str:
    if days["n"] == "0":
        return _("semua mesin diterima paling lambat %(due)s") % days
    if is_separable:
        return _("%(n)s mesin terlambat, paling lama %(days)s hari sesudah %(due)s; 1 per mil sehari dari harga tiap mesin itu") % days
    return _("%(n)s mesin terlambat, paling lama %(days)s hari sesudah %(due)s; 1 per mil sehari dari nilai kontrak") % days
