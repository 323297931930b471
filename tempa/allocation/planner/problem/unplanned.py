"""Why units stay unplanned: looks at what the finished plan left free and says what really blocks the line (Indonesian)."""

from __future__ import annotations

from collections import Counter

import numpy as np

from tempa.allocation.planner.problem.model import NO_LIMIT, Problem
from tempa.allocation.planner.problem.remaining_capacity import RemainingCapacity
from tempa.values.period import date_short, week_monday, week_sunday

RESOURCE_WORDS = {"cut": "potong", "bend": "tekuk", "weld": "las", "machine": "mesin (bubut, frais, bor)",
                  "assemble": "rakit", "wire": "kelistrikan", "paint": "cat", "test": "uji"}
NO_MEETING = "jam kerja, uang kerja dan pemeriksaan yang tersisa tidak bertemu dalam satu rentang minggu"


def reason_for(problem: Problem, left: RemainingCapacity, line: int, units: int) -> str:
    """One sentence on why `units` of the line stay unplanned."""
    options = [row for row in problem.option_rows(line) if (line, int(problem.option_site[row])) not in problem.forbidden]
    if not options:
        return problem.line_notes[line] if problem.line_notes and problem.line_notes[line] else \
            "tidak ada bengkel yang boleh mengerjakan jenis ini"
    t = int(problem.line_type[line])
    if problem.unit_cost()[options].min() >= problem.unplanned_rate * float(problem.type_price[t]):
        return "menurut angka program (unplanned_rate) lebih murah tidak merencanakan unit ini daripada membuatnya"
    for sentence in (too_short(problem), late_material(problem, t), untested(problem, left, t), tight_supply(problem, left, t, line),
                     inspection_week(problem, t, line)):
        if sentence:
            return sentence
    blocks = Counter(block(problem, left, line, row) for row in options)
    if NO_MEETING in blocks and (sentence := short_group(problem, left)):  # elsewhere something is used up all the same
        return sentence
    if len(blocks) == 1:
        (sentence, _), = blocks.items()
        return f"semua {len(options)} bengkel yang boleh: {sentence}" if len(options) > 1 else sentence
    told = "; ".join(f"{count} bengkel: {sentence}" for sentence, count in blocks.most_common(3))
    return f"dari {len(options)} bengkel yang boleh, {told}"


def late_material(problem: Problem, t: int) -> str:
    """A part whose first arrival leaves no week to make and inspect a lot."""
    rows = range(int(problem.bom_start[t]), int(problem.bom_start[t + 1]))
    for row in rows:
        material = int(problem.bom_material[row])
        arrived = np.flatnonzero(problem.supply[material] > 0)
        if not len(arrived):
            return f"bahan {problem.materials[material]} tidak pernah datang selama program ({problem.weeks} minggu)"
        if arrived[0] >= problem.weeks - 1:
            return f"bahan {problem.materials[material]} baru datang {first_day(problem, int(arrived[0]))}, program berakhir " \
                   f"{date_short(week_sunday(problem.weeks - 1, problem.start))}"
    return ""


def first_day(problem: Problem, week: int) -> str:
    return date_short(week_monday(week, problem.start))


def too_short(problem: Problem) -> str:
    if problem.weeks < 2:
        return "program hanya satu minggu: lot yang selesai tidak sempat diperiksa"
    return ""


def short_group(problem: Problem, left: RemainingCapacity) -> str:
    """A least share that holds only because units stay unplanned."""
    for group, code in enumerate(problem.groups):
        if int(left.value[problem.group_member[group]].sum()) < problem.group_min[group]:
            return f"bagian terkecil {group_word(code)} hanya terpenuhi bila unit lain tidak direncanakan"
    return ""


def untested(problem: Problem, left: RemainingCapacity, t: int) -> str:
    if problem.type_units_max[t] < NO_LIMIT and left.type_units[t] < problem.type_min_lot[t]:
        return f"jenis {problem.types[t]} belum diuji, paling banyak {problem.type_units_max[t]} unit percontohan"
    return ""


def tight_supply(problem: Problem, left: RemainingCapacity, t: int, line: int) -> str:
    """A part of which too little is left for one more lot that can still be inspected."""
    least = int(problem.line_min_lot[line])
    for row in range(int(problem.bom_start[t]), int(problem.bom_start[t + 1])):
        material = int(problem.bom_material[row])
        if left.supply[material, max(0, problem.weeks - 2)] < least * problem.bom_quantity[row]:
            arrives = int(np.argmax(problem.supply[material] > 0))
            return f"pasokan {problem.materials[material]} (mulai {first_day(problem, arrives)}) sudah habis terpakai lot lain"
    return ""


def inspection_week(problem: Problem, t: int, line: int) -> str:
    if int(problem.line_min_lot[line]) * int(problem.type_inspection[t]) > problem.inspection_hours:
        return "satu lot terkecil tidak selesai diperiksa dalam satu minggu"
    return ""


def block(problem: Problem, left: RemainingCapacity, line: int, row: int) -> str:
    """What keeps the smallest lot of the line out of this option."""
    t, site, least = int(problem.line_type[line]), int(problem.option_site[row]), int(problem.line_min_lot[line])
    value = least * int(problem.type_price[t])
    first = max(int(problem.first_week[site]), int(problem.type_first_start[t]), problem.first_free_week)
    last = min(int(problem.last_week[site]), problem.weeks - 2)
    if first > last:
        return "masa verifikasi bengkel tidak cukup"
    if least * int(problem.option_offer[row]) > left.budget[problem.line_budget[line]]:
        return f"plafon anggaran {problem.budget_lines[problem.line_budget[line]]} habis"
    if left.value[site] + value > problem.site_value_max[site]:
        return "bagian terbesar per bengkel sudah tercapai"
    for group in np.flatnonzero(problem.group_member[:, site]):
        if int(left.value[problem.group_member[group]].sum()) + value > problem.group_max[group]:
            return f"bagian terbesar {group_word(problem.groups[group])} sudah tercapai"
    if left.lots[site] <= 0:
        return "jumlah lot terbanyak bengkel sudah tercapai"
    return short_of_time(problem, left, line, row, first, last)


def group_word(code: str) -> str:
    if code == "school":
        return "sekolah (SMK)"
    return "sentra " + code.removeprefix("cluster:") if code.startswith("cluster:") else code


def short_of_time(problem: Problem, left: RemainingCapacity, line: int, row: int, first: int, last: int) -> str:
    """Cash, hours of a resource, inspection, or only their order in time."""
    t, site, least = int(problem.line_type[line]), int(problem.option_site[row]), int(problem.line_min_lot[line])
    payer = int(problem.site_payer[site])
    if least * int(problem.option_cash[row]) > left.cash[payer, first:].max(initial=0):
        return "uang kerja bengkel habis" if payer == site else f"uang kerja bengkel induk {problem.sites[payer]} habis"
    for step in range(int(problem.step_start[t]), int(problem.step_start[t + 1])):
        resource = int(problem.step_resource[step])
        need = int(problem.step_setup_hours[step]) + least * int(problem.step_unit_hours[step])
        if left.hours[problem.providers_of(site), resource, first:last + 1].sum() < need:
            return f"jam {RESOURCE_WORDS[list(RESOURCE_WORDS)[resource]]} penuh"
    if least * int(problem.type_inspection[t]) > left.inspection[first + 1:].max(initial=0):
        return "jam pemeriksaan penuh"
    return NO_MEETING
