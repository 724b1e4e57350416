"""Reading, and the few things that are created by themselves; acts are in ltci.api.acting."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiToken
from applications.acts import submit
from applications.acts.drafting import draft
from applications.models import Application
from assessment.models import Assessment, PublicNotice
from care.models import Benefit
from documents import access as letter_access
from documents import paper_access, papers, printing
from documents.models import Letter, PaperFile
from enrolment.models import Person
from ltci.api import paging
from ltci.api.acting import told
from ltci.api.authentication import actor_of
from ltci.api.keys import etag, request_key
from ltci.api.problems import Problem
from ltci.api.schema import PROBLEMS
from ltci.api.serializers import (
    ApplicationIn,
    ApplicationOut,
    AssessmentOut,
    DeadlineOut,
    Done,
    LetterOut,
    NoticeOut,
    PaperIn,
    PaperOut,
    PersonOut,
    PersonQuery,
    TraceOut,
)
from policy.areas import is_area_code
from providers.models import Agreement, Designation
from workflow import deadlines
from workflow.acts import case_model
from workflow.models import Deadline

AREA = OpenApiParameter("area", str, description="行政区划代码，含其下级")
STATE = OpenApiParameter("state", str, description="状态，见词汇表")
SINCE = OpenApiParameter("since", str, description="只列这一天起建立的（YYYY-MM-DD）")
MATTER = OpenApiParameter("matter", UUID, required=True, description="事项编号")


def narrowed(request: Request, rows: QuerySet[Any]) -> QuerySet[Any]:
    """By area, state and first day; a value that means nothing is told."""
    area, state, since = (request.query_params.get(name, "") for name in ("area", "state", "since"))
    if area:
        if not is_area_code(area):
            raise Problem(422, "area 不是行政区划代码。", fields={"area": "应为 6 位数字"})
        rows = rows.filter(area_code__startswith=area.rstrip("0") if area.endswith("00") else area)
    if state:
        if state not in dict(rows.model._meta.get_field("state").flatchoices):
            raise Problem(422, "没有这种状态。", fields={"state": "见词汇表"})
        rows = rows.filter(state=state)
    if since:
        try:
            rows = rows.filter(created_at__date__gte=timezone.datetime.strptime(since, "%Y-%m-%d").date())  # type: ignore[attr-defined]
        except ValueError:
            raise Problem(422, "since 应为 YYYY-MM-DD。", fields={"since": "日期有误"}) from None
    return rows


class People(APIView):
    serializer_class = PersonOut

    @extend_schema(operation_id="find_person", request=PersonQuery, responses={200: PersonOut(many=True), **PROBLEMS})
    def post(self, request: Request) -> Response:
        """按完整证件号码查找参保人。号码放在请求体里，不进地址。"""
        said = PersonQuery(data=request.data)
        said.is_valid(raise_exception=True)
        rows = Person.objects.visible_to(actor_of(request)).with_id_number(said.validated_data["id_number"])
        return Response(PersonOut(rows[:5], many=True).data)

    scope = ApiToken.Scope.READ


class OnePerson(RetrieveAPIView[Person]):
    serializer_class = PersonOut

    def get_queryset(self) -> QuerySet[Person]:
        return Person.objects.visible_to(actor_of(self.request))

    @extend_schema(operation_id="person", responses={200: PersonOut, **PROBLEMS})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """一名参保人，证件号码遮盖。"""
        return super().get(request, *args, **kwargs)


class Cases(ListAPIView[Any]):
    pagination_class = paging.Pages


class Applications(Cases):
    serializer_class = ApplicationOut

    def get_queryset(self) -> QuerySet[Any]:
        rows = Application.objects.visible_to(actor_of(self.request))
        return narrowed(self.request, rows.select_related("person").prefetch_related("materials"))

    @extend_schema(
        operation_id="list_applications",
        parameters=[AREA, STATE, SINCE],
        responses={200: ApplicationOut(many=True), **PROBLEMS},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """看得见的申请，最近的在前。"""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="submit_application",
        request=ApplicationIn,
        responses={201: Done, **PROBLEMS},
        tags=["applications"],
    )
    def post(self, request: Request) -> Response:
        """提出申请（建立并提交）。窗口岗位代为登记，或申请人本人账户办理。须有 Idempotency-Key。"""
        key, said = request_key(request), ApplicationIn(data=request.data)
        said.is_valid(raise_exception=True)
        data, by, now = dict(said.validated_data), actor_of(request), timezone.now()
        own = by.seats == ()
        people = Person.objects.filter(user_id=by.user_id) if own else Person.objects.visible_to(by)
        person = people.filter(pk=data.pop("person")).first()
        if person is None:
            raise Http404
        materials, scale = data.pop("materials"), data.pop("self_scale", None)
        case = draft(
            person=person,
            now=now,
            channel=Application.Channel.ONLINE if own else Application.Channel.COUNTER,
            applicant_user_id=by.user_id if own else None,
            applicant_kind=data.pop("applicant"),
            **data,
        )
        done = submit(case=case, by=by, now=now, key=key, materials=materials, self_scale=scale)
        return told(done, status=201)


class OneApplication(RetrieveAPIView[Application]):
    serializer_class = ApplicationOut

    def get_queryset(self) -> QuerySet[Application]:
        rows = Application.objects.visible_to(actor_of(self.request))
        return rows.select_related("person").prefetch_related("materials")

    @extend_schema(operation_id="application", responses={200: ApplicationOut, **PROBLEMS})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """一件申请；ETag 是它的版本。"""
        return _with_version(super().get(request, *args, **kwargs))


class Assessments(Cases):
    serializer_class = AssessmentOut

    def get_queryset(self) -> QuerySet[Any]:
        rows = Assessment.objects.visible_to(actor_of(self.request))
        return narrowed(self.request, rows.select_related("application__person"))

    @extend_schema(
        operation_id="list_assessments",
        parameters=[AREA, STATE, SINCE],
        responses={200: AssessmentOut(many=True), **PROBLEMS},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """看得见的评估，最近的在前。"""
        return super().get(request, *args, **kwargs)


class OneAssessment(RetrieveAPIView[Assessment]):
    serializer_class = AssessmentOut

    def get_queryset(self) -> QuerySet[Assessment]:
        return Assessment.objects.visible_to(actor_of(self.request)).select_related("application__person")

    @extend_schema(operation_id="assessment", responses={200: AssessmentOut, **PROBLEMS})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """一次评估；ETag 是它的版本。"""
        return _with_version(super().get(request, *args, **kwargs))


def _with_version(response: Response) -> Response:
    response["ETag"] = etag(response.data["version"])
    return response


def visible_cases(request: Request) -> list[Any]:
    """The cases of the asked matter that the caller may see; 404 where there is none."""
    try:
        matter = UUID(request.query_params.get("matter", ""))
    except ValueError:
        raise Problem(422, "须写明 matter（事项编号）。", fields={"matter": "应为 UUID"}) from None
    by = actor_of(request)
    found = [
        *Application.objects.visible_to(by).filter(matter=matter).values_list("pk", flat=True),
        *Assessment.objects.visible_to(by).filter(matter=matter).values_list("pk", flat=True),
        *Benefit.objects.visible_to(by).filter(matter=matter).values_list("pk", flat=True),
        *Designation.objects.visible_to(by).filter(matter=matter).values_list("pk", flat=True),
        *Agreement.objects.visible_to(by).filter(matter=matter).values_list("pk", flat=True),
    ]
    if not found:
        raise Http404
    return found


class Letters(ListAPIView[Letter]):
    serializer_class = LetterOut
    pagination_class = paging.LetterPages

    def get_queryset(self) -> QuerySet[Letter]:
        rows = Letter.objects.filter(case_id__in=visible_cases(self.request))
        return rows.filter(pk__in=[row.pk for row in rows.open_to(actor_of(self.request))])

    @extend_schema(operation_id="list_letters", parameters=[MATTER], responses={200: LetterOut(many=True), **PROBLEMS})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """一个事项的文书。"""
        return super().get(request, *args, **kwargs)


class LetterFile(APIView):
    @extend_schema(operation_id="letter_file", responses={(200, "application/pdf"): bytes, **PROBLEMS})
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """文书的 PDF。"""
        letter = Letter.objects.filter(pk=pk).first()
        if letter is None or not letter_access.can_see(letter, actor_of(request)):
            raise Http404
        if not letter.printed:
            letter = printing.print_letter(letter.pk, now=timezone.now())
        return HttpResponse(printing.open_pdf(letter), content_type="application/pdf")


class Deadlines(ListAPIView[Deadline]):
    serializer_class = DeadlineOut
    pagination_class = paging.DeadlinePages

    def get_queryset(self) -> QuerySet[Deadline]:
        return Deadline.objects.filter(case_id__in=visible_cases(self.request))

    @extend_schema(
        operation_id="list_deadlines", parameters=[MATTER], responses={200: DeadlineOut(many=True), **PROBLEMS}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """一个事项的期限。"""
        return super().get(request, *args, **kwargs)


class DeadlineTrace(APIView):
    @extend_schema(operation_id="deadline_trace", responses={200: TraceOut(many=True), **PROBLEMS})
    def get(self, request: Request, pk: int) -> Response:
        """为什么是这一天：逐日说明。"""
        limit = Deadline.objects.filter(pk=pk).first()
        cases: Any = case_model(limit.case_kind)._default_manager if limit else None
        if limit is None or not cases.visible_to(actor_of(request)).filter(pk=limit.case_id).exists():
            raise Http404
        return Response(TraceOut(deadlines.trace(limit), many=True).data)


class Notices(ListAPIView[PublicNotice]):
    serializer_class = NoticeOut
    pagination_class = paging.NoticePages
    authentication_classes = ()
    permission_classes = ()

    def get_queryset(self) -> QuerySet[PublicNotice]:
        return PublicNotice.objects.showing(timezone.localdate())

    @extend_schema(operation_id="list_notices", responses={200: NoticeOut(many=True), **PROBLEMS}, auth=[])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """今天正在公示的结论（已遮盖），人人可读。"""
        return super().get(request, *args, **kwargs)


class Papers(APIView):
    parser_classes = (MultiPartParser, JSONParser)
    scope = ApiToken.Scope.FILES

    @extend_schema(
        operation_id="list_papers",
        parameters=[
            OpenApiParameter("case_kind", str, required=True),
            OpenApiParameter("case_id", UUID, required=True),
        ],
        responses={200: PaperOut(many=True), **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """一个案件的卷内文件。"""
        rules, case = self._case(request, request.query_params)
        if not rules.sees(case, actor_of(request)):
            raise Http404
        return Response(PaperOut(PaperFile.objects.of_case(case.pk), many=True).data)

    @extend_schema(
        operation_id="add_paper", request={"multipart/form-data": PaperIn}, responses={201: PaperOut, **PROBLEMS}
    )
    def post(self, request: Request) -> Response:
        """上传一份资料（较小的文件）。重复上传同一份会被告知，只存一份。"""
        said = PaperIn(data=request.data)
        said.is_valid(raise_exception=True)
        data = said.validated_data
        _, case = self._case(request, data)
        paper = papers.keep(case=case, code=data["code"], upload=data["file"], by=actor_of(request), now=timezone.now())
        return Response(PaperOut(paper).data, status=201)

    def _case(self, request: Request, said: Any) -> tuple[Any, Any]:
        try:
            pk = UUID(str(said.get("case_id", "")))
        except ValueError:
            raise Problem(422, "case_id 应为 UUID。", fields={"case_id": "应为 UUID"}) from None
        rules = paper_access.rules_of(str(said.get("case_kind", "")))
        case = rules.case(pk, actor_of(request)) if rules is not None else None
        if rules is None or case is None:
            raise Http404
        return rules, case


class OnePaper(APIView):
    @extend_schema(operation_id="paper_file", responses={(200, "application/octet-stream"): bytes, **PROBLEMS})
    def get(self, request: Request, pk: UUID) -> FileResponse:
        """一份资料的内容；查看医疗资料记入日志。"""
        from django.core.files.storage import default_storage

        paper = PaperFile.objects.filter(pk=pk, state=PaperFile.State.STORED).first()
        rules = paper_access.rules_of(paper.case_kind) if paper else None
        by = actor_of(request)
        case = rules.case(paper.case_id, by) if rules is not None and paper else None
        if paper is None or rules is None or case is None or not rules.sees(case, by):
            raise Http404
        papers.viewed(paper, by=by, now=timezone.now())
        return FileResponse(default_storage.open(paper.file), as_attachment=True, filename=paper.name)
