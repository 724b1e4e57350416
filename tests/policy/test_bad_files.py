"""A policy file with a fault is refused with its file, line, key and a Chinese reason."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from policy import checks, packs
from policy.checking import Problem
from tests.policy.conftest import GOOD

Check = Callable[..., list[Problem]]
CITED = "citation: 新疆经办规程（征求意见稿）第七条, basis: stated"


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def test_a_sound_file_is_accepted(problems_of: Check) -> None:
    assert problems_of(GOOD) == []


def test_an_unknown_key_is_refused_with_its_place_and_the_key_that_was_meant(problems_of: Check) -> None:
    problem = only(problems_of("# 一行说明\n" + GOOD.replace("material_review", "material_reveiw")))

    assert (problem.path, problem.line) == ("data/areas/650000/applications.yaml", 2)
    assert problem.key == "applications.material_reveiw"
    assert "是否为 applications.material_review？" in problem.reason


def test_a_key_like_no_other_is_refused_without_a_guess(problems_of: Check) -> None:
    assert "未在 keys.yaml 中声明" in only(problems_of("天气:\n  - {value: 1}\n")).reason


@pytest.mark.parametrize("citation", ["", "citation: ''", "citation: 听说如此"])
def test_an_uncited_value_is_refused(problems_of: Check, citation: str) -> None:
    problem = only(problems_of(GOOD.replace("citation: 新疆经办规程（征求意见稿）第七条", citation)))

    assert problem.line == 2
    assert "citation" in problem.reason


@pytest.mark.parametrize("value", ["五", "'5'", "5.0", "true", "[5]", "2026-03-02"])
def test_a_value_of_another_type_is_refused(problems_of: Check, value: str) -> None:
    problem = only(problems_of(GOOD.replace("value: 5", f"value: {value}")))

    assert (problem.line, problem.key) == (2, "applications.material_review")
    assert "类型应为 int" in problem.reason


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("value: 5", "value: null", "不能为空"),
        ("value: 5", "values: 5", "未知字段"),
        ("unit: working_days", "unit: workdays", "不存在"),
        ("unit: working_days", "unit: months", "不能用于此键"),
        ("    unit: working_days\n", "", "没有 unit"),
        ("basis: stated", "basis: 原文", "basis 应为"),
        ("basis: stated", "basis: assumed", "须有 note"),
        ("basis: stated", "basis: stated\n    from: 明天", "应为日期"),
        ("basis: stated", "basis: stated\n    from: 2026-02-02\n    until: 2026-02-01", "早于"),
    ],
)
def test_a_fault_in_a_line_is_named(problems_of: Check, before: str, after: str, reason: str) -> None:
    problems = problems_of(GOOD.replace(before, after))

    assert any(reason in problem.reason for problem in problems)
    assert {problem.line for problem in problems} == {2}


def test_a_code_that_is_no_word_is_refused(problems_of: Check) -> None:
    problem = only(problems_of(f"assessment.routes:\n  - {{value: [body, commitee], {CITED}}}\n"))

    assert "“commitee”不是 routes 中的词" in problem.reason


def test_a_ground_without_article_is_refused(problems_of: Check) -> None:
    problems = problems_of(
        f"applications.grounds:\n  - {{value: [{{ground: not_insured, check: maschine}}], {CITED}}}\n"
    )

    assert [problem.reason for problem in problems] == [
        "情形 not_insured 没有可查的条文（article）",
        "情形 not_insured 的 check 应为 machine 或 declared",
    ]


def two_lines(first: str, second: str) -> str:
    fields = f"value: 5, unit: days, {CITED}"
    return f"applications.material_review:\n  - {{{first}{fields}}}\n  - {{{second}{fields}}}\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),
        ("from: 2026-01-01, ", "from: 2026-01-01, "),
        ("from: 2026-01-01, until: 2026-06-30, ", "from: 2026-06-30, "),
        ("until: 2026-06-30, ", "from: 2026-03-01, "),
    ],
)
def test_two_lines_for_one_day_are_refused(problems_of: Check, first: str, second: str) -> None:
    problem = only(problems_of(two_lines(first, second)))

    assert problem.line == 3
    assert "同一日" in problem.reason or "重叠" in problem.reason


def test_a_later_line_takes_over_from_an_open_one(problems_of: Check) -> None:
    assert problems_of(two_lines("", "from: 2026-06-01, ")) == []


def test_the_same_key_twice_in_a_file_is_refused(problems_of: Check) -> None:
    problem = only(problems_of(GOOD + GOOD))

    assert problem.line == 6
    assert "重复" in problem.reason


def test_the_same_field_twice_in_a_line_is_refused(problems_of: Check) -> None:
    problem = only(problems_of(GOOD.replace("    unit", "    value: 6\n    unit")))

    assert problem.line == 3
    assert "重复" in problem.reason


def test_the_same_key_in_two_files_of_one_area_is_refused(problems_of: Check, folder: Path) -> None:
    problems_of(GOOD)
    (folder / "data/areas/650000/other.yaml").write_text(GOOD, encoding="utf-8")

    problem = only(packs.read(folder)[1])
    assert (problem.path, problem.line) == ("data/areas/650000/other.yaml", 1)
    assert "另一个文件" in problem.reason


@pytest.mark.parametrize(
    ("content", "line"), [("a: [1\nb: 2\n", 2), ("a:\n\t- 1\n", 2), ("- 1\n", 1), (GOOD + "x: 'y\n", 7)]
)
def test_a_file_that_is_no_yaml_mapping_is_refused_with_its_line(problems_of: Check, content: str, line: int) -> None:
    assert only(problems_of(content)).line == line


def test_a_file_that_is_no_text_or_has_a_list_as_key_is_refused(problems_of: Check, folder: Path) -> None:
    assert only(problems_of("? [a, b]\n: 1\n")).reason == "键应为一个词"

    (folder / "data/areas/650000/applications.yaml").write_bytes(b"a: \xff\xfe\n")
    assert "YAML 语法错误" in only(packs.read(folder)[1]).reason


def test_a_tag_that_would_run_code_is_refused(problems_of: Check) -> None:
    problem = only(problems_of(GOOD.replace("value: 5", "value: !!python/object/apply:os.getcwd []")))

    assert (problem.line, "YAML 语法错误" in problem.reason) == (2, True)


def test_a_day_that_does_not_exist_is_refused(problems_of: Check) -> None:
    problem = only(problems_of(GOOD + "    from: 2026-02-30\n"))

    assert problem.line == 2
    assert "无法读取" in problem.reason


def test_a_value_that_is_no_list_of_lines_is_refused(problems_of: Check) -> None:
    assert "规则列表" in only(problems_of("applications.material_review: 5\n")).reason


def test_a_bare_value_in_the_list_is_refused(problems_of: Check) -> None:
    assert "应为一条规则" in only(problems_of("applications.material_review:\n  - 5\n")).reason


@pytest.mark.parametrize("area", ["6501", "xinjiang", "000000"])
def test_a_folder_that_is_no_area_code_is_refused(problems_of: Check, area: str) -> None:
    assert f"“{area}”不是 6 位行政区划代码" in only(problems_of(GOOD, area=area)).reason


def test_an_empty_file_is_no_fault(problems_of: Check) -> None:
    assert problems_of("# 暂无\n") == []


def test_a_key_without_a_national_line_is_refused_where_it_is_declared(folder: Path) -> None:
    keys = folder / "keys.yaml"
    keys.write_text(keys.read_text() + "care.new: {label: 新, chapter: 新, type: int}\n", encoding="utf-8")

    problem = only(packs.read(folder)[1])
    assert (problem.path, problem.key) == ("keys.yaml", "care.new")
    assert "国家基础包没有" in problem.reason


def test_a_key_declared_without_type_is_refused(folder: Path) -> None:
    (folder / "keys.yaml").write_text("care.new: {label: 新, chapter: 新}\n", encoding="utf-8")

    assert "声明不完整" in only(packs.read(folder)[1]).reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("words.yaml", "materials: 表\n", "词表 materials"),
        ("texts.yaml", "民法典: {title: 民法典}\n", "须有 title 和 status"),
        ("texts.yaml", None, "无法读取"),
    ],
)
def test_a_broken_catalogue_is_named_by_its_file(folder: Path, name: str, content: str | None, reason: str) -> None:
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content, encoding="utf-8")

    problem = only(packs.read(folder)[1])
    assert problem.path == name
    assert reason in problem.reason


def test_all_faults_are_told_together(problems_of: Check) -> None:
    problems = problems_of(GOOD.replace("value: 5", "value: 五").replace("basis: stated", "basis: x") + "天气: 1\n")

    assert len(problems) == 3


def test_the_command_prints_every_place_and_exits_with_one(
    problems_of: Check, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problems_of("\n" + GOOD.replace("value: 5", "value: 五"))

    with pytest.raises(CommandError, match="1 处错误") as caught:
        call_command("policy", "check", root=folder)
    assert caught.value.returncode == 1
    assert (
        "data/areas/650000/applications.yaml:3 applications.material_review：value 的类型应为 int"
        in capsys.readouterr().err
    )


def test_the_system_check_says_the_same(problems_of: Check, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problems_of("天气:\n  - {value: 1}\n")
    monkeypatch.setattr(packs, "ROOT", folder)

    errors = checks.policy_data_is_sound()
    assert [error.id for error in errors] == ["policy.E001"]
    assert "data/areas/650000/applications.yaml:1 天气" in str(errors[0].msg)


def test_rules_are_not_answered_from_faulty_data(
    problems_of: Check, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems_of("天气:\n  - {value: 1}\n")
    monkeypatch.setattr(packs, "ROOT", folder)

    with pytest.raises(packs.BadPolicyData, match="天气"):
        packs.current.__wrapped__()
