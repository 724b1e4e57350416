"""People of the agencies and what they may do: areas, organisations, users, posts, sign-in, encryption.

Sources: 新疆经办规程第五条、第四十五条、第四十六条; 宁夏第四十三条、第五十八条、第五十九条;
黑龙江第五条、第四十五条、第四十六条 (岗位职责、内控、用户管理、信息安全).
"""
