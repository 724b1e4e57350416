"""Who bears the fee of an assessment. A18: 乌鲁木齐第二十二条."""

FIRST_PASSED, FIRST_FAILED = "first_passed", "first_failed"
REVIEW_CHANGED, REVIEW_UNCHANGED = "review_changed", "review_unchanged"


def outcome(*, review: bool, qualifies: bool, level: int | None, first_level: int | None) -> str:
    """The case of the fee table: a review by whether the level changed, all else by whether it qualifies."""
    if review:
        return REVIEW_UNCHANGED if level == first_level else REVIEW_CHANGED
    return FIRST_PASSED if qualifies else FIRST_FAILED
