"""Synthetic patients, the same ones on every machine: names put together from lists, numbers from counting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Words of the form Chinese:Latin."""
    return tuple((chinese, latin) for chinese, _colon, latin in (word.partition(":") for word in text.split()))


SURNAMES = _pairs(
    "王:Wang 李:Li 张:Zhang 刘:Liu 陈:Chen 杨:Yang 黄:Huang 赵:Zhao 周:Zhou 吴:Wu 徐:Xu 孙:Sun "
    "朱:Zhu 马:Ma 胡:Hu 郭:Guo 林:Lin 何:He 高:Gao 罗:Luo"
)
GIVEN_FEMALE = _pairs(
    "秀英:Xiuying 桂兰:Guilan 淑芬:Shufen 玉梅:Yumei 丽华:Lihua 春燕:Chunyan 雪琴:Xueqin "
    "美玲:Meiling 佳怡:Jiayi 晓云:Xiaoyun 凤霞:Fengxia"
)
GIVEN_MALE = _pairs(
    "建国:Jianguo 志强:Zhiqiang 德明:Deming 福生:Fusheng 文斌:Wenbin 海涛:Haitao 俊杰:Junjie "
    "永康:Yongkang 家豪:Jiahao 国栋:Guodong 春生:Chunsheng"
)
ALLERGIES = ("", "", "", "青霉素 Penicillin", "", "", "磺胺类 Sulfonamides", "", "", "", "碘造影剂 Iodinated contrast")
STREETS = ("河西路", "白石街", "远山大道", "桃林巷", "东门路", "柳堤街")
FIRST_BIRTHDAY = date(1936, 3, 7)
DAYS_OF_BIRTH = 29_000  # to 2015


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    name: str
    name_latin: str
    sex: str
    born_on: date
    phone: str
    address: str
    allergies: str


def synthetic_people(first: int, count: int) -> Iterator[SyntheticPerson]:
    """`count` invented people from number `first` on; the same number is always the same person."""
    for number in range(first, first + count):
        yield _person(number)


def _person(number: int) -> SyntheticPerson:
    is_female = number % 2 == 0
    given_names = GIVEN_FEMALE if is_female else GIVEN_MALE
    surname, surname_latin = SURNAMES[(number * 7) % len(SURNAMES)]
    given, given_latin = given_names[(number * 3 + number // len(SURNAMES)) % len(given_names)]
    return SyntheticPerson(
        name=surname + given,
        name_latin=f"{surname_latin} {given_latin}",
        sex="female" if is_female else "male",
        born_on=FIRST_BIRTHDAY + timedelta(days=(number * 6_151) % DAYS_OF_BIRTH),
        phone=f"1990{(number * 10_007) % 10_000_000:07d}",
        address=f"{STREETS[number % len(STREETS)]}{number % 180 + 1}号",
        allergies=ALLERGIES[number % len(ALLERGIES)],
    )
