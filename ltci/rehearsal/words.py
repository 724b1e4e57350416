"""The words of a scenario: which keys each part has, and who is meant by a name."""

import re

from accounts.posts import Post

TOP_KEYS = frozenset({"name", "area", "person", "cast", "steps", "matters"})
STEP_KEYS = frozenset({"on", "by", "act", "with", "expect"})
CAST_KEYS = frozenset({"post", "body", "related_to_person"})
PERSON_KEYS = frozenset(
    {
        "name",
        "born",
        "sex",
        "insured",
        "insured_since",
        "insured_type",
        "basic_insurance",
        "disabled_since",
        "treated_since",
        "work_injury_nursing_fee",
        "last_failed_conclusion",
        "marked_change_since",
        "undertaking_breached_on",
    }
)
EXPECT_KEYS = frozenset(
    {
        "application",
        "assessment",
        "due",
        "deadlines",
        "letters",
        "grounds",
        "refused",
        "level",
        "benefit_from",
        "public_notice",
        "journal",
    }
)
ACT_KEYS: dict[str, frozenset[str]] = {
    "clock": frozenset(),
    "applications.submit": frozenset({"materials", "applicant", "channel", "self_scale", "kind", "offsite"}),
    "applications.request_supplement": frozenset({"materials", "reason"}),
    "applications.supplement": frozenset({"materials"}),
    "applications.accept": frozenset(),
    "applications.refuse": frozenset({"grounds", "reason"}),
    "applications.open_enquiry": frozenset({"reason"}),
    "applications.precheck": frozenset({"findings", "missing"}),
    "applications.close_enquiry": frozenset({"findings", "doubt_removed"}),
    "applications.approve": frozenset(),
    "applications.withdraw": frozenset({"reason"}),
    "applications.lapse": frozenset(),
    "assessment.dispatch": frozenset({"body", "means", "route"}),
    "assessment.appoint_video": frozenset({"at", "channel", "assessors", "guardian_name"}),
    "assessment.decline": frozenset({"reason"}),
    "assessment.record_visit": frozenset(
        {"assessors", "guardian", "scores", "evidence", "identity_checked", "substantive"}
    ),
    "assessment.refer": frozenset({"opinion"}),
    "assessment.form_panel": frozenset({"members", "reason"}),
    "assessment.vote": frozenset({"level", "reason"}),
    "assessment.propose": frozenset({"level", "reason", "care_advice"}),
    "assessment.confirm": frozenset({"reason", "care_advice"}),
    "assessment.disagree": frozenset({"reason"}),
    "assessment.publish": frozenset(),
    "assessment.close_notice": frozenset(),
    "assessment.conclude": frozenset(),
    "assessment.deliver": frozenset({"means", "received_on", "received_by", "proof"}),
    "assessment.extend": frozenset({"cause", "reason"}),
    "assessment.cancel": frozenset({"reason"}),
    "assessment.report": frozenset({"name", "id_number", "statement"}),
    "assessment.settle_report": frozenset({"borne_out", "findings"}),
    "assessment.request_review": frozenset({"reason", "written"}),
    "assessment.order_reassessment": frozenset({"because", "reason"}),
    "assessment.collect_fee": frozenset({"amount", "method", "payer"}),
    "assessment.refund_fee": frozenset({"method", "payee"}),
    "assessment.request_reassessment": frozenset({"reason"}),
    "assessment.record_refusal": frozenset({"reason", "proof"}),
    "assessment.expire": frozenset(),
    "assessment.order_examination": frozenset({"hospital", "items", "reason", "due_on"}),
    "assessment.record_examination": frozenset({"result", "paper", "outcome", "examined_on"}),
}
_NAME = re.compile(r"^(?P<post>[a-z_]+?)(?:_(?P<number>\d+))?$")


def person_of_post(name: str) -> tuple[str, int] | None:
    """(post, number) that a default name stands for: `expert_11` → expert, 11; `reviewer` → reviewer, 1."""
    match = _NAME.match(name)
    if match is None or match["post"] not in Post.values:
        return None
    return match["post"], int(match["number"] or 1)
