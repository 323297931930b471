"""The audit pack: what an auditor takes home, as of today or as of an earlier entry, to be checked without Tempa."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.desks.frame import packs
from tempa.desks.frame.deeds import DeedForm, Said
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.words import number
from tempa.ledger import queries as ledger
from tempa.ledger.rules import check_code
from tempa.openness.pack import WHOLE, Scope
from tempa.openness.queries import has_part

SECTION = "auditor-pack"
PARTS = {
    "": gettext_lazy("seluruh program"), "contract": gettext_lazy("satu kontrak"), "agency": gettext_lazy("satu OPD"),
    "workshop": gettext_lazy("satu bengkel"), "lot": gettext_lazy("satu lot dengan kontraknya"),
}  # fmt: skip


class PackForm(DeedForm):
    """As of which entry; the name of the form is the name of the pack, so that sending it twice makes one."""

    send = gettext_lazy("Buat paket")

    sequence = WholeNumberField(
        label=gettext_lazy("Sampai catatan ke"),
        help_text=gettext_lazy("Yang tertulis adalah catatan terakhir. Untuk keadaan dulu, isi nomor sebuah catatan dari halaman Catatan."),
    )

    part = forms.ChoiceField(label=gettext_lazy("Bagian"), choices=list(PARTS.items()), required=False)
    code = forms.CharField(
        label=gettext_lazy("Kode bagian"), required=False, max_length=60,
        help_text=gettext_lazy("Misalnya K0001, DISTANBUN, W03 atau L0042; kosongkan untuk seluruh program."),
    )  # fmt: skip

    def clean(self) -> Said:
        cleaned: Said = super().clean() or self.cleaned_data
        part, code = cleaned.get("part") or "", (cleaned.get("code") or "").strip()
        if part and not code:
            self.add_error("code", _("Tulis kode bagiannya."))
        elif code and not part:
            self.add_error("part", _("Pilih apa yang dinamai kode itu: kontrak, OPD, bengkel atau lot."))
        elif part and not has_part(self.here.programme, Scope(part, code)):
            self.add_error("code", _("%(code)s tidak ada di program ini. Periksa kodenya di halaman Kekekalan.") % {"code": code})
        cleaned["scope"] = Scope(part, code) if part else WHOLE
        return cleaned

    def clean_sequence(self) -> int:
        sequence: int = self.cleaned_data["sequence"]
        if not 1 <= sequence <= self.here.size:
            raise ValidationError(_("Program ini punya catatan 1 sampai %(n)s. Isi salah satunya.") % {"n": number(self.here.size)})
        return sequence


@door("auditor")
def audit_pack(request: HttpRequest, here: Here) -> HttpResponse:
    """What a pack is, the one that was made last, and a form that makes another."""
    form = PackForm(here, request, initial={"sequence": here.size})
    gone_on = form.carried_out(request, lambda **deed: asked(request, here, form, deed), to=lambda _: reverse(SECTION))
    if gone_on is not None:
        return gone_on
    context = {
        "title": _("Paket audit"), "section": SECTION, "form": form, "is_making": packs.is_making(here.programme),
        "failed": packs.failed(here.programme), "packs": packs.made(here.programme), "head": check_code(here.head),
    }  # fmt: skip
    return render(request, "auditor/pack.html", context, status=form.status)


def asked(request: HttpRequest, here: Here, form: PackForm, deed: Said) -> None:
    """A pack of half a deed would show a state that never was: it goes on to the deed's last entry."""
    sequence = form.cleaned_data["sequence"]
    end = ledger.deed_end(here.programme, sequence)
    if end != sequence:
        said = _("Catatan ke-%(n)s adalah bagian dari perbuatan yang berakhir di catatan ke-%(end)s; paketnya sampai di situ.")
        messages.info(request, said % {"n": number(sequence), "end": number(end)})
    packs.ask(here.programme, end, deed["identity"], here.person.public_id, form.cleaned_data["scope"])


@require_GET
@door("auditor")
def file(request: HttpRequest, here: Here, name: UUID) -> HttpResponse:
    """The ZIP, to keep; sent piece by piece."""
    found = packs.named(here.programme, name)
    if found is None:
        raise Http404
    of = "" if found.scope == WHOLE else f"-{found.scope.code}"
    file_name = f"paket-audit-{here.programme.code}{of}-{found.sequence}.zip"
    answer = FileResponse(found.place.open("rb"), as_attachment=True, filename=file_name, content_type="application/zip")
    return cast("HttpResponse", answer)  # a response of another branch of Django's tree; doors hand it on as it is
