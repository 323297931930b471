"""A maker's money by its link: what a lead says that it passed on, confirmed or denied; what a lead still owes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts.queries import Dataset
from tempa.desks.frame.deeds import Said, sent_as
from tempa.desks.frame.link_door import LinkForm, LinkHere, link_door
from tempa.desks.frame.payment.money import ahead_words
from tempa.desks.frame.words import day_words, number, rp
from tempa.ledger import queries as ledger
from tempa.payment import actions
from tempa.payment import queries as payment
from tempa.registry import queries as registry


class AnswerForm(LinkForm):
    """The money came, or it did not."""

    send = gettext_lazy("Kirim jawaban")

    onward = forms.CharField(widget=forms.HiddenInput, max_length=20)
    came = forms.ChoiceField(
        label=gettext_lazy("Apakah uangnya sudah Anda terima?"), widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Ya, sudah saya terima")), ("no", gettext_lazy("Belum saya terima"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Bila belum: apa yang sudah Anda periksa"), required=False, max_length=300,
        help_text=gettext_lazy("Misalnya: buku rekening sampai 20 September, tidak ada yang masuk."),
    )  # fmt: skip


@link_door("contract")
def money_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    """What was passed on to me and waits for my word, and what is still owed to me."""
    names = registry.workshop_names(here.programme)
    asks, status = [], 200
    for one in payment.onward_payments(here.programme, maker=here.subject).filter(confirmed_by=None):
        form = AnswerForm(here, sent_as(request, "onward", one.onward), mark=one.onward, initial={"onward": one.onward})
        gone_on = form.carried_out(request, lambda form=form, one=one, **deed: said(here, form, one.onward, deed),
                                   to=lambda _made: f"{request.path}?tersimpan=1")  # fmt: skip
        if gone_on:
            return gone_on
        asks.append({"one": one, "form": form, "vendor": names.get(one.vendor, one.vendor)})
        status = max(status, form.status)
    owed = [o for o in payment.owed_onward(here.programme, here.today) if o.maker == here.subject]
    ahead = payment.cash_forecast(Dataset(here.programme, here.today), here.subject)
    return render(request, "workshop/link_money.html", {
        "ahead_words": ahead_words(ahead), "ahead": [(day_words(m.month).partition(" ")[2], rp(m.rupiah), number(m.machines)) for m in ahead.months],
        "title": _("Uang saya"), "link_here": here, "asks": asks, "is_saved": "tersimpan" in request.GET, "answer": answer(asks, owed),
        "owed": [(o, names.get(o.vendor, o.vendor)) for o in owed],
        "cash": [(day_words(c.on), c.contract, rp(c.amount)) for c in payment.cash_of(here.programme, here.subject)],
    }, status=status)  # fmt: skip


def said(here: LinkHere, form: AnswerForm, onward: str, deed: Said) -> ledger.Entry:
    if form.cleaned_data["came"] == "yes":
        return actions.confirm_onward(here.programme, onward=onward, **deed)
    return actions.deny_onward(here.programme, onward=onward, reason=form.cleaned_data["reason"], **deed)


def answer(asks: list[dict[str, Any]], owed: list[payment.Owed]) -> str:
    if waiting := [a for a in asks if a["one"].denied_at is None]:
        return _("Bengkel induk menyatakan sudah meneruskan %(amount)s kepada Anda. Benarkah?") % {
            "amount": rp(sum(a["one"].amount for a in waiting))}  # fmt: skip
    if late := [o for o in owed if o.is_late]:
        left = rp(sum(o.left for o in late))
        return _("Hak Anda %(amount)s belum diteruskan bengkel induk, lebih dari 14 hari sesudah ia dibayar.") % {"amount": left}
    return _("Tidak ada uang yang menunggu jawaban Anda.")
