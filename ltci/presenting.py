"""What the case page shows of journal, papers and acts: words for people, no rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.actors import Actor
from accounts.posts import Post
from applications.models import Application
from applications.states import State as ApplicationState
from assessment.models import Assessment
from assessment.states import State as AssessmentState
from care.states import State as BenefitState
from providers.states import AgreementState
from providers.states import State as DesignationState
from settlement.states import OTHER_LABELS as SETTLEMENT_LABELS
from workflow import acts
from workflow.models import JournalEntry
from workflow.refusal import Code, Refusal

STATE_LABELS: dict[str, str] = {
    **{state.value: str(state.label) for state in ApplicationState},
    **{state.value: str(state.label) for state in AssessmentState},
    **{state.value: str(state.label) for state in BenefitState},
}
BENEFIT_LABELS: dict[str, str] = {state.value: str(state.label) for state in BenefitState}
# Acts that end a matter stand last and are marked, so that nobody presses them for the next step.
ENDING = frozenset(
    {
        "applications.refuse",
        "applications.withdraw",
        "assessment.cancel",
        "assessment.decline",
        "assessment.disagree",
        "assessment.record_refusal",
        "providers.refuse",
        "providers.withdraw",
        "providers.suspend",
        "providers.terminate",
        "care.decline_dispatch",
        "care.record_death",
        "care.suspend",
        "care.end",
        "care.end_family_carer",
        "care.return_family_carer",
    }
)
OPINIONS = frozenset({"assessment.confirm", "assessment.disagree"})
QUIET = frozenset({Code.NOT_PERMITTED.value, Code.WRONG_STATE.value})


# Entries of the journal that are no acts of a case.
OTHER_LABELS = {
    "assessment.print_sheets": "制作评估表",
    "accounts.issue_token": "建立接口令牌",
    "accounts.revoke_token": "撤销接口令牌",
    "assessment.archive": "归档",
    "assessment.consult_archive": "查阅档案",
    "assessment.export_archive": "导出档案",
    "documents.add_paper": "资料入卷",
    "documents.refuse_paper": "资料未收",
    "documents.withdraw_paper": "撤下资料",
    "documents.view_paper": "查看医疗资料",
    "documents.ask_print_run": "申请批量打印",
    "documents.repeat_print_run": "重做批量打印",
    "documents.fetch_print_run": "下载批量打印",
    "applications.print_form": "制作申请表格",
    "assessment.declare_interest": "申报回避",
    "care.upload_services": "批量上传服务记录",
    "care.import_catalogue": "导入服务项目目录",
    "providers.open_call": "发布招募公告",
    "providers.declare_interest": "申报与机构的利害关系",
    "providers.propose_staff": "申报名册变更",
    "providers.approve_staff": "审核名册变更",
    "providers.return_staff": "退回名册变更",
    "providers.record_training": "登记培训",
    "providers.import_staff": "批量申报名册",
    "providers.enter_ban": "登记从业限制",
    "providers.record_tender": "登记招标结果",
    "providers.propose_contract": "拟定委托合同",
    "providers.approve_contract": "审定委托合同",
    "providers.return_contract": "退回委托合同",
    "providers.terminate_contract": "终止委托合同",
    "providers.evaluate_handler": "委托经办考核",
    "providers.confirm_evaluation": "确认考核结果",
    "providers.return_evaluation": "退回考核结果",
    "providers.import_roster": "批量登记评估人员",
    "providers.propose_engagement": "拟聘评估人员",
    "providers.approve_engagement": "聘任评估人员",
    "providers.return_engagement": "退回聘任",
    "providers.check_yearly": "评估人员年度考核",
    "providers.dismiss": "解聘评估人员",
    "enrolment.register": "登记参保人",
    "enrolment.change": "变更参保人资料",
    "enrolment.import_people": "批量导入参保人",
    "enrolment.unmask": "查看完整证件号码",
    "accounts.subscribe": "建立事件推送",
    "accounts.end_subscription": "停止事件推送",
    "accounts.replay": "重发事件",
    **SETTLEMENT_LABELS,
}
# These stand apart from the next acts: they are done when somebody asks for them.
DISPUTES = frozenset(
    f"assessment.{verb}"
    for verb in (
        *("report", "request_review", "order_reassessment", "order_examination", "record_examination"),
        *("request_reassessment", "record_refusal", "collect_fee", "refund_fee"),
    )
)
WHEN_IT_HAPPENS = frozenset(
    f"care.{verb}"
    for verb in (
        *("admit", "discharge", "change_mode", "change_provider", "resume", "correct_service"),
        *("record_consent", "evaluate_plan", "rate_service", "revise_plan"),
        *("enter_family_carer", "complete_family_training"),
    )
)
ASIDE = frozenset({*ENDING, *DISPUTES, *WHEN_IT_HAPPENS, "assessment.extend", "providers.object"}) - {
    "applications.refuse",
    "assessment.disagree",
    "providers.refuse",
    "care.decline_dispatch",
}


# What the work list says is to be done next; the case page names the one act and why another is closed.
AWAITS: dict[str, str] = {
    ApplicationState.SUBMITTED: "核对材料，决定是否受理",
    ApplicationState.ACCEPTED: "审核材料",
    ApplicationState.ENQUIRING: "登记走访结果",
    ApplicationState.APPROVED: "派单",
    AssessmentState.ASSIGNED: "上门评估并登记",
    AssessmentState.VISITED: "提出结论或报送评定",
    AssessmentState.IN_COMMITTEE: "评定并提出结论",
    AssessmentState.PROPOSED: "专家确认",
    AssessmentState.CONFIRMED: "公示或出具结论书",
    AssessmentState.CLEARED: "出具结论书",
    AssessmentState.CONTESTED: "核实异议，或派单复评",
    AssessmentState.CONCLUDED: "送达结论书",
    AssessmentState.DELIVERED: "派单重新评估",
}


# The same for designations, whose states have some names in common with those of persons' matters.
DESIGNATION_LABELS: dict[str, str] = {
    **{state.value: str(state.label) for state in AgreementState},
    **{state.value: str(state.label) for state in DesignationState},
}
DESIGNATION_AWAITS: dict[str, str] = {
    DesignationState.SUBMITTED: "初审申请材料",
    DesignationState.SUPPLEMENTING: "补正材料",
    DesignationState.ACCEPTED: "组织审核，确定结果",
    DesignationState.PASSED: "公示",
    DesignationState.FAILED: "整改，申请再次审核",
    DesignationState.RECTIFYING: "再次审核，确定结果",
    DesignationState.ON_NOTICE: "核实异议",
    DesignationState.NEGOTIATING: "协商并签订协议",
}


@dataclass(frozen=True)
class StoryLine:
    at: datetime
    actor_name: str
    post_label: str
    organisation_name: str
    act_label: str
    old_label: str
    new_label: str
    reason: str
    citation: str


@dataclass(frozen=True)
class NextAct:
    label: str
    url: str
    refusal: Refusal | None
    main: bool
    danger: bool
    aside: bool = False


def act_label(name: str) -> str:
    """What an act is called on pages."""
    return OTHER_LABELS.get(name) or acts.label_of(name)


def without_opinions(entries: Iterable[JournalEntry]) -> list[JournalEntry]:
    """The journal as an expert may read it who has not spoken yet: without what others said on this proposal."""
    rows = list(entries)
    proposed = max((place for place, entry in enumerate(rows) if entry.act == "assessment.propose"), default=len(rows))
    return [entry for place, entry in enumerate(rows) if place < proposed or entry.act not in OPINIONS]


def story(entries: Iterable[JournalEntry], labels: Mapping[str, str] = STATE_LABELS) -> list[StoryLine]:
    """`labels`: how the kind of case calls its states."""
    return [
        StoryLine(
            at=entry.at,
            actor_name=entry.actor_name,
            post_label=str(Post(entry.post).label) if entry.post in Post.values else "",
            organisation_name=entry.organisation_name,
            act_label=act_label(entry.act),
            old_label=labels.get(entry.old_state, entry.old_state),
            new_label=labels.get(entry.new_state, entry.new_state),
            reason=entry.reason or _paper(entry),
            citation=entry.citation,
        )
        for entry in entries
    ]


def _paper(entry: JournalEntry) -> str:
    """Which paper was added, looked at or taken out of sight."""
    return str(entry.changed.get("label", "")) if entry.act.startswith("documents.") else ""


def next_acts(
    application: Application, assessment: Assessment | None, by: Actor, now: datetime, benefit: Any = None
) -> list[NextAct]:
    """Acts that the actor's posts have on this matter, open ones first, each closed one with its reason."""
    return next_acts_of([case for case in (application, assessment, benefit) if case is not None], by, now)


def next_acts_of(cases: Iterable[Any], by: Actor, now: datetime) -> list[NextAct]:
    """The same for any cases of one matter."""
    rows = [row for case in cases for row in _rows(case, by, now)]
    rows = [row for row in rows if row.refusal is None or row.refusal.code not in QUIET]
    rows.sort(key=lambda row: (row.refusal is not None, row.danger))
    first = next((row for row in rows if row.refusal is None and not row.danger and not row.aside), None)
    return [replace(row, main=row is first) for row in rows]


def _rows(case: Any, by: Actor, now: datetime) -> list[NextAct]:
    model = f"{case._meta.app_label}.{case._meta.object_name}"
    return [
        NextAct(
            label=row.label,
            url=_url(row, case),
            refusal=acts.why_not(row.name, case=case, by=by, now=now),
            main=False,
            danger=row.name in ENDING,
            aside=row.name in ASIDE or _stands_apart(row, case),
        )
        for row in acts.acts_of(model)
        if row.verb != "submit"
    ]


def _stands_apart(row: acts.Act, case: Any) -> bool:
    """Forming a panel is the next step until one is voting, an appointment until one is made; then they replace it."""
    if row.name == "assessment.form_panel":
        return bool(case.panels.filter(closed_at__isnull=True).exists())
    return row.name == "assessment.appoint_video" and (case.means != "online" or case.appointments.exists())


def _url(row: acts.Act, case: Any) -> str:
    if row.name == "assessment.dispatch":
        return reverse("assessment:dispatch", args=[case.pk])
    if row.model == "care.Benefit":
        return reverse("care:act", args=[case.pk, row.verb])
    page = "agreement_act" if row.model == "providers.Agreement" else "act"
    return reverse(f"{row.name.split('.')[0]}:{page}", args=[case.pk, row.verb])
