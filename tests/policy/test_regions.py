"""The differences between the regions, one sentence each."""

from datetime import date
from typing import Any

import pytest

from policy import Line, rule

DAY = date(2026, 3, 2)
XJ, URU, NX, HLJ, TJ, ELSEWHERE = "650000", "650100", "640000", "230000", "120000", "440000"


def line(key: str, area: str) -> Line:
    return rule(key, area=area, on=DAY)


def value(key: str, area: str) -> Any:
    return line(key, area).value


def grounds(area: str) -> list[str]:
    return [row["ground"] for row in value("applications.grounds", area)]


def article(area: str, ground: str) -> str:
    return next(row["article"] for row in value("applications.grounds", area) if row["ground"] == ground)


# Application ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("A2")
def test_xinjiang_asks_an_agent_for_the_power_of_attorney_papers_and_bank_card() -> None:
    own, agents = value("applications.materials.self", XJ), value("applications.materials.agent", XJ)

    assert set(agents) - set(own) == {
        "power_of_attorney",
        "agent_bank_card",
        "agent_id_document",
        "agent_id_document_copy",
    }


@pytest.mark.requirement("A2")
def test_urumqi_asks_an_agent_for_no_bank_card_and_nobody_for_the_self_assessment() -> None:
    agents = value("applications.materials.agent", URU)

    assert "power_of_attorney" in agents
    assert "agent_bank_card" not in agents
    assert "self_assessment" not in agents


@pytest.mark.requirement("A2")
def test_ningxia_asks_for_the_stamped_record_the_self_assessment_and_from_an_agent_one_more_paper() -> None:
    own = value("applications.materials.self", NX)

    assert set(own) == {"id_document", "hospital_record_stamped", "application_form", "self_assessment"}
    assert set(value("applications.materials.agent", NX)) - set(own) == {"power_of_attorney"}


@pytest.mark.requirement("A2")
@pytest.mark.parametrize("area", [NX, HLJ])
def test_ningxia_and_heilongjiang_take_a_voucher_for_the_id_document(area: str) -> None:
    assert value("applications.materials_alternatives", area)["id_document"] == ("id_document", "insurance_voucher")


@pytest.mark.requirement("A2")
def test_xinjiang_wants_to_see_the_id_document_and_keep_its_copy() -> None:
    seen = value("applications.originals", XJ)

    assert (seen["id_document"], seen["id_document_copy"]) == ("original", "copy")
    assert "id_document" not in value("applications.materials_alternatives", XJ)


@pytest.mark.requirement("A3")
def test_xinjiang_says_or_where_urumqi_says_and() -> None:
    assert value("applications.grounds.failed_combination", XJ) == "or"
    assert value("applications.grounds.failed_combination", URU) == "and"
    assert "recently_failed_or_unchanged" in grounds(XJ)
    assert "recently_failed_and_unchanged" in grounds(URU)
    assert article(XJ, "recently_failed_or_unchanged") == "新疆经办规程（征求意见稿）第六条第二款第6项"
    assert article(URU, "recently_failed_and_unchanged") == "乌鲁木齐失能评定细则第十一条（三）"


@pytest.mark.requirement("A3")
def test_a_county_of_urumqi_follows_urumqi_and_shihezi_follows_xinjiang() -> None:
    assert value("applications.grounds.failed_combination", "650102") == "and"
    assert value("applications.grounds.failed_combination", "659001") == "or"


@pytest.mark.requirement("A3")
def test_heilongjiang_refuses_who_is_insured_and_treated_for_less_than_six_months() -> None:
    assert article(HLJ, "insured_and_treated_less_than_6_months").endswith("第六条第二款第2项")
    assert value("applications.grounds.insured_treated_combination", HLJ) == "and"
    assert (value("applications.grounds.insured_months", HLJ), value("applications.grounds.treated_months", HLJ)) == (
        6,
        6,
    )
    assert "disabled_less_than_6_months" not in grounds(HLJ)


@pytest.mark.requirement("A3")
def test_ningxia_refuses_who_draws_the_work_injury_nursing_fee() -> None:
    assert article(NX, "work_injury_nursing_fee").endswith("第十二条第二款第3项")
    assert not any("work_injury_nursing_fee" in grounds(area) for area in (XJ, URU, HLJ, TJ, ELSEWHERE))


@pytest.mark.requirement("A3")
def test_tianjin_asks_for_six_months_of_standard_treatment() -> None:
    assert value("applications.grounds.treated_months", TJ) == 6
    assert "（三）" in article(TJ, "treated_less_than_6_months")


@pytest.mark.requirement("A3")
@pytest.mark.parametrize(("area", "months"), [(XJ, 6), (URU, 6), (NX, None), (HLJ, None), (TJ, None)])
def test_six_months_of_disability_are_a_ground_in_xinjiang_and_urumqi(area: str, months: int | None) -> None:
    assert value("applications.grounds.disabled_months", area) == months
    assert ("disabled_less_than_6_months" in grounds(area)) == (months is not None)


@pytest.mark.requirement("A3")
def test_a_broken_undertaking_bars_for_the_year_in_xinjiang() -> None:
    assert article(XJ, "undertaking_breached_this_year") == "新疆经办规程（征求意见稿）附件4"
    assert "undertaking_breached_this_year" not in grounds(URU)


@pytest.mark.requirement("A3")
@pytest.mark.parametrize("area", [XJ, URU, NX, HLJ, TJ, ELSEWHERE])
def test_everywhere_the_uninsured_and_missing_or_false_papers_are_refused(area: str) -> None:
    assert {"not_insured", "incomplete_materials", "false_materials", "outside_fund", "other"} <= set(grounds(area))


@pytest.mark.requirement("A1")
def test_only_ningxia_makes_the_self_assessment_a_condition() -> None:
    required = {area for area in (XJ, URU, NX, HLJ, TJ) if value("applications.self_assessment.required", area)}

    assert required == {NX}
    assert value("applications.self_assessment.threshold", NX) == ("E", "F", "G")
    assert "self_assessment_below_threshold" in grounds(NX)


@pytest.mark.requirement("A5")
@pytest.mark.parametrize("area", [XJ, URU, NX, HLJ, TJ])
def test_the_result_of_the_review_is_told_within_five_working_days_everywhere(area: str) -> None:
    found = line("applications.material_review", area)

    assert (found.value, found.unit) == (5, "working_days")
    assert value("applications.enquiry", area) is True


@pytest.mark.requirement("A4")
def test_no_text_says_how_long_an_applicant_may_take_so_the_limit_is_marked_as_assumed() -> None:
    assert {line("applications.supplement", area).basis for area in (XJ, URU, NX, HLJ, TJ)} == {"assumed"}


@pytest.mark.requirement("G3")
@pytest.mark.parametrize("area", [XJ, URU, NX, HLJ, TJ])
def test_who_accepted_does_not_approve(area: str) -> None:
    assert ("applications.accept", "applications.approve") in value("applications.separate_posts", area)


# Visit and conclusion ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("A7")
@pytest.mark.parametrize("area", [XJ, URU, NX, HLJ, TJ])
def test_two_people_visit_one_of_them_an_expert_in_the_presence_of_a_guardian(area: str) -> None:
    keys = ("people_min", "experts_min", "guardians_min")

    assert [value(f"assessment.visit.{key}", area) for key in keys] == [2, 1, 1]
    assert set(value("assessment.visit.evidence", area)) == {"interview_notes", "video"}


@pytest.mark.requirement("A7")
def test_only_tianjin_demands_face_verification_and_names_the_substantive_questioning() -> None:
    faces = {area for area in (XJ, URU, NX, HLJ, TJ) if value("assessment.visit.face_verification", area)}

    assert faces == {TJ}
    assert line("assessment.visit.substantive_required", TJ).basis == "stated"
    assert line("assessment.visit.substantive_required", NX).basis == "assumed"


@pytest.mark.requirement("A8")
def test_only_heilongjiang_assesses_online_and_only_with_a_registered_stay_elsewhere() -> None:
    online = {area for area in (XJ, URU, NX, HLJ, TJ) if "online" in value("assessment.means", area)}

    assert online == {HLJ}
    assert value("assessment.online_requires", HLJ) == ("offsite_residence_filing",)


@pytest.mark.requirement("A10")
def test_xinjiang_has_two_routes_urumqi_the_committee_the_others_the_body() -> None:
    assert value("assessment.routes", XJ) == ("body", "committee")
    assert value("assessment.routes", URU) == ("committee",)
    assert {value("assessment.routes", area) for area in (NX, HLJ, TJ)} == {("body",)}


@pytest.mark.requirement("A10")
def test_only_urumqi_sets_its_committee_thirty_days_and_lets_it_order_examinations() -> None:
    opinion = line("assessment.committee_opinion", URU)

    assert (opinion.value, opinion.unit) == (30, "days")
    assert {value("assessment.committee_opinion", area) for area in (XJ, NX, HLJ, TJ)} == {None}
    assert value("assessment.auxiliary_examinations", URU) is True


@pytest.mark.requirement("A9")
@pytest.mark.parametrize("area", [XJ, URU, NX, HLJ, TJ])
def test_two_experts_confirm_everywhere(area: str) -> None:
    assert value("assessment.confirm.experts_min", area) == 2


@pytest.mark.requirement("A9")
def test_in_tianjin_the_experts_watch_the_video_again() -> None:
    assert value("assessment.confirm.record_review", TJ) is True
    assert value("assessment.confirm.record_review", NX) is False


@pytest.mark.requirement("A9")
def test_experts_who_disagree_go_to_a_panel_in_urumqi_and_to_a_third_elsewhere_both_assumed() -> None:
    assert value("assessment.disagreement", URU) == "panel"
    assert {value("assessment.disagreement", area) for area in (XJ, NX, HLJ, TJ)} == {"third_expert"}
    assert {line("assessment.disagreement", area).basis for area in (XJ, URU, NX, HLJ, TJ)} == {"assumed"}


@pytest.mark.requirement("A11")
@pytest.mark.parametrize("area", [XJ, URU, NX, HLJ, TJ])
def test_a_severe_level_is_valid_for_at_most_two_years(area: str) -> None:
    longest = line("assessment.validity_max_severe", area)

    assert (longest.value, longest.unit) == (24, "months")
    assert value("assessment.validity", area) <= longest.value


@pytest.mark.requirement("A14")
@pytest.mark.parametrize("area", [XJ, URU, NX, HLJ, TJ])
def test_the_letter_is_delivered_within_thirty_working_days(area: str) -> None:
    found = line("assessment.conclusion_delivery", area)

    assert (found.value, found.unit) == (30, "working_days")


@pytest.mark.requirement("A14")
def test_only_xinjiang_and_urumqi_extend_by_thirty_days() -> None:
    extended = {area for area in (XJ, URU, NX, HLJ, TJ) if value("assessment.extension", area)["allowed"]}

    assert extended == {XJ, URU}
    assert {value("assessment.extension", area)["days"] for area in extended} == {30}
    assert value("assessment.extension", URU)["limits"] == ("conclusion_delivery", "committee_opinion")
    causes = {area: value("assessment.extension_causes", area) for area in (XJ, URU, NX, HLJ, TJ)}
    assert causes[XJ] == ("complex_injury", "many_diseases")
    assert causes[URU] == ("complex_injury", "many_specialties", "many_diseases")
    assert {line("assessment.extension_causes", area).basis for area in extended} == {"stated"}
    assert {causes[area] for area in (NX, HLJ, TJ)} == {()}


@pytest.mark.requirement("A14")
def test_the_office_issues_in_urumqi_and_the_body_elsewhere() -> None:
    assert value("assessment.issuer", URU) == "committee"
    assert value("assessment.issuer_label", URU) == "长护领导小组办公室"
    assert {value("assessment.issuer", area) for area in (XJ, NX, HLJ, TJ)} == {"body"}


@pytest.mark.requirement("A14")
def test_the_body_delivers_in_ningxia_and_the_agency_elsewhere() -> None:
    assert value("assessment.deliverer", NX) == "body"
    assert {value("assessment.deliverer", area) for area in (XJ, URU, HLJ, TJ)} == {"agency"}


@pytest.mark.requirement("A12")
@pytest.mark.parametrize(
    ("area", "number", "unit", "basis"),
    [
        (XJ, 5, "working_days", "stated"),
        (URU, 7, "days", "stated"),
        (NX, 3, "working_days", "stated"),
        (HLJ, 5, "working_days", "assumed"),
        (TJ, 5, "working_days", "assumed"),
        (ELSEWHERE, 5, "working_days", "assumed"),
    ],
)
def test_the_notice_lasts_as_long_as_the_region_says(area: str, number: int, unit: str, basis: str) -> None:
    found = line("assessment.notice", area)

    assert (found.value, found.unit, found.basis) == (number, unit, basis)
    assert value("assessment.notice.required_when", area) == "eligible"


@pytest.mark.requirement("A12")
def test_the_notice_hangs_where_the_region_says() -> None:
    assert "参保人常住地所在社区" in value("assessment.notice.places", URU)
    assert "县市医疗保障经办机构" in value("assessment.notice.places", XJ)
    assert value("assessment.notice.places", NX) == ("定点评估机构", "地级市医疗保障经办机构")


@pytest.mark.requirement("A13")
@pytest.mark.parametrize("area", [XJ, URU, NX, HLJ, TJ])
def test_a_third_party_reports_under_real_name(area: str) -> None:
    assert value("assessment.report", area) is True
    assert value("assessment.report_real_name", area) is True


@pytest.mark.requirement("A16")
def test_a_review_is_asked_for_within_the_notice_in_xinjiang_and_urumqi() -> None:
    assert {value("assessment.review_request", area) for area in (XJ, URU)} == {"within_notice"}
    assert value("assessment.review_request_limit", XJ) is None


@pytest.mark.requirement("A16")
@pytest.mark.parametrize(("area", "number"), [(NX, 10), (HLJ, 15)])
def test_a_review_is_asked_for_after_delivery_in_ningxia_and_heilongjiang(area: str, number: int) -> None:
    limit = line("assessment.review_request_limit", area)

    assert value("assessment.review_request", area) == "after_delivery"
    assert (limit.value, limit.unit, limit.basis) == (number, "working_days", "stated")


@pytest.mark.requirement("A16")
def test_urumqi_answers_a_review_within_fifteen_days_and_xinjiang_in_the_next_months_round() -> None:
    result = line("assessment.review_result", URU)

    assert (result.value, result.unit) == (15, "days")
    assert value("assessment.review_schedule", XJ) == "next_month_round"
    assert value("assessment.review_schedule", URU) == "own"


@pytest.mark.requirement("A16")
@pytest.mark.parametrize("area", [XJ, URU, NX, HLJ, TJ])
def test_a_review_has_two_other_experts_is_final_and_not_published_again(area: str) -> None:
    assert value("assessment.review.experts_min", area) == 2
    assert value("assessment.review.excludes", area) == ("first_body", "first_assessors")
    assert value("assessment.review.final", area) is True
    assert value("assessment.review.notice", area) is False


@pytest.mark.requirement("A17")
@pytest.mark.parametrize("area", [XJ, URU, NX, HLJ, TJ])
def test_a_reassessment_may_be_asked_for_after_six_months(area: str) -> None:
    found = line("assessment.reassessment_after", area)

    assert (found.value, found.unit) == (6, "months")


@pytest.mark.requirement("A18")
def test_urumqi_takes_300_yuan_in_advance_and_the_others_nothing() -> None:
    fee = line("assessment.fee", URU)

    assert (fee.value, fee.unit, value("assessment.fee_prepaid", URU)) == (300, "yuan", True)
    assert {value("assessment.fee", area) for area in (XJ, NX, HLJ, TJ)} == {None}


@pytest.mark.requirement("A18")
def test_in_urumqi_the_fund_bears_what_passed_or_changed_and_the_person_the_rest() -> None:
    assert value("assessment.fee_bearer", URU) == {
        "first_passed": "fund",
        "first_failed": "person",
        "review_changed": "fund",
        "review_unchanged": "person",
    }


@pytest.mark.requirement("A19")
def test_urumqi_says_who_may_be_assessor_and_who_expert() -> None:
    assessor, expert = value("assessment.assessor_qualification", URU), value("assessment.expert_qualification", URU)

    assert (assessor["age_min"], assessor["age_max"], assessor["years_min"]) == (20, 60, 2)
    assert (expert["years_min"], expert["age_max"], len(expert["departments"])) == (8, 65, 6)
    assert value("assessment.appointment_years", URU) == 3
    assert len(value("assessment.dismissal_grounds", URU)) == 4


@pytest.mark.requirement("A19")
def test_tianjin_asks_bodies_for_labour_contracts_with_experts() -> None:
    assert value("assessment.labour_contract", TJ) is True


# Benefits, agreements, money -----------------------------------------------------------------------------------------


@pytest.mark.requirement("C3")
@pytest.mark.parametrize(
    ("area", "start"),
    [
        (XJ, "month_after_conclusion"),
        (URU, "month_after_conclusion"),
        (NX, "month_after_conclusion"),
        (HLJ, "after_plan_confirmed"),
    ],
)
def test_benefits_begin_with_the_next_month_or_with_the_confirmed_plan(area: str, start: str) -> None:
    found = line("care.benefit_start", area)

    assert found.value == start
    assert found.basis != "assumed"


@pytest.mark.requirement("D1")
def test_ningxia_calls_for_applications_for_five_working_days() -> None:
    assert [value(f"providers.{kind}.open_call", NX) for kind in ("body", "provider")] == [5, 5]
    assert value("providers.body.open_call", XJ) is None


@pytest.mark.requirement("D2")
def test_missing_designation_papers_have_five_working_days_in_ningxia_and_ten_in_heilongjiang() -> None:
    assert (value("providers.provider.supplement", NX), value("providers.provider.supplement_lapse", NX)) == (5, True)
    assert value("providers.provider.rectification_papers", HLJ) == 10


@pytest.mark.requirement("D2")
def test_an_assessment_body_has_been_running_for_three_months_in_tianjin() -> None:
    assert value("providers.body.operation_months_min", TJ) == 3


@pytest.mark.requirement("D3")
def test_the_full_review_takes_three_months_or_what_ningxia_says() -> None:
    kinds = ("providers.body.review", "providers.provider.review")

    assert [(line(key, XJ).value, line(key, XJ).unit) for key in kinds] == [(3, "months")] * 2
    assert [(line(key, NX).value, line(key, NX).unit) for key in kinds] == [(30, "working_days"), (2, "months")]


@pytest.mark.requirement("D3")
def test_the_panel_is_at_least_five_and_odd_where_the_text_says_so() -> None:
    assert [value(f"providers.{kind}.panel_min", NX) for kind in ("body", "provider")] == [5, 5]
    assert [value(f"providers.{kind}.panel_min", HLJ) for kind in ("body", "provider")] == [None, 5]


@pytest.mark.requirement("D4")
@pytest.mark.parametrize("area", [XJ, NX, HLJ])
@pytest.mark.parametrize("kind", ["body", "provider"])
def test_five_working_days_of_notice_three_months_to_rectify_one_year_barred(area: str, kind: str) -> None:
    keys = ("notice", "rectification", "reapplication_bar")

    assert [value(f"providers.{kind}.{key}", area) for key in keys] == [5, 3, 12]


@pytest.mark.requirement("D5")
@pytest.mark.parametrize("area", [XJ, NX, HLJ])
def test_the_first_agreement_is_for_a_year_and_renewals_for_up_to_three(area: str) -> None:
    assert (value("providers.body.agreement_first", area), value("providers.body.agreement_max", area)) == (12, 36)
    assert value("providers.body.agreement_calendar_year", area) is (area == NX)


@pytest.mark.requirement("D9")
@pytest.mark.parametrize(("area", "bodies", "providers"), [(XJ, 5, 7), (URU, 5, 7), (HLJ, 5, 7), (NX, 7, 12)])
def test_every_duty_that_the_text_names_stands_on_the_checklist(area: str, bodies: int, providers: int) -> None:
    of_body, of_provider = value("providers.body.duties", area), value("providers.provider.duties", area)

    assert (len(of_body), len(of_provider)) == (bodies, providers)
    assert {"建立人员动态管理机制和工作质量考核评价体系", "及时提供基金监管和协议管理所需信息"} <= set(of_provider)
    assert ("接受行政部门监督检查并按规定提供材料" in of_body) == (area != NX)
    assert ("合理安排和承接业务" in of_provider) == (area == NX)


@pytest.mark.requirement("C9")
@pytest.mark.parametrize("area", [XJ, HLJ])
def test_staffing_has_its_lower_bounds(area: str) -> None:
    keys = ("home_carers_min", "home_medical_min", "institution_doctors_min", "institution_nurses_min", "own_unit_from")

    assert [value(f"care.staffing.{key}", area) for key in keys] == [4, 2, 2, 2, 100]


@pytest.mark.requirement("C9")
def test_a_home_carer_in_tianjin_has_five_to_ten_severe_persons_and_family_carers_train_two_months() -> None:
    keys = ("care.staffing.clients_per_carer_min", "care.staffing.clients_per_carer_max", "care.family_training_months")

    assert [value(key, TJ) for key in keys] == [5, 10, 2]


@pytest.mark.requirement("C7")
def test_in_ningxia_services_stop_the_day_after_admission_and_resume_on_the_day_of_discharge() -> None:
    assert value("care.hospital.suspend_from", NX) == "next_day"
    assert value("care.hospital.resume_from", NX) == "same_day"


@pytest.mark.requirement("F4")
def test_in_tianjin_the_person_pays_the_provider_and_refused_fees_are_not_passed_on() -> None:
    assert value("settlement.own_share_to_provider", TJ) is True
    assert value("settlement.refused_not_passed_on", TJ) is True


@pytest.mark.requirement("F4")
def test_benefit_standards_that_are_known_only_at_second_hand_are_marked_so() -> None:
    assert {line("care.benefit_standards", area).basis for area in (URU, TJ)} == {"assumed"}
    assert len(value("care.benefit_standards", URU)) == 18
    assert value("care.benefit_standards", NX) == ()


@pytest.mark.requirement("S4")
@pytest.mark.parametrize("area", [XJ, NX, HLJ])
def test_sanctions_bind_leaders_for_five_years_and_people_for_months_or_years(area: str) -> None:
    keys = ("leader_ban", "payment_suspension_min", "payment_suspension_max", "practice_ban_min", "practice_ban_max")

    assert [value(f"audit.{key}", area) for key in keys] == [5, 3, 12, 1, 3]


@pytest.mark.requirement("S1")
def test_tianjin_looks_at_every_body_and_at_ten_percent_of_severe_persons() -> None:
    assert [value(f"audit.{key}", TJ) for key in ("bodies_share", "severe_share")] == [100, 10]


@pytest.mark.requirement("T2")
def test_ningxia_holds_back_ten_percent_of_the_handlers_fee() -> None:
    holdback = line("providers.handler.holdback", NX)

    assert (holdback.value, holdback.unit) == (10, "percent")


@pytest.mark.requirement("F5")
def test_ningxias_expenditure_account_is_empty_at_the_end_of_the_year() -> None:
    assert value("settlement.expenditure_account_zero", NX) is True
    assert value("settlement.accounts", HLJ) == ("fiscal", "sub_account")
