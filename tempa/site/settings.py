"""Django's settings; everything that differs between machines comes from `environment`."""

from __future__ import annotations

import sys
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from tempa.site import durability, environment

TEMPA_HOME = environment.home()
SECRET_KEY = environment.secret_key(TEMPA_HOME)
DEBUG = False
TEMPA_HOST, TEMPA_PORT = environment.host(), environment.port()
TEMPA_PROCESSES = environment.processes()
TEMPA_IS_LOCAL = environment.is_local()
TEMPA_BEHIND_HTTPS = environment.behind_https()
TEMPA_PLACES = max(1, environment.cores() // 2)  # how much of each kind of work goes on at once beside the server
TEMPA_CONSOLE = [sys.executable, "-m", "tempa.desks.console"]  # how a page starts work beside the server
TEMPA_SERVER = "tempa.site.server"  # the module that serves; desks do not know the site
TEMPA_REQUIRE_DURABLE = durability.require_durable  # the console calls it at the start
ALLOWED_HOSTS = environment.allowed_hosts()
DATABASES = {"default": environment.database(TEMPA_HOME)}
DATABASE_ROUTERS = ["tempa.ledger.verification.scratch.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "tempa",
]
AUTH_USER_MODEL = "tempa.Person"
AUTHENTICATION_BACKENDS = ["tempa.desks.frame.signed_in.WithSeats"]
LOGIN_URL = "sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "tempa.desks.frame.passwords.HardToGuess"},
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "tempa.desks.frame.nothing_kept.NothingKept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tempa.desks.frame.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tempa.site.urls"
WSGI_APPLICATION = "tempa.site.wsgi.application"

DESKS = environment.ROOT / "tempa" / "desks"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            DESKS / desk / "templates"
            for desk in ("frame", "public", "park", "agency", "workshop", "inspector", "supplier", "auditor")
        ],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tempa.desks.frame.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "tempa.desks.frame.words", "tempa.desks.frame.cells",
                         "tempa.desks.frame.menu"],
            "string_if_invalid": "",
        },
    }
]

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [TEMPA_HOME / "locale"]  # compiled at the start from the catalogues of the rooms and desks
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Makassar"  # WITA

STATIC_URL = "static/"
STATICFILES_DIRS = [DESKS / "frame" / "static"]
STATIC_ROOT = TEMPA_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "tempa.desks.frame.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tempa.desks.public.errors.stale_form"
if TEMPA_BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 30 * 24 * 3600
    CSRF_TRUSTED_ORIGINS = [
        f"https://{h}" for h in ALLOWED_HOSTS if not h.startswith("[") and h not in {"localhost", "127.0.0.1"}
    ]
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
}
