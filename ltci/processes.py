"""Starts a few long-running programs, watches them, and stops all of them when one ends or we are told to."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

STOP_SECONDS = 15


@dataclass
class Running:
    """One program that should run until we stop it."""

    name: str
    process: subprocess.Popen


class Group:
    """The programs of one command, each in its own session: Ctrl-C reaches us alone and we stop them in order."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.members: list[Running] = []
        self.asked = False

    def listen(self) -> None:
        """Take Ctrl-C, SIGTERM and a closed terminal as the request to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def start(self, name: str, command: list[str], env: dict[str, str] | None = None) -> None:
        """Start a program; what it prints goes to `logs`/name.log."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with open(self.logs / f"{name}.log", "w") as log:
            process = subprocess.Popen(
                [*_die_with_us(), *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **(env or {})}, start_new_session=True,
            )  # fmt: skip
        self.members.append(Running(name, process))

    def dead(self) -> Running | None:
        """The first program that has ended, if any."""
        return next((member for member in self.members if member.process.poll() is not None), None)

    def wait_for(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait until `ready()`; False when that takes too long, a program ended or we were asked to stop."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self.asked and self.dead() is None:
            if ready():
                return True
            time.sleep(0.1)
        return False

    def watch(self) -> Running | None:
        """Sleep until a program ends (given back) or we are asked to stop (None)."""
        while not self.asked and self.dead() is None:
            time.sleep(0.3)
        return None if self.asked else self.dead()

    def stop(self) -> None:
        """Ask all to end, the last started first; kill with all their children what has not ended in time."""
        for member in reversed(self.members):
            _signal(member, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for member in reversed(self.members):
            with suppress(subprocess.TimeoutExpired):
                member.process.wait(max(deadline - time.monotonic(), 0.1))
            _signal(member, signal.SIGKILL, group=True)
            member.process.wait()

    def log_end(self, member: Running) -> str:
        """The last lines that the program wrote."""
        text = (self.logs / f"{member.name}.log").read_text(errors="replace")
        return "\n".join(text.splitlines()[-15:])

    def _ask(self, *_: object) -> None:
        self.asked = True


def _signal(member: Running, number: signal.Signals, group: bool = False) -> None:
    with suppress(ProcessLookupError):
        if group:
            os.killpg(member.process.pid, number)
        elif member.process.poll() is None:
            member.process.send_signal(number)


def _die_with_us() -> list[str]:
    """Where Linux can do it, a program gets SIGTERM when we are killed ourselves without a chance to stop it."""
    return ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
