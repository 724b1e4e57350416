"""What may happen to a case and by when: acts, transitions, journal, deadlines, working-day calendar.

Everything that changes a case is an act (`workflow.acts`); what it leaves behind is a journal entry
(`workflow.journal`) and deadlines (`workflow.deadlines`). Sources: 经办规程第五条、第四十五条（内控、岗位职责）;
民法典第二百零一至二百零三条 (time).
"""

from collections.abc import Callable

Handler = Callable[[str, int], None]


def after(act_name: str) -> Callable[[Handler], Handler]:
    """Decorator: run the function with (case_id, entry_id) once an act of that name has been committed."""
    from workflow.acts import register_after

    return register_after(act_name)
