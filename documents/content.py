"""What a file is, by its content: type, picture size, whether a video is whole, when and where it was taken.

Knows neither Django nor the database. Names are not believed; limits are read from headers before anything is decoded.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import filetype
from PIL import ExifTags, Image, UnidentifiedImageError
from pillow_heif import register_heif_opener

register_heif_opener()

# Type by content → the endings under which it may come.
ENDINGS: dict[str, frozenset[str]] = {
    "image/jpeg": frozenset({"jpg", "jpeg", "jpe"}),
    "image/png": frozenset({"png"}),
    "image/heic": frozenset({"heic", "heif"}),
    "image/heif": frozenset({"heic", "heif"}),
    "application/pdf": frozenset({"pdf"}),
    "video/mp4": frozenset({"mp4", "m4v", "mov"}),
    "video/quicktime": frozenset({"mov", "mp4"}),
    "video/webm": frozenset({"webm"}),
}
HEIC = frozenset({"image/heic", "image/heif"})
BOXED = frozenset({"video/mp4", "video/quicktime"})
LARGEST_PICTURE = 100_000_000  # pixels; a phone takes some 50 to 108 million, a bomb has thousands of millions
TAKEN_WORDS = "支持的文件：PDF、JPEG、PNG、HEIC 图片，MP4、MOV、WebM 视频"


class BadFile(Exception):
    """What is wrong with a file, in one sentence for the person who sent it."""


@dataclass(frozen=True)
class Content:
    """The type, and what a picture says of itself; empty where it says nothing."""

    type: str
    taken_at: str = ""
    place: str = ""


def identify(path: Path, name: str) -> Content:
    """Raises BadFile for what is empty, of no type that we take, not what its name says, cut off or a bomb."""
    if path.stat().st_size == 0:
        raise BadFile("文件是空的（0 字节），请重新选择。")
    found = filetype.guess(str(path))
    kind = found.mime if found else ""
    if kind not in ENDINGS:
        raise BadFile(f"不支持这种文件。{TAKEN_WORDS}。")
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS[kind]:
        raise BadFile(f"文件内容是 {kind}，与文件名“{name[-60:]}”不符。请检查是否选错了文件。")
    if kind.startswith("image/"):
        return _picture(path, kind)
    if kind in BOXED:
        _whole_video(path)
    elif kind == "application/pdf":
        _whole_pdf(path)
    return Content(kind)


def _picture(path: Path, kind: str) -> Content:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                if picture.width * picture.height > LARGEST_PICTURE:
                    raise BadFile(f"图片太大（{picture.width}×{picture.height} 像素），请缩小后再上传。")
                picture.load()
                return Content(kind, *_exif(picture))
    except Image.DecompressionBombError as problem:
        raise BadFile("图片的像素太多，请缩小后再上传。") from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise BadFile("图片已损坏或不完整，请重新拍摄或扫描。") from problem


def _exif(picture: Image.Image) -> tuple[str, str]:
    exif = picture.getexif()
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    taken = detail.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime) or ""
    return str(taken).strip("\x00 ")[:40], _position(exif.get_ifd(ExifTags.IFD.GPSInfo))


def _position(gps: dict[int, Any]) -> str:
    """Latitude and longitude in degrees with six places, or nothing."""
    try:
        north = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
        east = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    return f"{north:.6f},{east:.6f}"


def _degrees(parts: Any, side: Any, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(side).strip("\x00 ").upper() == negative else value


def _whole_video(path: Path) -> None:
    """An MP4 is a row of boxes that fills the file exactly, with the index (moov) and the media (mdat) among them."""
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            kinds = [kind for kind, _ in boxes(file, size)]
        except ValueError as problem:
            raise BadFile("视频不完整（可能拍摄或传输中断），请重新导出后上传。") from problem
    if "moov" not in kinds or not {"mdat", "moof"} & set(kinds):
        raise BadFile("视频不完整，缺少索引或画面数据，请重新导出后上传。")


def boxes(file: BinaryIO, size: int) -> Iterator[tuple[str, int]]:
    """(kind, length) of the top boxes; ValueError where one reaches beyond the end of the file."""
    at = 0
    while at < size:
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            raise ValueError("a box without its head")
        length, kind = int.from_bytes(head[:4], "big"), head[4:].decode("latin-1")
        if length == 1:
            length = int.from_bytes(file.read(8), "big")
        elif length == 0:
            length = size - at
        if length < 8 or at + length > size:
            raise ValueError(f"{kind} reaches beyond the end")
        yield kind, length
        at += length


def _whole_pdf(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2048))
        if b"%%EOF" not in file.read():
            raise BadFile("PDF 文件不完整，请重新扫描或导出后上传。")


def to_jpeg(source: Path, target: Path) -> None:
    """A picture that browsers show, beside a HEIC; turned upright, without what the camera wrote into it."""
    from PIL import ImageOps

    with Image.open(source) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.save(target, "JPEG", quality=88)
