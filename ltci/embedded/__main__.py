"""`python -m ltci.embedded [--forgetful] COMMAND …`: run a command with the database that it needs."""

import os
import signal
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

from ltci.embedded.places import EmbeddedError
from ltci.embedded.postgres import DURABLE, FORGETFUL, Server

VAR = Path(os.environ.get("LTCI_VAR") or Path(__file__).resolve().parents[2] / "var")


def main(arguments: list[str]) -> int:
    """Return the command's own exit code; 2 when the database did not come up. `--forgetful` is for tests."""
    forgetful = arguments[:1] == ["--forgetful"]
    server = Server(VAR, FORGETFUL if forgetful else DURABLE)
    try:
        with nullcontext() if os.environ.get("DATABASE_URL") else server.running():
            return obey(arguments[1:] if forgetful else arguments)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 2


def obey(command: list[str]) -> int:
    """Run the command in the foreground: the terminal's Ctrl-C reaches it by itself, a SIGTERM is handed on."""
    # Set before the child exists, so that no signal falls between; the child gets the defaults back.
    child: subprocess.Popen | None = None

    def hand_on(number: int, _frame: object) -> None:
        if child is not None:
            child.send_signal(number)

    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, hand_on)
    child = subprocess.Popen(command)
    code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
