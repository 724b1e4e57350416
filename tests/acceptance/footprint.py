"""Everything that an act could have changed, so that «nothing changed» is one comparison."""

from django.db import connection

CHAPTERS = ("accounts", "enrolment", "providers", "applications", "assessment", "care", "documents", "workflow")
BESIDE = frozenset({"workflow_calendarday", "workflow_calendaryear", "workflow_calendarversion"})


def footprint() -> dict[str, str]:
    """The content of every table of the chapters as a digest, in one query."""
    tables = [
        name for name in connection.introspection.table_names() if name.split("_")[0] in CHAPTERS and name not in BESIDE
    ]
    digests = " UNION ALL ".join(
        f"SELECT '{name}', count(*)::text || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {name} t"
        for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(digests)
        return dict(cursor.fetchall())
