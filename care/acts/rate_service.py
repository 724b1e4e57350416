"""The person says how a service was. 新疆第四十三条; 宁夏第二十一条."""

from typing import Any

from django.db import IntegrityError, transaction

from care import permissions
from care.models import ServiceRating, ServiceRecord
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

STARS = range(1, 6)


def _possible(ctx: Context, *, record: ServiceRecord | None = None, stars: int = 0, **_: Any) -> None:
    if record is None or record.benefit_id != ctx.case.pk or record.state != ServiceRecord.State.RECORDED:
        raise Refusal(Code.INVALID_INPUT, "没有这条服务记录。", ctx.article, {"record": "必选"})
    if stars not in STARS:
        raise Refusal(Code.INVALID_INPUT, "请选择1至5星。", ctx.article, {"stars": "必选"})
    if ServiceRating.objects.filter(record=record).exists():
        raise Refusal(Code.WRONG_STATE, "这次服务已经评价过。", ctx.article)


@act(
    "care.rate_service",
    label="评价服务",
    model="care.Benefit",
    posts=permissions.APPLICANT,
    check=_possible,
    cites="care.identity_shown",
)
def rate_service(ctx: Context, *, record: ServiceRecord, stars: int, words: str = "") -> None:
    ctx.case.rate_service()
    try:
        with transaction.atomic():
            ServiceRating.objects.create(
                record=record, stars=stars, words=words.strip()[:300], given_at=ctx.now, given_by_name=ctx.by.name
            )
    except IntegrityError as problem:
        raise Refusal(Code.WRONG_STATE, "这次服务已经评价过。", ctx.article) from problem
    ctx.noted |= {"record": record.pk, "stars": stars}
