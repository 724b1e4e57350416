"""第五、六章 协议管理: which bodies hold a valid agreement with which agency.

Articles: 新疆第九至十三条; 宁夏第二十五至二十八条; 黑龙江第九至十三条; 天津一（一）.
Designation itself follows in its own chapter.
"""
