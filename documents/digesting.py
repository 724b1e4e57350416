"""SHA-256 of an upload while it arrives.

What a process has hashed so far it remembers for the next piece; where another process receives that, or after a
restart, the whole file is read once at the end instead.
"""

import hashlib
import os
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any
from uuid import UUID

REMEMBERED = 64
AHEAD = 32  # pieces that may wait to be hashed, so that a slow processor fills no memory

_so_far: "OrderedDict[UUID, tuple[int, Any]]" = OrderedDict()
_lock = Lock()


class Following:
    """Follows one receiver: hashes each piece in its order, in a thread beside it."""

    def __init__(self, paper_id: UUID, offset: int) -> None:
        self.paper_id, self.end = paper_id, offset
        with _lock:
            known = _so_far.pop(paper_id, (0, hashlib.sha256()))
        self.hasher = known[1] if known[0] == offset else None
        self.hashing = ThreadPoolExecutor(1)
        self.room = BoundedSemaphore(AHEAD)

    def piece(self, data: bytes) -> None:
        """`data` has just been written."""
        self.end += len(data)
        if self.hasher is not None:
            self.room.acquire()
            self.hashing.submit(self._update, data)

    def _update(self, data: bytes) -> None:
        try:
            self.hasher.update(data)
        finally:
            self.room.release()

    def close(self) -> None:
        """Wait for it, so that what is remembered is what was written."""
        self.hashing.shutdown()
        if self.hasher is not None:
            with _lock:
                _so_far[self.paper_id] = (self.end, self.hasher)
                while len(_so_far) > REMEMBERED:
                    _so_far.popitem(last=False)


def settled(paper_id: UUID, path: Path) -> str:
    """The SHA-256 of the file, which then is on the disk and not merely on its way there."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
    with _lock:
        end, hasher = _so_far.pop(paper_id, (-1, None))
    return hasher.hexdigest() if hasher is not None and end == path.stat().st_size else digest(path)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
