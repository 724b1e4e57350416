"""Deadlines of a matter: begun, paused, resumed, extended, met and voided by acts, passed by the clock.

Every call belongs in the transaction of its act, locks the rows that it changes and takes a number of queries that does
not depend on how many there are. What is counted how: `workflow.rules.due_dates`. The clock: `sweeping`.
"""

from workflow.deadlines.closing import end, meet, void
from workflow.deadlines.extending import extend
from workflow.deadlines.finding import find, find_each, trace
from workflow.deadlines.pausing import pause, resume
from workflow.deadlines.starting import begin, limit, start

__all__ = ["begin", "end", "extend", "find", "find_each", "limit", "meet", "pause", "resume", "start", "trace", "void"]
