"""Rules of the file cover, the service receipt and the hand-over list."""

import re
from collections import Counter
from collections.abc import Iterator

from toolkit.chinese import number_value
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.parties import OF_AGE, delivered_by_two, shown
from toolkit.papers.rules.registry import rule

_COVER, _RECEIPT, _HANDOVER = "file_cover", "service_receipt", "handover_list"
_FORMS = practice("司法部人民调解文书格式")
_PROOF = practice("送达应当有凭证")
_NOBODY_REFUSED = re.compile(
    r"(?:无人|没有人|没人)(?:应答|应门|答应|开门|在家|在场|表示拒收|拒收)|家中?(?:里)?(?:无人|没有?人)|不在家|外出(?:未归|务工|打工)|(?:大门|门)(?:都|紧|已)?(?:上)?锁|锁(?:着|了)门|没(?:有)?见到人|敲门[^，。；]{0,6}(?:没|不)"
)
_SOMEBODY_REFUSED = re.compile(r"(?:本人|家属|妻子?|丈夫|儿子?|女儿?|父亲?|母亲?)[^，。；]{0,6}拒")
_SERIAL = re.compile(r"^(?P<series>.+?)(?P<serial>\d+)号$")
_HANDED = provision("档案法", "第十四条", "应当归档的材料定期移交，集中管理，任何个人不得据为己有")
_DIGITAL = re.compile(r"录音|录像|光盘|[UＵu]盘|硬盘|存储卡|电子文件|音频|视频")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_AGE = re.compile(
    r"(\d{1,2})(?:周)?岁|([一二三四五六七八九十]{1,3})(?:周)?岁|未成年|小孩|幼儿|小学|儿童|[一二三四五六]年级|初中生|(?:读|上|念)初[一二三]|初[一二三](?:年级|的?学生)|幼儿园|学前班|放学"
)
_NOT_HANDED = re.compile(
    r"(?:还有|另有|其中|有)[^，。；]{0,4}(?:卷|件|本|份|册|张|盒)[^。；]{0,14}(?:拿去|拿走|借|在[^，。；]{1,8}(?:手|家|那里|处)|没(?:有)?(?:交|还|拿|送))"
    r"|(?:眼前|目前|先|暂时)(?:只)?(?:交来?|拿来|送来)[一二两三四五六七八九十\d]|(?:没|未)(?:有)?(?:交|还|送|拿)(?:来|回|到)|过(?:几|两)天[^，。；]{0,4}(?:送|交|还|补)|借(?:走|出去?)[^，。；]{0,6}(?:没|未)"
)
_NEEDED = (
    {"人民调解申请书", "人民调解受理登记表"},
    {"当事人权利义务告知书"},
    {"当事人身份证明"},
    {"人民调解记录"},
    {"人民调解协议书", "人民调解口头协议登记表", "人民调解终止告知书"},
)


@rule("R23", "卷内逐页编号", practice("卷内文件应当逐页编号"), papers=_COVER)
def pages_run_on(given: RuleInput) -> Iterator[Fault]:
    """Bar page numbers of the contents with a gap or an overlap."""
    expected = 1
    for number, document in enumerate(given.facts["contents"]):
        if document["first_page"] != expected or document["last_page"] < document["first_page"]:
            pages = f"{document['first_page']}—{document['last_page']}"
            message = f"第 {number + 1} 件的页号是 {pages}，应当从 {expected} 起。"
            yield bars(f"contents.{number}.first_page", message, "请核对页号。")
        expected = document["last_page"] + 1


@rule(
    "R10",
    "卷内文书齐全",
    _FORMS,
    provision("人民调解法", "第二十七条", "登记、记录、协议书等材料立卷归档"),
    papers=_COVER,
)
def contents_are_complete(given: RuleInput) -> Iterator[Fault]:
    """Warn of a document that every file holds and this one lacks, and of an agreement beside its failure."""
    names = {document["name"] for document in given.facts["contents"]}
    for needed in _NEEDED:
        if not needed & names:
            message = f"卷内没有{'或者'.join(sorted(needed))}。"
            yield warns("contents", message, "请补进卷宗；确实没有的，在备注里说明。")
    if {"人民调解协议书", "人民调解终止告知书"} <= names:
        yield warns("contents", "卷内既有协议书，又有终止告知书。", "请核对；先终止后又达成的，在备注里说明。")
    numbers = Counter(document["number"] for document in given.facts["contents"] if document.get("number"))
    for number in (number for number, count in numbers.items() if count > 1):
        yield bars("contents", f"文号{number}写了两次。", "请核对文号。")
    serials = [match for number in numbers if (match := _SERIAL.match(number))]
    for series in (series for series, count in Counter(each["series"] for each in serials).items() if count > 1):
        of_series = "、".join(each[0] for each in serials if each["series"] == series)
        yield asks(
            "contents", f"卷里有同一种文书的两个文号：{of_series}。是一件纠纷的吗？", "一案一卷；别案的材料另立卷。"
        )


@rule("R02", "送达的凭证", _PROOF, papers=_RECEIPT)
def service_is_proved(given: RuleInput) -> Iterator[Fault]:
    """Bar a way of service without what proves it, and proof of another way."""
    method = given.facts["method"]
    details = {"邮寄送达": ("mail_number", "邮件号码"), "留置送达": ("refusal", "拒收事由")}
    needed = [details[method]] if method in details else []
    if method == "留置送达":
        needed.append(("witness", "见证人"))
        refusal = given.facts.get("refusal") or ""
        if (nobody := _NOBODY_REFUSED.search(refusal)) and not _SOMEBODY_REFUSED.search(refusal):
            remedy = "本人或者同住的成年家属拒收才能留置；没有人在家的，改天再送，或者邮寄。"
            yield bars("refusal", f"拒收事由写的是“{nobody[0]}”，没有人拒收。", remedy)
    for field, label in needed:
        if not given.facts.get(field):
            yield bars(field, f"{method}没有写{label}。", "请补上。")
    for other, (field, label) in details.items():
        if other != method and given.facts.get(field):
            yield warns(field, f"{method}写了{label}。", f"是{other}的，请改送达方式。")
    yield from delivered_by_two(given.facts, "deliverers")


@rule("R02", "送达人、见证人、受送达人各是各人", _PROOF, papers=_RECEIPT)
def service_is_by_others(given: RuleInput) -> Iterator[Fault]:
    """Bar one person in two parts of the service, and receipt by a child; ask about receipt by an opponent."""
    recipient, deliverers = given.facts["recipient"]["name"], given.facts["deliverers"]
    witness, received_by = given.facts.get("witness") or "", given.facts.get("received_by") or ""
    if recipient in deliverers:
        yield bars("deliverers", f"送达人{recipient}就是受送达人。", "请核对。")
    for name in deliverers:
        if name in witness:
            yield bars("witness", f"见证人{witness}就是送达人。", "请由基层组织或者所在单位的人见证。")
        if name in received_by:
            yield bars("received_by", f"代收人{received_by}就是送达人。", "请核对。")
    if recipient == witness:
        yield bars("witness", f"见证人{witness}就是受送达人。", "请由基层组织或者所在单位的人见证。")
    if _is_child(received_by):
        yield bars("received_by", f"“{received_by}”：未成年人不能代收。", "请交本人或者同住的成年家属。")
    if re.search(r"对方|被申请人|被反映|反映的人|相对人|另一方", received_by):
        yield asks(
            "received_by", f"“{received_by}”：由对方代收，受送达人真的收到了吗？", "请交本人或者同住的成年家属。"
        )


def _is_child(text: str) -> bool:
    match = _AGE.search(text)
    if match is None:
        return False
    return (number_value(match[1] or match[2] or "0") or 0) < OF_AGE


@rule(
    "R16",
    "电子材料有校验值",
    provision("档案法", "第三十九条", "检测真实性、完整性、可用性和安全性"),
    papers=_HANDOVER,
)
def digital_items_have_a_hash(given: RuleInput) -> Iterator[Fault]:
    """Warn of a digital item without its hash, bar one that is no SHA-256, warn of one number for two items."""
    for number, item in enumerate(given.facts["items"]):
        field = f"items.{number}.sha256"
        if item["kind"] == "纸质" and (carrier := _DIGITAL.search(item["name"])):
            yield bars(
                f"items.{number}.kind",
                f"{item['name']}写的是纸质，“{carrier[0]}”不是纸质的。",
                "请改成电子的，填校验值。",
            )
        if item["kind"] != "纸质" and not item.get("sha256"):
            yield warns(field, f"{item['name']}没有校验值。", "请用“核验”一步得出校验值后填上。")
        elif item.get("sha256") and not _SHA256.fullmatch(item["sha256"]):
            yield bars(field, f"{item['name']}的校验值不是 64 位的 SHA-256。", "请用“核验”一步得出校验值后填上。")
    numbers = Counter(item["number"] for item in given.facts["items"] if item.get("number"))
    for number in (number for number, count in numbers.items() if count > 1):
        yield warns("items", f"编号{number}写了两次。", "请核对编号。")


@rule("R23", "移交给另一个单位", _HANDED, papers=_HANDOVER)
def handed_to_another(given: RuleInput) -> Iterator[Fault]:
    """Bar a hand-over to oneself, warn of one within the same body, bar private keeping."""
    giver, receiver = given.facts["giver"], given.facts["receiver"]
    if giver == receiver:
        yield bars("receiver", "移交人和接收人是同一人。", "请核对。")
    elif giver["unit"] == receiver["unit"]:
        yield warns("receiver.unit", "移交单位和接收单位是同一个单位。", "请核对。")
    elif giver["person"] == receiver["person"]:
        yield bars("receiver.person", f"移交和接收的都是{giver['person']}。", "请由接收单位的人接收。")
    for mention in given.mentions("kept_privately"):
        message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。"
        yield bars(mention.sentence.field, message, "应当归档的材料集中管理，个人不得留存。")


@rule(
    "R23",
    "检验相符才接收",
    provision("档案法", "第三十九条", "接收单位检测真实性、完整性、可用性和安全性"),
    papers=_HANDOVER,
)
def what_was_received_was_whole(given: RuleInput) -> Iterator[Fault]:
    """Bar a receipt whose check failed."""
    for mention in given.mentions("check_failed"):
        if mention.sentence.field == "checked":
            message = f"接收检验写的是“{shown(mention)}”。"
            yield bars("checked", message, "请查清、补齐以后再接收，或者在备注里逐件说明。")
    for number, item in enumerate(given.facts["items"]):
        if missing := _NOT_HANDED.search(item.get("note") or ""):
            message = f"{item['name']}的备注里说“{missing[0]}”：没有交来的怎么接收？"
            yield asks(f"items.{number}.note", message, "只写真正交来的件数；没有交来的另行移交。")


@rule(
    "R23",
    "材料不得销毁、私藏",
    provision("档案法", "第十四条、第二十一条", "集中管理，不得据为己有；禁止擅自销毁、篡改"),
    papers=f"{_COVER} file_statement file_back_cover",
)
def nothing_is_destroyed(given: RuleInput) -> Iterator[Fault]:
    """Bar a cover that tells of papers destroyed or kept by somebody himself."""
    for mention in given.mentions("kept_privately"):
        message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。"
        yield bars(mention.sentence.field, message, "应当归档的材料不得销毁、私藏，请查清并补齐。")


@rule(
    "R23",
    "记录是当时做的",
    provision("人民调解法", "第二十七条", "调解员应当记录调解情况，把记录立卷归档"),
    provision("档案法", "第二十一条", "禁止篡改、损毁、伪造档案"),
    papers=f"{_COVER} file_statement file_back_cover {_HANDOVER}",
)
def records_are_of_their_day(given: RuleInput) -> Iterator[Fault]:
    """Ask about a document of the file that was made up afterwards or antedated."""
    for mention in given.mentions("made_up_afterwards"):
        message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。这份材料是当时做的吗？"
        yield asks(mention.sentence.field, message, "不得编造、倒填日期；后来补记的，写真实的日期，注明是补记。")


@rule(
    "R09",
    "不由被反映的人送达",
    provision("信访工作条例", "第三十条第三款", "不得将检举、揭发材料及有关情况透露给被检举、揭发的人"),
    provision("信访工作条例", "第二十八条第三款", "有直接利害关系的应当回避"),
    papers="service_receipt",
)
def the_accused_does_not_deliver(given: RuleInput) -> Iterator[Fault]:
    """Bar a deliverer or a witness of whom the receipt says that the matter is about him."""
    about = re.compile(r"被(?:反映|举报|检举|揭发|控告|投诉|告)(?:的)?(?:人|单位|干部)|(?:反映|举报|控告|投诉)的就是")
    for field, text in given.texts:
        if field.startswith(("deliverers", "witness")) and (match := about.search(text)):
            message = f"“{given.label(field)}”写的是“{match[0]}”，不能由他送达、见证。"
            yield bars(field, message, "请换人送达，送达的材料也不要让他看到。")
