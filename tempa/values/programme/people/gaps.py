"""What the rows of a list still lack to be order lines, once they were understood: told by field, asked per agency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tempa.values.programme.people.proposal import Choice, Proposal, Question, ReadRow
from tempa.values.programme.people.questions import listed_places
from tempa.values.programme.schema import Tables

_NEEDED = ("agency", "destination", "due_date")


def with_budget_lines(proposal: Proposal, known: Tables, answers: Mapping[str, str]) -> Proposal:
    """Each order row with the budget line of its agency: its only one, or the one that a person chose for that agency."""
    owners = {row["budget_line"]: row["agency"] for row in known.get("budget_lines", [])}
    return replace(proposal, rows=tuple(_with_budget_line(row, owners, answers) for row in proposal.rows))


def _with_budget_line(row: ReadRow, owners: Mapping[str, str], answers: Mapping[str, str]) -> ReadRow:
    agency = row.values.get("agency", "") or owners.get(row.values.get("budget_line", ""), "")
    if row.table != "orders" or row.values.get("line") or not agency or not _lacks_budget(row, owners):
        return row
    own = [line for line, owner in owners.items() if owner == agency]
    stated = row.values.get("budget_line", "")
    chosen = own[0] if len(own) == 1 else stated if stated in own else answers.get(f"budget:{agency}", "")
    values = {column: text for column, text in row.values.items() if column != "budget_line"}
    given = tuple(dict.fromkeys((*row.given, "budget_line")))
    return replace(row, values=values | {"agency": agency} | ({"budget_line": chosen} if chosen in own else {}), given=given)


def _lacks_budget(row: ReadRow, owners: Mapping[str, str]) -> bool:
    """Blank, or that of another agency where the sheet itself names none."""
    stated = row.values.get("budget_line", "")
    return not stated or not row.values.get("agency") or (
        owners.get(stated, "") != row.values["agency"] and not row.extras.get("account_code"))


def about_budget_lines(proposal: Proposal, known: Tables) -> list[Question]:
    """Per agency of which rows have no budget line: which one pays for them?"""
    lacking: dict[str, list[ReadRow]] = {}
    for row in _orders(proposal):
        if row.values.get("agency") and not row.values.get("budget_line"):
            lacking.setdefault(row.values["agency"], []).append(row)
    kinds = {"direct": ("belanja langsung", "direct"), "indirect": ("belanja tidak langsung", "indirect")}
    asked = []
    for agency, rows in lacking.items():
        lines = [line for line in known.get("budget_lines", []) if line["agency"] == agency]
        labels = [[f"{line['budget_line']} ({line.get('account_code') or '–'}, {kinds.get(line['kind'], ('', ''))[n]})" for line in lines]
                  for n in (0, 1)]
        shown = listed_places((row.sheet, row.row) for row in rows)
        asked.append(Question(
            f"budget:{agency}", rows[0].sheet, rows[0].row, "",
            f"Mata anggaran mana yang membayar pesanan {agency} (baris {shown})?", f"Which budget line pays the order of {agency} (rows {shown})?",
            tuple(Choice(line["budget_line"], label_id, label_en)
                  for line, label_id, label_en in zip(lines, *labels, strict=True))))
    return [question for question in asked if question.choices]


def missing_fields(proposal: Proposal) -> dict[str, str]:
    """Of agency, destination and due date those that rows lack, with the numbers of these rows in words."""
    found: dict[str, str] = {}
    for field in _NEEDED:
        rows = [(row.sheet, row.row) for row in _orders(proposal) if not row.values.get(field)]
        if rows:
            found[field] = listed_places(rows)
    return found


def _orders(proposal: Proposal) -> list[ReadRow]:
    return [row for row in proposal.rows if row.table == "orders" and not row.values.get("line")]
