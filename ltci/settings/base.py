"""Settings that hold everywhere; dev, test and production add what differs."""

import os
from datetime import timedelta
from pathlib import Path

from ltci import database
from ltci.settings.security import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("LTCI_VAR", BASE_DIR / "var"))
NODE_MODULES = BASE_DIR / "node_modules"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

INSTALLED_APPS = [
    "accounts.administration.config.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_cotton",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_celery_beat",
    "csp",
    # The REST framework itself is no application here: its translations would replace Django's on every form.
    "drf_spectacular",
    "ltci",
    "accounts",
    "policy",
    "workflow",
    "documents",
    "enrolment",
    "providers",
    "applications",
    "assessment",
    "care",
    "settlement",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "ltci.middleware.SentInBounds",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ltci.middleware.NothingKept",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.ActorMiddleware",
    "accounts.middleware.SessionLimits",
    "accounts.middleware.SignInDuties",
    "accounts.middleware.AccessMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
    "ltci.middleware.DatabaseLost",
]

ROOT_URLCONF = "ltci.urls"
WSGI_APPLICATION = "ltci.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COTTON_DIR = "components"
# A component sees its own attributes and the context processors, nothing of the page around it.
COTTON_ISOLATE_BY_DEFAULT = True

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
                "ltci.desk.frame",
            ],
        },
    }
]

DATABASES = {"default": database.from_environment(VAR)}
ATOMIC_REQUESTS = False

# Only the built files of the front-end packages are served, under the paths that they have in node_modules.
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    entry
    for entry in (
        BASE_DIR / "static",
        ("npm/bootstrap/dist/css", NODE_MODULES / "bootstrap" / "dist" / "css"),
        ("npm/htmx.org/dist", NODE_MODULES / "htmx.org" / "dist"),
        ("npm/tus-js-client/dist", NODE_MODULES / "tus-js-client" / "dist"),
    )
    if Path(entry[1] if isinstance(entry, tuple) else entry).is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "files"
# Unfinished uploads, on a disk of this machine's own; see docs/operations.md.
LTCI_RECEIVING = Path(os.environ.get("LTCI_RECEIVING", VAR / "receiving"))
LTCI_LARGEST_PAPER = 20 * 1024 * 1024
LTCI_LARGEST_VIDEO = 1024 * 1024 * 1024
LTCI_CASE_QUOTA = 4 * LTCI_LARGEST_VIDEO
LTCI_UPLOAD_CHUNK = 256 * 1024 * 1024  # what a browser sends at a time; what has come is kept if it breaks off
LTCI_UPLOAD_HOURS = 48
# A ClamAV daemon: unix:/run/clamav/clamd.ctl or host:port; without one files are taken and marked as not scanned.
LTCI_CLAMAV = os.environ.get("LTCI_CLAMAV", "")

# Letters printed together: how many at most, how many to a file, runs under way for one person, how long files stay,
# and after which silence a run counts as interrupted.
LTCI_PRINT_RUN_MOST = 1000
LTCI_PRINT_RUN_VOLUME = 200
LTCI_PRINT_RUNS_EACH = 3
LTCI_PRINT_RUN_KEPT = timedelta(hours=24)
LTCI_PRINT_RUN_SILENCE = timedelta(minutes=2)

REDIS_URL = os.environ.get("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
# Beat only rings the bell: what a silent hour missed is made up by the next sweep.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "workflow.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "webhooks": {"task": "workflow.tasks.send_webhooks", "schedule": 20.0, "options": {"expires": 18}},
    "request_keys": {"task": "workflow.tasks.clear_request_keys", "schedule": 86400.0, "options": {"expires": 80000}},
    "register": {"task": "providers.tasks.remind_of_ends", "schedule": 3600.0, "options": {"expires": 3500}},
    "exports": {"task": "assessment.tasks.build_waiting", "schedule": 60.0, "options": {"expires": 55}},
    "uploads": {"task": "documents.tasks.sweep_uploads", "schedule": 3600.0, "options": {"expires": 3500}},
    "claims": {"task": "settlement.tasks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "care": {"task": "care.tasks.make_up", "schedule": 600.0, "options": {"expires": 580}},
    "print_runs": {"task": "documents.tasks.sweep_print_runs", "schedule": 60.0, "options": {"expires": 55}},
    "print": {"task": "documents.tasks.render_missed", "schedule": 300.0, "options": {"expires": 290}},
}

# Other systems that are told of acts: hosts that the operator has approved, seconds for one run, waits between tries.
LTCI_WEBHOOK_HOSTS = [host for host in os.environ.get("LTCI_WEBHOOK_HOSTS", "").replace(" ", "").split(",") if host]
LTCI_WEBHOOK_PLAIN_HTTP = False
LTCI_WEBHOOK_SECONDS = 30
LTCI_WEBHOOK_DELAYS = (60, 300, 1800, 2 * 3600, 6 * 3600, 24 * 3600)

# The address that letters and QR codes carry.
LTCI_PUBLIC_URL = os.environ.get("LTCI_PUBLIC_URL", "http://localhost:8000")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "ltci.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["ltci.api.authentication.InScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "1200/min"},
    "EXCEPTION_HANDLER": "ltci.api.problems.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "长期护理保险经办系统接口",
    "DESCRIPTION": "评估机构、服务机构和上级平台使用的接口。用法见 docs/api.md。",
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": [],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ApplicationKind": "applications.models.Application.Kind",
        "ApplicantKind": "applications.models.Application.ApplicantKind",
        "AssessmentKind": "assessment.models.Assessment.Kind",
        "LetterKind": "documents.kinds.CHOICES",
        "DeadlineKindWord": "workflow.models.deadline_kind.DeadlineKind",
        "ApplicationState": "applications.states.State",
        "AssessmentState": "assessment.states.State",
        "DeadlineState": "workflow.models.deadline.Deadline.State",
        "DesignationState": "providers.states.State",
        "AgreementState": "providers.states.AgreementState",
        "BenefitState": "care.states.State",
        "ServiceRecordState": "care.models.service_record.ServiceRecord.State",
        "ServiceUploadState": "care.models.service_upload.ServiceUpload.State",
        "ClaimBatchState": "settlement.states.State",
        "IntakeState": "settlement.models.intake.Intake.State",
    },
}
