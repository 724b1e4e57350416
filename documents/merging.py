"""Several PDFs as one, page after page, none of them rendered again."""

from collections.abc import Iterable
from io import BytesIO

from pypdf import PdfWriter


def merged(parts: Iterable[bytes]) -> bytes:
    """The pages of all parts in their order; a single part stays as it is, byte for byte."""
    found = list(parts)
    if len(found) == 1:
        return found[0]
    writer = PdfWriter()
    for part in found:
        writer.append(BytesIO(part), import_outline=False)
    target = BytesIO()
    writer.write(target)
    writer.close()
    return target.getvalue()
