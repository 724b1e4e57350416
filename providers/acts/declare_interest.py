"""Declare kinship with or an interest in an organisation: its panel is then closed to that person. D3."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.models import Organisation, User
from policy import rule
from providers.models import OrganisationInterest
from workflow import journal
from workflow.refusal import Code, Refusal


def declare_interest(
    *, user: User, organisation: Organisation, relation: str, by: Actor, now: datetime
) -> OrganisationInterest:
    """One's own interest, declared by oneself."""
    article = rule(f"providers.{organisation.kind}.panel_fields", area=organisation.area_id, on=now.date()).citation
    if by.user_id != user.pk:
        raise Refusal(Code.NOT_PERMITTED, "回避关系由本人申报。", article)
    if not relation.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明关系。", article, {"relation": "必填"})
    try:
        with transaction.atomic():
            row = OrganisationInterest.objects.create(
                user=user, organisation=organisation, relation=relation.strip(), declared_at=now, declared_by=user
            )
            journal.record(
                area_code=organisation.area_id, act="providers.declare_interest", by=by,
                seat=by.seats[0] if by.seats else None, now=now, case_kind="accounts.organisation",
                case_id=str(organisation.pk), citation=article, changed={"organisation": organisation.name},
            )  # fmt: skip
    except IntegrityError as problem:
        raise Refusal(Code.WRONG_STATE, "已经申报过，不需要重复申报。", article) from problem
    return row
