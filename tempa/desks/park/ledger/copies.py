"""Copies of everything: when the last good one was made, each try with what became of it, the daily one, and one at once."""

from __future__ import annotations

import os
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tempa.desks.frame.deeds import DeedForm, Said, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import moment, number
from tempa.desks.frame.worker import is_alive, run_folder, start_console
from tempa.ledger import copies
from tempa.ledger.rules import PARK, Refused

SECTION = "park-copies"
OLD_DAYS, OLD_DAYS_OF_DAILY = 7, 2


def age_words(now: datetime) -> tuple[str, bool]:
    """`Salinan terakhir: 3 hari lalu.` and whether that is too long ago."""
    last, wanted = copies.last_good(), copies.daily()
    if last is None:
        return _("Belum pernah ada salinan."), True
    days = (now - last.at).days
    said = _("Salinan terakhir: hari ini.") if days < 1 else ngettext(
        "Salinan terakhir: %(n)s hari lalu.", "Salinan terakhir: %(n)s hari lalu.", days) % {"n": number(days)}  # fmt: skip
    return said, days >= (OLD_DAYS_OF_DAILY if wanted else OLD_DAYS)


class DailyForm(DeedForm):
    """Where a copy goes every day, from which hour on, and how many are kept; a blank folder ends it."""

    folder = forms.CharField(
        label=gettext_lazy("Folder atau stik di komputer server"), required=False, max_length=300,
        help_text=gettext_lazy("Misalnya /media/stik/tempa. Kosongkan untuk berhenti."),
    )  # fmt: skip
    hour = WholeNumberField(label=gettext_lazy("Mulai jam"), min_value=0, max_value=23, initial=18)
    keep = WholeNumberField(label=gettext_lazy("Berapa yang disimpan"), min_value=2, max_value=400, initial=14)

    def clean_folder(self) -> str:
        text: str = self.cleaned_data["folder"].strip()
        if not text:
            return ""
        place = Path(text)
        if not place.is_absolute() or not place.is_dir():
            raise ValidationError(_("Folder itu tidak ada di komputer server. Buat dulu, atau pasang stiknya, lalu tulis alamat lengkapnya."))
        if place.resolve() == home() or home() in place.resolve().parents:
            raise ValidationError(_("Pilih folder di luar folder data Tempa: bila disknya rusak, salinannya ikut hilang."))
        if not os.access(place, os.W_OK | os.X_OK):
            raise ValidationError(_("Tempa tidak boleh menulis di folder itu. Beri izin, atau pilih folder lain."))
        return str(place)


class NowForm(DeedForm):
    """A copy at once, into the folder of the daily ones."""

    send = gettext_lazy("Buat salinan sekarang")


def home() -> Path:
    return Path(settings.TEMPA_HOME).resolve()


@door(*PARK)
def page(request: HttpRequest, here: Here) -> HttpResponse:
    """The tries, newest first, and both forms for the head of the park, who answers for the data."""
    wanted = copies.daily()
    form = DailyForm(here, request, initial={"folder": wanted.folder, "hour": wanted.hour, "keep": wanted.keep} if wanted else None)
    gone_on = form.carried_out(request, lambda **deed: plan(here, form.typed), to=lambda _: reverse(SECTION), done=gettext_lazy("Tercatat."))
    if gone_on is not None:
        return gone_on
    words, is_old = age_words(timezone.now())
    table = Table(
        _("Salinan yang dibuat"), copies.tries(),
        [
            Column("at", lambda c: c.at, moment),
            Column("result", lambda c: _("jadi") if c.is_good else _("gagal"), words=_("Hasil"), urgent=True,
                   tag=lambda c: "good" if c.is_good else "late"),
            Column("place", lambda c: c.place, words=_("Di mana"), wide=True),
            Column("why", lambda c: c.why, words=_("Keterangan"), wide=True),
            Column("size", lambda c: round(c.bytes / 1e6, 1) if c.is_good else None, shown, words=_("MB"), numeric=True),
            Column("seconds", lambda c: c.seconds if c.is_good else None, shown, words=_("Detik"), numeric=True),
        ],
        empty=_("Belum ada salinan. Atur salinan harian di bawah, atau jalankan di server: python3 run.py backup /media/stik/tempa.zip"), most=60,
    )  # fmt: skip
    context: dict[str, object] = {
        "title": _("Salinan"), "section": SECTION, "words": words, "is_old": is_old, "table": table, "daily": wanted, "form": form,
        "may_plan": here.role == "park_head", "is_making": is_alive(run_folder("salinan")),
        "now_form": NowForm(here, address=reverse("park-copies-now"), mark="now") if wanted else None,
    }  # fmt: skip
    return respond(request, "park/copies.html", context, file_name="salinan", status=form.status)


def shown(value: float | None) -> str:
    return "" if value is None else number(Decimal(str(value)))


def plan(here: Here, said: Said) -> None:
    must_be_head(here)
    copies.plan_daily(copies.Daily(**said, by=here.person.name, at=timezone.now().isoformat()))


def must_be_head(here: Here) -> None:
    if here.role != "park_head":
        raise Refused("Salinan diatur oleh kepala taman sains, yang bertanggung jawab atas datanya.")


@door(*PARK)
@form_of(SECTION)
def now(request: HttpRequest, here: Here) -> HttpResponse:
    """Begin a copy beside the server."""
    form = NowForm(here, request)

    def begin(**deed: Any) -> None:
        must_be_head(here)
        start_console(run_folder("salinan"), ["backup", "--daily"], here.person.public_id)

    return form.carried_out(request, begin, to=lambda _: reverse(SECTION)) or HttpResponseRedirect(reverse(SECTION))
