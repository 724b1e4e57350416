"""The words of a scenario: which keys each part has, and who is meant by a name."""

import re

from accounts.posts import Post

TOP_KEYS = frozenset({"name", "area", "person", "cast", "steps", "matters"})
STEP_KEYS = frozenset({"on", "by", "act", "with", "expect"})
CAST_KEYS = frozenset({"post", "body", "related_to_person", "related_to_organisation"})
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
        "fee",
        "engagement",
        "archive",
        "benefit",
        "mode",
        "on_day",
        "designation",
        "agreement",
        "filed",
        "public_list",
        "staff",
        "lacking",
        "plan",
        "contract",
        "evaluation",
    }
)
QUALIFICATION = frozenset(
    {
        *("born", "education", "background", "department", "role", "title", "practising_since"),
        *("certificate", "certificate_until", "labour_contract"),
    }
)
STAFF_FACTS = frozenset({"kind", "nhsa_code", "certificate", "certificate_until", "labour_contract", "starts_on"})
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
    "assessment.archive": frozenset(),
    "providers.propose_engagement": QUALIFICATION | {"who", "post", "starts_on"},
    "providers.approve_engagement": frozenset({"who"}),
    "providers.return_engagement": frozenset({"who", "reason"}),
    "providers.dismiss": frozenset({"who", "ground", "reason"}),
    "providers.check_yearly": frozenset({"who", "year", "passed"}),
    "providers.open_call": frozenset({"kind", "closes_on"}),
    "providers.submit": frozenset({"materials", "operating_since", "modes", "capacity", "licensed", "own_unit"}),
    "providers.request_supplement": frozenset({"materials", "reason"}),
    "providers.supplement": frozenset({"materials"}),
    "providers.accept": frozenset(),
    "providers.refuse": frozenset({"grounds", "reason"}),
    "providers.form_panel": frozenset({"members", "without"}),
    "providers.record_review": frozenset({"part", "findings", "items", "photos", "passed", "reason"}),
    "providers.decide": frozenset({"reasons", "advice"}),
    "providers.rectify": frozenset({"rectification"}),
    "providers.publish": frozenset(),
    "providers.object": frozenset({"name", "phone", "statement"}),
    "providers.settle_objection": frozenset({"borne_out", "findings"}),
    "providers.close_notice": frozenset(),
    "providers.sign": frozenset({"starts_on", "signed_by_name"}),
    "providers.withdraw": frozenset({"reason"}),
    "providers.renew": frozenset({"ends_on", "performance", "signed_by_name", "body", "provider"}),
    "providers.suspend": frozenset({"reason", "body", "provider"}),
    "providers.resume": frozenset({"reason", "body", "provider"}),
    "providers.terminate": frozenset({"because", "reason", "body", "provider"}),
    "providers.expire_agreement": frozenset(),
    "providers.propose_staff": STAFF_FACTS | {"staff", "change", "born", "ends_on"},
    "providers.approve_staff": frozenset({"staff"}),
    "providers.return_staff": frozenset({"staff", "reason"}),
    "providers.record_training": frozenset({"staff", "title", "hours", "ended_on"}),
    "providers.enter_ban": frozenset({"staff", "scope", "starts_on", "ends_on", "reason"}),
    "providers.record_tender": frozenset({"number", "without"}),
    "providers.propose_contract": frozenset(
        {"number", "tasks", "basis", "ratio", "fixed", "weights", "starts_on", "ends_on", "reason"}
    ),
    "providers.approve_contract": frozenset(),
    "providers.return_contract": frozenset({"reason"}),
    "providers.terminate_contract": frozenset({"reason"}),
    "providers.evaluate_handler": frozenset({"year", "marks", "base", "deducted", "remarks"}),
    "providers.confirm_evaluation": frozenset(),
    "providers.return_evaluation": frozenset({"reason"}),
}
ACT_KEYS |= {
    "care.turn": frozenset(),
    "care.open_benefit": frozenset(),
    "care.choose": frozenset({"mode", "provider", "variant", "reason"}),
    "care.dispatch": frozenset(),
    "care.accept_dispatch": frozenset(),
    "care.decline_dispatch": frozenset({"reason"}),
    "care.change_mode": frozenset({"mode", "provider", "variant", "reason"}),
    "care.change_provider": frozenset({"provider", "reason"}),
    "care.draft_plan": frozenset({"items", "effective_from", "advice", "staffing"}),
    "care.revise_plan": frozenset({"items", "effective_from", "advice", "staffing", "reason"}),
    "care.confirm_plan": frozenset({"means", "name", "signed"}),
    "care.evaluate_plan": frozenset({"finding", "outcome"}),
    "care.record_consent": frozenset({"services", "signed_on", "name"}),
    "care.record_service": frozenset({"carer", "started_at", "ended_at", "items", "identity", "signed"}),
    "care.correct_service": frozenset({"record", "reason", "strike", "started_at", "ended_at"}),
    "care.rate_service": frozenset({"record", "stars", "words"}),
    "care.enter_family_carer": frozenset({"name", "id_number", "relation", "trained_from"}),
    "care.approve_family_carer": frozenset(),
    "care.return_family_carer": frozenset({"reason"}),
    "care.complete_family_training": frozenset({"family_carer", "trained_until", "exam"}),
    "care.end_family_carer": frozenset({"family_carer", "until", "reason"}),
    "care.admit": frozenset({"admitted_on", "hospital"}),
    "care.discharge": frozenset({"discharged_on"}),
    "care.record_death": frozenset({"died_on", "proof"}),
    "care.suspend": frozenset({"cause", "finding", "on"}),
    "care.resume": frozenset({"cause", "finding"}),
    "care.end": frozenset({"cause", "last_day", "reason"}),
}
_NAME = re.compile(r"^(?P<post>[a-z_]+?)(?:_(?P<number>\d+))?$")


def person_of_post(name: str) -> tuple[str, int] | None:
    """(post, number) that a default name stands for: `expert_11` → expert, 11; `reviewer` → reviewer, 1."""
    match = _NAME.match(name)
    if match is None or match["post"] not in Post.values:
        return None
    return match["post"], int(match["number"] or 1)
