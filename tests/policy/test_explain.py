"""Why a rule is what it is, on the command line and on the pages."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from accounts.actors import PUBLIC, Actor, Seat
from accounts.posts import Post
from policy import explain, views, words
from policy.resolve import rule

DAY = date(2026, 3, 2)
CLERK = Actor(1, "王敏", (Seat(Post.REVIEWER.value, 1, "乌鲁木齐市医保中心", "650102", "agency"),))


def run(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    call_command("policy", *args)
    return capsys.readouterr().out


def page(
    rf: RequestFactory, view: object, query: dict[str, str] | None = None, actor: Actor = CLERK, **kwargs: str
) -> str:
    request = rf.get("/policy/", query or {})
    request.actor = actor  # type: ignore[attr-defined]
    response = view(request, **kwargs)  # type: ignore[operator]
    assert isinstance(response, HttpResponse)
    assert response.status_code == 200
    return response.content.decode()


def test_the_walk_names_every_level_and_the_one_that_applies() -> None:
    found = explain.explain("assessment.notice", area="650102", on=DAY)

    assert [(step.area, step.line and step.line.value, step.applies) for step in found.steps] == [
        ("650102", None, False),
        ("650100", 7, True),
        ("650000", 5, False),
        ("national", 5, False),
    ]


def test_the_command_explains_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "explain", "assessment.notice", "--area", "650102", "--on", "2026-03-02")

    assert "公示期至少（assessment.notice）" in told
    assert "值：7 日" in told
    assert "依据：乌鲁木齐失能评定细则第九条（四）（继承，乌鲁木齐市）" in told
    assert "650102（650102）：没有规定" in told


def test_the_command_marks_what_is_assumed_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "explain", "assessment.notice", "--area", "230000", "--on", "2026-03-02")

    assert "（推定，黑龙江省）" in told
    assert "说明：条文只写在一定范围内公示，没有天数" in told


def test_the_command_explains_to_machines(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(
        run(capsys, "explain", "assessment.extension", "--area", "650100", "--on", "2026-03-02", "--json")
    )

    assert (told["value"]["days"], told["basis"], told["area"], told["from"]) == (30, "stated", "650100", None)
    assert [step["area"] for step in told["steps"]] == ["650100", "650000", "national"]


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["assessment.notic", "--area", "650100"], "是否为 assessment.notice"),
        (["assessment.notice", "--area", "新疆"], "不是行政区划代码"),
        (["assessment.notice", "--area", "650100", "--on", "明天"], "不是日期"),
    ],
)
def test_the_command_refuses_bad_questions_in_chinese(args: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("policy", "explain", *args)


def test_the_difference_of_two_areas_names_both_values(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "diff", "650000", "650100", "--on", "2026-03-02")

    assert "新疆维吾尔自治区：符合其一即可" in told
    assert "乌鲁木齐市：须同时符合" in told
    assert "applications.material_review" not in told


def test_an_area_does_not_differ_from_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert "有 0 项规则不同" in run(capsys, "diff", "640000", "640000", "--on", "2026-03-02")


def test_our_own_data_pass_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert "政策数据没有错误" in run(capsys, "check")


@pytest.mark.parametrize(
    ("key", "area", "shown"),
    [
        ("applications.material_review", "650000", "5 个工作日"),
        ("audit.severe_share", "120000", "10%"),
        ("assessment.fee", "640000", "未规定"),
        ("assessment.report", "640000", "是"),
        ("assessment.online_requires", "640000", "无"),
        ("applications.separate_posts", "650000", "受理与审核；受理与不予受理"),
        ("assessment.deliverer", "640000", "评估机构送达"),
    ],
)
def test_values_are_shown_in_words(key: str, area: str, shown: str) -> None:
    assert words.shown(rule(key, area=area, on=DAY)) == shown


def test_no_value_shows_a_code() -> None:
    shown = {line.key: words.shown(line) for area, _ in explain.areas() for line in explain.lines(area=area, on=DAY)}

    assert [key for key, text in shown.items() if any("a" <= letter <= "z" for letter in text)] == []


def test_the_page_shows_the_readers_own_area_by_chapter_with_assumed_ones_marked(rf: RequestFactory) -> None:
    html = page(rf, views.explain_page)

    assert "650102，" in html
    assert "申请与受理" in html
    assert "推定" in html
    assert "请由当地医疗保障行政部门确认" in html


def test_the_page_finds_by_words_and_chapter(rf: RequestFactory) -> None:
    html = page(rf, views.explain_page, {"area": "640000", "on": "2026-03-02", "chapter": "公示", "search": "公示期"})

    assert "宁夏回族自治区，2026年3月2日：1 项规则" in html
    assert "3 个工作日" in html


def test_the_page_says_when_nothing_was_found(rf: RequestFactory) -> None:
    assert "没有找到这样的规则" in page(rf, views.explain_page, {"search": "月球"})


def test_the_page_answers_a_wrong_day_with_the_form_and_todays_rules(rf: RequestFactory) -> None:
    assert "请填写日期" in page(rf, views.explain_page, {"on": "2026-02-30"})


def test_the_page_of_a_rule_shows_the_way_up(rf: RequestFactory) -> None:
    html = page(rf, views.key_page, {"area": "650102", "on": "2026-03-02"}, key="assessment.notice")

    assert "乌鲁木齐市（适用）" in html
    assert "没有规定" in html


def test_a_rule_that_does_not_exist_has_no_page(rf: RequestFactory) -> None:
    with pytest.raises(Http404, match=r"assessment\.notice"):
        page(rf, views.key_page, key="assessment.notic")


def test_two_areas_stand_side_by_side(rf: RequestFactory) -> None:
    html = page(rf, views.compare_page, {"one": "650000", "other": "650100", "on": "2026-03-02"})

    assert "符合其一即可" in html
    assert "须同时符合" in html


def test_an_area_beside_itself_has_no_difference(rf: RequestFactory) -> None:
    assert "没有不同" in page(rf, views.compare_page, {"one": "640000", "other": "640000"})


def test_a_stranger_is_sent_to_sign_in(rf: RequestFactory) -> None:
    request = rf.get("/policy/")
    request.actor = PUBLIC  # type: ignore[attr-defined]

    assert views.explain_page(request).status_code == 302
