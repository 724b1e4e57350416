"""What Django does not make itself: tables by month, the balance of every voucher, and closed months."""

from django.db import migrations, models

LINES = """
CREATE SEQUENCE settlement_claimline_id_seq;
CREATE TABLE settlement_claimline (
    id bigint NOT NULL DEFAULT nextval('settlement_claimline_id_seq'),
    month date NOT NULL,
    batch_id uuid NOT NULL,
    "row" integer NOT NULL,
    provider_id bigint NOT NULL,
    person_id uuid,
    carer_id bigint,
    carer_code varchar(40) NOT NULL,
    item_code varchar(40) NOT NULL,
    day date NOT NULL,
    starts timestamp with time zone,
    ends timestamp with time zone,
    minutes integer NOT NULL,
    quantity numeric(8, 2) NOT NULL,
    price_fen bigint NOT NULL,
    amount_fen bigint NOT NULL,
    lat double precision,
    lon double precision,
    record_id bigint,
    PRIMARY KEY (id, month),
    CONSTRAINT a_line_lies_in_its_month CHECK (month = date_trunc('month', day::timestamp)::date),
    CONSTRAINT a_line_ends_after_it_starts CHECK (ends > starts),
    CONSTRAINT sums_of_a_line_are_not_negative CHECK (quantity > 0 AND price_fen >= 0 AND amount_fen >= 0)
) PARTITION BY RANGE (month);
ALTER SEQUENCE settlement_claimline_id_seq OWNED BY settlement_claimline.id;
CREATE INDEX line_by_batch ON settlement_claimline (batch_id, "row");
CREATE INDEX line_by_person ON settlement_claimline (person_id, day);
CREATE INDEX line_by_carer ON settlement_claimline (carer_id, day);
CREATE TABLE settlement_settledline (
    id bigint NOT NULL,
    month date NOT NULL,
    batch_id uuid NOT NULL,
    provider_id bigint NOT NULL,
    person_id uuid,
    day date NOT NULL,
    minutes integer NOT NULL,
    pool varchar(40) NOT NULL,
    claimed_fen bigint NOT NULL,
    refused_fen bigint NOT NULL,
    over_cap_fen bigint NOT NULL,
    own_fen bigint NOT NULL,
    fund_fen bigint NOT NULL,
    basis jsonb NOT NULL,
    PRIMARY KEY (id, month),
    CONSTRAINT a_settled_line_adds_up CHECK (claimed_fen = refused_fen + over_cap_fen + own_fen + fund_fen),
    CONSTRAINT parts_of_a_settled_line_are_not_negative
        CHECK (refused_fen >= 0 AND over_cap_fen >= 0 AND own_fen >= 0 AND fund_fen >= 0)
) PARTITION BY RANGE (month);
CREATE INDEX settled_by_batch ON settlement_settledline (batch_id);
CREATE INDEX settled_by_person ON settlement_settledline (person_id, day);
"""

BOOKS = """
CREATE FUNCTION settlement_voucher_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint; total bigint; legs bigint;
BEGIN
    IF TG_TABLE_NAME = 'settlement_leg' THEN which := NEW.voucher_id; ELSE which := NEW.id; END IF;
    SELECT coalesce(sum(amount_fen), 0), count(*) INTO total, legs FROM settlement_leg WHERE voucher_id = which;
    IF total <> 0 OR legs < 2 THEN
        RAISE EXCEPTION 'a voucher balances: % legs, sum %', legs, total USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_voucher_balances AFTER INSERT ON settlement_leg
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_voucher_balances();
CREATE CONSTRAINT TRIGGER a_voucher_has_legs AFTER INSERT ON settlement_voucher
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_voucher_balances();
CREATE FUNCTION settlement_month_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('settlement.close', NEW.agency_id));
    IF EXISTS (SELECT 1 FROM settlement_closedmonth
               WHERE agency_id = NEW.agency_id AND month >= date_trunc('month', NEW.day::timestamp)::date) THEN
        RAISE EXCEPTION 'the month of % is closed', NEW.day USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_months_refuse_vouchers BEFORE INSERT ON settlement_voucher
    FOR EACH ROW EXECUTE FUNCTION settlement_month_is_open();
"""

BOOKS_BACK = """
DROP TRIGGER closed_months_refuse_vouchers ON settlement_voucher;
DROP TRIGGER a_voucher_has_legs ON settlement_voucher;
DROP TRIGGER a_voucher_balances ON settlement_leg;
DROP FUNCTION settlement_month_is_open();
DROP FUNCTION settlement_voucher_balances();
"""


class Migration(migrations.Migration):

    dependencies = [("settlement", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(LINES, "DROP TABLE settlement_settledline; DROP TABLE settlement_claimline;")
            ],
            state_operations=[
                migrations.CreateModel(
                    name='ClaimLine',
                    fields=[
                        ('id', models.BigAutoField(primary_key=True, serialize=False)),
                        ('month', models.DateField(verbose_name='费用月份')),
                        ('batch_id', models.UUIDField(verbose_name='批次')),
                        ('row', models.IntegerField(verbose_name='行号')),
                        ('provider_id', models.BigIntegerField(verbose_name='申报机构')),
                        ('person_id', models.UUIDField(null=True, verbose_name='参保人')),
                        ('carer_id', models.BigIntegerField(null=True, verbose_name='护理人员')),
                        ('carer_code', models.CharField(max_length=40, verbose_name='护理人员编码')),
                        ('item_code', models.CharField(max_length=40, verbose_name='项目编码')),
                        ('day', models.DateField(verbose_name='服务日期')),
                        ('starts', models.DateTimeField(null=True, verbose_name='开始时间')),
                        ('ends', models.DateTimeField(null=True, verbose_name='结束时间')),
                        ('minutes', models.IntegerField(verbose_name='时长（分钟）')),
                        ('quantity', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='数量')),
                        ('price_fen', models.BigIntegerField(verbose_name='单价（分）')),
                        ('amount_fen', models.BigIntegerField(verbose_name='金额（分）')),
                        ('lat', models.FloatField(null=True, verbose_name='纬度')),
                        ('lon', models.FloatField(null=True, verbose_name='经度')),
                        ('record_id', models.BigIntegerField(null=True, verbose_name='服务记录')),
                    ],
                    options={
                        'verbose_name': '申报明细',
                        'verbose_name_plural': '申报明细',
                        'indexes': [models.Index(fields=['batch_id', 'row'], name='line_by_batch'), models.Index(fields=['person_id', 'day'], name='line_by_person'), models.Index(fields=['carer_id', 'day'], name='line_by_carer')],
                    },
                ),
                migrations.CreateModel(
                    name='SettledLine',
                    fields=[
                        ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                        ('month', models.DateField(verbose_name='费用月份')),
                        ('batch_id', models.UUIDField(verbose_name='批次')),
                        ('provider_id', models.BigIntegerField(verbose_name='申报机构')),
                        ('person_id', models.UUIDField(null=True, verbose_name='参保人')),
                        ('day', models.DateField(verbose_name='服务日期')),
                        ('minutes', models.IntegerField(verbose_name='时长（分钟）')),
                        ('pool', models.CharField(max_length=40, verbose_name='限额')),
                        ('claimed_fen', models.BigIntegerField(verbose_name='申报（分）')),
                        ('refused_fen', models.BigIntegerField(verbose_name='不予支付（分）')),
                        ('over_cap_fen', models.BigIntegerField(verbose_name='超限额（分）')),
                        ('own_fen', models.BigIntegerField(verbose_name='个人负担（分）')),
                        ('fund_fen', models.BigIntegerField(verbose_name='基金负担（分）')),
                        ('basis', models.JSONField(default=dict, verbose_name='依据')),
                    ],
                    options={
                        'verbose_name': '结算明细',
                        'verbose_name_plural': '结算明细',
                        'indexes': [models.Index(fields=['batch_id'], name='settled_by_batch'), models.Index(fields=['person_id', 'day'], name='settled_by_person')],
                    },
                ),
            ],
        ),
        migrations.RunSQL(BOOKS, BOOKS_BACK),
    ]
