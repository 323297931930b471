"""Rules that a planner adds to the programme's own, as data: kept in a file beside the programme, never in it.

    rules = read_side_constraints("data/ntb-2020.rules.json")
    problem = apply(problem_from_tables(tables), rules, tables)

The eleven rules of the format always hold. An added rule can only narrow what they allow; where it says less than they
demand, it changes nothing and `notes` says so. Shares are of the whole order's value; least shares are reduced by the
value of unplanned units, as rule 10 does it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from tempa.values.programme.errors import Sentence

Tables = dict[str, list[dict[str, str]]]

# Kind -> fields it must have, fields it may have. "min|max" stands for at least one of the two.
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "cluster_share": (("cluster", "min|max"), ()),
    "school_share": (("min|max",), ()),
    "site_share": (("max",), ("workshop",)),
    "regency_share": (("regency", "min|max"), ()),
    "newcomers_share": (("workshops", "min"), ()),
    "registered_only": ((), ()),
    "site_lots": (("count",), ("workshop",)),
    "forbid": (("workshop",), ("type",)),
    "smallest_lot": (("count",), ("type",)),
}
TEXTS, SHARES = ("cluster", "regency", "workshop", "type", "why"), ("min", "max")


class SideConstraintsError(ValueError):
    """Rules that cannot be read or do not fit the programme; `sentences` says why, in both languages."""

    def __init__(self, *sentences: Sentence) -> None:
        self.sentences = list(sentences)
        super().__init__("\n".join(s.id for s in sentences))


@dataclass(frozen=True)
class SideConstraint:
    """One added rule of a kind of `KINDS`. `least` and `most` are shares from 0 to 1; `count` is lots or units.

    A blank `workshop` means every workshop, a blank `type` every type. `why` is the planner's reason, for the record.
    """

    kind: str
    cluster: str = ""
    regency: str = ""
    workshop: str = ""
    type: str = ""
    workshops: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    count: int | None = None
    why: str = ""


@dataclass(frozen=True)
class SideConstraints:
    """All added rules, in the planner's order."""

    rules: tuple[SideConstraint, ...] = ()

    def without(self, number: int) -> SideConstraints:
        return SideConstraints(self.rules[:number] + self.rules[number + 1:])

    @property
    def sha256(self) -> str:
        """Of the canonical JSON; goes into the plan's table `plan` as `rules_sha256`."""
        return hashlib.sha256(side_constraints_to_json(self).encode()).hexdigest()


def side_constraints_path(programme: str | Path) -> Path:
    """Where a programme's rules are kept: `ntb-2020` -> `ntb-2020.rules.json` in the same folder."""
    path = Path(programme)
    return path.with_name(f"{path.stem if path.suffix == '.xlsx' else path.name}.rules.json")


def read_side_constraints(path: str | Path) -> SideConstraints:
    """The rules of a file; no file means no rules. Raises SideConstraintsError."""
    path = Path(path)
    return side_constraints_from_json(path.read_text(encoding="utf-8")) if path.exists() else SideConstraints()


def write_side_constraints(rules: SideConstraints, path: str | Path) -> None:
    """Raises SideConstraintsError inside a programme folder: its tables are what is hashed and published."""
    path = Path(path)
    if (path.parent / "programme.csv").exists():
        raise SideConstraintsError(Sentence(
            f"{path.name} tidak boleh di dalam folder program; simpan di sebelahnya: {side_constraints_path(path.parent).name}.",
            f"{path.name} may not lie in the programme folder; keep it beside it: {side_constraints_path(path.parent).name}."))
    path.write_text(side_constraints_to_json(rules) + "\n", encoding="utf-8")


def side_constraints_to_json(rules: SideConstraints) -> str:
    """Fields in a fixed order, blank ones left out, shares in their shortest form."""
    return json.dumps({"rules": [row_of(rule) for rule in rules.rules]}, ensure_ascii=False, indent=1)


def row_of(rule: SideConstraint) -> dict[str, Any]:
    row = {"kind": rule.kind, "cluster": rule.cluster, "regency": rule.regency, "workshop": rule.workshop,
           "type": rule.type, "workshops": list(rule.workshops), "min": as_number(rule.least),
           "max": as_number(rule.most), "count": rule.count, "why": rule.why}
    return {name: value for name, value in row.items() if value is not None and value != "" and value != []}


def as_number(share: Decimal | None) -> float | int | None:
    if share is None:
        return None
    return int(share) if share == share.to_integral_value() else float(share)


def side_constraints_from_json(text: str) -> SideConstraints:
    """The rules of `{"rules": [{"kind": …, …}]}`; raises SideConstraintsError with one sentence per fault."""
    try:
        found = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as fault:
        raise SideConstraintsError(Sentence(f"Berkas aturan bukan JSON: baris {fault.lineno}, kolom {fault.colno}.",
                                  f"The file of rules is not JSON: line {fault.lineno}, column {fault.colno}.")) from fault
    if not isinstance(found, dict) or set(found) != {"rules"} or not isinstance(found["rules"], list):
        raise SideConstraintsError(Sentence('Berkas aturan harus berbentuk {"rules": [ … ]}.',
                                  'A file of rules has the form {"rules": [ … ]}.'))
    faults: list[Sentence] = []
    rules = [rule_of(number, row, faults) for number, row in enumerate(found["rules"], 1)]
    if faults:
        raise SideConstraintsError(*faults)
    return SideConstraints(tuple(rule for rule in rules if rule is not None))


def rule_of(number: int, row: Any, faults: list[Sentence]) -> SideConstraint | None:
    """One rule; what is wrong with it goes to `faults`."""
    if not isinstance(row, dict) or row.get("kind") not in KINDS:
        kind = row.get("kind", "") if isinstance(row, dict) else row
        known = ", ".join(KINDS)
        faults.append(Sentence(f"Aturan {number}: jenis {kind!r} tidak dikenal; yang ada: {known}.",
                               f"Rule {number}: kind {kind!r} is unknown; there are: {known}."))
        return None
    before = len(faults)
    check_fields(number, row, faults)
    check_values(number, row, faults)
    if len(faults) > before:
        return None
    return SideConstraint(row["kind"], workshops=tuple(row.get("workshops", ())), least=share_of(row, "min"), most=share_of(row, "max"),
                count=row.get("count"), **{name: row.get(name, "") for name in TEXTS})


def share_of(row: dict[str, Any], name: str) -> Decimal | None:
    return Decimal(row[name]).normalize() if name in row else None


def check_fields(number: int, row: dict[str, Any], faults: list[Sentence]) -> None:
    """Missing and unknown fields of a known kind."""
    must, may = KINDS[row["kind"]]
    allowed = {"kind", "why", *may, *(name for part in must for name in part.split("|"))}
    extra = sorted(set(row) - allowed)
    missing = [part for part in must if not any(name in row for name in part.split("|"))]
    for name in extra:
        faults.append(Sentence(f"Aturan {number} ({row['kind']}): isian {name!r} tidak dikenal.",
                               f"Rule {number} ({row['kind']}): field {name!r} is unknown."))
    for part in missing:
        words = part.replace("|", " atau ")
        faults.append(Sentence(f"Aturan {number} ({row['kind']}): {words} belum diisi.",
                               f"Rule {number} ({row['kind']}): {part.replace('|', ' or ')} is missing."))


def check_values(number: int, row: dict[str, Any], faults: list[Sentence]) -> None:
    """Shares from 0 to 1, whole counts of 1 or more, texts, lists of workshops."""
    def wrong(name: str, indonesian: str, english: str) -> None:
        faults.append(Sentence(f"Aturan {number} ({row['kind']}): {name} {row[name]!s} {indonesian}.",
                               f"Rule {number} ({row['kind']}): {name} {row[name]!s} {english}."))

    for name in SHARES:
        if name in row and not is_share(row[name]):
            wrong(name, "harus bagian dari 0 sampai 1, misalnya 0.15", "must be a share from 0 to 1, for example 0.15")
    if all(name in row and is_share(row[name]) for name in SHARES) and Decimal(row["min"]) > Decimal(row["max"]):
        wrong("min", f"lebih besar dari max {row['max']!s}", f"is greater than max {row['max']!s}")
    count = row.get("count", 1)
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        wrong("count", "harus bilangan bulat 1 atau lebih", "must be a whole number of 1 or more")
    for name in TEXTS:
        if not isinstance(row.get(name, ""), str) or (name in row and name != "why" and not row[name].strip()):
            wrong(name, "harus kode", "must be a code")
    sites = row.get("workshops", [""])
    if not isinstance(sites, list) or not sites or not all(isinstance(s, str) for s in sites):
        wrong("workshops", "harus daftar kode bengkel", "must be a list of workshop codes")


def is_share(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    try:
        return Decimal(0) <= Decimal(value) <= Decimal(1)
    except InvalidOperation:
        return False
