"""bin/demo: database, broker, web server, worker and clock on one machine, with demonstration data."""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from ltci.embedded import redis
from ltci.embedded.places import EmbeddedError
from ltci.embedded.postgres import Server
from ltci.processes import Group

TOP = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("LTCI_VAR") or TOP / "var")
BEGIN = time.monotonic()


def main() -> int:
    """Run until Ctrl-C; 0 when asked to stop, 1 when a program ended by itself, 2 when the start failed."""
    parser = argparse.ArgumentParser(prog="bin/demo", description="启动演示系统；按 Ctrl-C 全部停止。")
    parser.add_argument("--port", type=int, default=8000, help="网页端口，默认 8000")
    parser.add_argument("--reset", action="store_true", help="先删除演示数据（内嵌数据库和文件）")
    options = parser.parse_args()
    group = Group(VAR / "log")
    group.listen()
    try:
        if options.reset:
            reset()
        if not port_is_free(options.port):
            raise EmbeddedError(f"端口 {options.port} 已被占用。请用 --port 指定另一个端口。")
        say("启动数据库")
        with database():
            return serve(group, options.port)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 2


def serve(group: Group, port: int) -> int:
    """Start what needs the database, in order, and stay until the end."""
    try:
        start_broker(group)
        prepare(group, port)
        start_programs(group, port)
        if group.wait_for(lambda: not port_is_free(port), 60):
            say("已就绪")
            accounts(port)
        ended = group.watch()
        if ended is not None:
            say(f"{ended.name} 已意外结束，停止其余程序。日志末尾：\n{group.log_end(ended)}")
        return 0 if ended is None else 1
    finally:
        say("正在停止")
        group.stop()


def database() -> AbstractContextManager[object]:
    """The embedded server for the time of the block, or nothing where DATABASE_URL names another."""
    return nullcontext() if os.environ.get("DATABASE_URL") else Server(VAR).running()


def start_broker(group: Group) -> None:
    """Start the embedded Redis unless REDIS_URL names another."""
    if os.environ.get("REDIS_URL"):
        return
    group.start("redis", redis.command(VAR))
    if not group.wait_for(lambda: redis.answers(VAR), 10) and not group.asked:
        raise EmbeddedError(f"内嵌 Redis 未能启动，见 {group.logs / 'redis.log'}")


def prepare(group: Group, port: int) -> None:
    """Bring tables, static files and demonstration data up to date; fast where nothing is missing."""
    say("更新数据表、静态文件和演示数据")
    command = [sys.executable, str(TOP / "manage.py"), "prepare", "--demo"]
    process = subprocess.Popen(command, env=environment(port), start_new_session=True)
    while process.poll() is None:
        if group.asked:
            process.terminate()
        time.sleep(0.1)
    if process.returncode and not group.asked:
        raise EmbeddedError("准备数据失败，原因见上。")


def start_programs(group: Group, port: int) -> None:
    """Start the web server and one process that is both worker and clock."""
    if group.asked:
        return
    env, python = environment(port), sys.executable
    # Many threads, so that slow uploads from phones in the field do not keep others waiting.
    threads = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "32"]
    place = ["--host", "127.0.0.1", "--port", str(port), "--working-dir", str(TOP)]
    group.start("web", [python, "-m", "granian", *threads, *place, "ltci.wsgi:application"], env)
    worker = ["--app", "ltci", "--workdir", str(TOP), "worker", "--pool", "threads", "--concurrency", "2"]
    group.start("worker", [python, "-m", "celery", *worker, "--beat", "--loglevel", "WARNING"], env)


def accounts(port: int) -> None:
    """Print the address and a sign-in for each post."""
    print(f"\n  http://localhost:{port}/\n", flush=True)
    subprocess.run([sys.executable, str(TOP / "manage.py"), "demo_accounts"], env=environment(port), check=False)
    print("\n按 Ctrl-C 停止。", flush=True)


def environment(port: int) -> dict[str, str]:
    """What the programs find in their environment."""
    address = {"LTCI_PUBLIC_URL": os.environ.get("LTCI_PUBLIC_URL", f"http://localhost:{port}")}
    return {**os.environ, "LTCI_VAR": str(VAR), "DJANGO_SETTINGS_MODULE": "ltci.settings.dev", **address}


def reset() -> None:
    """Delete the embedded database and the files that belong to its rows."""
    if os.environ.get("DATABASE_URL"):
        raise EmbeddedError("--reset 只删除内嵌数据库；已设置 DATABASE_URL，请自行清空该数据库。")
    say("删除演示数据")
    Server(VAR).remove()
    shutil.rmtree(VAR / "files", ignore_errors=True)


def port_is_free(port: int) -> bool:
    """Whether nobody listens on the port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def say(text: str) -> None:
    """Progress for the person at the terminal."""
    print(f"[{time.monotonic() - BEGIN:5.1f} 秒] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
