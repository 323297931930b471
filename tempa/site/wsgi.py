"""The WSGI application that the server runs; it takes no request for whole whose end did not arrive."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tempa.site.settings")
django = get_wsgi_application()
CUT = "tempa.cut"


class Whole:
    """The body of a request, which fails where the visitor's line broke before its end.

    Without it a form that was cut is read as far as it came: half a sentence would be recorded as the whole.
    """

    def __init__(self, environ: dict[str, Any]) -> None:
        self.environ, self.body = environ, environ["wsgi.input"]
        length = str(environ.get("CONTENT_LENGTH") or "")
        self.left = int(length) if length.isascii() and length.isdigit() else 0

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        parts = []
        while wanted > 0:
            part = self.arrived(self.body.read(wanted))
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        return self.arrived(self.body.readline(size)) if self.left > 0 else b""

    def arrived(self, part: bytes) -> bytes:
        if not part:
            self.environ[CUT] = True
            raise ConnectionError("the request ended before its announced length")
        self.left -= len(part)
        return part


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    environ["wsgi.input"] = Whole(environ)
    return django(environ, start_response)
