"""A month of service records by workbook: read, checked and stored, against parsing and a bare COPY of the same rows.

Limit: three times what python-calamine needs to parse the file and COPY to take its rows into a bare table; 400 MB.
"""

import io
import os
import resource
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ltci.settings.test")

import django

django.setup()

import pgtrigger  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from accounts.models import Area, Organisation, User  # noqa: E402
from applications.models import Application  # noqa: E402
from care.acts.upload_services import take  # noqa: E402
from care.catalogue import load_demo  # noqa: E402
from care.models import Benefit, BenefitPeriod, CarePlan, Placement, ServiceRecord, ServiceUpload  # noqa: E402
from care.uploads.template import BOOK  # noqa: E402
from documents.workbooks import blank  # noqa: E402
from enrolment.acts.register import complete  # noqa: E402
from enrolment.models import Person  # noqa: E402
from providers.models import Agreement, StaffMember  # noqa: E402

ROWS, PERSONS, DAYS, VISITS = 200_000, 3_400, 30, 2
RATIO, MEGABYTES = 3.0, 400
FIRST = date(2026, 4, 1)
NOW = datetime(2026, 5, 2, 1, tzinfo=UTC)


def stage() -> tuple[Organisation, User, list[Person], list[StaffMember]]:
    """A provider with its persons, each with a benefit, a period and a confirmed plan; one carer for every five."""
    area = Area.objects.get_or_create(code="640100", defaults={"name": "银川市", "level": "city", "valid": True})[0]
    agency = Organisation.objects.create(code=uuid4().hex[:12], name="经办机构", kind="agency", area=area)
    provider = Organisation.objects.create(code=uuid4().hex[:12], name="服务机构", kind="provider", area=area)
    user = User.objects.create(username=uuid4().hex, name="管理员")
    load_demo(date(2024, 1, 1))
    Agreement.objects.bulk_create(
        [
            Agreement(
                agency=agency, organisation=provider, number="B1", starts_on=date(2025, 1, 1), ends_on=date(2027, 1, 1)
            )
        ]
    )
    persons = Person.objects.bulk_create([_person(number) for number in range(PERSONS)])
    applications = Application.objects.bulk_create([_application(row, agency) for row in persons])
    benefits = Benefit.objects.bulk_create([_benefit(row, provider) for row in applications])
    BenefitPeriod.objects.bulk_create(
        BenefitPeriod(
            benefit=row, person_id=row.person_id, since=date(2026, 1, 1), state="active", level=4, mode="home",
            provider=provider, cause="entitled", event_on=date(2025, 12, 15),
        )
        for row in benefits
    )  # fmt: skip
    Placement.objects.bulk_create(
        Placement(
            benefit=row, mode="home", provider=provider, state="accepted", chosen_on=date(2026, 1, 1),
            serves_from=date(2026, 1, 1), answered_at=NOW,
        )
        for row in benefits
    )  # fmt: skip
    CarePlan.objects.bulk_create(
        CarePlan(
            benefit=row, number=1, mode="home", provider=provider, level=4, state="confirmed", drafted_by=user,
            drafted_at=NOW, effective_from=date(2026, 1, 1), confirmed_on=date(2026, 1, 1), confirmed_means="paper",
            confirmed_by_name="本人",
        )
        for row in benefits
    )  # fmt: skip
    return provider, user, persons, StaffMember.objects.bulk_create([_carer(provider, n) for n in range(PERSONS // 5)])


def _person(number: int) -> Person:
    born = date(1940, 1, 1) + timedelta(days=number)
    row = Person(
        name=f"参保人{number}", sex="female", born=born, id_number=f"640104{born:%Y%m%d}{number % 1000:03d}0",
        area_code="640100", created_at=NOW,
    )  # fmt: skip
    complete(row)
    return row


def _application(person: Person, agency: Organisation) -> Application:
    pk = uuid4()
    return Application(
        id=pk, matter=pk, area_code="640100", agency=agency, policy_on=date(2025, 12, 1), created_at=NOW, person=person,
        disabled_since=date(2024, 1, 1), treated_since=date(2024, 1, 1),
    )  # fmt: skip


def _benefit(row: Application, provider: Organisation) -> Benefit:
    return Benefit(
        id=uuid4(), matter=row.matter, area_code=row.area_code, agency_id=row.agency_id, policy_on=row.policy_on,
        created_at=NOW, application=row, person_id=row.person_id, insured="employee", level=4, mode="home",
        provider=provider, starts_on=date(2026, 1, 1),
    )  # fmt: skip


def _carer(provider: Organisation, number: int) -> StaffMember:
    row = StaffMember(
        organisation=provider, name=f"护理员{number}", nhsa_code=f"HL{number:06d}", starts_on=date(2024, 1, 1)
    )
    row.identify(f"64010419800101{number:04d}")
    return row


def workbook(persons: list[Person], carers: list[StaffMember]) -> bytes:
    """Each person is visited twice a day; each carer goes from one of its five to the next."""
    rows = []
    for number in range(ROWS):
        visit, rest = number % VISITS, number // VISITS
        person, day = rest % PERSONS, rest // PERSONS
        start = datetime(2026, 4, 1, 7, 0) + timedelta(days=day % DAYS, hours=5 * visit, minutes=50 * (person % 5))
        end = start + timedelta(minutes=40)
        rows.append(
            (
                f"R{number:07d}", persons[person].id_number, persons[person].name, carers[person // 5].nhsa_code,
                f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", "参保人家中", "身份证件",
                "DEMO-LS-01×1、DEMO-LS-05×1", persons[person].name,
            )
        )  # fmt: skip
    return blank(BOOK, rows)


def bare(content: bytes) -> float:
    """Seconds for parsing alone and COPY of the same cells into a table without any key."""
    began = time.perf_counter()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(BOOK.title).to_python()
    with connection.cursor() as cursor:
        columns = ", ".join(f"c{place} text" for place in range(len(BOOK.columns)))
        cursor.execute(f"CREATE TEMPORARY TABLE bare ({columns})")
        with cursor.copy("COPY bare FROM STDIN") as sink:
            for row in rows:
                sink.write_row(row[: len(BOOK.columns)])
        cursor.execute("DROP TABLE bare")
    return time.perf_counter() - began


def upload(content: bytes, provider: Organisation, user: User) -> tuple[float, ServiceUpload]:
    from django.core.files.base import ContentFile

    row = ServiceUpload(
        provider=provider, name="四月.xlsx", sha256=uuid4().hex, uploaded_by=user, uploaded_by_name=user.name, uploaded_at=NOW
    )  # fmt: skip
    row.file.save("bench.xlsx", ContentFile(content), save=False)
    row.save()
    began = time.perf_counter()
    done = take(row.pk, NOW)
    return time.perf_counter() - began, done


def main() -> int:
    with transaction.atomic():
        with pgtrigger.ignore("applications.Application:begins_draft") if False else transaction.atomic():
            provider, user, persons, carers = stage()
        content = workbook(persons, carers)
        alone = bare(content)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        taken, done = upload(content, provider, user)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        kept = ServiceRecord.objects.filter(upload=done).count()
        told = list(done.faulty.values_list("row", "column", "sentence")[:3])
        transaction.set_rollback(True)
    ratio, memory = taken / alone, max(child, peak - before) // 1024
    print(
        f"服务记录上传：{kept:,} 行，{taken:.1f} 秒；单独解析加 COPY {alone:.1f} 秒；{ratio:.2f} 倍（限 {RATIO:.0f} 倍）"
    )
    print(f"内存：{memory} MB（限 {MEGABYTES} MB）；测量开始时进程已用 {before // 1024} MB")
    if told:
        print(told)
    return int(kept != ROWS or ratio > RATIO or memory > MEGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())
