"""What the letters of an application say: facts out of the case, the policy and the deadlines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from accounts.crypto import mask_id_number
from applications import queries
from applications.models import Application
from documents import facts
from documents.blanks import self_answers
from documents.offices import area_name, office, place
from workflow.acts import Context
from workflow.models import Deadline


def person_part(case: Any, application: Application, citations: Iterable[str]) -> dict[str, Any]:
    """What every letter about one person has."""
    person = application.person
    by_other = application.applicant_kind != Application.ApplicantKind.SELF and bool(application.applicant_name)
    return {
        "issuer": office(case.agency),
        "area_name": place(case),
        "citations": tuple(dict.fromkeys(citations)),
        "contact_name": case.agency.name,
        "contact_phone": case.agency.phone,
        "person_name": person.name,
        "id_number_masked": mask_id_number(person.id_number),
        "person_address": application.residence or person.address,
        "addressee_name": application.applicant_name if by_other else person.name,
        "addressee_relation": application.get_applicant_relation_display() if by_other else "",
    }


def _part(ctx: Context, *keys: str) -> dict[str, Any]:
    citations = [ctx.rule(key).citation for key in keys]
    return person_part(ctx.case, ctx.case, citations)


def _applied_on(case: Application) -> Any:
    return timezone.localdate(case.submitted_at or case.created_at)


def acceptance(ctx: Context, review: Deadline, conclusion: Deadline) -> facts.AcceptanceFacts:
    case: Application = ctx.case
    return facts.AcceptanceFacts(
        **_part(ctx, "applications.material_review", "assessment.conclusion_delivery"),
        applied_on=_applied_on(case),
        accepted_on=ctx.today,
        kind_label=f"{case.get_kind_display()}申请",
        papers=tuple(
            facts.Paper(label=row.get_code_display(), form=row.get_form_display()) for row in case.materials.all()
        ),
        review_due=review.due_on,
        conclusion_due=conclusion.due_on,
        provisional=review.provisional or conclusion.provisional,
    )


def supplement(ctx: Context, until: Any) -> facts.SupplementFacts:
    case: Application = ctx.case
    return facts.SupplementFacts(
        **_part(ctx, f"applications.materials.{case.applicant_kind}", "applications.supplement"),
        applied_on=_applied_on(case),
        missing=tuple(facts.MissingPaper(label=queries.label_of(code)) for code in case.missing_told),
        until=until,
        consequence="逾期未补正的，本申请按逾期未补正办结；材料补齐后可以重新提出申请。补正期间不计入办理时限。",
    )


def refusal(ctx: Context, rows: Sequence[Mapping[str, Any]]) -> facts.RefusalFacts:
    case: Application = ctx.case
    return facts.RefusalFacts(
        **person_part(case, case, [row["article"] for row in rows]),
        applied_on=_applied_on(case),
        refused_on=ctx.today,
        grounds=tuple(
            facts.Ground(label=queries.GROUND_LABELS[row["ground"]], citation=row["article"]) for row in rows
        ),
        advice=ctx.reason,
    )


def review_result(ctx: Context) -> facts.ReviewResultFacts:
    case: Application = ctx.case
    return facts.ReviewResultFacts(
        **_part(ctx, "applications.material_review"),
        accepted_on=timezone.localdate(case.accepted_at),
        decided_on=ctx.today,
        passed=True,
        enquiry=case.enquiry_findings,
        next_step="本机构将组织定点评估机构上门开展失能等级评估，请本人和监护人或委托代理人届时在场。",
    )


def application_form(case: Application, today: Any) -> facts.ApplicationFormFacts:
    """Annex 1 filled with what the application says; the ID number stands in full, as on the signed paper."""
    person = case.person
    months = (
        (today.year - case.disabled_since.year) * 12 + today.month - case.disabled_since.month
        if case.disabled_since
        else None
    )
    return facts.ApplicationFormFacts(
        issuer=office(case.agency),
        area_name=place(case),
        region_name=area_name(case.area_code[:2] + "0000"),
        person_name=person.name,
        id_number=person.id_number,
        sex=person.get_sex_display(),
        age=str(person.age_on(today)),
        ethnicity=person.ethnicity,
        insured_place=area_name(person.area_code),
        disabled_months="" if months is None else str(months),
        rehabilitated=None if case.rehabilitation_months is None else case.rehabilitation_months > 0,
        rehabilitation_months=str(case.rehabilitation_months or ""),
        first_application=case.kind == Application.Kind.INITIAL,
        phone=person.phone,
        reason=case.cause,
        service_kind=case.get_care_type_display(),
        insurance_kinds=(case.get_coverage_display(),) if case.coverage else (),
        education=case.get_education_display(),
        living=case.get_living_display(),
        address=case.residence or person.address,
        carers=(case.get_caregiver_display(),) if case.caregiver else (),
        applicant_name=case.applicant_name or person.name,
        applicant_relation=case.get_applicant_relation_display(),
        applicant_phone=case.applicant_phone,
        applicant_id_number=case.applicant_id_number,
        applicant_address=case.applicant_address,
        signed_on=_applied_on(case),
    )


def _names(case: Application) -> dict[str, Any]:
    return {
        "issuer": office(case.agency),
        "area_name": place(case),
        "region_name": area_name(case.area_code[:2] + "0000"),
        "signed_on": _applied_on(case),
    }


def power_of_attorney(case: Application, today: Any) -> facts.PowerOfAttorneyFacts:
    """Annex 2 filled with what is known of both sides; the signatures are theirs. X2."""
    person = case.person
    return facts.PowerOfAttorneyFacts(
        **_names(case),
        person_name=person.name,
        id_number=person.id_number,
        phone=person.phone,
        address=case.residence or person.address,
        agent_name=case.applicant_name,
        agent_id_number=case.applicant_id_number,
        agent_phone=case.applicant_phone,
        agent_address=case.applicant_address,
    )


def self_assessment(case: Application, today: Any) -> facts.SelfAssessmentFacts:
    """Annex 3 with the answers that were given. X3."""
    return facts.SelfAssessmentFacts(
        **_names(case),
        person_name=case.person.name,
        id_number=case.person.id_number,
        answers=self_answers(case.self_scale),
        grade=case.self_grade,
    )


def undertaking(case: Application, today: Any) -> facts.UndertakingFacts:
    """Annex 4; the agent signs beside the person. X4."""
    by_agent = case.applicant_kind != Application.ApplicantKind.SELF
    agent = case.applicant_name if by_agent else ""
    return facts.UndertakingFacts(**_names(case), person_name=case.person.name, agent_name=agent)
