"""Designation from call to signed agreement, by each region's rules. D1–D6.

新疆、黑龙江第十一、二十条; 宁夏第二十七、三十一条; 天津（一）.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from documents.models import Letter
from providers import queries
from providers.acts.declare_interest import declare_interest
from providers.models import Agreement, Call, Filing, PanelMember
from tests.providers.scene import DesignationScene
from tests.scene import at
from workflow import deadlines
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = pytest.mark.django_db
REGIONS = ("XJ", "URU", "NX", "HLJ", "TJ")


def code_of(work: Callable[..., Any], *given: Any, **said: Any) -> str:
    with pytest.raises(Refusal) as refused:
        work(*given, **said)
    assert refused.value.citation and refused.value.message.endswith("。")
    return str(refused.value.code)


def due(scene: DesignationScene, kind: str) -> Any:
    limit = deadlines.find(scene.case.matter, kind)
    return (limit.due_on, limit.state) if limit else None


# D1 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("D1")
def test_ningxia_calls_for_five_working_days_at_least() -> None:
    scene = DesignationScene("provider", "NX")
    said = {"title": "公告", "conditions": "条件", "scope": "全市", "procedure": "流程", "kind": "provider"}

    def call(closes_on: date) -> Call:
        from providers.acts.open_call import open_call

        by = scene.by("agreement_officer")
        return open_call(agency=scene.agency, by=by, now=scene.now, closes_on=closes_on, **said)

    assert code_of(call, date(2026, 3, 8)) == "too_early"  # Monday 2 March + 5 working days is Monday the 9th
    assert call(date(2026, 3, 9)).opens_on == date(2026, 3, 2)
    assert code_of(call, date(2026, 3, 9)) == "wrong_state"


@pytest.mark.requirement("D1")
def test_in_ningxia_one_applies_within_the_call_and_not_before_or_after() -> None:
    scene = DesignationScene("body", "NX")
    from providers.acts.drafting import draft
    from tests.providers.scene import FORM

    def submit() -> None:
        scene.case = draft(organisation=scene.organisation, now=scene.now, **FORM)
        scene.act("submit", "manager")

    assert code_of(submit) == "too_early"
    scene.call()
    scene.now = at("2026-03-10")
    assert code_of(submit) == "too_late"
    scene.now = at("2026-03-09", 23)
    submit()
    assert scene.case.state == "submitted" and scene.case.call is not None


@pytest.mark.requirement("D1")
@pytest.mark.parametrize("area", ["XJ", "HLJ", "TJ"])
def test_elsewhere_one_may_apply_at_any_time(area: str) -> None:
    assert DesignationScene("body", area).submitted().call is None


# D2 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("D2")
def test_ningxia_checks_first_within_five_working_days_and_the_clock_waits_for_papers() -> None:
    scene = DesignationScene("provider", "NX")
    scene.submitted(materials=["application_form"])
    assert due(scene, "designation_first_check") == (date(2026, 3, 9), "running")
    assert code_of(scene.act, "accept", "agreement_officer") == "missing_materials"
    scene.later()
    scene.act("request_supplement", "agreement_officer")
    assert due(scene, "designation_first_check")[1] == "paused"
    assert due(scene, "designation_supplement") == (date(2026, 3, 10), "running")
    scene.later()
    scene.act("supplement", "manager", materials=scene.case.missing_told)
    assert scene.case.state == "submitted"
    assert due(scene, "designation_first_check") == (date(2026, 3, 10), "running")  # one working day left out
    assert code_of(scene.act, "request_supplement", "agreement_officer", materials=["premises"]) == "not_provided_for"
    scene.act("accept", "agreement_officer")
    assert due(scene, "designation_first_check")[1] == "met"


@pytest.mark.requirement("D2")
def test_a_silent_provider_of_ningxia_has_withdrawn_and_its_body_has_not() -> None:
    provider, body = DesignationScene("provider", "NX"), DesignationScene("body", "NX")
    for scene in (provider, body):
        scene.supplementing()
        scene.pass_to(date(2026, 3, 9))
        assert scene.case.state == "supplementing"
        scene.pass_to(date(2026, 3, 10))
    assert (provider.case.state, body.case.state) == ("withdrawn", "supplementing")
    entry = JournalEntry.objects.get(act="providers.withdraw")
    assert entry.actor_name == "系统时钟" and "第三十一条" in entry.citation
    assert due(provider, "designation_supplement")[1] == "expired"


@pytest.mark.requirement("D2")
@pytest.mark.parametrize(("since", "code"), [(date(2025, 12, 3), "ground_applies"), (date(2025, 12, 2), None)])
def test_tianjin_asks_a_body_for_three_months_of_operation(since: date, code: str | None) -> None:
    scene = DesignationScene("body", "TJ", operating_since=since)
    scene.submitted()
    if code is None:
        scene.act("accept", "agreement_officer")
        return
    assert code_of(scene.act, "accept", "agreement_officer") == code
    done = scene.act("refuse", "agreement_officer")
    assert scene.case.grounds == ["operation_too_short"]
    assert [letter.kind for letter in done.letters] == ["designation_refusal"]


@pytest.mark.requirement("D2")
def test_nobody_is_refused_without_a_ground_and_false_papers_bar_a_body_for_three_years() -> None:
    scene = DesignationScene("body", "XJ")
    scene.submitted()
    assert code_of(scene.act, "refuse", "agreement_officer") == "invalid_input"
    scene.act("refuse", "agreement_officer", grounds=["false_materials"])
    scene.now = at("2029-03-02")
    assert code_of(scene.submitted) == "too_early"
    scene.now = at("2029-03-03")
    assert scene.submitted().state == "submitted"


# D3 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(
    ("area", "kind", "last"),
    [
        ("XJ", "body", date(2026, 6, 2)),
        ("XJ", "provider", date(2026, 6, 2)),
        ("HLJ", "provider", date(2026, 6, 2)),
        ("NX", "body", date(2026, 4, 14)),  # 30 working days, Qingming left out
        ("NX", "provider", date(2026, 5, 6)),  # two months end on 2 May, in the holidays
        ("TJ", "body", date(2026, 6, 2)),
    ],
)
def test_the_review_has_the_time_of_its_region(area: str, kind: str, last: date) -> None:
    scene = DesignationScene(kind, area)
    scene.accepted()
    assert due(scene, "designation_review") == (last, "running")


@pytest.mark.requirement("D3")
def test_the_time_for_papers_during_the_review_does_not_count() -> None:
    scene = DesignationScene("body", "NX")
    scene.accepted()
    scene.act("request_supplement", "agreement_officer", materials=["premises"])
    scene.now = at("2026-03-09")
    scene.act("supplement", "manager", materials=["premises"])
    assert scene.case.state == "accepted"
    assert due(scene, "designation_review") == (date(2026, 4, 21), "running")


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(
    ("area", "kind", "number", "code"),
    [
        ("XJ", "provider", 4, "panel_invalid"),
        ("XJ", "provider", 6, "panel_invalid"),
        ("XJ", "provider", 5, None),
        ("NX", "body", 4, "panel_invalid"),
        ("XJ", "body", 4, None),  # no size for bodies in Xinjiang
    ],
)
def test_a_panel_has_the_size_that_the_region_says(area: str, kind: str, number: int, code: str | None) -> None:
    scene = DesignationScene(kind, area)
    scene.accepted()
    members = scene.members(number)
    if code:
        assert code_of(scene.act, "form_panel", "agreement_officer", members=members) == code
        assert not PanelMember.objects.exists()
    else:
        scene.act("form_panel", "agreement_officer", members=members)
        assert PanelMember.objects.count() == number


@pytest.mark.requirement("D3")
def test_every_field_sits_on_the_panel_and_nobody_with_an_interest() -> None:
    scene = DesignationScene("provider", "XJ")
    scene.accepted()
    members = scene.members()
    without = {user: [field for field in fields if field != "elderly"] or ["care"] for user, fields in members.items()}
    assert code_of(scene.act, "form_panel", "agreement_officer", members=without) == "panel_invalid"
    cousin = scene.user("member_3")
    declare_interest(
        user=cousin, organisation=scene.organisation, relation="表兄", by=scene.by("member_3"), now=scene.now
    )
    assert code_of(scene.act, "form_panel", "agreement_officer", members=members) == "recusal"
    employee = {scene.user("manager").pk if user == cousin.pk else user: held for user, held in members.items()}
    assert code_of(scene.act, "form_panel", "agreement_officer", members=employee) == "recusal"


@pytest.mark.requirement("D3")
def test_an_interest_declared_later_closes_the_review_to_that_member() -> None:
    scene = DesignationScene()
    scene.accepted()
    scene.panel()
    declare_interest(
        user=scene.user("member_1"), organisation=scene.organisation, relation="股东", by=scene.by("member_1"),
        now=scene.now,
    )  # fmt: skip
    assert code_of(scene.act, "record_review", "member_1", part="papers", findings="x") == "recusal"


@pytest.mark.requirement("D3")
@pytest.mark.requirement("D9")
def test_papers_then_the_place_with_its_whole_checklist_and_photos_then_the_votes() -> None:
    scene = DesignationScene("provider", "NX")
    scene.accepted()
    scene.panel()
    vote = {"part": "vote", "passed": True}
    assert code_of(scene.act, "record_review", "member_1", **vote) == "wrong_state"
    unanswered = {item: {"met": None, "note": ""} for item in queries.checklist(scene.case)}
    scene.act("record_review", "member_1", part="papers", findings="真实、完整、合规", items=unanswered)
    assert scene.case.records.get(part="papers").items == []
    items = {item: {"met": True, "note": ""} for item in queries.checklist(scene.case)}
    assert len(items) == 12 and "悬挂统一的定点标识" in items
    site = {"part": "site", "findings": "已查看"}
    one_less = dict(list(items.items())[1:])
    assert code_of(scene.act, "record_review", "member_2", **site, items=one_less, photos=True) == "invalid_input"
    assert code_of(scene.act, "record_review", "member_2", **site, items=items) == "missing_evidence"
    scene.act("record_review", "member_2", **site, items=items, photos=True)
    assert code_of(scene.act, "decide", "agreement_officer") == "not_confirmed"
    for number in range(1, 6):
        scene.act("record_review", f"member_{number}", **vote)
    scene.act("decide", "agreement_officer")
    assert scene.case.state == "passed"


@pytest.mark.requirement("D3")
def test_a_vote_may_be_changed_until_the_last_is_in_and_never_after() -> None:
    scene = DesignationScene()
    scene.accepted()
    scene.checked()
    scene.act("record_review", "member_1", part="vote", passed=True)
    scene.act("record_review", "member_1", part="vote", passed=False, reason="场地不足")
    assert not queries.votes_closed(scene.case)
    told = JournalEntry.objects.filter(act="providers.record_review").order_by("id")
    assert all("votes" not in entry.changed and "passed" not in entry.changed for entry in told)
    for number in range(2, 6):
        scene.act("record_review", f"member_{number}", part="vote", passed=True)
    assert queries.votes_closed(scene.case)
    assert code_of(scene.act, "record_review", "member_1", part="vote", passed=True) == "closed_period"
    assert JournalEntry.objects.filter(act="providers.record_review").latest("id").changed["votes"]


@pytest.mark.requirement("D3")
def test_a_vote_against_says_why_and_half_of_the_votes_is_not_enough() -> None:
    scene = DesignationScene("body", "XJ")
    scene.accepted()
    scene.act("form_panel", "agreement_officer", members=scene.members(4))
    scene.act("record_review", "member_1", part="papers", findings="齐全")
    items = {item: {"met": True} for item in queries.checklist(scene.case)}
    scene.act("record_review", "member_1", part="site", findings="齐全", items=items, photos=True)
    assert code_of(scene.act, "record_review", "member_1", part="vote", passed=False) == "invalid_input"
    for number in range(1, 5):
        scene.act("record_review", f"member_{number}", part="vote", passed=number > 2, reason="人员不足")
    assert code_of(scene.act, "decide", "agreement_officer") == "invalid_input"
    scene.act("decide", "agreement_officer", reasons="人员不足", advice="增加人员")
    assert scene.case.state == "failed"


# D4 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("D4")
@pytest.mark.parametrize("area", REGIONS)
@pytest.mark.parametrize("kind", ["body", "provider"])
def test_a_second_failure_bars_for_a_year_which_a_new_application_meets(area: str, kind: str) -> None:
    scene = DesignationScene(kind, area)
    scene.failed()
    assert due(scene, "rectification") == (date(2026, 6, 2), "running")
    letter = Letter.objects.get(kind="designation_result")
    scene.now = at("2026-06-02", 23)
    scene.act("rectify", "manager", rectification="已整改")
    scene.decided(passed=False)
    assert scene.case.state == "barred"
    assert scene.case.barred_until == date(2027, 6, 2)
    assert letter.number != Letter.objects.filter(kind="designation_result").latest("issued_at").number
    scene.now = at("2027-06-02")
    assert code_of(scene.submitted) == "too_early"
    scene.now = at("2027-06-03")
    assert scene.submitted().state == "submitted"


@pytest.mark.requirement("D4")
def test_after_three_months_there_is_no_second_review() -> None:
    scene = DesignationScene()
    scene.failed()
    scene.now = at("2026-06-03")
    assert code_of(scene.act, "rectify", "manager", rectification="已整改") == "too_late"
    assert scene.submitted().state == "submitted"  # nothing bars a new application


@pytest.mark.requirement("D2")
@pytest.mark.requirement("D4")
def test_heilongjiang_takes_papers_for_ten_working_days_after_a_failure() -> None:
    scene = DesignationScene("provider", "HLJ")
    scene.failed()
    assert due(scene, "designation_supplement") == (date(2026, 3, 16), "running")
    scene.now = at("2026-03-16")
    scene.act("supplement", "manager", materials=["premises"])
    assert scene.case.state == "failed"
    scene.now = at("2026-03-17")
    assert code_of(scene.act, "supplement", "manager", materials=["premises"]) == "too_late"
    assert code_of(_failed_body("HLJ")) == "not_provided_for"


def _failed_body(area: str) -> Callable[[], Any]:
    scene = DesignationScene("body", area)
    scene.failed()
    return lambda: scene.act("supplement", "manager", materials=["premises"])


@pytest.mark.requirement("D4")
@pytest.mark.parametrize(("area", "kind", "filed"), [("XJ", "body", 1), ("NX", "body", 0), ("NX", "provider", 1)])
def test_the_result_is_filed_with_the_department_where_the_text_says_so(area: str, kind: str, filed: int) -> None:
    scene = DesignationScene(kind, area)
    scene.passed()
    assert Filing.objects.filter(subject="result").count() == filed
    assert Letter.objects.filter(kind="filing_letter").count() == filed


@pytest.mark.requirement("D4")
def test_the_notice_closes_by_itself_after_five_working_days() -> None:
    scene = DesignationScene()
    scene.on_notice()
    assert scene.case.notice_closes_on == date(2026, 3, 9)
    scene.pass_to(date(2026, 3, 9))
    assert scene.case.state == "on_notice"
    scene.pass_to(date(2026, 3, 10))
    assert scene.case.state == "negotiating"


@pytest.mark.requirement("D4")
@pytest.mark.parametrize(("borne_out", "state"), [(False, "negotiating"), (True, "failed")])
def test_an_objection_is_settled_before_the_matter_goes_on(borne_out: bool, state: str) -> None:
    scene = DesignationScene()
    scene.objected()
    scene.pass_to(date(2026, 3, 10))
    assert scene.case.state == "on_notice"
    late = {"name": "李四", "phone": "139", "statement": "迟到"}
    assert code_of(scene.act, "object", "public", **late) == "too_late"
    scene.act("settle_objection", "agreement_officer", borne_out=borne_out, findings="已现场核实")
    assert scene.case.state == state
    if borne_out:
        assert due(scene, "rectification")[1] == "running"


# D5 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("D5")
@pytest.mark.parametrize(
    ("area", "kind", "last"),
    [
        *((area, kind, date(2027, 3, 9)) for area in ("XJ", "URU", "HLJ", "TJ") for kind in ("body", "provider")),
        ("NX", "provider", date(2027, 3, 9)),
        ("NX", "body", date(2026, 12, 31)),
    ],
)
def test_the_first_agreement_runs_a_year_and_for_bodies_of_ningxia_to_its_end(area: str, kind: str, last: date) -> None:
    scene = DesignationScene(kind, area)
    scene.agreed()
    agreement = scene.agreement
    assert (agreement.starts_on, agreement.ends_on, agreement.state) == (date(2026, 3, 10), last, "active")
    assert due(scene, "agreement_end") == (last, "running")
    assert queries.agreement_between(scene.agency.pk, scene.organisation.pk, last) == agreement
    letter = Letter.objects.get(kind="agreement")
    assert letter.case_id == agreement.pk


@pytest.mark.requirement("D5")
@pytest.mark.parametrize(("area", "kind", "filed"), [("XJ", "body", 1), ("NX", "body", 1), ("NX", "provider", 0)])
def test_the_agreement_is_filed_where_the_text_says_so(area: str, kind: str, filed: int) -> None:
    DesignationScene(kind, area).agreed()
    assert Filing.objects.filter(subject="agreement").count() == filed


@pytest.mark.requirement("D5")
def test_agreements_of_one_pair_cannot_overlap_whoever_writes_them() -> None:
    scene = DesignationScene()
    scene.agreed()
    first = scene.agreement
    scene.on_agreement("suspend", reason="整改")
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        Agreement.objects.create(
            agency=scene.agency, organisation=scene.organisation, number="另一份", starts_on=first.ends_on,
            ends_on=first.ends_on + timedelta(days=9),
        )  # fmt: skip


@pytest.mark.requirement("D5")
def test_a_second_application_that_would_overlap_a_suspended_agreement_is_refused_in_words() -> None:
    scene = DesignationScene()
    scene.agreed()
    scene.on_agreement("suspend", reason="整改")
    scene.submitted()
    scene.act("accept", "agreement_officer")
    scene.decided()
    scene.act("publish", "agreement_officer")
    scene.pass_to(scene.case.notice_closes_on + timedelta(days=1))
    assert code_of(scene.act, "sign", "agreement_officer", signed_by_name="赵") == "invalid_input"


@pytest.mark.requirement("D5")
def test_no_agreement_is_dated_back() -> None:
    scene = DesignationScene()
    scene.negotiating()
    scene.staffed()
    said = {"signed_by_name": "赵", "starts_on": scene.now.date() - timedelta(days=1)}
    assert code_of(scene.act, "sign", "agreement_officer", **said) == "invalid_input"


@pytest.mark.requirement("D5")
def test_while_an_agreement_runs_there_is_no_second_application() -> None:
    scene = DesignationScene()
    scene.agreed()
    assert code_of(scene.submitted) == "wrong_state"
