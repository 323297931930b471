"""Every kept paper is there as a file, byte for byte what its name, a SHA-256, says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from tempa.ledger.actions import paper_place
from tempa.ledger.verification.fault import Verdict


def check_papers(kept: Mapping[str, int], verdict: Verdict) -> None:
    """`kept`: SHA-256 of each paper that the chain names, and its size."""
    for name, size in kept.items():
        verdict.papers += 1
        try:
            with open(paper_place(name), "rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
                length = file.tell()
        except OSError as error:
            verdict.say(_("Berkas %(name)s tidak ada di folder papers: %(why)s."), name=name, why=error.strerror or error)
            continue
        if found != name or length != size:
            verdict.say(_("Berkas %(name)s diganti: isinya kini %(length)s bita dengan sidik %(found)s, seharusnya %(size)s bita."),
                        name=name, length=length, found=found, size=size)  # fmt: skip
