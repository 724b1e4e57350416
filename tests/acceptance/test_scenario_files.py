"""A file that is no scenario is told with line and reason; an expectation that does not hold, with the difference."""

import json
from pathlib import Path

import pytest

from tests.acceptance.rehearsing import rehearse, rows_of_all_tables

pytestmark = pytest.mark.django_db
GOOD = """\
name: a matter
area: "650100"
person: {name: 张桂兰, insured_type: employee, disabled_since: 2025-01-10}
cast:
  wang: {post: reviewer}
steps:
  - on: 2026-03-02
    by: intake_clerk
    act: applications.submit
    with: {materials: all}
    expect:
      application: submitted
      grounds: []
  - {on: 2026-03-02, by: intake_clerk, act: applications.accept, expect: {due: {material_review: 2026-03-09}}}
  - {on: 2026-03-04, by: wang, act: applications.approve, expect: {letters: [review_result_notice]}}
"""
# what is written in place of what: (old, new, line, words of the reason)
MISTAKES = {
    "unknown key at the top": ("name: a matter", "name: a matter\nregion: 65", 2, "没有 region"),
    "unknown key of the person": ("insured_type", "insured_typ", 3, "是否应为 insured_type"),
    "unknown value of the person": ("insured_type: employee", "insured_type: worker", 3, "employee"),
    "no day for a day": ("disabled_since: 2025-01-10", "disabled_since: last year", 3, "应为日期"),
    "a day that does not exist": ("disabled_since: 2025-01-10", "disabled_since: 2025-02-30", 3, "值无法读取"),
    "unknown key of a step": ("    with: {materials", "    wiht: {materials", 10, "是否应为 with"),
    "unknown key of an act": ("{materials: all}", "{material: all}", 10, "是否应为 materials"),
    "unknown key of an expectation": ("      grounds: []", "      ground: []", 13, "是否应为 grounds"),
    "unknown act": ("applications.accept,", "applications.acept,", 14, "是否应为 applications.accept"),
    "unknown post": ("by: intake_clerk, act", "by: intake_clark, act", 14, "没有岗位或人物 intake_clark"),
    "unknown post of the cast": ("{post: reviewer}", "{post: reviewr}", 5, "没有岗位 reviewr"),
    "unknown body of the cast": ("{post: reviewer}", "{post: expert, body: body_9}", 5, "body_9"),
    "nobody acts": ("    by: intake_clerk\n", "", 7, "没有岗位或人物"),
    "unknown state": ("application: submitted", "application: submited", 12, "是否应为 submitted"),
    "unknown deadline": ("material_review: 2026", "material_reviews: 2026", 14, "是否应为 material_review"),
    "unknown letter": ("[review_result_notice]", "[review_notice]", 15, "没有 review_notice"),
    "unknown ground": ("grounds: []", "grounds: [not_ensured]", 13, "是否应为 not_insured"),
    "unknown refusal code": ("      grounds: []", "      refused: to_late", 13, "是否应为 too_late"),
    "an area of too few digits": ('"650100"', '"6501"', 2, "六位行政区划代码"),
    "an area of no province": ('"650100"', '"990100"', 2, "六位行政区划代码"),
    "no area": ('area: "650100"\n', "", 1, "缺少 area"),
    "a key twice": ("    act: applications.submit", "    act: applications.submit\n    act: clock", 10, "写了两次"),
    "a person of the cast twice": ("steps:", "  wang: {post: expert}\nsteps:", 6, "写了两次"),
    "a step without its day": ("  - on: 2026-03-02\n    by", "  - by", 7, "步骤缺少 on"),
    "a day in words": ("on: 2026-03-04", "on: monday", 15, "应为日期"),
    "a post by its nearest word": ("by: intake_clerk, act", "by: intake_clark, act", 14, "是否应为 intake_clerk"),
    "a word for a truth value": ("insured_type: employee", "insured: maybe", 3, "应为 true 或 false"),
    "a birth after the first step": ("insured_type: employee", "born: 2030-01-01", 3, "不能晚于第一步"),
    "papers that are neither all nor a list": ("{materials: all}", "{materials: al}", 10, "应为 all"),
    "papers left out by an unknown key": ("{materials: all}", "{materials: {all_butt: []}}", 10, "all_but"),
    "an unknown paper left out": ("{materials: all}", "{materials: {all_but: [undertakin]}}", 10, "undertaking"),
    "an unknown kind of applicant": ("{materials: all}", "{applicant: agnt}", 10, "是否应为 agent"),
    "a map in place of a word": ("{materials: all}", "{self_scale: dependent}", 10, "“项: 值”"),
    "a word in place of a list": ("grounds: []", "grounds: not_insured", 13, "应为列表"),
    "an unknown part of the public notice": ("grounds: []", "public_notice: {visable: true}", 13, "是否应为 visible"),
    "an unknown subject of a filing": ("grounds: []", "filed: [resultt]", 13, "是否应为 result"),
    "a list in place of people on a roster": ("grounds: []", "staff: [马兰]", 13, "“项: 值”"),
    "a word in place of what C9 misses": ("grounds: []", "lacking: home_carers_min", 13, "应为列表"),
    "an unknown organisation on the public list": ("grounds: []", "public_list: {provider_3: null}", 13, "provider_3"),
    "an unknown change of a roster": (
        "act: applications.submit\n    with: {materials: all}",
        "act: providers.propose_staff\n    with: {staff: 马兰, change: ad}",
        10,
        "是否应为 add",
    ),
    "a sum as a number": (
        "act: applications.submit\n    with: {materials: all}",
        "act: providers.propose_contract\n    with: {fixed: 0.1}",
        10,
        "应为文字",
    ),
    "broken YAML": ("cast:\n", "cast: [\n", 6, "不是有效的 YAML"),
}


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "scenario.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_the_file_from_which_the_mistakes_are_made_holds(tmp_path: Path) -> None:
    assert rehearse(written(tmp_path, GOOD)).code == 0


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_typing_error_is_told_with_its_line_and_reason(mistake: str, tmp_path: Path) -> None:
    old, new, line, reason = MISTAKES[mistake]
    assert old in GOOD
    file = written(tmp_path, GOOD.replace(old, new, 1))

    rehearsed = rehearse(file)

    assert rehearsed.code == 2
    assert f"{file.name}:{line}: " in rehearsed.err
    assert reason in rehearsed.err
    assert rehearsed.out == ""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "文件是空的"),
        ('area: "650100"\nsteps: []\n', "应为不空的列表"),
        ('area: "650100"\n', "缺少 steps"),
        ("- one\n- two\n", "应为“项: 值”的形式"),
        ("just words\n", "应为“项: 值”的形式"),
        (GOOD.encode("gb18030"), "不是 UTF-8"),
    ],
    ids=["empty", "no steps", "steps missing", "a list", "a word", "not UTF-8"],
)
def test_what_is_no_scenario_at_all_is_told(content: str | bytes, reason: str, tmp_path: Path) -> None:
    rehearsed = rehearse(written(tmp_path, content))

    assert rehearsed.code == 2
    assert reason in rehearsed.err


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    rehearsed = rehearse(tmp_path / "nowhere.yaml")

    assert rehearsed.code == 2
    assert "无法读取文件" in rehearsed.err


def test_nothing_is_rehearsed_while_one_of_the_files_is_wrong(tmp_path: Path) -> None:
    good = written(tmp_path, GOOD)
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("steps: 1", encoding="utf-8")

    assert (rehearse(good, wrong).code, rehearse(good, wrong).out) == (2, "")


@pytest.mark.parametrize(
    ("old", "new", "line", "difference"),
    [
        (
            "2026-03-09",
            "2026-03-10",
            14,
            "due: 应为 {'material_review': '2026-03-10'}，实为 {'material_review': '2026-03-09'}",
        ),
        ("application: submitted", "application: accepted", 7, "application: 应为 accepted，实为 submitted"),
        ("grounds: []", "refused: too_late", 7, "refused: 应为 too_late，实为 办成"),
        ("[review_result_notice]", "[]", 15, "letters: 应为 []，实为 ['review_result_notice']"),
        ("grounds: []", "filed: [result]", 7, "filed: 应为 ['result']，实为 []"),
        ("grounds: []", "lacking: [home_carers_min]", 7, "lacking: 应为 ['home_carers_min']，实为 []"),
        (
            "grounds: []",
            "staff: {马兰: {state: active}}",
            7,
            "staff: 应为 {'马兰': {'state': 'active'}}，实为 {'马兰': None}",
        ),
        (
            "grounds: []",
            "public_list: {provider_1: null}",
            7,
            "public_list: 应为 {'provider_1': None}，实为 {'provider_1': ['name', 'address', 'phone']}",
        ),
        ("grounds: []", "contract: {state: in_force}", 7, "contract: 应为 {'state': 'in_force'}，实为 {'state': None}"),
        ("grounds: []", "evaluation: {passed: true}", 7, "evaluation: 应为 {'passed': True}，实为 {'passed': None}"),
        ("grounds: []", "plan: {number: 1}", 7, "plan: 应为 {'number': 1}，实为 {'number': None}"),
        ("act: applications.accept, ", "act: applications.approve, ", 14, "refused: 应为 办成，实为 not_permitted"),
    ],
)
def test_an_expectation_that_does_not_hold_is_told_with_the_difference(
    old: str, new: str, line: int, difference: str, tmp_path: Path
) -> None:
    file = written(tmp_path, GOOD.replace(old, new, 1))

    rehearsed, read = rehearse(file), json.loads(rehearse(file, json=True).out)

    assert rehearsed.code == 1
    assert f"第 {line} 行 {difference}" in rehearsed.out
    assert not read[0]["holds"]
    assert any(said.startswith(difference) for step in read[0]["steps"] for said in step["differences"])


def test_a_rehearsal_that_fails_leaves_nothing_behind_either(tmp_path: Path) -> None:
    before = rows_of_all_tables()

    assert rehearse(written(tmp_path, GOOD.replace("2026-03-09", "2026-03-10"))).code == 1
    assert rows_of_all_tables() == before
