"""第四章 护理服务与待遇（选择、派单、护理服务计划、服务记录；待遇起止、暂停、恢复、变更；待遇标准）.

A delivered conclusion that qualifies opens a `Benefit` (待遇). The person chooses mode and provider, the agency
dispatches, the provider accepts, the care specialist drafts a plan, the person confirms it, carers record services.
Its periods follow from dated facts alone (`care.rules.periods`, ADR 13) and are stored anew with every change; states
`pending` → `active` ⇄ `suspended` → `ended` are those of today, moved on by the clock on the day they turn.
Articles: 新疆第十四至十七条; 宁夏第十六至二十四条; 黑龙江第十四至十七条; 天津通知（四）至（七）.
"""
