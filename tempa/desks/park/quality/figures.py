"""Quality in figures: by type, workshop, kind of failure and week; the rating of workshops; how alike inspectors judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.delivery import queries as delivery
from tempa.desks.frame.charts import Bar, Chart, Series, bars, curves
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.quality.lasting import record_words, weights_words
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, language, number, share
from tempa.ledger.rules import PARK
from tempa.quality import queries
from tempa.quality.rules.rating import Rating
from tempa.quality.sampling.agreement import explain_agreement
from tempa.quality.sampling.chart_attributes import u_chart
from tempa.quality.sampling.chart_errors import ChartError
from tempa.registry import queries as registry

MOST_BARS = 12


@require_GET
@door(*PARK)
def figures(request: HttpRequest, here: Here) -> HttpResponse:
    results = queries.original_results(here.programme)
    seen, bad = sum(h.inspected for h in results.values()), sum(h.bad for h in results.values())
    parts = [
        Part(_("Cacat yang paling sering"), told=[_("Butir yang tidak dipenuhi pada pemeriksaan pertama, yang terbanyak dulu.")], chart=pareto(here)),
        Part(_("Menurut bengkel"), chart=by_group(_("Bagian unit yang gagal menurut bengkel"), queries.by_workshop(results), {})),
        Part(_("Menurut jenis"), chart=by_group(_("Bagian unit yang gagal menurut jenis"), by_type(results),
                                                catalogue.type_names(here.programme, {type for _w, type in results}))),
        *over_time(here),
        Part(_("Nilai bengkel"), told=ratings_words(here), table=ratings_table(here)),
        Part(_("Kesepakatan pemeriksa"), told=[agreement_words(here)]),
    ]  # fmt: skip
    shown = [part for part in parts if part.chart or part.table or part.told]
    return respond(request, "quality/page.html", {
        "title": _("Angka mutu"), "section": "park-quality-figures", "parts": shown, **tables_in(shown),
        "answer": _("%(bad)s dari %(seen)s unit gagal pada pemeriksaan pertamanya (%(share)s).") % {
            "bad": number(bad), "seen": number(seen), "share": share(bad / seen),
        } if seen else _("Belum ada unit yang diperiksa."),
    }, file_name=f"angka-mutu-{here.programme.code}")  # fmt: skip


def pareto(here: Here) -> Chart | None:
    counts: Counter[str] = Counter()
    for n in queries.nonconformities(here.programme):
        if n.inspection.is_original:
            counts.update(n.words)
    if not counts:
        return None
    return bars(_("Cacat menurut butir periksa"), [Bar(words, float(n)) for words, n in counts.most_common(MOST_BARS)], number,
                headings=[_("Butir"), _("Unit")])  # fmt: skip


def by_type(results: dict[tuple[str, str], queries.History]) -> dict[str, queries.History]:
    found: dict[str, queries.History] = {}
    for (_workshop, type), h in results.items():
        before = found.get(type, queries.History(0, 0))
        found[type] = queries.History(before.bad + h.bad, before.inspected + h.inspected)
    return found


def by_group(title: str, groups: dict[str, queries.History], names: dict[str, str]) -> Chart | None:
    """The groups with the largest share of failed units, among those of which some failed."""
    failed = sorted(((h.bad / h.inspected, code, h) for code, h in groups.items() if h.bad), key=lambda row: (-row[0], row[1]))[:MOST_BARS]
    if not failed:
        return None
    rows = [Bar(f"{code} {names.get(code, '')} ({h.bad}/{h.inspected})".replace("  ", " "), part) for part, code, h in failed]
    return bars(title, rows, share, headings=[_("Apa"), _("Bagian gagal")])


def over_time(here: Here) -> Iterable[Part]:
    """Nonconformities a unit by week, with the control limits of a u-chart."""
    weeks = queries.by_week(here.programme)
    if len(weeks) < 3:
        return []
    try:
        chart = u_chart([count for _monday, count, _units in weeks], [units for _monday, _count, units in weeks])
    except ChartError:
        return []
    labels = [day(monday) for monday, _count, _units in weeks]
    series = [
        Series(_("ketidaksesuaian per unit"), "made", list(chart.points)), Series(_("rata-rata"), "plan", [chart.center] * len(chart.points)),
        Series(_("batas atas kendali"), "due", [min(v, 10.0) for v in chart.upper]),
    ]  # fmt: skip
    outside = [labels[n - 1] for n in chart.out if chart.points[n - 1] > chart.center]
    told = _("Tidak ada minggu di luar batas kendali.")
    if outside:
        told = _("Di luar batas kendali: %(weeks)s. Cari sebab khususnya.") % {"weeks": ", ".join(outside)}
    return [Part(_("Menurut minggu"), told=[told], chart=curves(_("Ketidaksesuaian per unit menurut minggu"), series, labels,
        lambda v: f"{v:.2f}".replace(".", ","),
                                                                first_heading=_("Minggu mulai")))]  # fmt: skip


def ratings_words(here: Here) -> list[str]:
    """How the parts of a rating are made, and what they weigh."""
    return [
        _("Mutu dinilai dengan batas bawah, sehingga dua mesin sempurna tidak mengalahkan enam puluh; bengkel baru tidak dihukum karena belum punya "
          "riwayat."),
        _("Di lapangan: peluang mesin melewati 6 bulan garansi tanpa kerusakan dari pembuatnya, batas bawah juga. Yang diputus bukan dari pembuatnya "
          "tidak dihitung, dan mesin-bulan yang sedikit dinilai dekat dengan yang biasa."),
        weights_words(here.today),
    ]  # fmt: skip


def ratings_table(here: Here) -> Table[tuple[str, Rating]]:
    names = registry.workshop_names(here.programme)
    rated = queries.ratings(here.programme, here.today, field=delivery.field_of)
    found = sorted(rated.items(), key=lambda row: (row[1].is_new, -row[1].score, row[0]))
    return Table(_("Nilai bengkel"), found, [
        Column("workshop", lambda r: f"{r[0]} {names.get(r[0], '')}", wide=True),
        Column("score", lambda r: r[1].score, words=_("Nilai"), numeric=True, urgent=True),
        Column("new", lambda r: _("baru, belum dinilai") if r[1].is_new else "", words=_("Catatan")),
        Column("quality", lambda r: r[1].quality, words=_("Mutu"), numeric=True),
        Column("time", lambda r: r[1].time, lambda v: "–" if v is None else str(v), words=_("Tepat waktu"), numeric=True),
        Column("field", lambda r: r[1].field.score, lambda v: "–" if v is None else str(v), words=_("Di lapangan"), numeric=True),
        Column("record", lambda r: record_words(r[1].field), words=_("Kerusakan")),
        Column("inspected", lambda r: r[1].inspected, number, words=_("Diperiksa"), numeric=True),
        Column("bad", lambda r: r[1].bad, number, words=_("Gagal"), numeric=True),
        Column("late", lambda r: r[1].days_late, number, words=_("Hari terlambat"), numeric=True),
    ], empty=_("Belum ada bengkel dengan lot yang dikerjakan."), most=60)  # fmt: skip


def agreement_words(here: Here) -> str:
    pair = queries.agreement(here.programme)
    if not pair.units:
        return _("Belum ada unit yang diperiksa dua orang. Minta dua pemeriksa memeriksa 20 unit yang sama, masing-masing tanpa melihat hasil "
                 "yang lain.")
    if pair.agreement is None:
        return _("Dua pemeriksa sama pada %(alike)s dari %(n)s unit; kappa baru dapat dihitung bila ada unit yang lulus dan yang gagal.") % {
            "alike": number(pair.alike), "n": number(pair.units)}  # fmt: skip
    words = explain_agreement(pair.agreement)
    return words.en if language() == "en" else words.id


