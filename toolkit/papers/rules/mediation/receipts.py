"""Rules of the receipts for copies and for money, of the statement on the file and of its back cover."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from toolkit.chinese import money
from toolkit.papers.law.calculators import value_of
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.registry import rule

_COPIES, _MONEY = "copies_receipt", "payment_receipt"
_FILE = "file_statement file_back_cover"
_STILL_OWED = re.compile(
    r"(?:余下|其余|剩下|剩余|另外?的?|还有)[^，。；）]{0,14}(?:欠条|以后再?[付给]|下次|挂账|未付|没付)|视(?:同|为|作)[^，。；）]{0,4}(?:收到|付清)"
)
_SPOKEN = (
    r"(?P<{0}>\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九][一二两三四五六七八九十百千万零]*)"
    r"(?=元|块|，|。|；|）|$|[^一-龥]|那|还|的|就|，)"
)
_IN_HAND = re.compile(
    r"(?:点到|数到|到手|实收|实际(?:上)?(?:只)?(?:收|拿|给|付|交)(?:到|了)?|真正(?:收|拿)到|只(?:给|收|拿|点|付|到)(?:了|到)?|先给了?)(?:的)?(?:现钱|现金|钱)?(?:是|为|有)?"
    + _SPOKEN.format("got")
)
_LATER = re.compile(
    r"(?:那|剩下?的?|余下?的?|差的?|还[差欠有]|下欠|其余的?|另外)(?P<later>[一二两三四五六七八九]\d*[十百千万]|\d[\d,]*)(?:(?!今[天日]|本次|这[次回]|当场|现已|现在)[^。；]){0,14}(?:再|以后|过年|等|年底|下次|后头|明年|慢慢|补)"
)
_NOT_RECEIVED = re.compile(
    r"(?:还没|没有|没|未)(?:有)?(?:见着|见到|拿到|收到|到手|到账)|(?:表|堂|外|儿|女|侄|老公|丈夫|老婆|别人|他人|亲戚|朋友|邻居)[^，。；]{0,8}(?:的)?(?:手机|账户|账号|卡)上?|等[^，。；]{1,8}(?:回来|来了|得空)[^，。；]{0,4}再(?:给|交|转)"
)
_HELD_BACK = re.compile(
    r"(?:先|暂(?:时)?|都)?(?:不(?:发|给|交)|没(?:发|给)|扣|压|存|放)(?:着|在|下|他|她|这里|会里)?[^。；]{0,10}(?:等|待|直到|什么时候)[^。；]{0,16}(?:付|还|给|清|签|来|履行)"
)
_COURT = re.compile(r"法院$")
_PERFORMED = provision("人民调解法", "第三十一条", "监督协议履行；履行应当有凭证")


@rule(
    "R01",
    "份数对得上",
    provision("人民调解法", "第二十九条", "协议书由当事人各执一份，人民调解委员会留存一份"),
    papers=_COPIES,
)
def copies_add_up(given: RuleInput) -> Iterator[Fault]:
    """Bar copies handed out and kept that are not those made, and one receiver twice."""
    facts = given.facts
    handed = sum(each["count"] for each in facts["recipients"])
    if handed + facts["kept"] != facts["made"]:
        message = f"制作{facts['made']}份，发出{handed}份、存卷{facts['kept']}份，合起来对不上。"
        yield bars("made", message, "请清点份数。")
    for name, count in Counter(each["name"] for each in facts["recipients"]).items():
        if count > 1:
            yield bars("recipients", f"领取人{name}写了{count}次。", "请合成一行。")


@rule(
    "R01",
    "各方自己拿自己的一份",
    provision("人民调解法", "第二十九条", "协议书由当事人各执一份，人民调解委员会留存一份"),
    papers=_COPIES,
)
def nobodys_copy_is_held_back(given: RuleInput) -> Iterator[Fault]:
    """Ask about a copy that is held back, or given to another receiver, as the remarks tell."""
    text = given.facts.get("remarks") or ""
    names = "|".join(re.escape(each["name"]) for each in given.facts["recipients"])
    handed = re.search(rf"(?:{names})[^。；]{{0,12}}由(?:{names})[^，。；]{{0,8}}(?:领|拿|取|保管|收|带)", text)
    if match := _HELD_BACK.search(text) or handed:
        message = f"“{given.label('remarks')}”里说“{match[0]}”：他拿到自己的一份了吗？"
        yield asks("remarks", message, "请当场交给本人；托人代领的，写明授权委托书。")


@rule("R02", "由本人或者可以代领的人签收", practice("签收应当有凭证"), papers=_COPIES)
def received_by_the_right_person(given: RuleInput) -> Iterator[Fault]:
    """Bar receipt by the other side or by who hands out; ask where a relation is not told."""
    names = [each["name"] for each in given.facts["recipients"]]
    for number, each in enumerate(given.facts["recipients"]):
        field, other = f"recipients.{number}.received_by", each.get("received_by") or ""
        if given.facts["handed_by"] in (each["name"], other):
            yield bars(field if other else "handed_by", "发放人自己签收。", "请由领取人本人签收。")
        clash = next((name for name in names if name != each["name"] and name in other), None)
        if clash and not _COURT.search(each["name"]):  # to a court, any side may take its copy
            yield bars(field, f"{each['name']}的一份由对方{clash}代领。", "请交本人，或者他委托的人。")
        elif other and other == other.strip("（）() 　") and len(other) <= len("欧阳小明"):
            yield asks(field, f"“{other}”是{each['name']}的什么人？", "请写明关系；受委托的附授权委托书。")


@rule("R20", "收条的金额合得拢", _PERFORMED, papers=_MONEY)
def sums_of_a_receipt_agree(given: RuleInput) -> Iterator[Fault]:
    """Bar sums that do not add up to what was agreed, and a receipt for nothing."""
    facts = given.facts
    agreed, before, left = (money(facts[name]["amount"]) for name in ("agreed", "before", "left"))
    amount = money(facts["amount"])
    if amount <= 0:
        yield bars("amount", "本次收到的金额是零。", "没有收到钱的不出收条。")
    if left == 0 and (owed := _STILL_OWED.search(facts["subject"])):
        message = f"写的是都付清了，款项名称里又说“{owed[0]}”。"
        yield bars("subject", message, "只写真正收到的数；没有付的写在没有付的一栏。")
    yield from _said_otherwise(given)
    if before + amount + left != agreed:
        message = f"以前付的、本次收到的和没有付的合计{before + amount + left}元，约定的总额是{agreed}元。"
        yield bars("agreed.amount", message, "请核对金额；多付少付的，先书面说清楚。")


def _said_otherwise(given: RuleInput) -> Iterator[Fault]:
    """Ask about words by which less was received than the receipt says, or more is still owed."""
    agreed, before, left = (money(given.facts[name]["amount"]) for name in ("agreed", "before", "left"))
    amount = money(given.facts["amount"])
    # The receipt of a later instalment tells what was paid before, and what that makes together.
    known = {Decimal(0), amount, before, before + amount, agreed}
    for sentence in given.sentences:
        got, later = _IN_HAND.search(sentence.text), _LATER.search(sentence.text)
        if got and value_of(got["got"]) not in known:
            message = f"收条写的是收到{amount}元，“{given.label(sentence.field)}”里说“{got[0]}”：真正收到多少？"
            yield asks(sentence.field, message, "只写真正收到的数；没有付的写在没有付的一栏。")
        elif away := _NOT_RECEIVED.search(sentence.text):
            message = f"“{given.label(sentence.field)}”里说“{away[0]}”：{given.facts['payee']['name']}真的收到了吗？"
            yield asks(sentence.field, message, "收款人收到以后再出收条；由别人代收的，附收款人的书面委托。")
        elif later and left == 0:
            message = f"写的是都付清了，“{given.label(sentence.field)}”里又说“{later[0]}”：还有没有付的吗？"
            yield asks(sentence.field, message, "没有付的写在没有付的一栏。")


@rule("R10", "收款人、付款人、见证人各是各人", _PERFORMED, papers=_MONEY)
def payer_payee_and_witness_differ(given: RuleInput) -> Iterator[Fault]:
    """Bar one person as payer and payee, ask about a witness who is a side."""
    payer, payee, witness = given.facts["payer"]["name"], given.facts["payee"]["name"], given.facts.get("witness")
    if payer == payee:
        yield bars("payee.name", f"付款人和收款人都是{payer}。", "请核对姓名。")
    if witness in (payer, payee):
        yield bars("witness", f"见证人{witness}就是收付款的一方。", "请换人见证，或者不写见证人。")
    if given.facts["method"] == "现金" and not witness:
        yield warns("witness", "现金给付没有见证人。", "最好有调解员或者其他人在场并签名。")


@rule(
    "R23",
    "件数和页数",
    provision("人民调解法", "第二十七条", "登记、记录、协议书等材料立卷归档"),
    papers=_FILE,
)
def pages_fit_the_items(given: RuleInput) -> Iterator[Fault]:
    """Bar fewer pages than documents: each has at least one."""
    items, pages = given.facts["items"], given.facts["pages"]
    if pages < items:
        yield bars("pages", f"{items}件文书只有{pages}页。", "每件至少一页，请照卷内目录核对。")


@rule("R09", "立卷、装订的人和检查的人不是同一人", practice("卷宗由另一人检查"), papers=_FILE)
def checked_by_another(given: RuleInput) -> Iterator[Fault]:
    """Bar a check by the one who filed or bound; ask for who checks where nobody is named."""
    field = "filed_by" if given.paper == "file_statement" else "bound_by"
    checker = given.facts.get("checked_by")
    if checker and checker == given.facts[field]:
        message = f"{given.label(field)}和检查人都是{checker}。"
        yield bars("checked_by", message, "请由另一人检查。")
