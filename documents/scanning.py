"""Virus scan by a ClamAV daemon, where one is configured (LTCI_CLAMAV: unix:/path or host:port)."""

import socket
import struct
from pathlib import Path

from django.conf import settings

CHUNK = 1 << 20
SECONDS = 60


class ScanProblem(Exception):
    """The configured scanner did not answer: nothing is taken unscanned."""


def scan(path: Path) -> bool | None:
    """True for clean, False for infected, None where no scanner is configured; ScanProblem when it does not answer."""
    address = settings.LTCI_CLAMAV
    if not address:
        return None
    try:
        with _connect(address) as link:
            answer = _instream(link, path)
    except OSError as problem:
        raise ScanProblem(str(problem)) from problem
    if answer.endswith("FOUND"):
        return False
    if not answer.endswith("OK"):
        raise ScanProblem(answer)
    return True


def _connect(address: str) -> socket.socket:
    if address.startswith("unix:"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(SECONDS)
        link.connect(address.removeprefix("unix:"))
        return link
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), SECONDS)


def _instream(link: socket.socket, path: Path) -> str:
    """The daemon's own protocol: lengths and pieces, a length of nought, then its word."""
    link.sendall(b"zINSTREAM\0")
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            link.sendall(struct.pack(">I", len(piece)) + piece)
    link.sendall(struct.pack(">I", 0))
    answer = b""
    while piece := link.recv(4096):
        answer += piece
        if b"\0" in piece:
            break
    return answer.decode(errors="replace").strip("\0 \n")
