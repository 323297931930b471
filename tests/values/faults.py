"""Ways to spoil the demo programme, each in one line, and what a check must then find."""

from __future__ import annotations

from collections.abc import Callable

from tempa.values.programme import Tables

Spoil = Callable[[Tables], None]


def cell(table: str, row: int, **values: str) -> Spoil:
    """Set cells of one row; rows count as in the file, the header is 1."""
    return lambda tables: tables[table][row - 2].update(values)


def setting(key: str, value: str) -> Spoil:
    def spoil(tables: Tables) -> None:
        next(row for row in tables["programme"] if row["key"] == key)["value"] = value
    return spoil


def every(table: str, column: str, value: str) -> Spoil:
    def spoil(tables: Tables) -> None:
        for row in tables[table]:
            row[column] = value
    return spoil


def twice(table: str, row: int) -> Spoil:
    return lambda tables: tables[table].append(dict(tables[table][row - 2]))


def drop(table: str, keep: Callable[[dict[str, str]], bool]) -> Spoil:
    def spoil(tables: Tables) -> None:
        tables[table] = [row for row in tables[table] if keep(row)]
    return spoil


def both(*spoils: Spoil) -> Spoil:
    def spoil(tables: Tables) -> None:
        for one in spoils:
            one(tables)
    return spoil


def site(kind: str, /, **values: str) -> Spoil:
    """Change the first workshop of a kind."""
    return lambda tables: next(row for row in tables["workshops"] if row["kind"] == kind).update(values)


def rename_site(old: str, new: str) -> Spoil:
    def spoil(tables: Tables) -> None:
        for row in tables["workshops"]:
            row["workshop"] = new if row["workshop"] == old else row["workshop"]
    return spoil


def lead_of_first_member(kind: str) -> Spoil:
    def spoil(tables: Tables) -> None:
        target = [row for row in tables["workshops"] if row["kind"] == kind][-1]["workshop"]
        next(row for row in tables["workshops"] if row["kind"] == "member")["lead"] = target
    return spoil


def foreign_budget_line(tables: Tables) -> None:
    first = tables["orders"][0]
    first["budget_line"] = next(r["budget_line"] for r in tables["budget_lines"] if r["agency"] != first["agency"])


def offer_of_facility(tables: Tables) -> None:
    facility = next(row["workshop"] for row in tables["workshops"] if row["kind"] == "facility")
    tables["offers"].append({"workshop": facility, "type": "TAN-001", "unit_price": "1000000"})


def pilot_below_order(tables: Tables) -> None:
    ordered = tables["orders"][0]["type"]
    next(row for row in tables["types"] if row["type"] == ordered).update(tested="no", pilot_limit="1")


SPOILS: dict[str, Spoil] = {
    "nothing": lambda tables: None,
    "agency twice": twice("agencies", 2),
    "order line twice": twice("orders", 5),
    "capacity twice": twice("capacities", 3),
    "routing step twice": twice("routings", 2),
    "offer twice": twice("offers", 9),
    "closure twice is allowed": twice("closures", 2),
    "setting twice": twice("programme", 7),
    "blank agency": cell("agencies", 3, agency=""),
    "agency of blanks": cell("agencies", 3, agency="  "),
    "blanks around a material": cell("materials", 4, material=" ST-HOL46"),
    "blank key of an order": cell("orders", 7, line=""),
    "blank name": cell("types", 4, name_id=""),
    "name of blanks": cell("types", 4, name_id=" "),
    "blank island": cell("destinations", 2, island=""),
    "blank amount": cell("budget_lines", 2, amount=""),
    "blank due date": cell("orders", 2, due_date=""),
    "long form of a number": cell("capacities", 2, hours_per_week="34.0"),
    "long forms count once per table": both(cell("bom", 2, quantity="2.70"), cell("bom", 3, quantity="02.83")),
    "blanks around a name": cell("clusters", 2, name="Getap & Babakan "),
    "long form of a setting": setting("advance_rate", "0.30"),
    "blanks around a setting": setting("name_en", " Order"),
    "no weeks": drop("programme", lambda row: row["key"] != "weeks"),
    "blank weeks": setting("weeks", ""),
    "two settings missing": drop("programme", lambda row: row["key"] not in ("lot_cost", "code")),
    "dollars": setting("currency", "USD"),
    "start in words": setting("start_date", "15 Juli 2020"),
    "impossible start": setting("start_date", "2020-02-30"),
    "no weeks at all": setting("weeks", "0"),
    "half a week": setting("weeks", "22.5"),
    "ten years": setting("weeks", "521"),
    "weeks in words": setting("weeks", "dua puluh"),
    "advance above all": setting("advance_rate", "1.2"),
    "lateness in percent": setting("lateness_rate", "2"),
    "imbalance negative": setting("imbalance_rate", "-0.1"),
    "unplanned rate above 100": setting("unplanned_rate", "101"),
    "payment lag of half weeks": setting("payment_lag_weeks", "2.5"),
    "payment lag negative": setting("payment_lag_weeks", "-1"),
    "inspection hours of three places": setting("inspection_hours_per_week", "94.125"),
    "road shorter than the line": setting("road_factor", "0.9"),
    "freight of cents": setting("freight_per_tonne_km", "3500.5"),
    "lot cost with separators": setting("lot_cost", "250.000,5"),
    "schools crossed": setting("school_share_min", "0.3"),
    "budget line of an unknown agency": cell("budget_lines", 2, agency="XXX"),
    "budget line of lower case": cell("budget_lines", 2, agency="distanbun"),
    "odd kind of spending": cell("budget_lines", 2, kind="Direct"),
    "negative amount": cell("budget_lines", 3, amount="-5"),
    "amount with separators": cell("budget_lines", 3, amount="1.000.000"),
    "amount in exponents": cell("budget_lines", 3, amount="1e9"),
    "latitude beyond the pole": cell("clusters", 3, latitude="-98.6"),
    "longitude beyond": cell("destinations", 3, longitude="200"),
    "share above 1": cell("clusters", 3, share_max="1.2"),
    "shares crossed": cell("clusters", 3, share_min="0.2", share_max="0.1"),
    "least shares beyond 1": every("clusters", "share_min", "0.14"),
    "greatest shares below 1": every("clusters", "share_max", "0.09"),
    "blank greatest share": both(every("clusters", "share_max", "0.09"), cell("clusters", 4, share_max="")),
    "odd kind of workshop": site("member", kind="Member"),
    "unknown cluster": site("member", cluster="SENTRA-99"),
    "member without cluster": site("member", cluster=""),
    "school without cluster is allowed": site("school", cluster=""),
    "lead with a lead": site("lead", lead="W02"),
    "facility with a lead": site("facility", lead="W02"),
    "unknown lead": site("member", lead="W99"),
    "lead that is a member": lead_of_first_member("member"),
    "lead that is a school": lead_of_first_member("school"),
    "member without lead": site("member", lead="", legal_tier="registered"),
    "odd tier": site("member", legal_tier="CV"),
    "blank tier": site("member", legal_tier=""),
    "lead unregistered": site("lead", legal_tier="unregistered"),
    "unregistered without lead": site("member", legal_tier="unregistered", lead=""),
    "half a worker": site("member", workers="2.5"),
    "negative cash": site("member", cash_limit="-1"),
    "score above 100": site("member", score_staff="101"),
    "score in words": site("member", score_staff="baik"),
    "blank scores": site("member", score_staff="", score_premises=""),
    "verified in another order": site("member", verified_from="30-05-2020"),
    "verified on no day": site("member", verified_until="2021-02-29"),
    "verified crossed": site("member", verified_from="2022-01-01", verified_until="2021-01-01"),
    "site renamed, references left": rename_site("W05", "W05X"),
    "odd resource": cell("capacities", 5, resource="las"),
    "hours of three places": cell("capacities", 5, hours_per_week="1.125"),
    "hours beyond reason": cell("capacities", 5, hours_per_week="100001"),
    "closure after the end": cell("closures", 3, week="23"),
    "closure that triples": cell("closures", 3, factor="3"),
    "closure of nobody": cell("closures", 3, workshop="W999"),
    "price of nothing": cell("types", 5, unit_price="0"),
    "inspection of a month": cell("types", 5, inspection_hours="60", min_lot="2"),
    "lot of nothing": cell("types", 5, min_lot="0"),
    "tested perhaps": cell("types", 5, tested="ya"),
    "half a pilot": cell("types", 5, pilot_limit="1.5"),
    "warranty negative": cell("types", 5, warranty_months="-1"),
    "step without time": cell("routings", 3, hours_per_unit="0", setup_hours="0"),
    "step zero": cell("routings", 2, step="0"),
    "step left out": drop("routings", lambda row: (row["type"], row["step"]) != ("TAN-001", "2")),
    "no steps": drop("routings", lambda row: row["type"] != "TAN-003"),
    "unknown type in routing": cell("routings", 4, type="TAN-9"),
    "odd kind of material": cell("materials", 3, kind="besi"),
    "unknown supplier": cell("materials", 3, supplier="TOKO"),
    "lead time of half weeks": cell("materials", 3, lead_time_weeks="1.5"),
    "five places in a parts list": cell("bom", 3, quantity="1.00001"),
    "unknown material": cell("bom", 3, material="EMAS"),
    "type without parts": drop("bom", lambda row: row["type"] != "TAN-001"),
    "supplier perhaps local": cell("suppliers", 2, local="ya"),
    "offer of nobody": cell("offers", 2, workshop="W999"),
    "offer for nothing": cell("offers", 2, type="XX-1"),
    "offer of zero": cell("offers", 2, unit_price="0"),
    "offer in words": cell("offers", 2, unit_price="satu juta"),
    "offer of a facility": offer_of_facility,
    "no bending anywhere": drop("capacities", lambda row: row["resource"] != "bend"),
    "no offer for a type": drop("offers", lambda row: row["type"] != "TAN-001"),
    "offers above the estimate": every("offers", "unit_price", "999999999"),
    "due before the start": cell("orders", 3, due_date="2020-07-14"),
    "due after the end": cell("orders", 3, due_date="2021-07-14"),
    "due on no day": cell("orders", 3, due_date="2020-11-31"),
    "order of nothing": cell("orders", 3, quantity="0"),
    "order of halves": cell("orders", 3, quantity="2.5"),
    "order negative": cell("orders", 3, quantity="-4"),
    "order from another budget": foreign_budget_line,
    "order of unknown everything": cell("orders", 3, agency="A", budget_line="B", type="C", destination="D"),
    "order beyond the budget": cell("orders", 3, quantity="4000"),
    "pilot below the order": pilot_below_order,
    "rows first, orders later": both(cell("orders", 3, quantity="0"), cell("types", 5, tested="ya")),
    "no orders": drop("orders", lambda row: False),
    "no sites": both(drop("workshops", lambda row: False), drop("capacities", lambda row: False),
                     drop("offers", lambda row: False), drop("closures", lambda row: row["workshop"] == "*")),
}
