"""The HTML page of a letter, out of its frozen facts."""

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from documents.blanks import blank
from documents.facts import LetterFacts
from documents.freezing import thaw
from documents.issuing import seal
from documents.kinds import LETTERS
from documents.models import Letter


class FactsChanged(Exception):
    """The stored facts are no longer those that the act froze; no PDF is made of them."""


def facts_of(letter: Letter) -> LetterFacts:
    """The facts as the act froze them; raises FactsChanged where the row was altered since."""
    if seal(letter.facts) != letter.facts_seal:
        raise FactsChanged(f"letter {letter.pk}: stored facts differ from the issued ones")
    return thaw(letter.letter_type.facts_class, letter.facts)


def verify_url(letter: Letter) -> str:
    """The full address behind the QR code."""
    return settings.LTCI_PUBLIC_URL.rstrip("/") + letter.verify_path


def page_of(letter: Letter) -> str:
    """The page to be printed."""
    context = {
        "letter": letter,
        "title": letter.label,
        "facts": facts_of(letter),
        "verify_home": settings.LTCI_PUBLIC_URL.rstrip("/") + reverse("documents:verify_form"),
        "verify_groups": grouped(letter.verify_code),
        "qr": segno.make(verify_url(letter), error="m").png_data_uri(border=0, scale=4),
    }
    return render_to_string(letter.letter_type.template, context)


def preview_page(letter: Letter) -> str:
    """The page as it would be printed, across it that it is of no effect; no number, no QR code, no verify code."""
    letter.number = ""
    context = {"letter": letter, "title": letter.label, "facts": facts_of(letter), "preview": True}
    return render_to_string(letter.letter_type.template, context)


def blank_page(form: str, region_name: str = "", area_name: str = "") -> str:
    """The page of an empty form, with the region's name in its title; no number, no code."""
    facts = blank(form, area_name, region_name)
    return render_to_string(LETTERS[form].template, {"letter": None, "title": LETTERS[form].title, "facts": facts})


def grouped(code: str) -> str:
    """A verify code in groups of four, as people read and type it."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
