"""What the machine must have to print letters: asked once by the system check."""

import shutil
import subprocess

FAMILIES = {
    "Noto Serif CJK SC": "fonts-noto-cjk",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "DejaVu Sans": "fonts-dejavu-core",
}


def installed_families() -> frozenset[str] | None:
    """Names of all font families, or None where fontconfig's fc-list is not installed."""
    command = shutil.which("fc-list")
    if command is None:
        return None
    found = subprocess.run([command, ":", "family"], capture_output=True, text=True, check=False, timeout=30)
    return frozenset(name.strip() for line in found.stdout.splitlines() for name in line.split(","))


def has_subsetter() -> bool:
    """Whether WeasyPrint found libharfbuzz-subset; without it a page takes some forty times as long, silently."""
    from weasyprint.text import ffi  # loads Pango

    return getattr(ffi, "harfbuzz_subset", None) is not None
