"""Benefits with their periods, service records, and files of them. C1–C7."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiToken
from care.acts.upload_services import receive
from care.models import Benefit, BenefitPeriod, ServiceRecord, ServiceUpload, UploadFault
from care.tasks import begin
from ltci.api import paging
from ltci.api.authentication import actor_of
from ltci.api.keys import etag
from ltci.api.problems import problem
from ltci.api.schema import PROBLEMS
from ltci.api.serializers import PersonOut
from ltci.api.views import AREA, SINCE, STATE, narrowed

BENEFIT = OpenApiParameter("benefit", str, description="待遇编号（UUID），只列这一项待遇的记录")
FAULTS = 1000


class PeriodOut(serializers.ModelSerializer[BenefitPeriod]):
    class Meta:
        model = BenefitPeriod
        fields = ("since", "until", "state", "level", "mode", "provider", "cause", "event_on", "citation")
        read_only_fields = fields


class BenefitOut(serializers.ModelSerializer[Benefit]):
    person = PersonOut(read_only=True)
    periods = PeriodOut(many=True, read_only=True)

    class Meta:
        model = Benefit
        fields = (
            *("id", "matter", "area_code", "state", "version", "person", "insured", "level", "mode", "provider"),
            *("handler", "starts_on", "died_on", "last_day", "end_cause", "periods", "created_at"),
        )
        read_only_fields = fields


class DoneOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    times = serializers.IntegerField()
    price_fen = serializers.IntegerField()


class RecordOut(serializers.ModelSerializer[ServiceRecord]):
    items = DoneOut(many=True, read_only=True)

    class Meta:
        model = ServiceRecord
        fields = (
            *("id", "benefit", "provider", "carer", "mode", "served_on", "started_at", "ended_at", "place", "identity"),
            *("source", "client_key", "state", "corrects", "reason", "recorded_at", "claimed_at", "items"),
        )
        read_only_fields = fields


class FaultOut(serializers.ModelSerializer[UploadFault]):
    class Meta:
        model = UploadFault
        fields = ("row", "column", "code", "sentence")
        read_only_fields = fields


class UploadOut(serializers.ModelSerializer[ServiceUpload]):
    faulty = serializers.SerializerMethodField()

    class Meta:
        model = ServiceUpload
        fields = ("id", "provider", "name", "state", "rows", "rows_done", "faults", "told", "uploaded_at", "faulty")
        read_only_fields = fields

    @extend_schema(responses=FaultOut(many=True))
    def get_faulty(self, row: ServiceUpload) -> list[dict[str, Any]]:
        return list(FaultOut(row.faulty.all()[:FAULTS], many=True).data)


class UploadIn(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="服务记录工作簿（xlsx），用系统的模板填写")


class Benefits(ListAPIView[Benefit]):
    serializer_class = BenefitOut
    pagination_class = paging.Pages

    def get_queryset(self) -> QuerySet[Benefit]:
        rows = Benefit.objects.visible_to(actor_of(self.request))
        return narrowed(self.request, rows.select_related("person").prefetch_related("periods"))

    @extend_schema(
        operation_id="list_benefits", parameters=[AREA, STATE, SINCE],
        responses={200: BenefitOut(many=True), **PROBLEMS},
    )  # fmt: skip
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """看得见的待遇，最近的在前；待遇期间写明原因和依据。"""
        return super().get(request, *args, **kwargs)


class OneBenefit(RetrieveAPIView[Benefit]):
    serializer_class = BenefitOut

    def get_queryset(self) -> QuerySet[Benefit]:
        return Benefit.objects.visible_to(actor_of(self.request)).select_related("person").prefetch_related("periods")

    @extend_schema(operation_id="benefit", responses={200: BenefitOut, **PROBLEMS})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """一项待遇；ETag 是它的版本。"""
        response = super().get(request, *args, **kwargs)
        response["ETag"] = etag(response.data["version"])
        return response


class RecordPages(paging.Pages):
    ordering = ("-started_at", "-id")


class Records(ListAPIView[ServiceRecord]):
    serializer_class = RecordOut
    pagination_class = RecordPages

    def get_queryset(self) -> QuerySet[ServiceRecord]:
        rows = ServiceRecord.objects.visible_to(actor_of(self.request))
        asked = self.request.query_params.get("benefit", "")
        if not asked:
            return rows
        form = serializers.UUIDField()
        return rows.filter(benefit_id=form.run_validation(asked))

    @extend_schema(
        operation_id="list_service_records", parameters=[BENEFIT], responses={200: RecordOut(many=True), **PROBLEMS}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """看得见的服务记录，最近的在前。"""
        return super().get(request, *args, **kwargs)


class Uploads(APIView):
    scope = ApiToken.Scope.ACT
    parser_classes = [MultiPartParser]
    serializer_class = UploadIn

    @extend_schema(operation_id="upload_service_records", request=UploadIn, responses={202: UploadOut, **PROBLEMS})
    def post(self, request: Request) -> Response:
        """上传一个月的服务记录；同一文件只收一次，核对结果从返回的编号查询。"""
        said = UploadIn(data=request.data)
        if not said.is_valid():
            return problem(422, "请用 file 字段上传文件。", fields={"file": "必填"})
        file = said.validated_data["file"]
        row = receive(content=file.read(), name=file.name, by=actor_of(request), now=timezone.now())
        begin(row, ServiceRecord.Source.API)
        return Response(UploadOut(row).data, status=202)


class OneUpload(RetrieveAPIView[ServiceUpload]):
    serializer_class = UploadOut

    def get_queryset(self) -> QuerySet[ServiceUpload]:
        return ServiceUpload.objects.visible_to(actor_of(self.request))

    @extend_schema(operation_id="service_upload", responses={200: UploadOut, **PROBLEMS})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """一次上传的结果：是否入库，或者每一处错误的行、列和说明。"""
        return super().get(request, *args, **kwargs)
