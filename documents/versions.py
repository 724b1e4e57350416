"""Versions of templates and rules as digests of their files: never forgotten, never wrong."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _digest(paths: Iterable[Path], base: Path) -> str:
    """The first 16 hexadecimal digits over names and contents."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(base).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@cache
def template_version() -> str:
    """Version of all letter templates and their style sheet; read once per process."""
    files = [*(ROOT / "templates" / "letters").rglob("*.html"), *(ROOT / "static" / "letters").rglob("*.css")]
    return _digest(files, ROOT)


@cache
def policy_version() -> str:
    """Version of all policy files; read once per process."""
    return _digest((ROOT / "policy" / "data").rglob("*.yaml"), ROOT)
