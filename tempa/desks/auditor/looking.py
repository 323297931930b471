"""What an auditor should look at: red flags found by rules, and monetary-unit samples that nobody can redraw unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.desks.auditor.opened import about
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import moment, number, rp, rp_short, signed
from tempa.openness import actions, queries
from tempa.openness.rules import CONFIDENCES, FLAGS, Conclusion, Flag, interval_of

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


class ExamineForm(DeedForm):
    """What a chosen item should have been; the item is chosen on the page, or taken from the row that was pressed."""

    send = gettext_lazy("Catat hasil pemeriksaan")

    item = forms.ChoiceField(label=gettext_lazy("Yang diperiksa"))
    audited = WholeNumberField(
        label=gettext_lazy("Nilai menurut pemeriksaan (rupiah)"), min_value=0, max_value=10**15,
        help_text=gettext_lazy("Sama dengan yang tercatat bila tidak ada yang salah."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Catatan pemeriksa"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Wajib bila nilainya berbeda: apa yang ditemukan, di berkas mana."),
    )  # fmt: skip

    def __init__(self, here: Here, request: HttpRequest, *, chosen: Mapping[str, tuple[int, int]], first: str) -> None:
        initial = {"item": first, "audited": chosen[first][0]} if first else None
        super().__init__(here, request, initial=initial)
        self.fields["item"].choices = [(code, f"{code}, {rp(amount)}") for code, (amount, _hit) in chosen.items()]  # type: ignore[attr-defined]


@door("auditor")
def sample(request: HttpRequest, here: Here, sample: str) -> HttpResponse:
    """One sample: how it was drawn, so that anybody can draw it again, what is to be examined, and what the findings say of the whole."""
    found = queries.sample_named(here.programme, sample)
    if found is None:
        raise Http404
    chosen, findings = queries.chosen_of(found), queries.findings_of(found)
    asked = request.GET.get("barang", "")
    form = ExamineForm(here, request, chosen=chosen, first=asked if asked in chosen else next((c for c in chosen if c not in findings), ""))
    gone_on = form.carried_out(
        request, lambda **deed: actions.examine_item(here.programme, sample=found.sample, **form.typed, **deed),
        to=lambda _: reverse("auditor-sample", args=[found.sample]), done=_("Hasil pemeriksaan tercatat."),
    )  # fmt: skip
    if gone_on is not None:
        return gone_on
    rows = [(code, amount, hit) for code, (amount, hit) in chosen.items()]
    table: Table[Any] = Table(
        _("Yang diperiksa"), rows,
        [
            Column("code", lambda r: r[0], words=_("Kode"), link=lambda r: about(f"{OF[found.population]}:{r[0]}")),
            Column("amount", lambda r: r[1], number, words=_("Rupiah"), numeric=True, urgent=True),
            Column("hit", lambda r: why(r[2]), words=_("Terpilih karena")),
            Column("result", lambda r: r[1] - findings[r[0]].audited if r[0] in findings else None, misstatement,
                   words=_("Salah saji (rupiah)"), numeric=True, urgent=True),
            Column("note", lambda r: findings[r[0]].note if r[0] in findings else _("belum diperiksa"), words=_("Catatan pemeriksa"),
                   tag=lambda r: "" if r[0] in findings else "doubt", wide=True),
            Column("by", lambda r: findings[r[0]].entry.by.name if r[0] in findings else ""),
            Column("examine", lambda r: _("perbaiki") if r[0] in findings else _("catat"), words=_("Hasil"),
                   link=lambda r: f"?barang={r[0]}#hasil", is_tool=True),
        ],
    )  # fmt: skip
    certain = [amount for _code, amount, hit in rows if not hit]
    context = {
        "title": _("Sampel %(code)s") % {"code": found.sample}, "section": SAMPLES_SECTION, "s": found, "table": table,
        "population": POPULATIONS[found.population], "certain": len(certain), "certain_rupiah": rp(sum(certain)),
        "again": interval_of(found.tolerable, found.expected, found.confidence) == found.interval, "form": form,
        "conclusion": conclusion_words(found.confidence, found.tolerable, queries.conclusion_of(found)),
    }  # fmt: skip
    return respond(request, "auditor/sample.html", context, file_name=f"sampel-{found.sample}", status=form.status)


def conclusion_words(confidence: int, tolerable: int, said: Conclusion) -> list[str]:
    """What the findings say of the whole, as an auditor writes it; nothing before the first item is examined."""
    if not said.examined:
        return []
    words = [_("%(n)s sudah diperiksa, %(left)s belum.") % {"n": number(said.examined), "left": number(said.left)} if said.left
             else _("Semua %(n)s yang terpilih sudah diperiksa.") % {"n": number(said.examined)}]  # fmt: skip
    words.append(_("Salah saji yang diproyeksikan ke seluruhnya: kelebihan %(over)s, kekurangan %(under)s.") % {
        "over": rp(said.projected), "under": rp(said.under)})  # fmt: skip
    if said.is_acceptable is None:
        return [*words, _("Kesimpulan dapat ditarik setelah semuanya diperiksa.")]
    told = {"confidence": confidence, "upper": rp(said.upper), "tolerable": rp(tolerable)}
    if said.is_acceptable:
        last = _("Dengan keyakinan %(confidence)s persen, kelebihan tidak melebihi %(upper)s; batasnya %(tolerable)s: dapat diterima.")
    else:
        last = _("Dengan keyakinan %(confidence)s persen, kelebihan dapat mencapai %(upper)s, di atas batas %(tolerable)s: belum dapat "
                 "diterima. Perluas pemeriksaan, atau minta perbaikan lalu tarik sampel baru.")  # fmt: skip
    return [*words, last % told]



def misstatement(rupiah: int | None) -> str:
    return "" if rupiah is None else signed(rupiah)


def why(hit: int) -> str:
    return _("rupiah ke-%(n)s") % {"n": number(hit)} if hit else _("pasti: sebesar selang atau lebih")
