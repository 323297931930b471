"""The addresses of the field page at a desk: the page itself, what it is made of, what it takes along and what it sends."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie

from tempa.desks.frame.deeds import form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.field import program
from tempa.desks.frame.field.described import as_json
from tempa.desks.frame.field.receive import MOST_BYTES, read_letter, take_in
from tempa.desks.frame.field.registered import kinds_at
from tempa.desks.frame.speech import spoken
from tempa.ledger import envelopes, photos
from tempa.ledger.rules import Refused

AT_ONCE = threading.BoundedSemaphore(2)
"""So many envelopes and photos at once in each process, of its four threads: phones on slow lines never hold up the pages of others."""
READING = threading.Lock()
"""One photo at a time is read to its last pixel in each process: the cores stay free for pages."""
YEAR = 365 * 24 * 3600
View = Callable[..., HttpResponse]


def field_patterns(desk: str, *roles: str) -> list[URLPattern]:
    """Addresses under `lapangan/` of a desk at which `roles` work in the field; names begin with `<desk>-field`."""
    home = f"{desk}-field"
    receiving: dict[str, tuple[View, str]] = {
        "envelope": (receive_envelope, "kirim/"), "photo": (receive_photo, "foto/<uuid:envelope>/<str:photo>/"),
    }  # fmt: skip
    return [
        path("lapangan/", shell(home), name=home),
        path("lapangan/worker.js", worker(home), name=f"{home}-worker"),
        path("lapangan/tempa.webmanifest", manifest(home), name=f"{home}-manifest"),
        path("lapangan/p/<str:version>/<str:file>", file, name=f"{home}-file"),
        path("lapangan/tugas/", ensure_csrf_cookie(door(*roles)(tasks)), name=f"{home}-tasks"),
        *(path(f"lapangan/{at}", door(*roles)(form_of(home)(in_turn(view))), name=f"{home}-{name}") for name, (view, at) in receiving.items()),
    ]


def shell(home: str) -> View:
    """The page without anything of anybody: it opens from the phone's own store, with or without a session."""

    def show(request: HttpRequest) -> HttpResponse:
        response = render(request, "field/shell.html", {
            "base": reverse(home), "version": program.version(), "app": file_address(home, "app.js"), "look": file_address(home, "field.css"),
            "icon": file_address(home, "icon-192.png"), "manifest": reverse(f"{home}-manifest"),
        })  # fmt: skip
        response["Cache-Control"] = "no-cache"
        return response

    return show


def file_address(home: str, name: str) -> str:
    return reverse(f"{home}-file", args=[program.version(), name])


def worker(home: str) -> View:
    def show(_request: HttpRequest) -> HttpResponse:
        script = program.worker(reverse(home), file_address(home, "NAME"))
        return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})

    return show


def manifest(home: str) -> View:
    def show(_request: HttpRequest) -> HttpResponse:
        said = program.manifest(reverse(home), file_address(home, "NAME"))
        return HttpResponse(json.dumps(said), content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})

    return show


def file(_request: HttpRequest, version: str, file: str) -> HttpResponse:
    """One file of the program as it is now; of another state there is none."""
    content = program.files().get(file)
    if version != program.version() or content is None:
        raise Http404
    return HttpResponse(content, content_type=program.type_of(file), headers={"Cache-Control": f"public, max-age={YEAR}, immutable"})


def tasks(request: HttpRequest, here: Here) -> HttpResponse:
    """What a person takes along, of every kind."""
    found = [(kind, kind.tasks(here)) for kind in kinds_at(here.role)]
    return answered({
        "person": {"id": str(here.person.public_id), "name": here.person.name}, "programme": here.programme.code, "day": here.today.isoformat(),
        "tasks": [as_json(task) for _kind, tasks in found for task in tasks],
        "cut": [kind.name for kind, tasks in found if len(tasks) == kind.most],
    })  # fmt: skip


def in_turn(view: View) -> View:
    """Let in as many as have room; who comes beside them is asked to come again in a moment, before anything is read of what they send."""

    @functools.wraps(view)
    def enter(request: HttpRequest, here: Here, **kwargs: object) -> HttpResponse:
        if not AT_ONCE.acquire(blocking=False):
            response = answered({"state": "busy"}, 503)
            response["Retry-After"] = "1"
            return response
        try:
            return view(request, here, **kwargs)
        finally:
            AT_ONCE.release()

    return enter


def receive_envelope(request: HttpRequest, here: Here) -> HttpResponse:
    """One envelope: kept, and recorded where it is whole."""
    received_at = timezone.now()
    try:
        letter = read_letter(request.read(MOST_BYTES + 1))
        answer = take_in(here, letter, sent=device_clock(request), received_at=received_at)
    except Refused as refused:
        return answered({"state": "refused", "why": spoken(refused)}, 400)
    return answered({"state": answer.state, "why": answer.why, "missing": list(answer.missing)})


def receive_photo(request: HttpRequest, here: Here, envelope: UUID, photo: str) -> HttpResponse:
    """One photo that an envelope of this person names; it is read to its end before it is kept."""
    if not any(photo in json.loads(row.content)["photos"] for row in envelopes.unrecorded(here.person, envelope)):
        raise Http404
    try:
        content = request.read(photos.MOST_BYTES + 1)
        with READING:
            photos.store_photo(content, sha256=photo)
    except Refused as refused:
        return answered({"state": "refused", "why": spoken(refused)}, 400)
    return answered({"state": "kept"})


def device_clock(request: HttpRequest) -> dict[str, object]:
    """What the phone says of its time as it sends: `<run>;<milliseconds of that run>`."""
    load, _sign, ticks = request.headers.get("X-Device-Clock", "").partition(";")
    return {"load": load[:60], "ticks": int(ticks)} if ticks.isascii() and ticks.isdigit() and len(ticks) < 15 else {}


def answered(said: Mapping[str, object], status: int = 200) -> JsonResponse:
    """An answer for the program, with the server's moment beside it; a browser that opens it keeps it as a file."""
    response = JsonResponse({**said, "time": timezone.now().isoformat()}, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="tempa.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
