"""Columns that are encrypted at rest."""

import json
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import IsNull

from accounts import crypto


class OpenedText(str):
    """A decrypted value that remembers its sealed form: saving it unchanged keeps the column unchanged."""

    __slots__ = ("place", "token")

    place: str
    token: str

    @classmethod
    def of(cls, token: str, place: str) -> "OpenedText":
        opened = cls(crypto.decrypt(token, place))
        opened.token, opened.place = token, place
        return opened

    def __reduce__(self) -> tuple[Any, ...]:
        # A pickle (session, cache, task) carries the plain text only if it must: it travels sealed.
        return OpenedText.of, (self.token, self.place)


class EncryptedTextField(models.TextField):
    """Text sealed with SM4-GCM under the current key; empty text and NULL are stored as they are.

    Cannot be searched or sorted: put a blind index (`accounts.crypto.blind_index`) beside it.
    """

    description = "加密文本"
    encrypted = True

    @property
    def place(self) -> str:
        """The table and column to which a sealed value belongs; a history table shares those of its model."""
        owner = getattr(self.model, "pgh_tracked_model", None) or self.model
        return f"{owner._meta.db_table}.{self.column}"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return IsNull
        raise FieldError(f"加密字段“{self.verbose_name}”不能用于查询（{lookup_name}），请查询其索引列。")

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return OpenedText.of(value, self.place) if value else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        text = str(value)
        if not text:
            return ""
        # Same value, same key, same column: the sealed form stays, and row history records no change.
        if isinstance(value, OpenedText) and self._is_current(value):
            return value.token
        return crypto.encrypt(text, self.place)

    def _is_current(self, value: OpenedText) -> bool:
        return value.place == self.place and crypto.key_id_of(value.token) == crypto.current_key_id()


class EncryptedJSONField(EncryptedTextField):
    """A list or an object sealed as its JSON text; what is empty is stored as empty text and read as the default."""

    description = "加密数据"
    _pyi_private_set_type: Any  # what django-stubs reads: not text, but whatever JSON holds
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        opened = super().from_db_value(value, expression, connection)
        return json.loads(opened) if opened else self.get_default()

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if hasattr(value, "as_sql"):
            return value
        text = json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
        return super().get_db_prep_save(text, connection)

    def to_python(self, value: Any) -> Any:
        return value
