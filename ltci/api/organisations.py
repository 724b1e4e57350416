"""Designations, agreements and the public list of designated organisations. D2–D6."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.models import Organisation
from ltci.api import paging
from ltci.api.acting import told
from ltci.api.authentication import actor_of
from ltci.api.keys import etag, request_key
from ltci.api.problems import Problem
from ltci.api.schema import PROBLEMS
from ltci.api.serializers import Done
from ltci.api.views import AREA, SINCE, STATE, narrowed
from policy.areas import is_area_code
from providers import permissions, queries
from providers.acts.drafting import draft
from providers.acts.submit import submit
from providers.forms.designation import DesignationForm
from providers.models import Agreement, Designation
from providers.models.call import KINDS
from providers.models.designation import MODES

KIND = OpenApiParameter("kind", str, description="body 或 provider，省略为 provider")


class DesignationOut(serializers.ModelSerializer[Designation]):
    organisation_name = serializers.CharField(source="organisation.name", read_only=True)

    class Meta:
        model = Designation
        fields = (
            *("id", "matter", "area_code", "state", "version", "kind", "organisation", "organisation_name", "modes"),
            *("scope", "capacity", "materials", "missing_told", "round", "submitted_at", "accepted_at", "decided_at"),
            *("reasons", "advice", "barred_until", "notice_opened_on", "notice_closes_on", "created_at"),
        )
        read_only_fields = fields


class AgreementOut(serializers.ModelSerializer[Agreement]):
    organisation_name = serializers.CharField(source="organisation.name", read_only=True)

    class Meta:
        model = Agreement
        fields = (
            *("id", "matter", "area_code", "state", "version", "number", "organisation", "organisation_name"),
            *("starts_on", "ends_on", "modes", "scope", "signed_on", "suspended_from", "ended_on", "created_at"),
        )
        read_only_fields = fields


class DesignatedOut(serializers.ModelSerializer[Agreement]):
    name = serializers.CharField(source="organisation.name", read_only=True)
    nhsa_code = serializers.CharField(source="organisation.nhsa_code", read_only=True)

    class Meta:
        model = Agreement
        fields = ("name", "nhsa_code", "area_code", "modes", "starts_on", "ends_on")
        read_only_fields = fields


class DesignationIn(serializers.Serializer[Any]):
    """An application of the caller's own organisation; `agency` where several may designate it."""

    agency = serializers.IntegerField(required=False)
    operating_since = serializers.DateField()
    legal_representative = serializers.CharField(max_length=60)
    legal_id_number = serializers.CharField(max_length=18)
    contact_phone = serializers.CharField(max_length=40)
    scope = serializers.CharField(max_length=300)
    modes = serializers.ListField(child=serializers.ChoiceField(choices=MODES), default=list)
    capacity = serializers.IntegerField(default=0, min_value=0, max_value=100_000)
    licensed = serializers.BooleanField(default=False)
    own_unit = serializers.BooleanField(default=False)
    full_time_manager = serializers.BooleanField(default=False)
    materials = serializers.ListField(child=serializers.CharField(max_length=40), default=list)


class Designations(ListAPIView[Designation]):
    serializer_class = DesignationOut
    pagination_class = paging.Pages

    def get_queryset(self) -> QuerySet[Designation]:
        rows = Designation.objects.visible_to(actor_of(self.request)).exclude(state="draft")
        return narrowed(self.request, rows.select_related("organisation"))

    @extend_schema(
        operation_id="list_designations", parameters=[AREA, STATE, SINCE],
        responses={200: DesignationOut(many=True), **PROBLEMS},
    )  # fmt: skip
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """看得见的定点申请，最近的在前。"""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="submit_designation", request=DesignationIn, responses={201: Done, **PROBLEMS}
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """为本机构提出定点申请（建立并提交）。由机构管理员办理；须有 Idempotency-Key。"""
        key, said = request_key(request), DesignationIn(data=request.data)
        said.is_valid(raise_exception=True)
        by, now = actor_of(request), timezone.now()
        organisation = _own_organisation(by)
        form = _checked(dict(said.validated_data), organisation, now)
        done = submit(case=form.instance, by=by, now=now, key=key, materials=form.cleaned_data["materials"])
        return told(done, status=201)


def _own_organisation(by: Actor) -> Organisation:
    """The organisation that the caller manages; 403 for everybody else."""
    seat = by.seat(permissions.APPLYING)
    if seat is None:
        raise PermissionDenied("定点申请由评估机构管理员或者长护服务机构管理员为本机构提出。")
    return Organisation.objects.get(pk=seat.organisation_id)


def _checked(data: dict[str, Any], organisation: Organisation, now: datetime) -> DesignationForm:
    """The form of the page, so that both ways ask the same; its faults by field."""
    today, chosen = timezone.localdate(now), data.pop("agency", None)
    agency = next((row for row in queries.agencies_for(organisation, today) if row.pk == chosen), None)
    if chosen is not None and agency is None:
        raise serializers.ValidationError({"agency": ["这个经办机构不受理本机构的定点申请。"]})
    case = draft(organisation=organisation, now=now, agency=agency)
    form = DesignationForm({**data, "agency": case.agency_id}, instance=case, organisation=organisation, today=today)
    if not form.is_valid():
        raise serializers.ValidationError(dict(form.errors))
    return form


class OneDesignation(RetrieveAPIView[Designation]):
    serializer_class = DesignationOut

    def get_queryset(self) -> QuerySet[Designation]:
        return Designation.objects.visible_to(actor_of(self.request)).select_related("organisation")

    @extend_schema(operation_id="designation", responses={200: DesignationOut, **PROBLEMS})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """一件定点申请；ETag 是它的版本。"""
        return _with_version(super().get(request, *args, **kwargs))


class Agreements(ListAPIView[Agreement]):
    serializer_class = AgreementOut
    pagination_class = paging.Pages

    def get_queryset(self) -> QuerySet[Agreement]:
        rows = Agreement.objects.visible_to(actor_of(self.request))
        return narrowed(self.request, rows.select_related("organisation"))

    @extend_schema(
        operation_id="list_agreements", parameters=[AREA, STATE, SINCE],
        responses={200: AgreementOut(many=True), **PROBLEMS},
    )  # fmt: skip
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """看得见的服务协议，最近的在前。"""
        return super().get(request, *args, **kwargs)


class OneAgreement(RetrieveAPIView[Agreement]):
    serializer_class = AgreementOut

    def get_queryset(self) -> QuerySet[Agreement]:
        return Agreement.objects.visible_to(actor_of(self.request)).select_related("organisation")

    @extend_schema(operation_id="agreement", responses={200: AgreementOut, **PROBLEMS})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """一份服务协议；ETag 是它的版本。"""
        return _with_version(super().get(request, *args, **kwargs))


def _with_version(response: Response) -> Response:
    response["ETag"] = etag(response.data["version"])
    return response


class Designated(ListAPIView[Agreement]):
    serializer_class = DesignatedOut
    pagination_class = paging.Pages
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    def get_queryset(self) -> QuerySet[Agreement]:
        said = self.request.query_params
        area, kind = said.get("area", ""), said.get("kind", "provider")
        if area and not is_area_code(area):
            raise Problem(422, "area 不是行政区划代码。", fields={"area": "应为 6 位数字"})
        if kind not in dict(KINDS):
            raise Problem(422, "没有这种机构。", fields={"kind": "body 或 provider"})
        return queries.in_force_publicly(timezone.localdate(), kind, prefix(area) if area else "")

    @extend_schema(
        operation_id="list_designated", parameters=[AREA, KIND],
        responses={200: DesignatedOut(many=True), **PROBLEMS}, auth=[],
    )  # fmt: skip
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """今天协议履行中的定点机构，公众可查。"""
        return super().get(request, *args, **kwargs)
