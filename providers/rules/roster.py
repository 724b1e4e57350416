"""The roster of assessors and experts that a body sends as a workbook: what its columns may say. A19.

乌鲁木齐第十五、十六条; 天津（二）; 医保发〔2023〕29号第十一条. Whether a person qualifies the region's rules judge.
"""

from collections.abc import Iterator

from accounts.posts import Post
from documents.workbooks import Column, Fault, Kind, Row, Template
from providers.rules.qualification import EDUCATION, TITLES

POSTS = {str(post.label): post.value for post in (Post.ASSESSOR, Post.EXPERT, Post.COMMITTEE_EXPERT)}
ROLES = ("医", "技", "护")

ROSTER = Template(
    code="assessment_staff",
    version=1,
    title="评估人员名册",
    columns=(
        Column("username", "登录名", required=True, longest=150, hint="人员账户的登录名，由用户管理岗建立。"),
        Column("name", "姓名", required=True, longest=60, hint="与账户登记的姓名一致。"),
        Column("post", "岗位", Kind.CHOICE, required=True, choices=POSTS),
        Column("born", "出生日期", Kind.DAY, required=True),
        Column("education", "学历", Kind.CHOICE, required=True, choices={word: word for word in EDUCATION}),
        Column("background", "专业背景", longest=40, hint="评估员填写，如护理。"),
        Column("department", "科室", longest=40, hint="评估专家填写，如神经内科。"),
        Column("role", "类别", Kind.CHOICE, choices={word: word for word in ROLES}, hint="评估专家填写。"),
        Column("title", "职称", Kind.CHOICE, choices={word: word for word in TITLES}),
        Column("practising_since", "从业起始日期", Kind.DAY, required=True),
        Column("certificate", "培训证书编号", longest=60),
        Column("certificate_until", "证书有效期至", Kind.DAY),
        Column("labour_contract", "劳动合同", Kind.YES_NO, hint="已签劳动合同并缴纳社会保险的填“是”。"),
        Column("nhsa_code", "医保编码", longest=32),
        Column("starts_on", "聘期起", Kind.DAY, required=True, hint="续聘的，从现有聘期届满次日起。"),
    ),
    notes=("每人每个岗位一行。申报以后由经办机构协议管理岗逐人审核，审核通过后岗位按聘期生效。",),
    rows_limit=500,
)
HEADS = {column.name: column.head for column in ROSTER.columns}


def doubled(rows: list[Row]) -> Iterator[Fault]:
    """The same person and post twice in one file."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.values["username"], row.values["post"])
        if key in seen:
            yield Fault(row.row, HEADS["username"], f"与第 {seen[key]} 行重复。")
        seen.setdefault(key, row.row)
