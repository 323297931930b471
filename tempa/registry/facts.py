"""Facts of the registry: its tables are kept from the rows that are stated."""

from tempa.ledger.facts import keeps
from tempa.registry.models import Capacity, Closure, Cluster, Offer, Workshop

keeps(Cluster, Workshop, Capacity, Closure, Offer)
