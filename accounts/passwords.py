"""Password rules: at least three kinds of characters, none of the last ones again (等级保护: 口令复杂度、定期更换)."""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from accounts.models import PasswordRecord, User


class KindsOfCharacters:
    """Of small letters, capital letters, digits and other characters at least `least` kinds."""

    def __init__(self, least: int = 3) -> None:
        self.least = least

    def validate(self, password: str, user: Any = None) -> None:
        kinds = {_kind(char) for char in password}
        if len(kinds) < self.least:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self) -> str:
        return f"密码须包含大写字母、小写字母、数字、符号中的至少 {self.least} 种。"


class NotUsedBefore:
    """None of the user's last `last` passwords; notes each new one."""

    def __init__(self, last: int = 5) -> None:
        self.last = last

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        earlier = PasswordRecord.objects.filter(user=user)[: self.last]
        if any(check_password(password, record.encoded) for record in earlier):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Called by Django once the new password has been saved."""
        if user is not None and user.pk is not None:
            PasswordRecord.objects.create(user=user, encoded=user.password)

    def get_help_text(self) -> str:
        return f"不能使用最近 {self.last} 次用过的密码。"


def _kind(char: str) -> str:
    if char.isdigit():
        return "digit"
    if char.isalpha():
        return "capital" if char.isupper() else "small"
    return "symbol"
