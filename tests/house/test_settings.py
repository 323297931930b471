"""Each variable of the environment changes what it should, is refused with a sentence where it is wrong, and stands in the docs."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tempa.site import environment
from tempa.site.environment import WrongSetting
from tests.homes import sqlite_home

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "how-to" / "settings.md").read_text()
SOURCE = (ROOT / "tempa" / "site" / "environment.py").read_text()
NAMES = set(re.findall(r'"(TEMPA_[A-Z_]+)"', SOURCE))


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_every_variable_is_documented_and_tested():
    assert sorted(NAMES) == [
        "TEMPA_ALLOWED_HOSTS", "TEMPA_BEHIND_HTTPS", "TEMPA_DATABASE_URL", "TEMPA_HOME", "TEMPA_HOST", "TEMPA_PORT", "TEMPA_PROCESSES",
    ]  # fmt: skip
    assert set(re.findall(r"^\| `(TEMPA_[A-Z_]+)`", PAGE, re.MULTILINE)) == NAMES
    read = {n for f in (ROOT / "tempa").rglob("*.py") for n in re.findall(r"environ[^\n]*[\"'](TEMPA_[A-Z_]+)", f.read_text())}
    assert read == NAMES


def test_defaults():
    assert environment.home() == ROOT / "var"
    assert (environment.host(), environment.port()) == ("127.0.0.1", 8000)
    assert environment.allowed_hosts() == ["localhost", "127.0.0.1", "[::1]", "127.0.0.1"]
    assert environment.behind_https() is False and environment.is_local() is True


def test_home_holds_database_and_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("TEMPA_HOME", str(tmp_path / "rumah"))
    folder = environment.home()
    assert folder == tmp_path / "rumah"
    assert environment.database(folder)["NAME"] == folder / "tempa.sqlite3"
    secret = environment.secret_key(folder)
    assert len(secret) >= 50 and environment.secret_key(folder) == secret
    assert stat.S_IMODE((folder / "keys" / "secret").stat().st_mode) == 0o600
    assert environment.secret_key(tmp_path / "lain") != secret


def test_port(monkeypatch):
    monkeypatch.setenv("TEMPA_PORT", "8123")
    assert environment.port() == 8123
    for wrong in ("0", "65536", "-1", "delapan", "80.5"):
        monkeypatch.setenv("TEMPA_PORT", wrong)
        with pytest.raises(WrongSetting, match=rf"TEMPA_PORT={wrong}: .*65535"):
            environment.port()


def test_processes(monkeypatch):
    assert environment.processes() == min(8, environment.cores())
    monkeypatch.setenv("TEMPA_PROCESSES", "3")
    assert environment.processes() == 3
    for wrong in ("0", "65", "-1", "dua"):
        monkeypatch.setenv("TEMPA_PROCESSES", wrong)
        with pytest.raises(WrongSetting, match=rf"TEMPA_PROCESSES={wrong}: .*64"):
            environment.processes()


def test_host_beyond_this_machine_is_not_local(monkeypatch):
    monkeypatch.setenv("TEMPA_HOST", "0.0.0.0")
    assert environment.host() == "0.0.0.0" and environment.is_local() is False
    assert "0.0.0.0" not in environment.allowed_hosts()
    monkeypatch.setenv("TEMPA_HOST", "10.0.0.7")
    assert "10.0.0.7" in environment.allowed_hosts() and environment.is_local() is False
    for own in ("127.0.0.1", "::1", "localhost"):
        monkeypatch.setenv("TEMPA_HOST", own)
        assert environment.is_local() is True


def test_allowed_hosts(monkeypatch):
    monkeypatch.setenv("TEMPA_ALLOWED_HOSTS", " tempa.kantor.example , ,10.0.0.7")
    assert environment.allowed_hosts()[-2:] == ["tempa.kantor.example", "10.0.0.7"]


def test_behind_https(monkeypatch):
    for text, wanted in (("1", True), ("yes", True), ("YES", True), ("0", False), ("no", False), ("", False)):
        monkeypatch.setenv("TEMPA_BEHIND_HTTPS", text)
        assert environment.behind_https() is wanted and environment.is_local() is not wanted
    monkeypatch.setenv("TEMPA_BEHIND_HTTPS", "ya")
    with pytest.raises(WrongSetting, match="TEMPA_BEHIND_HTTPS=ya: tulis 1 atau 0"):
        environment.behind_https()


def test_database_url(monkeypatch, tmp_path):
    assert environment.database(tmp_path)["ENGINE"].endswith("sqlite3")
    monkeypatch.setenv("TEMPA_DATABASE_URL", "postgresql://tempa:rah%40sia@basis:5433/pesanan?sslmode=require")
    found = environment.database(tmp_path)
    assert found["ENGINE"].endswith("postgresql") and found["OPTIONS"] == environment.PREPARED | {"sslmode": "require"}
    assert [found[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == ["pesanan", "tempa", "rah@sia", "basis", "5433"]
    monkeypatch.setenv("TEMPA_DATABASE_URL", "postgresql:///pesanan?host=/run/basis")
    assert environment.database(tmp_path)["HOST"] == "/run/basis"
    monkeypatch.setenv("TEMPA_DATABASE_URL", "mysql://basis/pesanan")
    with pytest.raises(WrongSetting, match="TEMPA_DATABASE_URL: hanya postgresql://"):
        environment.database(tmp_path)


def start(code: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TEMPA_") and k != "DJANGO_SETTINGS_MODULE"}
    settings = {"TEMPA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tempa.site.settings", **variables}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean | settings, capture_output=True, text=True)


COOKIES = """
import json
from django.conf import settings as s
print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_PROXY_SSL_HEADER, s.SECURE_HSTS_SECONDS > 0, s.CSRF_TRUSTED_ORIGINS,
                  s.TEMPA_IS_LOCAL, s.ALLOWED_HOSTS[-1]]))
"""


def test_https_in_front_makes_cookies_secure(tmp_path):
    plain = json.loads(start(COOKIES, tmp_path).stdout)
    assert plain == [False, False, None, False, [], True, "127.0.0.1"]
    behind = start(COOKIES, tmp_path, TEMPA_BEHIND_HTTPS="1", TEMPA_ALLOWED_HOSTS="tempa.example")
    header = ["HTTP_X_FORWARDED_PROTO", "https"]
    assert json.loads(behind.stdout) == [True, True, header, True, ["https://tempa.example"], False, "tempa.example"]


PREPARE = """
import sys
from tempa.site import environment
environment.SQLITE_START = environment.SQLITE_START.replace(*{change!r})
from tempa.desks.console.__main__ import main
sys.exit(main(["--prepare", "--empty"]))
"""


@pytest.mark.slow
def test_the_start_refuses_a_database_that_may_lose_records(tmp_path):
    for n, (change, weak) in enumerate(((("FULL", "NORMAL"), "synchronous=1"), (("WAL", "DELETE"), "journal_mode=delete"))):
        sqlite_home(tmp_path / str(n))
        refused = start(PREPARE.format(change=change), tmp_path / str(n))
        assert refused.returncode == 1 and weak in refused.stderr
        assert "Basis data tidak aman" in refused.stderr and "Traceback" not in refused.stderr
        assert not (tmp_path / str(n) / "static").exists()
    kept = start(PREPARE.format(change=("FULL", "FULL")), tmp_path / "baik")
    assert kept.returncode == 0, kept.stderr
    assert (tmp_path / "baik" / "tempa.sqlite3").exists() and (tmp_path / "baik" / "static" / ".from").exists()


def test_the_start_says_which_setting_is_wrong(tmp_path):
    ended = start(PREPARE.format(change=("FULL", "FULL")), tmp_path, TEMPA_PORT="pelabuhan")
    assert ended.returncode == 1 and ended.stderr.startswith("TEMPA_PORT=pelabuhan: harus bilangan 1 sampai 65535.")
