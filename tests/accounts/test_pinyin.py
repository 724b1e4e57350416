import pytest

from accounts.pinyin import initials, spelling


@pytest.mark.parametrize(
    ("name", "letters", "whole"),
    [
        ("张桂兰", "zgl", "zhangguilan"),
        ("单田芳", "stf", "shantianfang"),
        ("曾国强", "zgq", "zengguoqiang"),
        ("解晓东", "xxd", "xiexiaodong"),
        ("仇英", "qy", "qiuying"),
        ("查良镛", "zly", "zhaliangyong"),
        ("区桂芳", "ogf", "ouguifang"),
        ("朴顺玉", "psy", "piaoshunyu"),
        ("任建国", "rjg", "renjianguo"),
        ("欧阳修", "oyx", "ouyangxiu"),
        ("尉迟恭", "ycg", "yuchigong"),
        ("长孙无忌", "zswj", "zhangsunwuji"),
        ("单于明", "cym", "chanyuming"),
        ("吕秀英", "lxy", "lvxiuying"),
        ("阿依古丽·买买提", "aygl" + "mmt", "ayigulimaimaiti"),
        ("Ali Khan", "ak", "alikhan"),
        ("", "", ""),
    ],
)
def test_names_are_found_by_their_pinyin(name: str, letters: str, whole: str) -> None:
    assert initials(name) == letters
    assert spelling(name) == whole
