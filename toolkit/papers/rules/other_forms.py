"""Rules of the other forms of the mediation file and of the petition chain."""

from collections.abc import Iterator
from datetime import timedelta

from toolkit.chinese import official_date
from toolkit.papers.facts import all_text
from toolkit.papers.rules.base import Rule, RuleInput, day, error, warning
from toolkit.papers.rules.limits import (
    CONFIRMATION_DAYS,
    EXTENSION_DAYS,
    HANDLING_DAYS,
    NOTICE_DAYS,
    USUAL_MEDIATION_DAYS,
)
from toolkit.papers.rules.parties import delivered_by_two
from toolkit.papers.rules.wording import TITLE_WORDS, vague_words
from toolkit.records import Finding

_RULING = "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》"
_STATUS_WORDS = ("离婚", "收养关系", "亲子关系", "确认婚姻")
_NEEDED_MATERIALS = ("调解协议书", "调解组织主持调解的证明", "当事人身份证明")


def _mediation_consent(given: RuleInput) -> Iterator[Finding]:
    if given.facts.get("voluntary") is False or given.facts.get("all_consent") is False:
        field = "voluntary" if "voluntary" in given.facts else "all_consent"
        remedy = "请不要受理，告知当事人其他途径。"
        basis = "《中华人民共和国人民调解法》第十七条"
        yield error("R12", field, "有一方不同意调解。", remedy, basis)
    if given.facts.get("origin") == "接受委托移送" and not given.facts.get("origin_from"):
        yield error("R10", "origin_from", "没有写是哪个单位委托移送。", "请补上。", "司法部人民调解文书格式")


def _usual_month(given: RuleInput) -> Iterator[Finding]:
    """Warn when mediation took longer than the usual month (人民调解工作若干规定 Art 33)."""
    if day(given.facts["date"]) > day(given.facts["accepted_on"]) + timedelta(days=USUAL_MEDIATION_DAYS):
        remedy = "请确认各方同意延长，或者终止调解并告知其他途径。"
        basis = "《人民调解工作若干规定》第三十三条"
        yield warning("R12", "date", "从受理到调解超过一个月。", remedy, basis)


def _record_result(given: RuleInput) -> Iterator[Finding]:
    if given.facts["result"] == "调解不成" and not given.facts.get("other_ways_told"):
        basis = "《中华人民共和国人民调解法》第二十六条"
        yield error("R12", "other_ways_told", "调解不成，没有告知其他途径。", "请告知并写进记录。", basis)


def _oral_allowed(given: RuleInput) -> Iterator[Finding]:
    basis = "《中华人民共和国人民调解法》第二十八条；《人民调解工作若干规定》第三十四条"
    if given.facts["written_wanted"]:
        yield error("R11", "written_wanted", "有当事人要求书面协议。", "请改出人民调解协议书。", basis)
    yield from vague_words(all_text(given.facts["terms"]), "terms")


def _performance_proof(given: RuleInput) -> Iterator[Finding]:
    if given.facts["performance"] == "已经履行完毕" and not given.facts.get("proof"):
        remedy = "请附收条、照片等凭证；以后出告知书要用。"
        yield warning("R07", "proof", "写了履行完毕，没有履行凭证。", remedy, "《中华人民共和国人民调解法》第三十一条")
    if given.facts["performance"] == "没有按期履行" and not given.facts.get("measures"):
        remedy = "请写明怎样督促履行。"
        yield error(
            "R10", "measures", "没有按期履行，没有写采取的措施。", remedy, "《中华人民共和国人民调解法》第三十一条"
        )


def _confirmation_deadline(given: RuleInput) -> Iterator[Finding]:
    last = given.last_day(given.facts["agreement"]["effective_on"], CONFIRMATION_DAYS)
    yield from (
        warning("R13", "date", text, "请核对放假安排。", "《中华人民共和国民法典》第二百零三条")
        for text in last.warnings
    )
    if day(given.facts["date"]) > last.last_day:
        message = f"共同申请的期限到{official_date(last.last_day)}已满。"
        remedy = "司法确认已经不能申请；对协议有争议的，可以起诉。"
        yield error("R13", "date", message, remedy, "《中华人民共和国民事诉讼法》第二百零五条")


def _confirmation_scope(given: RuleInput) -> Iterator[Finding]:
    text = all_text(given.facts["content"])
    words = [word for word in (*_STATUS_WORDS, *TITLE_WORDS) if word in text]
    if given.facts["out_of_scope"] != "没有" or words:
        reason = given.facts["out_of_scope"] if given.facts["out_of_scope"] != "没有" else f"写了“{'、'.join(words)}”"
        remedy = "请不要申请司法确认，改走其他途径。"
        yield error("R13", "out_of_scope", f"法院不予受理：{reason}。", remedy, f"{_RULING}第三百五十五条")
    yield from vague_words(text, "content")


def _confirmation_materials(given: RuleInput) -> Iterator[Finding]:
    names = {one["name"] for one in given.facts["materials"]}
    for name in _NEEDED_MATERIALS:
        if name not in names:
            yield error("R13", "materials", f"材料清单里没有{name}。", "请补上。", f"{_RULING}第三百五十四条")
    if "送达地址确认书" not in names:
        remedy = "请写明各方的住所、联系方式。"
        yield warning("R13", "materials", "材料清单里没有送达地址确认书。", remedy, f"{_RULING}第三百五十四条")
    if any(one.get("representative") for one in given.facts["applicants"]) and "授权委托书" not in names:
        remedy = "有委托代理人的请补上；法定代表人的附身份证明。"
        yield warning("R13", "materials", "有代理人，材料清单里没有授权委托书。", remedy, f"{_RULING}第三百五十四条")


def _cover_pages(given: RuleInput) -> Iterator[Finding]:
    """Check that the page numbers of the contents have no gap and no overlap, and that no document is missing."""
    expected = 1
    for number, document in enumerate(given.facts["contents"]):
        if document["first_page"] != expected or document["last_page"] < document["first_page"]:
            pages = f"{document['first_page']}—{document['last_page']}"
            message = f"第 {number + 1} 件的页号是 {pages}，应当从 {expected} 起。"
            yield error("R23", f"contents.{number}.first_page", message, "请核对页号。", "卷内文件应当逐页编号")
        expected = document["last_page"] + 1
    names = {document["name"] for document in given.facts["contents"]}
    for needed in (
        {"人民调解申请书", "人民调解受理登记表"},
        {"当事人权利义务告知书"},
        {"当事人身份证明"},
        {"人民调解记录"},
        {"人民调解协议书", "人民调解口头协议登记表", "人民调解终止告知书"},
    ):
        if not needed & names:
            remedy = "请补进卷宗；确实没有的，在备注里说明。"
            yield warning(
                "R10", "contents", f"卷内没有{'或者'.join(sorted(needed))}。", remedy, "司法部人民调解文书格式"
            )


def _notice_in_time(given: RuleInput) -> Iterator[Finding]:
    last = given.last_day(given.facts["received_on"], NOTICE_DAYS)
    if day(given.facts["date"]) > last.last_day:
        message = f"书面告知的期限到{official_date(last.last_day)}已满。"
        remedy = "请立即告知，并在台账里说明原因。"
        yield warning("R02", "date", message, remedy, "《信访工作条例》第二十三条")


def _handling_in_time(given: RuleInput) -> Iterator[Finding]:
    days = HANDLING_DAYS + (EXTENSION_DAYS if given.facts.get("extended") else 0)
    last = given.last_day(given.facts["accepted_on"], days)
    if day(given.facts["date"]) > last.last_day:
        message = f"办理期限到{official_date(last.last_day)}已满。"
        remedy = "请立即作出并说明原因；需要延期的应当事先批准并告知。"
        yield warning("R05", "date", message, remedy, "《信访工作条例》第三十四条")
    extended = given.facts.get("extended")
    if extended and day(extended["told_on"]) > given.last_day(given.facts["accepted_on"], HANDLING_DAYS).last_day:
        basis = "《信访工作条例》第三十四条"
        yield error("R05", "extended.told_on", "延期在六十日届满以后才告知。", "延期无效，请说明原因。", basis)


def _handling_answers(given: RuleInput) -> Iterator[Finding]:
    for number, request in enumerate(given.facts["requests"]):
        if request["opinion"].strip() == request["facts"].strip() or "法律意见书" in request["opinion"]:
            remedy = "请由有权机关自己写明处理意见；法律意见书只供参考。"
            field = f"requests.{number}.opinion"
            yield error("R15", field, "处理意见不是机关自己的意见。", remedy, "《信访工作条例》第三十二条")


def _review_by_another(given: RuleInput) -> Iterator[Finding]:
    if given.facts["review_organ"] == given.facts["issuer"]["name"]:
        message = f"复查机关就是作出处理意见的机关（{given.facts['review_organ']}）。"
        remedy = "请写上一级机关、单位。"
        yield error("R06", "review_organ", message, remedy, "《信访工作条例》第三十五条")


def _oral_obligors(given: RuleInput) -> Iterator[Finding]:
    parties = {party["name"] for party in given.facts["parties"]}
    for number, term in enumerate(given.facts["terms"]):
        if not any(name in term["obligor"] for name in (*parties, "双方", "各方")):
            message = f"义务人{term['obligor']}不是当事人。"
            basis = "《中华人民共和国人民调解法》第二十九条"
            yield warning("R10", f"terms.{number}.obligor", message, "请核对姓名，或者把他列为当事人。", basis)


def _handed_to_another(given: RuleInput) -> Iterator[Finding]:
    if given.facts["giver"] == given.facts["receiver"]:
        basis = "《中华人民共和国档案法》第十四条"
        yield error("R23", "receiver", "移交人和接收人是同一人。", "请核对。", basis)
    elif given.facts["giver"]["unit"] == given.facts["receiver"]["unit"]:
        basis = "《中华人民共和国档案法》第十四条"
        yield warning("R23", "receiver.unit", "移交单位和接收单位是同一个单位。", "请核对。", basis)


def _service_signs(given: RuleInput) -> Iterator[Finding]:
    details = {"邮寄送达": ("mail_number", "邮件号码"), "留置送达": ("refusal", "拒收事由")}
    needed = [details[given.facts["method"]]] if given.facts["method"] in details else []
    if given.facts["method"] == "留置送达":
        needed.append(("witness", "见证人"))
    for field, label in needed:
        if not given.facts.get(field):
            yield error("R02", field, f"{given.facts['method']}没有写{label}。", "请补上。", "送达应当有凭证")
    yield from delivered_by_two(given.facts, "deliverers")


def _handover_hashes(given: RuleInput) -> Iterator[Finding]:
    for number, item in enumerate(given.facts["items"]):
        if item["kind"] != "纸质" and not item.get("sha256"):
            remedy = "请用“核验”一步得出校验值后填上。"
            field = f"items.{number}.sha256"
            yield warning("R16", field, f"{item['name']}没有校验值。", remedy, "《中华人民共和国档案法》第三十九条")


FORM_RULES: dict[str, tuple[Rule, ...]] = {
    "mediation_application": (_mediation_consent,),
    "mediation_register": (_mediation_consent,),
    "mediation_record": (_usual_month, _record_result),
    "oral_agreement": (_oral_allowed, _oral_obligors),
    "follow_up_record": (_performance_proof,),
    "confirmation_application": (_confirmation_deadline, _confirmation_scope, _confirmation_materials),
    "file_cover": (_cover_pages,),
    "acceptance_notice": (_notice_in_time,),
    "handling_opinion": (_handling_in_time, _handling_answers, _review_by_another),
    "service_receipt": (_service_signs,),
    "handover_list": (_handover_hashes, _handed_to_another),
}
