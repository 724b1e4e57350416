from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "policy"
    verbose_name = "政策规则"

    def ready(self) -> None:
        from policy import checks  # noqa: F401  (registers the system check)
