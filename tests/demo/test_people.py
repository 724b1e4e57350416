"""The people of the demonstration pass every check and are nobody."""

import re
from io import StringIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.utils import timezone

from accounts.actors import Actor
from accounts.identity import read_identity
from accounts.models import Appointment, Area, Organisation, User
from accounts.posts import Kind, posts_of
from applications.models import Application
from enrolment.models import Person
from ltci.demo_data import regions
from ltci.demo_data.loading import Report
from ltci.demo_data.staff import PASSWORD
from ltci.worklist import WorkList
from tests.demo.conftest import NOW

TODAY = timezone.localdate(NOW)
# A dialling code and a local number that begins with 0: no exchange has such numbers.
NOBODYS_NUMBER = re.compile(r"0\d{2,3}-0\d{6,7}")


def test_identity_numbers_agree_with_birth_day_and_sex(loaded: Report) -> None:
    for person in Person.objects.all():
        found = read_identity(person.id_number, person.id_type, on=TODAY)
        assert (found.born, found.sex) == (person.born, person.sex)


def test_some_numbers_come_from_counties_that_no_longer_exist(loaded: Report) -> None:
    abolished = set(Area.objects.filter(valid=False).values_list("code", flat=True))
    assert any(person.id_number[:6] in abolished for person in Person.objects.all())


def test_no_telephone_number_can_be_real(loaded: Report) -> None:
    numbers = [person.phone for person in Person.objects.all()]
    numbers += [phone for case in Application.objects.all() if (phone := case.applicant_phone)]
    numbers += Organisation.objects.values_list("phone", flat=True)
    assert [number for number in numbers if not NOBODYS_NUMBER.fullmatch(number)] == []


def test_every_organisation_says_that_it_is_made_up(loaded: Report) -> None:
    assert not Organisation.objects.exclude(name__endswith="（演示）").exists()


def test_names_are_those_of_the_regions(loaded: Report) -> None:
    names = list(Person.objects.values_list("name", flat=True))
    assert any("·" in name for name in names)
    assert any(set("镕堃昇玥䶮") & set(name) for name in names)
    assert Person.objects.filter(area_code__startswith="6501", ethnicity="维吾尔族").exists()
    assert Person.objects.filter(area_code__startswith="6401", ethnicity="回族").exists()


def test_most_people_are_elderly(loaded: Report) -> None:
    ages = [person.age_on(TODAY) for person in Person.objects.all()]
    assert sum(age >= 65 for age in ages) > len(ages) * 0.7
    assert min(ages) >= 35


def test_every_post_of_every_area_is_held(loaded: Report) -> None:
    for region in regions.read().regions:
        here = Appointment.objects.in_force(TODAY).filter(organisation__area_id=region.area)
        held = set(here.values_list("post", flat=True))
        kinds = [Kind.AGENCY, Kind.BODY, Kind.PROVIDER, Kind.HANDLER, *([Kind.COMMITTEE] if region.committee else [])]
        assert {post.value for kind in kinds for post in posts_of(kind)} == held


def test_the_published_password_opens_every_account_and_keeps_the_rules(loaded: Report) -> None:
    user = User.objects.get(username="urumqi_reviewer")
    assert user.check_password(PASSWORD)
    assert set(User.objects.values_list("password", flat=True)) == {user.password}
    for account in User.objects.all():
        validate_password(PASSWORD, account)


def test_an_applicant_is_the_person_of_a_matter(loaded: Report) -> None:
    applicant = User.objects.get(username="urumqi_applicant")
    person = Person.objects.get(user=applicant)
    assert person.name == applicant.name
    assert Application.objects.get(person=person).state == "approved"


@pytest.mark.parametrize("post", ["intake_clerk", "reviewer", "dispatcher", "supervisor", "assessor", "expert"])
@pytest.mark.parametrize("slug", ["urumqi", "tianjin"])
def test_whoever_signs_in_first_finds_work(loaded: Report, slug: str, post: str) -> None:
    if (slug, post) == ("urumqi", "expert"):
        post = "committee_expert"  # there the committee proposes and confirms
    actor = Actor.of(User.objects.get(username=f"{slug}_{post}"), TODAY)
    assert WorkList(actor, TODAY).counts()["all"] > 0


@pytest.fixture
def table(loaded: Report, settings: pytest.FixtureDef) -> str:
    settings.LTCI_DEMONSTRATION = True  # type: ignore[attr-defined]
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    return out.getvalue()


def test_the_table_of_accounts_names_every_post_once_and_the_password(table: str) -> None:
    held = Appointment.objects.filter(organisation__area_id="650100").values_list("post", flat=True)
    for post in set(held):
        assert f" urumqi_{post} " in table
    assert table.count(PASSWORD) == 1


def test_the_table_of_accounts_names_users_that_exist(table: str) -> None:
    named = set(re.findall(r"\b(?:urumqi|shihezi|yinchuan|qiqihar|tianjin)_[a-z_]+[a-z](?:_\d+)?\b", table))
    assert len(named) > 50
    assert named <= set(User.objects.values_list("username", flat=True))
