"""The table of acts of designations and agreements as vocabulary and regulations give it, written down apart."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.providers.scene import DesignationScene

STATES = (
    "draft", "submitted", "supplementing", "accepted", "passed", "failed", "rectifying", "on_notice", "negotiating",
    "agreed", "barred", "refused", "withdrawn",
)  # fmt: skip
AGREEMENT_STATES = ("active", "suspended", "terminated", "expired")
OBJECTION = {"name": "王建国", "phone": "13900000001", "statement": "场地没有消防验收"}


@dataclass(frozen=True)
class Row:
    """From where, to where, by whom; `instead` gives a state's code other than `wrong_state`."""

    states: str
    to: str
    by: str
    inputs: dict[str, Any] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)


def _each(states: str, code: str) -> dict[str, str]:
    return dict.fromkeys(states.split(), code)


DESIGNATION: dict[str, Row] = {
    # A draft is open; a second one of the same organisation is refused by what lies behind it.
    "submit": Row("draft", "submitted", "manager"),
    "request_supplement": Row("submitted accepted", "supplementing", "agreement_officer", {"materials": ["premises"]}),
    "supplement": Row(
        "supplementing failed", "submitted", "manager", {"materials": ["premises"]}, _each("failed", "not_provided_for")
    ),
    "accept": Row("submitted", "accepted", "agreement_officer"),
    "refuse": Row("submitted", "refused", "agreement_officer", {"grounds": ["conditions_not_met"]}),
    "form_panel": Row("accepted rectifying", "", "agreement_officer", {"members": "lawful"}),
    "record_review": Row(
        "accepted rectifying", "", "member_1", {"part": "papers", "findings": "齐全"},
        # Where no panel sits there is nobody who could record anything; afterwards the state is told.
        _each("draft submitted supplementing accepted rectifying refused withdrawn", "not_permitted"),
    ),
    "decide": Row(
        "accepted rectifying", "passed", "agreement_officer", {},
        _each("accepted rectifying", "panel_invalid"),
    ),
    "rectify": Row("failed", "rectifying", "manager", {"rectification": "已增加人员"}),
    "publish": Row("passed", "on_notice", "agreement_officer"),
    "object": Row(
        "on_notice", "on_notice", "public", OBJECTION,
        _each("submitted supplementing accepted passed", "too_early") | _each("negotiating agreed", "too_late"),
    ),
    "settle_objection": Row(
        "on_notice", "on_notice", "agreement_officer", {"borne_out": False, "findings": "已有验收"},
        _each("on_notice", "wrong_state"),
    ),
    "close_notice": Row("on_notice", "negotiating", "clock", {}, _each("on_notice", "notice_running")),
    "sign": Row(
        "negotiating", "agreed", "agreement_officer", {"signed_by_name": "赵建设"},
        _each("negotiating", "not_qualified"),
    ),
    "withdraw": Row(
        "submitted supplementing accepted passed failed rectifying on_notice negotiating", "withdrawn", "manager"
    ),
}  # fmt: skip
AGREEMENT: dict[str, Row] = {
    "renew": Row("active", "active", "agreement_officer"),
    "suspend": Row("active", "suspended", "agreement_officer", {"reason": "人员不足"}),
    "resume": Row("suspended", "active", "agreement_officer", {"reason": "已补足人员"}),
    "terminate": Row(
        "active suspended", "terminated", "agreement_officer", {"because": "breach", "reason": "虚报费用"}
    ),
    "expire_agreement": Row("active suspended", "expired", "clock", {}, _each("active suspended", "too_early")),
}


def inputs_of(scene: DesignationScene, verb: str) -> dict[str, Any]:
    """What is sent with the act."""
    if verb == "form_panel":
        return {"members": scene.members()}
    if verb == "renew":
        ends = scene.agreement.ends_on + timedelta(days=365)
        return {"ends_on": ends, "performance": "年度考核合格", "signed_by_name": "赵建设"}
    return dict((DESIGNATION.get(verb) or AGREEMENT[verb]).inputs)


def in_state(state: str, area: str = "XJ", kind: str = "provider") -> DesignationScene:
    """A designation in that state, with everybody on stage before a savepoint begins."""
    scene = DesignationScene(kind, area)
    if state == "draft":
        scene.draft().save()
    else:
        getattr(scene, state)()
    for name in ("manager", "agreement_officer", *(f"member_{n}" for n in range(1, 6))):
        scene.user(name)
    return scene


def agreement_in_state(state: str, area: str = "XJ", kind: str = "provider") -> DesignationScene:
    scene = in_state("agreed", area, kind)
    if state in ("suspended", "terminated"):
        verb = {"suspended": "suspend", "terminated": "terminate"}[state]
        scene.on_agreement(verb, "agreement_officer", **inputs_of(scene, verb))
    elif state == "expired":
        scene.pass_to(scene.agreement.ends_on + timedelta(days=1))
    return scene
