"""A part of a programme: the lots of a contract, an agency, a workshop or one lot, their contracts whole, and every row that these refer to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]
KINDS = ("contract", "agency", "workshop", "lot")
PEOPLE = ("by", "awarded_by", "proposed_by", "signed_by", "given_by", "received_by", "approved_by", "paid_by", "confirmed_by", "ready_by")
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Scope:
    """What a pack is about: the whole programme, or one thing of a kind of KINDS."""

    kind: str = "programme"
    code: str = ""

    @property
    def text(self) -> str:
        return f"{self.kind}:{self.code}" if self.code else self.kind

    @classmethod
    def of(cls, text: str) -> Scope:
        """The scope that `text` writes."""
        kind, _colon, code = text.partition(":")
        return cls(kind, code)


WHOLE = Scope()


def within(scope: Scope, tables: Tables, agencies: Mapping[str, str]) -> dict[str, list[Row]]:
    """The rows of a part. `agencies`: order line -> its agency. Purchases of material belong to no lot and stay out."""
    lots, contracts = reached(scope, tables, agencies)
    found: dict[str, list[Row]] = {name: [] for name in tables}

    def keep(column: str, codes: set[str], *names: str) -> None:
        for name in names:
            found[name] = [r for r in tables.get(name, ()) if r[column] in codes]

    keep("lot", lots, "lots", "progress", "issues", "inspections", "lot_decisions")
    keep("contract", contracts, "contracts", "contract_items", "addenda", "claims", "payments", "onward_payments")
    found["units"] = [r for r in tables.get("units", ()) if r["lot"] in lots and r["contract"] in contracts]
    serials = {r["serial"] for r in found["units"]}
    keep("serial", serials, "unit_decisions", "handovers", "use_checks", "repairs")
    found["inspections"] = [r for r in found["inspections"] if r["serial"] in serials]
    keep("payment", {r["payment"] for r in found["payments"]}, "payment_units")
    keep("recipient", {r["recipient"] for r in found["handovers"] if r["recipient"]}, "recipients")
    named = {r["line"] for r in found["lots"]} | {r["type"] for r in found["contract_items"]}
    keep("line", named, "order_changes")
    acted = {r[c] for rows in found.values() for r in rows for c in PEOPLE if r.get(c)}
    keep("person", acted, "people")
    about = lots | contracts | serials | {r["claim"] for r in found["claims"]} | {r["payment"] for r in found["payments"]}
    cited = {r["paper"] for rows in found.values() for r in rows if SHA256.fullmatch(r.get("paper", ""))}
    found["papers"] = [r for r in tables.get("papers", ()) if r["about"] in about or r["sha256"] in cited]
    return found


def reached(scope: Scope, tables: Tables, agencies: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """(lots, contracts) of a part: what is asked for, and then the contracts of these lots whole."""
    items, vendors = tables.get("contract_items", ()), {r["contract"]: r for r in tables.get("contracts", ())}
    if scope.kind == "contract":
        lots = {i["lot"] for i in items if i["contract"] == scope.code}
        contracts = {scope.code} & set(vendors)
    elif scope.kind == "agency":
        lots = {r["lot"] for r in tables.get("lots", ()) if agencies.get(r["line"]) == scope.code}
        contracts = {c for c, r in vendors.items() if r["agency"] == scope.code}
    elif scope.kind == "workshop":
        lots = {r["lot"] for r in tables.get("lots", ()) if r["workshop"] == scope.code}
        contracts = {c for c, r in vendors.items() if r["vendor"] == scope.code}
    else:
        lots, contracts = {r["lot"] for r in tables.get("lots", ()) if r["lot"] == scope.code}, set()
    contracts |= {i["contract"] for i in items if i["lot"] in lots}
    lots |= {i["lot"] for i in items if i["contract"] in contracts}
    return lots, contracts | {i["contract"] for i in items if i["lot"] in lots}
