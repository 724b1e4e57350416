"""Run in an installation of its own: a town with two claims received, and the tokens of its officers, as JSON."""

import json

import django

django.setup()

from documents.issuing import rows_only  # noqa: E402
from settlement import partitions  # noqa: E402
from tests.api.conftest import token_of  # noqa: E402
from tests.scene import at  # noqa: E402
from tests.settlement.claims import MONTH, Town  # noqa: E402
from workflow import calendar  # noqa: E402

calendar.seed(at("2026-03-02"))
with rows_only():
    town = Town(providers=2)
    partitions.ensure_ahead(MONTH)
    sent = [
        town.begin(town.row(town.person(provider), 2), town.row(town.people[-1], 3), provider=provider)
        for provider in (1, 2)
    ]
posts = ("first_reviewer", "rechecker", "payer")
print(json.dumps({"sent": [str(one.pk) for one in sent], **{post: token_of(town.user(post))[1] for post in posts}}))
