"""One row counts the letters of one kind that one office issued in one year."""

from django.db import connection, models

# One statement makes or raises the row and locks it until the act commits: a rolled-back act gives its number back,
# and the next one waits instead of skipping.
_TAKE = """
    INSERT INTO documents_numberseries (office_code, kind, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (office_code, kind, year) DO UPDATE SET last = documents_numberseries.last + 1
    RETURNING last
"""


class NumberSeries(models.Model):
    """The last number given in a series; numbers of a series have no gaps."""

    office_code = models.CharField("编号单位", max_length=40)
    kind = models.CharField("文书", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号")

    class Meta:
        verbose_name = verbose_name_plural = "文号序列"
        constraints = [
            models.UniqueConstraint(
                fields=["office_code", "kind", "year"],
                name="one_series_per_office_letter_and_year",
                violation_error_message="同一单位同一文书同一年度只有一个编号序列。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.office_code} {self.kind} {self.year}: {self.last}"


def take_number(office_code: str, kind: str, year: int) -> int:
    """The next number of the series, held until the surrounding transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [office_code, kind, year])
        return cursor.fetchone()[0]
