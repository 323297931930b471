"""Where the photos of a handover, a site, a repair or a machine are, for who may see them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.desks.frame.door import Here

Picture = tuple[str, str]
"""The address of a photo, and its words."""


def pictures(here: Here, subject: str, digests: Iterable[str]) -> list[Picture]:
    """Photos of a subject as a page at a desk shows them."""
    return numbered(reverse(f"{here.desk}-evidence-photo", args=[digest, subject]) for digest in digests)


def numbered(addresses: Iterable[str]) -> list[Picture]:
    return [(address, _("Foto %(n)s") % {"n": n}) for n, address in enumerate(addresses, 1)]
