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
    name_id, name_en = PLOTTED[chart.kind]
    many = len(chart.points)
    if chart.out:
        places = ", ".join(map(str, chart.out))
        found = Sentence(
            f"{len(chart.out)} dari {many} titik ({name_id}) di luar batas (titik {places}): cari penyebabnya di sana.",
            f"{len(chart.out)} of {many} points ({name_en}) outside the limits (point {places}): look for the cause "
            "there.",
        )
    else:
        found = Sentence(
            f"Semua {many} titik ({name_id}) di dalam batas: tidak ada tanda perubahan, tetapi ini bukan bukti bahwa "
            "hasilnya memenuhi syarat.",
            f"All {many} points ({name_en}) inside the limits: no sign of a change, but no proof that the work "
            "meets its specification.",
        )
    if many >= FEW_POINTS:
        return found
    return Sentence(
        f"{found.id} Baru {many} titik, jadi batas ini sementara (lazimnya paling sedikit {FEW_POINTS}).",
        f"{found.en} Only {many} points so far, so the limits are provisional (customarily at least {FEW_POINTS}).",
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
