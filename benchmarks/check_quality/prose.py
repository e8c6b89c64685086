"""Clean prose of our own making, from the grammars that the built-in model was trained on."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestrator.domain.outlines import Bible, Character
from orchestrator.domain.text import words
from training.chinese import new_tale
from training.prose import lay_out
from training.troubles import PLAIN
from training.world import new_story, write_scene

Paragraphs = tuple[tuple[str, ...], ...]

_CHINESE_SENTENCE = re.compile(r"“[^”]*”[^。！？“]*。?|[^。！？“]*：“[^”]*”|[^。！？“]+[。！？]")
_CHINESE_NAMES = (
    "小明", "小红", "阿宝", "小雨", "小月", "小星", "阿木", "小云", "小山", "阿福",
    "小雪", "小花", "阿花", "小海", "小天", "小叶", "阿玉", "小石",
)  # fmt: skip
_CHINESE_ANIMALS = (
    "白鹿", "老乌龟", "小白兔", "大黑熊", "灰狼", "小松鼠", "猫头鹰", "红狐狸", "大雁", "小青蛙",
)  # fmt: skip
_SURNAMES = "林陈周沈陆顾苏江"


@dataclass(frozen=True)
class Prose:
    """A text by paragraphs and sentences, and who is in it.

    Attributes:
        hero: the name of the one it is about.
        pronoun: he, she, 他 …
    """

    language: str
    paragraphs: Paragraphs
    bible: Bible
    hero: str
    pronoun: str

    @property
    def sentences(self) -> list[str]:
        """All of them in order."""
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]

    def text(self, paragraphs: Sequence[Sequence[str]] | None = None) -> str:
        """These paragraphs (its own if none are given) as one text."""
        space = "" if self.language == "zh" else " "
        return "\n\n".join(space.join(p) for p in (self.paragraphs if paragraphs is None else paragraphs) if p)


def new_prose(rng: random.Random, language: str) -> Prose:
    """About 300 words, or 400 characters."""
    return _chinese(rng) if language == "zh" else _english(rng)


def _english(rng: random.Random) -> Prose:
    while True:
        story = new_story(rng, scenes=3, tame=True)
        if len({c.name for c in story.outline.bible.characters}) == 2:
            break
    paragraphs: list[tuple[str, ...]] = []
    for index in range(3):
        laid = lay_out(rng, write_scene(rng, story, index), story.names)
        paragraphs += [tuple(piece.text for piece in paragraph) for paragraph in laid]
    return Prose("en", _without_repeats(paragraphs), story.outline.bible, story.slots["H"], story.slots["he"])


def _chinese(rng: random.Random) -> Prose:
    paragraphs: Paragraphs = ()
    text = ""
    while len(text) < 400:
        tale = [tuple(_CHINESE_SENTENCE.findall(part)) for part in new_tale(rng).split("\n\n")]
        paragraphs = _without_repeats([*paragraphs, *tale])
        text = "".join(sentence for paragraph in paragraphs for sentence in paragraph)
    names = [name for name in _CHINESE_NAMES if name in text]
    if rng.random() < 0.5:
        # With a surname: two characters are too few to know a misspelling by.
        full = {name: f"{rng.choice(_SURNAMES)}{name}" for name in names}
        paragraphs = tuple(tuple(_renamed(sentence, full) for sentence in paragraph) for paragraph in paragraphs)
        names = list(full.values())
    cast = [*names, *(animal for animal in _CHINESE_ANIMALS if animal in text)]
    bible = Bible(characters=tuple(Character(name=name) for name in cast))
    return Prose("zh", paragraphs, bible, names[0], "她" if "她" in text else "他")


def _renamed(sentence: str, full: Mapping[str, str]) -> str:
    return re.sub("|".join(full), lambda match: full[match.group()], sentence)


def _without_repeats(paragraphs: Sequence[Sequence[str]]) -> Paragraphs:
    """The grammars have few alternatives for some sentences: one that came already, or nearly, is left out."""
    seen: list[frozenset[str]] = []
    kept = []
    for paragraph in paragraphs:
        row = []
        for sentence in paragraph:
            if not is_like(sentence, seen):
                row.append(sentence)
                seen.append(shingles(sentence))
        if row:
            kept.append(tuple(row))
    return tuple(kept)


def shingles(sentence: str) -> frozenset[str]:
    """The runs of three words, or of two Chinese characters, of a sentence; all of it if it has no more."""
    tokens = words(sentence.lower())
    size = 2 if sentence[:1] > "\u2e80" or "，" in sentence or "。" in sentence else 3
    return frozenset(" ".join(tokens[at : at + size]) for at in range(max(1, len(tokens) - size + 1)))


def is_like(sentence: str, others: Sequence[frozenset[str]]) -> bool:
    """Whether ``sentence`` shares a third of its runs or more with one of ``others``."""
    own = shingles(sentence)
    return any(len(own & other) * 3 >= min(len(own), len(other)) for other in others)


def plain_sentences(rng: random.Random, prose: Prose) -> list[str]:
    """Sentences in which nobody feels or says anything, in any order."""
    if prose.language == "zh":
        return rng.sample(_STILL_ZH, len(_STILL_ZH))
    still = [s for s in PLAIN if "{" not in s and '"' not in s] + list(_STILL_EN)
    return rng.sample(still, len(still))


def in_paragraphs(sentences: Sequence[str], size: int = 5) -> Paragraphs:
    """``sentences`` in paragraphs of that many."""
    borders = [*range(0, len(sentences), size), len(sentences)]
    return tuple(tuple(sentences[low:high]) for low, high in pairwise(borders) if high > low)


_STILL_EN = (
    "The table stood by the window.", "A cart went along the road to the mill.", "There were four chairs in the room.",
    "The river ran under the bridge.", "A clock stood on the shelf.", "The door was made of oak.",
    "The path led past the well and up to the gate.", "It was Tuesday.", "There was a basket on the bench.",
    "The boat lay on the sand.", "A letter was on the table.", "The house had two floors and a cellar.",
    "Snow lay on the roofs.", "The barn stood behind the orchard.", "A bucket hung over the well.",
    "The road turned left at the church.", "Three hens walked across the yard.", "The lamp stood beside the bed.",
    "There was bread on the board and water in the jug.", "The field went down to the brook.",
)  # fmt: skip
_STILL_ZH = (
    "桌子放在窗边。", "一辆马车沿着大路走。", "屋里有四把椅子。", "河水从桥下流过。", "架子上有一只钟。",
    "门是木头做的。",
    "小路经过水井，通到大门。", "那天是星期二。", "长凳上放着一个篮子。", "船停在沙滩上。", "桌上有一封信。",
    "房子有两层，还有一个地窖。", "屋顶上盖着瓦。", "谷仓在果园后面。", "井上挂着一个水桶。", "大路在庙前向左转。",
    "三只鸡从院子里走过。", "灯放在床边。", "板上有面饼，壶里有水。", "田地一直伸到小溪边。",
)  # fmt: skip
