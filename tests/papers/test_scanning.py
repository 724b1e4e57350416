"""Where a virus scanner is configured nothing is taken unscanned; a little daemon plays its part."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from documents import scanning
from documents.models import PaperFile
from tests.papers import making
from tests.papers.test_files import keep
from tests.scene import Scene
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def daemon(tmp_path: Path, settings: Any) -> Iterator[list[bytes]]:
    """Answers one scan after another with the words in the list (the first for the first)."""
    answers: list[bytes] = []
    place = tmp_path / "clamd"
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(place))
    server.listen()
    settings.LTCI_CLAMAV = f"unix:{place}"

    def serve() -> None:
        while True:
            try:
                link, _ = server.accept()
            except OSError:
                return
            with link, link.makefile("rb") as said:
                said.read(len(b"zINSTREAM\0"))
                while length := struct.unpack(">I", said.read(4))[0]:
                    said.read(length)
                link.sendall(answers.pop(0))

    threading.Thread(target=serve, daemon=True).start()
    yield answers
    server.close()


def test_a_clean_file_is_marked_so(scene_at: Callable[..., Scene], daemon: list[bytes]) -> None:
    daemon.append(b"stream: OK\0")
    scene = scene_at("assigned")

    assert keep(scene, scene.assessment, "assessor_1", "photos", "a.jpg", making.jpeg()).scan == "clean"


def test_an_infected_file_is_not_taken_and_who_sent_it_is_written(
    scene_at: Callable[..., Scene], daemon: list[bytes]
) -> None:
    daemon.append(b"stream: Eicar-Test-Signature FOUND\0")
    scene = scene_at("assigned")

    with pytest.raises(Refusal, match="病毒"):
        keep(scene, scene.assessment, "assessor_1", "photos", "a.jpg", making.jpeg())

    paper = PaperFile.objects.get()
    assert (paper.state, paper.scan, paper.file) == ("refused", "infected", "")
    assert JournalEntry.objects.get(act="documents.refuse_paper").actor_name == "assessor_1"


def test_a_scanner_that_does_not_answer_lets_nothing_in_and_loses_nothing(
    scene_at: Callable[..., Scene], settings: Any
) -> None:
    settings.LTCI_CLAMAV = "127.0.0.1:9"
    scene = scene_at("assigned")

    with pytest.raises(Refusal, match="没有应答"):
        keep(scene, scene.assessment, "assessor_1", "photos", "a.jpg", making.jpeg())

    assert PaperFile.objects.get().state == "receiving"


def test_without_a_scanner_nothing_is_scanned(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x")

    assert scanning.scan(file) is None
