"""A real server process on the test database, that a test may kill like a power cut and start again."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection


class Server:
    """Granian with the settings of the tests; its files lie in `files`, whatever process serves."""

    def __init__(self, files: Path, application: str = "ltci.wsgi:application") -> None:
        self.files, self.application = files, application
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        place = connection.settings_dict
        url = f"postgres://{place['USER']}@{quote(place['HOST'], safe='')}/{place['NAME']}"
        env = {**os.environ, "DATABASE_URL": url, "LTCI_FILES_OF_TESTS": str(self.files)}
        env["DJANGO_SETTINGS_MODULE"] = "ltci.settings.test"
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), "--blocking-threads", "8", self.application],
            cwd=settings.BASE_DIR,
            env=env,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        """SIGKILL to the server and its workers: nobody may tidy up."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
