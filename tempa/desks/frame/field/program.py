"""The program that a phone keeps: its files under an address that names their state, its worker, its manifest and its words.

All files of one state stand under one version, so that a phone has all of it or none; what a phone holds goes on working
until it has fetched the next one whole.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.utils import translation

from tempa.desks.frame.field.sentences import SENTENCES

FOLDER = Path(__file__).resolve().parents[1] / "static" / "field"
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".png": "image/png", ".json": "application/json"}
WORKER = "worker.js"
LANGUAGES = ("id", "en")


@cache
def files() -> dict[str, bytes]:
    """Every file of the program by name, with the words of each language."""
    found = {p.name: p.read_bytes() for p in sorted(FOLDER.iterdir()) if p.suffix in TYPES and p.name != WORKER}
    return found | {f"words-{code}.json": words(code) for code in LANGUAGES}


def words(code: str) -> bytes:
    with translation.override(code):
        return json.dumps({name: translation.gettext(sentence) for name, sentence in SENTENCES.items()}, ensure_ascii=False).encode()


@cache
def version() -> str:
    """Names the state of the program: another file, another word, another version."""
    whole = hashlib.sha256((FOLDER / WORKER).read_bytes())
    for name, content in files().items():
        whole.update(name.encode() + hashlib.sha256(content).digest())
    return whole.hexdigest()[:12]


def type_of(name: str) -> str:
    return TYPES[Path(name).suffix]


def worker(base: str, file_address: str) -> str:
    """The worker's script for one desk: which files it keeps, then what it does."""
    kept = [base, *(file_address.replace("NAME", name) for name in files())]
    return f"const VERSION = {json.dumps(version())}, BASE = {json.dumps(base)}, FILES = {json.dumps(kept)};\n" + (FOLDER / WORKER).read_text()


def manifest(base: str, file_address: str) -> dict[str, object]:
    """What a phone needs to install the page: its name, where it begins, its pictures."""
    icons = [
        {"src": file_address.replace("NAME", f"icon-{n}.png"), "sizes": f"{n}x{n}", "type": "image/png", "purpose": "any maskable"}
        for n in (192, 512)
    ]
    return {
        "id": base, "name": "Tempa Lapangan", "short_name": "Tempa", "lang": "id", "start_url": base, "scope": base, "display": "standalone",
        "background_color": "#f5f6f7", "theme_color": "#0b5345", "icons": icons,
    }  # fmt: skip
