"""Which line applies to an area on a day."""

import json
import pickle
from datetime import date, datetime

import pytest

from policy import NoRule, UnknownKey, packs, rule
from policy.lines import FrozenMap

DAY = date(2026, 3, 2)


def test_an_areas_own_text_is_stated() -> None:
    line = rule("assessment.notice", area="650100", on=DAY)

    assert (line.value, line.unit, line.basis, line.area) == (7, "days", "stated", "650100")
    assert line.citation == "乌鲁木齐失能评定细则第九条（四）"


def test_a_county_inherits_from_its_city() -> None:
    line = rule("assessment.notice", area="650102", on=DAY)

    assert (line.value, line.basis, line.area) == (7, "inherited", "650100")


def test_where_the_city_is_silent_the_province_speaks() -> None:
    line = rule("applications.material_review", area="650100", on=DAY)

    assert (line.value, line.unit, line.basis, line.area) == (5, "working_days", "inherited", "650000")


def test_an_area_without_a_pack_falls_to_the_national_base() -> None:
    line = rule("assessment.conclusion_delivery", area="440100", on=DAY)

    assert (line.value, line.unit, line.area, line.basis) == (30, "working_days", "national", "inherited")


def test_what_somebody_assumed_stays_assumed_wherever_it_is_found() -> None:
    line = rule("assessment.notice", area="440100", on=DAY)

    assert line.basis == "assumed"
    assert "没有天数" in line.note


def test_a_line_holds_from_its_first_to_its_last_day_and_no_longer() -> None:
    key = "assessment.visit.face_verification"
    answers = {
        day: rule(key, area="120000", on=date.fromisoformat(day)).value
        for day in ("2024-12-05", "2024-12-06", "2029-12-05", "2029-12-06")
    }

    assert answers == {"2024-12-05": False, "2024-12-06": True, "2029-12-05": True, "2029-12-06": False}


def test_a_typing_error_names_the_key_that_was_meant() -> None:
    with pytest.raises(UnknownKey, match=r"是否为 applications\.material_review"):
        rule("applications.material_reveiw", area="650100", on=DAY)


def test_a_moment_is_no_day() -> None:
    with pytest.raises(TypeError, match="应为日期"):
        rule("assessment.notice", area="650100", on=datetime(2026, 3, 2, 9))


def test_values_cannot_be_changed_by_whoever_reads_them() -> None:
    extension = rule("assessment.extension", area="650100", on=DAY).value

    with pytest.raises(TypeError, match="只读"):
        extension["days"] = 60
    with pytest.raises(TypeError, match="只读"):
        extension |= {"days": 60}
    assert isinstance(rule("assessment.routes", area="650000", on=DAY).value, tuple)


def test_values_still_go_into_json_and_through_pickle() -> None:
    line = rule("assessment.extension", area="650100", on=DAY)

    assert json.loads(json.dumps(line.value))["days"] == 30
    assert pickle.loads(pickle.dumps(line)) == line
    assert isinstance(pickle.loads(pickle.dumps(line)).value, FrozenMap)


def test_the_same_question_is_answered_with_the_same_object() -> None:
    assert rule("assessment.notice", area="650102", on=DAY) is rule("assessment.notice", area="650102", on=DAY)


def test_a_key_without_any_line_has_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = packs.Packs(packs.current().catalogue, {})
    monkeypatch.setattr(packs, "current", lambda: empty)

    with pytest.raises(NoRule, match="没有规则"):
        rule("assessment.notice", area="650100", on=date(1999, 1, 1))
