import pytest
from django.core.management import call_command

from accounts.areas import covers, level_of, parents, prefix
from accounts.divisions import parse, shipped
from accounts.models import Area


@pytest.mark.parametrize(
    ("code", "digits"), [("650000", "65"), ("120000", "12"), ("650100", "6501"), ("650102", "650102")]
)
def test_an_area_is_the_beginning_of_the_codes_inside(code: str, digits: str) -> None:
    assert prefix(code) == digits


@pytest.mark.parametrize(
    ("area", "other", "inside"),
    [
        ("650000", "659001", True),
        ("650000", "650102", True),
        ("650100", "650102", True),
        ("650100", "650100", True),
        ("650102", "650100", False),
        ("650100", "650200", False),
        ("640000", "650000", False),
        ("", "650100", False),
        ("650100", "", False),
        ("000000", "650100", False),
    ],
)
def test_covers_follows_the_tree_and_never_everything(area: str, other: str, inside: bool) -> None:
    assert covers(area, other) is inside


def test_no_code_has_no_prefix() -> None:
    for wrong in ("", "65", "65010a", "000000", "６５０１００"):
        with pytest.raises(ValueError, match="行政区划代码"):
            prefix(wrong)


def test_levels_and_parents_come_from_the_zeros() -> None:
    assert [level_of(code) for code in ("650000", "650100", "659001")] == ["province", "city", "county"]
    assert parents("650102") == ("650100", "650000")
    assert parents("650000") == ()


def test_a_code_has_its_latest_name_and_an_ended_one_is_not_valid() -> None:
    lines = [
        '65 province="新疆维吾尔自治区"',
        '  0107 county="[1983-1998]南山矿区,[2002-]达坂城区"',
        '  0108 county="[-2007]东山区"',
    ]

    assert [(d.code, d.name, d.valid) for d in parse(lines)] == [
        ("650107", "达坂城区", True),
        ("650108", "东山区", False),
    ]


def test_the_shipped_divisions_are_read_whole() -> None:
    found = {d.code: d for d in shipped()}

    assert len(found) > 6500
    assert len({code[:2] for code in found}) >= 34
    assert (found["650102"].name, found["650102"].valid) == ("天山区", True)
    assert not found["110103"].valid
    assert found["659001"].name == "石河子市"


@pytest.mark.django_db
def test_areas_are_loaded_once_and_later_corrections_stay(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_areas")
    Area.objects.filter(code="650108").update(name="东山区（已撤销）")
    call_command("load_areas")

    assert Area.objects.get(code="650108").name == "东山区（已撤销）"
    assert "新登记 0 个" in capsys.readouterr().out
    assert Area.objects.inside("650000").filter(code="659001").exists()

    call_command("load_areas", overwrite=True)

    assert Area.objects.get(code="650108").name == "东山区"
