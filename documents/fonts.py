"""The fonts of letters: what the machine must have, as the system check asks, and a smaller cut of the main one."""

import base64
import logging
import shutil
import subprocess
import tempfile
from pathlib import Path

FAMILIES = {
    "Noto Serif CJK SC": "fonts-noto-cjk",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "DejaVu Sans": "fonts-dejavu-core",
}
logger = logging.getLogger(__name__)

SOURCE = "Noto Serif CJK SC"
WEIGHTS = ("normal", "bold")
CUTTERS = ("fc-match", "hb-subset")
NOT_NEEDED = ("GSUB", "GPOS", "BASE", "VORG")


def installed_families() -> frozenset[str] | None:
    """Names of all font families, or None where fontconfig's fc-list is not installed."""
    command = shutil.which("fc-list")
    if command is None:
        return None
    found = subprocess.run([command, ":", "family"], capture_output=True, text=True, check=False, timeout=30)
    return frozenset(name.strip() for line in found.stdout.splitlines() for name in line.split(","))


def common_faces() -> str:
    """`@font-face` rules of two cuts of SOURCE: GB 2312, and what GBK has beside it; empty without the tools.

    A letter embeds the glyphs that it uses. Cutting them out of 65,000 costs two fifths of a letter's time, and the
    empty places of all the others half of its size. The rarest characters of names still come from SOURCE itself.
    """
    match, cut = (shutil.which(name) for name in CUTTERS)
    if match is None or cut is None:
        return ""
    try:
        with tempfile.TemporaryDirectory() as folder:
            faces = ((name, style) for name in CUTS for style in WEIGHTS)
            return "".join(_face(match, cut, name, style, Path(folder)) for name, style in faces)
    except (subprocess.SubprocessError, OSError):
        logger.exception("letters are printed with whole fonts, which takes longer")
        return ""


def has_cutter() -> bool:
    """Whether the small cuts can be made here."""
    return all(shutil.which(name) for name in CUTTERS)


def _face(match: str, cut: str, name: str, style: str, folder: Path) -> str:
    asked = [match, "--format", "%{family}|%{index}|%{file}", f"{SOURCE}:{style}"]
    family, index, file = _told(asked).split("|")
    if SOURCE not in family:
        return ""
    (folder / "characters").write_text("".join(sorted(CUTS[name]())), "utf-8")
    leaner = ["--desubroutinize", "--no-hinting", f"--drop-tables+={','.join(NOT_NEEDED)}"]
    files = [f"--font-file={file}", f"--face-index={index}", f"--text-file={folder / 'characters'}"]
    _told([cut, *files, *leaner, f"--output-file={folder / style}"])
    data = base64.b64encode((folder / style).read_bytes()).decode()
    return f'@font-face{{font-family:"{name}";font-weight:{style};src:url(data:font/otf;base64,{data})}}'


def _told(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout


def _two_bytes(encoding: str) -> set[str]:
    rows = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    return set("".join(row.decode(encoding, errors="ignore") for row in rows)) - {chr(code) for code in range(0x80)}


def _common() -> set[str]:
    """ASCII, Latin-1, and the two levels and the signs of GB 2312; 〇 of dates is not among them."""
    return {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))} | _two_bytes("gb2312") | {"〇"}


CUTS = {f"{SOURCE} Common": _common, f"{SOURCE} Rare": lambda: _two_bytes("gbk") - _common()}


def has_subsetter() -> bool:
    """Whether WeasyPrint found libharfbuzz-subset; without it a page takes some forty times as long, silently."""
    from weasyprint.text import ffi  # loads Pango

    return getattr(ffi, "harfbuzz_subset", None) is not None
