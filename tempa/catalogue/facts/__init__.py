"""Facts of the catalogue: names of types, objections to prices, the price list, offers from outside, local content, HPS sheets."""

from tempa.catalogue.facts.content import CertificateStated, OriginStated
from tempa.catalogue.facts.estimates import EstimateSheetApproved, EstimateSheetRefused, EstimateSheetSet
from tempa.catalogue.facts.names import AliasDecided
from tempa.catalogue.facts.objections import PriceObjected, PriceObjectionAnswered, PriceObjectionOverruled
from tempa.catalogue.facts.prices import OutsideOfferStated, PriceListRead, PriceStated, UseStated
from tempa.catalogue.models import MachineType, Material, PartsListItem, RoutingStep
from tempa.ledger.facts import keeps

keeps(MachineType, RoutingStep, Material, PartsListItem)

__all__ = [
    "AliasDecided",
    "CertificateStated",
    "EstimateSheetApproved",
    "EstimateSheetRefused",
    "EstimateSheetSet",
    "OriginStated",
    "OutsideOfferStated",
    "PriceListRead",
    "PriceObjected",
    "PriceObjectionAnswered",
    "PriceObjectionOverruled",
    "PriceStated",
    "UseStated",
]
