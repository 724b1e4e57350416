"""The tree of GB/T 2260 codes is the code itself: pure functions, no database."""


def prefix(code: str) -> str:
    """The digits by which everything inside the area begins: 650000 → 65, 650100 → 6501, 650102 → 650102.

    Raises ValueError for what is no code of six digits with a province, so that an empty code never means everywhere.
    """
    if len(code) != 6 or not (code.isascii() and code.isdigit()) or code.startswith("00"):
        raise ValueError(f"行政区划代码应为六位数字：{code!r}")
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def covers(area_code: str, other: str) -> bool:
    """Whether `other` is the area itself or lies inside it; False when either is no code."""
    try:
        return other.startswith(prefix(area_code)) and bool(prefix(other))
    except ValueError:
        return False


def level_of(code: str) -> str:
    """`province`, `city` or `county`, read from the zeros at the end."""
    return {2: "province", 4: "city"}.get(len(prefix(code)), "county")


def parents(code: str) -> tuple[str, ...]:
    """Codes above the area, nearest first: 650102 → (650100, 650000)."""
    above = (code[:4] + "00", code[:2] + "0000")
    return tuple(dict.fromkeys(found for found in above if found != code))
