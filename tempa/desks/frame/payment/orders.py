"""Payment orders (SP2D) back from the treasury in an Excel file: every row against what was approved, then all of it noted or nothing."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts.rules.sheets import rows_under
from tempa.desks.frame import drafts, figures, workbook
from tempa.desks.frame.deeds import Chosen, DeedForm, Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Column, Table, Words, respond
from tempa.desks.frame.whole_files import put
from tempa.desks.frame.words import day, language, number, rp
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.payment import actions, rules
from tempa.payment import queries as payment
from tempa.payment.actions.payments import Orders
from tempa.values.period import parse_date_words
from tempa.values.programme import ProgrammeError
from tempa.values.programme.untrusted import read_cells

COLUMNS = {"claim": "Tagihan", "sp2d": "Nomor SP2D", "on": "Tanggal SP2D", "net": "Jumlah", "account": "Kode rekening"}
NEEDED = ("claim", "sp2d", "on", "net")
ALSO = {
    "claim": ("nomor tagihan", "kode tagihan"), "sp2d": ("sp2d",), "on": ("tanggal", "tanggal cair", "tanggal pencairan"),
    "net": ("nilai", "nilai sp2d", "jumlah sp2d", "jumlah bersih", "nilai bersih", "jumlah dibayar"), "account": ("rekening", "kode akun"),
}  # fmt: skip
"""What treasuries call these columns as well."""
KIND = "sp2d"
STATES: dict[str, tuple[str, Words]] = {
    rules.NEW: ("good", gettext_lazy("dicatat")), rules.KNOWN: ("plain", gettext_lazy("sudah tercatat")),
    rules.WRONG: ("late", gettext_lazy("salah")),
}  # fmt: skip


class FileForm(forms.Form):
    """A file of one month is looked at."""

    month = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$", label=gettext_lazy("Bulan SP2D"), widget=forms.TextInput(attrs={"type": "month"}),
        error_messages={"invalid": gettext_lazy("Tulis bulan sebagai tahun-bulan, misalnya 2020-09.")},
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Berkas"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"required": gettext_lazy("Pilih dulu berkasnya: daftar SP2D dari bendahara.")},
        help_text=gettext_lazy("Dengan judul kolom Tagihan, Nomor SP2D, Tanggal SP2D dan Jumlah; kolom Kode rekening boleh ada."),
    )  # fmt: skip


class KeepForm(DeedForm):
    """All that the file says is noted; it bears the draft's own name, so that a file is taken once."""

    do = forms.CharField(required=False, widget=Chosen)


def upload(request: HttpRequest, here: Here) -> HttpResponse:
    """Choose the month and the file; it is read, and nothing is noted yet."""
    first = {"month": f"{here.today:%Y-%m}"}
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm(initial=first)
    faults: list[str] = []
    if form.is_valid():
        try:
            return redirect("agency-orders", draft=taken(here, form.cleaned_data).name)
        except ProgrammeError as error:
            faults = [s.in_language(language()) for s in error.sentences]
        except Refused as refused:
            faults = [spoken(refused)]
    return respond(request, "payment/orders_upload.html", {
        "title": _("SP2D dari Excel"), "section": "agency-claims", "form": form, "faults": faults, "waiting": len(unpaid(here)),
    }, status=400 if faults or form.errors else 200)  # fmt: skip


def unpaid(here: Here) -> list[payment.Payment]:
    """Approved payments of the reader's agency that the treasury has not paid."""
    return [p for p in payment.payments(here.programme) if p.claim.agency == here.subject and p.paid_on is None]


def taken(here: Here, said: Said) -> drafts.Draft:
    """Keep the file as a draft with its rows; keeps nothing where it cannot be read.

    A row with neither number nor day is no order yet, or a sum at the end: it is left out and counted.
    """
    drafts.sweep()
    draft = drafts.stored(here, said["file"])
    try:
        found = [(n, cells) for n, cells in rows_under(read_cells(draft.file), COLUMNS, NEEDED, ALSO) if any(cells.values())]
        rows = [(n, cells) for n, cells in found if cells["sp2d"] or cells["on"]]
        if not rows:
            raise Refused("Berkas ini tidak berisi satu baris pun dengan nomor atau tanggal SP2D.", field="file")
    except (ProgrammeError, Refused):
        draft.discard()
        raise
    draft.about |= {"kind": KIND, "subject": here.subject, "month": said["month"], "open": len(found) - len(rows)}
    draft.keep_about()
    put(draft.folder / "rows.json", json.dumps(rows, ensure_ascii=False))
    return draft


def preview(request: HttpRequest, here: Here, draft: UUID) -> HttpResponse:
    """Every row with what would become of it; all is noted, or nothing."""
    back = reverse("agency-claims")
    if request.method == "POST" and ledger.is_recorded(here.programme, draft):
        messages.success(request, _("Isi berkas sudah tercatat."))
        return HttpResponseRedirect(back)
    found = drafts.draft_of(here, draft)
    if found.about["kind"] != KIND or found.about.get("subject") != here.subject:
        raise Http404
    orders = orders_of(here, found)
    read = payment.orders_read(here.programme, here.subject, orders.month, orders.rows, here.today)
    form = KeepForm(here, request, initial={"identity": draft})
    if form.is_bound and form.data.get("do") == "discard":
        found.discard()
        messages.info(request, _("Berkas dibuang. Tidak ada yang tercatat."))
        return HttpResponseRedirect(back)

    def act(**deed: Any) -> None:
        actions.record_orders(here.programme, orders=orders, **deed | {"identity": draft})
        found.discard()

    counts = {state: sum(r.state == state for r in read) for state in STATES}
    if form.is_bound:
        done = _("%(n)s pencairan tercatat.") % {"n": number(counts[rules.NEW])}
        if gone_on := form.carried_out(request, act, to=lambda _: back, done=done):
            return gone_on
    return respond(request, "payment/orders_preview.html", {
        "title": _("Periksa SP2D"), "section": "agency-claims", "about": found.about, "form": form, "counts": counts,
        "can_save": bool(counts[rules.NEW]) and not counts[rules.WRONG], "table": rows_table(here, read),
    }, status=form.status if form.errors else 200)  # fmt: skip


def orders_of(here: Here, draft: drafts.Draft) -> Orders:
    year, month = (int(part) for part in draft.about["month"].split("-"))
    rows = json.loads((draft.folder / "rows.json").read_text())
    return Orders(here.subject, (year, month), [
        rules.Order(n, cells["claim"].upper(), cells["sp2d"], day_of(cells["on"]), rupiah_of(cells["net"]), cells["account"]) for n, cells in rows
    ])  # fmt: skip


def day_of(text: str) -> date | None:
    """A day as treasuries write it: 17/09/2020, 17-09-2020, 2020-09-17, with or without a time, or 17 September 2020."""
    if (in_words := parse_date_words(text)) is not None:
        return in_words
    found = re.match(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b", text) or re.match(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})\b", text)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    except ValueError:
        return None


def rupiah_of(text: str) -> int | None:
    """Whole rupiah as people write them: 8.865.000, Rp8.865.000,00, Rp 8.865.000,- or 8865000."""
    plain = re.sub(r"^rp\.?|[,.][-–—=]+$", "", "".join(text.split()).casefold())
    plain = re.sub(r"([.,]0{1,2})$", "", plain) if not re.fullmatch(r"\d{1,3}([.,]\d{3})+", plain) else plain
    digits = plain.replace(".", "").replace(",", "")
    return int(digits) if re.fullmatch(r"\d+|\d{1,3}([.,]\d{3})+", plain) and digits.isascii() else None


def rows_table(here: Here, read: list[rules.Read]) -> Table[rules.Read]:
    """What is wrong first."""
    order = {rules.WRONG: 0, rules.NEW: 1, rules.KNOWN: 2}
    net, names = {p.payment: p for p in payment.payments(here.programme)}, figures.workshop_names(here)
    return Table(_("Baris berkas"), sorted(read, key=lambda r: (order[r.state], r.order.row)), [
        Column("claim", lambda r: r.order.named or "–", words=_("Tagihan")),
        Column("row", lambda r: r.order.row, number, words=_("Baris"), numeric=True),
        Column("vendor", lambda r: names.get(net[r.payment].claim.vendor, net[r.payment].claim.vendor) if r.payment else "–", words=_("Penyedia")),
        Column("sp2d", lambda r: r.order.sp2d or "–", words=_("Nomor SP2D"), wide=True),
        Column("on", lambda r: r.order.on, lambda d: day(d) if d else "–", words=_("Tanggal")),
        Column("file", lambda r: r.order.amount, lambda n: "–" if n is None else rp(n), words=_("Jumlah di berkas"), numeric=True),
        Column("net", lambda r: net[r.payment].net if r.payment else None, lambda n: "–" if n is None else rp(n), words=_("Disetujui"), numeric=True),
        Column("state", lambda r: str(STATES[r.state][1]), words=_("Akan"), tag=lambda r: STATES[r.state][0], urgent=True),
        Column("why", lambda r: spoken(Refused(r.said.template, **r.said.values)) if r.said is not None else "", words=_("Keterangan"), wide=True),
    ], most=300)  # fmt: skip


def template(request: HttpRequest, here: Here) -> HttpResponse:
    """The approved payments that wait, to be filled in with number and day."""
    rows = [[p.claim.claim, "", None, p.net, p.account_code] for p in unpaid(here)]
    return workbook.download(f"sp2d-{here.subject}", [workbook.Sheet("SP2D", list(COLUMNS.values()), rows, frozenset({1, 4}))])
