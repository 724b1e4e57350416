"""Empty forms: what stands in them before anybody has filled them in."""

from collections.abc import Callable

from documents import facts
from policy import scales

NOBODY = facts.Office(code="", name="")
OPTIONS = ("independent", "partial", "dependent")


def _power(area: str, region: str) -> facts.LetterFacts:
    return facts.PowerOfAttorneyFacts(issuer=NOBODY, area_name=area, region_name=region)


def _self(area: str, region: str) -> facts.LetterFacts:
    return facts.SelfAssessmentFacts(issuer=NOBODY, area_name=area, region_name=region, answers=self_answers({}))


def _undertaking(area: str, region: str) -> facts.LetterFacts:
    return facts.UndertakingFacts(issuer=NOBODY, area_name=area, region_name=region)


def _application(area: str, region: str) -> facts.LetterFacts:
    return facts.ApplicationFormFacts(issuer=NOBODY, area_name="", region_name=region)


def _scales(area: str, region: str) -> facts.LetterFacts:
    scale = scales.current()
    return facts.ScaleSheetsFacts(
        issuer=NOBODY, area_name=area, region_name=region, sheets=scale_sheets(scale), scale_version=scale.version
    )


FORMS: dict[str, Callable[[str, str], facts.LetterFacts]] = {
    "application_form": _application,
    "power_of_attorney": _power,
    "self_assessment": _self,
    "undertaking": _undertaking,
    "scale_sheets": _scales,
}


def blank(form: str, area_name: str, region_name: str) -> facts.LetterFacts:
    """The facts of the empty form; KeyError for a paper that is no form."""
    return FORMS[form](area_name, region_name)


def self_answers(choices: dict[str, str]) -> tuple[facts.SelfAnswer, ...]:
    """The six items with the form's words, and the column chosen for each."""
    return tuple(
        facts.SelfAnswer(
            name=item.name,
            options=tuple(item.options[option] for option in OPTIONS),
            chosen=OPTIONS.index(choices[item.code]) if choices.get(item.code) in OPTIONS else -1,
        )
        for item in scales.self_form().items
    )


def scale_sheets(
    scale: scales.Scale, scores: dict[str, list[int]] | None = None, totals: dict[str, int] | None = None,
    grades: dict[str, str] | None = None,
) -> tuple[facts.ScaleSheet, ...]:  # fmt: skip
    """The three scales with all the words of the standard; scores, totals and grades by dimension where filled."""
    return tuple(
        facts.ScaleSheet(
            table=dimension.table,
            name=dimension.name,
            maximum=dimension.maximum,
            items=tuple(
                facts.ScaleItem(
                    number=item.number,
                    name=item.name,
                    options=tuple(option.text for option in item.options),
                    scores=tuple(option.score for option in item.options),
                    given=scores[dimension.key][place] if scores else -1,
                )
                for place, item in enumerate(dimension.items)
            ),
            total=totals[dimension.key] if totals else -1,
            grade=grades[dimension.key] if grades else "",
        )
        for dimension in scale.dimensions
    )
