"""The kind of the other side by its name: private, firm, public body, or office-holder.

The first two decide whether mediation may be offered; the last makes an accusation likely.
"""

import re

from toolkit.records import SideKind

# An office-holder is named by an office; a public body and a firm by what the name ends in.
OFFICE = (
    "书记|支书|主任|村长|村支|组长|社长|队长|会计|出纳|文书|干部|镇长|乡长|县长|区长|所长|站长|局长|科长|股长|院长|校长|主席|委员|"
    "专干|网格员|协管员|民警|警察|城管|辅警|领导|当官的|包村的?|驻村的?|村官|指导员|助理员|园长|主管|办事员|经办人|管事的?"
)
_HOLDER = re.compile(rf"(?:{OFFICE})(?:[一-龥]{{2,3}})?$|^(?:{OFFICE})")
_BODY = re.compile(
    r"(?:政府|村委会?|居委会?|村上|村里|镇上|镇里|派出所|法院|检察院|公安局?|[局所站委办队]"
    r"|医院|卫生院|学校|小学|中学|幼儿园|供电所|信用社|电信|移动|联通|银行)$"
)
_FIRM = re.compile(
    r"(?:[厂场店矿行]|公司|合作社|物业|开发商|施工队|工程队|承包商|承包人|包工头|工头|老板娘?|经理|搅拌站|加油站|超市|燃气|农资|建材|商贸"
    r"|集团|项目部|酒楼|宾馆|茶楼|网吧|棋牌室|麻将馆|收购站|加工坊|豆腐坊|驾校|培训班|KTV|歌厅|快递点|之家|电站|冷库|农家乐|民宿|中介|网贷)$"
)


def kind_of(name: str) -> SideKind | None:
    """Return the kind of the side called `name`, as villagers say it; None for an empty name."""
    plain = name.strip()
    if not plain:
        return None
    if _FIRM.search(plain):
        return "firm"
    if _HOLDER.search(plain):
        return "office_holder"
    return "public_body" if _BODY.search(plain) else "private"
