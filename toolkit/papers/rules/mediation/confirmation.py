"""Rules of the application for judicial confirmation (民事诉讼法 Art 205, 206; 解释 Art 353 to 358)."""

from collections.abc import Iterator

from toolkit.chinese import official_date
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.registry import rule

_APPLICATION = "confirmation_application"
_NEEDED = ("调解协议书", "调解组织主持调解的证明", "当事人身份证明")
_COURT = provision("民事诉讼法", "第二百零五条", "双方自协议生效之日起三十日内，共同向有管辖权的法院提出")
_MATERIALS = provision("民诉法解释", "第三百五十四条", "提交调解协议、主持调解的证明、身份证明、财产权利证明等")


@rule("R13", "三十日内共同申请", _COURT, papers=_APPLICATION)
def applied_in_time(given: RuleInput) -> Iterator[Fault]:
    """Bar an application after thirty days; warn when the holidays around the last day are not known."""
    last = given.limit("confirmation_days", given.facts["agreement"]["effective_on"])
    for text in last.warnings:
        yield warns("date", text, "请核对放假安排。")
    if given.date > last.last_day:
        message = f"共同申请的期限到{official_date(last.last_day)}已满。"
        yield bars("date", message, "司法确认已经不能申请；对协议有争议的，可以起诉。")


@rule(
    "R13",
    "只申请法院受理的",
    provision("民诉法解释", "第三百五十五条", "身份关系、确权、其他程序的，不予受理"),
    papers=_APPLICATION,
)
def within_the_scope(given: RuleInput) -> Iterator[Fault]:
    """Bar what is outside of joint confirmation, as the facts say themselves."""
    reason = given.facts["out_of_scope"]
    if reason != "没有":
        yield bars("out_of_scope", f"法院不予受理：{reason}。", "请不要申请司法确认，改走其他途径。")


@rule("R13", "向有管辖权的人民法院提出", _COURT, papers=_APPLICATION)
def at_the_right_court(given: RuleInput) -> Iterator[Fault]:
    """Bar what is no people's court; ask about a higher one and about one of another county."""
    court = given.facts["court"]
    if "人民法院" not in court:
        yield bars("court", f"“{court}”不是人民法院。", "请写有管辖权的基层人民法院。")
    elif any(word in court for word in ("中级", "高级", "最高")):
        yield asks("court", f"“{court}”不是基层人民法院，案件由它管辖吗？", "不是的，请写基层人民法院。")
    county = given.settings.office.county_government.removesuffix("人民政府")
    if given.facts["court_ground"] == "调解组织所在地" and county and county not in court and "人民法院" in court:
        yield warns("court", f"调解组织在{county}，写的法院是{court}。", "请核对管辖的法院。")


@rule("R13", "材料齐全", _MATERIALS, papers=_APPLICATION)
def materials_are_complete(given: RuleInput) -> Iterator[Fault]:
    """Bar a list without the needed materials, warn of the others."""
    counts = {material["name"]: material["count"] for material in given.facts["materials"]}
    for name in _NEEDED:
        if name not in counts:
            yield bars("materials", f"材料清单里没有{name}。", "请补上。")
    if "送达地址确认书" not in counts:
        yield warns("materials", "材料清单里没有送达地址确认书。", "请写明各方的住所、联系方式。")
    if any(person.get("representative") for person in given.facts["applicants"]) and "授权委托书" not in counts:
        remedy = "有委托代理人的请补上；法定代表人的附身份证明。"
        yield warns("materials", "有代理人，材料清单里没有授权委托书。", remedy)
    people = len(given.facts["applicants"])
    if counts.get("当事人身份证明", people) < people:
        yield warns("materials", f"身份证明只有{counts['当事人身份证明']}份，申请人有{people}名。", "请每人一份。")
