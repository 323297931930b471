"""What lets pages of a link open without a network: the worker's script, with the sentence for pages never opened before."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _

SCRIPT = Path(__file__).resolve().parents[1] / "frame" / "static" / "link-worker.js"


@cache
def script() -> str:
    return SCRIPT.read_text()


def worker(_request: HttpRequest) -> HttpResponse:
    """Served beside the pages that it keeps: a worker reaches no further than its own address."""
    said = escape(_("Tidak ada sinyal, dan halaman ini belum pernah dibuka di HP ini. Kembali, atau coba lagi bila ada sinyal."))
    page = f'<!DOCTYPE html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tempa</title><p>{said}</p>'
    return HttpResponse(
        f"const GONE = {json.dumps(page)};\n{script()}", content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )
