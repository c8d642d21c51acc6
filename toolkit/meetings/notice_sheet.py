"""The notice of recording as a Word sheet to be posted and read aloud (告知书)."""

from pathlib import Path

from toolkit.formats.word import Grid, write_tables
from toolkit.workspace import PERIOD_NAMES, Desk


def write_sheet(desk: Desk, path: Path) -> Path:
    """Write the notice to the Word file `path` with what 个人信息保护法 Art 17 demands; return `path`."""
    office = desk.settings.office
    period = PERIOD_NAMES[desk.settings.archive.retention]
    spoken = (
        f"各位乡亲，今晚的夜话由{office.name}全程录音，用来如实登记、办理和答复大家反映的事情，按档案规定保存{period}，"
        "不用于别的，也不公开播放。不愿意录音的，可以先说一声，我们关掉录音再听您讲，或者散会以后单独讲；"
        "反映干部问题、涉及隐私的，也可以散会以后单独讲。您以后可以要求查阅、更正、删除自己的话。"
        "不满十四周岁的孩子，请家长在场同意再讲。"
    )
    facts = (
        ("录音的单位", office.name),
        ("联系人和电话", ""),
        ("目的", "如实登记、办理、答复群众反映的事项，归档备查（《信访工作条例》第十九条）"),
        ("方式", "全程录音，在本单位的电脑上转成文字，不上网；不作人脸、声纹识别"),
        ("涉及的信息", "您的声音和您讲的内容；涉及健康、未满十四周岁的人等敏感信息的，只在办理所必需的范围内使用"),
        ("保存期限", f"{period}，期满按规定鉴定"),
        (
            "您的权利",
            "可以不录音；可以查阅、复制、更正、请求删除（《个人信息保护法》第四十四条至第四十七条），向上面的联系人提出",
        ),
        ("不同意怎么办", "不影响您反映问题：散会以后单独讲，由工作人员笔录"),
    )
    basis = "依据：《个人信息保护法》第十七条、第十八条、第三十一条、第三十五条。"
    parts: list[str | Grid] = ["开场宣读：", spoken, Grid((), facts, (35, 135)), basis]
    write_tables(path, "院落夜话录音告知书", parts)
    return path
