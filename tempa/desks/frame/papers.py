"""Kept papers for those who may see them: the file under its own name, as it was kept, or a sentence why not."""

from __future__ import annotations

import hashlib
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tempa.desks.frame.door import Here
from tempa.ledger import queries as ledger
from tempa.ledger.actions import paper_place

NAME = re.compile("[0-9a-f]{64}")
PLAIN = "application/octet-stream"
SHOWN = {
    "application/zip", "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv", "image/jpeg", "image/png",
}  # fmt: skip
"""Types under which a file is handed out; what was uploaded as anything else is a row of bytes."""


def download(request: HttpRequest, here: Here, sha256: str) -> HttpResponse:
    """The file to keep, never to be shown inside a page of Tempa."""
    return handed_out(request, here.programme, sha256)


def handed_out(request: HttpRequest, programme: ledger.Programme, sha256: str) -> HttpResponse:
    """The same for who came by a link; whether they may have it is asked before."""
    paper = ledger.paper_named(programme, sha256) if NAME.fullmatch(sha256) else None
    if paper is None:
        raise Http404
    content, why = content_of(paper)
    if why:
        context = {"title": _("Berkas %(name)s") % {"name": paper.name}, "section": "", "why": why, "paper": paper}
        return render(request, "paper_missing.html", context, status=404)
    return sent_as_file(content, paper.name, paper.media_type)


def sent_as_file(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes to keep under a name; a type that is not among those that are shown is a row of bytes."""
    return HttpResponse(content, content_type=media_type if media_type in SHOWN else PLAIN, headers={
        "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=name)),
        "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, no-store",
    })  # fmt: skip


def content_of(paper: ledger.Paper) -> tuple[bytes, str]:
    """The bytes that were kept; or why they cannot be handed out: the file is gone, or is no longer the one that was kept."""
    try:
        content = paper_place(paper.sha256).read_bytes()
    except OSError:
        return b"", _("Berkas ini tercatat, tetapi tidak ada lagi di folder papers. Pulihkan dari cadangan, lalu jalankan: python3 run.py verify.")
    if hashlib.sha256(content).hexdigest() != paper.sha256:
        return b"", _("Isi berkas ini bukan lagi yang disimpan: sidiknya lain. Pulihkan dari cadangan, lalu jalankan: python3 run.py verify.")
    return content, ""
