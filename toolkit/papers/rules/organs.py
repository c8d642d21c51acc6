"""Organs by their names: at which level they stand, what they are, and which is one level above another."""

import re

LEVELS = ("乡级", "县级", "市级", "省级")
_DEPARTMENT = re.compile(r"(?:局|委|委员会|厅|办公室|中心|大队|支队|所|分局|办)$")
_PLACE = re.compile(
    r"(?:省|自治区)(?=人民政府|信访|.{1,10}(?:厅|局|委)|$)|市(?=人民政府|信访|.{1,10}(?:局|委|办|机构|中心)|$)"
    r"|(?:县|区|旗)(?=人民政府|信访|.{1,10}(?:局|委|办|机构|中心)|$)|(?:镇|乡|街道)(?=人民政府|办事处|.{0,8}(?:所|站|办|中心|机构)|$)"
)
_TOWNSHIP = re.compile(r"(?:镇|乡)人民政府|(?:镇|乡)政府|街道办事处")
NO_ORGAN = re.compile(
    r"律师事务所|律师|法律服务所|调解委员会|村民委员会|村委会|居民委员会|居委会|评议团|评议会|公司|合作社|村民小组|人大|政协|主席团|党校|工会|妇联|商会|协会|法院|检察院|仲裁委|代表会议|村民会议|党支部|理事会|政法委|纪委|监委"
)
INNER_OFFICE = re.compile(r"(?:综治中心|综治办|党政办|信访办|信访室|信访接待(?:室|中心)|矛调中心|办公室|服务中心)$")

NO_HEAD = re.compile(r"办事员|科员|经办人|承办人|记录员|登记员|值班|窗口|工作人员|网格员|协管员|调解员|文员")


def levels_of(name: str) -> frozenset[str]:
    """Return the levels at which the organ called `name` may stand; empty when the name does not tell.

    A city may be one of a prefecture or one of a county.
    """
    if _TOWNSHIP.search(name):
        return frozenset({"乡级"})
    matches = [match[0] for match in _PLACE.finditer(name)]
    if not matches:
        return frozenset()
    last = matches[-1]
    if last in {"镇", "乡", "街道"}:
        return frozenset({"乡级"})
    if last in {"县", "旗"}:
        return frozenset({"县级"})
    if last == "区":
        return frozenset({"县级", "市级"}) if "地区" in name or "开发区" in name else frozenset({"县级"})
    return frozenset({"省级"}) if last in {"省", "自治区"} else frozenset({"县级", "市级"})


def is_department(name: str) -> bool:
    """Return whether the organ called `name` is a department, whose own government is its next level."""
    return "人民政府" not in name and bool(_DEPARTMENT.search(name))


def is_next_above(lower: str, lower_level: str, upper: str, upper_level: str) -> bool:
    """Return whether `upper` is the 上一级 of `lower`: for a department its own government, or the level above."""
    if is_department(lower) and "人民政府" in upper and lower_level == upper_level:
        return True
    return LEVELS.index(upper_level) > LEVELS.index(lower_level)
