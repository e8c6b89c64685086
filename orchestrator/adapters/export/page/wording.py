"""The page's own words in English and Chinese, and how it writes values and targets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ENGLISH = {
    "title": "Checked",
    "words": "words",
    "met": "met",
    "missed": "missed",
    "measured": "measured",
    "doubtful": "not judged",
    "first": "Do this first",
    "nothing": "Nothing to mend in what was asked for.",
    "checks": "What was measured",
    "asked": "asked for",
    "score": "score",
    "curve": "How it feels, sentence by sentence",
    "joy": "joy",
    "despair": "despair",
    "text": "The text",
    "whole": "About the whole text",
    "more": "more",
    "wanted": "wanted",
    "found": "found",
    "findings": "findings:",
    "critical": "critical",
    "major": "major",
    "minor": "minor",
    "yes": "yes",
    "no": "no",
    "intended": "meant so by the author",
    "bar": "bar: a sentence; line: the trend; a click leads to the paragraph",
}
_CHINESE = {
    "title": "检查结果",
    "words": "字",
    "met": "达标",
    "missed": "未达标",
    "measured": "已测量",
    "doubtful": "不作判断",
    "first": "先改这些",
    "nothing": "要求的都已达到，不必修改。",
    "checks": "测量结果",
    "asked": "要求",
    "score": "得分",
    "curve": "逐句情绪",
    "joy": "喜",
    "despair": "悲",
    "text": "正文",
    "whole": "关于全文",
    "more": "条",
    "wanted": "要求",
    "found": "实测",
    "findings": "发现：",
    "critical": "严重",
    "major": "重要",
    "minor": "轻微",
    "yes": "是",
    "no": "否",
    "intended": "作者有意为之",
    "bar": "竖条：一句；曲线：走势；点击可跳到该段",
}
_LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": _ENGLISH, "zh": _CHINESE})


def labels_for(language: str) -> Mapping[str, str]:
    """The page's words for a text in ``language``; English for those it does not speak."""
    return _LABELS.get(language.replace("_", "-").split("-")[0].lower(), _ENGLISH)


def told(value: object, labels: Mapping[str, str] = _ENGLISH) -> str:
    """A measured value or a target as a person writes it.

    >>> told(5.0), told({"min": 3, "max": 12}), told({"max": 0.15}), told(None), told([1, 2])
    ('5', '3 – 12', '≤ 0.15', '–', '1, 2')
    """
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return labels["yes" if value else "no"]
    if isinstance(value, Mapping):
        return _bound(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(told(part, labels) for part in value)
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return str(value)


def _bound(bound: Mapping[str, object]) -> str:
    low, high = bound.get("min"), bound.get("max")
    if low is not None and high is not None:
        return f"{told(low)} – {told(high)}"
    if low is not None or high is not None:
        return f"≥ {told(low)}" if high is None else f"≤ {told(high)}"
    return "; ".join(f"{name} {told(value)}" for name, value in bound.items() if value) or "–"
