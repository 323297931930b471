"""Local content of a type under the three dated methods, its certificates, the buying ladder, and apart from it the money that stays."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.catalogue import actions
from tempa.catalogue import queries as catalogue
from tempa.catalogue.costing.ladder import Allowed, Offered, allowed_on
from tempa.catalogue.costing.origin import Origin
from tempa.catalogue.costing.solve import ShouldCost
from tempa.catalogue.rules import content as rules
from tempa.catalogue.rules import typed
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, FormShape, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.price_words import KIND_WORDS
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, number, share
from tempa.ledger.rules import PARK

RUNG_WORDS = {
    "a": gettext_lazy("ada yang TKDN dan BMP-nya 40 persen atau lebih: yang boleh dibeli hanya yang TKDN-nya 25 persen atau lebih"),
    "b": gettext_lazy("tidak ada yang mencapai 40 persen: yang boleh dibeli yang TKDN-nya 25 persen atau lebih"),
    "c": gettext_lazy("tidak ada yang mencapai 25 persen: yang bersertifikat di bawah 25 persen boleh dibeli"),
    "d": gettext_lazy("tidak ada yang bersertifikat: yang tercatat di SIINas boleh dibeli"),
    "free": gettext_lazy("tidak ada yang mencapai 40 persen: semua boleh dibeli"),
    "none": gettext_lazy("tidak ada yang bersertifikat dan tidak ada yang tercatat di SIINas"),
}  # fmt: skip


class CertificateForm(DeedForm):
    """A certificate of this type or of one of its materials."""

    send = gettext_lazy("Catat sertifikat")

    subject = forms.ChoiceField(label=gettext_lazy("Untuk"))
    holder = forms.CharField(label=gettext_lazy("Pemegang"), max_length=200)
    number = forms.CharField(label=gettext_lazy("Nomor sertifikat"), max_length=100)
    method = forms.ChoiceField(label=gettext_lazy("Cara hitung"), choices=[(m, f"Permenperin {m}") for m in rules.METHODS])
    tkdn = forms.CharField(label=gettext_lazy("TKDN, persen"), max_length=8)
    bmp = forms.CharField(label=gettext_lazy("BMP, persen"), max_length=8, required=False)
    issued = forms.CharField(label=gettext_lazy("Terbit"), max_length=10, widget=forms.DateInput(attrs={"type": "date"}))
    expires = forms.CharField(label=gettext_lazy("Berlaku sampai"), max_length=10, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, here: Here, request: HttpRequest | None = None, *, subjects: list[tuple[str, str]], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["subject"].choices = subjects  # type: ignore[attr-defined]

    @property
    def shown(self) -> rules.Shown:
        cells = self.typed
        return rules.Shown(
            cells["subject"], typed.words(cells["holder"], "holder", _("pemegang")), typed.words(cells["number"], "number", _("nomor sertifikat")),
            cells["method"], typed.percentage(cells["tkdn"], "tkdn"), typed.percentage(cells["bmp"], "bmp") if cells["bmp"].strip() else "0",
            typed.day(cells["issued"], "issued"), typed.day(cells["expires"], "expires"),
        )  # fmt: skip


class OriginForm(DeedForm):
    """Where a material or a part of every price comes from."""

    send = gettext_lazy("Catat asal")

    item = forms.ChoiceField(label=gettext_lazy("Bahan atau bagian harga"))
    national = forms.CharField(
        label=gettext_lazy("Bagian nasional, persen"), max_length=8, help_text=gettext_lazy("Buatan dalam negeri, di provinsi mana pun; perlu bukti")
    )
    province = forms.CharField(
        label=gettext_lazy("Uang yang tinggal di provinsi, persen"), max_length=8,
        help_text=gettext_lazy("Upah, untung toko dan jasa di provinsi ini, juga atas barang impor"),
    )  # fmt: skip
    proof = forms.CharField(label=gettext_lazy("Bukti"), max_length=200, required=False)
    dated = forms.CharField(label=gettext_lazy("Tanggal"), max_length=10, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, here: Here, request: HttpRequest | None = None, *, items: list[tuple[str, str]], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["item"].choices = items  # type: ignore[attr-defined]

    @property
    def stated(self) -> rules.From:
        cells = self.typed
        return rules.From(
            cells["item"], typed.percentage(cells["national"], "national"), typed.percentage(cells["province"], "province"),
            " ".join(cells["proof"].split()), typed.day(cells["dated"], "dated"),
        )  # fmt: skip


@require_GET
@door(*PARK)
def content(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    return content_page(request, here, type)


@door(*PARK)
@form_of("park-content", "type")
def state_certificate(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    form = CertificateForm(here, request, subjects=choices_of(here, type)[0], address=request.path, mark="sertifikat")
    return form.carried_out(
        request, lambda **deed: actions.state_certificate(here.programme, shown=form.shown, **deed),
        to=lambda _: reverse("park-content", args=[type]), done=_("Sertifikat tercatat."),
    ) or content_page(request, here, type, certificate=form)  # fmt: skip


@door(*PARK)
@form_of("park-content", "type")
def state_origin(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    form = OriginForm(here, request, items=choices_of(here, type)[1], address=request.path, mark="asal")
    return form.carried_out(
        request, lambda **deed: actions.state_origin(here.programme, stated=form.stated, **deed),
        to=lambda _: reverse("park-content", args=[type]), done=_("Asal tercatat."),
    ) or content_page(request, here, type, origin=form)  # fmt: skip


def choices_of(here: Here, type: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What a certificate may be for, and what an origin may be of: the type, its materials, the parts of its price."""
    found = catalogue.built(here.programme, [type])
    if not found:
        raise Http404
    materials = [(m.code, m.name) for m in found[0].materials]
    subjects = [(f"types:{type}", found[0].name), *((f"materials:{code}", name) for code, name in materials)]
    return subjects, [*materials, *((kind, str(KIND_WORDS[kind])) for kind in rules.KINDS)]


def content_page(request: HttpRequest, here: Here, type: str, **sent: DeedForm) -> HttpResponse:
    kind = catalogue.type_named(here.programme, type)
    if kind is None:
        raise Http404
    subjects, items = choices_of(here, type)
    forms_here: dict[str, Any] = {
        "certificate": CertificateForm(here, subjects=subjects, address=reverse("park-content-certificate", args=[type]), mark="sertifikat"),
        "origin": OriginForm(here, items=items, address=reverse("park-content-origin", args=[type]), mark="asal", initial={"dated": str(here.today)}),
    } | sent
    shown = catalogue.certificates_by_subject(here.programme)
    context = {
        "title": _("TKDN %(name)s") % {"name": kind.name_id}, "section": "park-costs", "type": kind,
        "certificates": certificates_table([c for s, _w in subjects for c in shown.get(s, [])], dict(subjects), here), **forms_here,
    }  # fmt: skip
    found = catalogue.reckoned(here.programme, type, here.today)
    if found is not None:
        result = found.should_cost(figures.usual_lots(here)[type])
        held = {s.removeprefix("materials:"): best for s, some in shown.items() if s.startswith("materials:")
                if (best := rules.best_of(some, here.today)) is not None}  # fmt: skip
        origins = rules.origins_of(result, catalogue.origins(here.programme), held)
        made = rules.content_of(result, origins, here.today)
        context |= {
            "made": made, "methods": methods_table(made), "lines": lines_table(result, origins, dict(items)),
            "without": ", ".join(dict(items).get(key.removeprefix("harga:"), key) for key in made.without_proof),
        }  # fmt: skip
    context |= ladder_of(here, kind, shown.get(f"types:{type}", []))
    return respond(request, "park/content.html", context, file_name=f"tkdn-{type}", status=max(f.status for f in forms_here.values()))


def methods_table(made: rules.Content) -> Table[rules.Method]:
    return Table(_("Kandungan nasional menurut tiga cara"), list(made.methods), [
        Column("method", lambda m: m.citation if m.verified else _("%(rule)s (belum diverifikasi)") % {"rule": m.citation}, words=_("Cara")),
        Column("percent", lambda m: m.percent / 100, share, words=_("TKDN"), numeric=True),
        Column("counts", lambda m: _("berlaku hari ini") if m.counts else _("tidak berlaku hari ini"), words=_("Hari ini"),
               tag=lambda m: "good" if m.counts else ""),
    ])  # fmt: skip


def lines_table(result: ShouldCost, origins: dict[str, Origin], names: dict[str, str]) -> Table[tuple[str, tuple[int, Origin]]]:
    def origin(line: Any) -> Origin:
        return origins.get(line.key) or origins[line.kind]

    def name(line: Any) -> str:
        return names.get(line.key.removeprefix("harga:"), str(KIND_WORDS[line.kind])) if line.kind == "material" else str(KIND_WORDS[line.kind])

    merged: dict[str, tuple[int, Origin]] = {}
    for line in result.lines:
        amount, _o = merged.get(name(line), (0, origin(line)))
        merged[name(line)] = amount + line.rupiah, origin(line)
    rows = sorted(merged.items(), key=lambda r: -r[1][0])
    return Table(_("Dari mana tiap bagian"), rows, [
        Column("what", lambda r: r[0], words=_("Apa"), wide=True), Column("amount", lambda r: r[1][0], number, words=_("Rupiah"), numeric=True),
        Column("national", lambda r: Fraction(r[1][1].national) if r[1][1].proof else Fraction(0), share, words=_("Nasional"), numeric=True),
        Column("province", lambda r: Fraction(r[1][1].province), share, words=_("Tinggal di provinsi"), numeric=True),
        Column("proof", lambda r: proof_words(r[1][1]), words=_("Bukti"), wide=True,
               tag=lambda r: "doubt" if r[1][1].proof in {"", rules.ASSUMED} else ""),
    ])  # fmt: skip


def proof_words(origin: Origin) -> str:
    if origin.proof == rules.ASSUMED:
        return _("bengkel di provinsi ini: anggapan awal, belum ada sumber")
    return origin.proof or _("tanpa bukti, nasional dihitung 0")


def certificates_table(shown: list[rules.Shown], names: dict[str, str], here: Here) -> Table[catalogue.Shown]:
    return Table(_("Sertifikat"), shown, [
        Column("number", lambda c: c.number, words=_("Nomor")),
        Column("subject", lambda c: names.get(c.subject, c.subject), words=_("Untuk"), wide=True),
        Column("holder", lambda c: c.holder, words=_("Pemegang")), Column("method", lambda c: c.method, words=_("Cara")),
        Column("tkdn", lambda c: Fraction(c.tkdn) / 100, share, words=_("TKDN"), numeric=True),
        Column("bmp", lambda c: Fraction(c.bmp) / 100, share, words=_("BMP"), numeric=True),
        Column("expires", lambda c: c.expires, day, words=_("Berlaku sampai")),
        Column("state", lambda c: _("berlaku") if rules.holds(c, here.today) else _("habis masa berlaku"), words=_("Keadaan"), urgent=True,
               tag=lambda c: "good" if rules.holds(c, here.today) else "late"),
    ], empty=_("Belum ada sertifikat untuk jenis ini atau bahannya."))  # fmt: skip


def ladder_of(here: Here, kind: catalogue.MachineType, shown: list[rules.Shown]) -> dict[str, object]:
    """Which of the local machine and the ones from outside may be bought by the rule of today."""
    best = rules.best_of(shown, here.today)
    offered = [Offered(_("mesin lokal"), best.tkdn if best else None, best.bmp if best else 0)]
    for row in catalogue.outside_offers(here.programme, kind.type)[:3]:
        offer = catalogue.offer_of(row)
        offered.append(Offered(f"{offer.seller}, {offer.place}", offer.tkdn or None, offer.bmp or 0))
    allowed = allowed_on(offered, here.today)
    return {"rung": RUNG_WORDS[allowed.rung], "allowed": allowed, "ladder": ladder_table(offered, allowed)}


def ladder_table(offered: list[Offered], allowed: Allowed) -> Table[Offered]:
    return Table(_("Yang boleh dibeli"), offered, [
        Column("name", lambda o: o.name, words=_("Mesin")),
        Column("tkdn", lambda o: None if o.tkdn is None else Fraction(o.tkdn) / 100, lambda v: share(v) if v is not None else _("tanpa sertifikat"),
               words=_("TKDN"), numeric=True),
        Column("bmp", lambda o: Fraction(o.bmp) / 100, share, words=_("BMP"), numeric=True),
        Column("may", lambda o: _("boleh") if o.name in allowed.names else _("tidak boleh"), words=_("Menurut tangga"),
               tag=lambda o: "good" if o.name in allowed.names else "late"),
    ])  # fmt: skip
