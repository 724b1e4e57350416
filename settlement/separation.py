"""First review, re-check and payment of a batch are three people; who sent it is none of them. F3, G3."""

from accounts.actors import Actor
from settlement.models import ClaimBatch
from workflow.acts import Context, label_of
from workflow.models import JournalEntry
from workflow.refusal import Code, Refusal

SENT = {"settlement.upload", "settlement.open_fee", "settlement.release_holdback"}


def apart(ctx: Context) -> None:
    """Whoever did one of the acts that the region keeps apart does not do another of the same batch."""
    line = ctx.rule("settlement.separate_posts")
    others = {b if a == ctx.act.name else a for a, b in line.value if ctx.act.name in (a, b)} | SENT
    done = _done(ctx.case, ctx.by, others)
    if done:
        message = f"您已办理过本批次的“{label_of(done)}”，“{ctx.act.label}”必须由另一人办理。"
        raise Refusal(Code.SAME_PERSON, message, line.citation)


def _done(batch: ClaimBatch, by: Actor, names: set[str]) -> str | None:
    """The last such act of the person, by the journal: that also knows what was sent back since."""
    if by.user_id is None:
        return None
    entries = JournalEntry.objects.filter(matter=batch.matter, actor_id=by.user_id, act__in=names)
    return entries.order_by("-id").values_list("act", flat=True).first()
