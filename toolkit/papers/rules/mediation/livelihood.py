"""Rules on what people live by: wages are paid in money, fields stay fields, the old keep their roof, children play."""

import re
from collections.abc import Iterator

from toolkit.papers.language.concepts import words
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars
from toolkit.papers.rules.registry import BINDING, rule

_LAWLESS = provision("民诉法解释", "第三百五十八条第一项至第三项", "违反强制性规定、违背公序良俗的，驳回申请")
_WAGES = re.compile(r"工资|工钱|薪水|薪酬|劳动报酬|加班费|血汗钱")
_GOODS = re.compile(
    r"(?:拿|用|以|把|将|给)[^，。；]{0,24}?(?:顶|抵|折(?:算|价|抵)?|充|换)(?:掉|了|作|成|给|清|账|这|那|工|薪)?[^，。；]{0,10}(?:工资|工钱|薪|报酬|\d+元|账|清|数)"
    r"|(?:工资|工钱|薪水|报酬)[^，。；]{0,12}(?:拿|用|以|折成|换成|抵成|顶成)[^，。；]{0,10}(?:货|家具|酒|粮|米|布|衣|车|砖|水泥|木|票|券|卡|猪|茶|鞋|瓷|苗|化肥|产品)"
)
_MONEY_ONLY = re.compile(
    r"(?:不(?:得|能|准|许|再)?|没有|别|莫)(?:拿|用|以|把|将)?[^，。；]{0,10}(?:顶|抵|折)|转账|现金|打(?:到|进)"
)
_FIELD = re.compile(
    r"水田|水浇地|旱地|稻田|麦地|菜地|大田|承包(?:地|田)|耕地|农田|良田|亩(?:水)?田|责任田|流转(?:的|来的)?(?:地|田)"
)
_BUILT = re.compile(
    r"(?:打|浇|铺|倒)[^，。；]{0,8}(?:水泥|混凝土|地坪|硬化)|(?:起|盖|建|修|搭|造|砌)[^，。；]{0,10}(?:楼|房(?!租)|厂|餐馆|饭店|客栈|民宿|酒店|会所|停车场|仓库|洗车|加油|坟|砖窑)"
    r"|(?:开|办|做|改成?|当)[^，。；]{0,6}(?:餐馆|饭店|农家乐|民宿|客栈|停车场|堆场|砖厂|砂场|洗车|驾校)|(?:葬|埋)(?:在|进|到)|(?:取土|挖砂|挖沙|采石)"
)
_PERMITTED = re.compile(
    r"批准|审批|许可|手续(?:齐|已)|设施农(?:业|用)|备案|不(?:得|准|许|能|再|要)[^，。；]{0,8}(?:建|盖|搭|起|打|硬化|挖|改|取土)|拆(?:除|掉|了)|恢复|复耕|退回|建设用地"
)
_OLD = "老人|老母亲?|老娘|老父亲?|老爹|老太太|老太|老婆婆|老头|老汉|母亲|父亲|爹|妈|娘|婆婆|公公|爷爷|奶奶|双亲"
_HOVEL = (
    "窝棚|草棚|看瓜|棚子|工棚|柴房|柴火房|牛棚|牛圈|猪圈|羊圈|鸡舍|车库|仓房|杂物间|地下室|磨坊|灶屋|桥洞|破庙|门洞"
)
_SENT = re.compile(
    rf"(?:{_OLD})[^。；]{{0,20}}(?:搬|住|挪|迁|去|赶)[^，。；]{{0,12}}(?:{_HOVEL})|(?:{_HOVEL})[^，。；]{{0,10}}(?:给|让|叫)(?:{_OLD})[^，。；]{{0,6}}(?:住|睡)"
)
_RAZED = re.compile(
    rf"(?:扒|拆|推|卖|占)(?:掉|了|倒|平)?[^，。；]{{0,8}}(?:{_OLD})[^，。；]{{0,8}}(?:房|屋|宅)|(?:{_OLD})[^，。；]{{0,8}}(?:房|屋|宅)[^，。；]{{0,8}}(?:扒|拆|推|卖)(?:掉|了|倒|平)"
)
_KEPT = re.compile(
    r"不(?:得|准|许|能|要|再|会|让|叫|该)[^，。；]{0,10}(?:扒|拆|推|卖|占|搬|住|赶|挪)|搬(?:回|出|离)|翻(?:修|盖)|同意|愿意|新房[^，。；]{0,10}(?:给|让|归)(?:老|母|父)"
)
_AGE = r"(?<![一二三四五六七八九十\d])(?:[六七八九]|十[一二三四五]?|[6-9]|1[0-5])(?:周)?岁"
_TOIL = (
    r"放(?:牛|羊|鸭|鹅|猪)|割草|割猪草|做工|干活|打工|帮工|看店|看摊|洗碗|搬货|搬砖|捡(?:茶|棉)"
    r"|摘(?:茶|棉|椒)|喂猪|下地|背(?:柴|粪)"
)
_PAYS_OFF = r"抵(?:债|账|这|那|掉|完|清|数|作|\d)|顶(?:账|债|这|那|掉|完|清|\d)|一天(?:抵|算|折)|还(?:这|那)|做满|干满"
_CHILD = re.compile(
    rf"(?:{_AGE}|小学生|孩子|娃儿?|小孩)[^。；]{{0,40}}(?:{_TOIL})[^。；]{{0,30}}(?:{_PAYS_OFF})"
    rf"|(?:{_PAYS_OFF})[^。；]{{0,20}}(?:{_AGE}|小学生|孩子|娃儿?|小孩)[^。；]{{0,12}}(?:{_TOIL})"
)
_VISITS_GIVEN_UP = re.compile(
    r"(?:不|别|莫)(?:得|准|许|能|再|去|到|来|必|要)*[^，。；]{0,8}(?:看|见|探望|看望|来往|联系)[^，。；]{0,4}(?:女儿|儿子|孩子|娃|小孩)|(?:女儿|儿子|孩子|娃)[^。；]{0,16}(?:成年|长大|十八岁)(?:以前|之前|前)?[^。；]{0,6}不(?:再)?(?:见|看|来往|联系)"
    r"|放弃[^，。；]{0,6}探(?:望|视)"
)
_LEAVES_SCHOOL = re.compile(
    rf"(?:{_AGE}|小学|初[中一二三]|孩子|娃|孙子|孙女|儿子|女儿)[^。；]{{0,16}}(?:(?:念|读|上)(?:完|到|满)[^，。；]{{0,8}}(?:就|便)?不(?:再)?(?:念|读|上)|不(?:再)?(?:去)?(?:念书|读书|上学)|辍学|退学|休学)"
    r"[^。；]{0,20}(?:学(?:手艺|徒)|跟|帮|做工|打工|干活|抵|还|挣|看店)"
)
_NOT_THE_CHILD = re.compile(
    r"不(?:得|准|许|能|要|再|让|叫|用)[^，。；]{0,10}(?:孩子|娃|小孩)|(?:孩子|娃儿?|小孩)(?:的)?(?:"
    + "|".join(words("亲属"))
    + ")"
)


@rule("R10", "工资要给钱，不拿东西抵", _LAWLESS, papers=BINDING, reads_text=True)
def wages_are_paid_in_money(given: RuleInput) -> Iterator[Fault]:
    """Ask about goods instead of wages in what binds the parties."""
    is_on_wages = bool(_WAGES.search(given.all_text))
    for sentence in given.sentences:
        match = _GOODS.search(sentence.text) if sentence.part == "binds" and is_on_wages else None
        if match and not _MONEY_ONLY.search(sentence.text):
            message = f"“{given.label(sentence.field)}”里的“{match[0]}”：是拿东西抵工资吗？工资应当给钱。"
            yield asks(sentence.field, message, "请改成付钱的数额和日期；抵的不是工资的，在答复里写明。")


@rule(
    "R10",
    "田地不改作别的用",
    _LAWLESS,
    papers=BINDING,
    reads_text=True,
)
def fields_stay_fields(given: RuleInput) -> Iterator[Fault]:
    """Ask about buildings, concrete and quarries on fields, unless the text speaks of a permit or forbids them."""
    for sentence in given.sentences:
        match = _BUILT.search(sentence.text) if sentence.part == "binds" else None
        if match and _FIELD.search(sentence.text) and not _PERMITTED.search(sentence.text):
            message = f"“{given.label(sentence.field)}”要在田地上“{match[0]}”：改变农业用途批准了吗？"
            yield asks(sentence.field, message, "没有批准的请删去；批准了的，写明批准的机关和文号。")


@rule(
    "R10",
    "老人的房子、住处不能占、不能换差的",
    _LAWLESS,
    provision("民法典", "第一千零六十七条", "成年子女的赡养义务"),
    papers=BINDING,
    reads_text=True,
)
def the_old_keep_their_roof(given: RuleInput) -> Iterator[Fault]:
    """Bar an agreement that puts an old person into a hovel, ask about one that razes or sells his house."""
    for sentence in given.sentences:
        if sentence.part != "binds" or _KEPT.search(sentence.text):
            continue
        place = f"“{given.label(sentence.field)}”里的“"
        if match := _SENT.search(sentence.text):
            remedy = "请安排老人住得安稳、不比原来差的房子；自己的房子，老人不愿意就不能动。"
            yield bars(sentence.field, f"{place}{match[0]}”：不能叫老人住到条件差的地方去。", remedy)
        elif match := _RAZED.search(sentence.text):
            message = f"{place}{match[0]}”：是老人自己的房子吗？老人同意吗？"
            yield asks(sentence.field, message, "老人同意的，请写明同意和以后住哪里；不同意的请删去。")


@rule(
    "R10",
    "不让孩子做工抵账",
    _LAWLESS,
    papers=f"{BINDING} mediation_record",
    reads_text=True,
)
def children_work_off_no_debt(given: RuleInput) -> Iterator[Fault]:
    """Bar work by a child instead of a payment."""
    for sentence in given.sentences:
        match = _CHILD.search(sentence.text) if sentence.part != "tells" else None
        if match and not _NOT_THE_CHILD.search(sentence.text):
            message = f"“{given.label(sentence.field)}”里的“{match[0][:24]}”：不能让孩子做工抵账。"
            yield bars(sentence.field, message, "请改成由监护人赔钱，写明数额和日期。")


@rule(
    "R10",
    "孩子要读完九年书",
    _LAWLESS,
    provision("未成年人保护法", "第十六条、第十七条", "监护人保障未成年人接受并完成义务教育，不得使其失学、辍学"),
    papers=f"{BINDING} mediation_record",
    reads_text=True,
)
def children_stay_at_school(given: RuleInput) -> Iterator[Fault]:
    """Ask about a child that leaves school to work."""
    for sentence in given.sentences:
        match = _LEAVES_SCHOOL.search(sentence.text) if sentence.part != "tells" else None
        if match and not _NOT_THE_CHILD.search(sentence.text):
            message = f"“{given.label(sentence.field)}”里的“{match[0][:30]}”：孩子读完初中了吗？满十六岁了吗？"
            yield asks(sentence.field, message, "没有的，不能辍学做工，请删去；满十六岁、已经毕业的，写明。")


@rule(
    "R10",
    "父母看孩子的权利不能了断",
    _LAWLESS,
    provision("民法典", "第一千零八十六条", "不直接抚养子女的一方有探望的权利；中止探望由人民法院决定"),
    papers=BINDING,
    reads_text=True,
)
def parents_see_their_children(given: RuleInput) -> Iterator[Fault]:
    """Ask about a parent who is never to see his child, or not before it is of age."""
    for sentence in given.sentences:
        match = _VISITS_GIVEN_UP.search(sentence.text) if sentence.part == "binds" else None
        if match and not re.search(r"不(?:得|能|准|许)(?:阻|拦|妨|限|不让|干)", sentence.text):
            message = f"“{given.label(sentence.field)}”里的“{match[0]}”：是不让父母看孩子吗？"
            yield asks(sentence.field, message, "探望只有法院能中止；请改成怎样探望，写明时间和办法。")
