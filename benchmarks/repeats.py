"""Measure how fast repeats are found among many earlier grievances.

Used by `benchmarks/grievances.py`, or by hand: `python benchmarks/repeats.py`.
"""

import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from toolkit.grievances import EarlierGrievance, EarlierGrievances, MeetingTime, repeats
from toolkit.grievances.finding import find
from toolkit.records import Coverage, Engine, RecordingRef, Segment, Transcript

MANY = 100_000
FAMILIES, NAMES, PLACES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "国强秀英德明玉兰建华光小芳", "柳石青桃清竹松梅"
PARTS = (
    *("路灯坏了没有人修", "补偿款没有拿到", "低保停了", "水渠塌了放不出水", "围墙占了我家宅基地", "污水排到河里"),
    *("工资拖欠不给", "自来水经常停", "班车不来了", "学校食堂饭菜冷", "垃圾没人清运", "电压不稳", "医保报不了"),
    *("养老金没发", "狗把人咬了", "路上坑坑洼洼"),
)
FILLERS = (
    *("说了好几回", "到现在都没得回音", "请政府管一下", "大家意见大得很"),
    *("问过村里", "也去镇上问过", "晚上看不见", "娃儿上学不方便"),
)


def many(count: int) -> Iterator[tuple[str, EarlierGrievance]]:
    """Give so many invented grievances."""
    dice = random.Random(1)  # noqa: S311 - chance, not a secret
    for n in range(count):
        person = dice.choice(FAMILIES) + "".join(dice.choices(NAMES, k=2))
        home = f"{dice.choice(PLACES)}{dice.choice(PLACES)}村{dice.choice('一二三四五六七八')}组"
        # Characters by chance, so that the words are as many as people have.
        noise = "".join(chr(dice.randrange(0x4E00, 0x5E00)) for _ in range(12))
        said = "，".join([*dice.sample(PARTS, 2), noise, *dice.sample(FILLERS, 3)])
        text = f"我叫{person}，住在{home}。{said}。"
        yield f"诉{n}", EarlierGrievance(f"诉{n}", f"夜话{n // 20}", "2020-01-01", text, person, home)


def measure(count: int = MANY) -> None:
    """Print the seconds to make the index once, and for one grievance after that."""
    rows = list(many(count))
    source = EarlierGrievances(count, str, lambda key: iter(rows[key:]))
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "repeats.db"
        begun = time.perf_counter()
        repeats.of(index, source, (), MeetingTime())
        made = time.perf_counter() - begun
        asked = [grievance(rows[at][1].text) for at in range(0, count, count // 20)]
        spent = []
        found = 0
        for at, one in zip(range(0, count, count // 20), asked, strict=True):
            begun = time.perf_counter()
            (offered,) = repeats.of(index, source, [one], MeetingTime())
            spent.append(time.perf_counter() - begun)
            found += any(repeat.number == f"诉{at}" for repeat in offered)
    print(
        f"repeats among {count}: index made in {made:.1f} s; one search {sum(spent) / len(spent):.3f} s in the mean, "
        f"{max(spent):.3f} s at most; the same told again found {found} of {len(asked)}"
    )


def grievance(text: str) -> object:
    """Return `text` as the grievance that is found in it."""
    segment = Segment("s1", 1, 0.0, 30.0, text)
    engine, reference = Engine("none", "0", "none", None), RecordingRef(None, "0" * 64, 60.0)
    heard = Transcript(reference, engine, (segment,), (), Coverage(0, 0, ()))
    return replace(find.find(heard, ()).grievances[0], text=text)


if __name__ == "__main__":
    measure()
