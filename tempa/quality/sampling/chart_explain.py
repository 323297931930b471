"""One sentence per chart: what it shows and what it does not prove, in Indonesian and English."""

from __future__ import annotations

from typing import NamedTuple

from .chart_attributes import RareFailures
from .chart_limits import Chart
from .chart_memory import Cusum

FEW_POINTS = 20  # customary for trial limits; below it limits are told to be provisional
PLOTTED = {
    "p": ("bagian unit rusak", "share of bad units"),
    "p'": ("bagian unit rusak", "share of bad units"),
    "c": ("cacah cacat", "count of faults"),
    "u": ("cacat per unit", "faults per unit"),
    "u'": ("cacat per unit", "faults per unit"),
    "g": ("unit baik di antara dua kegagalan", "good units between failures"),
    "Xbar": ("rata-rata subgrup", "subgroup means"),
    "R": ("rentang subgrup", "subgroup ranges"),
    "S": ("simpangan baku subgrup", "subgroup standard deviations"),
    "I": ("nilai satuan", "single values"),
    "MR": ("rentang bergerak", "moving ranges"),
    "EWMA": ("rata-rata berbobot", "weighted averages"),
}


class Sentence(NamedTuple):
    """The same statement in both languages; `id` is Indonesian."""

    id: str
    en: str


def explain(chart: Chart) -> Sentence:
    """What the chart shows; a steady chart is never called good, since its limits do not know the specification."""
    found, more = coarse_gauge(chart) or where_outside(chart), few_points(chart)
    return found if more is None else Sentence(f"{found.id} {more.id}", f"{found.en} {more.en}")


def where_outside(chart: Chart) -> Sentence:
    """Which points are outside; with limits from a base, that base is looked at first, then the points after it."""
    name_id, name_en = PLOTTED[chart.kind]
    many = len(chart.points)
    if 0 < chart.base < many or chart.taken_on:
        return judged_by_base(chart, name_id, name_en)
    if chart.out:
        places = ", ".join(map(str, chart.out))
        return Sentence(
            f"{len(chart.out)} dari {many} titik ({name_id}) di luar batas (titik {places}): cari penyebabnya di sana.",
            f"{len(chart.out)} of {many} points ({name_en}) outside the limits (point {places}): look for the cause "
            "there.",
        )
    return Sentence(
        f"Semua {many} titik ({name_id}) di dalam batas: tidak ada tanda perubahan, tetapi ini bukan bukti bahwa "
        "hasilnya memenuhi syarat.",
        f"All {many} points ({name_en}) inside the limits: no sign of a change, but no proof that the work "
        "meets its specification.",
    )


def judged_by_base(chart: Chart, name_id: str, name_en: str) -> Sentence:
    unsteady = [number for number in chart.out if number <= chart.base]
    if unsteady:
        places = ", ".join(map(str, unsteady))
        return Sentence(
            f"Masa dasar ({chart.base} titik pertama, {name_id}) sendiri tidak tetap (titik {places} di luar batas): batasnya "
            "belum dapat dipakai. Cari dulu penyebabnya di sana.",
            f"The base period (the first {chart.base} points, {name_en}) is itself not steady (point {places} outside the "
            "limits): its limits cannot be used yet. Look for the cause there first.",
        )
    later, out = len(chart.points) - chart.base, chart.out_after_base
    base_id = f"{chart.base} titik pertama" if chart.base else f"bagan sebelumnya dengan {chart.taken_on} titik"
    base_en = f"the first {chart.base} points" if chart.base else f"an earlier chart of {chart.taken_on} points"
    if out:
        places = ", ".join(map(str, out))
        return Sentence(
            f"{len(out)} dari {later} titik ({name_id}) di luar batas dari {base_id} (titik {places}): cari penyebabnya di sana.",
            f"{len(out)} of {later} points ({name_en}) outside the limits from {base_en} (point {places}): look for the cause "
            "there.",
        )
    return Sentence(
        f"Semua {later} titik ({name_id}) di dalam batas dari {base_id}: tidak ada tanda perubahan sejak itu, tetapi ini bukan "
        "bukti bahwa hasilnya memenuhi syarat.",
        f"All {later} points ({name_en}) inside the limits from {base_en}: no sign of a change since, but no proof that the "
        "work meets its specification.",
    )


def coarse_gauge(chart: Chart) -> Sentence | None:
    """Where most ranges are 0, the limits come from the steps of the gauge rather than from the work: no point is accused."""
    zero, many = sum(point == 0 for point in chart.points), len(chart.points)
    if chart.kind not in ("R", "S", "MR") or 2 * zero <= many:
        return None
    name_id, name_en = PLOTTED[chart.kind]
    return Sentence(
        f"{zero} dari {many} titik ({name_id}) nol: alat ukur mungkin terlalu kasar untuk pekerjaan ini, jadi batasnya terlalu "
        "sempit dan titik di luarnya belum berarti apa-apa.",
        f"{zero} of {many} points ({name_en}) are zero: the gauge may be too coarse for this work, so the limits are too narrow "
        "and points outside mean nothing yet.",
    )


def few_points(chart: Chart) -> Sentence | None:
    many = chart.limits_from
    if many >= FEW_POINTS:
        return None
    return Sentence(
        f"Baru {many} titik, jadi batas ini sementara (lazimnya paling sedikit {FEW_POINTS}).",
        f"Only {many} points so far, so the limits are provisional (customarily at least {FEW_POINTS}).",
    )


def explain_cusum(found: Cusum) -> Sentence:
    """The first alarm and its side; without one, how near the larger sum came to its limit at the end."""
    if found.out:
        first = found.out[0]
        rose = found.upper[first - 1] > found.h
        return Sentence(
            f"Jumlah kumulatif melewati batas {found.h:g} pada nilai ke-{first}: prosesnya bergeser "
            f"{'naik' if rose else 'turun'}, lazimnya beberapa nilai sebelum ini.",
            f"The cumulative sum passed its limit of {found.h:g} at value {first}: the process has shifted "
            f"{'up' if rose else 'down'}, as a rule some values before this one.",
        )
    near = max(found.upper[-1], found.lower[-1]) / found.h
    return Sentence(
        f"Jumlah kumulatif {100 * near:.0f} % dari batasnya setelah {len(found.upper)} nilai: belum ada tanda pergeseran, "
        "tetapi pergeseran kecil dapat belum terlihat.",
        f"The cumulative sum stands at {100 * near:.0f} % of its limit after {len(found.upper)} values: no sign of a "
        "shift yet, though a small one may not show so soon.",
    )


def explain_rare(found: RareFailures) -> Sentence:
    """Which failures came too soon, or what so few failures can and cannot show."""
    failures, percent = len(found.chart.points), f"{100 * found.failure_rate:.2g}"
    comma = str.maketrans(".", ",")
    if found.too_soon:
        places = ", ".join(map(str, found.too_soon))
        return Sentence(
            f"Kegagalan ke-{places} datang terlalu cepat (kurang dari {found.soonest} unit baik sejak sebelumnya): cari "
            "penyebabnya.",
            f"Failure {places} came too soon (fewer than {found.soonest} good units since the one before): look for the "
            "cause.",
        )
    if found.soonest == 0:
        return Sentence(
            f"Laju kegagalan sekitar {percent.translate(comma)} % ({failures} kegagalan): terlalu tinggi untuk bagan ini; "
            "jarak sependek apa pun masih mungkin kebetulan. Pakailah bagan p.",
            f"The failure rate is about {percent} % ({failures} failures): too high for this chart, any distance may be "
            "chance. Use a p-chart.",
        )
    return Sentence(
        f"Laju kegagalan sekitar {percent.translate(comma)} % ({failures} kegagalan): tidak ada yang datang terlalu cepat.",
        f"The failure rate is about {percent} % ({failures} failures): none came too soon.",
    )
