"""Where the server listens, as the settings say."""

from __future__ import annotations

from django.conf import settings


def host() -> str:
    return str(settings.TEMPA_HOST)


def port() -> int:
    return int(settings.TEMPA_PORT)
