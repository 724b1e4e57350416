"""What of a personal detail is shown to those who need not know all of it: pure functions."""

import re

# Written without spaces, two characters each.
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离"
        "长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭"
        "南门羊舌微生公户公玉公仪梁丘公仲公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙南荣东里东宫仲长子书子桑"
        "即墨达奚褚师欧侯",
    )
)
# Province, city, county: 小区, 社区 and 园区 are no districts but places inside one.
_PLACE = re.compile(
    r"(?:.{1,9}?(?:自治区|省))?(?:.{1,9}?(?:自治州|地区|盟))?(?:.{1,9}?市)?(?:.{1,9}?(?:(?<![小社园])区|县|旗))?"
)
_STARS = "****"


def surname_length(name: str) -> int:
    """2 for a compound surname with something after it, else 1."""
    return 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1


def mask_name(name: str) -> str:
    """Surname and last character, as on public notices: 张桂兰 → 张*兰, 李明 → 李*, 欧阳修 → 欧阳*."""
    name = name.strip()
    head = surname_length(name)
    given = name[head:]
    if len(given) <= 1:
        return name[:head] + "*" if len(name) > 1 else name and "*"
    hidden = "".join(char if char in "·•. " else "*" for char in given[:-1])
    return name[:head] + hidden + given[-1]


def mask_id_number(number: str) -> str:
    """The first and last four characters; of short numbers the last two."""
    if len(number) < 12:
        return "*" * max(len(number) - 2, 0) + number[-2:] if len(number) > 4 else "*" * len(number)
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


def mask_phone(phone: str) -> str:
    """The first three and last four digits of a mobile number; of others the last three."""
    if len(phone) >= 11:
        return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
    return "*" * (len(phone) - 3) + phone[-3:] if len(phone) > 3 else "*" * len(phone)


def mask_address(address: str) -> str:
    """The county or district, nothing of street and number."""
    place = _PLACE.match(address)
    return (place.group() if place else "") + _STARS if address else ""
