"""Files made for tests: pictures, PDFs and videos that are what they seem, and such that are not."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def jpeg(colour: str = "red", place: bool = False) -> bytes:
    picture, held = Image.new("RGB", (40, 30), colour), io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x0132] = "2026:03:04 10:20:30"
        exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 49.0, 30.0), 3: "E", 4: (87.0, 36.0, 0.0)})
    picture.save(held, "JPEG", exif=exif)
    return held.getvalue()


def heic() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(held, "HEIF")
    return held.getvalue()


def bomb(side: int = 50_000) -> bytes:
    """A PNG of a few bytes that says it is 50,000 × 50,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def mp4(megabytes: float = 0.01, seed: int = 0) -> bytes:
    """Boxes as an MP4 has them; the picture data is noise."""
    media = (bytes(range(256)) * 4 + bytes([seed % 256])) * (int(megabytes * (1 << 20)) // 1025 + 1)
    return _box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + _box(b"moov", b"\0" * 100) + _box(b"mdat", media)


def _box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + kind + data


def write_mp4(path: Path, megabytes: int) -> Path:
    """A large one, written in pieces."""
    piece = bytes(range(256)) * 4096
    with path.open("wb") as file:
        file.write(_box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + _box(b"moov", b"\0" * 100))
        file.write(struct.pack(">I", (megabytes << 20) + 8) + b"mdat")
        for _ in range(megabytes):
            file.write(piece)
    return path
