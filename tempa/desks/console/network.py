"""Where the server listens, as the settings say."""

from __future__ import annotations

from django.conf import settings


def host() -> str:
    return str(settings.TEMPA_HOST)


def port() -> int:
    return int(settings.TEMPA_PORT)


def address() -> str:
    """The address that others type, as far as the settings tell it: the name they allow, behind HTTPS without the port."""
    if settings.TEMPA_IS_LOCAL:
        return f"http://127.0.0.1:{port()}"
    named = [n for n in settings.ALLOWED_HOSTS if n not in {"localhost", "127.0.0.1", "[::1]"}]
    name = named[0] if named else host()
    return f"https://{name}" if settings.TEMPA_BEHIND_HTTPS else f"http://{name}:{port()}"
