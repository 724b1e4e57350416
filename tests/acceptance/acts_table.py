"""The table of acts as the vocabulary and the regulations give it, written down apart from the code.

For each act: the states from which it is done, who does it, and what is sent with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.scene import REPORT, Scene

APPLICATION, ASSESSMENT = "applications.Application", "assessment.Assessment"
APPLICATION_STATES = (
    "draft", "submitted", "supplementing", "accepted", "enquiring", "approved", "refused", "withdrawn", "lapsed",
)  # fmt: skip
ASSESSMENT_STATES = (
    "assigned", "visited", "in_committee", "proposed", "confirmed", "on_notice", "cleared", "contested", "concluded",
    "delivered", "superseded", "cancelled",
)  # fmt: skip
BEFORE_CONCLUSION = frozenset(ASSESSMENT_STATES[:7])
BEFORE_NOTICE = ASSESSMENT_STATES[:5]
# Of a contested case one has reported already; the same person does not report twice.
ANOTHER = {"name": "李秀英", "id_number": "110111194005120043"}


@dataclass(frozen=True)
class Row:
    """One act: from where, to where, by whom, with what; `instead` gives a state's code other than `wrong_state`."""

    model: str
    states: frozenset[str]
    to: str
    by: str
    inputs: Callable[[Scene], dict[str, Any]] = lambda scene: {}
    instead: dict[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()


def _application(states: str, to: str, by: str, **more: Any) -> Row:
    return Row(APPLICATION, frozenset(states.split()), to, by, **more)


def _assessment(states: str, to: str, by: str, **more: Any) -> Row:
    return Row(ASSESSMENT, frozenset(states.split()), to, by, **more)


def _fixed(**inputs: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: inputs


TABLE: dict[str, Row] = {
    "applications.submit": _application(
        "draft", "submitted", "intake_clerk", also=("applicant", "handler_clerk"), inputs=_fixed(materials=[])
    ),
    "applications.precheck": _application(
        "submitted", "submitted", "handler_clerk", inputs=_fixed(findings="材料齐全", missing=[])
    ),
    "applications.request_supplement": _application(
        "submitted accepted", "supplementing", "reviewer", also=("intake_clerk",), inputs=_fixed(materials=["other"])
    ),
    "applications.supplement": _application(
        "supplementing",
        "submitted",
        "intake_clerk",
        also=("applicant", "handler_clerk"),
        inputs=_fixed(materials=["cause_evidence"]),
    ),
    "applications.lapse": _application("supplementing", "lapsed", "clock", instead={"supplementing": "too_early"}),
    "applications.accept": _application("submitted", "accepted", "intake_clerk"),
    "applications.refuse": _application(
        "submitted accepted", "refused", "reviewer", inputs=_fixed(grounds=["outside_fund"])
    ),
    "applications.open_enquiry": _application(
        "accepted", "enquiring", "reviewer", inputs=_fixed(reason="诊断证明有疑义")
    ),
    "applications.close_enquiry": _application(
        "enquiring", "accepted", "reviewer", inputs=_fixed(findings="情况属实", doubt_removed=True)
    ),
    "applications.approve": _application("accepted", "approved", "reviewer"),
    "applications.withdraw": _application(
        "draft submitted supplementing accepted enquiring", "withdrawn", "intake_clerk", also=("applicant",)
    ),
    "assessment.dispatch": _application(
        "approved", "assigned", "dispatcher", inputs=lambda scene: {"body": scene.stage.bodies["body_1"]}
    ),
    "assessment.decline": _assessment("assigned", "cancelled", "body_manager", inputs=_fixed(reason="人手不足")),
    # Xinjiang has no online assessment.
    "assessment.appoint_video": _assessment(
        "assigned",
        "",
        "body_manager",
        also=("assessor", "expert"),
        inputs=lambda scene: {"at": scene.now + timedelta(days=1), "channel": "视频会议", "assessors": []},
        instead={"assigned": "not_provided_for"},
    ),
    "assessment.record_visit": _assessment(
        "assigned", "visited", "assessor_1", also=("expert",), inputs=lambda scene: scene.visit()
    ),
    "assessment.refer": _assessment("visited", "in_committee", "body_manager", instead={"visited": "not_provided_for"}),
    "assessment.propose": _assessment("visited in_committee", "proposed", "proposer"),
    "assessment.confirm": _assessment("proposed", "proposed", "confirmer", instead={"confirmed": "already_confirmed"}),
    "assessment.disagree": _assessment(
        "proposed",
        "proposed",
        "confirmer",
        inputs=_fixed(reason="评分有误"),
        instead={"confirmed": "already_confirmed"},
    ),
    "assessment.publish": _assessment("confirmed", "on_notice", "dispatcher", also=("body_manager",)),
    "assessment.close_notice": _assessment(
        "on_notice contested",
        "cleared",
        "clock",
        instead=dict.fromkeys(("on_notice", "contested"), "notice_running"),
    ),
    "assessment.report": _assessment(
        "on_notice contested",
        "contested",
        "public",
        also=("intake_clerk", "handler_clerk"),
        inputs=_fixed(**REPORT | ANOTHER),
        instead=dict.fromkeys(BEFORE_NOTICE, "too_early")
        | dict.fromkeys(("cleared", "concluded", "delivered"), "too_late"),
    ),
    "assessment.settle_report": _assessment(
        "contested", "on_notice", "reviewer", inputs=_fixed(borne_out=False, findings="走访后未见")
    ),
    "assessment.request_review": _assessment(
        "on_notice delivered",
        "contested",
        "intake_clerk",
        also=("applicant",),
        inputs=_fixed(reason="等级偏低", written=True),
        instead=dict.fromkeys(BEFORE_NOTICE, "too_early")
        | dict.fromkeys(("cleared", "concluded", "delivered"), "too_late"),
    ),
    "assessment.order_reassessment": _assessment(
        "delivered", "", "supervisor", inputs=_fixed(because="spot_check", reason="抽查发现情况变化")
    ),
    # Xinjiang takes no fee from the person.
    "assessment.collect_fee": _assessment(
        " ".join(BEFORE_CONCLUSION),
        "",
        "intake_clerk",
        inputs=_fixed(amount=300, method="cash", payer="张三"),
        instead=dict.fromkeys(BEFORE_CONCLUSION, "not_provided_for"),
    ),
    "assessment.refund_fee": _assessment(
        "concluded delivered contested superseded cancelled",
        "",
        "supervisor",
        inputs=_fixed(method="transfer", payee="张三"),
        instead=dict.fromkeys(("concluded", "delivered", "contested", "superseded", "cancelled"), "not_provided_for"),
    ),
    "assessment.request_reassessment": _assessment(
        "delivered",
        "",
        "intake_clerk",
        also=("applicant",),
        inputs=_fixed(reason="病情加重，不能下床"),
        instead={"delivered": "too_early"},
    ),
    "assessment.record_refusal": _assessment(
        "delivered",
        "",
        "supervisor",
        also=("dispatcher",),
        inputs=_fixed(reason="三次上门均拒绝", proof="2026年3月9日上门记录"),
        instead={"delivered": "wrong_state"},
    ),
    "assessment.expire": _assessment(
        "concluded delivered contested",
        "",
        "clock",
        instead=dict.fromkeys(("concluded", "delivered", "contested"), "too_early"),
    ),
    "assessment.form_panel": _assessment(
        "in_committee",
        "",
        "committee_secretary",
        inputs=lambda scene: {"members": [scene.user(f"committee_expert_{number}") for number in (1, 2, 3)]},
        instead={state: "not_permitted" for state in ASSESSMENT_STATES if state != "in_committee"},
    ),
    "assessment.vote": _assessment(
        "in_committee",
        "",
        "committee_expert_1",
        inputs=_fixed(level=4),
        instead=dict.fromkeys(ASSESSMENT_STATES, "not_permitted") | {"in_committee": "wrong_state"},
    ),
    "assessment.order_examination": _assessment(
        "in_committee",
        "",
        "committee_secretary",
        inputs=_fixed(hospital="示范医院", reason="神经科检查"),
        # Elsewhere the matters of the tests go by the body, where the committee has no seat.
        instead=dict.fromkeys(ASSESSMENT_STATES, "not_permitted") | {"in_committee": "not_provided_for"},
    ),
    "assessment.record_examination": _assessment(
        "in_committee proposed confirmed on_notice cleared",
        "",
        "committee_secretary",
        inputs=_fixed(result="未见新发病灶", paper="检字第1号"),
        instead=dict.fromkeys(ASSESSMENT_STATES, "not_permitted") | {"in_committee": "wrong_state"},
    ),
    "assessment.conclude": _assessment(
        "confirmed cleared",
        "concluded",
        "body_manager",
        instead={"confirmed": "wrong_state", "on_notice": "notice_running"},
    ),
    "assessment.deliver": _assessment("concluded", "delivered", "intake_clerk", inputs=_fixed(means="hand")),
    "assessment.extend": _assessment(
        " ".join((*BEFORE_CONCLUSION, "contested")),
        "",
        "supervisor",
        inputs=_fixed(cause="complex_injury", reason="伤情复杂"),
    ),
    "assessment.cancel": _assessment(
        " ".join((*BEFORE_CONCLUSION, "contested")),
        "cancelled",
        "supervisor",
        also=("dispatcher",),
        inputs=_fixed(reason="参保人死亡"),
    ),
}


def actor_name(scene: Scene, row: Row) -> str:
    """The name in the scene of the one who rightfully does the act."""
    if row.by == "confirmer":
        return scene.confirmer(3)
    return scene.proposer if row.by == "proposer" else row.by
