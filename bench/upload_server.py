"""What the upload benchmark serves: the application, and beside it a bare copy of a body to a file."""

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ltci.wsgi import application as ltci

CHUNK = 1 << 20


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """PUT /plain/ copies and syncs, without looking at anything; all else is the application's."""
    if environ["PATH_INFO"] != "/plain/":
        return ltci(environ, start_response)
    folder = Path(os.environ["LTCI_FILES_OF_TESTS"])
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        while piece := environ["wsgi.input"].read(CHUNK):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    start_response("204 No Content", [])
    return []
