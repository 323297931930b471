"""How a workshop came to its contracts, at its desk or by a link: the frame of the page, where its pages are, and words that both say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.contracts.queries.mine import Mine
from tempa.desks.frame.contracts.speech import STAGES, missing_words
from tempa.desks.frame.door import Here
from tempa.desks.frame.link_door import LinkHere

Place = Here | LinkHere


@dataclass(frozen=True)
class Way:
    """How somebody came: the frame of the page, how a form stands in it, where its pages are."""

    here: Any
    is_link: bool

    def to(self, page: str, *args: str) -> str:
        return self.here.address(f"link-{page}", *args) if self.is_link else reverse(f"workshop-{page}", args=args)

    @property
    def context(self) -> dict[str, Any]:
        if self.is_link:
            return {"base": "link_base.html", "deed_template": "link_deed.html", "link_here": self.here, "list": "rows", "way": self}
        return {"base": "base.html", "deed_template": "deed.html", "section": "workshop-contracts", "list": "offers", "way": self}

    @property
    def contracts(self) -> str:
        return self.to("contracts")

    @property
    def particulars(self) -> str:
        return self.to("particulars")

    @property
    def materials(self) -> str:
        return self.to("materials")

    @property
    def claims(self) -> str:
        return self.to("claims")

    @property
    def money(self) -> str:
        return self.to("money")

    @property
    def dossier(self) -> str:
        return self.to("dossier")

    @property
    def dossier_folder(self) -> str:
        return self.to("dossier-folder")


def way_of(here: Place) -> Way:
    return Way(here, isinstance(here, LinkHere))


def said(lacking: Sequence[str]) -> str:
    return ", ".join(missing_words(what) for what in lacking)


def stage_words(m: Mine, stage: str) -> str:
    if m.is_vendor and stage == "signed":
        return _("menunggu tanda tangan Anda")
    if m.is_vendor and stage == "drafted":
        return _("menunggu penawaran Anda")
    return str(STAGES[stage][1])
