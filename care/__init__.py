"""第四章 护理服务与待遇（待遇起止、暂停、恢复、变更；待遇标准）.

Of a benefit (待遇) the rules stand here: from dated facts (conclusions, plan confirmations, stays in hospital,
suspensions, choices of mode and provider, death) follow its periods, and from those its state on any day, with the
event and the article; and what is wrong with a care plan (护理服务计划).
Articles: 新疆第十四至十七条; 宁夏第十六至二十四条; 黑龙江第十四至十七条; 天津通知（五）.
"""
