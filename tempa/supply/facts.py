"""Facts of supply: its tables are kept from the rows that are stated."""

from tempa.ledger.facts import keeps
from tempa.supply.models import Supplier

keeps(Supplier)
