"""第三章 失能评估（评估、结论、公示、送达）.

Flow: assigned → visited → (in_committee) → proposed → confirmed → (on_notice → cleared) → concluded → delivered.
Articles: 新疆第八条; 乌鲁木齐第九至十三条、第二十二条; 宁夏第十五条; 黑龙江第八条; 天津一（三）; 医保办发〔2021〕37号.
"""
