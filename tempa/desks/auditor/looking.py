"""What an auditor should look at: red flags found by rules, and monetary-unit samples that nobody can redraw unseen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.desks.auditor.conservation import about
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import moment, number, rp, rp_short
from tempa.openness import actions, queries
from tempa.openness.rules import CONFIDENCES, FLAGS, Flag, interval_of

FLAGS_SECTION, SAMPLES_SECTION = "auditor-flags", "auditor-samples"
POPULATIONS = {"payments": gettext_lazy("Pembayaran yang disetujui (bruto)"), "contracts": gettext_lazy("Kontrak yang ditandatangani (nilai)")}
OF = {"payments": "payment", "contracts": "contract"}


@dataclass(frozen=True)
class Looked:
    """A flag as a row, with (words, address) of each fact that it stands on."""

    flag: Flag

    @property
    def facts(self) -> list[tuple[str, str]]:
        return [(named(one), to_fact(one)) for one in self.flag.about]


@require_GET
@door("auditor")
def flags(request: HttpRequest, here: Here) -> HttpResponse:
    """Every pattern that the rules found, kind by kind, each with the facts that it stands on."""
    found = here.known(f"red-flags-{here.today}", lambda: queries.flags_of(here.programme, str(here.today)))
    chosen = request.GET.get("pola", "")
    shown = [f for f in found if not chosen or f.kind == chosen]
    counts = Counter(f.kind for f in found)
    table = Table(
        _("Tanda bahaya"), [Looked(f) for f in shown],
        [
            Column("kind", lambda r: spoken(FLAGS[r.flag.kind].name), words=_("Pola")),
            Column("words", lambda r: spoken(r.flag.words), words=_("Yang terlihat"), wide=True, urgent=True),
            Column("rupiah", lambda r: r.flag.rupiah or None, lambda v: number(v) if v else "", words=_("Rupiah"), numeric=True),
            Column("about", lambda r: ", ".join(r.flag.about), words=_("Berdasarkan"), include="auditor/flag_facts.html", wide=True),
            Column("ask", lambda r: spoken(FLAGS[r.flag.kind].ask), words=_("Yang ditanyakan"), wide=True),
            Column("source", lambda r: FLAGS[r.flag.kind].source, words=_("Sumber")),
        ],
        empty=_("Tidak ada pola yang ditemukan oleh aturan. Itu bukan bukti bahwa semuanya benar."), most=200,
    )  # fmt: skip
    context = {
        "title": _("Tanda bahaya"), "section": FLAGS_SECTION, "table": table, "count": len(found), "chosen": chosen,
        "kinds": [(code, spoken(kind.name), counts[code]) for code, kind in FLAGS.items()],
    }  # fmt: skip
    return respond(request, "auditor/flags.html", context, file_name=f"tanda-bahaya-{here.programme.code}")


NOUNS = {
    "contract": gettext_lazy("kontrak"), "workshops": gettext_lazy("bengkel"), "agencies": gettext_lazy("OPD"), "unit": gettext_lazy("mesin"),
    "lot": gettext_lazy("lot"), "types": gettext_lazy("jenis"), "recipient": gettext_lazy("penerima"), "handover": gettext_lazy("serah terima"),
    "paper": gettext_lazy("berkas"),
}  # fmt: skip


def named(subject: str) -> str:
    """`kontrak K0001` for `contract:K0001`."""
    kind, _colon, code = subject.partition(":")
    return f"{NOUNS.get(kind, kind)} {code[:16] if kind == 'paper' else code}"


def to_fact(subject: str) -> str:
    """The address at which a fact that a flag stands on opens."""
    return reverse("auditor-paper", args=[subject.removeprefix("paper:")]) if subject.startswith("paper:") else about(subject)


class SampleForm(DeedForm):
    """Of which money, how sure, and how much may be wrong."""

    send = gettext_lazy("Tarik sampel")

    population = forms.ChoiceField(label=gettext_lazy("Dari"), choices=list(POPULATIONS.items()))
    confidence = forms.TypedChoiceField(
        label=gettext_lazy("Keyakinan"), coerce=int, choices=[(n, f"{n} %") for n in CONFIDENCES], initial=95,
        help_text=gettext_lazy("Peluang menemukan salah saji sebesar batas di bawah ini."),
    )  # fmt: skip
    tolerable = WholeNumberField(
        label=gettext_lazy("Salah saji yang dapat diterima (rupiah)"), min_value=1, max_value=10**15,
        help_text=gettext_lazy("Makin kecil, makin banyak yang diperiksa."),
    )  # fmt: skip
    expected = WholeNumberField(label=gettext_lazy("Salah saji yang diperkirakan (rupiah)"), min_value=0, max_value=10**15, initial=0)
    reason = forms.CharField(
        label=gettext_lazy("Alasan, bila ditarik lagi"), required=False, max_length=300,
        help_text=gettext_lazy("Wajib bila sampel dari nilai yang sama sudah pernah ditarik."),
    )  # fmt: skip


@door("auditor")
def samples(request: HttpRequest, here: Here) -> HttpResponse:
    """The samples drawn so far, and a form that draws another; what was drawn stays, whatever comes of it."""
    form = SampleForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.draw_sample(here.programme, **form.typed, **deed), to=lambda code: reverse("auditor-sample", args=[code]),
    )  # fmt: skip
    if gone_on is not None:
        return gone_on
    drawn = Table(
        _("Sampel yang ditarik"), list(queries.samples(here.programme)),
        [
            Column("sample", lambda s: s.sample, words=_("Sampel"), link=lambda s: reverse("auditor-sample", args=[s.sample])),
            Column("population", lambda s: str(POPULATIONS[s.population]), words=_("Dari"), wide=True),
            Column("chosen", lambda s: len(s.chosen), number, words=_("Terpilih"), numeric=True, urgent=True),
            Column("count", lambda s: s.count, number, words=_("dari"), numeric=True),
            Column("interval", lambda s: s.interval, number, words=_("Selang (rupiah)"), numeric=True),
            Column("at", lambda s: s.entry.at, moment), Column("by", lambda s: s.entry.by.name),
            Column("reason", lambda s: s.reason, words=_("Alasan"), wide=True),
        ],
        empty=_("Belum ada sampel. Isi formulir di bawah: sistem memilih rupiah demi rupiah, benihnya dari rantai."),
    )  # fmt: skip
    totals = [(words, rp_short(sum(a for _code, a in queries.population_of(here.programme, name)))) for name, words in POPULATIONS.items()]
    context = {"title": _("Sampel"), "section": SAMPLES_SECTION, "form": form, "table": drawn, "totals": totals}
    return respond(request, "auditor/samples.html", context, file_name=f"sampel-{here.programme.code}", status=form.status)


@require_GET
@door("auditor")
def sample(request: HttpRequest, here: Here, sample: str) -> HttpResponse:
    """One sample: how it was drawn, so that anybody can draw it again, and what is to be examined."""
    found = queries.sample_named(here.programme, sample)
    if found is None:
        raise Http404
    rows = [(code, amount, hit) for code, (amount, hit) in found.chosen.items()]
    table: Table[Any] = Table(
        _("Yang diperiksa"), rows,
        [
            Column("code", lambda r: r[0], words=_("Kode"), link=lambda r: about(f"{OF[found.population]}:{r[0]}")),
            Column("amount", lambda r: r[1], number, words=_("Rupiah"), numeric=True, urgent=True),
            Column("hit", lambda r: why(r[2]), words=_("Terpilih karena")),
            Column("result", lambda r: "", words=_("Salah saji yang ditemukan (rupiah)")), Column("note", lambda r: "", words=_("Catatan pemeriksa")),
        ],
    )  # fmt: skip
    certain = [amount for _code, amount, hit in rows if not hit]
    context = {
        "title": _("Sampel %(code)s") % {"code": found.sample}, "section": SAMPLES_SECTION, "s": found, "table": table,
        "population": POPULATIONS[found.population], "certain": len(certain), "certain_rupiah": rp(sum(certain)),
        "again": interval_of(found.tolerable, found.expected, found.confidence) == found.interval,
    }  # fmt: skip
    return respond(request, "auditor/sample.html", context, file_name=f"sampel-{found.sample}")


def why(hit: int) -> str:
    return _("rupiah ke-%(n)s") % {"n": number(hit)} if hit else _("pasti: sebesar selang atau lebih")
