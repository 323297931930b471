"""Objections to prices as every desk shows them: the form with its own figures and papers, both sides, the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.catalogue.actions import Attachment, PriceCase
from tempa.catalogue.rules import price_objection_stage
from tempa.desks.frame.deeds import DeedForm, FormShape
from tempa.desks.frame.door import Here
from tempa.desks.frame.link_door import LinkForm, LinkHere
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import moment, number
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.values.rupiah import typed_rupiah

LINES, FILES = 8, 3
LARGEST_FILE = 5 * 1024 * 1024
SIGNS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
STAGES = {
    "open": ("late", gettext_lazy("menunggu jawaban")), "overruled": ("doubt", gettext_lazy("dikesampingkan, belum dijawab")),
    "upheld": ("good", gettext_lazy("dibenarkan")), "rejected": ("plain", gettext_lazy("harga tetap")),
}  # fmt: skip


class RupiahField(forms.CharField):
    """Rupiah as people type them."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"}), **more)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        if (amount := typed_rupiah(text)) is None or amount <= 0:
            raise ValidationError(_("Tulis rupiah seperti 1.250.000 atau 1,25 juta."))
        return amount


class PaperField(forms.FileField):
    """A PDF or a photo, told by what it is and not by its name."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, **more)

    def clean(self, data: Any, initial: Any = None) -> Attachment | None:
        upload: UploadedFile[Any] | None = super().clean(data, initial)
        if not upload:
            return None
        if (upload.size or 0) > LARGEST_FILE:
            raise ValidationError(_("Berkas itu lebih dari 5 MB. Kirim foto yang lebih kecil, atau PDF."))
        content = upload.read()
        kind = next((media for sign, media in SIGNS.items() if content.startswith(sign)), "")
        if not kind:
            raise ValidationError(_("Hanya PDF, foto JPEG atau PNG yang dapat dilampirkan."))
        return Attachment(" ".join((upload.name or "berkas").split())[-120:], kind, content)


class CaseFields(DeedForm):
    """Which price, why, what it costs by one's own count, and the papers that show it."""

    send = gettext_lazy("Ajukan keberatan harga")

    type = forms.ChoiceField(label=gettext_lazy("Jenis mesin"))
    words = forms.CharField(
        label=gettext_lazy("Mengapa harga itu tidak cukup"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )

    def __init__(
        self, here: Here | LinkHere, request: HttpRequest | None = None, *, programme: ledger.Programme, types: Iterable[str] | None = None,
        chosen: str = "", **more: Unpack[FormShape],
    ) -> None:  # fmt: skip
        super().__init__(here, request, **more)
        estimates, names = catalogue.prices(programme), catalogue.type_names(programme)
        codes = sorted(estimates if types is None else set(types) & set(estimates))
        self.fields["type"].choices = [(t, f"{t} · {names[t]} · HPS {number(estimates[t])}") for t in codes]  # type: ignore[attr-defined]
        self.initial.setdefault("type", chosen)
        for n in range(1, LINES + 1):
            self.fields[f"what{n}"] = forms.CharField(
                required=False, max_length=120, label=_("Biaya %(n)s: untuk apa") % {"n": n},
                widget=forms.TextInput(attrs={"placeholder": _("untuk apa"), "autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"amount{n}"] = RupiahField(label=_("Rupiah tiap mesin"))
            self.fields[f"amount{n}"].widget.attrs["placeholder"] = _("rupiah")
        for n in range(1, FILES + 1):
            self.fields[f"file{n}"] = PaperField(label=_("Lampiran %(n)s (PDF atau foto)") % {"n": n})

    @property
    def plain_fields(self) -> list[BoundField]:
        """What stands above the breakdown: all that is neither a line of it nor a file."""
        return [field for field in self.visible_fields() if not field.name[-1].isdigit()]

    @property
    def cost_lines(self) -> list[tuple[object, Any]]:
        return [(self[f"what{n}"], self[f"amount{n}"]) for n in range(1, LINES + 1)]

    @property
    def files_shown(self) -> list[BoundField]:
        return [self[f"file{n}"] for n in range(1, FILES + 1)]

    def case(self, *, workshop: str = "", association: str = "") -> PriceCase:
        found = self.cleaned_data
        lines = [(found.get(f"what{n}") or "", found.get(f"amount{n}") or 0) for n in range(1, LINES + 1)]
        return PriceCase(
            found["type"], found["words"], [{"what": what, "amount": amount} for what, amount in lines if what or amount],
            workshop=workshop, association=association,
        )  # fmt: skip

    def attachments(self) -> list[Attachment]:
        return [a for n in range(1, FILES + 1) if (a := self.cleaned_data.get(f"file{n}"))]

    def take(self, refused: Refused) -> None:
        """What is about the breakdown or the papers stands beside their first field."""
        refused.field = {"lines": "what1", "files": "file1"}.get(refused.field, refused.field)
        super().take(refused)


class LinkCaseForm(CaseFields, LinkForm):
    """The same on the page of a link."""


def stage_of(objection: catalogue.PriceObjection) -> str:
    """open, overruled, upheld or rejected."""
    stage = price_objection_stage(is_answered=objection.answered_at is not None, is_overruled=objection.overruled_at is not None)
    return ("upheld" if objection.is_upheld else "rejected") if stage == "answered" else stage


def side_of(objection: catalogue.PriceObjection, names: Mapping[str, str]) -> str:
    """Who objects: the workshop by its name, or the association."""
    return str(objection.association) or names.get(objection.workshop, objection.workshop)


def shown(
    programme: ledger.Programme, found: Sequence[catalogue.PriceObjection], names: Mapping[str, str],
    paper_address: Callable[[str], str] | None = None,
) -> list[dict[str, object]]:  # fmt: skip
    """Objections for a page, with both sides; `paper_address` leads to an attached file, where the reader may have it."""
    types = catalogue.type_names(programme, {o.type for o in found})
    papers = {p.sha256: p.name for p in ledger.papers_of(programme).filter(sha256__in={s for o in found for s in o.papers})}
    return [
        {
            "objection": o, "type_name": types.get(o.type, o.type), "side": side_of(o, names), "stage": stage_of(o), "tag": STAGES[stage_of(o)],
            "table": cost_table(o.lines), "total": sum(line["amount"] for line in o.lines),
            "papers": [(papers.get(s, s[:12]), paper_address(s) if paper_address else "") for s in o.papers],
        }
        for o in found
    ]  # fmt: skip


def cost_table(lines: Sequence[Mapping[str, Any]]) -> Table[Mapping[str, object]]:
    total = {"what": _("Jumlah"), "amount": sum(line["amount"] for line in lines)}
    return Table(_("Rincian biaya"), list(lines), [
        Column("what", lambda line: line["what"], words=_("Rincian biaya tiap mesin")),
        Column("amount", lambda line: line["amount"], number, words=_("Rupiah"), numeric=True),
    ], foot=[total])  # fmt: skip


def objections_table(found: Sequence[dict[str, Any]], address: Callable[[dict[str, Any]], str]) -> Table[dict[str, Any]]:
    return Table(_("Keberatan harga"), found, [
        Column("price_objection", lambda o: _("Keberatan %(n)s") % {"n": o["objection"].number}, link=address),
        Column("state", lambda o: str(o["tag"][1]), words=_("Keadaan"), tag=lambda o: o["tag"][0], urgent=True),
        Column("type", lambda o: f"{o['objection'].type} {o['type_name']}", wide=True), Column("who", lambda o: o["side"], words=_("Yang keberatan")),
        Column("unit_price", lambda o: o["objection"].estimate, number, numeric=True),
        Column("total", lambda o: o["total"], number, words=_("Menurut yang keberatan"), numeric=True),
        Column("at", lambda o: o["objection"].raised_at, moment),
    ], empty=_(
        "Belum ada keberatan harga. Bengkel mengajukannya dari mejanya atau dari tautan penawarannya, dengan rincian biaya sendiri; surat asosiasi "
        "dicatat taman sains."
    ), most=200)  # fmt: skip
