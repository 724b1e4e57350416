"""Claims by the interface: an upload in parts that goes on where it stopped, and batches with what came of them. F1."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiToken, Organisation
from accounts.posts import Post
from ltci.api import paging
from ltci.api.authentication import actor_of
from ltci.api.keys import KEY, etag, request_key
from ltci.api.problems import Problem
from ltci.api.schema import PROBLEMS
from ltci.api.views import AREA, SINCE, STATE, narrowed
from settlement.intake import parts, receiving
from settlement.intake.columns import SHEETS
from settlement.models import ClaimBatch, Intake
from settlement.permissions import CLAIMED_BY, SENDERS
from settlement.tasks import work_off

KEY_HEADER = OpenApiParameter(KEY, str, OpenApiParameter.HEADER, required=True, description="同一请求重发时用同一个键")
LONGEST = 200


class IntakeIn(serializers.Serializer[Any]):
    month = serializers.RegexField(r"^20[0-9]{2}-(0[1-9]|1[0-2])$", help_text="费用月份，如 2026-03")
    dry_run = serializers.BooleanField(default=False, help_text="只核对，不申报")
    declared = serializers.BooleanField(default=False, help_text="声明所申报的费用真实、准确、完整")


class PartIn(serializers.Serializer[Any]):
    rows = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=LONGEST)),
        min_length=1,
        max_length=parts.MOST_ROWS,
        help_text="每行的键。" + "；".join(f"{one.label}：{'、'.join(one.columns)}" for one in SHEETS.values()),
    )


class FinishIn(serializers.Serializer[Any]):
    parts = serializers.IntegerField(min_value=1, max_value=parts.MOST_PARTS, help_text="一共几片")


class IntakeOut(serializers.ModelSerializer[Intake]):
    parts = serializers.SerializerMethodField(help_text="已经收到的分片序号")

    class Meta:
        model = Intake
        fields = ("id", "month", "state", "progress", "dry_run", "rows", "error_count", "errors", "batch", "parts")
        read_only_fields = fields

    def get_parts(self, row: Intake) -> list[int]:
        return list(row.parts.order_by("number").values_list("number", flat=True))


class BatchOut(serializers.ModelSerializer[ClaimBatch]):
    provider_name = serializers.CharField(source="provider.name", read_only=True)

    class Meta:
        model = ClaimBatch
        fields = (
            *("id", "matter", "area_code", "state", "version", "kind", "provider", "provider_name", "month", "number"),
            *("line_count", "claimed_fen", "refused_fen", "over_cap_fen", "own_fen", "fund_fen", "withheld_fen"),
            *("offset_fen", "paid_fen", "recovered_fen", "answers_due_on", "returned_because", "created_at"),
        )
        read_only_fields = fields


def own(request: Request, pk: UUID) -> Intake:
    row = Intake.objects.visible_to(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


class Intakes(APIView):
    scope = ApiToken.Scope.ACT

    @extend_schema(
        operation_id="begin_claim", request=IntakeIn, responses={201: IntakeOut, **PROBLEMS}, parameters=[KEY_HEADER]
    )
    def post(self, request: Request) -> Response:
        """开始一次费用申报上传；之后逐片发送明细，全部收齐后完成。"""
        key, by, now = request_key(request), actor_of(request), timezone.now()
        said = IntakeIn(data=request.data)
        said.is_valid(raise_exception=True)
        seat = by.seat(SENDERS)
        if seat is None:
            raise Problem(403, "费用只能由服务机构或者评估机构的管理员申报。", code="not_permitted")
        month = timezone.datetime.strptime(said.validated_data["month"], "%Y-%m").date()  # type: ignore[attr-defined]
        intake = receiving.begin(
            provider=Organisation.objects.select_related("area").get(pk=seat.organisation_id),
            month=month, by=by, now=now,
            name="", kind=CLAIMED_BY[Post(seat.post)], source=ClaimBatch.Source.API,
            dry_run=said.validated_data["dry_run"], declared=said.validated_data["declared"],
        )  # fmt: skip
        return Response(IntakeOut(parts.opened(intake, by=by, now=now, key=key)).data, status=201)


class OneIntake(APIView):
    @extend_schema(operation_id="claim_upload", responses={200: IntakeOut, **PROBLEMS})
    def get(self, request: Request, pk: UUID) -> Response:
        """上传的进度：收到了哪些分片，核对的结果，每行的错误。"""
        return Response(IntakeOut(own(request, pk)).data)


class Part(APIView):
    scope = ApiToken.Scope.ACT

    @extend_schema(operation_id="send_claim_part", request=PartIn, responses={200: IntakeOut, **PROBLEMS})
    def put(self, request: Request, pk: UUID, number: int) -> Response:
        """发送一片；同一片重发不会重复，内容不同的拒收。"""
        row = own(request, pk)
        said = PartIn(data=request.data)
        said.is_valid(raise_exception=True)
        parts.add(row.pk, number, said.validated_data["rows"])
        return Response(IntakeOut(row).data)


class Finish(APIView):
    scope = ApiToken.Scope.ACT

    @extend_schema(operation_id="finish_claim", request=FinishIn, responses={202: IntakeOut, **PROBLEMS})
    def post(self, request: Request, pk: UUID) -> Response:
        """全部分片已经发送：开始核对，无误的整批收下。"""
        row = own(request, pk)
        said = FinishIn(data=request.data)
        said.is_valid(raise_exception=True)
        row = parts.finish(row.pk, parts=said.validated_data["parts"])
        work_off.delay_on_commit(str(row.pk))
        return Response(IntakeOut(row).data, status=202)


class Batches(ListAPIView[ClaimBatch]):
    serializer_class = BatchOut
    pagination_class = paging.Pages

    def get_queryset(self) -> QuerySet[ClaimBatch]:
        return narrowed(self.request, ClaimBatch.objects.visible_to(actor_of(self.request)).select_related("provider"))

    @extend_schema(
        operation_id="list_claims", parameters=[AREA, STATE, SINCE], responses={200: BatchOut(many=True), **PROBLEMS}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """看得见的申报批次，最近的在前。"""
        return super().get(request, *args, **kwargs)


class OneBatch(RetrieveAPIView[ClaimBatch]):
    serializer_class = BatchOut

    def get_queryset(self) -> QuerySet[ClaimBatch]:
        return ClaimBatch.objects.visible_to(actor_of(self.request)).select_related("provider")

    @extend_schema(operation_id="claim", responses={200: BatchOut, **PROBLEMS})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """一个申报批次的状态和金额（分）。"""
        answer = super().get(request, *args, **kwargs)
        answer["ETag"] = etag(answer.data["version"])
        return answer
