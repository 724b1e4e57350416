"""Django's system check: nothing starts on policy data that `policy check` refuses."""

from typing import Any

from django.core.checks import Error, register

from policy import packs


@register("policy")
def policy_data_is_sound(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """One error per problem, with file, line, key and reason."""
    return [Error(str(problem), id="policy.E001") for problem in packs.read(packs.ROOT)[1]]
