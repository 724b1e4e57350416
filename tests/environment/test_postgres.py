"""The embedded PostgreSQL comes up whatever happened before, belongs to its users together, and lets only ours in."""

import multiprocessing
import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ltci.embedded.places import LONGEST_SOCKET, EmbeddedError, find, private_folder
from ltci.embedded.postgres import FORGETFUL, Server


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder that every account may reach (pytest's own is closed, which has a test of its own)."""
    folder = Path(tempfile.mkdtemp(prefix="ltci-pg-"))
    folder.chmod(0o755)
    yield folder / "var"
    Server(folder / "var").remove()
    shutil.rmtree(folder)


def ask(server: Server, sql: str) -> tuple:
    with psycopg.connect(host=str(server.places.socket), user="ltci", dbname="ltci") as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return row


def do(server: Server, sql: str) -> None:
    with psycopg.connect(host=str(server.places.socket), user="ltci", dbname="ltci") as connection:
        connection.execute(sql)


def hold_until_killed(var: Path, ready: Path) -> None:
    with Server(var, FORGETFUL).running():
        ready.touch()
        time.sleep(60)


def test_first_start_gives_an_own_database_without_network_and_without_superuser(var: Path) -> None:
    server = Server(var, FORGETFUL)
    with server.running():
        name, port, superuser = ask(
            server,
            "select current_database(), current_setting('listen_addresses'),"
            " (select rolsuper from pg_roles where rolname = current_user)",
        )
    assert (name, port, superuser) == ("ltci", "", False)


def test_strangers_find_the_data_closed(var: Path) -> None:
    server = Server(var, FORGETFUL)
    with server.running() as socket:
        modes = [stat.S_IMODE(folder.stat().st_mode) for folder in (server.places.home, server.places.data, socket)]
    assert modes == [0o700, 0o700, 0o700]


def test_start_after_the_server_was_killed_keeps_what_was_committed(var: Path) -> None:
    server = Server(var)
    with server.running():
        do(server, "create table kept (one int)")
        ask(server, "insert into kept values (1) returning one")
        killed = server.pid()
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        server.start()
        assert ask(server, "select one from kept") == (1,)
        assert server.pid() != killed


def test_start_after_a_reboot_gave_the_old_number_to_another_process(var: Path) -> None:
    server = Server(var, FORGETFUL)
    with server.running():
        text = (server.places.data / "postmaster.pid").read_text()
        pid = server.pid()
    (server.places.data / "postmaster.pid").write_text(text.replace(str(pid), str(os.getpid()), 1))
    with server.running():
        assert ask(server, "select 1") == (1,)


def test_start_after_an_interrupted_first_start(var: Path) -> None:
    server = Server(var, FORGETFUL)
    (server.places.home / "data.new" / "base").mkdir(parents=True)
    with server.running():
        assert ask(server, "select 1") == (1,)


def test_the_last_user_stops_the_server(var: Path) -> None:
    first, second = Server(var, FORGETFUL), Server(var, FORGETFUL)
    with first.running():
        with second.running():
            pid = second.pid()
        assert first.answers()
        assert first.pid() == pid
    assert not first.answers()


def test_a_killed_user_does_not_keep_the_server_up_for_ever(var: Path) -> None:
    ready = var.parent / "ready"
    user = multiprocessing.get_context("spawn").Process(target=hold_until_killed, args=(var, ready))
    user.start()
    while not ready.exists():
        time.sleep(0.05)
    user.kill()
    user.join()
    user.close()
    server = Server(var, FORGETFUL)
    assert server.answers()
    with server.running():
        pass
    assert not server.answers()


def test_data_in_use_is_not_deleted(var: Path) -> None:
    server = Server(var, FORGETFUL)
    with server.running():
        with pytest.raises(EmbeddedError, match="正被另一个进程使用"):
            Server(var).remove()
        assert ask(server, "select 1") == (1,)


def test_a_long_path_gets_a_short_private_socket_folder() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ltci-pg-"))
    folder.chmod(0o755)
    server = Server(folder / ("long" * 25) / "var", FORGETFUL)
    try:
        with server.running() as socket:
            assert len(os.fsencode(socket)) < LONGEST_SOCKET
            assert stat.S_IMODE(socket.stat().st_mode) == 0o700
            assert ask(server, "select 1") == (1,)
    finally:
        server.remove()
        shutil.rmtree(folder)


def test_a_short_folder_of_somebody_else_is_refused() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ltci-pg-"))
    (folder / "link").symlink_to("/usr")
    with pytest.raises(EmbeddedError, match="属于其他用户"):
        private_folder(folder / "link")
    shutil.rmtree(folder)


def test_even_the_short_folder_can_be_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: "/tmp/" + "deep/" * 20)
    with pytest.raises(EmbeddedError, match="TMPDIR"):
        find(Path("/tmp/" + "long" * 25))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")
def test_a_checkout_that_the_server_cannot_reach_is_served_from_elsewhere(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    server = Server(tmp_path / "var", FORGETFUL)
    try:
        assert not server.places.home.is_relative_to(tmp_path)
        with server.running():
            assert ask(server, "select 1") == (1,)
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    finally:
        server.remove()
