"""How allauth behaves here: accounts are given by the user administration, nobody signs up."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from accounts.actors import Actor
from accounts.posts import DECIDING_POSTS

SAID = {
    "account/messages/password_changed.txt": "密码已修改。",
    "account/messages/logged_out.txt": "您已退出。",
    "mfa/messages/totp_activated.txt": "动态口令已设置，下次登录起生效。",
    "mfa/messages/totp_deactivated.txt": "动态口令已停用。",
    "mfa/messages/recovery_codes_generated.txt": "已生成备用码，请妥善保存。",
}


class AccountAdapter(DefaultAccountAdapter):
    """User names only, no e-mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "用户名或密码不正确。连续输错多次，账户会被暂时锁定。",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by django-axes, which says how long a lock lasts; allauth counts wrong codes."""
        self._login_failed_rl_usage = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in is not asked for the password again."""
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] >= app_settings.REAUTHENTICATION_TIMEOUT

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """allauth's own messages speak of e-mail and of the site's name: ours are said, the others are not."""
        if message_template in SAID:
            messages.add_message(request, level, SAID[message_template])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"


class MFAAdapter(DefaultMFAAdapter):
    """Second factor: a time-based code."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "动态口令不正确，请查看手机上的最新六位数字；若一直不对，请核对手机时间。",
        "cannot_delete_authenticator": "您的岗位须使用动态口令，不能停用。更换手机请联系用户管理岗。",
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def get_totp_issuer(self) -> str:
        return "长期护理保险经办系统"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        return not (user.is_superuser or Actor.of(user, timezone.localdate()).holds(*DECIDING_POSTS))
