"""Tell the administrative department: a row of the list and the letter that carries it. D4, D5, D8."""

import documents
from providers import letters
from providers.models import Filing
from workflow.acts import Context


def file(ctx: Context, subject: str, text: str, key: str) -> Filing:
    """`subject`: a code of `Filing.Subject`; `key`: the policy key that asks for the filing."""
    case = ctx.case
    facts = letters.filing(ctx, str(Filing.Subject(subject).label), text, key)
    letter = documents.issue(letter="filing_letter", case=case, facts=facts, by=ctx.by, now=ctx.now)
    ctx.letters.append(letter)
    return Filing.objects.create(
        area_code=case.area_code, agency=case.agency, organisation=case.organisation, subject=subject, text=text[:300],
        matter=case.matter, letter_id=letter.pk, filed_at=ctx.now,
    )  # fmt: skip
