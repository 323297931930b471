"""The face that shows Django the tables of all rooms; nobody imports it."""

from tempa.allocation import facts as allocation
from tempa.catalogue import facts as catalogue
from tempa.contracts import facts as contracts
from tempa.delivery import facts as delivery
from tempa.demand import facts as demand
from tempa.ledger import facts as ledger
from tempa.openness import facts as openness
from tempa.payment import facts as payment
from tempa.production import facts as production
from tempa.quality import facts as quality
from tempa.registry import facts as registry
from tempa.supply import facts as supply

__all__ = [
    "allocation", "catalogue", "contracts", "delivery", "demand", "ledger", "openness", "payment", "production", "quality", "registry", "supply",
]  # fmt: skip
