from collections.abc import Collection
from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value

from accounts.actors import Seat
from accounts.models.appointment_guard import guard
from accounts.posts import KIND_OF_POST, Kind, Post, incompatible_with, labels


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, on: date) -> Self:
        """Appointments that give their post on the day `on`, in organisations that are running."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            starts_on__lte=on,
            revoked_at__isnull=True,
            organisation__active=True,
        )

    def overlapping(self, starts_on: date, ends_on: date | None) -> Self:
        """Appointments not revoked that share at least a day with the period; None is without end."""
        found = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), revoked_at__isnull=True)
        return found if ends_on is None else found.filter(starts_on__lte=ends_on)


class _Period(Func):
    function = "daterange"
    output_field = DateRangeField()


def _only(expression: F | Func) -> Func:
    # One number as a range: a GiST constraint compares it without the btree_gist extension.
    return Func(expression, expression, Value("[]"), function="int8range")


def _hash(column: str) -> Func:
    return Func(F(column), function="hashtext", template="(%(function)s(%(expressions)s)::bigint)")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class Appointment(models.Model):
    """One post of one user in one organisation for a period, both ends included (一权一岗)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments", verbose_name="用户")
    post = models.CharField("岗位", max_length=24, choices=[(post.value, post.label) for post in KIND_OF_POST])
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="appointments", verbose_name="机构"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True, help_text="当日仍有效；不填表示长期。")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="授权人"
    )
    granted_at = models.DateTimeField("授权时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位授权"
        ordering = ["organisation", "post", "starts_on"]
        indexes = [models.Index(fields=["user", "starts_on"], name="appointment_by_user")]
        triggers = [
            pgtrigger.Trigger(
                name="appointment_fits_and_excludes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("clash", "text")],
                func=guard(),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_it_starts",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_revoked_appointment_names_who_and_when",
                violation_error_message="撤销授权必须同时登记撤销人和撤销时间。",
            ),
            models.CheckConstraint(
                condition=Q(granted_at__isnull=True, granted_by__isnull=True)
                | Q(granted_at__isnull=False, granted_by__isnull=False),
                name="a_granted_appointment_names_who_and_when",
                violation_error_message="授权必须同时登记授权人和授权时间。",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")),
                name="nobody_grants_a_post_to_themselves",
                violation_error_message="不能给自己授权岗位。",
            ),
            ExclusionConstraint(
                name="no_post_twice_at_once",
                expressions=[
                    (_only(F("user")), RangeOperators.OVERLAPS),
                    (_only(F("organisation")), RangeOperators.OVERLAPS),
                    (_only(_hash("post")), RangeOperators.OVERLAPS),
                    (_Period(F("starts_on"), F("ends_on"), Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True),
                violation_error_message="该用户在同一机构、同一时期已有这个岗位。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_post_display()} {self.organisation}"

    @property
    def seat(self) -> Seat:
        """The seat that the appointment gives."""
        place = self.organisation
        return Seat(self.post, place.pk, place.name, place.area_id, place.kind)

    def clean(self) -> None:
        """Say in words, before the database does, what it would refuse."""
        if not (self.user_id and self.organisation_id and self.post and self.starts_on):
            return
        if self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "结束日期不能早于开始日期。"})
        kind = KIND_OF_POST.get(Post(self.post))
        if kind != self.organisation.kind:
            where = Kind(kind).label if kind else "任何机构"
            raise ValidationError({"post": f"“{self.get_post_display()}”只能设在{where}。"})
        clashing = self._clashing_posts()
        if clashing and not self.revoked_at:
            raise ValidationError(
                {"post": f"该用户在本机构已任{labels(clashing)}，不能同时任{self.get_post_display()}（不相容岗位）。"}
            )

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """A form without `revoked_at` still asks the constraint that reads it."""
        super().validate_constraints(set(exclude or ()) - {"revoked_at"})

    def _clashing_posts(self) -> list[str]:
        others = Appointment.objects.filter(
            user=self.user_id, organisation=self.organisation_id, post__in=incompatible_with(self.post)
        ).exclude(pk=self.pk)
        return sorted(others.overlapping(self.starts_on, self.ends_on).values_list("post", flat=True))
