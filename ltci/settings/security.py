"""Sign-in, sessions and headers: the same in every mode, so that what is tested is what runs."""

import os

from csp.constants import NONE, SELF

# The login page and everything behind it is in accounts/; nobody signs up, accounts are given.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = False
# django-axes counts wrong passwords; allauth keeps counting wrong codes.
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": "5/5m/key"}
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "长期护理保险经办系统"

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.KindsOfCharacters", "OPTIONS": {"least": 3}},
    {"NAME": "accounts.passwords.NotUsedBefore", "OPTIONS": {"last": 5}},
]
LTCI_PASSWORD_DAYS = 90
LTCI_IDLE_MINUTES = 15
# True where an agency wants a new sign-in to end the earlier one.
LTCI_ONE_SESSION_PER_USER = False
# Only the demonstration (settings.dev) may leave out the second factor; a system check holds the others to it.
LTCI_REQUIRE_TOTP = True
LTCI_DEMONSTRATION = False

# Five wrong passwords for one name from one address lock both together for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
# Behind proxies of ours every request comes from the same address: how many of them write X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("LTCI_PROXIES", "0"))
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.address_of"
AXES_USERNAME_CALLABLE = "accounts.lockout.username_of"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_response"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# The time-out for the idle is LTCI_IDLE_MINUTES (accounts.middleware); this is the longest day of work.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
# What pages say once («张三已登记») stays on the server; a cookie would carry names about.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# The largest thing that is sent is a roster of 20 MB (enrolment.forms.ImportForm), in its envelope.
LTCI_LARGEST_REQUEST = 21 * 1024 * 1024
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {
    "camera": "self",
    "geolocation": "self",
    "microphone": [],
    "payment": [],
    "usb": [],
}

# How often one address may send a public form: (sendings, within so many seconds).
LTCI_PUBLIC_RATES = {"report": (20, 3600), "report_outcome": (30, 3600)}
# The longest life of a token of the interface, in days.
LTCI_TOKEN_DAYS = 365
