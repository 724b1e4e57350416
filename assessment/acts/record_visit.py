"""Record a visit: who came, who was present, what was seen, the 17 items. A7, A8, A9."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import User
from applications.models import Material
from applications.queries import label_of as material_label
from assessment import permissions, queries
from assessment.acts.team import refuse_faults
from assessment.models import Assessment, VisitMember
from policy import scales
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

EVIDENCE = {
    "interview_notes": "走访调查笔录",
    "video": "全过程录像",
    "photos": "照片",
    "medical_records": "住院病历或诊断书",
}


def _lawful(
    ctx: Context,
    *,
    assessors: Sequence[User] = (),
    guardian: bool = False,
    scores: Mapping[str, Sequence[int]] | None = None,
    evidence: Collection[str] = (),
    identity_checked: bool = False,
    substantive: bool = False,
    signed: bool = True,
    **_: Any,
) -> None:
    people = ctx.once(queries.members, ctx.case, tuple(user.pk for user in assessors), ctx.today)
    refuse_faults(ctx, people, guardian)
    if ctx.by.user_id not in {member.user_id for member in people}:
        raise Refusal(
            Code.INVALID_INPUT,
            "登记人须是本次现场评估人员之一，请由到场的评估人员登记。",
            ctx.article,
            {"assessors": "须包含登记人"},
        )
    _online_papers(ctx, evidence)
    _evidence(ctx, evidence, identity_checked, substantive)
    signatures = ctx.rule("assessment.visit.signatures_required")
    if signatures.value and not signed:
        raise Refusal(
            Code.MISSING_EVIDENCE,
            "现场评估人员须全部签名后才能提交。",
            signatures.citation,
            {"signed": "须全部签名"},
        )
    _scores(ctx, scores or {})


def evidence_label(code: str) -> str:
    """The words for a code of evidence, or for a paper of the application that counts as such online."""
    return EVIDENCE.get(code) or (material_label(code) if code in Material.Code.values else code)


def _not_before_the_appointment(ctx: Context) -> None:
    appointment = ctx.case.appointments.last()
    if appointment is not None and ctx.now < appointment.at:
        at = timezone.localtime(appointment.at)
        raise Refusal(
            Code.TOO_EARLY,
            f"线上评估约在 {at:%Y年%-m月%-d日 %H:%M}，还没有到时间；时间有变的，请重新预约。",
            ctx.rule("assessment.means").citation,
        )


def _online_papers(ctx: Context, evidence: Collection[str]) -> None:
    """What an online assessment rests on: brought with the application, or shown now. A8: 黑龙江第八条（二）."""
    if ctx.case.means != Assessment.Means.ONLINE:
        return
    line = ctx.rule("assessment.online_requires")
    held = {*evidence, *ctx.case.application.materials.values_list("code", flat=True)}
    missing = [evidence_label(code) for code in line.value if code not in held]
    if missing:
        raise Refusal(
            Code.MISSING_EVIDENCE,
            f"线上评估须有{'、'.join(missing)}，请取得后再提交；没有的，应当现场评估。",
            line.citation,
            {"evidence": "缺少线上评估须有的材料"},
        )


def _evidence(ctx: Context, evidence: Collection[str], identity_checked: bool, substantive: bool) -> None:
    line = ctx.rule("assessment.visit.evidence")
    missing = [evidence_label(code) for code in line.value if code not in evidence]
    if missing:
        raise Refusal(
            Code.MISSING_EVIDENCE,
            f"缺少佐证资料：{'、'.join(missing)}。请补齐后再提交。",
            line.citation,
            {"evidence": "缺少资料"},
        )
    if not identity_checked:
        face = ctx.rule("assessment.visit.face_verification")
        how = "（须人脸识别）" if face.value else ""
        asked = face if face.value else ctx.rule("assessment.visit.identity_required")
        raise Refusal(
            Code.MISSING_EVIDENCE,
            f"尚未核验评估对象身份{how}，请核验后再提交。",
            asked.citation,
            {"identity_checked": "必须核验"},
        )
    required = ctx.rule("assessment.visit.substantive_required")
    if required.value and not substantive:
        raise Refusal(
            Code.MISSING_EVIDENCE,
            "没有实质性问询和体格检查的现场评估不能提交，请补做后再登记。",
            required.citation,
            {"substantive": "必须问询和查体"},
        )


def _scores(ctx: Context, scores: Mapping[str, Sequence[int]]) -> None:
    errors = scales.validate(scores, scales.current(ctx.today))
    if errors:
        raise Refusal(
            Code.INVALID_INPUT,
            f"评分有误：{errors[0].message}" + (f"（另有 {len(errors) - 1} 处）" if len(errors) > 1 else ""),
            "医保办发〔2021〕37号",
            {f"{error.dimension}-{error.item}": error.message for error in errors},
        )


@act(
    "assessment.record_visit",
    label="登记现场评估",
    model="assessment.Assessment",
    posts=permissions.VISITORS,
    law=_not_before_the_appointment,
    check=_lawful,
    cites="assessment.visit.people_min",
)
def record_visit(
    ctx: Context,
    *,
    assessors: Sequence[User],
    guardian: bool,
    scores: Mapping[str, Sequence[int]],
    evidence: Collection[str],
    identity_checked: bool,
    substantive: bool,
    signed: bool = True,
    guardian_name: str = "",
    visit_place: str = "",
    notes: str = "",
) -> None:
    """`scores`: adl, cognition, perception, each in the order of its scale; `evidence`: codes of what is attached."""
    case, scale = ctx.case, scales.current(ctx.today)
    result = scales.assess(scores, scale)
    case.record_visit()
    case.visited_at, case.guardian_name, case.visit_place = ctx.now, guardian_name, visit_place
    case.identity_checked, case.substantive, case.evidence = identity_checked, substantive, sorted(evidence)
    case.scores = {name: list(values) for name, values in scores.items()}
    keys = [dimension.key for dimension in scale.dimensions]
    case.totals, case.grades = dict(zip(keys, result.totals, strict=True)), dict(zip(keys, result.grades, strict=True))
    case.scale_version, case.computed_level, case.level = scale.version, result.level, result.level
    ctx.reason = notes
    people = ctx.once(queries.members, case, tuple(user.pk for user in assessors), ctx.today)
    VisitMember.objects.bulk_create(
        VisitMember(assessment=case, user_id=member.user_id, is_expert=member.is_expert) for member in people
    )
    ctx.noted["assessors"] = [member.name for member in people]
