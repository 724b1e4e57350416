"""What a rule of the smart review is: a condition over a line and its neighbours, with evidence, kind and article. F2.

A rule is written in SQL, because it is asked of ten million lines at once; its words are these:
`l` the line (id, person_id, carer_id, provider_id, day, minutes, `s` and `e`: its start and end in minutes,
price_fen, amount_fen, lat, lon); what windows say of it: `l.nth_day`, `l.nth_week`, `l.nth_month` (how many times this item came
to the person in the day, week, month up to here), `l.twin` (the id of a line with same person, item and start before
it), `l.person_other_end` / `l.carer_other_end` (until when another carer / person was still being served), `l.person_day_fen`,
`l.person_month_fen`, `l.person_month_minutes`, `l.carer_day_minutes` (time at work, overlaps once), `l.before_lat`,
`l.before_lon`, `l.before_e`, `l.before_person` (the carer's line before);
what is known on the day: `st` standing of the benefit, `hs` stay in hospital, `pe` the person, `pn` a confirmed plan, `pi` the
plan's line for this item, `it` the item in the catalogue, `ca` the carer, `ag` the agreement. All are NULL where there is none.
A condition asks for windows of the person (nth_…, twin, person_…) or of the carer (carer_…, before_…), never of both.

Of a batch of assessment fees (`claims` ASSESSMENT) there is one table for condition and evidence, `h`: the line (day, amount_fen,
month, "row"), the assessment of the person that the body carried out on the day (assessment_id, assessment_kind,
assessment_state, concluded_on, outcome, `bearer`: fund, person, empty where not known yet), `visits`: all that the body did
for the person, in words, and the line before that claims the same (earlier_row, earlier_batch, earlier_unpaid).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

REJECT, QUERY, NOTICE = "reject", "query", "notice"
LINE, CARER = "line", "carer"
CARE, ASSESSMENT = "care", "assessment"


@dataclass(frozen=True)
class Rule:
    """`condition`: SQL over the words above; `evidence`: Chinese label → SQL; `parameters`: name → policy key.

    `cites`: the policy key whose citation is the article. `confirm`: a join that looks closer at the few suspects.
    `allowed`: SQL for the part of the amount (fen) that may be paid all the same. `of` LINE, or CARER where the rule speaks
    of a carer's month as a whole and is told at the first line. A new `version` when the condition changes.
    `claims`: the kind of batch that it speaks of. `unless`: a policy key; the rule speaks only where the region has no value.
    """

    code: str
    label: str
    kind: str
    cites: str
    condition: str
    evidence: Mapping[str, str]
    parameters: Mapping[str, str] = field(default_factory=dict)
    confirm: str = ""
    allowed: str = ""
    of: str = LINE
    version: int = 1
    claims: str = CARE
    unless: str = ""
