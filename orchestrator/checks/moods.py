"""What mood words ask for: their valence, -5 despair to 5 joy.

Our own ratings of the words that outlines use for moods, in English and Chinese. Words that ask for tension more
than for light or dark ("tense", "eerie") lean dark; words that ask for both ("bittersweet") are 0.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

_ENGLISH = {
    -5: "annihilated despairing desperate hopeless grieving heartbroken anguished devastated agonised agonized "
    "suicidal",
    -4: "mourning harrowing gruesome macabre doomed traumatic heartrending heart-rending tragic mournful miserable "
    "terrified horrified bereft desolate wretched tormented hateful bleak despair grief horror terror anguish misery "
    "agony",
    -3: "alienated betrayed bereavement brooding claustrophobic disgusted disturbing nightmarish oppressive "
    "paranoid pained poignant remorseful terrifying violent vengeful wounded wrathful hostile sullen humiliated sad "
    "sorrowful lonely afraid scared frightened fearful gloomy grim bitter angry furious enraged ashamed guilty "
    "depressed melancholy melancholic forlorn dark cruel menacing threatening sinister hurt lost sadness sorrow "
    "loneliness fear anger rage shame guilt dread gloom crying weeping dejected abandoned jealous",
    -2: "apprehensive chilling cynical detached disillusioned distant edgy embarrassed exhausted impatient insecure "
    "irritated moody numb restless sardonic skeptical stern strained urgent vulnerable weariness yearning longing "
    "doubtful hesitant alarmed anxious worried nervous uneasy tense eerie haunting ominous foreboding disappointed "
    "frustrated resentful cold bored weary tired homesick regretful somber sombre suspicious suspenseful unsettling "
    "creepy spooky dreary anxiety worry unease tension suspense regret disappointment frustration loss lonesome "
    "uncertain confused troubled upset envious dangerous danger isolated",
    0: "contemplative hushed matter-of-fact meditative objective sober still suspended dry deadpan elegiac intimate "
    "neutral bittersweet nostalgic mysterious curious solemn serious reflective pensive thoughtful quiet wistful "
    "surprised ambivalent dreamy formal ironic plain restrained",
    2: "accepting affectionate airy amusing compassionate dignified easygoing encouraging forgiving gentleness "
    "heartfelt homely innocent mellow patient reassured reassuring reconciled refreshed relaxed serenity soothed "
    "sympathetic tranquil warmhearted wise calm peaceful serene gentle tender relieved content safe cozy cosy "
    "soothing amused whimsical determined hopeful brave peace calmness relief hope kind friendly light lighthearted "
    "light-hearted wondering tenderness courage courageous quirky comforting comfort resolved optimistic trusting",
    3: "admiring charming confident dazzled enchanted enchanting energetic enthusiastic exciting giddy heartwarming "
    "hilarious magical mischievous passionate satisfied sparkling spirited sunny tickled vibrant whimsy zestful "
    "happy glad cheerful warm playful funny humorous comic bright merry grateful proud loving romantic joking sweet "
    "excited adventurous inspired inspiring upbeat warmth happiness gratitude pride love excitement fun humour humor "
    "wonder awe uplifting festive lively",
    4: "exhilarated exultant glorious rapturous rejoicing joyful joyous delighted thrilled triumphant jubilant "
    "exuberant radiant blissful celebratory joy delight triumph bliss victory victorious",
    5: "ecstatic euphoric elated overjoyed ecstasy euphoria elation",
}
_CHINESE = {
    -5: "生无可恋 悲恸欲绝 绝望 心碎 悲痛欲绝",
    -4: "哀恸 惨烈 悲壮 惊骇 沉痛 悲惨 悲痛 悲伤 悲哀 痛苦 恐惧 惊恐 凄凉 哀伤 悲凉 凄惨",
    -3: "郁闷 抑郁 悲愤 愤懑 凄清 阴森 惶恐 懊悔 悔恨 屈辱 仇恨 心酸 酸楚 悲观 惊慌 恼火 憎恶 苦闷 难过 伤心 孤独 "
    "孤单 寂寞 害怕 愤怒 生气 阴郁 阴暗 黑暗 忧郁 忧伤 失落 沮丧 羞愧 内疚 哀愁 惆怅 冷酷 恐怖 压抑",
    -2: "落寞 茫然 彷徨 惶惑 烦躁 焦急 沉重 沉闷 冷漠 疏离 尴尬 萧瑟 苍凉 惊疑 警觉 委屈 怅惘 紧迫 压迫感 疑虑 焦虑 "
    "担心 担忧 紧张 不安 失望 疲惫 疲倦 冷清 诡异 悬疑 遗憾 忐忑 迷茫 困惑 无奈 不祥 危险",
    0: "淡然 冷静 肃穆 克制 含蓄 思念 迷离 空灵 客观 朴素 平淡 中性 怀旧 神秘 好奇 严肃 庄重 沉思 惊讶 苦乐参半 安静",
    2: "恬静 悠闲 从容 慈爱 亲切 舒缓 安详 淡雅 期待 期盼 包容 豁达 和睦 柔情 清新 平静 宁静 安宁 温柔 安心 欣慰 "
    "希望 坚定 勇敢 轻松 舒适 祥和 释然",
    3: "热烈 热情 振奋 激昂 诙谐 风趣 甜美 明媚 欣喜 得意 自信 童趣 顽皮 温情 喜爱 高兴 快乐 开心 温暖 温馨 幽默 "
    "明亮 感激 自豪 浪漫 甜蜜 兴奋 活泼 愉快 欢快 幸福 感动 惊喜 俏皮",
    4: "欢畅 雀跃 欢欣 畅快 喜悦 欢乐 欢喜 胜利 欢腾 喜庆",
    5: "狂喜 欣喜若狂",
}
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_NOT = frozenset({"not", "no", "never", "without", "less"})


def mood_valence(mood: str) -> float | None:
    """The valence that a mood word or phrase asks for; None where no word of it is known.

    The mean of the words known; one after "not" counts half, the other way.

    >>> mood_valence("lonely"), mood_valence("sad but hopeful"), mood_valence("purple")
    (-3.0, -0.5, None)
    """
    found: list[float] = []
    previous = ""
    for word in _WORD.findall(mood.lower()):
        value = _known(word)
        if value is not None:
            found.append(-value / 2 if previous in _NOT else value)
        previous = word
    found.extend(value for word, value in _chinese().items() if word in mood)
    return sum(found) / len(found) if found else None


def _known(word: str) -> float | None:
    """The rating of ``word`` or of what it is made of: gloomily, gloominess → gloomy."""
    table = _english()
    if word in table:
        return table[word]
    for suffix in ("ness", "ly"):
        stem = word.removesuffix(suffix)
        if stem != word:
            for form in (stem, stem[:-1] + "y" if stem.endswith("i") else stem):
                if form in table:
                    return table[form]
    return None


def mood_ratings(language: Literal["en", "zh"]) -> Mapping[str, float]:
    """The ratings of mood words; outlines and prose name moods with the same words."""
    return _english() if language == "en" else _chinese()


@functools.cache
def _english() -> Mapping[str, float]:
    return _by_word(_ENGLISH)


@functools.cache
def _chinese() -> Mapping[str, float]:
    return _by_word(_CHINESE)


def _by_word(ratings: Mapping[int, str]) -> Mapping[str, float]:
    return MappingProxyType({word: float(valence) for valence, line in ratings.items() for word in line.split()})
