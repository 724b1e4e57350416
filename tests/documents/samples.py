"""Facts of one imaginary case, for every letter."""

from dataclasses import fields
from datetime import date

from documents import blanks, care_facts, facts, settlement_facts
from policy import scales

AGENCY = facts.Office(
    code="650100-agency",
    name="乌鲁木齐市医疗保障服务中心",
    number_word="乌医保",
    address="乌鲁木齐市水磨沟区南湖东路1号",
    phone="0991-0000000",
)
BODY = facts.Office(
    code="650102-body", name="乌鲁木齐安康失能等级评估中心", number_word="乌安康评", nhsa_code="PG650102000001"
)
LEADING_GROUP = facts.Office(
    code="650100-group", name="乌鲁木齐市长期护理保险工作领导小组办公室", number_word="乌长护办", phone="0991-0000001"
)
OBJECTION = facts.Objection(
    office_name=AGENCY.name,
    period="公示期内",
    until=date(2026, 3, 17),
    citation="《乌鲁木齐市长期护理保险失能评定细则》第十三条",
)
PERSON = {
    "issuer": AGENCY,
    "area_name": "乌鲁木齐市天山区",
    "citations": ("《乌鲁木齐市长期护理保险失能评定细则》第七条、第八条",),
    "person_name": "张桂兰",
    "id_number_masked": "650102********0023",
    "person_address": "乌鲁木齐市天山区解放南路88号2栋301室",
    "contact_name": "李岗",
    "contact_phone": "0991-0000002",
}

APPLICATION_FORM = facts.ApplicationFormFacts(
    issuer=AGENCY,
    area_name="乌鲁木齐市天山区",
    region_name="新疆维吾尔自治区",
    person_name="张桂兰",
    id_number="650102194805060023",
    sex="女",
    age="77",
    ethnicity="汉族",
    insured_place="乌鲁木齐市天山区",
    disabled_months="13",
    rehabilitated=True,
    rehabilitation_months="6",
    first_application=True,
    phone="13900000000",
    reason="脑梗死后遗右侧偏瘫，长期卧床，进食、穿衣、如厕均需他人帮助。",
    service_kind="全日居家护理",
    insurance_kinds=("职工基本医疗保险",),
    education="小学",
    living="与子女居住",
    address="新疆维吾尔自治区乌鲁木齐市天山区解放南路88号2栋301室",
    carers=("子女", "护工"),
    applicant_name="陈镕堃",
    applicant_relation="子女",
    applicant_phone="13900000001",
    applicant_id_number="650102197503040015",
    applicant_address="新疆维吾尔自治区乌鲁木齐市天山区解放南路88号2栋301室",
    signed_on=date(2026, 2, 10),
    office_notes="材料齐全，2026年2月10日受理。",
)
ACCEPTANCE = facts.AcceptanceFacts(
    **PERSON,
    addressee_name="陈镕堃",
    addressee_relation="子女",
    applied_on=date(2026, 2, 10),
    accepted_on=date(2026, 2, 10),
    kind_label="首次申请",
    papers=(
        facts.Paper(label="长期护理失能等级评估申请表", form="原件"),
        facts.Paper(label="身份证", form="原件、复印件"),
        facts.Paper(label="住院病历（与失能原因直接相关）", form="复印件", remark="加盖医院公章"),
        facts.Paper(label="申请人承诺书", form="原件"),
    ),
    review_due=date(2026, 2, 24),
    conclusion_due=date(2026, 3, 30),
)
SUPPLEMENT = facts.SupplementFacts(
    **PERSON,
    applied_on=date(2026, 2, 10),
    missing=(
        facts.MissingPaper(label="失能评定申请委托授权书", reason="由代理人办理，须提交授权书原件"),
        facts.MissingPaper(label="代理人身份证复印件", reason="所交复印件不清晰"),
    ),
    until=date(2026, 2, 28),
    consequence="逾期未补正且未说明理由的，本次申请终止，材料齐备后可以重新申请。",
)
REFUSAL = facts.RefusalFacts(
    **PERSON,
    objection=facts.Objection(office_name="乌鲁木齐市医疗保障局", request="反映情况"),
    applied_on=date(2026, 2, 10),
    refused_on=date(2026, 2, 11),
    grounds=(
        facts.Ground(
            label="生活不能自理未达或预期不达6个月以上，病情不稳定的",
            found="自述失能自2026年1月起，至申请日未满6个月",
            citation="《乌鲁木齐市长期护理保险失能评定细则》第十一条第（二）项",
        ),
    ),
    advice="上述情形消除后，可以再次提出申请。",
)
REVIEW_RESULT = facts.ReviewResultFacts(
    **PERSON,
    accepted_on=date(2026, 2, 10),
    decided_on=date(2026, 2, 12),
    passed=True,
    findings=("申请材料齐全，参保状态正常。",),
    next_step="我单位将组织上门评估，评估人员会提前与您联系。",
)
DISPATCH = facts.DispatchFacts(
    **PERSON,
    body=BODY,
    addressee_name="陈镕堃",
    addressee_relation="子女",
    kind_label="初评",
    route_label="依托劳动能力鉴定机构实施评估",
    means_label="上门评估",
    accepted_on=date(2026, 2, 10),
    visit_phone="139****0001",
    conclusion_due=date(2026, 3, 30),
    excluded=("赵某（与评估对象有亲属关系）",),
    requirements=("至少2名专业人员上门。", "至少1名监护人或代理人在场，全过程影像记录。"),
)
VIDEO_APPOINTMENT = facts.VideoAppointmentFacts(
    **PERSON,
    day=date(2026, 3, 5),
    time_label="10:30",
    channel="医保视频平台，会议号 123 456 789，入会密码另以短信发送",
    assessors=("赵启明", "钱雅文"),
    body_name="齐齐哈尔市第一失能评估中心",
    guardian_name="陈镕堃",
    replaces=True,
    requirements=("本人须在场，并有至少 1 名监护人或委托代理人陪同。", "请备好身份证件、病历，以及长期异地居住备案。"),
)
EXTENSION = facts.ExtensionFacts(
    **PERSON,
    deadline_label="作出评定意见",
    accepted_on=date(2026, 2, 10),
    due_before=date(2026, 3, 30),
    due_after=date(2026, 4, 29),
    days=30,
    cause="涉及医疗卫生专业较多",
    reason="伤情复杂，涉及神经内科、骨科和精神科，需要委托医疗机构补充检查。",
    approved_by="王建国（负责人）",
)
PUBLIC_NOTICE = facts.PublicNoticeFacts(
    issuer=AGENCY,
    area_name="乌鲁木齐市",
    citations=("《乌鲁木齐市长期护理保险失能评定细则》第九条第（四）项",),
    opens_on=date(2026, 3, 10),
    closes_on=date(2026, 3, 17),
    rows=tuple(
        facts.NoticeRow(
            name_masked=name,
            id_number_masked="650102********0023",
            area_name="乌鲁木齐市天山区",
            level_label="重度失能Ⅱ级",
        )
        for name in ("张**", "堃*", "李*")
    ),
    places=("市医疗保障局", "各区县医疗保障局", "长护险共保办公室", "定点护理服务机构", "参保人常住地所在社区"),
    period_label="不少于7日",
    report_to=AGENCY,
)
_CONCLUSION = {
    **PERSON,
    "issuer": LEADING_GROUP,
    "heading": "乌鲁木齐市长期护理保险失能评定结论书",
    "citations": ("《乌鲁木齐市长期护理保险失能评定细则》第九条第（三）项、第十条",),
    "applied_on": date(2026, 2, 10),
    "accepted_on": date(2026, 2, 10),
    "kind_label": "首次评估",
    "route_label": "依托劳动能力鉴定机构实施评估",
    "assessed_on": date(2026, 2, 26),
    "assessed_at": "乌鲁木齐市天山区解放南路88号2栋301室",
    "dimensions": (
        facts.DimensionResult(label="日常生活活动能力", points=15, full=100, grade="重度受损"),
        facts.DimensionResult(label="认知能力", points=2, full=16, grade="中度受损"),
        facts.DimensionResult(label="感知觉与沟通能力", points=8, full=12, grade="轻度受损"),
    ),
    "level": 4,
    "level_label": "重度失能Ⅱ级",
    "qualifies": True,
    "scale_version": "医保办发〔2021〕37号",
    "scale_confirmed": False,
    "concluded_on": date(2026, 3, 18),
    "body": BODY,
    "assessors": ("古丽娜尔", "马昇玥"),
    "experts": ("刘䶮", "陈𬱖"),
    "notice_from": date(2026, 3, 10),
    "notice_to": date(2026, 3, 17),
    "notice_result": "公示期满无异议",
    "valid_from": date(2026, 3, 18),
    "valid_to": date(2028, 3, 17),
    "benefit_from": date(2026, 4, 1),
    "care_advice": (
        "每2小时协助翻身一次，预防压力性损伤。",
        "进食时取半卧位，食物宜软烂，防止呛咳。",
        "每日进行关节被动活动，每次20分钟。",
    ),
    "deliverer": AGENCY,
    "objection": OBJECTION,
}
CONCLUSION = facts.ConclusionFacts(**_CONCLUSION)
REVIEW_CONCLUSION = facts.ReviewConclusionFacts(
    **{
        **_CONCLUSION,
        "objection": None,
        "kind_label": "复评",
        "heading": "乌鲁木齐市长期护理保险失能复评结论书",
        "final": True,
        "notice_from": None,
    },
    first_number="乌长护办长护评〔2026〕1号",
    first_level_label="重度失能Ⅰ级",
    cause="本人认为认知能力一项评分与实际不符。",
    requested_by="张桂兰（本人）",
    requested_on=date(2026, 3, 12),
    recusal_confirmed=True,
    changed=True,
    fee_bearer="长期护理保险基金",
)
DELIVERY_RECEIPT = facts.DeliveryReceiptFacts(
    **PERSON,
    letter_label="失能等级评估结论书",
    letter_number="乌长护办长护评〔2026〕1号",
    means_label="直接送达",
    delivered_on=date(2026, 3, 19),
    recipient_name="陈镕堃",
    recipient_relation="子女（委托代理人）",
    place="乌鲁木齐市医疗保障服务中心受理窗口",
    delivered_by="李岗",
    proof="签收",
)
REPORT_OUTCOME = facts.ReportOutcomeFacts(
    issuer=AGENCY,
    area_name="乌鲁木齐市天山区",
    citations=("《新疆维吾尔自治区长期护理保险经办规程（征求意见稿）》第八条（二）5",),
    reporter_name="王建国",
    receipt="7KXQ4MTA9D",
    reported_on=date(2026, 3, 11),
    settled_on=date(2026, 3, 14),
    masked_person="张*兰",
    borne_out=True,
    next_step="经办机构将组织复评，以复评结论为准。",
)
REVIEW_NOTICE = facts.ReviewNoticeFacts(
    **PERSON,
    cause="第三人实名反映的情况经核实基本属实（2026年3月14日）",
    decided_on=date(2026, 3, 14),
    level_label="重度失能Ⅱ级",
    result_due=date(2026, 3, 30),
    requirements=("复评由不少于2名评估专家参加，参加初次评估的机构和人员回避。", "复评结论为最终结论，不再公示。"),
)
REASSESSMENT_NOTICE = facts.ReassessmentNoticeFacts(
    **PERSON,
    cause="有效期将满",
    called_on=date(2028, 1, 20),
    level_label="重度失能Ⅱ级",
    concluded_on=date(2026, 3, 18),
    valid_until=date(2028, 3, 18),
    consequence="拒不配合的，现有结论有效期届满后不再享受待遇。",
)
NON_COOPERATION = facts.NonCooperationFacts(
    **PERSON,
    called_on=date(2028, 1, 20),
    refused_on=date(2028, 2, 20),
    valid_until=date(2028, 3, 18),
    consequence="拒不配合重新评估的，暂停待遇享受资格。",
    remedy="完成重新评估且达到待遇享受条件的，自新结论出具的次月起恢复待遇。",
)
POWER_OF_ATTORNEY = facts.PowerOfAttorneyFacts(
    issuer=AGENCY,
    area_name="乌鲁木齐市",
    region_name="新疆维吾尔自治区",
    person_name="张桂兰",
    id_number="650102194805060023",
    phone="13900000000",
    address="新疆维吾尔自治区乌鲁木齐市天山区解放南路88号和平家园小区2号楼3单元301室",
    agent_name="陈镕堃",
    agent_id_number="650102197503040015",
    agent_phone="13900000001",
    agent_address="新疆维吾尔自治区乌鲁木齐市天山区解放南路88号和平家园小区2号楼3单元301室",
    signed_on=date(2026, 2, 10),
)
SELF_ASSESSMENT = facts.SelfAssessmentFacts(
    issuer=AGENCY,
    area_name="乌鲁木齐市",
    region_name="新疆维吾尔自治区",
    person_name="张桂兰",
    id_number="650102194805060023",
    answers=blanks.self_answers(
        {"eating": "partial", "dressing": "dependent", "continence": "dependent", "toileting": "dependent",
         "bathing": "dependent", "transfer": "independent"}
    ),
    grade="E",
    signed_on=date(2026, 2, 10),
)  # fmt: skip
UNDERTAKING = facts.UndertakingFacts(
    issuer=AGENCY,
    area_name="乌鲁木齐市",
    region_name="新疆维吾尔自治区",
    person_name="昇玥䶮𬱖",
    agent_name="陈镕堃",
    signed_on=date(2026, 2, 10),
)
SCALE_SHEETS = facts.ScaleSheetsFacts(
    issuer=BODY,
    area_name="乌鲁木齐市",
    region_name="新疆维吾尔自治区",
    person_name="张桂兰",
    id_number="650102194805060023",
    sex="女",
    born=date(1948, 5, 6),
    assessed_on=date(2026, 3, 4),
    place="乌鲁木齐市天山区解放南路88号2栋301室",
    means_label="现场",
    guardian_name="陈镕堃",
    sheets=blanks.scale_sheets(
        scales.current(),
        {"adl": [0, 0, 0, 0, 5, 0, 5, 5, 0, 0], "cognition": [1, 1, 0, 0], "perception": [3, 3, 2]},
        {"adl": 15, "cognition": 2, "perception": 8},
        {"adl": "重度受损", "cognition": "中度受损", "perception": "轻度受损"},
    ),
    level=4,
    level_label="重度失能Ⅱ级",
    scale_version="37-2021",
    assessors=("古丽娜尔", "马昇玥"),
    body_name="乌鲁木齐安康失能等级评估中心",
)
FEE_RECEIPT = facts.FeeReceiptFacts(
    **PERSON,
    amount="300.00",
    payer="陈镕堃",
    method="移动支付",
    paid_on=date(2026, 3, 3),
    purpose="失能等级初评",
    note="初次评定通过的，或者复评后等级有变化的，费用由长期护理保险基金支付，预缴的费用退还；否则由个人承担。",
)
PROVIDER = facts.Office(code="650102-care", name="乌鲁木齐天山颐和护理服务中心", phone="0991-0000003")
CARE_DISPATCH = care_facts.CareDispatchFacts(
    **PERSON,
    provider=PROVIDER,
    kind_label="首次选择",
    mode_label="居家护理",
    variant="定点机构上门护理",
    level_label="重度失能Ⅱ级",
    visit_phone="13900000000",
    benefit_from=date(2026, 4, 1),
    answer_due=date(2026, 3, 25),
    advice="建议每周上门三次，协助进食、排泄、翻身。",
)
CARE_PLAN = care_facts.CarePlanFacts(
    **PERSON,
    provider=PROVIDER,
    version=2,
    mode_label="居家护理",
    level_label="重度失能Ⅱ级",
    effective_from=date(2026, 4, 1),
    confirmed_on=date(2026, 3, 27),
    confirmed_by="陈镕堃",
    confirmed_means="手机签名",
    rows=(
        care_facts.PlanRow(
            code="DEMO-LS-01", name="协助进食", weekdays="周一、周三、周五", times_a_week=3, minutes=30,
            performer="长期照护师、护理员", price="30.00", demo=True,
        ),
        care_facts.PlanRow(
            code="", name="陪同散步", weekdays="周六", times_a_week=1, minutes=60, performer="长期照护师、护理员",
            price="50.00", outside=True,
        ),
    ),
    staffing="每次1名护理人员",
    advice="建议每周上门三次，协助进食、排泄、翻身。",
    drafted_by="古丽娜尔",
    drafter_office="委托经办机构",
    revision_reason="评价后增加陪同散步",
    limits=("每月最多30小时",),
)  # fmt: skip
SUSPENSION = care_facts.SuspensionFacts(
    **PERSON,
    cause_label="拒不配合重新评估",
    finding="2026年5月6日、5月20日两次上门均拒绝评估。",
    suspended_on=date(2026, 5, 21),
    remedy="完成重新评估且达到待遇享受条件的，自重新评估结论出具的次月起恢复待遇。",
)
RESUMPTION = care_facts.ResumptionFacts(
    **PERSON,
    cause_label="拒不配合重新评估",
    finding="重新评估结论为重度失能Ⅱ级，达到待遇享受条件。",
    suspended_on=date(2026, 5, 21),
    cleared_on=date(2026, 6, 18),
    resumes_on=date(2026, 7, 1),
)

ORGANISATION = facts.Office(code="P1", name="乌鲁木齐安康护理站", address="示范路1号", phone="0991-0000002")
TO_ORGANISATION = facts.OrganisationFacts(
    issuer=AGENCY,
    area_name="乌鲁木齐市",
    citations=("新疆经办规程（征求意见稿）第二十条（二）",),
    organisation=ORGANISATION,
    opening="你单位提出的定点长护服务机构申请，经综合审核，结果如下。",
    lines=(facts.LabelledLine(label="审核结果", value="不合格"),),
    list_title="理由和整改建议",
    listed=("护理人员不足", "增加护理人员"),
    closing=("自本告知书送达之日起，3个月内完成整改的，可以申请再次组织审核。",),
)
DESIGNATION_NOTICE = facts.DesignationNoticeFacts(
    issuer=AGENCY,
    area_name="乌鲁木齐市",
    organisation=ORGANISATION,
    kind_label="定点长护服务机构",
    scope="全市",
    opens_on=date(2026, 3, 2),
    closes_on=date(2026, 3, 9),
    period_label="不少于5个工作日",
    report_how="对公示的机构有异议的，可以在公示期内以真实姓名提出。",
)
AGREEMENT = facts.AgreementFacts(
    issuer=AGENCY,
    area_name="乌鲁木齐市",
    organisation=ORGANISATION,
    kind_label="定点长护服务机构",
    agreement_number="乌医保协〔2026〕1号",
    text_version="2026-1",
    starts_on=date(2026, 3, 10),
    ends_on=date(2027, 3, 9),
    signed_on=date(2026, 3, 10),
    signed_by_name="赵建设",
    agency_signed_by="钱丽",
    clauses=(facts.Clause(heading="第一条　服务内容", paragraphs=("乙方提供居家护理服务。",)),),
)
STATEMENT = settlement_facts.SettlementStatementFacts(
    issuer=AGENCY,
    area_name="乌鲁木齐市",
    provider=PROVIDER,
    kind_label="护理服务费用",
    month=date(2026, 4, 1),
    batch_number=1,
    total=settlement_facts.StatementRow(
        label="合计", lines=120, people=6, claimed_fen=360000, refused_fen=3000, over_cap_fen=12000, own_fen=103500,
        fund_fen=241500,
    ),
    rows=(
        settlement_facts.StatementRow(
            label="居家护理", lines=120, people=6, claimed_fen=360000, refused_fen=3000, over_cap_fen=12000,
            own_fen=103500, fund_fen=241500, standard="每月最高1800元，基金支付70%", citation="乌政办〔2024〕1号第九条",
        ),
    ),
    refused=(
        settlement_facts.StatementRow(
            label="服务时间与住院重叠", lines=1, claimed_fen=3000, refused_fen=3000,
            citation="国家医保经办规程第二十五条",
        ),
    ),
    withheld_fen=12075,
    withheld_share=5,
    withheld_citation="乌政办〔2024〕1号第二十条",
    offset_fen=5000,
    paid_fen=224425,
    payee_holder="乌鲁木齐天山颐和护理服务中心",
    payee_bank="中国银行乌鲁木齐分行",
    payee_last4="0123",
    not_passed_on="乌政办〔2024〕1号第二十一条",
    assumed=True,
    first_reviewer="孙敏",
    rechecker="周强",
    payer="吴芳",
)  # fmt: skip

ALL: dict[str, facts.LetterFacts] = {
    "settlement_statement": STATEMENT,
    "designation_acceptance": TO_ORGANISATION,
    "designation_supplement": TO_ORGANISATION,
    "designation_refusal": TO_ORGANISATION,
    "designation_result": TO_ORGANISATION,
    "designation_notice": DESIGNATION_NOTICE,
    "filing_letter": TO_ORGANISATION,
    "agreement": AGREEMENT,
    "agreement_change": TO_ORGANISATION,
    "care_dispatch": CARE_DISPATCH,
    "care_plan": CARE_PLAN,
    "suspension_notice": SUSPENSION,
    "resumption_notice": RESUMPTION,
    "application_form": APPLICATION_FORM,
    "power_of_attorney": POWER_OF_ATTORNEY,
    "self_assessment": SELF_ASSESSMENT,
    "undertaking": UNDERTAKING,
    "scale_sheets": SCALE_SHEETS,
    "acceptance_notice": ACCEPTANCE,
    "supplement_notice": SUPPLEMENT,
    "refusal_notice": REFUSAL,
    "review_result_notice": REVIEW_RESULT,
    "dispatch_order": DISPATCH,
    "extension_notice": EXTENSION,
    "video_appointment_notice": VIDEO_APPOINTMENT,
    "public_notice": PUBLIC_NOTICE,
    "conclusion": CONCLUSION,
    "review_conclusion": REVIEW_CONCLUSION,
    "delivery_receipt": DELIVERY_RECEIPT,
    "report_outcome": REPORT_OUTCOME,
    "fee_receipt": FEE_RECEIPT,
    "review_ordered_notice": REVIEW_NOTICE,
    "reassessment_notice": REASSESSMENT_NOTICE,
    "non_cooperation_notice": NON_COOPERATION,
}


def renamed(sample: facts.LetterFacts, **changes: object) -> facts.LetterFacts:
    """The sample with other values."""
    values = {field.name: getattr(sample, field.name) for field in fields(sample)}
    return type(sample)(**{**values, **changes})
