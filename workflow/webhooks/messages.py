"""What a message says and how it is signed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from workflow import acts

SIGNATURE, TIMESTAMP, DELIVERY = "X-LTCI-Signature", "X-LTCI-Timestamp", "X-LTCI-Delivery"


def body(delivery: Any) -> bytes:
    """UTF-8 JSON: id, act, label, at, matter, case, old_state, new_state. Said again, it is the same bytes."""
    said = {
        "id": str(delivery.pk),
        "act": delivery.act,
        "label": acts.label_of(delivery.act),
        "at": delivery.at.isoformat(),
        "matter": str(delivery.matter),
        "case": {"kind": delivery.case_kind, "id": delivery.case_id},
        "old_state": delivery.old_state,
        "new_state": delivery.new_state,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, timestamp: str, content: bytes) -> str:
    """`hmac-sm3=` and 64 hex digits over timestamp, a full stop and the body (GB/T 32905 SM3)."""
    mac = HMAC(secret.encode(), SM3())
    mac.update(timestamp.encode() + b"." + content)
    return f"hmac-sm3={mac.finalize().hex()}"


def headers(delivery: Any, secret: str, content: bytes, now: datetime) -> Mapping[str, str]:
    timestamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "ltci-webhook/1",
        DELIVERY: str(delivery.pk),
        TIMESTAMP: timestamp,
        SIGNATURE: signature(secret, timestamp, content),
    }
