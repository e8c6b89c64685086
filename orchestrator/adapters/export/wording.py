"""What the pages say in words of their own, English and Chinese side by side, and how they write values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_WORDS: Mapping[str, tuple[str, str]] = {
    "lang": ("en", "zh"),  # of these words, as HTML marks it
    "comma": (", ", "，"),
    "colon": (": ", "："),
    # -- verdicts, severities, how a run or a step stands --
    "met": ("met", "达标"),
    "missed": ("missed", "未达标"),
    "measured": ("measured", "已测量"),
    "doubtful": ("not judged", "不作判断"),
    "critical": ("critical", "严重"),
    "major": ("major", "重要"),
    "minor": ("minor", "轻微"),
    "done": ("done", "完成"),
    "failed": ("failed", "失败"),
    "waiting": ("waiting", "等待"),
    "running": ("running", "运行中"),
    "interrupted": ("interrupted", "中断"),
    "started": ("started", "进行中"),
    "stopped": ("stopped", "停下"),
    "skipped": ("skipped", "跳过"),
    # -- shared --
    "words": ("words", "字"),
    "score": ("score", "得分"),
    "joy": ("joy", "喜"),
    "despair": ("despair", "悲"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    # -- a book --
    "contents": ("Contents", "目录"),
    "beginning": ("Beginning", "正文"),
    # -- the page of a check --
    "title": ("Checked", "检查结果"),
    "first": ("Do this first", "先改这些"),
    "nothing": ("Nothing to mend in what was asked for.", "要求的都已达到，不必修改。"),
    "checks": ("What was measured", "测量结果"),
    "asked": ("asked for", "要求"),
    "curve": ("How it feels, sentence by sentence", "逐句情绪"),
    "text": ("The text", "正文"),
    "whole": ("About the whole text", "关于全文"),
    "more": ("more", "条"),
    "wanted": ("wanted", "要求"),
    "found": ("found", "实测"),
    "findings": ("findings:", "发现："),
    "intended": ("meant so by the author", "作者有意为之"),
    "bar": (
        "bar: a sentence; line: the trend; a click leads to the paragraph",
        "竖条：一句；曲线：走势；点击可跳到该段",
    ),
    # -- the report of a run: %s and %(…)s are numbers, names and expressions --
    "run": ("run %s", "运行 %s"),
    "calls": ("%s calls", "调用 %s 次"),
    "reused": ("%s replies from before", "沿用已有回复 %s 条"),
    "tokens": ("%s tokens", "%s 个 token"),
    "model": ("model %s", "模型 %s"),
    "seed": ("seed %s", "种子 %s"),
    "seconds": ("%s s", "%s 秒"),
    "sections": ("Sections", "本页内容"),
    "steps": ("Steps", "步骤"),
    "arc": ("Arc", "情绪"),
    "drafts": ("Drafts", "文稿"),
    "usage": ("Usage", "用量"),
    "failures": ("Failures", "失败"),
    "left_out": ("Failed or left out", "失败或略去的部分"),
    "item": ("the item", "整篇"),
    "feeling": ("Planned and measured feeling", "情绪：计划与实测"),
    "valences": ("Valence by scene, planned and measured", "逐场情绪值，计划与实测"),
    "scene": ("Scene", "场次"),
    "by_plan": ("planned", "计划"),
    "by_text": ("measured", "实测"),
    "rounds": ("Drafts and their rounds", "文稿与各轮修改"),
    "until": ("until", "直到"),
    "all_rounds": ("all rounds", "做完各轮"),
    "unmet": ("not met", "未达标"),
    "final": ("final: round %s", "定稿：第 %s 轮"),
    "by_round": ("%s by round", "逐轮 %s"),
    "round": ("Round", "轮次"),
    "word_count": ("Words", "字数"),
    "best": ("best so far", "目前最佳"),
    "out_of_ten": ("%(role)s: %(score)s of 10", "%(role)s：%(score)s 分（满分 10 分）"),
    "no_issues": ("no issues", "没有问题"),
    "changed": (
        "round %(source)s → round %(target)s%(by)s: %(gone)s words gone, %(came)s new",
        "第 %(source)s 轮 → 第 %(target)s 轮%(by)s：删去 %(gone)s 字，新增 %(came)s 字",
    ),
    "by": (" by %s", "，%s修改"),
    "by_role": ("Usage by role", "各角色的用量"),
    "role": ("Role", "角色"),
    "all": ("all", "合计"),
    "requests": ("Calls", "调用次数"),
    "from_before": ("From before", "沿用已有"),
    "tokens_in": ("Tokens in", "输入 token"),
    "tokens_out": ("Tokens out", "输出 token"),
    "time": ("Time", "用时"),
    "rate": ("Tokens/s a call", "每次调用每秒 token"),
}
_ENGLISH = MappingProxyType({name: words[0] for name, words in _WORDS.items()})
_CHINESE = MappingProxyType({name: words[1] for name, words in _WORDS.items()})


def labels_for(language: str) -> Mapping[str, str]:
    """The words around a text in ``language``; English for those that nobody here speaks.

    >>> labels_for("zh_TW")["words"], labels_for("de")["words"]
    ('字', 'words')
    """
    return _CHINESE if language.replace("_", "-").split("-")[0].lower() == "zh" else _ENGLISH


def told(value: object, words: Mapping[str, str] = _ENGLISH) -> str:
    """A measured value or a target as a person writes it.

    >>> told(5.0), told({"min": 3, "max": 12}), told({"max": 0.15}), told(None), told([1, 2])
    ('5', '3 – 12', '≤ 0.15', '–', '1, 2')
    """
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if isinstance(value, Mapping):
        return _bound(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(told(part, words) for part in value)
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
