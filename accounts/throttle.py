"""How often one address may send a public form.

Counted in the shared cache by spans of time. (The rate limits of allauth, which is here already, know its own actions
only; those of the REST framework need its requests.)
"""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from accounts.lockout import address_of


def too_many(request: HttpRequest, action: str) -> bool:
    """Whether this sending is one too many for its address; it is counted.

    LTCI_PUBLIC_RATES: by action (sendings, seconds).
    """
    most, seconds = settings.LTCI_PUBLIC_RATES[action]
    span = int(timezone.now().timestamp()) // seconds
    who = hashlib.sha256(str(address_of(request)).encode()).hexdigest()[:24]
    key = f"throttle:{action}:{who}:{span}"
    cache.add(key, 0, timeout=seconds)
    return cache.incr(key) > most
