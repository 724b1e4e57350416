"""Keys of one machine's demonstration system: made once, kept in var/, readable by their owner only."""

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path


def of_this_machine(file: Path) -> dict[str, str]:
    """Read the keys; make them when there are none yet. Two processes at once get the same."""
    if not file.exists():
        _make(file)
    return json.loads(file.read_text())


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    keys = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "LTCI_FIELD_KEYS": f"k1:{secrets.token_hex(16)}",
        "LTCI_INDEX_KEY": secrets.token_hex(32),
    }
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w") as stream:
        json.dump(keys, stream)
    # A link, no rename: who comes second must not replace keys that the first already uses.
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()
