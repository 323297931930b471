"""Reads the changes after which a plan is made again, and holds each against the programme and the plan.

    changes = parse_changes('{"changes": [{"kind": "site_down", "workshop": "W1", "from_week": 6, "to_week": 8}]}')

Weeks count from 0 and both ends are included. What is not understood is refused with sentences that say what is wrong,
where, and what to do (`ChangesError`); nothing is then changed at all.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from tempa.allocation.planner.problem.words import Names
from tempa.values.programme import Sentence

Tables = dict[str, list[dict[str, str]]]
LARGEST_NUMBER = 10**9


@dataclass(frozen=True)
class Change:
    """One change; only the fields of its kind say anything. `hours` in hours, at most two places."""

    kind: str
    workshop: str = ""
    lot: str = ""
    line: str = ""
    material: str = ""
    type: str = ""
    destination: str = ""
    due_date: str = ""
    week: int = 0
    from_week: int = 0
    to_week: int = 0
    weeks: int = 0
    step: int = 0
    quantity: int | None = None
    hours: Decimal = Decimal(0)


FIELDS: dict[str, tuple[str, ...]] = {
    "site_down": ("workshop", "from_week", "to_week"),
    "lot_failed": ("lot", "week", "quantity"),
    "lot_rework": ("lot", "week", "step", "hours"),
    "material_late": ("material", "from_week", "weeks"),
    "order_changed": ("line", "quantity?", "due_date?", "destination?"),
    "site_verified": ("workshop", "from_week"),
    "site_suspended": ("workshop", "from_week"),
    "offer_withdrawn": ("workshop", "type"),
}
"""Kind -> its fields; those with a question mark may be left out, yet not all of them."""


class ChangesError(Exception):
    """The changes cannot be used; `sentences` names every reason that was found."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self.sentences = list(sentences)
        super().__init__("\n".join(map(str, self.sentences)))


def parse_changes(text: str | bytes) -> tuple[Change, ...]:
    """The changes of a JSON text `{"changes": [{"kind": …, …}]}`; raises ChangesError."""
    document = _json(text)
    if not isinstance(document, dict) or set(document) != {"changes"} or not isinstance(document["changes"], list):
        raise ChangesError([Sentence(
            'Berkas perubahan harus berbentuk {"changes": [{"kind": …}, …]} tanpa kunci lain. Perbaiki bentuknya.',
            'The file of changes must have the form {"changes": [{"kind": …}, …]} and no other key. Mend its form.')])
    changes, faults = [], []
    for number, entry in enumerate(document["changes"], 1):
        found = _form_faults(number, entry)
        faults += found
        if not found:
            changes.append(_change(entry))
    if faults:
        raise ChangesError(faults)
    return tuple(changes)


def _json(text: str | bytes) -> Any:
    try:
        words = text.decode("utf-8") if isinstance(text, bytes) else text
        return json.loads(words, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError:
        reason = "terlalu dalam / nested too deeply"
    except (ValueError, UnicodeDecodeError) as error:
        reason = str(error)
    raise ChangesError([Sentence(
        f"Berkas perubahan bukan JSON UTF-8 yang dapat dibaca ({reason}). Periksa tanda kurung, koma dan tanda kutip.",
        f"The file of changes is not JSON in UTF-8 that can be read ({reason}). Check brackets, commas and quotes.")])


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} bukan bilangan / is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError(f"kunci dua kali / key twice: {next(k for k in keys if keys.count(k) > 1)}")
    return dict(pairs)


def _form_faults(number: int, entry: Any) -> list[Sentence]:
    """What is wrong with the form of one change, whatever the programme says."""
    if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str) or entry["kind"] not in FIELDS:
        return [refusal(number, "", f"jenis {_shown(entry)} tidak dikenal; pilih salah satu dari {', '.join(FIELDS)}",
                        f"kind {_shown(entry)} is unknown; choose one of {', '.join(FIELDS)}")]
    kind, wanted = entry["kind"], FIELDS[entry["kind"]]
    required = [name for name in wanted if not name.endswith("?")]
    allowed = [name.rstrip("?") for name in wanted]
    faults = [refusal(number, kind, f"kolom {name} tidak ada; tambahkan", f"field {name} is missing; add it")
              for name in required if name not in entry]
    faults += [refusal(number, kind, f"kolom {name[:40]!r} tidak dikenal; hapus (yang ada: {', '.join(allowed)})",
                       f"field {name[:40]!r} is unknown; delete it (there are: {', '.join(allowed)})")
               for name in entry if name != "kind" and name not in allowed]
    if len(required) < len(wanted) and not any(name in entry for name in allowed if name not in required):
        faults.append(refusal(number, kind, f"tidak ada yang berubah; isi salah satu dari {', '.join(allowed[1:])}",
                              f"nothing changes; state one of {', '.join(allowed[1:])}"))
    for name in allowed:
        if name in entry and not _READERS[name](entry[name]):
            faults.append(refusal(number, kind, f"{name} = {_shown(entry[name])} bukan {_KINDS[name][0]}",
                                  f"{name} = {_shown(entry[name])} is not {_KINDS[name][1]}"))
    if not faults and kind == "site_down" and entry["to_week"] < entry["from_week"]:
        faults.append(refusal(number, kind, "to_week sebelum from_week; tukar keduanya",
                              "to_week is before from_week; swap them"))
    return faults


def refusal(number: int, kind: str, wrong_id: str, wrong_en: str) -> Sentence:
    """A sentence that begins with where the change stands."""
    named = f" ({kind})" if kind else ""
    return Sentence(f"Perubahan {number}{named}: {wrong_id}.", f"Change {number}{named}: {wrong_en}.")


def _shown(value: Any) -> str:
    text = value.get("kind", value) if isinstance(value, dict) else value
    return repr(str(text) if isinstance(text, Decimal) else text)[:60]


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and value == value.strip() and 0 < len(value) <= 200


def _whole_from(least: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST_NUMBER


def _is_hours(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 < value <= LARGEST_NUMBER:
        return False
    return Decimal(value) * 100 == (Decimal(value) * 100).to_integral_value()


def _is_day(value: Any) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return False
    try:
        return bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


_READERS: dict[str, Callable[[Any], bool]] = {
    "workshop": _is_code, "lot": _is_code, "line": _is_code, "material": _is_code, "type": _is_code,
    "destination": _is_code, "due_date": _is_day, "week": _whole_from(0), "from_week": _whole_from(0),
    "to_week": _whole_from(0), "weeks": _whole_from(1), "step": _whole_from(1), "quantity": _whole_from(1),
    "hours": _is_hours,
}
_CODE = ("kode; tulis sebagai teks di antara tanda kutip", "a code; write it as text in quotes")
_WEEK = ("nomor minggu; tulis bilangan bulat mulai 0", "a week number; write a whole number from 0")
_COUNT = ("bilangan bulat paling sedikit 1; perbaiki", "a whole number of at least 1; mend it")
_KINDS: dict[str, tuple[str, str]] = {
    "workshop": _CODE, "lot": _CODE, "line": _CODE, "material": _CODE, "type": _CODE, "destination": _CODE,
    "due_date": ("tanggal; tulis TTTT-BB-HH", "a date; write YYYY-MM-DD"),
    "week": _WEEK, "from_week": _WEEK, "to_week": _WEEK, "weeks": _COUNT, "step": _COUNT, "quantity": _COUNT,
    "hours": ("jam; tulis bilangan di atas 0 dengan paling banyak dua angka desimal",
              "hours; write a number above 0 with at most two decimals"),
}


def _change(entry: dict[str, Any]) -> Change:
    known = {field.name for field in fields(Change)}
    values = {name: value for name, value in entry.items() if name in known}
    if "hours" in values:
        values["hours"] = Decimal(values["hours"])
    return Change(**values)


def content_faults(number: int, change: Change, tables: Tables, plan: Tables, at: int) -> list[Sentence]:
    """What is wrong with a change under this programme and plan: unknown codes, weeks outside, lots not begun."""
    weeks = next(int(row["value"]) for row in tables["programme"] if row["key"] == "weeks")
    faults = [refusal(number, change.kind, f"{column} {getattr(change, column)!r} tidak ada dalam program; periksa kodenya",
                      f"{column} {getattr(change, column)!r} is not in the programme; check the code")
              for column, table in _KNOWN_FROM.items() if getattr(change, column)
              and all(row[column] != getattr(change, column) for row in tables[table])]
    faults += [refusal(number, change.kind, f"{name} = {getattr(change, name)} di luar program (minggu 0 sampai {weeks - 1})",
                       f"{name} = {getattr(change, name)} is outside the programme (weeks 0 to {weeks - 1})")
               for name in FIELDS[change.kind] if name in ("week", "from_week", "to_week") and getattr(change, name) >= weeks]
    if change.kind == "offer_withdrawn" and not faults and all(
            (row["workshop"], row["type"]) != (change.workshop, change.type) for row in tables["offers"]):
        faults.append(refusal(number, change.kind, f"{change.workshop} tidak menawarkan {change.type}; periksa kodenya",
                              f"{change.workshop} has no offer for {change.type}; check the codes"))
    if change.due_date and change.due_date < next(r["value"] for r in tables["programme"] if r["key"] == "start_date"):
        faults.append(refusal(number, change.kind, f"due_date {change.due_date} sebelum program mulai; perbaiki tanggalnya",
                              f"due_date {change.due_date} is before the programme starts; mend the date"))
    return faults + (_lot_faults(number, change, tables, plan, at) if change.lot else [])


_KNOWN_FROM = {"workshop": "workshops", "line": "orders", "material": "materials", "type": "types",
               "destination": "destinations"}


def _lot_faults(number: int, change: Change, tables: Tables, plan: Tables, at: int) -> list[Sentence]:
    """Failure and rework need a lot that was in work by then, units it has, a step of its type."""
    lot = next((row for row in plan["lots"] if row["lot"] == change.lot), None)
    if lot is None:
        return [refusal(number, change.kind, f"lot {change.lot!r} tidak ada dalam rencana; periksa namanya",
                        f"lot {change.lot!r} is not in the plan; check its name")]
    begins, names, known = int(lot["start_week"]), Names(tables), (change.week, change.week)
    if begins >= at:
        return [refusal(number, change.kind, f"lot {change.lot} baru mulai {names.weeks(begins, begins, 'id')},"
                        f" belum dikerjakan pada {names.monday(at, 'id')};"
                        " ubah pesanannya (order_changed) atau hapus perubahan ini",
                        f"lot {change.lot} starts on {names.weeks(begins, begins, 'en')} and is not in work by {names.monday(at, 'en')};"
                        " change the order (order_changed) or drop this change")]
    if change.week < begins:
        return [refusal(number, change.kind, f"{names.weeks(*known, 'id')} sebelum lot {change.lot} mulai ({names.weeks(begins, begins, 'id')})",
                        f"{names.weeks(*known, 'en')} is before lot {change.lot} starts ({names.weeks(begins, begins, 'en')})")]
    if change.kind == "lot_failed" and (change.quantity or 0) > int(lot["quantity"]):
        return [refusal(number, change.kind, f"lot {change.lot} hanya {lot['quantity']} unit, bukan {change.quantity}",
                        f"lot {change.lot} has only {lot['quantity']} units, not {change.quantity}")]
    steps = sorted(int(row["step"]) for row in tables["routings"] if row["type"] == _type_of(tables, lot["line"]))
    if change.kind == "lot_rework" and change.step not in steps:
        return [refusal(number, change.kind, f"lot {change.lot} tidak punya langkah {change.step} (1 sampai {len(steps)})",
                        f"lot {change.lot} has no step {change.step} (1 to {len(steps)})")]
    return []


def _type_of(tables: Tables, line: str) -> str:
    return next((row["type"] for row in tables["orders"] if row["line"] == line), "")
