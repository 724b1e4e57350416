"""What the interface tells of people, cases, letters, limits and notices; masked as on screens."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from accounts.models import Organisation
from applications.models import Application
from assessment.models import Assessment, PublicNotice
from documents.models import Letter, PaperFile
from enrolment.models import Person
from ltci.api.authentication import actor_of
from workflow.models import Deadline


class PersonOut(serializers.ModelSerializer[Person]):
    id_number_masked = serializers.CharField(source="masked_id", read_only=True)

    class Meta:
        model = Person
        fields = ("id", "name", "sex", "born", "id_number_masked", "area_code", "insured", "insured_type")
        read_only_fields = fields


class OrganisationOut(serializers.ModelSerializer[Organisation]):
    class Meta:
        model = Organisation
        fields = ("id", "code", "name", "kind", "area_id")
        read_only_fields = fields


class ApplicationOut(serializers.ModelSerializer[Application]):
    person = PersonOut(read_only=True)
    materials = serializers.SerializerMethodField()

    class Meta:
        model = Application
        fields = (
            *("id", "matter", "kind", "state", "version", "area_code", "agency", "person", "channel", "applicant_kind"),
            *("self_grade", "grounds", "missing_told", "materials", "created_at", "submitted_at", "accepted_at"),
            "decided_at",
        )
        read_only_fields = fields

    def get_materials(self, row: Application) -> list[str]:
        return [paper.code for paper in row.materials.all()]


class AssessmentOut(serializers.ModelSerializer[Assessment]):
    person = PersonOut(source="application.person", read_only=True)
    level_name = serializers.CharField(read_only=True)
    scale_confirmed = serializers.BooleanField(source="scale.confirmed", read_only=True)

    class Meta:
        model = Assessment
        fields = (
            *("id", "matter", "application", "follows", "kind", "route", "means", "state", "version", "area_code"),
            *("agency", "body", "committee", "person", "visited_at", "level", "level_name", "scale_version"),
            *("scale_confirmed", "published_at", "concluded_on", "valid_until", "benefit_from", "delivered_on"),
            *("superseded_on", "reassess_because", "called_up_on", "refused_on", "created_at"),
        )
        read_only_fields = fields

    def to_representation(self, instance: Assessment) -> dict[str, Any]:
        """The person learns the level with the conclusion, as on the own page; whoever works on the case sees it."""
        told = super().to_representation(instance)
        request = self.context.get("request")
        if instance.concluded_on is None and (request is None or not actor_of(request).seats):
            told |= {"level": None, "level_name": ""}
        return told


class LetterOut(serializers.ModelSerializer[Letter]):
    label = serializers.CharField(read_only=True)
    file = serializers.SerializerMethodField()

    class Meta:
        model = Letter
        fields = ("id", "matter", "case_kind", "case_id", "kind", "label", "number", "issued_at", "sha256", "file")
        read_only_fields = fields

    def get_file(self, row: Letter) -> str:
        return reverse("api:letter_file", args=[row.pk])


class DeadlineOut(serializers.ModelSerializer[Deadline]):
    class Meta:
        model = Deadline
        fields = (
            *("id", "matter", "case_kind", "case_id", "kind", "state", "starts_on", "due_on", "provisional"),
            *("extension_days", "citation", "basis"),
        )
        read_only_fields = fields


class TraceOut(serializers.Serializer[Any]):
    """One day of a limit: what it counted as, and why."""

    day = serializers.DateField()
    counted_as = serializers.CharField()
    why = serializers.CharField()
    provisional = serializers.BooleanField()


class NoticeOut(serializers.ModelSerializer[PublicNotice]):
    class Meta:
        model = PublicNotice
        fields = ("id", "area_code", "masked_name", "masked_id", "level_name", "body_name", "opened_on", "closes_on")
        read_only_fields = fields


class PaperOut(serializers.ModelSerializer[PaperFile]):
    class Meta:
        model = PaperFile
        fields = (
            *("id", "matter", "case_kind", "case_id", "code", "label", "name", "size", "content_type", "sha256"),
            *("scan", "taken_at", "stored_at"),
        )
        read_only_fields = fields


class PaperIn(serializers.Serializer[Any]):
    case_kind = serializers.CharField(max_length=60)
    case_id = serializers.UUIDField()
    code = serializers.CharField(max_length=40)
    file = serializers.FileField()


class PersonQuery(serializers.Serializer[Any]):
    id_number = serializers.CharField(max_length=20)


class ApplicationIn(serializers.Serializer[Any]):
    """A new application at the counter or by the applicant's own account."""

    person = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Application.Kind.choices, default=Application.Kind.INITIAL)
    applicant = serializers.ChoiceField(choices=Application.ApplicantKind.choices, default="self")
    applicant_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    applicant_phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    cause = serializers.CharField(max_length=500, required=False, allow_blank=True)
    disabled_since = serializers.DateField(required=False)
    treated_since = serializers.DateField(required=False)
    marked_change = serializers.BooleanField(default=False)
    offsite = serializers.BooleanField(default=False)
    materials = serializers.ListField(child=serializers.CharField(max_length=40), default=list)
    self_scale = serializers.DictField(child=serializers.CharField(max_length=12), required=False)


class ActAvailable(serializers.Serializer[Any]):
    """One act on a case as it stands: open, or why not."""

    act = serializers.CharField()
    label = serializers.CharField()
    open = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(allow_blank=True)
    citation = serializers.CharField(allow_blank=True)


class Done(serializers.Serializer[Any]):
    """What came of an act."""

    case_kind = serializers.CharField()
    case = serializers.UUIDField()
    matter = serializers.UUIDField()
    state = serializers.CharField()
    version = serializers.IntegerField()
    journal = serializers.IntegerField(allow_null=True)
    replayed = serializers.BooleanField()
    letters = LetterOut(many=True)
    due = serializers.DictField(child=serializers.DateField())
