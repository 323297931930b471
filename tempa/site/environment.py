"""What the environment says: where data lie, which database, who may reach the server. Each variable stands in docs/how-to/settings.md."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; "
    "PRAGMA cache_size=-16000; PRAGMA journal_size_limit=33554432;"
)

PREPARED: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 3}  # planned once by the server, not every time


class WrongSetting(SystemExit):
    """A variable of the environment that cannot be used; the program says so and ends."""


def home() -> Path:
    return Path(os.environ.get("TEMPA_HOME") or ROOT / "var").resolve()


def host() -> str:
    return os.environ.get("TEMPA_HOST") or "127.0.0.1"


def port() -> int:
    text = os.environ.get("TEMPA_PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise WrongSetting(f"TEMPA_PORT={text}: harus bilangan 1 sampai 65535. / must be a number from 1 to 65535.")
    return int(text)


def processes() -> int:
    """How many processes serve pages: as many as there are cores, at most eight, unless the environment says otherwise."""
    text = os.environ.get("TEMPA_PROCESSES") or str(min(8, cores()))
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 64):
        raise WrongSetting(f"TEMPA_PROCESSES={text}: harus bilangan 1 sampai 64. / must be a number from 1 to 64.")
    return int(text)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def allowed_hosts() -> list[str]:
    named = [h.strip() for h in os.environ.get("TEMPA_ALLOWED_HOSTS", "").split(",") if h.strip()]
    own = [] if host() in {"0.0.0.0", "::"} else [host()]  # noqa: S104
    return ["localhost", "127.0.0.1", "[::1]", *own, *named]


def behind_https() -> bool:
    text = (os.environ.get("TEMPA_BEHIND_HTTPS") or "0").lower()
    if text not in {"0", "1", "no", "yes"}:
        raise WrongSetting(f"TEMPA_BEHIND_HTTPS={text}: tulis 1 atau 0. / write 1 or 0.")
    return text in {"1", "yes"}


def is_local() -> bool:
    """Whether only this machine can reach the server."""
    return host() in {"127.0.0.1", "::1", "localhost"} and not behind_https()


def database(folder: Path) -> dict[str, Any]:
    """Django's settings of the database: the file in TEMPA_HOME, or what TEMPA_DATABASE_URL names."""
    url = os.environ.get("TEMPA_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "tempa.site.queued_sqlite3",
            "NAME": folder / "tempa.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_START, "cached_statements": 1000},
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise WrongSetting(
            "TEMPA_DATABASE_URL: hanya postgresql://nama:sandi@komputer:5432/basisdata yang dikenal; kosongkan untuk SQLite. "
            "/ only postgresql://… is known; leave it empty for SQLite."
        )
    try:
        number = str(parts.port or "")
    except ValueError:
        raise WrongSetting(
            "TEMPA_DATABASE_URL: pintu (port) harus bilangan 1 sampai 65535. / the port must be a number from 1 to 65535."
        ) from None
    return {
        "ENGINE": "tempa.site.steady_postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": number,
        "OPTIONS": PREPARED | {k: v for k, v in parse_qsl(parts.query) if k not in {"host"}},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    } | ({"HOST": dict(parse_qsl(parts.query))["host"]} if "host" in dict(parse_qsl(parts.query)) else {})


def secret_key(folder: Path) -> str:
    """The installation's own secret, made at the first start and readable by its owner alone."""
    place = folder / "keys" / "secret"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.parent.chmod(0o700)
        part = place.with_name(f"secret.{secrets.token_hex(4)}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(50))
        part.rename(place)
    return place.read_text()
