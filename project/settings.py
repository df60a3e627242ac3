"""Settings, all of them from the environment; a wrong value stops the start with a sentence."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from project.environment import (
    env_bucket,
    env_bytes,
    env_choice,
    env_database,
    env_folder,
    env_int,
    env_list,
    env_quota,
    env_secret,
    env_text,
    env_token,
    kept_secret,
)
from project.factor import env_factor
from project.issuers import ORCID, env_issuer

BASE_DIR = Path(__file__).resolve().parent.parent

# Where things are kept: one folder holds all that is written.
DATA_ROOT = env_folder("HEADER_INSPECTOR_DATA", BASE_DIR / "var")
KEYS_ROOT = DATA_ROOT / "keys"
# Bucket and prefix of a store that machines share; None: the blobs are files of this one. With a shared store, only
# what is not published yet lies below VAULT_ROOT.
BUCKET = env_bucket("HEADER_INSPECTOR_BLOBS")
VAULT_ROOT = DATA_ROOT / "blobs"
DATABASES = {"default": env_database("DATABASE_URL", DATA_ROOT / "inspector.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who may come in.
MODE = env_choice("HEADER_INSPECTOR_MODE", "local", ["local", "server"])
DEBUG = False

if MODE == "server" and (BUCKET or os.environ.get("HEADER_INSPECTOR_AUDIT_KEY")):
    AUDIT_KEY = env_secret(
        "HEADER_INSPECTOR_AUDIT_KEY",
        why="With a store that machines share, they need one key for the audit trail: 50 random characters or more.",
    ).encode()
else:
    AUDIT_KEY = kept_secret(KEYS_ROOT / "audit.key").encode()

if MODE == "local":
    SECRET_KEY = kept_secret(KEYS_ROOT / "secret.key")
    # Any other name that leads here was set up by someone else's page (DNS rebinding).
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    # Cookies know no ports: another Django at this address would overwrite the usual names.
    SESSION_COOKIE_NAME = "header_inspector_session"
    CSRF_COOKIE_NAME = "header_inspector_csrf"
else:
    SECRET_KEY = env_text("HEADER_INSPECTOR_SECRET_KEY", why="Server mode needs one: 50 random characters or more.")
    ALLOWED_HOSTS = env_list(
        "HEADER_INSPECTOR_HOSTS", why="Server mode needs the host names it answers to, separated by commas."
    )
    HTTPS = env_choice(
        "HEADER_INSPECTOR_HTTPS",
        None,
        ["proxy"],
        why='Server mode is served over HTTPS only: set it to "proxy" when a reverse proxy in front of this server '
        "ends TLS and sets X-Forwarded-Proto itself.",
    )
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Browsers' preload lists are for whole domains; that is for the domain's owner to ask for.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    SESSION_COOKIE_NAME = "__Host-session"
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_AGE = 12 * 3600  # sessions also end earlier: inspector/doors/sessions.py
    CSRF_COOKIE_NAME = "__Host-csrf"
    CSRF_COOKIE_SECURE = True

# Who else may say who somebody is: the lab's own identity provider, ORCID, both or none.
SIGN_ON = [
    env_issuer(
        "lab",
        name=env_text("HEADER_INSPECTOR_OIDC_NAME", "your lab’s account"),
        variables=(
            "HEADER_INSPECTOR_OIDC_ISSUER",
            "HEADER_INSPECTOR_OIDC_CLIENT_ID",
            "HEADER_INSPECTOR_OIDC_CLIENT_SECRET",
        ),
        address="",
        served=MODE == "server",
    ),
    env_issuer(
        "orcid",
        name="ORCID",
        variables=(
            "HEADER_INSPECTOR_ORCID_ISSUER",
            "HEADER_INSPECTOR_ORCID_CLIENT_ID",
            "HEADER_INSPECTOR_ORCID_CLIENT_SECRET",
        ),
        address=ORCID,
        served=MODE == "server",
    ),
]
ISSUERS = {issuer.key: issuer for issuer in SIGN_ON if issuer}
# Whom an issuer's word makes an account: whoever opens an invitation first, or anyone that the issuer knows.
NEW_ACCOUNTS = env_choice("HEADER_INSPECTOR_NEW_ACCOUNTS", "invited", ["invited", "anyone"])

# Whether people who come by a password are asked for a code of an app as well.
SECOND_FACTOR = env_factor("HEADER_INSPECTOR_SECOND_FACTOR", served=MODE == "server")
MFA_ADAPTER = "inspector.authenticator.Adapter"
MFA_TOTP_ISSUER = "Header Inspector"
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 10

# Figures for Prometheus at /metrics, in server mode, for whoever shows this token; without one there are none.
METRICS_TOKEN = env_token("HEADER_INSPECTOR_METRICS_TOKEN")
METRICS_ROOT = DATA_ROOT / "metrics"
# The program calls itself ready as long as this much of the disk is free.
MIN_FREE = env_bytes("HEADER_INSPECTOR_MIN_FREE", "1 GiB")

CSRF_COOKIE_HTTPONLY = True
PASSWORD_HASHERS = ["project.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "library"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"

# For how many days a removed image can be put back.
RETENTION_DAYS = env_int("HEADER_INSPECTOR_RETENTION", 30, low=0, high=36_500)

# What an upload may weigh. Files go into the vault as they come.
MAX_UPLOAD = env_bytes("HEADER_INSPECTOR_MAX_UPLOAD", "4 GiB")
MAX_UNPACKED = env_bytes("HEADER_INSPECTOR_MAX_UNPACKED", "16 GiB")
QUOTA_PERSON = env_quota("HEADER_INSPECTOR_QUOTA_PERSON")
QUOTA_DATASET = env_quota("HEADER_INSPECTOR_QUOTA_DATASET")
FILE_UPLOAD_HANDLERS = ["inspector.uploads.StreamingUploadHandler"]
# Should anything spool a file all the same, it stays in the data folder.
FILE_UPLOAD_TEMP_DIR = VAULT_ROOT / "tmp"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
DATA_UPLOAD_MAX_NUMBER_FILES = 500
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "inspector",
]

MIDDLEWARE = [
    "inspector.doors.record.record",
    "inspector.doors.browsers.browser_rules",
    "inspector.middleware.head_like_get",
    "inspector.doors.probes.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "inspector.middleware.fresh_pages",
    "inspector.middleware.api_errors",
    "inspector.middleware.no_nul",
    "django.middleware.common.CommonMiddleware",
    "inspector.middleware.own_pages_only",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "inspector.doors.sessions.sessions_end",
    "inspector.doors.limits.LimitsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "inspector.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

# What django-allauth brings, only where it is used: single sign-on that somebody set up, the second factor.
ALLAUTH_MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
if ISSUERS or SECOND_FACTOR != "off":
    INSTALLED_APPS += ["allauth.account"]
    MIDDLEWARE += ALLAUTH_MIDDLEWARE
if ISSUERS:
    INSTALLED_APPS += ["allauth.socialaccount"]
if SECOND_FACTOR != "off":
    INSTALLED_APPS += ["allauth.mfa"]

ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "inspector.context.page",
            ],
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_ROOT / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

LOGS = env_choice("HEADER_INSPECTOR_LOGS", "json" if MODE == "server" else "text", ["json", "text"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "project.logs.JsonLines"}, "text": {"()": "project.logs.Formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOGS}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Refusals are answers, not faults: a page that is not there, a name that is not ours.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        # A line for each request is for whoever runs a server; in local mode nobody reads it.
        "inspector.requests": {"level": "INFO" if MODE == "server" else "WARNING"},
    },
}
