"""An installation with its own database, broker, web server and worker; a test may kill each like a power cut."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import requests

from ltci.embedded import redis
from ltci.embedded.postgres import Server

TOP = Path(__file__).resolve().parents[2]
# Commits reach the operating system, which outlives what is killed here; the disk itself is not pulled out.
OPTIONS = " -c fsync=off"
SECONDS = 60


class Installation:
    """`moment`: what its programs take for now, when they start."""

    def __init__(self, var: Path, moment: str) -> None:
        self.var, self.moment, self.server = var, moment, Server(var, OPTIONS)
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "LTCI_VAR": str(self.var),
            "DATABASE_URL": f"postgres://ltci@{quote(str(self.server.places.socket), safe='')}/ltci",
            "REDIS_URL": f"redis+socket://{redis.socket_path(self.var)}",
            "DJANGO_SETTINGS_MODULE": "tests.power.settings",
            "LTCI_FILES_OF_TESTS": str(self.var / "files"),
            "LTCI_TEST_MOMENT": self.moment,
        }

    def run(self, *arguments: str) -> str:
        """A program to its end; what it printed."""
        command = [sys.executable, "-W", "ignore", *arguments]
        done = subprocess.run(command, cwd=TOP, env=self.env, check=True, capture_output=True, text=True)
        return done.stdout

    def start(self, name: str) -> None:
        python = sys.executable
        commands = {
            "redis": redis.command(self.var),
            "web": [
                *(python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)),
                *("--blocking-threads", "8", "ltci.wsgi:application"),
            ],
            "worker": [python, "-m", "celery", "--app", "ltci", "worker", "--pool", "threads", "--concurrency", "2"],
        }
        ready = {"redis": lambda: redis.answers(self.var), "web": self._answers, "worker": lambda: True}
        with open(self.var / f"{name}.log", "ab") as log:
            self.programs[name] = subprocess.Popen(
                commands[name], cwd=TOP, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        wait_for(ready[name])

    def kill_database(self) -> None:
        """SIGKILL to its first process, with which the others end; then it is started again."""
        pid = self.server.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not self.server.answers())
        self.server.start()

    def kill(self, name: str) -> None:
        """SIGKILL to the program and its children: nobody may tidy up."""
        program = self.programs.pop(name)
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()

    def stop(self) -> None:
        for name in list(self.programs):
            self.kill(name)

    def ask(self, sql: str) -> Any:
        """The one value that the database answers."""
        with psycopg.connect(host=str(self.server.places.socket), user="ltci", dbname="ltci") as connection:
            row = connection.execute(sql).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None

    @contextmanager
    def held_up_at(self, table: str) -> Iterator[Callable[[], None]]:
        """Whoever comes to the table waits there, in the middle of its transaction; gives a wait for that."""
        place = {"host": str(self.server.places.socket), "user": "ltci", "dbname": "ltci"}
        holder = psycopg.connect(**place)
        holder.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")  # type: ignore[call-overload]
        stuck = f"SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass"
        try:
            yield lambda: wait_for(lambda: self.ask(stuck) == 1)
        finally:
            holder.close()  # also where the database is no more

    def let_go(self) -> None:
        """Wait until the database has noticed which of its clients are gone, and rolled back what they began."""
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND state <> 'idle' AND backend_type = 'client backend'"
        )
        wait_for(lambda: self.ask(others) == 0)

    def ring(self, task: str, *arguments: str) -> None:
        """What the clock or the web server does: put a task into the broker."""
        send = f"from ltci.celery import app; app.send_task({task!r}, args={list(arguments)!r})"
        self.run("-c", f"import django; django.setup(); {send}")

    def version(self, batch: str) -> int:
        return int(self.ask(f"SELECT version FROM settlement_claimbatch WHERE id = '{batch}'"))

    def post(
        self, act: str, batch: str, token: str, key: str, version: int | None = None, **said: Any
    ) -> requests.Response:
        """An act by the interface, on the batch as it stands or as it stood at `version`."""
        seen = version or self.version(batch)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "If-Match": f'"{seen}"'}
        url = f"http://127.0.0.1:{self.port}/api/v1/claims/{batch}/acts/{act}/"
        return requests.post(url, json=said, headers=headers, timeout=SECONDS)

    def posting(self, *arguments: Any, **said: Any) -> threading.Thread:
        """The same from somebody who may wait for an answer in vain."""

        def send() -> None:
            try:
                self.post(*arguments, **said)
            except requests.RequestException:
                return  # the server was killed: no answer came

        thread = threading.Thread(target=send, daemon=True)
        thread.start()
        return thread

    def town(self) -> dict[str, Any]:
        return json.loads(self.run("tests/power/town.py").splitlines()[-1])  # type: ignore[no-any-return]

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def wait_for(ready: Callable[[], bool]) -> None:
    """Raises TimeoutError where it does not come about."""
    deadline = time.monotonic() + SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)
