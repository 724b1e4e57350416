"""Where the database is: DATABASE_URL, else the embedded server that bin/ starts in var/."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlparse

from ltci.embedded import places

# Connections that one process keeps; threads beyond that wait their turn.
POOL = {"min_size": 1, "max_size": 16, "timeout": 30}


def from_environment(var: Path, pool: bool = False) -> dict:
    """Django's DATABASES entry. With `pool`, psycopg's pool holds the connections (never with CONN_MAX_AGE)."""
    url = os.environ.get("DATABASE_URL")
    place = from_url(url) if url else {"NAME": "ltci", "USER": "ltci", "HOST": str(places.find(var).socket)}
    entry = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, "OPTIONS": {}, **place}
    if pool:
        entry["OPTIONS"] = {**entry["OPTIONS"], "pool": dict(POOL)}
        entry["CONN_HEALTH_CHECKS"] = True  # after a restart of the database no dead connection is handed out
    return entry


def from_url(url: str) -> dict:
    """Read postgres://user:password@host:port/name?sslmode=require; a host that begins with %2F is a socket folder."""
    parts = urlparse(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL 只支持 postgres://，现在是 {parts.scheme}://")
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "ltci",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
