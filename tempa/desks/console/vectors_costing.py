"""Known right answers for the costing engine: one function per kind of case, from its named inputs to its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tempa.catalogue.costing.ladder import Offered, allowed_offers
from tempa.catalogue.costing.local_content import (
    content_of_products,
    row_content,
    small_industry_content,
    weighted_content,
)
from tempa.catalogue.costing.ownership import Machine, total_cost
from tempa.catalogue.costing.preference import current_evaluation, old_evaluation

Case = dict[str, Any]


def tkdn_rows(case: Case) -> Case:
    content = row_content(case["tkdn"], case["qty"], case["price"])
    return {"kdn": content.kdn, "kln": content.kln}


def tkdn_46_2022(case: Case) -> Case:
    parts = (case["material"], case["labour"], case["overhead"], case["development"])
    return {"tkdn": small_industry_content(*parts)}


def tkdn_35_2025(case: Case) -> Case:
    return {"tkdn": weighted_content(case["material"], case["labour"], case["overhead"])}


def tkdn_several_products(case: Case) -> Case:
    return {"tkdn": content_of_products([(part["tkdn"], part["price"]) for part in case["parts"]])}


def domestic_product_ladder(case: Case) -> Case:
    offers = [Offered(offer["name"], offer.get("tkdn"), offer.get("bmp", 0)) for offer in case["offers"]]
    return {"allowed": list(allowed_offers(offers).names)}


def hea_old(case: Case) -> Case:
    found = old_evaluation(case["HP"], case["TKDN"], case["preference"])
    return {"KP": found.coefficient, "HEA": found.price}


def hea_current(case: Case) -> Case:
    """The bare formula of the kind: a case states an offer that qualifies."""
    found = current_evaluation(case["HP"], case["TKDN"], case["preference"])
    return {"KP": found.coefficient, "HEA": found.price}


def tco(case: Case) -> Case:
    machine = Machine(
        price=case["price"],
        hours=case["hours"],
        fuel_per_hour=case["fuel_l_per_h"],
        fuel_price=case["fuel_price"],
        maintenance=case["maint"],
        downtime_hours=case["downtime_h"],
        downtime_cost=case["downtime_cost"],
        salvage=case["salvage"],
        rate=case["r"],
        years=case["life"],
        freight=case.get("freight", 0),
        installation=case.get("installation", 0),
    )
    return {"TCO": total_cost(machine).total}


KINDS: dict[str, Callable[[Case], Case]] = {
    "tkdn_rows": tkdn_rows,
    "tkdn_46_2022": tkdn_46_2022,
    "tkdn_35_2025": tkdn_35_2025,
    "tkdn_several_products": tkdn_several_products,
    "domestic_product_ladder": domestic_product_ladder,
    "hea_old": hea_old,
    "hea_current": hea_current,
    "tco": tco,
}
