import pytest

from accounts.crypto import mask_address, mask_id_number, mask_name, mask_phone


@pytest.mark.requirement("I3")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张桂兰", "张*兰"),
        ("李明", "李*"),
        ("欧阳修", "欧阳*"),
        ("欧阳修文", "欧阳*文"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿***·**提"),
        ("丽", "*"),
        ("", ""),
    ],
)
def test_names_on_public_notices_show_surname_and_last_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.requirement("I3")
def test_id_numbers_phones_and_addresses_are_masked() -> None:
    assert mask_id_number("110111194005120027") == "1101**********0027"
    assert mask_id_number("E1234567") == "******67"
    assert mask_id_number("E12") == "***"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("4812345") == "****345"
    assert mask_phone("12") == "**"
    assert mask_address("新疆维吾尔自治区乌鲁木齐市天山区解放南路1号") == "新疆维吾尔自治区乌鲁木齐市天山区****"
    assert mask_address("克拉玛依市友谊路2号") == "克拉玛依市****"
    assert mask_address("伊犁哈萨克自治州伊宁市友谊小区3号") == "伊犁哈萨克自治州伊宁市****"
    assert mask_address("天津市和平区幸福社区5号") == "天津市和平区****"
    assert mask_address("友谊路2号") == "****"
    assert mask_address("") == ""
