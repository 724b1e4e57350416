"""The working-day calendar as reference data: a year with its days; saving it recounts all live deadlines."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from workflow import calendar
from workflow.deadlines import recounting
from workflow.models import CalendarChange, CalendarDay, CalendarYear
from workflow.refusal import Refusal


class CalendarDayInline(admin.TabularInline):
    model = CalendarDay
    extra = 0
    fields = ("day", "kind", "name")


@admin.register(CalendarYear)
class CalendarYearAdmin(admin.ModelAdmin):
    """Years come from `load_calendar`; here single days are put right. Years are neither added nor deleted."""

    list_display = ("year", "status", "source", "loaded_at", "loaded_by")
    list_filter = ("status",)
    readonly_fields = ("year", "loaded_at", "loaded_by")
    inlines = (CalendarDayInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: CalendarYear, form: ModelForm, change: bool) -> None:
        obj.loaded_at, obj.loaded_by = timezone.now(), str(request.user)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        calendar.forget()
        transaction.on_commit(lambda: self._recount(request, form.instance))

    def _recount(self, request: HttpRequest, year: CalendarYear) -> None:
        try:
            change = recounting.recompute(timezone.now(), str(request.user), f"修改{year.year}年工作日历")
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return
        messages.info(request, f"重算{change.examined}项期限，变动{change.moved}项，清单见“日历变动与期限重算”。")


@admin.register(CalendarChange)
class CalendarChangeAdmin(admin.ModelAdmin):
    """Read only: what each edit of the calendar moved."""

    list_display = ("at", "by", "reason", "examined", "moved")
    readonly_fields = ("at", "by", "reason", "examined", "moved", "rows")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
