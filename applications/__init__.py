"""第三章 失能评估（申请与受理）: application, materials, acceptance, material review, field enquiry.

Flow: draft → submitted → (supplementing) → accepted → (enquiring) → approved, or refused, withdrawn, lapsed.
Articles: 新疆第六、七条; 乌鲁木齐第七至九条、第十一条; 宁夏第十二至十四条; 黑龙江第六、七条; 天津一（三）.
"""
