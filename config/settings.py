"""Settings of one installation. Everything that differs between machines comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

from config.mail import mail_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("CARELANE_VAR", BASE_DIR / "var"))


def flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


# A demonstration has published passwords and a clock that can be moved. On by default only where nothing was set up: an
# installation with a database of its own is taken for a real one.
CARELANE_DEMO = flag("CARELANE_DEMO", not os.environ.get("DATABASE_URL"))
CARELANE_HTTPS = flag("CARELANE_HTTPS", False)  # behind a proxy that speaks TLS and sets X-Forwarded-Proto
DEBUG = flag("CARELANE_DEBUG", False)


def secret_key() -> str:
    """The key from the environment, else one made once for this installation and kept in var/."""
    if key := os.environ.get("CARELANE_SECRET_KEY"):
        return key
    from django.core.management.utils import get_random_secret_key

    path = VAR_DIR / "secret_key"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


SECRET_KEY = secret_key()
ALLOWED_HOSTS = os.environ.get("CARELANE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CARELANE_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "viewflow",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "axes",
    "django_htmx",
    "engine",
    "workflows.directory",
    "workflows.patients",
    "workflows.cases",
    "workflows.notifications",
    "workflows.escalation",
    "workflows.deviations",
    "workflows.families.referral",
    "workflows.families.outpatient",
    "workflows.demo",
    "webui",
    "webui.api",
    "webui.operations",
    "django_prometheus",
]

# Addresses or networks of proxies whose X-Forwarded-For is believed; empty: nobody's.
CARELANE_TRUSTED_PROXIES = [text for text in os.environ.get("CARELANE_TRUSTED_PROXIES", "").split(",") if text.strip()]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "webui.client_address.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "webui.middleware.UnkeptMiddleware",  # after the static files, which are kept
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "webui.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "webui.middleware.ActorMiddleware",
    "webui.middleware.RefusalMiddleware",
    "webui.middleware.ZoneMiddleware",
    "viewflow.middleware.SiteMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
VIEWFLOW = {"AUTOREGISTER": False}
CSRF_FAILURE_VIEW = "webui.errors.csrf_failure"

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "webui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "webui.context.shell",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'carelane.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "engine.postgresql"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directory.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "webui.accounts.ClosedAccountAdapter"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "webui.signin.counted_name"
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "webui.errors.locked_out"
# A whole office signs in from one address at eight; wrong passwords are django-axes' business.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip"}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "中文")]
LOCALE_PATHS = [BASE_DIR / "webui" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATICFILES_FINDERS = ["config.static_files.ServedAppsFinder"]
globals().update(mail_settings(os.environ.get("EMAIL_URL", ""), VAR_DIR / "mail"))
DEFAULT_FROM_EMAIL = os.environ.get("CARELANE_MAIL_FROM", "carelane@localhost")

SESSION_COOKIE_HTTPONLY = True
if CARELANE_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^healthz"]  # asked for from inside, without TLS
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

from csp.constants import NONCE, SELF  # noqa: E402

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        # bpmn-js and form-js place style attributes on the elements they draw; scripts stay strict.
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": ["'none'"],
    }
}

# Throttles count here, so it is shared by all web processes of this machine: in memory each would count for itself. A web
# that runs on several machines gives them one folder, or each of them its own part of the rates.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": os.environ.get("CARELANE_CACHE") or VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
REST_FRAMEWORK = {
    # The token comes first, so that a caller without either is asked for one (401) and not sent to a sign-in page.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "webui.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle", "rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": os.environ.get("CARELANE_API_RATE", "1200/min"), "anon": "60/min"},
    "NUM_PROXIES": 0,  # REMOTE_ADDR, which ClientAddressMiddleware sets; never the header itself
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "webui.api.problems.handle",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["webui.api.parsing.StrictJSONParser"],
}
CARELANE_API_MAX_BODY = 10 * 1024 * 1024
SPECTACULAR_SETTINGS = {
    "TITLE": "Carelane",
    "VERSION": "1",
    "DESCRIPTION": (
        "What people do in the pages, programs do here: the same commands, the same permissions, the same refusals. Sign in with "
        "a session or a token (`Authorization: Bearer …`). Every refusal is a problem document (RFC 9457); what belongs to "
        "another organisation answers 404. Fields and parameters that are not declared are refused by name."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api",
    "POSTPROCESSING_HOOKS": ["webui.api.docs.tidy"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Celery only wakes workers: the database is the truth, so a lost or repeated message costs nothing.
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or "filesystem://"
CARELANE_BUDGET = os.environ.get(
    "CARELANE_BUDGET", ""
)  # what one step of a process may take, where not as engine/runtime/budget.py
# An act on many pauses and asks after so many instances in a row that failed; 0: never.
CARELANE_BULK_FAILURES = int(os.environ.get("CARELANE_BULK_FAILURES") or 5)
CARELANE_WAKE = flag("CARELANE_WAKE", True)  # off in tests that sweep themselves
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("CARELANE_QUEUE", "carelane")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Nobody sends workers commands. The queue for them bears the worker's name and belongs to one alone: a second worker of the same
# name on a machine, or one whose predecessor's connection still lingers, would die at its start.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TIMEZONE = "UTC"
if CELERY_BROKER_URL.startswith("filesystem:"):
    _broker = VAR_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "messages"),
        "data_folder_out": str(_broker / "messages"),
        "control_folder": str(_broker / "control"),
        "polling_interval": 0.1,
    }
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "engine.sweep", "schedule": 1.0, "options": {"expires": 2.0}},
    "clean": {"task": "engine.clean", "schedule": 3600.0, "options": {"expires": 3600.0}},
    "rehearse": {"task": "engine.rehearse", "schedule": 10.0, "options": {"expires": 10.0}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.Formatter", "fmt": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("CARELANE_LOG", "INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "celery": {"level": "WARNING"}, "kombu": {"level": "ERROR"}},
}
