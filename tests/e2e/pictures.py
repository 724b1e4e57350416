"""Pictures of pages for whoever wants to look, where the environment names a folder."""

import os
from pathlib import Path

from playwright.sync_api import Page

SHOTS = os.environ.get("LTCI_SHOTS", "")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
