from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "providers"
    verbose_name = "协议管理"

    def ready(self) -> None:
        from accounts.actors import contracts_are_told_by
        from providers.queries import assistance

        contracts_are_told_by(assistance)
