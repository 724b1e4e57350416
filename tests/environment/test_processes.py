"""bin/demo's programs live and die together."""

import os
import signal
import threading
import time
from pathlib import Path

from ltci.processes import Group


def test_one_that_ends_is_named_and_the_others_are_stopped(tmp_path: Path) -> None:
    group = Group(tmp_path)
    group.start("lasting", ["sleep", "60"])
    group.start("failing", ["sh", "-c", "echo broken >&2; exit 3"])
    ended = group.watch()
    group.stop()
    assert ended is not None
    assert (ended.name, group.log_end(ended)) == ("failing", "broken")
    assert all(member.process.returncode is not None for member in group.members)


def test_children_of_a_program_that_ignores_the_request_are_stopped_too(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("ltci.processes.STOP_SECONDS", 0.5)
    group = Group(tmp_path)
    child = tmp_path / "child"
    script = "trap '' TERM; sleep 60 & echo $! > \"$NOTE\"; wait; sleep 60"
    group.start("deaf", ["sh", "-c", script], {"NOTE": str(child)})
    while not (child.exists() and child.read_text().strip()):
        time.sleep(0.05)
    pid = int(child.read_text())
    group.stop()
    assert ended_within(pid, seconds=5)


def test_a_request_to_stop_ends_the_watch(tmp_path: Path) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    group = Group(tmp_path)
    group.start("lasting", ["sleep", "60"])
    group.listen()
    try:
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
        assert group.watch() is None
    finally:
        group.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def ended_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        state = Path(f"/proc/{pid}/stat")
        # A container without an init process may keep the dead child's entry.
        if not state.exists() or ") Z " in state.read_text():
            return True
        time.sleep(0.05)
    return False
