"""What the letters of an assessment say: facts out of the case, the policy and the deadlines."""

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.crypto import mask_id_number, mask_name
from applications.letters import area_name, office, person_part, place
from applications.models import Application
from assessment.fees import bearer_label
from assessment.models import Assessment, FeeEntry, Objection, Opinion, VideoAppointment
from assessment.rules.periods import first_of_next_month
from documents import blanks, facts
from policy import rule
from policy.words import shown, word
from workflow import deadlines
from workflow.acts import Context
from workflow.models import Deadline


def _part(ctx: Context, application: Application, *keys: str) -> dict[str, Any]:
    return person_part(ctx.case, application, [ctx.rule(key).citation for key in keys])


def _due(matter: Any, kind: str) -> date | None:
    limit = deadlines.find(matter, kind)
    return limit.due_on if limit is not None else None


def dispatch_order(ctx: Context, assessment: Assessment) -> facts.DispatchFacts:
    application: Application = ctx.case
    limit = ctx.once(deadlines.find, application.matter, "conclusion_delivery")
    return facts.DispatchFacts(
        **_part(
            ctx, application, "assessment.visit.people_min", "assessment.visit.guardians_min", "assessment.recusal"
        ),
        body=office(assessment.body),
        kind_label=assessment.get_kind_display(),
        route_label=assessment.get_route_display(),
        means_label=assessment.get_means_display(),
        accepted_on=timezone.localdate(application.accepted_at) if application.accepted_at else None,
        visit_phone=application.applicant_phone or application.person.phone,
        conclusion_due=limit.due_on if limit is not None else None,
        requirements=_requirements(ctx),
    )


def _requirements(ctx: Context) -> tuple[str, ...]:
    people, experts = ctx.rule("assessment.visit.people_min").value, ctx.rule("assessment.visit.experts_min").value
    return (
        f"派至少 {people} 名评估人员，其中至少 {experts} 名评估专家。",
        f"须有至少 {ctx.rule('assessment.visit.guardians_min').value} 名监护人或委托代理人在场。",
        "与评估对象有亲属或利害关系的评估人员应当回避。",
        "核验评估对象身份，进行实质性问询和体格检查，全过程录像。",
    )


def extension(ctx: Context, moved: Sequence[tuple[Deadline, date]], cause: str) -> facts.ExtensionFacts:
    """One letter for one decision: `moved` are the limits that it extended, each with its day before."""
    application: Application = ctx.case.application
    (limit, before), *others = moved
    return facts.ExtensionFacts(
        **_part(ctx, application, "assessment.extension"),
        deadline_label=limit.get_kind_display(),
        accepted_on=timezone.localdate(application.accepted_at),
        due_before=before,
        due_after=limit.due_on,
        days=limit.extension_days,
        reason=ctx.reason,
        cause=word("extension_causes", cause),
        approved_by=ctx.by.name,
        others=tuple(
            facts.ExtendedLimit(label=other.get_kind_display(), due_before=was, due_after=other.due_on)
            for other, was in others
        ),
    )


def video_appointment(
    ctx: Context, appointment: VideoAppointment, names: Sequence[str], *, again: bool
) -> facts.VideoAppointmentFacts:
    """When and how the online assessment takes place, who takes part, what to have at hand. A8."""
    case: Assessment = ctx.case
    at = timezone.localtime(appointment.at)
    part = _part(ctx, case.application, "assessment.means", "assessment.online_requires", "assessment.recusal")
    part["issuer"] = office(case.body)
    return facts.VideoAppointmentFacts(
        **part,
        day=at.date(),
        time_label=f"{at:%H:%M}",
        channel=appointment.channel,
        assessors=tuple(names),
        body_name=case.body.name,
        guardian_name=appointment.guardian_name,
        replaces=again,
        requirements=(
            f"本人须在场，并有至少 {ctx.rule('assessment.visit.guardians_min').value} 名监护人或委托代理人陪同。",
            f"请备好身份证件、病历，以及{shown(ctx.rule('assessment.online_requires'))}。",
            "评估全程录像。",
        ),
    )


def public_notice(ctx: Context, limit: Deadline) -> facts.PublicNoticeFacts:
    case: Assessment = ctx.case
    person, line = case.application.person, ctx.rule("assessment.notice")
    unit = {"working_days": "个工作日", "days": "日"}.get(line.unit, "日")
    return facts.PublicNoticeFacts(
        issuer=office(case.agency),
        area_name=place(case),
        citations=(line.citation,),
        contact_name=case.agency.name,
        contact_phone=case.agency.phone,
        opens_on=ctx.today,
        closes_on=limit.due_on,
        rows=(
            facts.NoticeRow(
                name_masked=mask_name(person.name),
                id_number_masked=mask_id_number(person.id_number),
                area_name=area_name(person.area_code),
                level_label=case.level_name,
                body_name=case.body.name,
            ),
        ),
        places=tuple(ctx.rule("assessment.notice.places").value),
        period_label=f"不少于{line.value}{unit}",
        report_to=office(case.agency),
        report_how="对公示结论有异议的，可在公示期内以真实姓名书面反映。",
    )


def conclusion(ctx: Context) -> facts.ConclusionFacts:
    case: Assessment = ctx.case
    scale, notice = case.scale, case.notices.first()
    qualifying = case.level in ctx.rule("assessment.eligible_levels").value
    part = person_part(case, case.application, [ctx.rule(key).citation for key in _conclusion_keys(qualifying)])
    part["issuer"] = office(case.committee if case.committee and _issued_by_committee(case) else case.body)
    return facts.ConclusionFacts(
        **part,
        objection=_objection(ctx),
        applied_on=timezone.localdate(case.application.submitted_at),
        accepted_on=timezone.localdate(case.application.accepted_at),
        kind_label=case.get_kind_display(),
        route_label=case.get_route_display(),
        assessed_on=timezone.localdate(case.visited_at),
        assessed_at=case.visit_place or case.get_means_display(),
        dimensions=_dimensions(case),
        level=case.level or 0,
        level_label=case.level_name,
        qualifies=qualifying,
        scale_version=scale.version,
        scale_confirmed=scale.confirmed,
        concluded_on=ctx.today,
        body=office(case.body),
        assessors=tuple(member.user.name for member in case.members.select_related("user")),
        experts=_experts(case),
        notice_from=notice.opened_on if notice else None,
        notice_to=notice.closes_on if notice else None,
        notice_result="公示期满无异议" if notice else "",
        valid_from=ctx.today if qualifying else None,
        valid_to=case.valid_until,
        benefit_from=case.benefit_from,
        benefit_note="" if case.benefit_from or not qualifying else "护理服务计划经确认后开始享受待遇",
        care_advice=tuple(line for line in case.care_advice.splitlines() if line.strip()),
        deliverer=office(case.agency if ctx.rule("assessment.deliverer").value == "agency" else case.body),
    )


def review_conclusion(ctx: Context) -> facts.ReviewConclusionFacts:
    """The conclusion of a review and how it stands to the first one. A16."""
    case: Assessment = ctx.case
    first = case.follows
    assert first is not None
    plain = conclusion(ctx)
    said = {field.name: getattr(plain, field.name) for field in dataclasses.fields(plain)}
    said |= {"objection": None, "final": True}
    request = (
        first.objections.filter(kind=Objection.Kind.REQUEST).first() or first.objections.filter(borne_out=True).first()
    )
    earlier = _conclusion_letter(first)
    return facts.ReviewConclusionFacts(
        **said,
        first_number=earlier.number if earlier else "（初评结论未出具结论书）",
        first_level_label=first.level_name,
        cause=request.get_kind_display() if request else "",
        requested_by=mask_name(request.name)
        if request and request.kind == Objection.Kind.REPORT
        else (request.name if request else ""),
        requested_on=timezone.localdate(request.made_at) if request else None,
        recusal_confirmed=True,
        changed=first.level != case.level,
        fee_bearer=bearer_label(case),
    )


def report_outcome(ctx: Context, row: Objection) -> facts.ReportOutcomeFacts:
    """The answer to the one who reported: whether borne out and what follows; the person stays masked. A13."""
    line = ctx.rule("assessment.report")
    return facts.ReportOutcomeFacts(
        issuer=office(ctx.case.agency),
        area_name=place(ctx.case),
        citations=(line.citation,),
        contact_name=ctx.case.agency.name,
        contact_phone=ctx.case.agency.phone,
        reporter_name=row.name,
        receipt=row.receipt or str(row.pk),
        reported_on=timezone.localdate(row.made_at),
        settled_on=ctx.today,
        masked_person=mask_name(ctx.case.application.person.name),
        borne_out=bool(row.borne_out),
        next_step="经办机构将组织复评，以复评结论为准。" if row.borne_out else "公示的结论维持不变，继续按规定办理。",
    )


def review_notice(ctx: Context, cause: str) -> facts.ReviewNoticeFacts:
    """The person is told of the review: why, by when, by whom not. A13, A16."""
    case: Assessment = ctx.case
    experts = ctx.rule("assessment.review.experts_min").value
    round_ = ctx.rule("assessment.review_schedule").value == "next_month_round"
    return facts.ReviewNoticeFacts(
        **_part(ctx, case.application, "assessment.review_request", "assessment.review.excludes"),
        cause=cause,
        decided_on=ctx.today,
        level_label=case.level_name,
        result_due=_due(case.matter, "review_result") if ctx.rule("assessment.review_result").value else None,
        schedule=f"与{first_of_next_month(ctx.today):%Y年%-m月}的评定人员同时评定" if round_ else "",
        requirements=(
            f"复评由不少于{experts}名评估专家参加，参加初次评估的机构和人员回避。",
            "复评结论为最终结论，不再公示。",
        ),
    )


def scale_sheets(case: Assessment) -> facts.ScaleSheetsFacts:
    """The three scales as they were filled on the visit, with the level by the standard. X5."""
    person, scale = case.application.person, case.scale
    names = {row["name"]: row["grade"] for row in case.result}
    grades = {dimension.key: names[dimension.name] for dimension in scale.dimensions}
    level = case.computed_level if case.computed_level is not None else -1
    return facts.ScaleSheetsFacts(
        issuer=office(case.body),
        area_name=place(case),
        region_name=area_name(case.area_code[:2] + "0000"),
        person_name=person.name,
        id_number=person.id_number,
        sex=person.get_sex_display(),
        born=person.born,
        assessed_on=timezone.localdate(case.visited_at),
        place=case.visit_place,
        means_label=case.get_means_display(),
        guardian_name=case.guardian_name,
        sheets=blanks.scale_sheets(scale, case.scores, case.totals, grades),
        level=level,
        level_label=scale.levels[level] if level >= 0 else "",
        scale_version=scale.version,
        scale_confirmed=scale.confirmed,
        assessors=tuple(member.user.name for member in case.members.select_related("user")),
        body_name=case.body.name,
    )


def fee_receipt(ctx: Context, entry: FeeEntry) -> facts.FeeReceiptFacts:
    """What was taken in advance, and who bears it in which outcome. A18."""
    case: Assessment = ctx.case
    part = _part(ctx, case.application, "assessment.fee", "assessment.fee_bearer")
    part["issuer"] = office(case.committee if case.committee else case.agency)
    return facts.FeeReceiptFacts(
        **part,
        amount=str(entry.amount),
        payer=entry.party,
        method=entry.get_method_display(),
        paid_on=entry.day,
        purpose=f"失能等级{case.get_kind_display()}",
        note=f"费用由谁承担：{shown(ctx.rule('assessment.fee_bearer'))}。由基金承担的，预缴的费用退还。",
    )


def reassessment_notice(ctx: Context, cause: str) -> facts.ReassessmentNoticeFacts:
    """The call to a re-assessment. A17."""
    case: Assessment = ctx.case
    return facts.ReassessmentNoticeFacts(
        **_part(ctx, case.application, "assessment.reassessment_causes", "assessment.refusal_consequence"),
        cause=cause,
        called_on=ctx.today,
        level_label=case.level_name,
        concluded_on=case.concluded_on or ctx.today,
        valid_until=case.valid_until,
        consequence=ctx.rule("assessment.refusal_told").value,
    )


def non_cooperation(ctx: Context) -> facts.NonCooperationFacts:
    """What follows from refusing the re-assessment. A17, C8."""
    case: Assessment = ctx.case
    return facts.NonCooperationFacts(
        **_part(ctx, case.application, "assessment.refusal_consequence"),
        called_on=case.called_up_on or ctx.today,
        refused_on=ctx.today,
        valid_until=case.valid_until,
        consequence=ctx.rule("assessment.refusal_told").value,
        remedy=ctx.rule("assessment.refusal_remedy").value,
    )


def _conclusion_keys(qualifying: bool) -> tuple[str, ...]:
    always = ("assessment.issuer", "assessment.confirm.experts_min", "assessment.conclusion_delivery")
    return (*always, "assessment.validity", "care.benefit_start") if qualifying else always


def _issued_by_committee(case: Assessment) -> bool:
    return rule("assessment.issuer", area=case.area_code, on=case.policy_on).value == "committee"


def _experts(case: Assessment) -> tuple[str, ...]:
    given = Opinion.objects.filter(assessment=case, round=case.proposal_round, agrees=True).select_related("expert")
    return tuple(opinion.expert.name for opinion in given)


def _dimensions(case: Assessment) -> tuple[facts.DimensionResult, ...]:
    return tuple(
        facts.DimensionResult(
            label=dimension.name,
            points=case.totals[dimension.key],
            full=dimension.maximum,
            grade=next(g.name for g in dimension.grades if g.grade == case.grades[dimension.key]),
        )
        for dimension in case.scale.dimensions
    )


def _objection(ctx: Context) -> facts.Objection | None:
    """Where and until when a review may be asked for, where that is still open once the letter is out."""
    published = ctx.case.published_at is not None
    if published and ctx.rule("assessment.review_request").value == "within_notice":
        return None
    line = ctx.rule("assessment.review_request_limit" if published else "assessment.review_request_unpublished")
    if line.value is None:
        return None
    unit = {"working_days": "个工作日", "days": "日"}.get(line.unit, "日")
    return facts.Objection(
        office_name=ctx.case.agency.name, period=f"结论书送达之日起{line.value}{unit}内", citation=line.citation
    )


def delivery_receipt(ctx: Context, proof: str) -> facts.DeliveryReceiptFacts:
    case: Assessment = ctx.case
    letter = _conclusion_letter(case)
    return facts.DeliveryReceiptFacts(
        **_part(ctx, case.application, "assessment.deliverer", "assessment.conclusion_delivery"),
        letter_label=letter.label if letter else "失能等级评估结论书",
        letter_number=letter.number if letter else "",
        means_label=case.get_delivery_means_display(),
        delivered_on=case.delivered_on or ctx.today,
        recipient_name=case.received_by or case.application.applicant_name or case.application.person.name,
        delivered_by=ctx.by.name,
        proof=proof,
    )


def _conclusion_letter(case: Assessment) -> Any:
    from documents.models import Letter

    return Letter.objects.filter(case_id=case.pk, kind="conclusion").order_by("-issued_at").first()
