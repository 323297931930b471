"""Facts of supply, by what they are about; the rows of suppliers are kept as they are stated."""

from tempa.ledger.facts import keeps
from tempa.supply.facts.buying import (
    DeliveryAnnounced,
    InvoiceDecided,
    InvoiceStated,
    PurchaseAnswered,
    PurchaseApproved,
    PurchaseCancelled,
    PurchaseChanged,
    PurchaseDrafted,
    PurchaseRefused,
    PurchaseSent,
)
from tempa.supply.facts.quotes import LocalContentStated, MaterialTermsStated, QuotesAsked, QuoteStated
from tempa.supply.facts.stock import (
    EnginesNumbered,
    GoodsReceived,
    IssueConfirmed,
    MaterialIssued,
    MaterialReturned,
    StockCounted,
)
from tempa.supply.models import Supplier

__all__ = [
    "DeliveryAnnounced", "EnginesNumbered", "GoodsReceived", "InvoiceDecided", "InvoiceStated", "IssueConfirmed", "LocalContentStated",
    "MaterialIssued", "MaterialReturned", "MaterialTermsStated", "PurchaseAnswered", "PurchaseApproved", "PurchaseCancelled", "PurchaseChanged",
    "PurchaseDrafted", "PurchaseRefused", "PurchaseSent", "QuoteStated", "QuotesAsked", "StockCounted",
]  # fmt: skip

keeps(Supplier)
