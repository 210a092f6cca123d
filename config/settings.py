"""Settings, read from the environment (docs/settings.md). Nothing set means a small site on this
machine: SQLite, local files, mail in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config import provider
from config.environment import BadSetting, Environment
from config.logs import logging_settings
from config.routers import CACHE_DATABASE, CACHE_TABLES

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

DATA_DIR = env.folder("THREADWELL_DATA", default=BASE_DIR / "data")
SITE_URL = env.address("THREADWELL_SITE_URL", default="http://localhost:8000")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SITE_IS_LOCAL = SITE_HOST in (*LOCAL_HOSTS, "::1")
SITE_IS_SECURE = SITE_URL.startswith("https:")
TRUSTED_PROXY_COUNT = env.number("THREADWELL_TRUSTED_PROXY_COUNT", default=0, most=10)

DEBUG = env.flag("THREADWELL_DEBUG", default=False)
SECRET_KEY = env.secret_key("THREADWELL_SECRET_KEY", kept_in=DATA_DIR / "secret-key")
ALLOWED_HOSTS = [
    f"[{SITE_HOST}]" if ":" in SITE_HOST else SITE_HOST,
    *env.words("THREADWELL_ALLOWED_HOSTS"),
    *(LOCAL_HOSTS if SITE_IS_LOCAL else ()),
]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_IS_SECURE else []
UNKNOWN_VARIABLES = env.unknown()

INSTALLED_APPS = [
    "config",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_tasks_db",
    "foundation.text",
    "foundation.jobs",
    "foundation.activity",
    "foundation.limits",
    "foundation.pagecache",
    "foundation.branding",
    "foundation.search",
    "accounts",
    "forum.comments",
    "forum.moderation",
    "forum.notifications",
    "forum.topics",
    "articles",
    "gateways.live",
    "gateways.mailin",
    "gateways.portability",
    "gateways.spamcheck",
    "gateways.ops",
]

MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.SecurityHeadersMiddleware",
    "config.middleware.SoundAddressMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.page_cache.PageCacheMiddleware",
    "config.middleware.SignedOutPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.PersonLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.WrongFieldsMiddleware",
    "gateways.portability.middleware.OldPathMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
# The address of a user is unique whatever its letters, by a constraint Django does not look at.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
CSRF_FAILURE_VIEW = "config.views.csrf_failure"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.viewer",
                "foundation.branding.context.site",
                "forum.moderation.context.waiting",
                "forum.notifications.context.unread",
                "gateways.live.context.live",
            ],
        },
    },
]
FORM_RENDERER = "config.forms.FormRenderer"

# --- Database and cache ------------------------------------------------------------------

SQLITE_SYNCHRONOUS = env.choice(
    "THREADWELL_SQLITE_SYNCHRONOUS", ("normal", "full"), default="normal"
).upper()


def _sqlite(name: str, synchronous: str, *further: str) -> dict[str, Any]:
    # Each thread has a connection, and each connection a cache; the system keeps the file once
    # for all of them.
    pragmas = ("journal_mode=WAL", f"synchronous={synchronous}", "cache_size=-500")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        # A connection opened for each request costs as much as a cached page.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction that will write takes the lock at once and waits for it, instead of
            # failing half-way when another one was quicker.
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": ";".join([*(f"PRAGMA {pragma}" for pragma in pragmas), *further]),
        },
    }


DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL", default=DATA_DIR / "threadwell.sqlite3")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] = _sqlite(DATABASES["default"]["NAME"], SQLITE_SYNCHRONOUS)
else:
    DATABASES["default"] |= {
        "ENGINE": "foundation.database.postgresql",
        # Each thread has a connection. On the server its process remembers all it has read, so
        # now and then it begins anew.
        "CONN_MAX_AGE": 3600,
        "CONN_HEALTH_CHECKS": True,
    }
    # A line that a network dropped without a word is noticed in seconds; by itself a statement
    # would wait for a quarter of an hour.
    given = DATABASES["default"]["OPTIONS"] = {
        "keepalives_idle": 60,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,  # in milliseconds
    } | DATABASES["default"].get("OPTIONS", {})
    if env.flag("THREADWELL_DATABASE_PREPARED", default=True):
        given["prepare_threshold"] = 0
        # Planned once for all values: these statements are written for one index each, and the
        # server would go on planning the long ones for each value.
        given["options"] = f"{given.get('options', '')} -c plan_cache_mode=force_generic_plan"
    INSTALLED_APPS.append("django.contrib.postgres")

# What limits and signing in rest on must not be pushed out by pages, so pages have their own.
CACHES: dict[str, dict[str, Any]]
if redis_url := env.text("REDIS_URL"):
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    CACHES = {
        alias: {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": prefix,
            # A server that is gone is noticed at once; by itself the driver tries for seconds.
            "OPTIONS": {
                "socket_connect_timeout": 1,
                "socket_timeout": 1,
                "retry": Retry(NoBackoff(), 1),
            },
        }
        for alias, prefix in (("default", "threadwell"), ("pages", "threadwell-pages"))
    }
else:
    # Shared by all processes of this machine, so that limits are one; in a file of its own, so
    # that it never waits for a write of the site and may be deleted.
    CACHES = {
        alias: {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": table,
            "OPTIONS": {"MAX_ENTRIES": most},
        }
        for alias, table, most in (("default", "cache", 5000), ("pages", "pages", 2000))
    }
    DATABASES[CACHE_DATABASE] = _sqlite(str(DATA_DIR / "cache.sqlite3"), "OFF", *CACHE_TABLES)
    DATABASE_ROUTERS = ["config.routers.CacheRouter"]
PAGE_CACHE = env.flag("THREADWELL_PAGE_CACHE", default=True)
SHARED_CACHE_SECONDS = env.number("THREADWELL_SHARED_CACHE_SECONDS", default=0, most=600)
# The parameters pages know. An address with another one is answered and not kept.
PAGE_PARAMETERS = frozenset({"after", "before", "from", "page", "show", "sort"})
# How open pages hear of what is new; stream needs the process of docs/operate.md.
LIVE = env.choice("THREADWELL_LIVE", ("poll", "stream", "off"), default="poll")
LIVE_SECONDS = env.number("THREADWELL_LIVE_SECONDS", default=60, least=1, most=3600)
SESSION_ENGINE = "accounts.sessions"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "foundation.jobs.backend.LeasedBackend", "QUEUES": []},
}

# --- Files -------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "foundation.branding.statics.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS = 0o644
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "foundation.branding.statics.SwiftManifestStorage"},
}
if bucket := env.text("THREADWELL_S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.text("THREADWELL_S3_ENDPOINT") or None,
            "file_overwrite": False,
        },
    }
# The longest article is far below this; pictures are streamed to disk and do not count.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- Mail --------------------------------------------------------------------------------

MAIL_FOLDER = DATA_DIR / "mail"
mail_is_wanted = env.flag("THREADWELL_MAIL", default=True)
mail_server = env.mail_server("THREADWELL_SMTP_URL") if mail_is_wanted else None
mail_provider = (
    env.mail_provider("THREADWELL_MAIL_PROVIDER", provider.PROVIDERS) if mail_is_wanted else None
)
if mail_server and mail_provider:
    raise BadSetting("THREADWELL_SMTP_URL and THREADWELL_MAIL_PROVIDER are both set; keep one.")
MAIL_PROVIDER, provider_options = mail_provider or ("", {})
# USER:PASSWORD with which the provider tells what became of mail; it is not heard without.
MAIL_EVENTS_SECRET = env.text("THREADWELL_MAIL_EVENTS_SECRET")
if MAIL_EVENTS_SECRET and (not MAIL_PROVIDER or ":" not in MAIL_EVENTS_SECRET):
    raise BadSetting(
        "THREADWELL_MAIL_EVENTS_SECRET takes USER:PASSWORD, and needs THREADWELL_MAIL_PROVIDER."
    )
# A site on this machine keeps its mails as files; a public one without a server sends none.
MAIL_IS_ON = mail_is_wanted and bool(mail_server or MAIL_PROVIDER or SITE_IS_LOCAL)
if mail_server:
    mailer = {"BACKEND": "config.mail.CarefulMailer", "OPTIONS": mail_server}
elif MAIL_PROVIDER:
    mailer = {"BACKEND": "config.provider.ProviderMailer", "OPTIONS": {"provider": MAIL_PROVIDER}}
else:
    mailer = {"BACKEND": "config.mail.FolderMailer", "OPTIONS": {"folder": str(MAIL_FOLDER)}}
MAILERS: dict[str, dict[str, Any]] = {"default": mailer}
ANYMAIL = provider.options_of(MAIL_PROVIDER, provider_options, events_secret=MAIL_EVENTS_SECRET)
DEFAULT_FROM_EMAIL = env.text("THREADWELL_MAIL_FROM", f"noreply@{SITE_HOST}")
if "@" not in DEFAULT_FROM_EMAIL or "\n" in DEFAULT_FROM_EMAIL:
    raise BadSetting("THREADWELL_MAIL_FROM takes one mail address, such as noreply@example.org.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Replies by mail: off without an address.
REPLY_ADDRESS = env.text("THREADWELL_REPLY_ADDRESS")
if REPLY_ADDRESS and (REPLY_ADDRESS.count("@") != 1 or " " in REPLY_ADDRESS):
    raise BadSetting("THREADWELL_REPLY_ADDRESS takes one mail address, such as reply@example.org.")
REPLY_MAILBOX = env.mailbox("THREADWELL_REPLY_MAILBOX") if REPLY_ADDRESS else None
REPLY_WEBHOOK_KEY = env.text("THREADWELL_REPLY_WEBHOOK_KEY")
# The envelope's sender: reports of mail that did not arrive are read where replies are.
BOUNCES_TO = "" if MAIL_PROVIDER else REPLY_ADDRESS  # providers tell in their own way
# A service against spam: none without a key.
AKISMET_KEY = env.text("THREADWELL_AKISMET_KEY")
AKISMET_URL = env.address("THREADWELL_AKISMET_URL", default="https://rest.akismet.com")
SPAM_SERVICE = "gateways.spamcheck.akismet.Akismet" if AKISMET_KEY else ""
DISCREET_FROM_EMAIL = env.text("THREADWELL_MAIL_FROM_DISCREET", DEFAULT_FROM_EMAIL)

# --- Language and time -------------------------------------------------------------------

LANGUAGE_NAMES = {
    "de": _("German"),
    "en": _("English"),
    "es": _("Spanish"),
    "fr": _("French"),
    "it": _("Italian"),
    "nl": _("Dutch"),
    "pl": _("Polish"),
    "sv": _("Swedish"),
}
LANGUAGE_CODE = env.text("THREADWELL_LANGUAGE", "en")
LANGUAGES = [
    (code, LANGUAGE_NAMES.get(code, code))
    for code in dict.fromkeys([LANGUAGE_CODE, *env.words("THREADWELL_LANGUAGES", ("en", "de"))])
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.time_zone("THREADWELL_TIME_ZONE", default="UTC")
USE_TZ = True

# --- Security ----------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "font-src": [CSP.SELF],
    # data: is for the picture of a second factor's code.
    "img-src": [CSP.SELF, "data:"],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
)

if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Without a trusted proxy nobody can say whether the request came by https: no redirect loops.
SECURE_SSL_REDIRECT = SITE_IS_SECURE and TRUSTED_PROXY_COUNT > 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = (
    env.number("THREADWELL_HSTS_SECONDS", default=31_536_000) if SITE_IS_SECURE else 0
)

SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SITE_IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# Who sends one of these is somebody; all others get the page that is the same for everybody.
PERSON_COOKIES = frozenset({"session", "csrftoken", "messages", "guest", "voter"})
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- People (allauth; the owner of accounts/ keeps this section) -------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "handle", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
    "login": "accounts.forms.LoginForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "signup": "accounts.forms.SignupForm",
}
ACCOUNT_USER_DISPLAY = "accounts.models.user.display"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
# Time to find the mail and to type slowly; after three wrong codes a new one is needed.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# In the browser that joined, the link also signs in.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
# A device left open must not be enough to take an account by another address.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_IS_SECURE else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
# ACCOUNT_RATE_LIMITS: allauth's own, all on.

# --- Log ---------------------------------------------------------------------------------

LOGGING = logging_settings(
    env.choice("THREADWELL_LOG_LEVEL", ("debug", "info", "warning", "error"), default="info"),
    env.choice("THREADWELL_LOG_FORMAT", ("text", "json"), default="text"),
)
WORKERS = env.number("THREADWELL_WORKERS", default=2, least=1, most=64)
THREADS = env.number("THREADWELL_THREADS", default=4, least=1, most=64)
