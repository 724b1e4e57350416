"""Service records of a month as one workbook: streamed into a staging table, checked in SQL, stored whole or not.

The questions are those of `care.rules.records`, asked of the whole file at once; what is wrong is told by row and cell.
C5. 宁夏第二十条; 天津通知（六）、（七）.
"""
