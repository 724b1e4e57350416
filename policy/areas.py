"""The area tree of GB/T 2260: the code itself is the path (province 2 digits, city 2, county 2)."""

from functools import lru_cache

NATIONAL = "national"


@lru_cache(maxsize=8192)
def chain(code: str) -> tuple[str, ...]:
    """The area and all above it, nearest first: 650102 → 650102, 650100, 650000, national.

    An area without a pack of its own simply finds its rules further up. Raises ValueError for what is no area code.
    """
    if code == NATIONAL:
        return (NATIONAL,)
    if not is_area_code(code):
        raise ValueError(f"“{code}”不是行政区划代码，应为 6 位数字，例如 650100。")
    steps = (code, code[:4] + "00", code[:2] + "0000")
    return (*dict.fromkeys(steps), NATIONAL)


def is_area_code(code: str) -> bool:
    """Six ASCII digits that do not start with 00; whether the area exists is not asked (old codes stay valid)."""
    return len(code) == 6 and code.isascii() and code.isdigit() and code[:2] != "00"
