"""500 MB of video by resumable upload, checked and filed, against a plain copy of the same bytes by the same server."""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import BinaryIO

import requests
from django.conf import settings
from django.test import Client
from django.utils import timezone

MEGABYTES = 500
LIMIT = 0.7
ROUNDS = 5


def main() -> int:
    """Prints both rates and their ratio; 1 where the limit is missed."""
    from documents.issuing import rows_only
    from tests.e2e.server import Server
    from tests.papers.making import write_mp4
    from tests.scene import Scene

    with tempfile.TemporaryDirectory(dir=settings.VAR) as folder, rows_only():
        files = Path(folder) / "files"
        files.mkdir()
        server = Server(files, "bench.upload_server:application")
        server.start()
        try:
            scene = Scene("NX", f"{timezone.localdate():%Y-%m-%d}")
            case = scene.assigned()
            cookies = _signed_in(scene.user("assessor_1"))
            plain, tus = [], []
            # The first request of a process loads the application; that is no part of an upload.
            requests.get(f"{server.address}/account/login/", timeout=60)
            for order in range(ROUNDS):
                video = write_mp4(Path(folder) / f"{order}.mp4", MEGABYTES + order)
                works = [
                    (plain, partial(_copy, server.address, video)),
                    (tus, partial(_upload, server.address, case, video, cookies)),
                ]
                # In turns, so that a machine busy with other things slows both sides alike.
                for rates, work in works if order % 2 else reversed(works):
                    rates.append(_rate(video, work))
        finally:
            server.kill()
    ratio = median(ours / bare for ours, bare in zip(tus, plain, strict=True))
    print(
        f"upload: tus {median(tus):.0f} MB/s, plain copy {median(plain):.0f} MB/s, median ratio of {ROUNDS} rounds "
        f"{ratio:.2f} (limit {LIMIT})"
    )
    return int(ratio < LIMIT)


def _rate(video: Path, work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return video.stat().st_size / (1 << 20) / (time.perf_counter() - begun)


def _copy(address: str, video: Path) -> None:
    with video.open("rb") as file:
        assert requests.put(f"{address}/plain/", data=file, timeout=120).status_code == 204


def _upload(address: str, case: object, video: Path, cookies: dict[str, str]) -> None:
    """As a browser does it: begin, then pieces of the size that the page names."""
    from tests.papers.test_resuming import said

    size, session = video.stat().st_size, requests.Session()
    session.cookies.update(cookies)
    session.headers.update({"Tus-Resumable": "1.0.0", "X-CSRFToken": cookies["csrftoken"], "Referer": address})
    metadata = {"Upload-Length": str(size), "Upload-Metadata": said(filename=video.name, code="video")}
    begun = session.post(f"{address}/papers/assessment.assessment/{case.pk}/uploads/", headers=metadata, timeout=60)  # type: ignore[attr-defined]
    assert begun.status_code == 201, begun.text
    for offset in range(0, size, settings.LTCI_UPLOAD_CHUNK):
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        with video.open("rb") as file:
            piece = Piece(file, offset, min(settings.LTCI_UPLOAD_CHUNK, size - offset))
            answer = session.patch(address + begun.headers["Location"], data=piece, headers=headers, timeout=120)
        assert answer.status_code == 204, answer.text


class Piece:
    """A part of a file as the client library sends a whole one: read as it goes."""

    def __init__(self, file: BinaryIO, offset: int, length: int) -> None:
        self.file, self.length, self.left = file, length, length
        file.seek(offset)

    def __len__(self) -> int:
        return self.length

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data


def _signed_in(user: object) -> dict[str, str]:
    from tests.pages.desk import sign_in

    client: Client = sign_in(user)  # type: ignore[arg-type]
    return {"sessionid": client.cookies["sessionid"].value, "csrftoken": "a" * 32}
