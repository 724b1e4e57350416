"""Re-encrypting every encrypted column under the current key."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from accounts import crypto
from accounts.fields import EncryptedTextField


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted column of every model, history tables included."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def rotate(
    model: type[models.Model], field: EncryptedTextField, batch: int, said: Callable[[int], None] | None = None
) -> int:
    """Re-encrypt what other keys sealed, a transaction for each batch; interrupted and run again it goes on."""
    done, after = 0, cast(object, None)
    while True:
        after, changed = _rotate_batch(model, field, batch, after)
        done += changed
        if said is not None and changed:
            said(done)
        if after is None:
            return done


def _rotate_batch(
    model: type[models.Model], field: EncryptedTextField, batch: int, after: object
) -> tuple[object, int]:
    """Handle the next rows in the order of their keys; returns the last key (None at the end) and the rows changed."""
    with transaction.atomic(), _without_history(model), connection.cursor() as cursor:
        rows = _stale(cursor, model, field, batch, after)
        if rows:
            _write(cursor, model, field, [(key, _sealed_anew(token, field.place)) for key, token in rows])
    return (rows[-1][0] if len(rows) == batch else None), len(rows)


def _stale(
    cursor: CursorWrapper, model: type[models.Model], field: EncryptedTextField, batch: int, after: object
) -> list[tuple[Any, str]]:
    """Keys and sealed values that another key than the current one has sealed, locked until commit."""
    table, column, key = _names(model, field)
    later = [] if after is None else [after]
    cursor.execute(
        f"SELECT {key}, {column} FROM {table} WHERE {column} <> '' AND {column} NOT LIKE %s "
        f"{f'AND {key} > %s' if later else ''} ORDER BY {key} LIMIT %s FOR NO KEY UPDATE",
        [f"{crypto.SCHEME}.{crypto.current_key_id()}.%", *later, batch],
    )
    return list(cursor.fetchall())


def _write(
    cursor: CursorWrapper, model: type[models.Model], field: EncryptedTextField, rows: list[tuple[Any, str]]
) -> None:
    table, column, key = _names(model, field)
    cursor.execute(
        f"UPDATE {table} SET {column} = anew.token FROM unnest(%s, %s::text[]) AS anew(key, token) "
        f"WHERE {table}.{key} = anew.key",
        [[row[0] for row in rows], [row[1] for row in rows]],
    )


def _sealed_anew(token: str, place: str) -> str:
    return crypto.encrypt(crypto.decrypt(token, place), place)


def _names(model: type[models.Model], field: EncryptedTextField) -> tuple[str, str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), quote(field.column), quote(model._meta.pk.column)


def _without_history(model: type[models.Model]) -> AbstractContextManager[None]:
    """The value stays, only its seal changes: no history row for it, and history itself may be sealed anew."""
    kept = ("update_update", "append_only")
    names = [t.get_uri(m) for m, t in pgtrigger.registered() if m is model and t.name in kept]
    # Without names pgtrigger would ignore every trigger there is.
    return pgtrigger.ignore(*names) if names else nullcontext()
