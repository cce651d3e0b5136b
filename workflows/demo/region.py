"""The invented county of the demonstration: places, people and chains as data. No person or place here is real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PASSWORD = "carelane-demo"  # noqa: S105  published on the sign-in page of a demonstration, refused everywhere else
STAFF_SINCE = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    number_prefix: str
    kind: str
    alliance: str
    parent: str
    name_en: str
    name_zh: str
    area_code: str
    phone: str
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """`roles` holds "role@department" at `place`, or "role@department/place"; the featured ones are named at the sign-in."""

    username: str
    name_en: str
    name_zh: str
    place: str
    roles: tuple[str, ...]
    is_featured: bool = False


ALLIANCES = {
    "yuanshan": ("Yuanshan Alliance", "远山县医共体"),
    "dongmen": ("Dongmen Alliance", "东门医联体"),
}

DEPARTMENTS = {
    "gp": ("General practice", "全科"),
    "referral_office": ("Referral office", "转诊中心"),
    "cardiology": ("Cardiology", "心内科"),
    "neurology": ("Neurology", "神经内科"),
    "general_surgery": ("General surgery", "普外科"),
    "internal_medicine": ("Internal medicine", "内科"),
    "registration": ("Registration and payment", "挂号收费处"),
    "laboratory": ("Laboratory", "检验科"),
    "radiology": ("Radiology", "放射科"),
    "pharmacy": ("Pharmacy", "药剂科"),
    "medical_records": ("Medical records", "病案室"),
    "quality": ("Quality", "质控科"),
    "informatics": ("Informatics", "信息科"),
}

_CLINIC = ("registration", "laboratory", "radiology", "pharmacy", "medical_records")
_WARDS = ("cardiology", "neurology", "general_surgery", "internal_medicine")
PLACES = (
    Place(
        code="yuanshan",
        number_prefix="YS",
        kind="hospital",
        alliance="yuanshan",
        parent="",
        name_en="Yuanshan People's Hospital",
        name_zh="远山县人民医院",
        area_code="990100001901",
        phone="0990-5550100",
        departments=("referral_office", *_WARDS, *_CLINIC, "quality", "informatics"),
    ),
    Place(
        code="tcm",
        number_prefix="ZY",
        kind="hospital",
        alliance="yuanshan",
        parent="yuanshan",
        name_en="Yuanshan TCM Hospital",
        name_zh="远山县中医院",
        area_code="990100001902",
        phone="0990-5550200",
        departments=("referral_office", "cardiology", "neurology", "internal_medicine", "quality", "informatics"),
    ),
    Place(
        code="baishi",
        number_prefix="BS",
        kind="township_hospital",
        alliance="yuanshan",
        parent="yuanshan",
        name_en="Baishi Township Hospital",
        name_zh="白石镇卫生院",
        area_code="990100102101",
        phone="0990-5550300",
        departments=("gp", "referral_office", "internal_medicine", "quality", "informatics"),
    ),
    Place(
        code="hexi",
        number_prefix="HX",
        kind="community_centre",
        alliance="yuanshan",
        parent="yuanshan",
        name_en="Hexi Community Health Centre",
        name_zh="河西社区卫生服务中心",
        area_code="990100001001",
        phone="0990-5550400",
        departments=("gp", "quality", "informatics"),
    ),
    Place(
        code="dongmen",
        number_prefix="DM",
        kind="community_centre",
        alliance="dongmen",
        parent="",
        name_en="Dongmen Community Health Centre",
        name_zh="东门社区卫生服务中心",
        area_code="990200001001",
        phone="0991-5550500",
        departments=("gp", "quality", "informatics"),
    ),
)

ACCOUNTS = (
    Account("su.yan", "Su Yan", "苏燕", "hexi", ("community_doctor@gp",), True),
    Account("he.jun", "He Jun", "何军", "hexi", ("community_head@gp",), True),
    Account("chen.min", "Chen Min", "陈敏", "yuanshan", ("referral_office@referral_office",), True),
    Account("zhao.lei", "Zhao Lei", "赵磊", "yuanshan", ("referral_office_head@referral_office",), True),
    Account("lin.hao", "Lin Hao", "林浩", "yuanshan", ("doctor@cardiology",), True),
    Account("wu.fang", "Wu Fang", "吴芳", "yuanshan", ("department_head@cardiology",), True),
    Account("gao.li", "Gao Li", "高丽", "yuanshan", ("quality_officer@quality",), True),
    Account("qin.bo", "Qin Bo", "秦波", "hexi", ("quality_officer@quality",), True),
    Account("tcm.office", "Tao Mei", "陶梅", "tcm", ("referral_office@referral_office",), True),
    Account(
        "tcm.doctor", "Tang Cheng", "唐成", "tcm", ("doctor@cardiology", "doctor@neurology", "doctor@internal_medicine"), True
    ),
    Account("ma.ying", "Ma Ying", "马莹", "yuanshan", ("process_designer@informatics",), True),
    Account("luo.wei", "Luo Wei", "罗伟", "yuanshan", ("process_designer@informatics",), True),
    Account(
        "admin.ops",
        "Ai Ning",
        "艾宁",
        "yuanshan",
        (
            "operator@informatics",
            "administrator@informatics",
            # One informatics team serves the whole alliance.
            "operator@informatics/hexi",
            "administrator@informatics/hexi",
            "operator@informatics/baishi",
            "administrator@informatics/baishi",
            "operator@informatics/tcm",
            "administrator@informatics/tcm",
        ),
        True,
    ),
    # The second signature of operators: what one asks for, the other agrees to.
    Account(
        "fan.rui",
        "Fan Rui",
        "范睿",
        "yuanshan",
        ("operator@informatics", "operator@informatics/hexi", "operator@informatics/baishi", "operator@informatics/tcm"),
        True,
    ),
    Account("dong.men", "Dong Men", "董门", "dongmen", ("community_doctor@gp",), True),
    # The outpatient clinics of the hospital: one person each, two where a second signature is asked for.
    Account("fang.ling", "Fang Ling", "方玲", "yuanshan", ("registrar@registration",), True),
    Account("shen.jing", "Shen Jing", "沈静", "yuanshan", tuple(f"triage_nurse@{code}" for code in _WARDS), True),
    Account("jiang.nan", "Jiang Nan", "江南", "yuanshan", ("doctor@internal_medicine",), True),
    Account("hao.dong", "Hao Dong", "郝东", "yuanshan", ("laboratory_technician@laboratory",), True),
    Account("kong.li", "Kong Li", "孔丽", "yuanshan", ("laboratory_technician@laboratory",), True),
    Account("shao.bin", "Shao Bin", "邵斌", "yuanshan", ("radiographer@radiology",), True),
    Account("pan.ting", "Pan Ting", "潘婷", "yuanshan", ("radiographer@radiology",)),
    Account("ye.qiu", "Ye Qiu", "叶秋", "yuanshan", ("review_pharmacist@pharmacy",), True),
    Account("zhu.hai", "Zhu Hai", "朱海", "yuanshan", ("dispenser@pharmacy",), True),
    Account("yao.xin", "Yao Xin", "姚欣", "yuanshan", ("cashier@registration",), True),
    Account("zeng.wen", "Zeng Wen", "曾雯", "yuanshan", ("records_officer@medical_records",), True),
    # So that no lane of the other departments and organisations stands empty.
    Account("xu.qing", "Xu Qing", "徐青", "yuanshan", ("doctor@neurology",)),
    Account("deng.tao", "Deng Tao", "邓涛", "yuanshan", ("department_head@neurology",)),
    Account("peng.fei", "Peng Fei", "彭飞", "yuanshan", ("doctor@general_surgery",)),
    Account("cai.hong", "Cai Hong", "蔡红", "yuanshan", ("department_head@general_surgery",)),
    Account("yu.ping", "Yu Ping", "余萍", "yuanshan", ("department_head@internal_medicine",)),
    Account("tcm.head", "Tian Hui", "田慧", "tcm", ("referral_office_head@referral_office",)),
    Account(
        "tcm.chief",
        "Tong Wen",
        "童文",
        "tcm",
        ("department_head@cardiology", "department_head@neurology", "department_head@internal_medicine"),
    ),
    Account("tcm.quality", "Tu Jing", "涂静", "tcm", ("quality_officer@quality",)),
    Account("bai.jie", "Bai Jie", "白洁", "baishi", ("community_doctor@gp",), True),
    Account("shi.kai", "Shi Kai", "石凯", "baishi", ("community_head@gp", "department_head@internal_medicine")),
    Account("baishi.office", "Bian Xin", "卞欣", "baishi", ("referral_office@referral_office",), True),
    Account("baishi.head", "Bu Rui", "卜瑞", "baishi", ("referral_office_head@referral_office",)),
    Account("baishi.doctor", "Bao Gang", "鲍刚", "baishi", ("doctor@internal_medicine",)),
    Account("baishi.quality", "Bi Lan", "毕兰", "baishi", ("quality_officer@quality",)),
    Account("dong.head", "Du Zhong", "杜忠", "dongmen", ("community_head@gp",)),
    Account("dong.quality", "Duan Yi", "段怡", "dongmen", ("quality_officer@quality",)),
    Account("dong.admin", "Dai Xu", "戴旭", "dongmen", ("operator@informatics", "administrator@informatics")),
    Account("dong.ops", "Dang Jie", "党洁", "dongmen", ("operator@informatics",)),
)

# A critical value that nobody answers: the clinic's people, then its head, then quality. One chain a clinic.
_CRITICAL = {
    f"critical_value_{code}": (
        (f"triage_nurse@{code}", f"doctor@{code}"),
        (f"department_head@{code}",),
        ("quality_officer@quality",),
    )
    for code in _WARDS
}
_RECEIVING = (("referral_office@referral_office",), ("referral_office_head@referral_office",), ("quality_officer@quality",))
_SENDING = (("community_doctor@gp",), ("community_head@gp",), ("quality_officer@quality",))
CHAIN_NAMES = {
    "referral_acceptance": ("Acceptance of referrals", "转诊接收"),
    "referral_arrival": ("Arrival of referred patients", "转诊患者到诊"),
    "referral_outcome": ("Outcome of referrals", "回转单"),
    "referral_review": ("Review before sending", "转出审核"),
    "referral_follow_up": ("Follow-up after referral", "转诊后随访"),
    **{
        f"critical_value_{code}": (f"Critical values: {DEPARTMENTS[code][0]}", f"危急值：{DEPARTMENTS[code][1]}")
        for code in _WARDS
    },
}
# organisation code → chain key → levels, each with its groups
CHAINS: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    "tcm": dict.fromkeys(("referral_acceptance", "referral_arrival", "referral_outcome"), _RECEIVING),
    **{
        code: dict.fromkeys(("referral_review", "referral_follow_up", "referral_arrival"), _SENDING)
        for code in ("hexi", "dongmen")
    },
    "yuanshan": {**dict.fromkeys(("referral_acceptance", "referral_arrival", "referral_outcome"), _RECEIVING), **_CRITICAL},
    "baishi": {
        **dict.fromkeys(("referral_acceptance", "referral_outcome"), _RECEIVING),
        **dict.fromkeys(("referral_review", "referral_follow_up", "referral_arrival"), _SENDING),
    },
}
