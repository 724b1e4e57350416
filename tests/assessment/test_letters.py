"""What the letters of a matter say: facts of the case, articles of its region, who issues. A15, X1, X6, X7."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from accounts.crypto import mask_id_number
from applications.letters import application_form
from documents.issuing import rows_only, seal
from documents.models import Letter
from tests.scene import MILD, Scene

pytestmark = pytest.mark.django_db
ARTICLES = {
    "URU": "乌鲁木齐失能评定细则|新疆经办规程",  # the city's own, or the region's where it is silent
    "XJ": "新疆经办规程",
    "NX": "宁夏经办规程",
    "HLJ": "黑龙江经办规程",
    "TJ": "医保",
}
OF_A_WHOLE_MATTER = (
    "acceptance_notice",
    "review_result_notice",
    "dispatch_order",
    "public_notice",
    "conclusion",
    "delivery_receipt",
)


@pytest.fixture(autouse=True)
def letters_without_print() -> Iterator[None]:
    with rows_only():
        yield


def said(row: Letter) -> dict[str, Any]:
    """What a letter says, as plain values; the text fits its seal."""
    assert seal(row.facts) == row.facts_seal
    return json.loads(row.facts)


def letter(scene: Scene, kind: str) -> dict[str, Any]:
    return said(Letter.objects.of_matter(scene.application.matter).get(kind=kind))


@pytest.mark.requirement("X7")
@pytest.mark.parametrize("area", ["URU", "XJ", "NX", "HLJ", "TJ"])
def test_every_step_that_asks_for_a_letter_has_one_with_the_articles_of_its_region(area: str) -> None:
    scene = Scene(area)
    scene.delivered()

    letters = list(Letter.objects.of_matter(scene.application.matter))

    assert sorted(row.kind for row in letters) == sorted(OF_A_WHOLE_MATTER)
    for row in letters:
        assert any(re.search(ARTICLES[area], citation) for citation in said(row)["citations"]), row.kind
        assert row.number
        assert len(row.verify_code) == 16


@pytest.mark.requirement("X7")
def test_the_acceptance_notice_tells_both_limits() -> None:
    scene = Scene("URU", start="2026-02-10")
    scene.accepted()

    facts = letter(scene, "acceptance_notice")

    assert (facts["review_due"], facts["conclusion_due"]) == ("2026-02-24", "2026-03-30")
    assert not facts["provisional"]


@pytest.mark.requirement("A4")
@pytest.mark.requirement("X7")
def test_the_supplement_notice_tells_everything_that_is_missing_at_once() -> None:
    scene = Scene("XJ")
    scene.submitted(materials=["application_form", "undertaking"])
    scene.act("applications.request_supplement", "intake_clerk", materials=["other"])

    facts = letter(scene, "supplement_notice")

    assert [row["label"] for row in facts["missing"]] == [
        "其他材料", "身份证件原件", "身份证件复印件", "病历、诊断证明书或意外事故证明", "自评表",
    ]  # fmt: skip
    assert facts["until"] == "2026-03-16"


@pytest.mark.requirement("A3")
@pytest.mark.requirement("X7")
def test_the_refusal_names_each_ground_with_its_article() -> None:
    scene = Scene("XJ", insured=False, disabled_since=date(2026, 1, 20))
    scene.submitted()
    scene.act("applications.refuse", "intake_clerk", grounds=["outside_fund"], reason="服务在异地发生")

    facts = letter(scene, "refusal_notice")

    assert [row["citation"] for row in facts["grounds"]] == [
        "新疆经办规程（征求意见稿）第六条第二款第1项",
        "新疆经办规程（征求意见稿）第六条第二款第5项",
        "新疆经办规程（征求意见稿）第六条第二款第3项",
    ]
    assert all(row["label"] for row in facts["grounds"])
    assert facts["advice"] == "服务在异地发生"


@pytest.mark.requirement("X6")
@pytest.mark.parametrize(
    ("area", "issuer"), [("URU", "committee"), ("XJ", "body"), ("NX", "body"), ("HLJ", "body"), ("TJ", "body")]
)
def test_the_conclusion_comes_from_the_office_that_issues_it_here(area: str, issuer: str) -> None:
    scene = Scene(area)
    scene.concluded()
    offices = {"committee": scene.stage.committee, "body": scene.stage.bodies["body_1"]}

    facts = letter(scene, "conclusion")

    assert facts["issuer"]["name"] == offices[issuer].name
    assert (facts["level"], facts["level_label"], facts["qualifies"]) == (4, "重度失能Ⅱ级", True)
    assert [(row["points"], row["full"]) for row in facts["dimensions"]] == [(15, 100), (2, 16), (8, 12)]
    assert len(facts["experts"]) == 2
    assert facts["notice_from"] < facts["notice_to"] < facts["concluded_on"]


@pytest.mark.requirement("A15")
@pytest.mark.parametrize("area", ["URU", "XJ", "NX", "HLJ", "TJ"])
def test_the_conclusion_brings_the_experts_care_advice(area: str) -> None:
    scene = Scene(area)
    scene.concluded()

    assert letter(scene, "conclusion")["care_advice"] == ["建议每周上门三次"]


@pytest.mark.requirement("A15")
def test_an_expert_who_confirms_may_add_advice() -> None:
    scene = Scene("XJ")
    scene.proposed()
    scene.act("assessment.confirm", "expert_2", care_advice="  注意防跌倒  ")
    scene.act("assessment.confirm", "expert_3")

    assert scene.assessment.care_advice.splitlines()[-1] == "注意防跌倒"


@pytest.mark.requirement("A11")
@pytest.mark.requirement("C3")
@pytest.mark.parametrize(
    ("area", "benefit_from"),
    [("URU", "2026-04-01"), ("XJ", "2026-04-01"), ("NX", "2026-04-01"), ("HLJ", None), ("TJ", "2026-04-01")],
)
def test_the_conclusion_says_until_when_it_holds_and_from_when_benefits_run(
    area: str, benefit_from: str | None
) -> None:
    scene = Scene(area)
    case = scene.concluded()

    facts = letter(scene, "conclusion")

    assert facts["benefit_from"] == benefit_from
    assert facts["valid_to"] == case.concluded_on.replace(year=2028).isoformat()
    assert bool(facts["benefit_note"]) == (benefit_from is None)


@pytest.mark.requirement("X6")
def test_a_conclusion_that_does_not_qualify_grants_nothing_and_is_remembered() -> None:
    scene = Scene("XJ")
    case = scene.concluded(MILD)

    facts = letter(scene, "conclusion")

    assert (facts["qualifies"], facts["valid_to"], facts["benefit_from"], facts["notice_from"]) == (
        False, None, None, None,
    )  # fmt: skip
    scene.stage.person.refresh_from_db()
    assert scene.stage.person.last_failed_conclusion == case.concluded_on


@pytest.mark.requirement("A12")
@pytest.mark.parametrize("area", ["URU", "XJ", "NX", "HLJ", "TJ"])
def test_the_notice_is_masked_and_hangs_where_the_region_says(area: str) -> None:
    from policy import rule

    scene = Scene(area)
    notice = scene.on_notice().notices.get()
    person = scene.stage.person

    assert notice.masked_name != person.name
    assert notice.masked_id == mask_id_number(person.id_number) != person.id_number
    places = rule("assessment.notice.places", area=scene.stage.matter.area, on=scene.now.date()).value
    assert notice.places == list(places)
    assert person.id_number not in str(letter(scene, "public_notice"))
    assert person.name not in str(letter(scene, "public_notice"))


@pytest.mark.requirement("X1")
def test_the_filled_application_form_has_what_the_application_says() -> None:
    scene = Scene("XJ", name="阿依古丽", insured_type="retired")
    case = scene.submitted(applicant_kind="agent", applicant_name="李代理", cause="脑卒中后遗症", care_type="home")

    form = application_form(case, scene.now.date())

    assert (form.person_name, form.id_number) == ("阿依古丽", scene.stage.person.id_number)
    assert (form.applicant_name, form.reason) == ("李代理", "脑卒中后遗症")
    assert form.first_application
    assert form.service_kind == "全日居家护理"
    assert form.disabled_months == "24"
