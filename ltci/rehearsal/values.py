"""What may stand under the keys of a scenario: people, bodies, states, kinds of deadline, letters, acts."""

import functools
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from accounts.divisions import shipped
from accounts.posts import Post
from applications.models import Application, Material
from applications.queries import GROUND_LABELS
from applications.states import State as ApplicationState
from assessment.states import State as AssessmentState
from care.models import Mode
from care.states import State as BenefitState
from documents.kinds import LETTERS
from enrolment.models import Person
from ltci.rehearsal.words import ACT_KEYS, person_of_post
from providers.models import Filing, RosterChange
from providers.models.call import KINDS
from providers.queries import designation_materials
from providers.states import State as DesignationState
from workflow.models import Deadline
from workflow.models.deadline_kind import DeadlineKind
from workflow.refusal import Code

BODIES = ("body_1", "body_2")
PROVIDERS = ("provider_1", "provider_2")
# Papers of a person's application, and those of an organisation's.
MATERIALS = (*Material.Code.values, *designation_materials())
ONE_OF: dict[str, Collection[str]] = {
    "application": ApplicationState.values,
    "assessment": AssessmentState.values,
    "benefit": BenefitState.values,
    "mode": Mode.values,
    "designation": DesignationState.values,
    "refused": Code.values,
}
LIST_OF: dict[str, Collection[str]] = {
    "letters": LETTERS,
    "grounds": GROUND_LABELS,
    "journal": ACT_KEYS,
    "filed": Filing.Subject.values,
}
PERSON_WORDS: dict[str, Collection[str]] = {"sex": Person.Sex.values, "insured_type": Person.InsuredType.values}
INPUT_WORDS: dict[str, Collection[str]] = {
    "applicant": Application.ApplicantKind.values,
    "channel": Application.Channel.values,
    "kind": (*Application.Kind.values, *(kind for kind, _ in KINDS)),
    "body": BODIES,
    "provider": PROVIDERS,
    "mode": Mode.values,
    "change": RosterChange.Kind.values,
}

SUBMIT = "applications.submit"
OF_SUBMIT = frozenset({"applicant", "channel", "kind"})  # elsewhere a word of the same name means something else


@functools.cache
def provinces() -> frozenset[str]:
    """The two digits with which codes of GB/T 2260 begin."""
    return frozenset(division.code[:2] for division in shipped())


def wrong_in_person(key: str, value: Any) -> str:
    """What is wrong with a value of `person`, empty when nothing is."""
    if key in PERSON_WORDS and value not in PERSON_WORDS[key]:
        return f"应为 {'、'.join(PERSON_WORDS[key])} 之一"
    return ""


def unknown_in_expect(key: str, value: Any) -> Iterator[tuple[str, Collection[str]]]:
    """Words under one key of `expect` that mean nothing, each with the words that it could be."""
    if key in ONE_OF and value is not None and value not in ONE_OF[key]:
        yield str(value), ONE_OF[key]
    elif key in LIST_OF:
        yield from ((str(word), LIST_OF[key]) for word in _listed(value) if word not in LIST_OF[key])
    elif key == "public_list":
        yield from ((str(word), (*BODIES, *PROVIDERS)) for word in value if word not in (*BODIES, *PROVIDERS))
    elif key == "public_notice":
        yield from ((str(word), ("visible",)) for word in value if word != "visible")
    elif key in ("due", "deadlines"):
        yield from ((str(kind), DeadlineKind.values) for kind in value if kind not in DeadlineKind.values)
        states = [state for state in value.values() if key == "deadlines" and state is not None]
        yield from ((str(state), Deadline.State.values) for state in states if state not in Deadline.State.values)


def unknown_in_inputs(
    inputs: Mapping[str, Any], cast: Mapping[str, Any], act: str
) -> Iterator[tuple[str, Collection[str]]]:
    """Words under `with` that neither scenario nor vocabulary has; what the law refuses is left to the acts."""
    for key, known in INPUT_WORDS.items():
        if key in OF_SUBMIT and act != SUBMIT:
            continue
        if key in inputs and inputs[key] not in known:
            yield str(inputs[key]), known
    single = [inputs["who"]] if "who" in inputs else []
    for name in (*inputs.get("assessors", ()), *inputs.get("members", ()), *single):
        if name not in cast and person_of_post(str(name)) is None:
            yield str(name), (*cast, *Post.values)
    papers = inputs.get("materials")
    left_out = papers["all_but"] if isinstance(papers, dict) else ()
    yield from ((str(code), MATERIALS) for code in left_out if code not in MATERIALS)


def _listed(value: Any) -> Collection[Any]:
    return value if isinstance(value, list | tuple) else [value]
