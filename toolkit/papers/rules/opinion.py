"""Rules of a legal opinion (律师法 and practice): who signs it, for whom, who receives it, what it must not claim."""

import re
from collections import Counter
from collections.abc import Iterator

from toolkit.chinese import official_date
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, day, warns
from toolkit.papers.rules.parties import KIN, called, shown
from toolkit.papers.rules.registry import rule
from toolkit.papers.rules.wording import said

_OPINION = "legal_opinion"
_LAWYER, _LEGAL_WORKER = "律师", "基层法律服务工作者"
_LICENCE = re.compile(r"1\d{16}")
_OLD_LICENCE = re.compile(r"\d{12}")
_FIRST_YEAR = 1980
_INNER_CLASSES = {"6": "公职律师", "7": "公司律师", "9": "军队律师"}
_FIRM = re.compile(r"律师(?:事务)?所(?:$|[（(]|.{0,8}(?:分所|办公室|联合))|(?:法律服务所)$")
_WORKERS_FIRM = re.compile(r"法律服务所$")


def is_of_legal_workers(given: RuleInput) -> bool:
    """Return whether the paper is the advice of legal workers (基层法律服务工作者), under a title of its own."""
    return all(person["profession"] == _LEGAL_WORKER for person in given.facts["lawyers"])


# A part of his in the matter, and the lawyer goes on with it all the same.
_GOES_ON = re.compile(
    r"(?:占|有|持|入)[^，。；]{0,4}(?:股|份|成)[^。；]{0,40}(?:仍|还是|照样|照旧|依旧|不碍事|不要紧|无妨)|(?:仍|还是|照样|依旧)(?:然)?由[^，。；]{1,4}(?:主办|承办|办)[^。；]{0,20}(?:股|份)"
)


@rule("R15", "签名律师不少于设置的人数", practice("律师法没有规定，二名较稳妥"), papers=_OPINION)
def enough_lawyers_sign(given: RuleInput) -> Iterator[Fault]:
    """Warn of fewer lawyers than the settings ask for."""
    least = given.settings.papers.minimum_lawyers
    if len(given.facts["lawyers"]) < least:
        yield warns("lawyers", f"签名律师少于 {least} 名。", "请加一名律师，或改设置。")


@rule(
    "R15",
    "律师以律师名义出具",
    provision("律师法", "第十三条", "没有取得律师执业证书的，不得以律师名义从事法律服务"),
    provision("基层法律服务工作者管理办法", "第二十六条", "基层法律服务工作者提供法律咨询等服务"),
    papers=_OPINION,
)
def lawyers_are_lawyers(given: RuleInput) -> Iterator[Fault]:
    """Bar legal workers under the title of lawyers, and advice of legal workers without a title of its own."""
    if is_of_legal_workers(given):
        title = given.facts["title"]
        if "法律咨询意见" not in title:
            remedy = "请把标题改为法律咨询意见（书），写明基层法律服务工作者。"
            yield bars("title", f"出具人都不是律师，标题却是“{title}”。", remedy)
        if any("律师法" in law["law"] for law in given.facts["laws"]):
            yield bars("laws", "出具人都不是律师，依据里却有《律师法》。", "请删去《律师法》的条款。")
        return
    for number, lawyer in enumerate(given.facts["lawyers"]):
        if lawyer["profession"] != _LAWYER:
            yield bars(f"lawyers.{number}", f"{lawyer['name']}不是律师，不能以律师名义出具。", "请由执业律师出具。")


@rule(
    "R15",
    "执业证号要对",
    provision("律师法", "第十三条", "没有取得律师执业证书的，不得以律师名义从事法律服务"),
    papers=_OPINION,
)
def licences_are_right(given: RuleInput) -> Iterator[Fault]:
    """Bar a number that is no lawyer's licence; ask about those who may not serve clients; warn of old numbers."""
    for number, lawyer in enumerate(given.facts["lawyers"]):
        field, licence = f"lawyers.{number}.licence", lawyer["licence"].strip()
        is_lawyers = bool(_LICENCE.fullmatch(licence))
        if lawyer["profession"] == _LEGAL_WORKER:
            if is_lawyers:
                message = f"{lawyer['name']}是基层法律服务工作者，写的却是律师执业证号。"
                yield bars(field, message, "请写基层法律服务工作者执业证的号码。")
        elif _OLD_LICENCE.fullmatch(licence):
            yield warns(field, "执业证号是旧式的 12 位号码。", "请核对执业证。")
        elif not is_lawyers:
            yield bars(field, f"“{licence}”不是律师执业证号（17 位数字，以 1 开头）。", "请核对执业证。")
        elif not _FIRST_YEAR <= int(licence[5:9]) <= given.date.year:
            yield bars(field, f"执业证号里的首次执业年份是{licence[5:9]}。", "请核对执业证。")
        elif licence[9] in _INNER_CLASSES:
            message = f"{lawyer['name']}的执业证是{_INNER_CLASSES[licence[9]]}的，可以为委托人出具意见书吗？"
            yield asks(field, message, "公职、公司律师只为本单位服务；不能的，请换律师。")


@rule("R15", "每名律师只列一次", provision("律师法", "第二十三条", "律师事务所的管理制度"), papers=_OPINION)
def each_lawyer_once(given: RuleInput) -> Iterator[Fault]:
    """Bar two lawyers of one name or one licence."""
    for field, label in (("licence", "执业证号"), ("name", "姓名")):
        for value, count in Counter(lawyer[field] for lawyer in given.facts["lawyers"]).items():
            if count > 1:
                yield bars("lawyers", f"有 {count} 名签名律师的{label}都是{value}。", "请核对，每名律师只列一次。")


@rule(
    "R15",
    "由律师事务所出具",
    provision("律师法", "第十三条、第十四条", "律师事务所是律师的执业机构"),
    provision("律师法", "第二十五条", "律师事务所统一接受委托，签订书面合同"),
    papers=_OPINION,
)
def a_firm_issues_it(given: RuleInput) -> Iterator[Fault]:
    """Bar an opinion of a body that is no law firm, or of the wrong kind of office."""
    name = given.facts["firm"]["name"]
    if not _FIRM.search(name):
        yield bars("firm.name", f"“{name}”不是律师事务所。", "请由承办律师所在的律师事务所出具。")
    elif bool(_WORKERS_FIRM.search(name)) != is_of_legal_workers(given):
        message = f"“{name}”和承办人的执业身份对不上。"
        yield bars("firm.name", message, "律师在律师事务所执业，基层法律服务工作者在基层法律服务所执业。")


@rule(
    "R15",
    "给别人要有委托人同意",
    provision("律师法", "第三十八条", "保守在执业中知悉的秘密和委托人的信息"),
    papers=_OPINION,
)
def the_client_consents(given: RuleInput) -> Iterator[Fault]:
    """Bar an addressee without the client's consent, with that of somebody else, or one given after the opinion."""
    client = given.facts["client"]["name"]
    for number, addressee in enumerate(given.facts["addressees"]):
        field, consent = f"addressees.{number}", addressee.get("consent")
        if not consent:
            if addressee["name"] != client:
                message = f"向{addressee['name']}提供意见书，没有委托人同意的记录。"
                yield bars(field, message, "请取得委托人书面同意并写明日期、文号。")
            continue
        if client not in consent["by"] and consent["by"] not in client:
            message = f"同意的是{consent['by']}，委托人是{client}。"
            yield bars(f"{field}.consent.by", message, "要由委托人同意，收件人自己同意不算。")
        if day(consent["on"]) > given.date:
            message = f"同意（{official_date(day(consent['on']))}）晚于出具日期。"
            yield bars(f"{field}.consent.on", message, "请先取得同意再提供。")
        elif day(consent["on"]) < day(given.facts["instructed_on"]) <= given.date:
            message = f"同意（{official_date(day(consent['on']))}）早于委托。"
            yield warns(f"{field}.consent.on", message, "请核对日期。")


@rule(
    "R15",
    "接受委托前审查利益冲突",
    provision("律师法", "第二十三条", "建立健全利益冲突审查制度"),
    provision("律师法", "第三十九条", "不得为双方当事人担任代理人，不得代理与本人或者近亲属有利益冲突的事务"),
    papers=_OPINION,
)
def conflicts_are_checked_first(given: RuleInput) -> Iterator[Fault]:
    """Bar a check after the opinion, warn of one after the instruction; bar a conflict that the statement admits."""
    checked_on = day(given.facts["conflict"]["checked_on"])
    if checked_on > given.date:
        yield bars("conflict.checked_on", "利益冲突审查晚于出具日期。", "请先审查，再接受委托。")
    elif checked_on > day(given.facts["instructed_on"]):
        yield warns("conflict.checked_on", "利益冲突审查晚于委托日期。", "请核对日期；应当先审查，再接受委托。")
    sides = {given.facts["client"]["name"], given.facts["petitioner"]["name"]}
    for number, lawyer in enumerate(given.facts["lawyers"]):
        if lawyer["name"] in sides:
            yield bars(f"lawyers.{number}.name", f"{lawyer['name']}就是委托人或者信访人。", "请换律师。")


@rule(
    "R15",
    "律师与双方没有利害关系",
    provision("律师法", "第三十九条", "不得为双方当事人担任代理人，不得代理与本人或者近亲属有利益冲突的事务"),
    papers=_OPINION,
    reads_text=True,
)
def lawyers_serve_one_side(given: RuleInput) -> Iterator[Fault]:
    """Bar what tells that a lawyer or the firm acts for another side too, or is related to a side."""
    named = [word for lawyer in given.facts["lawyers"] for word in called(lawyer["name"])]
    names = (*named, given.facts["firm"]["name"], "本所", "承办律师", "本律师", "经办律师", "该所", "该律师")
    known: set[str] = set()
    for concept in ("joint_acting", "relation_told"):
        for mention in given.mentions(concept):
            text = mention.sentence.text
            clauses = text[: mention.end + 12]
            if any(name in clauses for name in names) and not mention.is_denied and text not in known:
                known.add(text)
                message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。这是利益冲突。"
                level = asks if mention.is_spoken_by_others else bars
                yield level(mention.sentence.field, message, "请换律师（律所）；依法可以豁免的，取得书面同意。")


@rule(
    "R15",
    "律师的亲属不是当事的人",
    provision("律师法", "第三十九条", "不得代理与本人或者近亲属有利益冲突的法律事务"),
    papers=_OPINION,
)
def kin_of_a_lawyer_has_no_part(given: RuleInput) -> Iterator[Fault]:
    """Ask about kin of a lawyer of whom the text tells, as he may have a part in the matter."""
    for lawyer in given.facts["lawyers"]:
        names = "|".join(map(re.escape, called(lawyer["name"])))
        kin = re.compile(
            rf"(?:{names})(?:律师)?(?:的|之|他|她|家的?)*(?:{KIN})(?!关系)|(?:{KIN})(?:就)?(?:是|系|为|叫)[^，。；]{{0,6}}(?:{names})"
        )
        for sentence in given.sentences:
            match = kin.search(sentence.text)
            if match and not re.search(r"没有|不是|并非|无[^，。；]{0,6}关系", sentence.clause_before(match.start())):
                goes_on = _GOES_ON.search(sentence.text)
                what = "律师的亲属在这件事里有份，律师仍然承办。" if goes_on else "律师的亲属和这件事有关系吗？"
                message = f"“{given.label(sentence.field)}”里说“{match[0]}”：{what}"
                level = bars if goes_on else asks
                yield level(sentence.field, message, "有利益冲突的，请换律师；声明要和事实一致。")
                return


@rule(
    "R15",
    "不得私自收费、收受对方财物",
    provision("律师法", "第四十条第一项、第二项", "不得私自接受委托、收取费用，不得接受对方当事人的财物"),
    papers=_OPINION,
    reads_text=True,
)
def nothing_is_taken_privately(given: RuleInput) -> Iterator[Fault]:
    """Bar private fees and what the other side gave."""
    for mention in given.mentions("private_fee"):
        why = "费用由律师事务所统一收取，不得收受对方的财物"
        yield bars(mention.sentence.field, said(given, mention, why), "请改正；收过的，请退还并换人办理。")


@rule(
    "R15",
    "费用不进律师个人手里",
    provision("律师法", "第四十条第一项", "不得私自收取费用，接受委托人的财物"),
    papers=_OPINION,
)
def nobody_pays_a_lawyer(given: RuleInput) -> Iterator[Fault]:
    """Bar a payment that names a lawyer as the one who receives it."""
    for lawyer in given.facts["lawyers"]:
        paid = re.compile(
            rf"(?:付给|交给|给了?|转给|打给|付)[^，。；]{{0,4}}{re.escape(lawyer['name'])}[^，。；]{{0,10}}(?:现金|元|钱|款|费)"
        )
        for sentence in given.sentences:
            if match := paid.search(sentence.text):
                message = f"“{given.label(sentence.field)}”里说：{match[0]}。费用由律师事务所统一收取。"
                yield bars(sentence.field, message, "请退还，由律师事务所出具票据收取。")


@rule("R15", "标题写明法律意见", practice("法律意见书的通行体例"), papers=_OPINION)
def the_title_says_what_it_is(given: RuleInput) -> Iterator[Fault]:
    """Bar a title that makes the opinion another paper."""
    title = given.facts["title"]
    if not re.search(r"法律(?:咨询)?意见", title) or re.search(
        r"(?:处理意见|决定书|裁决书?|判决书?|告知书|答复意见)书?$", title
    ):
        yield bars("title", f"标题“{title}”不是法律意见书的标题。", "请写成“关于……的法律意见书”。")


@rule("R21", "调查在委托以后、出具以前", practice("程序先后"), papers=_OPINION)
def inquiries_are_in_time(given: RuleInput) -> Iterator[Fault]:
    """Bar an inquiry before the instruction or after the opinion."""
    for number, inquiry in enumerate(given.facts["inquiries"] or ()):
        on, field = day(inquiry["on"]), f"inquiries.{number}.on"
        if on > given.date:
            yield bars(field, f"调查日期（{official_date(on)}）晚于出具日期。", "请核对日期。")
        if on < day(given.facts["instructed_on"]):
            yield bars(field, f"调查日期（{official_date(on)}）早于委托日期。", "请核对日期；接受委托以后才能调查。")


@rule(
    "R15",
    "不承诺结果",
    provision("律师执业管理办法", "第三十三条", "不得就法律事务的结果作出承诺"),
    papers=_OPINION,
    reads_text=True,
)
def no_success_is_promised(given: RuleInput) -> Iterator[Fault]:
    """Bar promises of success."""
    for mention in given.mentions("success_promised", "states", "binds"):
        yield bars(mention.sentence.field, said(given, mention, "律师不得承诺结果"), "请删去对结果的承诺。")


@rule(
    "R15",
    "意见书只供参考",
    provision("信访工作条例", "第三十一条第六项、第三十二条", "由有权机关调查核实，出具信访处理意见书"),
    provision("律师法", "第二十八条第七项", "解答法律询问，代写文书"),
    papers=_OPINION,
    reads_text=True,
)
def the_opinion_binds_nobody(given: RuleInput) -> Iterator[Fault]:
    """Bar a force that an opinion has not, and a lawyer who decides in the place of the organ."""
    for concept in ("opinion_binding", "decided_by_others"):
        for mention in given.mentions(concept, "states", "binds"):
            why = "法律意见书供委托人参考，不能代替机关的处理意见"
            yield bars(mention.sentence.field, said(given, mention, why), "请删去。")


@rule(
    "R15",
    "不下“无理”的结论，不断定终结",
    provision("信访工作条例", "第三十二条", "由机关分别予以支持、作出解释说明、不予支持"),
    provision("信访工作条例", "第二十七条", "诉求无理的思想教育到位"),
    papers=f"{_OPINION} handling_opinion acceptance_notice termination_notice",
    reads_text=True,
)
def nobody_is_called_unreasonable(given: RuleInput) -> Iterator[Fault]:
    """Bar the conclusion that a request is 无理, or that a petitioner is a troublemaker."""
    for mention in given.mentions("unreasonable_concluded", "states", "binds"):
        why = "诉求能不能支持由有权机关依法判断，不作这样的定性"
        yield bars(mention.sentence.field, said(given, mention, why), "请改为有没有事实和法律依据。")


@rule(
    "R15",
    "建议要合法",
    provision(
        "信访工作条例", "第十八条第四款、第四十六条", "不得打击报复；不得把检举材料转给被检举的人；不得推诿、隐瞒"
    ),
    provision("律师法", "第四十条", "律师不得教唆、帮助违法"),
    papers=f"{_OPINION} handling_opinion acceptance_notice",
    reads_text=True,
)
def the_advice_is_lawful(given: RuleInput) -> Iterator[Fault]:
    """Bar advice to refuse, to retaliate, to hide, to destroy evidence or to end the matter."""
    for mention in given.mentions("illegal_advice", "states"):
        why = "这样做违反条例"
        yield bars(mention.sentence.field, said(given, mention, why), "请删去，改为依法办理的建议。")
