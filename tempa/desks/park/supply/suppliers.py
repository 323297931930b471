"""Suppliers: what each sells and delivered, how much of the money stays in the province, and the link by which it works without an account."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any, Unpack

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.desks.frame.deeds import Deed, FormShape
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Listing
from tempa.desks.frame.supply.forms import ActForm, QuantityField, carried, code_field
from tempa.desks.frame.supply.sections import Page, Section, shown
from tempa.desks.frame.supply.words import Goods, order_value, stage_tag, stays_words
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.visitor import address_of
from tempa.desks.frame.whatsapp import Message, phone_words
from tempa.desks.frame.words import day, moment, number, share2
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.supply import actions
from tempa.supply import queries as supply
from tempa.supply.queries.purchases import Content
from tempa.supply.rules.buying import SUPPLY, stays_in_province

LINK_LASTS = timedelta(days=180)


def open_links(here: Here) -> QuerySet[ledger.WorkLink]:
    """The links by which suppliers work now."""
    return ledger.work_links(here.programme, purpose=SUPPLY).filter(revoked_at=None, expires_at__gt=here.now)


def open_link(here: Here, supplier: str) -> ledger.WorkLink | None:
    """The link of one supplier; None where it has none."""
    return open_links(here).filter(organisation=supplier).first()


def link_text(request: HttpRequest, here: Here, supplier: str, words: str, *, mark: str = "pesan") -> Message:
    """A text for WhatsApp, with the supplier's link behind it where it has one."""
    link = open_link(here, supplier)
    missing = _("(belum ada tautan: buat dulu di halaman pemasok)")
    to = request.build_absolute_uri(reverse("link", args=[links.code_of(link.link)])) if link else missing
    return Message(f"{words} {to} {_('Terima kasih.')} {here.person.name}", mark, ledger.link_phones(here.programme).get(supplier, ""))


@require_GET
@door(*PARK)
def suppliers(request: HttpRequest, here: Here) -> HttpResponse:
    """Every supplier with what was ordered of it, what is open, and the share of that money that stays here."""
    spent, stays, local = supply.spent(here.programme), supply.stays(here.programme), supply.local_suppliers(here.programme)
    linked, rows = set(open_links(here).values_list("organisation", flat=True)), []
    for s in supply.suppliers(here.programme):
        mine = [one for one in spent if one.supplier == s.supplier]
        rows.append({"s": s, "stays": stays_in_province(mine, stays, local), "orders": len({one.order for one in mine}),
                     "link": s.supplier in linked})  # fmt: skip
    listing: Listing[Any] = Listing(
        title=_("Pemasok"), rows=rows, columns=[
            Column("supplier", lambda r: r["s"].name, link=lambda r: reverse("park-supplier", args=[r["s"].supplier]), wide=True),
            Column("regency", lambda r: r["s"].cells["regency"]),
            Column("local", lambda r: _("ya") if r["s"].supplier in local else _("tidak"), words=_("Di provinsi ini")),
            Column("orders", lambda r: r["orders"], number, words=_("Pesanan"), numeric=True, sort="orders"),
            Column("value", lambda r: r["stays"].value, number, words=_("Nilai barang, rupiah"), numeric=True, sort="value", urgent=True),
            Column("stays", lambda r: r["stays"].share, share2, words=_("Terbukti tinggal di daerah"), numeric=True),
            Column("unknown", lambda r: r["stays"].unknown or None, number, words=_("Tanpa keterangan, rupiah"), numeric=True,
                   tag=lambda r: "doubt" if r["stays"].unknown else ""),
            Column("link", lambda r: _("ada") if r["link"] else _("belum"), words=_("Tautan"), tag=lambda r: "good" if r["link"] else ""),
        ], file_name=f"pemasok-{here.programme.code}", empty=_("Program ini tidak mencatat pemasok. Tambahkan lewat Unggah."),
    )  # fmt: skip
    return listing.respond(request, section="park-suppliers", answer=stays_words(stays_in_province(spent, stays, local)))


class ContentForm(ActForm):
    """How much of the money for its goods stays in the province, and who says so."""

    act = "content"
    send = gettext_lazy("Simpan keterangan")

    material = code_field(gettext_lazy("Barang"), [], required=False)
    province = QuantityField(label=gettext_lazy("Bagian harga yang tinggal di provinsi, persen"))
    source = forms.CharField(label=gettext_lazy("Dari mana angka itu"), required=False, max_length=200,
                             help_text=gettext_lazy("Misalnya: surat pemasok 7 Juli 2020; wawancara tentang upah dan margin toko."))  # fmt: skip

    def __init__(self, here: Here, request: HttpRequest | None = None, *, goods: Goods, supplier: str, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        mine = [(m, goods.name(m)) for m, cells in goods.cells.items() if cells["supplier"] == supplier]
        self.fields["material"].choices = [("", _("semua barangnya")), *mine]  # type: ignore[attr-defined]


class LinkForm(ActForm):
    """A link for the supplier."""

    act = "link"
    send = gettext_lazy("Buat tautan")

    phone = forms.CharField(label=gettext_lazy("Nomor WA pemasok"), required=False, max_length=40)


class RevokeForm(ActForm):
    """The supplier's link ends."""

    act = "revoke"
    look = "danger"
    send = gettext_lazy("Cabut tautan")

    reason = forms.CharField(label=gettext_lazy("Mengapa dicabut"), required=False, max_length=200)


@door(*PARK)
@never_cache
def supplier(request: HttpRequest, here: Here, supplier: str) -> HttpResponse:
    """One supplier: its orders, where its money goes, its link."""
    found, goods = supply.supplier_named(here.programme, supplier), Goods(here.programme)
    if found is None:
        raise Http404
    link = open_link(here, supplier)
    content = ContentForm(here, request, goods=goods, supplier=supplier)
    issue, revoke = LinkForm(here, request), RevokeForm(here, request)

    def issued(**deed: Unpack[Deed]) -> list[ledger.WorkLink]:
        order = links.Order(SUPPLY, "", here.now + LINK_LASTS, {supplier: "supplier"}, {supplier: issue.cleaned_data["phone"]})
        return links.issue_links(here.programme, order, issued_from=address_of(request), **deed)

    def revoked(**deed: Unpack[Deed]) -> ledger.Entry | None:
        return links.revoke_link(here.programme, link=link.link, reason=revoke.cleaned_data["reason"], **deed) if link else None

    gone_on = carried(request, [
        (content, lambda **deed: actions.state_content(
            here.programme, supplier=supplier, material=content.cleaned_data["material"], province=content.cleaned_data["province"] or "-",
            source=content.cleaned_data["source"], **deed), _("Keterangan tercatat.")),
        (issue, issued, _("Tautan dibuat. Kirim pesannya.")), (revoke, revoked, _("Tautan dicabut.")),
    ], to=lambda _made: reverse("park-supplier", args=[supplier]))  # fmt: skip
    if gone_on is not None:
        return gone_on
    orders = list(supply.purchases(here.programme).filter(supplier=supplier))
    mine = [one for one in supply.spent(here.programme) if one.supplier == supplier]
    hello = _("Yth. %(name)s. Lewat tautan ini Anda melihat permintaan harga dan pesanan taman sains, menyanggupi, memberi tahu kiriman dan mengirim "
              "faktur, tanpa akun. Tautan ini khusus toko Anda; jangan diteruskan:") % {"name": found.name}  # fmt: skip
    return shown(request, here, Page(
        found.name, stays_words(supply.stays_of(here.programme, mine)), [
            Section(facts=[(_("Tempat"), found.cells["regency"]), (_("Di provinsi ini"), _("ya") if found.cells["local"] == "yes" else _("tidak"))]),
            Section(_("Pesanan"), table=orders_table(orders)),
            Section(_("Bagian yang tinggal di daerah"), table=content_table(here, supplier, goods), words=[
                _("Bagian yang tidak diterangkan siapa pun dihitung 0. Yang terakhir dicatat untuk satu barang yang berlaku.")], forms=[content]),
            *([Section(_("Tautan pemasok"), facts=[
                (_("Berlaku sampai"), moment(link.expires_at)),
                (_("Nomor WA"), phone_words(ledger.link_phones(here.programme).get(supplier, "")) or _("belum dicatat")),
            ], message=link_text(request, here, supplier, hello), forms=[revoke])] if link else []),
            Section(_("Tautan baru") if link else _("Tautan pemasok"), words=[
                _("Tautan membuka pesanan di HP tanpa akun, hanya untuk pemasok ini. Yang lama, bila ada, langsung berakhir.")], forms=[issue],
                    is_folded=link is not None),
        ], section="park-suppliers", file_name=f"pemasok-{supplier}", more={"only_here": settings.TEMPA_IS_LOCAL and link is not None},
    ))  # fmt: skip


def orders_table(orders: list[supply.PurchaseOrder]) -> Table[supply.PurchaseOrder]:
    return Table(_("Pesanan"), orders, [
        Column("purchase", lambda p: p.order, words=_("Pesanan"), link=lambda p: reverse("park-purchase", args=[p.order])),
        Column("state", lambda p: stage_tag(p)[1], words=_("Keadaan"), tag=lambda p: stage_tag(p)[0], urgent=True),
        Column("value", order_value, number, words=_("Rupiah"), numeric=True),
        Column("due", lambda p: p.promised_on or p.due_on, day, words=_("Tiba")),
    ], empty=_("Belum ada pesanan."))  # fmt: skip


def content_table(here: Here, supplier: str, goods: Goods) -> Table[tuple[str, Content]]:
    known = supply.content_known(here.programme)
    rows = [(m, known[supplier, m]) for m, cells in goods.cells.items() if cells["supplier"] == supplier and (supplier, m) in known]
    return Table(_("Bagian yang tinggal di daerah"), rows, [
        Column("material", lambda r: goods.name(r[0]), wide=True),
        Column("share", lambda r: Fraction(r[1].percent, 100), share2, words=_("Bagian"), numeric=True),
        Column("source", lambda r: r[1].source, words=_("Sumber"), wide=True),
    ], empty=_("Belum ada keterangan tentang barangnya."))  # fmt: skip
