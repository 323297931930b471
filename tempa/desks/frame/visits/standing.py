"""Where a workshop stands on the ladder of probation, by what inspections have found and how it is rated, its machines at recipients too."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tempa.delivery import queries as delivery
from tempa.desks.frame.door import Here
from tempa.quality import queries as quality
from tempa.registry import queries as registry
from tempa.registry.rules.probation import Probation


def probation_for(here: Any, workshop: str) -> Probation:
    return probations_for(here, [workshop])[workshop]


def probations_for(here: Here, workshops: Collection[str]) -> dict[str, Probation]:
    return registry.probations(
        here.programme, workshops, lambda codes: quality.results_of_all(here.programme, codes, here.today, field=delivery.field_of)
    )
