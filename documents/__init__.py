"""Letters and their papers (第九章 信息化和档案管理): numbers, PDF/A, verification.

An act issues a letter inside its transaction: the row holds the number, the frozen facts, the versions of template
and policy and the verify code. The PDF is made once, after commit or at the first opening, and never again.

Flow: `documents.issue` → `documents.models.Letter` → `documents.tasks.render` → storage → `/verify/<code>/`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.actors import Actor
    from documents.facts import LetterFacts
    from documents.models import Letter
    from workflow.models import Case


def issue(*, letter: str, case: Case, facts: LetterFacts, by: Actor, now: datetime) -> Letter:
    """Issue a letter inside the running act; see `documents.issuing.issue`."""
    from documents import issuing  # models exist only after the apps are loaded

    return issuing.issue(letter=letter, case=case, facts=facts, by=by, now=now)
