from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class WorkflowConfig(AppConfig):
    name = "workflow"
    verbose_name = "流程与时限"

    def ready(self) -> None:
        from workflow.checks import next_year_is_announced
        from workflow.signals import fill_empty_calendar

        checks.register(next_year_is_announced, checks.Tags.database)
        post_migrate.connect(fill_empty_calendar, sender=self, dispatch_uid="workflow.fill_empty_calendar")
