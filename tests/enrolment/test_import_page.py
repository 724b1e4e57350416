"""The page and the command that take a roster."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Organisation
from enrolment.models import Person
from tests.enrolment.roster import HEADS, as_csv, row
from tests.enrolment.workbook import workbook
from tests.pages.desk import engaged

PAGE = "/people/import/"


def upload(counter: Client, rows: Sequence[Sequence[Any]], **extra: str) -> Any:
    return counter.post(PAGE, {"file": SimpleUploadedFile("名单.xlsx", workbook(rows)), **extra})


@pytest.mark.requirement("E1")
def test_the_page_names_row_and_column_of_each_fault(counter: Client) -> None:
    answer = upload(counter, [HEADS, row(1), row(2, 参保日期="去年"), row(3, 姓名="<b>王</b>1")])

    content = answer.content.decode()
    assert answer.status_code == 422
    assert "没有导入：共 2 处错误" in content and "应为日期" in content
    assert ">第 3 行</" in content and ">第 4 行</" in content
    assert not Person.objects.exists()


def test_the_page_looks_first_and_then_imports_once(counter: Client) -> None:
    looked = upload(counter, [HEADS, row(1)], check="1")
    assert "核对无误，尚未导入" in looked.content.decode() and not Person.objects.exists()

    taken = upload(counter, [HEADS, row(1)])
    again = counter.post(PAGE, {"file": SimpleUploadedFile("名单.xlsx", workbook([HEADS, row(1)]))}, follow=True)

    assert taken.status_code == 302 and Person.objects.count() == 1
    assert "新增 0 人，变更 0 人，未变 1 人" in again.content.decode()


@pytest.mark.parametrize("content", [b"", b"not a workbook"])
def test_the_page_tells_a_wrong_file_beside_the_field(counter: Client, content: bytes) -> None:
    answer = counter.post(PAGE, {"file": SimpleUploadedFile("名单.xlsx", content)})

    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.content.decode()


def test_the_command_imports_in_the_name_of_a_user(agency: Organisation, tmp_path: Path, capsys: Any) -> None:
    user = engaged("intake_clerk", agency)
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_bytes(as_csv([HEADS, row(1)]))
    bad.write_bytes(as_csv([HEADS, row(2, 姓名="")]))

    call_command("import_people", good, by=user.username)
    with pytest.raises(SystemExit):
        call_command("import_people", bad, by=user.username)

    said = capsys.readouterr()
    assert "新增 1 人" in said.out and "第 2 行“姓名”" in said.err
    assert Person.objects.count() == 1
    with pytest.raises(CommandError, match="没有用户"):
        call_command("import_people", good, by="nobody")
    with pytest.raises(CommandError):
        call_command("import_people", tmp_path / "missing.csv", by=user.username)
