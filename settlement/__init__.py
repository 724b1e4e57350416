"""第七章 基金管理：结算申报、智能审核、费用初审、复核、拨付（含追回、冲销、账簿）.

Flow: uploaded → screened → first_reviewed → rechecked → paid; returned on the way, void once replaced.
Three people: who reviews does not re-check, who re-checks does not pay. Amounts are whole fen.
Articles: 新疆第二十六、二十八、三十一、三十五条; 宁夏第三十八、四十一、四十四条; 黑龙江第二十六、二十八、三十一条;
天津通知（七）至（九）; 医保办发〔2024〕22号第二十八条.
"""
