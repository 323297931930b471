"""Which papers a handover gets."""

from __future__ import annotations

HOLDER_ABOVE = 50_000_000
"""Value of a contract, whole rupiah, above which the PPK hands over to the budget holder with minutes of their own (papers.toml)."""


def papers_of_handover(*, step: int, recipient: str, largest_contract: int) -> tuple[str, ...]:
    """Kinds of paper by step: minutes at each; the agency also examines; a recipient also gets a grant, training and commissioning."""
    if step == 1:
        return ("handover_minutes",)
    if step == 2:
        return ("examination", "handover_minutes", *(["holder_minutes"] if largest_contract > HOLDER_ABOVE else []))
    return ("handover_minutes", *(["grant"] if recipient != "agency" else []), "training", "commissioning")
