"""What the database itself refuses of an assessment, past every act."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from assessment.models import Assessment, Opinion, PublicNotice, VisitMember
from documents.issuing import rows_only
from tests.scene import Scene

pytestmark = pytest.mark.django_db


def refuses(match: str) -> "pytest.RaisesExc[IntegrityError]":
    return pytest.raises(IntegrityError, match=match)


@pytest.fixture
def proposed() -> Scene:
    with rows_only():
        scene = Scene("XJ")
        scene.proposed()
        scene.act("assessment.confirm", "expert_1")
    return scene


@pytest.mark.requirement("A9")
def test_an_expert_counts_once_per_proposal(proposed: Scene) -> None:
    given = Opinion.objects.get()
    with refuses("expert_speaks_once_per_proposal"), transaction.atomic():
        Opinion.objects.create(
            assessment=given.assessment, round=given.round, expert=given.expert, agrees=True, given_at=proposed.now
        )


@pytest.mark.requirement("A9")
def test_a_disagreement_has_its_reason(proposed: Scene) -> None:
    with refuses("disagreement_gives_a_reason"), transaction.atomic():
        Opinion.objects.update(agrees=False)


@pytest.mark.requirement("A6")
def test_a_matter_has_one_open_assessment(proposed: Scene) -> None:
    case = proposed.assessment
    twin = Assessment(
        matter=case.matter,
        area_code=case.area_code,
        agency=case.agency,
        policy_on=case.policy_on,
        created_at=proposed.now,
        application=case.application,
        body=case.body,
    )
    with refuses("matter_has_one_open_assessment"), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.requirement("A9")
def test_a_level_is_0_to_5(proposed: Scene) -> None:
    with refuses("assessment_level_is_0_to_5"), transaction.atomic():
        Assessment.objects.update(level=6)


@pytest.mark.requirement("A10")
def test_the_committees_route_names_its_committee(proposed: Scene) -> None:
    with refuses("committee_route_names_its_committee"), transaction.atomic():
        Assessment.objects.update(route="committee", committee=None)


@pytest.mark.requirement("A14")
def test_nothing_is_delivered_before_it_is_concluded(proposed: Scene) -> None:
    today = proposed.now.date()
    with refuses("conclusion_is_delivered_after_it_is_issued"), transaction.atomic():
        Assessment.objects.update(concluded_on=today, delivered_on=today - timedelta(days=1))


@pytest.mark.requirement("A7")
def test_a_member_of_the_visit_is_named_once(proposed: Scene) -> None:
    member = VisitMember.objects.first()
    with refuses("visit_member_is_named_once"), transaction.atomic():
        VisitMember.objects.create(assessment=member.assessment, user=member.user, is_expert=False)


@pytest.mark.requirement("A12")
def test_a_notice_closes_after_it_opens(proposed: Scene) -> None:
    case, today = proposed.assessment, proposed.now.date()
    with refuses("notice_closes_after_it_opens"), transaction.atomic():
        PublicNotice.objects.create(assessment=case, area_code=case.area_code, opened_on=today, closes_on=today)
