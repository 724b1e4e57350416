"""What is wrong with a file: as a whole, or in one cell."""

from dataclasses import dataclass


class WrongFile(ValueError):
    """The file as a whole cannot be taken; the message is a sentence."""


@dataclass(frozen=True)
class Fault:
    """`row` as the spreadsheet counts it, `column` as its head is called."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"第 {self.row} 行“{self.column}”：{self.message}"
