"""第二章 参保筹资: the register of insured persons, in step with basic medical insurance.

Articles: 宁夏第九条、第十条; 新疆第二十四条; 黑龙江第二十四条. One file per person (新疆第五十条, 宁夏第六十三条).
"""
