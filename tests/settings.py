"""Settings of the tests: a home of their own, plain static files, quick password hashing; all else as in the product."""

import os
import tempfile

os.environ.setdefault("TEMPA_HOME", tempfile.mkdtemp(prefix="tempa-test-"))
os.environ.setdefault("TEMPA_HOST", "127.0.0.1")

from tempa.desks.console.catalogues import compile_catalogues
from tempa.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPA_CONSOLE = ["true"]  # pages of tests start nothing beside them; the browser tests do, in the real program
TEMPA_PLACES = 50  # what ends at once need not wait for its turn; the tests of the queue set their own
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m]  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405 - pytest-xdist knows Django's own SQLite alone
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]  # noqa: F405
compile_catalogues(LOCALE_PATHS[0])  # noqa: F405
