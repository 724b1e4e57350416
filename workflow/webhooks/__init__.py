"""Telling other systems of acts: an outbox filled by the journal, signed messages, tries, receipts, replay.

A message names the act and the case and holds no personal data; who receives it reads the case through the interface
with a token of its own. 新疆第四十一条; 宁夏第五十五条; 黑龙江第四十一条.
"""
