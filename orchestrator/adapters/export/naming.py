"""What roles, checks and measures are called in Chinese where they are Inkloom's own; others keep their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestrator.adapters.export.wording import labels_for


@dataclass(frozen=True, slots=True)
class Names:
    """Names in one language; what is not among them keeps its own.

    Attributes:
        measures: and targets; ``CHECK.NAME`` where a name means something else in that check.
        values: that are words, such as who narrates.

    >>> names_for("zh").measure("length", "words"), names_for("zh").measure("readability", "words")
    ('字数', '词数')
    >>> names_for("en").measure("length", "different_words"), names_for("zh").role("my-critic")
    ('different words', 'my-critic')
    """

    roles: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    def role(self, name: str) -> str:
        """A role as a reader knows it."""
        return self.roles.get(name, name)

    def check(self, name: str) -> str:
        """A check."""
        return self.checks.get(name, name)

    def measure(self, check: str, name: str) -> str:
        """Something that ``check`` measures or can be asked for."""
        return self.measures.get(f"{check}.{name}") or self.measures.get(name) or name.replace("_", " ")

    def value(self, value: object) -> object:
        """A measured value: its name where it is a word that has one."""
        return self.values.get(value, value) if isinstance(value, str) else value


_ENGLISH = Names()
_CHINESE = Names(
    roles={
        "architect": "全书策划", "beatmaker": "情节师", "caster": "选角", "chronicler": "记事人",
        "condenser": "缩写人", "continuer": "续写人", "copywriter": "广告文案", "critic": "评论者",
        "drafter": "执笔人", "dramaturg": "文学顾问", "editor": "编辑", "headliner": "标题编辑", "judge": "评判者",
        "mailer": "邮件撰稿人", "novelist": "小说家", "planner": "策划", "plotter": "分章策划",
        "poster": "渠道撰稿人", "rater": "情感评定者", "reporter": "记者", "reviewer": "审校",
        "scenarist": "分场编剧", "screenwriter": "编剧", "stylist": "文风分析者", "summarizer": "概述者",
        "titler": "取题人",
    },
    checks={
        "arc": "情绪曲线", "continuity": "连贯", "copying": "照抄", "dialogue": "对话", "diversity": "用词",
        "improper": "不当内容", "language": "语言", "length": "篇幅", "person": "人称", "personal": "个人信息",
        "readability": "易读", "repetition": "重复", "sentiment": "情绪", "sourced": "出处", "style": "文风",
        "tells": "机器腔", "tense": "时态",
    },
    measures={
        # -- several checks, and those that a project makes of its own words --
        "words": "词数", "length.words": "字数", "characters": "字数", "sentences": "句数", "paragraphs": "段数",
        "found": "处数", "genre": "体裁", "bible": "设定",
        # -- readability --
        "characters_per_sentence": "每句字数", "characters_per_clause": "每小句字数",
        "words_per_sentence": "每句词数", "hard_words": "难词", "sentences_to_add": "要多断出的句数", "grade": "年级",
        "ease": "易读分",
        # -- sentiment --
        "valence": "全文", "valence_first_third": "前三分之一", "valence_last_third": "后三分之一",
        "valence_trend": "走势", "positive_sentences": "正面句", "negative_sentences": "负面句", "mood": "情绪",
        # -- arc --
        "beats": "节拍数", "shape": "形状", "highest_beat": "最高的节拍", "lowest_beat": "最低的节拍",
        "arc": "逐拍情绪", "r": "相关系数", "dtw": "弯曲距离", "worst_beat": "偏得最远的节拍",
        "worst_planned": "该拍计划", "worst_measured": "该拍实测", "plan": "计划",
        # -- repetition --
        "repeated_share": "重复比例", "repeated_sentences": "重复句", "compression_ratio": "压缩比", "loops": "循环",
        "overlap": "与其他文本重合", "repetition.share": "重复比例", "others": "其他文本",
        # -- length, diversity --
        "tolerance": "容差", "different_words": "不同的词", "mattr": "移动平均型例比", "mtld": "词汇多样性长度",
        "hdd": "超几何多样性",
        # -- tells --
        "worn": "套话", "not_but": "不是…而是", "dashes": "破折号", "same_transition": "同一过渡词",
        "same_opening": "连着同样开头", "le_run": "连着用“了”", "sentence_variation": "句长变化",
        "paragraph_variation": "段长变化",
        # -- language, person, tense --
        "language": "语言", "foreign": "外语比例", "foreign_sentences": "外语句",
        "first_person_sentences": "第一人称句", "third_person_sentences": "第三人称句", "narrator": "叙述者",
        "slips": "人称失误", "person.name": "叙述者的名字", "past_sentences": "过去时句",
        "present_sentences": "现在时句", "tense": "时态", "drifts": "时态漂移",
        # -- dialogue, continuity --
        "dialogue.share": "对话比例", "words_per_line": "每句话字数", "lines": "对白数", "faults": "失误",
        "acts_of_the_dead": "死者又出场", "acts_of_the_absent": "不在场者出场", "misspelt_names": "写错的名字",
        "early_facts": "提前的事实", "overdue_promises": "逾期的伏笔", "unknown_people": "设定外的人物",
        "chapter": "章", "absent": "不在场者", "closed": "只用设定中的人物", "last": "末章",
        # -- sourced, copying, style --
        "figures": "数字", "names": "专名", "untraced": "查无出处", "source": "原始材料", "sources": "原始材料",
        "passages": "照抄处", "longest": "最长一处", "copying.share": "照抄比例", "copying.words": "从多少字算起",
        "distance": "距离", "of_the_samples": "样本之间的距离", "profile": "文风档案",
        # -- personal, improper --
        "emails": "电子邮件地址", "identity_numbers": "身份证号", "cards": "银行卡号", "ip_addresses": "网络地址",
        "phones": "电话号码", "street_addresses": "住址", "profanity": "粗话", "hate": "仇恨", "sexual": "性内容",
        "violence": "暴力", "drugs": "毒品", "self_harm": "自残自杀",
    },
    values={
        "zh": "中文", "en": "英文", "first": "第一人称", "third": "第三人称", "past": "过去时", "present": "现在时",
        "rise": "上升", "fall": "下降", "man-in-a-hole": "先降后升", "icarus": "先升后降",
        "cinderella": "升、降、再升", "oedipus": "降、升、再降", "ad": "广告", "children": "儿童", "dialogue": "对白",
        "fiction": "小说", "news": "新闻", "ya": "青少年",
    },
)  # fmt: skip


def names_for(language: str) -> Names:
    """The names around a text in ``language``."""
    return _CHINESE if labels_for(language)["lang"] == "zh" else _ENGLISH
