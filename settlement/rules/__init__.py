"""The rules of the smart review, one module each, in the order in which a clerk reads them. F2."""

from settlement.rules.after_death import RULE as AFTER_DEATH
from settlement.rules.base import ASSESSMENT, CARE, CARER, LINE, NOTICE, QUERY, REJECT, Rule
from settlement.rules.carer_banned import RULE as CARER_BANNED
from settlement.rules.carer_clients import RULE as CARER_CLIENTS
from settlement.rules.carer_hours import RULE as CARER_HOURS
from settlement.rules.carer_of_another import RULE as CARER_OF_ANOTHER
from settlement.rules.carer_overlap import RULE as CARER_OVERLAP
from settlement.rules.carer_unknown import RULE as CARER_UNKNOWN
from settlement.rules.carer_unqualified import RULE as CARER_UNQUALIFIED
from settlement.rules.duplicate import RULE as DUPLICATE
from settlement.rules.exclusive_items import RULE as EXCLUSIVE_ITEMS
from settlement.rules.far_from_home import RULE as FAR_FROM_HOME
from settlement.rules.fee_above import RULE as FEE_ABOVE
from settlement.rules.fee_again import RULE as FEE_AGAIN
from settlement.rules.fee_bearer_open import RULE as FEE_BEARER_OPEN
from settlement.rules.fee_of_person import RULE as FEE_OF_PERSON
from settlement.rules.fee_standard_unknown import RULE as FEE_STANDARD_UNKNOWN
from settlement.rules.fee_twice import RULE as FEE_TWICE
from settlement.rules.fee_without_assessment import RULE as FEE_WITHOUT_ASSESSMENT
from settlement.rules.in_hospital import RULE as IN_HOSPITAL
from settlement.rules.no_agreement import RULE as NO_AGREEMENT
from settlement.rules.no_plan import RULE as NO_PLAN
from settlement.rules.not_in_catalogue import RULE as NOT_IN_CATALOGUE
from settlement.rules.other_provider import RULE as OTHER_PROVIDER
from settlement.rules.outside_benefit import RULE as OUTSIDE_BENEFIT
from settlement.rules.outside_plan import RULE as OUTSIDE_PLAN
from settlement.rules.over_hours import RULE as OVER_HOURS
from settlement.rules.over_money import RULE as OVER_MONEY
from settlement.rules.over_plan import RULE as OVER_PLAN
from settlement.rules.over_times import RULE as OVER_TIMES
from settlement.rules.person_overlap import RULE as PERSON_OVERLAP
from settlement.rules.price_above import RULE as PRICE_ABOVE
from settlement.rules.suspended import RULE as SUSPENDED
from settlement.rules.too_long import RULE as TOO_LONG
from settlement.rules.too_short import RULE as TOO_SHORT
from settlement.rules.too_uniform import RULE as TOO_UNIFORM
from settlement.rules.travel import RULE as TRAVEL
from settlement.rules.wrong_performer import RULE as WRONG_PERFORMER

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        AFTER_DEATH, IN_HOSPITAL, OUTSIDE_BENEFIT, SUSPENDED, OTHER_PROVIDER, NO_AGREEMENT, NO_PLAN, OUTSIDE_PLAN,
        OVER_PLAN, OVER_TIMES, OVER_HOURS, OVER_MONEY, PRICE_ABOVE, NOT_IN_CATALOGUE, WRONG_PERFORMER, CARER_UNKNOWN,
        CARER_UNQUALIFIED, CARER_BANNED, CARER_OF_ANOTHER, DUPLICATE, EXCLUSIVE_ITEMS, CARER_OVERLAP, PERSON_OVERLAP,
        TRAVEL, FAR_FROM_HOME, CARER_HOURS, CARER_CLIENTS, TOO_SHORT, TOO_LONG, TOO_UNIFORM, FEE_WITHOUT_ASSESSMENT,
        FEE_TWICE, FEE_AGAIN, FEE_OF_PERSON, FEE_BEARER_OPEN, FEE_ABOVE, FEE_STANDARD_UNKNOWN,
    )
}  # fmt: skip

__all__ = ["ASSESSMENT", "CARE", "CARER", "LINE", "NOTICE", "QUERY", "REJECT", "RULES", "Rule"]
