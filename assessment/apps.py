from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "失能评估"

    def ready(self) -> None:
        """Register the acts (the clock needs them, too) and who may see the letters."""
        import assessment.acts  # noqa: F401
        from assessment.models import Assessment
        from assessment.papers import AssessmentPapers
        from assessment.permissions import letters_seen, may_see_letter
        from documents import access, paper_access

        access.register(Assessment.kind_name(), may_see_letter, letters_seen, whole=True)
        paper_access.register(Assessment.kind_name(), AssessmentPapers())
