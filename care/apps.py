from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "care"
    verbose_name = "护理服务与待遇"

    def ready(self) -> None:
        """Nothing starts on benefit standards that nobody could compute with."""
        import care.checks  # noqa: F401
