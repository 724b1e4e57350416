"""The embedded PostgreSQL: made once, started for whoever needs it, stopped by the last who does.

Users of a server hold a shared lock for as long as they live, so that a killed process leaves nothing to count wrong.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ltci.embedded.places import EmbeddedError, Places, binaries, find, prepare

START_SECONDS = 60
# The application's role owns its database and may create others (for tests); it is no superuser, so that triggers
# and row-level security hold for it.
SETUP_SQL = "CREATE ROLE ltci LOGIN CREATEDB;\nCREATE DATABASE ltci OWNER ltci;\n"
DURABLE = ""
# For a server whose data nobody keeps (tests): about twice as fast.
FORGETFUL = " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class Server:
    """One PostgreSQL below one var/."""

    def __init__(self, var: Path, options: str = DURABLE) -> None:
        self.var = var
        self.places: Places = find(var)
        self.options = options

    @contextmanager
    def running(self) -> Iterator[Path]:
        """Keep the server up for the time of the block; gives the folder of its socket."""
        self.var.mkdir(parents=True, exist_ok=True)
        with open(self.var / "pg.users", "a") as users:
            with self._gate():
                fcntl.flock(users, fcntl.LOCK_SH)
                self.start()
            try:
                yield self.places.socket
            finally:
                with self._gate():
                    if _alone(users):
                        self.stop()

    def start(self) -> None:
        """Make sure that the server answers; recovers after a crash and gives up after a minute with the log's end."""
        if self.answers():
            return
        prepare(self.places)
        if not self.places.data.exists():
            self._create()
        self._write_access()
        deadline = time.monotonic() + START_SECONDS
        while not (self._try_start() and self.answers()):
            if time.monotonic() > deadline:
                raise EmbeddedError(f"内嵌 PostgreSQL 未能启动，日志 {self.places.log} 的末尾：\n{self._log_end()}")
            self._forget_stale_pid()
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server if it runs; waits for open transactions to be rolled back."""
        if (self.places.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", str(self.places.data), "-m", "fast", "-w", "-t", str(START_SECONDS))

    def answers(self) -> bool:
        """Whether a connection would be accepted now."""
        if not self.places.socket.exists():
            return False
        return self._run("pg_isready", "-q", "-h", str(self.places.socket), "-U", "ltci", "-d", "ltci").returncode == 0

    def pid(self) -> int | None:
        """The postmaster's process, or None."""
        try:
            return int((self.places.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def remove(self) -> None:
        """Stop the server and delete its data; refuses while somebody else uses it."""
        self.var.mkdir(parents=True, exist_ok=True)
        with self._gate(), open(self.var / "pg.users", "a") as users:
            if not _alone(users):
                raise EmbeddedError("内嵌 PostgreSQL 正被另一个进程使用（例如正在运行的 bin/demo），请先停止它。")
            self.stop()
            for folder in (self.places.home, self.places.socket):
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _gate(self) -> Iterator[None]:
        with open(self.var / "pg.lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _create(self) -> None:
        """Initialise beside the final place and rename: an interrupted first start leaves nothing half made."""
        fresh = self.places.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        encoding = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        auth = ("--username=postgres", "--auth-local=peer", "--auth-host=reject")
        self._check("initdb", "-D", str(fresh), *auth, *encoding)
        self._check("postgres", "--single", "-j", "-D", str(fresh), "postgres", typed=SETUP_SQL.replace("\n", "\n\n"))
        fresh.rename(self.places.data)

    def _write_access(self) -> None:
        """Only this machine's accounts get in: ours as `ltci`, the server's own as the superuser for repairs."""
        ours = pwd.getpwuid(os.geteuid()).pw_name
        service = self.places.user or ours
        self._write("pg_hba.conf", "local all postgres peer map=service\nlocal all ltci peer map=service\n")
        self._write("pg_ident.conf", f"service {service} postgres\nservice {ours} ltci\n")

    def _write(self, name: str, text: str) -> None:
        file = self.places.data / name
        file.write_text(text)
        if self.places.user is not None:
            shutil.chown(file, self.places.user, self.places.user)

    def _try_start(self) -> bool:
        settings = f"-c listen_addresses='' -c unix_socket_permissions=0700 -k '{self.places.socket}'{self.options}"
        arguments = ("-D", str(self.places.data), "-l", str(self.places.log), "-o", settings)
        return self._run("pg_ctl", "start", "-w", "-t", str(START_SECONDS), *arguments).returncode == 0

    def _forget_stale_pid(self) -> None:
        """Drop the lock files of a dead postmaster whose number another process has got since (after a reboot)."""
        pid = self.pid()
        if pid is None or not Path("/proc/self").exists():
            return
        try:
            ours = Path(f"/proc/{pid}/cwd").resolve() == self.places.data.resolve()
        except OSError:
            ours = False
        if not ours:
            (self.places.data / "postmaster.pid").unlink(missing_ok=True)
            (self.places.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        output: IO[str]
        # A file, no pipe: the server inherits it and would keep a pipe open for ever.
        with open(self.places.home / "commands.log", "a+") as output:
            return subprocess.run(
                [str(binaries(self.places) / program), *arguments],
                check=False, text=True, input=typed, stdout=output, stderr=output, cwd=self.places.home,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,  # Ctrl-C is for us; we stop the server in order
                **self.places.account,
            )  # fmt: skip

    def _check(self, program: str, *arguments: str, typed: str = "") -> None:
        if self._run(program, *arguments, typed=typed).returncode:
            log = self.places.home / "commands.log"
            raise EmbeddedError(f"{program} 失败，日志 {log} 的末尾：\n{_end(log)}")

    def _log_end(self) -> str:
        return _end(self.places.log) or _end(self.places.home / "commands.log")


def _alone(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end(file: Path) -> str:
    return "\n".join(file.read_text(errors="replace").splitlines()[-12:]) if file.exists() else ""
