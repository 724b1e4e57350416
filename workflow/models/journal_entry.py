import pgtrigger
from django.db import models

from accounts.fields import EncryptedTextField

NO_TRUNCATE = """
    IF current_setting('ltci.allow_truncate', true) = 'on' THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'the journal is append-only';
"""


# The outbox of other systems: an act that happened is told, an act that did not is not, whatever breaks in between.
TELL = """
    INSERT INTO workflow_webhookdelivery
        (id, webhook_id, entry_id, act, matter, case_kind, case_id, old_state, new_state, at, state, tries, next_at)
    SELECT gen_random_uuid(), w.id, NEW.id, NEW.act, NEW.matter, NEW.case_kind, NEW.case_id, NEW.old_state,
           NEW.new_state, NEW.at, 'waiting', 0, NEW.recorded_at
    FROM workflow_webhook w
    WHERE w.ended_at IS NULL AND starts_with(NEW.area_code, w.area_prefix)
      AND (cardinality(w.acts) = 0 OR NEW.act = ANY(w.acts));
    RETURN NULL;
"""


HEAD = """
    UPDATE workflow_journalhead SET hash = NEW.hash WHERE area_code = NEW.area_code AND seq = NEW.seq;
    RETURN NULL;
"""


class JournalEntry(models.Model):
    """One act, as it was: who, in which post, on what, why. No foreign keys: it outlives its case."""

    area_code = models.CharField("统筹区", max_length=6)
    seq = models.BigIntegerField("序号")
    at = models.DateTimeField("办理时间")
    recorded_at = models.DateTimeField("记录时间")
    act = models.CharField("办理事项", max_length=60)
    matter = models.UUIDField("事项编号", null=True)
    case_kind = models.CharField("案件类别", max_length=60, blank=True)
    case_id = models.CharField("案件编号", max_length=40, blank=True)
    actor_id = models.BigIntegerField("经办人编号", null=True)
    actor_name = models.CharField("经办人", max_length=80)
    post = models.CharField("岗位", max_length=40, blank=True)
    organisation_id = models.BigIntegerField("机构编号", null=True)
    organisation_name = models.CharField("机构", max_length=120, blank=True)
    old_state = models.CharField("原状态", max_length=40, blank=True)
    new_state = models.CharField("新状态", max_length=40, blank=True)
    reason = EncryptedTextField("理由", blank=True)
    citation = models.TextField("依据", blank=True)
    changed = models.JSONField("变更内容", default=dict)
    previous_hash = models.CharField("前一条哈希", max_length=64)
    hash = models.CharField("哈希", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理日志"
        constraints = [
            models.UniqueConstraint(fields=["area_code", "seq"], name="journal_seq_is_given_once_per_area"),
        ]
        indexes = [
            models.Index(fields=["matter", "id"], name="journal_by_matter"),
            models.Index(fields=["case_id", "id"], name="journal_by_case"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func=NO_TRUNCATE,
            ),
            pgtrigger.Trigger(name="ends_the_chain", when=pgtrigger.After, operation=pgtrigger.Insert, func=HEAD),
            pgtrigger.Trigger(
                name="tell_others",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.matter IS NOT NULL AND NEW.case_id <> ''"),
                func=TELL,
            ),
        ]
