"""One POST with an end: whatever the receiver does, the caller has an answer within the limit."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import requests

CONNECT, READ = 5, 10  # seconds; of one wait on the line
KEPT = 200  # characters of an answer


@dataclass(frozen=True)
class Answer:
    """`status` is None where no answer came; `said` is the receipt, or what went wrong."""

    status: int | None
    said: str
    milliseconds: int

    @property
    def received(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(address: str, content: bytes, headers: Mapping[str, str]) -> Answer:
    """Follows no redirect, since the receiver was approved by its address, and reads no more than a receipt."""
    begun = time.monotonic()
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy and no password of this machine goes to the receiver
            with session.post(
                address,
                data=content,
                headers=dict(headers),
                timeout=(CONNECT, READ),
                allow_redirects=False,
                stream=True,
            ) as answer:
                text = answer.raw.read(KEPT * 4, decode_content=False).decode("utf-8", "replace")
                return Answer(answer.status_code, _clean(text), _since(begun))
    except requests.Timeout:
        return Answer(None, "接收方没有在时限内应答", _since(begun))
    except (requests.RequestException, OSError) as error:
        return Answer(None, f"无法送达：{type(error).__name__}", _since(begun))


def _clean(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:KEPT]


def _since(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)


def all_within(seconds: float, calls: Mapping[int, Callable[[], None]]) -> None:
    """Run the calls side by side and wait no longer than that; one that goes on is left to end by itself.

    A receiver that sends a byte now and then never runs into a limit of the line, so the whole has one.
    """
    threads = [threading.Thread(target=call, daemon=True) for call in calls.values()]
    for thread in threads:
        thread.start()
    until = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
