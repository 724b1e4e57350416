"""Pinyin of names for search: pure functions over pypinyin, with the readings that surnames have."""

from pypinyin import Style, lazy_pinyin

from accounts.masking import surname_length

# Characters whose reading as a surname differs from the usual one.
SURNAMES: dict[str, str] = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "朴": "piao", "任": "ren",
    "盖": "ge", "乐": "yue", "翟": "zhai", "员": "yun", "覃": "qin", "宓": "mi", "冼": "xian", "缪": "miao",
    "折": "she", "秘": "bi", "祭": "zhai", "种": "chong", "繁": "po", "逄": "pang", "黑": "he", "褚": "chu",
    "纪": "ji", "燕": "yan", "洗": "xian", "尉": "wei", "阚": "kan", "訾": "zi", "佴": "nai", "谌": "chen",
    "召": "shao", "牟": "mou", "车": "che", "宁": "ning", "过": "guo", "句": "gou", "干": "gan", "俞": "yu",
    "隗": "wei", "卜": "bu", "贾": "jia", "薄": "bo", "乜": "nie", "沈": "shen", "盛": "sheng", "应": "ying",
    "相": "xiang", "藏": "zang", "臧": "zang", "华": "hua", "柏": "bai", "长": "chang", "重": "chong", "晟": "sheng",
    "石": "shi", "万": "wan", "曲": "qu", "叶": "ye", "郇": "xun", "莘": "shen", "葛": "ge", "费": "fei",
    "尹": "yin", "占": "zhan", "炅": "gui", "适": "kuo", "瞿": "qu", "娄": "lou", "那": "na", "都": "du",
    "哈": "ha", "撒": "sa", "令": "ling", "盍": "he", "洪": "hong", "殷": "yin", "郗": "xi", "邹": "zou",
}  # fmt: skip
COMPOUND: dict[str, tuple[str, str]] = {
    "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"), "万俟": ("mo", "qi"), "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"), "亓官": ("qi", "guan"), "令狐": ("ling", "hu"), "鲜于": ("xian", "yu"),
    "乐正": ("yue", "zheng"), "宰父": ("zai", "fu"), "夏侯": ("xia", "hou"), "贯丘": ("guan", "qiu"),
}  # fmt: skip


def _syllables(name: str) -> list[str]:
    """Syllables of Chinese characters and words of Latin letters, lower case; dots and spaces are left out."""
    name = name.strip()
    head = surname_length(name) if name[:2] not in COMPOUND else 2
    if name[:2] in COMPOUND:
        first = list(COMPOUND[name[:2]])
    elif head == 1 and name[:1] in SURNAMES:
        first = [SURNAMES[name[0]]]
    else:
        first, head = [], 0
    rest = lazy_pinyin(name[head:], style=Style.NORMAL, errors=_words, v_to_u=False)  # type: ignore[arg-type]
    return [part.lower() for part in (*first, *rest)]


def _words(text: str) -> list[str]:
    cleaned = "".join(char if char.isalnum() and char.isascii() else " " for char in text)
    return cleaned.split()


def initials(name: str) -> str:
    """First letters: 张桂兰 → zgl, 单于明 → cym."""
    return "".join(part[0] for part in _syllables(name))


def spelling(name: str) -> str:
    """The whole name without tones and spaces: 张桂兰 → zhangguilan; ü is written v."""
    return "".join(_syllables(name))
