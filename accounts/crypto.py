"""Encryption of fields, blind index for exact search, masking (新疆、黑龙江第四十六条; 宁夏第五十九条).

A sealed value is `v1.<key id>.<base64 of nonce + ciphertext + tag>`: SM4-GCM with the table and column as associated
data, so that a value moved to another column cannot be read. Keys come from settings.LTCI_FIELD_KEYS
("id:hex,id2:hex", the first is the current one) and settings.LTCI_INDEX_KEY (hex).
"""

import base64
import binascii
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.masking import mask_address, mask_id_number, mask_name, mask_phone

__all__ = [
    "DecryptionError",
    "blind_index",
    "current_key_id",
    "decrypt",
    "encrypt",
    "key_id_of",
    "mask_address",
    "mask_id_number",
    "mask_name",
    "mask_phone",
]

SCHEME = "v1"
_NONCE, _TAG, _KEY = 12, 16, 16


class DecryptionError(Exception):
    """A sealed value that no key opens: altered, of another column, or its key is missing."""


def encrypt(text: str, place: str) -> str:
    """Seal `text` for `place` ("table.column") with the current key."""
    key_id, key = _current()
    nonce = secrets.token_bytes(_NONCE)
    sealed = nonce + sm4_gcm_seal(key, nonce, text.encode(), place.encode())
    return f"{SCHEME}.{key_id}.{base64.urlsafe_b64encode(sealed).decode()}"


def decrypt(token: str, place: str) -> str:
    """Open what `encrypt` sealed for the same place; raises DecryptionError."""
    scheme, _, rest = token.partition(".")
    key_id, _, body = rest.partition(".")
    key = _keys(settings.LTCI_FIELD_KEYS).get(key_id)
    if scheme != SCHEME or key is None:
        raise DecryptionError(f"{place}：没有密钥 {key_id!r}，或数据不是密文。")
    try:
        sealed = base64.urlsafe_b64decode(body)
        return sm4_gcm_open(key, sealed[:_NONCE], sealed[_NONCE:], place.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise DecryptionError(f"{place}：密文已被改动，或属于其他字段。") from error


def key_id_of(token: str) -> str:
    """The id of the key with which the value was sealed."""
    return token.split(".", 2)[1]


def current_key_id() -> str:
    """The id of the key with which new values are sealed."""
    return _current()[0]


def blind_index(value: str, purpose: str) -> str:
    """64 hex digits by which equal values are found without decrypting: HMAC-SM3 keyed for the purpose."""
    mac = HMAC(_index_key(settings.LTCI_INDEX_KEY), SM3())
    mac.update(f"{purpose}\0{value}".encode())
    return mac.finalize().hex()


def sm4_gcm_seal(key: bytes, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
    """Ciphertext and 16-byte tag (RFC 8998)."""
    sealer = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    sealer.authenticate_additional_data(associated)
    return sealer.update(plain) + sealer.finalize() + sealer.tag


def sm4_gcm_open(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The plain bytes; raises InvalidTag when anything was altered, ValueError when it is too short."""
    opener = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
    opener.authenticate_additional_data(associated)
    return opener.update(sealed[:-_TAG]) + opener.finalize()


def _current() -> tuple[str, bytes]:
    return next(iter(_keys(settings.LTCI_FIELD_KEYS).items()))


@lru_cache(maxsize=8)
def _keys(text: str) -> dict[str, bytes]:
    """Key ids and keys as written in the setting; the order is kept, the first is current."""
    keys: dict[str, bytes] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        key_id, _, digits = entry.partition(":")
        if not key_id.isalnum() or key_id in keys:
            raise ImproperlyConfigured("LTCI_FIELD_KEYS 中的密钥编号应为字母和数字，且不得重复。")
        keys[key_id] = _from_hex(digits, "LTCI_FIELD_KEYS", _KEY)
    if not keys:
        raise ImproperlyConfigured("没有字段加密密钥：请设置 LTCI_FIELD_KEYS（编号:32位十六进制）。")
    return keys


@lru_cache(maxsize=8)
def _index_key(digits: str) -> bytes:
    return _from_hex(digits, "LTCI_INDEX_KEY", 32)


def _from_hex(digits: str, setting: str, length: int) -> bytes:
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != length:
        raise ImproperlyConfigured(f"{setting} 中的密钥应为 {length * 2} 位十六进制数字。")
    return key
