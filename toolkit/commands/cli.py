"""The command line `yehua`: its words by who uses them, each with the place of its command.

The module of a command is imported when the command is called, so that `yehua --help` waits for none of them.
"""

import click

from toolkit.commands.frame import usage_faults
from toolkit.commands.frame.groups import Place, WordsGroup

WORDS = {
    "夜话": {
        "add": Place("recordings:add", "收录录音"),
        "bulk": Place("recordings:bulk", "成批收录"),
        "meeting": Place("meeting:meeting", "场次"),
        "notice": Place("notice:notice", "告知同意"),
        "transcribe": Place("speech.transcripts:transcribe", "转成文字"),
        "correct": Place("speech.transcripts:correct", "交校对稿"),
        "names": Place("speech.transcripts:names", "核对姓名"),
        "rehear": Place("speech.transcripts:rehear", "再听一遍"),
        "choose": Place("speech.transcripts:choose", "采用再听"),
        "words": Place("speech.words:words", "校对学词"),
        "learned": Place("grievances:learned", "学到的"),
    },
    "诉求": {
        "grievances": Place("grievances:list_grievances", "找诉求"),
        "confirm": Place("grievances:confirm", "确认编号"),
        "add-grievance": Place("grievances:add_grievance", "补一件"),
        "split": Place("grievances:split", "拆开"),
        "merge": Place("grievances:merge", "合并"),
        "repeat": Place("grievances:repeat", "重复反映"),
        "discard": Place("grievances:discard", "不采纳"),
        "restore": Place("grievances:restore", "恢复采纳"),
        "withdraw": Place("grievances:withdraw", "撤回"),
        "accusation": Place("accusation:accusation", "检举"),
        "tonight": Place("accusation:tonight", "今晚必看"),
    },
    "事项": {
        "case": Place("case:case", "台账"),
        "check": Place("papers:check", "检查事实"),
        "fill": Place("papers:fill", "出草稿"),
        "recheck": Place("papers:recheck", "查改过的"),
        "issue": Place("papers:issue", "签发"),
        "template": Place("papers:template", "检查模板"),
        "rules": Place("law.rules:rules", "规则对照"),
        "sign": Place("signing.sign:sign", "签名"),
    },
    "闭环": {
        "today": Place("loop.today:today", "今天要办"),
        "walk": Place("loop.walk:walk", "民情台账"),
        "card": Place("loop.card:card", "首问卡"),
        "contact": Place("loop.contact:contact", "又来反映"),
        "alert": Place("loop.alert:alert", "三色预警"),
        "reminder": Place("loop.reminder:reminder", "督办提醒"),
        "jury": Place("loop.jury:jury", "评议团"),
        "clinic": Place("loop.clinic:clinic", "法律诊所"),
        "report": Place("loop.report:report", "报表"),
        "handover": Place("loop.handover:handover", "交接"),
        "parlour": Place("loop.parlour:parlour_group", "视频会客"),
        "followup": Place("loop.followup:followup", "案后回访"),
    },
    "政策": {
        "law": Place("law.texts:law", "法律文本"),
        "policy": Place("policy.policy:policy", "政策词典"),
        "poster": Place("policy.poster:poster", "政策公示"),
        "answers": Place("policy.answers:answers", "次月答复"),
    },
    "归档": {
        "pack": Place("packages:pack", "打档案包"),
        "verify": Place("packages:verify", "核验"),
        "fixity": Place("fixity:fixity", "定期核验"),
        "archive": Place("archive:archive_lists", "目录移交"),
        "discs": Place("discs:discs", "光盘"),
        "search": Place("search:find", "查找"),
        "disposal": Place("disposal:disposal", "鉴定销毁"),
    },
    "保管": {
        "sealed": Place("sealed:sealed", "封存"),
        "backup": Place("backup:backup", "整体备份"),
        "store": Place("county.store:store", "台账数据库"),
        "events": Place("events:events", "总账"),
        "doctor": Place("doctor:doctor", "体检"),
        "models": Place("speech.models:models", "语音模型"),
        "jobs": Place("system:jobs", "转写进度"),
        "cluster": Place("speech.cluster:cluster", "多机转写"),
        "demo": Place("system:demo", ""),  # staff start it by start.py
        "work": Place("speech.cluster:work", ""),
    },
}


@click.group(cls=WordsGroup, words=WORDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yehua", prog_name="yehua")
def main() -> None:
    """夜话：从院落夜话的录音到可以签字的文书。"""


usage_faults.frame_help(main)
