"""One of these papers set as PDF/A-2a, or as pictures beside its template; a changed template is set with limits around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tempa.contracts.papers.documents.kinds import DocumentKind
from tempa.contracts.papers.documents.needs import missing_of
from tempa.contracts.papers.documents.problem import Document
from tempa.contracts.papers.limited import pictures_limited, set_limited
from tempa.contracts.papers.problem import Cited, Post
from tempa.contracts.papers.setter import TEMPLATES, pictures_of, set_source
from tempa.contracts.papers.view import Plain, money, named_values, plain, qr

MONEY = ("value", "gross", "vat_charged", "spm", "net", "kept", "borne", "contract_value", "paid_before", "amount", "owed", "passed", "received",
         "passed_on", "payables", "still_to_make", "materials_deducted", "tax_and_penalty", "total_owed", "total_value", "base", "paid_value",
         "left", "price")  # fmt: skip
"""Fields that are money where they are whole numbers, beside those of the contract's papers."""


def document_template(kind: DocumentKind) -> str:
    """The template as it is shipped."""
    return (TEMPLATES / f"{kind}.typ").read_text("utf-8")


def render_document(kind: DocumentKind, said: Document, template: str | None = None) -> bytes:
    """The paper as PDF/A-2a; TemplateFault where it cannot be set."""
    file, seen = f"{kind}.typ", document_view(kind, said)
    if template is not None and template != document_template(kind):
        return set_limited(template, file, seen)
    return set_source((TEMPLATES / file).read_bytes(), file, seen)


def document_pictures(kind: DocumentKind, said: Document, template: str | None = None) -> list[bytes]:
    """Its pages as PNG, to be looked at beside its template."""
    file, seen = f"{kind}.typ", document_view(kind, said)
    if template is not None and template != document_template(kind):
        return pictures_limited(template, file, seen)
    return pictures_of((TEMPLATES / file).read_bytes(), file, seen)


def document_fields(kind: DocumentKind, said: Document) -> list[tuple[str, str]]:
    """Every name that its template may print, with what it is here."""
    return [(name, value) for name, value in named_values("d", document_view(kind, said)) if name != "d.paper.qr"]


def document_view(kind: DocumentKind, said: Document) -> Plain:
    """Everything that the template may print: the shared head on top, amounts and days with their words."""
    head, seen = said.head, with_money(plain(said), said)
    seen |= seen.pop("head")
    seen["paper"] |= {"qr": qr(head.paper.check_address)}
    return seen | {
        "kind": kind.value,
        "officers": {post.name.lower(): plain(head.officer(post)) for post in Post},
        "unverified": list(dict.fromkeys(one.citation for one in rules_in(said) if not one.verified)),
        "missing": [words.indonesian for words in missing_of(kind, said)],
    }


def with_money(seen: Plain, value: Any) -> Plain:
    """`plain` with the amounts of these papers in words as well, through every table in them; worked out sums are added."""
    for name in (*MONEY, "lacking"):
        held = getattr(value, name, None)
        if isinstance(held, int) and not isinstance(held, bool):
            seen[name] = held if name == "lacking" else money(held)
        elif held is None and hasattr(value, name):
            seen[name] = None
    for name in list(seen):
        held = getattr(value, name, None)
        if isinstance(held, tuple):
            seen[name] = [with_money(s, v) if isinstance(s, dict) else s for s, v in zip(seen[name], held, strict=True)]
        elif isinstance(seen[name], dict) and hasattr(held, "__dataclass_fields__") and not isinstance(held, Cited):
            seen[name] = with_money(seen[name], held)
    return seen


def rules_in(value: Any) -> Iterator[Cited]:
    """Every rule on which the paper stands, in its order."""
    if isinstance(value, Cited):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from rules_in(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from rules_in(getattr(value, name))


