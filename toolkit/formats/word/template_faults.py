"""Faults of a template in words for a lawyer: where a block was opened and not closed, what a tag may not do."""

import re

from jinja2 import nodes

# Jinja's messages about wrong tags, in words for a lawyer.
_FAULTS = (
    (
        re.compile(r"Unexpected end of template.*innermost block that needs to be closed is '(\w+)'", re.DOTALL),
        "“{}”没有结束标记",
    ),
    (re.compile(r"Encountered unknown tag '(end\w+|el\w+)'"), "多出了“{}”，它前面没有开头的标记"),
    (re.compile(r"Encountered unknown tag '(\w+)'"), "不认识的标记“{}”"),
    (re.compile(r"[Nn]o filter named '(.+?)'"), "不认识的过滤器“{}”"),
    (re.compile(r"[Nn]o test named '(.+?)'"), "不认识的条件“{}”"),
    (re.compile(r"unexpected char '(.+?)'"), "标记里有不认识的符号“{}”"),
    (re.compile(r"(?:expected token|got|unexpected) '(.+?)'"), "标记里的写法不对，在“{}”附近"),
    (re.compile(r"([\u4e00-\u9fff].*)", re.DOTALL), "{}"),
)


def syntax_fault(fault: Exception) -> str:
    """Return in Chinese the fault of a tag that `fault` reports."""
    text = str(getattr(fault, "message", None) or fault)
    matches = ((pattern.search(text), clause) for pattern, clause in _FAULTS)
    return next((clause.format(match[1]) for match, clause in matches if match), "标记里的写法不对")


_NOT_ALLOWED: dict[type[nodes.Node], str] = {
    nodes.Call: "标记里不能调用命令（写了“名称(…)”）",
    nodes.CallBlock: "标记里不能调用命令（call）",
    nodes.Getattr: "标记里不能用下划线开头的名称",
    nodes.Const: "标记里不能用下划线开头的名称",
    nodes.Include: "不能引入别的文件（include）",
    nodes.Import: "不能引入别的文件（import）",
    nodes.FromImport: "不能引入别的文件（import）",
    nodes.Extends: "不能引入别的文件（extends）",
    nodes.Macro: "标记里不能定义命令（macro）",
    nodes.Assign: "标记里不能把清单或者拼起来的文字另存（set）",
}
_CALCULATING = (nodes.BinExpr, nodes.UnaryExpr)
_BLOCK = re.compile(r"\{%-?\s*(if|for|endif|endfor)\b")


def not_allowed(node: nodes.Node) -> str:
    """Return in Chinese what `node` of a template would do and may not."""
    if isinstance(node, _CALCULATING):
        return "标记里不能做这种计算，只能加减"
    return _NOT_ALLOWED.get(type(node), "标记里用了不能用的写法，只能写出栏目、如果（if）、逐项（for）")


def unclosed_line(source: str) -> int | None:
    """Return the number of the line of `source`, from 1, that opens a block which is never closed; None without one."""
    opened: list[tuple[str, int]] = []
    for number, line in enumerate(source.splitlines(), start=1):
        for match in _BLOCK.finditer(line):
            word = match[1]
            if not word.startswith("end"):
                opened.append((word, number))
            elif opened and opened[-1][0] == word.removeprefix("end"):
                opened.pop()
            else:
                return opened[-1][1] if opened else number
    return opened[-1][1] if opened else None
