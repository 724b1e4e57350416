"""Numbers of identity documents: pure checks, one rule per kind of document (GB 11643, ISO 7064 MOD 11-2).

Whether the county existed in the year of birth is not asked: codes were given from 1984 on, and the insured are older.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from accounts.areas import prefix

RESIDENT_CARD = "resident_card"
HMT_PERMIT = "hmt_permit"
FOREIGN_CARD = "foreign_card"
PASSPORT = "passport"
OLDEST = 130
_HMT_REGIONS = ("810000", "820000", "830000")
_EIGHTEEN = re.compile(r"\d{17}[\dX]")
_OLD_FOREIGN_CARD = re.compile(r"[A-Z]{3}\d{12}")
_PASSPORT = re.compile(r"[A-Z0-9]{5,20}")


class IdentityError(ValueError):
    """A number that its document cannot have; the message is a sentence for the clerk."""

    code = "invalid_input"


@dataclass(frozen=True)
class Identity:
    """What a number says: normalised number, and birth day, sex ("male"/"female") and area where it tells them."""

    number: str
    born: date | None = None
    sex: str = ""
    area_code: str = ""


def normalise(number: str) -> str:
    """Full-width to half-width, upper case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", number).upper().split())


def check_character(digits: str) -> str:
    """The last character for 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits))
    return "10X98765432"[total % 11]


def read_identity(number: str, id_type: str, *, on: date) -> Identity:
    """Check the number of a document of that kind, seen on the day `on`; raises IdentityError."""
    number = normalise(number)
    if not number:
        raise IdentityError("请填写证件号码。")
    if id_type == PASSPORT:
        return _passport(number)
    if id_type == FOREIGN_CARD and _OLD_FOREIGN_CARD.fullmatch(number):
        return Identity(number)
    return _eighteen(number, id_type, on)


def _eighteen(number: str, id_type: str, on: date) -> Identity:
    if re.fullmatch(r"\d{15}", number):
        raise IdentityError("十五位旧号码已停止使用，请按现持证件填写十八位号码。")
    if not _EIGHTEEN.fullmatch(number):
        raise IdentityError("证件号码应为十八位：前十七位是数字，末位是数字或 X。")
    if check_character(number[:17]) != number[17]:
        raise IdentityError("证件号码校验位不正确，请逐位核对。")
    _check_kind(number, id_type)
    born = _birth_day(number[6:14], on)
    if id_type == FOREIGN_CARD:
        return Identity(number, born)
    return Identity(number, born, "male" if int(number[16]) % 2 else "female", number[:6])


def _check_kind(number: str, id_type: str) -> None:
    """The first digits tell which document a number of 18 belongs to."""
    found = FOREIGN_CARD if number[0] == "9" else HMT_PERMIT if number[:6] in _HMT_REGIONS else RESIDENT_CARD
    if id_type != found:
        names = {RESIDENT_CARD: "居民身份证", HMT_PERMIT: "港澳台居民居住证", FOREIGN_CARD: "外国人永久居留身份证"}
        if id_type not in names:
            raise IdentityError("没有这种证件类型。")
        raise IdentityError(f"这是{names[found]}的号码，与所选证件类型“{names[id_type]}”不符。")
    if found == RESIDENT_CARD and not _may_be_area(number[:6]):
        raise IdentityError("证件号码前六位不是行政区划代码。")


def _may_be_area(code: str) -> bool:
    try:
        return "11" <= prefix(code)[:2] <= "83"
    except ValueError:
        return False


def _birth_day(digits: str, on: date) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise IdentityError("证件号码中的出生日期不存在。") from None
    if born > on:
        raise IdentityError("证件号码中的出生日期晚于今天。")
    if on.year - born.year - ((on.month, on.day) < (born.month, born.day)) > OLDEST:
        raise IdentityError(f"证件号码中的出生日期距今超过 {OLDEST} 年。")
    return born


def _passport(number: str) -> Identity:
    if not _PASSPORT.fullmatch(number):
        raise IdentityError("护照号码应为 5 至 20 位字母或数字。")
    return Identity(number)
