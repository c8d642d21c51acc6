"""Invented introductions put before and after written matters: how people say who they are, with names by chance.

The templates are in `tests/data/introductions.txt`. They teach the model of speakers and homes; no label of a matter
but person and home is kept.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from scripts import Line, Script

from toolkit.chinese import SURNAMES
from toolkit.chinese.common_words import names
from toolkit.workspace import Village

TEMPLATES = Path(__file__).parent.parent / "tests" / "data" / "introductions.txt"
_SHORTEST = 30  # characters
_COMMON_SHARE = 0.7
_WHOLE_NAME = 3
_GRIEVANCE_SHARE = 0.5
COMMON = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
VILLAGE_HEADS = "石青大小黄白龙凤柳松竹桃梨高长双三清新东西南北马牛杨李王张陈罗红金银古老上下前后"
VILLAGE_TAILS = (
    "坝",
    "沟",
    "坪",
    "湾",
    "村",
    "桥",
    "垭",
    "庄",
    "店",
    "河",
    "塘",
    "寨",
    "岭",
    "坡",
    "屯",
    "集",
    "湖",
    "冲",
    "垱",
    "圩",
    "家坝",
    "家庄",
    "家湾",
    "树湾",
    "河子",
)
TITLES = (
    "大姐",
    "大哥",
    "大爷",
    "大妈",
    "大娘",
    "嬢嬢",
    "孃孃",
    "婶",
    "叔",
    "婆婆",
    "师傅",
    "老师",
    "嫂子",
    "大伯",
    "二哥",
    "三嫂",
    "奶奶",
    "爷爷",
    "大叔",
    "嫂",
    "姨",
    "伯",
)
NICKS = ("老{}", "{}老二", "{}老幺", "{}老三", "{}二娃", "{}幺妹", "小{}")
UNMARKED = 0.25  # a share of the meetings is without punctuation, as some recognisers write
DIGITS = "一二三四五六七八九十"


def meetings(written: Sequence[Script], count: int, seed: int = 7) -> Iterator[Script]:
    """Yield so many meetings of one matter each, told by somebody who is introduced by a template."""
    dice = random.Random(seed)  # noqa: S311 - chance, not a secret
    bodies = [body for script in written for body in _bodies(script)]
    templates = [line for line in TEMPLATES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    for number in range(count):
        template = templates[number % len(templates)]
        slots = _slots(dice)
        yield _meeting(number, template, slots, [dice.choice(bodies) for _ in range(3)], dice)


def _bodies(script: Script) -> Iterator[list[str]]:
    """Yield the sentences of each matter of `script` without those that name its speaker or home."""
    for number, label in script.labels.items():
        said = [line.text for line in script.lines if line.grievance == number]
        named = [str(label[key]) for key in ("person", "home") if label.get(key)]
        left = [
            text
            for text in said
            if not any(name[-2:] in text for name in named)
            and not re.search(r"我叫|我姓|俺叫|俺姓|[组社队](?:的|，)", text)
        ]
        if sum(map(len, left)) >= _SHORTEST:
            yield left


def _name(dice: random.Random) -> str:
    surname = dice.choice(COMMON) if dice.random() < _COMMON_SHARE else dice.choice(sorted(SURNAMES))
    given = dice.choice(_GIVEN)[1:]
    return surname + given


_GIVEN = sorted(name for name in names() if len(name) in {2, 3} and name[0] in SURNAMES)
_GIVEN = [name for name in _GIVEN if len(name) == _WHOLE_NAME] + _GIVEN[::9]


def _slots(dice: random.Random) -> dict[str, str]:
    name, other = _name(dice), _name(dice)
    village = dice.choice(VILLAGE_HEADS) + dice.choice(VILLAGE_TAILS)
    return {
        "name": name, "surname": name[0], "given": name[1:], "given1": name[-1],
        "nick": dice.choice(NICKS).format(name[0]), "title": name[0] + dice.choice(TITLES),
        "village": village, "group": dice.choice(DIGITS) + dice.choice(("组", "组", "组", "社", "队")),
        "other": other, "other1": other[0], "othertitle": other[0] + dice.choice(TITLES),
    }  # fmt: skip


def _meeting(number: int, template: str, slots: dict[str, str], bodies: list[list[str]], dice: random.Random) -> Script:
    lines = [
        *_turn("H0", "host", ["乡亲们晚上好，今天的夜话现在开始。"], None, dice),
        *_turn("P", "villager", bodies[1], "0", dice),
    ]
    lines += _turn(
        "H0", "host", [dice.choice(("记下了。", "这个我们下来核实。", "好，晓得了。", "镇上马上去看。"))], None, dice
    )
    told = "1"
    for turn in template.split("|"):
        if turn == "B":
            lines += _turn("V", "villager", bodies[0], told, dice)
        else:
            who, text = turn.split(":", 1)
            role = {"H": "host", "O": "official"}.get(who, "villager")
            grievance = told if who == "V" and dice.random() < _GRIEVANCE_SHARE else None
            lines += _turn(who if who != "H" else "H0", role, [text.format(**slots)], grievance, dice)
    lines += _turn("H0", "host", ["好，下一件。"], None, dice)
    lines += _turn("Q", "villager", bodies[2], "2", dice)
    if dice.random() < UNMARKED:
        mark = dice.choice(("", "", " "))
        lines = [replace(line, text=re.sub("[，。！？、；：]", mark, line.text).strip()) for line in lines]
    return Script(
        f"made-{number}",
        "introductions",
        "introductions",
        (Village(slots["village"]),),
        tuple(lines),
        {"1": _label(template, slots)},
    )


def _turn(speaker: str, role: str, texts: list[str], grievance: str | None, dice: random.Random) -> list[Line]:
    return [
        Line(text, speaker, role, grievance, dice.uniform(0.6, 2.0) if at == 0 else 0.35, at == 0)
        for at, text in enumerate(texts)
    ]


def _label(template: str, slots: dict[str, str]) -> dict[str, str | None]:
    own = [key for key in ("name", "nick", "title") if f"{{{key}}}" in template]
    person = (
        slots[own[0]]
        if own
        else f"姓{slots['surname']}"
        if "{surname}" in template and "{name}" not in template
        else None
    )
    if "{name}家的媳妇" in template or "{name}他妈" in template or "{title}说的跟我一样" in template:
        person = slots["name"] if "我叫{name}" in template else None
    home = "".join(slots[key] for key in ("village", "group") if f"{{{key}}}" in template)
    return {"person": person, "home": home or None}
