"""User administration keeps to its own area, whatever number is typed into its forms."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Appointment, Area, Organisation, User
from tests.accounts.conftest import agency, area, person

__all__ = ["agency", "area", "person"]


@pytest.mark.requirement("I2")
def test_a_post_is_not_given_to_somebody_of_another_area(
    client: Client, person: Callable[..., User], agency: Organisation, settings: Any
) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    elsewhere = Area.objects.create(code="640100", name="银川市", level="city")
    there = Organisation.objects.create(code="NX-A", name="银川市医保中心", kind="agency", area=elsewhere)
    stranger = person("mo", there)
    client.force_login(person("guan", agency, "user_admin"))
    form = {"user": stranger.pk, "post": "intake_clerk", "organisation": agency.pk, "starts_on": date(2026, 3, 2)}

    answer = client.post("/admin/accounts/appointment/add/", form)

    assert answer.status_code == 200
    assert "只能给您所管理地区内机构的用户授权" in answer.content.decode()
    assert not Appointment.objects.filter(user=stranger).exists()
