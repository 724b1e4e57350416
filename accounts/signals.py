"""What follows a sign-in and a change of second factors."""

import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.middleware import SEEN_AT, SIGN_IN_TOKEN
from accounts.models import User


@receiver(user_logged_in)
def begin_session(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """The newest sign-in is the one that counts where an agency wants one session per user."""
    if request is None:
        return
    token = secrets.token_urlsafe(24)
    request.session[SIGN_IN_TOKEN] = token
    request.session[SEEN_AT] = timezone.now().timestamp()
    user.sign_in_token = token
    User.objects.filter(pk=user.pk).update(sign_in_token=token)


@receiver([post_save, post_delete], sender=Authenticator)
def note_second_factor(sender: Any, instance: Authenticator, **kwargs: Any) -> None:
    """Kept on the user's row, which every request reads anyway."""
    has_one = Authenticator.objects.filter(user=instance.user_id, type=Authenticator.Type.TOTP).exists()
    User.objects.filter(pk=instance.user_id).exclude(second_factor=has_one).update(second_factor=has_one)
