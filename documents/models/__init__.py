"""Letters and the series that number them."""

from documents.models.archive_package import ArchivePackage
from documents.models.letter import Letter, LetterQuerySet
from documents.models.paper_file import PaperFile, PaperFileQuerySet
from documents.models.print_run import PrintRun, PrintRunQuerySet
from documents.models.series import NumberSeries

__all__ = [
    "ArchivePackage",
    "Letter",
    "LetterQuerySet",
    "NumberSeries",
    "PaperFile",
    "PaperFileQuerySet",
    "PrintRun",
    "PrintRunQuerySet",
]
