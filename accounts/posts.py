"""Posts (岗位), the kinds of organisation that have them, and which posts exclude each other.

One post, one duty: 新疆经办规程第五条、第四十五条; 宁夏第四十三条、第五十八条; 黑龙江第五条、第四十五条.
"""

from collections.abc import Iterable
from itertools import combinations

from django.db import models


class Kind(models.TextChoices):
    """Kinds of organisation."""

    AGENCY = "agency", "医疗保障经办机构"
    DEPARTMENT = "department", "医疗保障行政部门"
    BODY = "body", "定点评估机构"
    COMMITTEE = "committee", "评定办公室（劳动能力鉴定中心）"
    PROVIDER = "provider", "定点长护服务机构"
    HANDLER = "handler", "委托经办机构"


class Post(models.TextChoices):
    """Posts of the vocabulary; the last three are held by nobody: panel member, the person concerned, nobody known."""

    INTAKE_CLERK = "intake_clerk", "受理岗"
    REVIEWER = "reviewer", "审核岗"
    DISPATCHER = "dispatcher", "派单岗"
    AGREEMENT_OFFICER = "agreement_officer", "协议管理岗"
    FIRST_REVIEWER = "first_reviewer", "费用初审岗"
    RECHECKER = "rechecker", "费用复核岗"
    PAYER = "payer", "拨付岗"
    INSPECTOR = "inspector", "稽核岗"
    ARCHIVIST = "archivist", "档案岗"
    SUPERVISOR = "supervisor", "负责人"
    USER_ADMIN = "user_admin", "用户管理岗"
    STATISTICIAN = "statistician", "统计岗"
    BODY_MANAGER = "body_manager", "评估机构管理员"
    ASSESSOR = "assessor", "评估员"
    EXPERT = "expert", "评估专家"
    COMMITTEE_SECRETARY = "committee_secretary", "评定办公室秘书"
    COMMITTEE_EXPERT = "committee_expert", "评定专家"
    PROVIDER_MANAGER = "provider_manager", "服务机构管理员"
    CARER = "carer", "护理人员"
    HANDLER_CLERK = "handler_clerk", "委托经办人员"
    CARE_SPECIALIST = "care_specialist", "长护专员"
    # Given by sitting on the panel of one designation, not by an appointment.
    PANEL_MEMBER = "panel_member", "审核小组成员"
    APPLICANT = "applicant", "申请人"
    PUBLIC = "public", "公众"


_POSTS_OF_KIND: dict[Kind, tuple[Post, ...]] = {
    Kind.AGENCY: (
        Post.INTAKE_CLERK,
        Post.REVIEWER,
        Post.DISPATCHER,
        Post.AGREEMENT_OFFICER,
        Post.FIRST_REVIEWER,
        Post.RECHECKER,
        Post.PAYER,
        Post.INSPECTOR,
        Post.ARCHIVIST,
        Post.SUPERVISOR,
        Post.USER_ADMIN,
        Post.STATISTICIAN,
    ),
    Kind.BODY: (Post.BODY_MANAGER, Post.ASSESSOR, Post.EXPERT),
    Kind.COMMITTEE: (Post.COMMITTEE_SECRETARY, Post.COMMITTEE_EXPERT),
    Kind.PROVIDER: (Post.PROVIDER_MANAGER, Post.CARER),
    Kind.HANDLER: (Post.HANDLER_CLERK, Post.CARE_SPECIALIST),
}

KIND_OF_POST: dict[Post, Kind] = {post: kind for kind, posts in _POSTS_OF_KIND.items() for post in posts}

# Posts that decide, pay or give rights: their holders sign in with a second factor.
DECIDING_POSTS: frozenset[Post] = frozenset(
    {
        Post.REVIEWER,
        Post.DISPATCHER,
        Post.SUPERVISOR,
        Post.FIRST_REVIEWER,
        Post.RECHECKER,
        Post.PAYER,
        Post.USER_ADMIN,
        Post.AGREEMENT_OFFICER,
        Post.EXPERT,
        Post.COMMITTEE_EXPERT,
        Post.COMMITTEE_SECRETARY,
    }
)

# 费用初审、复核、拨付 are three people; whoever gives rights decides nothing. Acceptance and review are kept apart in
# each matter by the acts, not here: a small county agency may have one person in both posts for different matters.
INCOMPATIBLE: frozenset[frozenset[Post]] = frozenset(
    frozenset(pair)
    for pair in (
        *combinations((Post.FIRST_REVIEWER, Post.RECHECKER, Post.PAYER), 2),
        *((Post.USER_ADMIN, post) for post in DECIDING_POSTS if post != Post.USER_ADMIN),
    )
)


def posts_of(kind: str) -> tuple[Post, ...]:
    """Posts that an organisation of this kind has; none for departments, which receive filings only."""
    return _POSTS_OF_KIND.get(Kind(kind), ())


def incompatible_with(post: str) -> frozenset[Post]:
    """Posts that the holder of `post` may not hold in the same organisation."""
    return frozenset(other for pair in INCOMPATIBLE if post in pair for other in pair if other != post)


def labels(posts: Iterable[str]) -> str:
    """Chinese labels joined for a sentence: 受理岗、审核岗."""
    return "、".join(str(Post(post).label) for post in posts)
