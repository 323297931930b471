"""Papers of what follows a contract or comes before it: recipients, handovers, payments, visits, and the print-outs that nobody numbers.

kinds.py names them, problem.py is what each says, needs.py what of it is missing, render.py sets them with the look and the care of the
contract's own papers: values reach the template as data, equal data give equal bytes.
"""

from tempa.contracts.papers.documents.kinds import DEEDS, NAMES, DocumentKind
from tempa.contracts.papers.documents.needs import missing_of
from tempa.contracts.papers.documents.problem import (
    Asset,
    AssetList,
    CashLine,
    CashStatement,
    ClaimFile,
    Decree,
    DecreeRow,
    Document,
    Example,
    Examples,
    FileRow,
    HandoverFile,
    Head,
    Machine,
    Numbered,
    Onward,
    Owed,
    Part,
    Reference,
    Score,
    Side,
    Site,
    Slip,
    Visit,
)
from tempa.contracts.papers.documents.render import (
    document_fields,
    document_pictures,
    document_template,
    render_document,
)

__all__ = [
    "DEEDS",
    "NAMES",
    "Asset",
    "AssetList",
    "CashLine",
    "CashStatement",
    "ClaimFile",
    "Decree",
    "DecreeRow",
    "Document",
    "DocumentKind",
    "Example",
    "Examples",
    "FileRow",
    "HandoverFile",
    "Head",
    "Machine",
    "Numbered",
    "Onward",
    "Owed",
    "Part",
    "Reference",
    "Score",
    "Side",
    "Site",
    "Slip",
    "Visit",
    "document_fields",
    "document_pictures",
    "document_template",
    "missing_of",
    "render_document",
]
