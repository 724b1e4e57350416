"""What the application form says in the demonstration."""

import random
from datetime import date
from typing import Any

from applications.models import Application
from enrolment.models import Person
from ltci.demo_data.stories import Story
from workflow.rules.work_calendar import months_after

SELF_ITEMS = ("eating", "dressing", "continence", "toileting", "bathing", "transfer")
CAUSES = (
    "脑梗死后遗症，右侧肢体活动不便，卧床为主。",
    "脑出血术后偏瘫，进食、穿衣、如厕均需他人帮助。",
    "阿尔茨海默病，认不得家人，夜间游走，需全天看护。",
    "股骨颈骨折术后长期卧床，伴压疮。",
    "帕金森病晚期，肢体僵直，吞咽困难。",
    "脊髓损伤致双下肢瘫痪，大小便不能控制。",
    "糖尿病足截肢术后，合并视网膜病变，视力几近丧失。",
    "慢性心力衰竭，轻微活动即气促，起居需人照料。",
)
AGENTS = ("示范代理人甲", "示范代理人乙", "示范代理人丙", "示范代理人丁")
# Who hands in: mostly the family.
APPLICANTS = ("self", "self", "guardian", "agent")


def form(story: Story, person: Person, start: date, rng: random.Random) -> dict[str, Any]:
    """The fields of `applications.acts.drafting.draft` for a story that starts on the day `start`."""
    living = rng.choice(["children", "alone", "spouse", "care_home", "not_kin"])
    disabled = story.disabled_months or rng.randrange(9, 60)
    treated = story.treated_months or disabled
    return {
        **_applicant(story, person, rng),
        "kind": Application.Kind.REAPPLICATION if story.failed_months else Application.Kind.INITIAL,
        "residence": person.address,
        "cause": rng.choice(CAUSES),
        "care_type": rng.choice(Application.CareType.values),
        "coverage": "resident" if person.insured_type == Person.InsuredType.RESIDENT else "employee",
        "education": rng.choice(Application.Education.values),
        "living": living,
        "caregiver": {"spouse": "spouse", "children": "child", "care_home": "carer"}.get(living, "maid"),
        "disabled_since": months_after(start, -disabled),
        "treated_since": months_after(start, -treated),
        "rehabilitation_months": rng.randrange(0, 7),
        "offsite": story.offsite,
    }


def self_scale(story: Story) -> dict[str, str]:
    return dict.fromkeys(SELF_ITEMS, story.self_assessment)


def _applicant(story: Story, person: Person, rng: random.Random) -> dict[str, Any]:
    if story.applicant:
        return _online(story, person)
    kind = rng.choice(APPLICANTS)
    if kind == Application.ApplicantKind.SELF:
        return {"applicant_kind": kind, "applicant_relation": "self"}
    return {
        "applicant_kind": kind,
        "applicant_name": rng.choice(AGENTS),
        "applicant_relation": rng.choice(["spouse", "child", "other_kin"]),
        "applicant_phone": person.phone,
        "applicant_address": person.address,
    }


def _online(story: Story, person: Person) -> dict[str, Any]:
    """By the person, or by a child of the person, in the account of the region's applicant (set by the caller)."""
    if story.applicant == "self":
        return {"channel": "online", "applicant_kind": "self", "applicant_relation": "self"}
    return {
        "channel": "online",
        "applicant_kind": "agent",
        "applicant_relation": "child",
        "applicant_phone": person.phone,
        "applicant_address": person.address,
    }
