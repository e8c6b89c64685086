"""What an export says where something is missing, in the language of the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from orchestrator.adapters.export.book.model import is_chinese

_COUNTED: Mapping[str, str] = MappingProxyType({"chapter": "章", "scene": "场", "part": "部分", "section": "节"})
_NAMED: Mapping[str, str] = MappingProxyType({"the text": "正文", "a part": "一部分"})
_STANDING: Mapping[str, str] = MappingProxyType(
    {"the run goes on": "仍在进行", "the run was interrupted": "运行中断", "it was not made": "没有写出"}
)
_SPENT = re.compile(r"the run may (?:make|use) (\d+) (calls|tokens)\b.*")


def missing(what: str, reason: str, language: str) -> str:
    """That ``what`` (such as ``chapter 3``) is not there.

    >>> missing("chapter 3", "the model is gone", "en"), missing("chapter 3", "the model is gone", "zh")
    ('[chapter 3 is missing: the model is gone]', '[第3章缺失：the model is gone]')
    """
    return _told(what, reason, language, "is missing", "缺失")


def unfinished(what: str, reason: str, language: str) -> str:
    """That ``what`` stands above as far as it came."""
    return _told(what, reason, language, "is not finished", "未完成")


def not_begun(variable: str, first: int, last: int, reason: str, language: str) -> str:
    """That some parts were not begun.

    >>> not_begun("chapter", 4, 12, "", "en"), not_begun("chapter", 4, 12, "", "zh")
    ('[chapters 4 to 12 are missing: not begun yet]', '[第4至12章缺失：尚未开始]')
    """
    if is_chinese(language):
        counted = _COUNTED.get(variable, "部分")
        numbers = f"第{first}{counted}" if first == last else f"第{first}至{last}{counted}"
        return f"[{numbers}缺失：尚未开始{_because(reason, language)}]"
    what = f"{variable} {first} is" if first == last else f"{variable}s {first} to {last} are"
    return f"[{what} missing: not begun yet{_because(reason, language)}]"


def beginning_of(item: Any) -> str:
    """The heading of a part that has not got as far as to have one: that of what it was to be made of."""
    for name in ("heading", "title"):
        found = item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)
        if isinstance(found, str):
            return found
    return ""


def _told(what: str, reason: str, language: str, english: str, chinese: str) -> str:
    if is_chinese(language):
        return f"[{_chinese(what)}{chinese}：{_reason(reason)}]"
    return f"[{what} {english}: {reason}]"


def _chinese(what: str) -> str:
    variable, _, number = what.partition(" ")
    return _NAMED.get(what) or f"第{number}{_COUNTED.get(variable, '部分')}"


def _reason(reason: str) -> str:
    """Why, in Chinese where we say it; what a model or a server says stays as it is."""
    spent = _SPENT.fullmatch(reason)
    if spent is not None:
        return f"{spent[1]} 次模型调用已用完" if spent[2] == "calls" else f"{spent[1]} 个 token 已用完"
    return _STANDING.get(reason, reason)


def _because(reason: str, language: str) -> str:
    if not reason:
        return ""
    return f"（{_reason(reason)}）" if is_chinese(language) else f" ({reason})"
