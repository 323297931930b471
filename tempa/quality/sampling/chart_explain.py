"""One sentence per chart: what it shows and what it does not prove, in Indonesian and English."""

from __future__ import annotations

from typing import NamedTuple

from .chart_limits import Chart

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
