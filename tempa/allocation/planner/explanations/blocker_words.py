"""What was in the way of a lot, as clauses in Indonesian and English."""

from __future__ import annotations

from tempa.allocation.planner.explanations.finished_plan import Blocker
from tempa.allocation.planner.problem.words import RESOURCES, Language, Names, hours, money


def blocker_text(blocker: Blocker, names: Names, language: Language) -> str:
    """What was in the way, as a clause: `jam las kurang (perlu 20 jam, tersisa 3,5 jam)`."""
    en = language == "en"
    if blocker.kind == "hours":
        word = RESOURCES[blocker.resource][en]
        need, free = hours(blocker.needed, language), hours(blocker.free, language)
        return f"{word} hours are short (needs {need}, {free} left)" if en else f"jam {word} kurang (perlu {need}, tersisa {free})"
    if blocker.kind == "cash":
        need, free, whose = money(blocker.needed, language), money(blocker.free, language), names.site(blocker.place)
        when = names.weeks(blocker.first_week, blocker.last_week, language)
        return f"working cash of {whose} is used up in {when} (needs {need}, {free} left)" if en else \
            f"uang kerja {whose} habis {when} (perlu {need}, tersisa {free})"
    if blocker.kind == "budget":
        return f"the ceiling of budget line {blocker.place} is used up" if en else f"plafon mata anggaran {blocker.place} habis"
    if blocker.kind in ("group_most", "group_least"):
        name = names.group(blocker.place, language)
        if blocker.kind == "group_most":
            return f"the largest share of {name} is reached" if en else f"bagian terbesar {name} sudah tercapai"
        return f"the least share of {name} would be missed" if en else f"bagian minimum {name} jadi tidak terpenuhi"
    if blocker.kind == "window":
        return window_text(blocker, names, en)
    return FIXED[blocker.kind][en]


def window_text(blocker: Blocker, names: Names, en: bool) -> str:
    if blocker.last_week < blocker.first_week:
        return "its verification does not hold in this programme" if en else "verifikasinya tidak berlaku dalam program ini"
    when = names.weeks(blocker.first_week, blocker.last_week, "en" if en else "id")
    return f"its verification only holds in {when}" if en else f"verifikasinya hanya berlaku {when}"


FIXED = {
    "flow": ("jamnya cukup, tetapi urutan langkahnya tidak muat pada minggu itu",
             "the hours suffice, but the steps in their order do not fit into those weeks"),
    "site_share": ("bagian terbesar per bengkel sudah tercapai", "the largest share of one workshop is reached"),
    "lots": ("jumlah lot terbanyaknya sudah tercapai", "its largest number of lots is reached"),
    "forbidden": ("aturan perencana melarangnya", "a rule of the planner forbids it"),
}
