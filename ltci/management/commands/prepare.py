"""Brings a machine's data up to date with the code: what bin/demo does before it serves."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandParser, call_command


class Command(BaseCommand):
    help = "更新数据表和静态文件；--demo 另外载入演示数据（已有数据时不动）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="载入演示数据")

    def handle(self, *, demo: bool, verbosity: int, **_: Any) -> None:
        call_command("migrate", interactive=False, verbosity=verbosity - 1)
        collect_changed_files(verbosity - 1)
        if demo:
            call_command("demo_data", "--if-empty", verbosity=verbosity)


def collect_changed_files(verbosity: int) -> None:
    """Collect static files unless all of them are as they were the last time: hashing them again takes seconds."""
    stamp, now = Path(settings.STATIC_ROOT) / ".collected", fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=verbosity)
    stamp.write_text(now)


def fingerprint() -> str:
    """Say which files there are to collect, how long and how old each is, and how they will be stored."""
    files = [
        f"{Path(storage.path(name)).stat().st_size} {Path(storage.path(name)).stat().st_mtime_ns} {storage.path(name)}"
        for finder in get_finders()
        for name, storage in finder.list([])
    ]
    backend = settings.STORAGES["staticfiles"]["BACKEND"]
    return hashlib.sha256("\n".join([backend, *sorted(files)]).encode()).hexdigest()
