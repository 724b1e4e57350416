"""C3, C7, C8: when a benefit begins, pauses, resumes, changes and ends; why it is so on a day."""

from dataclasses import replace
from datetime import date

import pytest

from care.rules.facts import Choice, Facts, Grounds, Stay, Suspension
from care.rules.periods import Period, last_day, periods, state_on
from care.rules.terms import Terms
from tests.care.facts import HLJ, NX, TJ, XJ, day, facts, grounds


def spans(said: Facts, terms: Terms) -> list[tuple[str, date, date | None]]:
    return [(row.standing.state, row.since, row.until) for row in periods(said, terms)]


def on(when: str, said: Facts, terms: Terms) -> Period:
    return next(row for row in periods(said, terms) if row.covers(day(when)))


@pytest.mark.requirement("C3")
@pytest.mark.parametrize("terms", [XJ, NX])
def test_benefit_begins_on_the_first_of_the_month_after_the_conclusion(terms: Terms) -> None:
    assert spans(facts(), terms) == [("active", day("04-01"), day("2028-03-19"))]


@pytest.mark.requirement("C3")
def test_benefit_of_a_december_conclusion_begins_in_january() -> None:
    said = facts(conclusions=(grounds("2026-12-31", "2028-12-30"),))
    assert spans(said, XJ)[0][1] == date(2027, 1, 1)


@pytest.mark.requirement("C3")
def test_heilongjiang_begins_when_the_plan_is_confirmed() -> None:
    said = facts(plans_confirmed_on=(day("05-06"), day("04-10")))
    row = periods(said, HLJ)[0]
    assert row.since == day("04-10")
    assert (row.standing.event_on, row.standing.citation) == (day("04-10"), "黑龙江经办规程（征求意见稿）第十六条")


@pytest.mark.requirement("C3")
def test_heilongjiang_gives_nothing_before_a_plan_is_confirmed() -> None:
    assert periods(facts(), HLJ) == []
    assert state_on([], day("06-01")) == "pending"


@pytest.mark.requirement("C3")
def test_where_nothing_has_happened_there_is_no_period() -> None:
    assert periods(Facts(), XJ) == []


@pytest.mark.requirement("C3")
def test_no_benefit_from_a_conclusion_that_does_not_qualify() -> None:
    assert periods(facts(conclusions=(replace(grounds(), qualifies=False),)), XJ) == []


@pytest.mark.requirement("C3")
def test_benefit_is_pending_before_it_begins_and_ended_after_validity() -> None:
    rows = periods(facts(), XJ)
    told = [state_on(rows, day(when)) for when in ("03-31", "04-01", "2028-03-19", "2028-03-20")]
    assert told == ["pending", "active", "active", "ended"]


@pytest.mark.requirement("C3")
def test_a_review_that_takes_over_changes_the_level_without_a_gap() -> None:
    said = facts(conclusions=(grounds(superseded="06-10"), grounds("06-10", "2028-06-09", level=4)))
    told = [(row.since, row.until, row.standing.level) for row in periods(said, NX)]
    assert told == [(day("04-01"), day("06-09"), 3), (day("06-10"), day("2028-06-09"), 4)]


@pytest.mark.requirement("C3")
def test_a_reassessment_that_no_longer_qualifies_ends_the_benefit() -> None:
    failed = Grounds(day("06-10"), day("2028-06-09"), None, level=1, qualifies=False)
    said = facts(conclusions=(grounds(superseded="06-10"), failed))
    assert spans(said, NX) == [("active", day("04-01"), day("06-09"))]


@pytest.mark.requirement("C3")
def test_after_a_gap_in_validity_the_benefit_begins_anew() -> None:
    said = facts(conclusions=(grounds(valid="06-30"), grounds("07-15")))
    assert spans(said, XJ) == [
        ("active", day("04-01"), day("06-30")),
        ("active", day("08-01"), day("2028-03-19")),
    ]
    assert state_on(periods(said, XJ), day("07-20")) == "pending"


@pytest.mark.requirement("C7")
def test_hospital_suspends_from_the_day_after_admission_until_the_day_of_discharge() -> None:
    rows = periods(facts(stays=(Stay(day("05-10"), day("05-20")),)), NX)
    assert [state_on(rows, day(when)) for when in ("05-10", "05-11", "05-19", "05-20")] == [
        *("active", "suspended", "suspended", "active"),
    ]


@pytest.mark.requirement("C7")
def test_hospital_is_named_as_the_cause_with_day_and_article() -> None:
    told = on("05-15", facts(stays=(Stay(day("05-10")),)), NX).standing
    assert (told.cause, told.event_on, told.citation) == (
        *("hospital", day("05-10")),
        "宁夏经办规程（征求意见稿）第二十三条第1项",
    )


@pytest.mark.requirement("C7")
def test_a_stay_of_one_day_suspends_nothing() -> None:
    assert spans(facts(stays=(Stay(day("05-10"), day("05-10")),)), NX) == spans(facts(), NX)
    assert spans(facts(stays=(Stay(day("05-10"), day("05-11")),)), NX) == spans(facts(), NX)


@pytest.mark.requirement("C7")
def test_moving_to_another_hospital_pays_for_the_day_between_only() -> None:
    stays = (Stay(day("05-05"), day("05-10")), Stay(day("05-10"), day("05-20")))
    rows = periods(facts(stays=stays), NX)
    told = [state_on(rows, day(when)) for when in ("05-09", "05-10", "05-11", "05-20")]
    assert told == ["suspended", "active", "suspended", "active"]


@pytest.mark.requirement("C7")
def test_the_day_of_death_is_the_last_day() -> None:
    said = facts(died_on=day("06-05"))
    rows = periods(said, XJ)
    assert (rows[-1].until, state_on(rows, day("06-06"))) == (day("06-05"), "ended")


@pytest.mark.requirement("C7")
def test_death_in_hospital_ends_the_suspension() -> None:
    said = facts(stays=(Stay(day("05-10")),), died_on=day("05-20"))
    assert spans(said, NX)[-1] == ("suspended", day("05-11"), day("05-20"))


@pytest.mark.requirement("C7")
def test_death_before_the_beginning_leaves_no_period() -> None:
    said = facts(died_on=day("03-28"))
    rows = periods(said, XJ)
    assert (rows, state_on(rows, day("04-02"), last_day(said))) == ([], "ended")


@pytest.mark.requirement("C7")
def test_the_earlier_of_death_and_another_end_counts() -> None:
    said = facts(died_on=day("07-01"), last_day=day("06-15"))
    assert periods(said, XJ)[-1].until == day("06-15")


@pytest.mark.requirement("C7")
def test_tianjin_pays_by_the_new_mode_from_the_next_month() -> None:
    said = facts(modes=(Choice(day("03-25"), "home"), Choice(day("05-31"), "family")))
    told = [on(when, said, TJ).standing.mode for when in ("05-31", "06-01")]
    assert told == ["home", "family"]


@pytest.mark.requirement("C7")
def test_a_mode_changed_before_the_benefit_began_holds_from_its_beginning() -> None:
    modes = (Choice(day("03-25"), "home"), Choice(day("04-05"), "community"))
    said = facts(modes=modes, plans_confirmed_on=(day("04-10"),))
    assert periods(said, HLJ)[0].standing.mode == "community"


@pytest.mark.requirement("C7")
def test_of_two_changes_of_one_day_the_later_one_counts() -> None:
    said = facts(providers=(Choice(day("05-10"), "丙", 2), Choice(day("05-10"), "乙", 3)))
    assert on("05-10", said, XJ).standing.provider == "乙"


@pytest.mark.requirement("C7")
def test_a_change_of_provider_holds_from_its_day() -> None:
    said = facts(providers=(Choice(day("03-26"), "甲"), Choice(day("05-10"), "乙")))
    assert [on(when, said, XJ).standing.provider for when in ("05-09", "05-10")] == ["甲", "乙"]


@pytest.mark.requirement("C8")
@pytest.mark.parametrize(
    "cause", ["refuses_reassessment", "not_served_by_contracted", "false_materials", "no_basic_insurance"]
)
def test_ningxia_suspends_at_once_and_resumes_in_the_month_after(cause: str) -> None:
    rows = periods(facts(suspensions=(Suspension(day("05-10"), cause, day("06-15")),)), NX)
    told = [(row.standing.cause, row.since) for row in rows]
    assert told == [("entitled", day("04-01")), (cause, day("05-10")), ("entitled", day("07-01"))]
    assert rows[1].standing.citation == "宁夏经办规程（征求意见稿）第二十四条"


@pytest.mark.requirement("C8")
def test_two_causes_must_both_be_gone() -> None:
    causes = (Suspension(day("05-10"), "violation", day("05-20")), Suspension(day("05-15"), "false_materials"))
    rows = periods(facts(suspensions=causes), NX)
    assert state_on(rows, day("07-01")) == "suspended"
    assert on("07-01", facts(suspensions=causes), NX).standing.cause == "false_materials"


@pytest.mark.requirement("C8")
def test_discharge_does_not_lift_another_suspension() -> None:
    said = facts(stays=(Stay(day("05-01"), day("05-20")),), suspensions=(Suspension(day("05-10"), "violation"),))
    assert on("05-25", said, NX).standing.cause == "violation"


@pytest.mark.requirement("C8")
def test_of_two_causes_the_earlier_is_named() -> None:
    causes = (Suspension(day("05-15"), "false_materials"), Suspension(day("05-10"), "violation"))
    assert on("06-01", facts(suspensions=causes), NX).standing.cause == "violation"


@pytest.mark.requirement("C7")
def test_death_on_the_day_of_discharge_leaves_that_day_active() -> None:
    said = facts(stays=(Stay(day("05-10"), day("05-20")),), died_on=day("05-20"))
    assert spans(said, NX)[-1] == ("active", day("05-20"), day("05-20"))


@pytest.mark.requirement("C3")
def test_a_plan_confirmed_on_the_day_of_the_conclusion_counts() -> None:
    assert periods(facts(plans_confirmed_on=(day("03-20"),)), HLJ)[0].since == day("03-20")
