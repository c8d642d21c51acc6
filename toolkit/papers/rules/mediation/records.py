"""Rules on what the committee tells and records: whom it asks, that courts stay open, with whom it mediates."""

import re
from collections.abc import Iterator

from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars
from toolkit.papers.rules.parties import people
from toolkit.papers.rules.registry import rule

_NEVER_MET = re.compile(
    r"(?:没|未|没有)(?:有)?(?:碰(?:着|到)面?|见(?:着|到)(?:面|人|本人)|见面|找(?:着|到)(?:本)?人|当面问|问(?:到)?本人)"
    r"|(?:照|按|依|据|听|是)[^，。；]{0,10}(?:说的|讲的|转述|转告)[^，。；]{0,6}(?:替|代|帮)?(?:他|她|其)?(?:写|记|填|答)|(?:替|代)(?:他|她|其|本人)(?:回答|作答|答的|写的)"
    r"|(?:照着?|按着?|套用)(?:上|前|别)[^，。；]{0,6}(?:份|次|人)[^，。；]{0,6}(?:抄|写)"
)
_ORGAN = re.compile(
    r"人民政府|街道办事处|派出所|公安|管理委员会|(?:局|法院|检察院|执法(?:大)?队|监察大队|委员会办公室)$"
)
_POWER_USED = re.compile(
    r"决定|处罚|罚款|不服|拆除|撤销|征收|征用|许可|登记|认定|强制|扣押|没收|收回|批(?:准|下来|不)|审批|低保|指标|名额|执法|通知书"
)
_AS_EQUALS = re.compile(r"合同|租赁|租金|货款|买卖|工程款|欠款|维修款|借款|饭钱|劳务费|运费")
_NO_COURT = re.compile(
    r"(?:法院|法庭|仲裁(?:委|庭|机构)?)[^，。；]{0,8}(?:一概|一律|根本|从来|历来|都|全|是|也|早就)(?:是)?(?:不|没)(?:立案|受理|收|管|接|理|判|让)"
    r"|(?:告|打官司|起诉)[^，。；]{0,8}(?:也)?(?:没用|白搭|没得用|立不了|不收|不受理)"
    r"|(?:唯一|只有|只能|只好|除了)[^，。；]{0,10}(?:等|由|请|靠|找)?[^，。；]{0,6}(?:本会|调委会|委员会|再调|下次调|调解)(?![^。；]{0,20}(?:仲裁|起诉|法院))"
    r"|(?:得|要|须|必须|应当)[^，。；]{0,8}(?:先|再)?(?:冷|等|过|隔|满)[^，。；]{0,4}[一二两三半\d](?:年|个月)[^。；]{0,16}(?:法院|起诉|打官司|告)|(?:年|个月)(?:里头|之内|内|以内)[^。；]{0,8}(?:别|不得|不能|不要|不许|不准)[^，。；]{0,10}(?:打官司|起诉|法院|告)"
)
_RIGHTLY = re.compile(r"身份关系|确权|权属|司法确认|行政|不在受理范围|时效|判决|终审|仲裁裁决|信访")
_EXPROPRIATION = re.compile(r"征地|征收|征用|拆迁|土地补偿|安置补助")
_LAND_BOARD = re.compile(r"(?:土地)?承包(?:经营)?(?:纠纷)?仲裁|土地仲裁|承包仲裁委")
_LABOUR_BOARD = re.compile(r"劳动(?:人事)?(?:争议)?仲裁")
_NO_LABOUR = re.compile(r"承包|流转|转包|宅基地|林地|土地|邻里|相邻|借款|借贷|婚姻|赡养|抚养|继承|买卖|租赁")
_LABOUR = re.compile(r"工资|劳动|工钱|用人单位|打工|务工|雇")
_NOT_ARBITRATED = re.compile(r"不(?:属于|能|得|适用|予)|除外")


@rule(
    "R12",
    "问谁，答的就是谁",
    provision("人民调解工作若干规定", "第二十八条", "分别向双方当事人询问，了解双方的要求和理由"),
    papers="investigation_record",
)
def the_asked_one_answers(given: RuleInput) -> Iterator[Fault]:
    """Ask about a record of somebody who was not met, or whose answers somebody else gave."""
    for sentence in given.sentences:
        if sentence.field.startswith(("talk", "informed", "place")) and (match := _NEVER_MET.search(sentence.text)):
            message = f"“{given.label(sentence.field)}”里说“{match[0]}”：{given.facts['asked']['name']}本人回答了吗？"
            yield asks(sentence.field, message, "没有见到本人的，不能写成他的话；请另行询问。")
            return


@rule(
    "R12",
    "法院的门开着",
    provision("人民调解法", "第三条第三项", "不得因调解阻止当事人依法通过仲裁、行政、司法等途径维权"),
    provision("人民调解法", "第二十六条", "调解不成的，告知可以通过仲裁、行政、司法等途径维权"),
    papers="failure_notice mediation_record rights_notice investigation_record follow_up_record mediation_register",
)
def courts_are_open(given: RuleInput) -> Iterator[Fault]:
    """Ask about words of the committee by which no court takes the matter, or not before a time."""
    told = {
        "other_ways",
        "other_ways_told",
        "rights_told",
        "mediation",
        "detail",
        "informed",
        "recusal",
        "remarks",
        "measures",
    }
    for sentence in given.sentences:
        match = _NO_COURT.search(sentence.text)
        if (
            match
            and sentence.field.split(".")[0] in told
            and not _RIGHTLY.search(sentence.text)
            and not sentence.is_quoted(match.start())
        ):
            message = f"“{given.label(sentence.field)}”里说“{match[0]}”：法院真的不受理吗？"
            yield asks(sentence.field, message, "民事纠纷随时可以依法起诉、申请仲裁；请改正。")


@rule(
    "R13",
    "和机关之间的行政争议不调解",
    provision("人民调解工作若干规定", "第二十二条", "法律规定由专门机关管辖处理的，不得受理"),
    provision("行政复议法", "第十一条", "对行政处罚、行政强制等行政行为不服的，可以申请行政复议"),
    papers="mediation_register mediation_record mediation_agreement oral_agreement failure_notice rights_notice",
)
def organs_are_no_neighbours(given: RuleInput) -> Iterator[Fault]:
    """Ask about a side that is an organ, where the matter is what it decided and no contract or debt."""
    if given.facts.get("reason") == "不属于人民调解的范围":
        return
    for field, person in people(given):
        match = _POWER_USED.search(given.all_text)
        if _ORGAN.search(person["name"]) and match and not _AS_EQUALS.search(given.all_text):
            message = f"{person['name']}是机关，说的是“{match[0]}”：这是民间纠纷吗？"
            yield asks(f"{field}.name", message, "对行政行为不服的，走行政复议、行政诉讼，不由委员会调解。")


@rule(
    "R12",
    "征地补偿不去承包仲裁",
    provision("农村土地承包经营纠纷调解仲裁法", "第二条第三款", "征收集体土地及其补偿不属于仲裁受理范围"),
    papers="failure_notice mediation_record",
)
def expropriation_is_not_arbitrated(given: RuleInput) -> Iterator[Fault]:
    """Ask about the way to the board of land contracts where the dispute is on an expropriation."""
    about = "".join(str(given.facts.get(name) or "") for name in ("dispute", "matter", "detail", "verified"))
    for sentence in given.sentences:
        match = _LAND_BOARD.search(sentence.text)
        is_told = match and sentence.field.startswith("other_ways") and _EXPROPRIATION.search(about)
        if is_told and not _NOT_ARBITRATED.search(sentence.text):
            way = sentence.text.rstrip("。；")[-24:]
            message = f"“{way}”：征地补偿的争议不能申请承包仲裁。"
            yield asks(sentence.field, message, "请改写行政复议、行政诉讼，或者由人民政府处理。")


@rule(
    "R12",
    "劳动仲裁只管劳动争议",
    provision("劳动争议调解仲裁法", "第二条", "用人单位与劳动者的劳动争议"),
    provision("农村土地承包经营纠纷调解仲裁法", "第四条", "土地承包经营纠纷向农村土地承包仲裁委员会申请仲裁"),
    papers="failure_notice mediation_record",
)
def labour_boards_are_for_labour(given: RuleInput) -> Iterator[Fault]:
    """Bar the way to a labour board for a dispute that is none of labour."""
    about = "".join(str(given.facts.get(name) or "") for name in ("dispute", "matter", "detail", "verified"))
    for sentence in given.sentences:
        match = _LABOUR_BOARD.search(sentence.text) if sentence.field.startswith("other_ways") else None
        if match and (matter := _NO_LABOUR.search(about)) and not _LABOUR.search(about):
            message = f"说的是“{matter[0]}”的纠纷，却告知去申请{match[0]}。"
            yield bars(sentence.field, message, "请改写有权处理的仲裁委员会、人民法院。")
