"""Which required papers are missing. A2, A4: 新疆第六条; 乌鲁木齐第八条; 宁夏第十二条; 黑龙江第六条."""

from collections.abc import Collection, Mapping, Sequence


def missing(brought: Collection[str], required: Sequence[str], alternatives: Mapping[str, Sequence[str]]) -> list[str]:
    """Codes of the required papers that were not brought, in the order of the list.

    `alternatives` gives for a required code the codes of which one is enough (有效身份证件或参保凭证).
    """
    have = set(brought)
    return [code for code in required if not have.intersection({code, *alternatives.get(code, ())})]
