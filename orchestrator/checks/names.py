"""Names in a text beside those of a bible: how each is written, who acts, what is nearly a name.

An English name is a word with a capital within a sentence. Nothing marks a name in Chinese, so there the names of the
bible are looked for as they stand. Who acts is told by a verb of action beside the name ("Mira opened", "said Mira",
米拉走了), outside of speech.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orchestrator.checks.function_words import ENGLISH
from orchestrator.checks.verbs import tenses

Span = tuple[int, int]

MIN_NAME_CHARACTERS = 4
"""Of an English name that can be misspelt; shorter ones are near too many others (Tom, Tim)."""

MIN_CHINESE_NAME_CHARACTERS = 3
"""Of a Chinese one: of two characters each single one makes another word."""

MAX_MISSPELT_USES = 3
"""What comes more often is another name, not a slip."""

_LONG_NAME_CHARACTERS = 8
_CJK_START = "\u2e80"
_TITLES = "Mr Mrs Ms Miss Dr Sir Lady Lord Uncle Aunt Old Young Little The Captain King Queen Father"
_CHINESE_TITLES = "太太|太爷|老爷|先生|妈|嫂子?|奶奶|公公|婆婆|大人|小姐|姑娘|师傅|老师|大哥|大姐|叔叔?|伯伯?|爷爷?"
_CAPITALISED = re.compile(r"\b[A-Z][^\W\d_A-Z][^\W\d_]+(?:[’'-][A-Z]?[a-z]+)*")
_OPENS_SENTENCE = re.compile(r"(?:\A|[.!?:;\n“”\"‘’(*_—-]|--)\s*\Z")
# "said Mira" without a subject: in "she asked Mira" and "he said Mira was ill" Mira does nothing.
_NO_SUBJECT = r"(?:(?<![^\W\d_]\s)|(?<=\b[Tt]hen\s)|(?<=\b[Ss]o\s))"
_SAID = "said|asked|cried|called|replied|answered|shouted|whispered|murmured|muttered|exclaimed|says|asks|cries|replies"
_ONLY_PEOPLE = (
    "opened|closed|shut|unlocked|picked|looked at|walked|laughed|smiled|grinned|nodded|frowned|sighed|shrugged|winked|"
    "knelt|wept|sobbed|gasped|giggled|wrote|paid|thanked|kissed"
)
_CHINESE_PARTICLES = "的了在是和与就也都很把被给对从着过得之其说问答笑哭走跑站坐看"
_CHINESE_ADVERBS = "(?:[正又便就也还却忙]|连忙|赶紧|慢慢|缓缓|轻轻|默默|悄悄|忽然|突然|终于|微微|只是|一屁股)?"
_CHINESE_ACTS = (
    f"{_CHINESE_ADVERBS}(?:说|[问答喊叫](?=[。，：“「])|问道|答道|喊道|叫道|笑道|笑了|走[了到进出过来去向]|"
    "跑[了到进出过来去向]|站[了起在住]|坐[了下在到]|拿[了起出着]|推开|打开|抬起|抬头|点了点头|点点头|摇了摇头|摇摇头|转过|转身|伸出|伸手|"
    "看[了着见到向]|望[了着见向]|拉[着住开起]|抱[着住起]|递[给过]|接过|冲[了进出向]|跳[了起下进]|回[到来过]|进[了来门屋]|叹了)"
)
# Behind a name that is known: behind any two characters these make too many strangers (马上点头).
_CHINESE_ACTS_OF_THE_KNOWN = (
    f"{_CHINESE_ADVERBS}(?:笑[着道]|点头|摇头|指[了着向]|蹲[了下在]|端起|放下|"
    "举起|捡起|皱[了着起]|骂[了着道]|哭[了着]|喝[了着]|吃[了着]|写[了着下]|打开|关上|敲[了着]|拍[了着]|握[了着住]|追[了上]|躲[了进]|"
    "躺[了在下]|醒[了来]|爬[了上起]|挥[了着手]|问[了她他我起]|答应|告诉)"
)


def is_chinese(name: str) -> bool:
    """Whether ``name`` is written in CJK characters."""
    return name[:1] >= _CJK_START


def people_of(bible: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What each character of a Bible (plain data) can be called, longest first, by its name.

    Words of a name stand for it where no other character has them.

    >>> people_of({"characters": [{"name": "Mira Vale", "aliases": ["the Fox"]}, {"name": "Tom Vale", "aliases": []}]})
    {'Mira Vale': ('Mira Vale', 'the Fox', 'Mira', 'Fox'), 'Tom Vale': ('Tom Vale', 'Tom')}
    """
    written = {c["name"]: [n.strip() for n in (c["name"], *c["aliases"]) if n.strip()] for c in bible["characters"]}
    shared = Counter(word for names in written.values() for word in {w for n in names for w in _parts(n)})
    people = {}
    for name, names in written.items():
        parts = [word for n in names for word in _parts(n) if shared[word] == 1]
        people[name] = tuple(sorted(dict.fromkeys([*names, *parts]), key=lambda form: -len(form)))
    return people


def _parts(name: str) -> list[str]:
    words = [word.strip(".,") for word in name.split()]
    return [word for word in words if len(word) > 2 and word[0].isupper() and word not in _TITLES.split()]


@functools.lru_cache(maxsize=256)
def acting(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Where somebody who is called ``forms`` acts; to be looked for in narration.

    >>> [bool(acting(("Mira",)).search(text)) for text in ("Then Mira slowly opened it.", "Mira's hat fell.")]
    [True, False]
    """
    english = "|".join(_anywhere(form) for form in forms if not is_chinese(form))
    chinese = "|".join(re.escape(form) for form in forms if is_chinese(form))
    choices = []
    if english:
        verbs = "|".join(sorted(tenses()))
        choices.append(rf"\b(?:{english})\s(?:[a-z]+ly\s|then\s|only\s|just\s)?(?:{verbs})\b")
        choices.append(rf"{_NO_SUBJECT}\b(?:{_SAID})\s(?:{english})\b(?!['’]s)")
    if chinese:
        choices.append(rf"(?:{chinese})(?:{_CHINESE_ACTS}|{_CHINESE_ACTS_OF_THE_KNOWN})")
    return re.compile("|".join(choices) or r"(?!)")


def _anywhere(form: str) -> str:
    """A pattern of ``form`` that fits at the head of a sentence as well, where "the heron" is "The heron"."""
    return rf"(?i:{re.escape(form[0])}){re.escape(form[1:])}" if form[0].islower() else re.escape(form)


# -- what is nearly a name ----------------------------------------------------------------------------------


def misspelt(text: str, people: Mapping[str, Sequence[str]], known: Sequence[str]) -> Iterator[tuple[Span, str]]:
    """Where ``text`` has nearly a name of ``people``, and that name; ``known`` are other names, which are none.

    >>> people = {"Katrine": ("Katrine",)}
    >>> list(misspelt("There stood Katrina in the rain.", people, ()))
    [((12, 19), 'Katrine')]
    """
    forms = [form for names in people.values() for form in names]
    yield from _misspelt_english(text, forms, known)
    yield from _misspelt_chinese(text, [form for form in forms if is_chinese(form)], [*forms, *known])


def _misspelt_english(text: str, forms: Sequence[str], known: Sequence[str]) -> Iterator[tuple[Span, str]]:
    names = {
        w for form in forms for w in form.split() if w[0].isupper() and not is_chinese(w) and w not in _TITLES.split()
    }
    targets = [name for name in names if len(name) >= MIN_NAME_CHARACTERS]
    if not targets:
        return
    right = {word.lower() for entry in (*forms, *known) for word in re.findall(r"[^\W\d_]+", entry)}
    places: dict[str, list[Span]] = {}
    for match in _CAPITALISED.finditer(text):
        places.setdefault(_bare(match.group()), []).append((match.start(), match.start() + len(_bare(match.group()))))
    for word, spans in places.items():
        if len(spans) > MAX_MISSPELT_USES or word.lower() in right or word.lower() in ENGLISH:
            continue
        name = _nearest(word, targets)
        if name and not _is_ordinary(word, text) and _stands_as_name(word, spans, text):
            yield from ((span, name) for span in spans)


def _bare(word: str) -> str:
    """Without the ending of the possessive."""
    return re.sub(r"(?:['’]s|['’-])$", "", word)


def _nearest(word: str, names: Sequence[str]) -> str:
    """The name that ``word`` is a slip of the pen away from: one letter, in long names two, the first one right."""
    # Loaded at the first use, as nothing else here is compiled.
    from rapidfuzz.distance import OSA

    for name in names:
        most = 2 if len(name) >= _LONG_NAME_CHARACTERS else 1
        if word in (f"{name}s", f"{name}es") or (word[0] != name[0] and len(name) < _LONG_NAME_CHARACTERS - 2):
            continue
        if abs(len(word) - len(name)) <= most and 0 < OSA.distance(word, name, score_cutoff=most) <= most:
            return name
    return ""


def _is_ordinary(word: str, text: str) -> bool:
    """Whether ``word`` comes in small letters too, and so is no name."""
    return re.search(rf"\b{re.escape(word.lower())}\b", text) is not None


def _stands_as_name(word: str, spans: Sequence[Span], text: str) -> bool:
    """Whether ``word`` stands within a sentence, or somebody called so acts: any word opens a sentence in capitals."""
    return any(not _opens_sentence(text, start) for start, _ in spans) or acting((word,)).search(text) is not None


def _opens_sentence(text: str, start: int) -> bool:
    return _OPENS_SENTENCE.search(text[max(0, start - 4) : start]) is not None


def _misspelt_chinese(text: str, forms: Sequence[str], known: Sequence[str]) -> Iterator[tuple[Span, str]]:
    right = [form for form in known if is_chinese(form)]
    found: dict[str, list[tuple[Span, str]]] = {}
    for name in forms:
        # 赵太太 and 钱太太 are two people.
        if len(name) < MIN_CHINESE_NAME_CHARACTERS or re.fullmatch(rf".(?:{_CHINESE_TITLES})", name):
            continue
        for wrong in range(len(name)):
            # A later character than the first is wrong, and the name stands elsewhere as it should: that is enough.
            certain = wrong > 0 and name in text
            for match in _with_one_wrong(name, wrong, anywhere=certain).finditer(text):
                variant = match.group(1)
                start = match.start(1)
                if variant != name and not any(
                    form in text[max(0, start - 2) : start + len(name) + 2] for form in right
                ):
                    found.setdefault(variant, []).append(((start, start + len(name)), name))
    for places in found.values():
        if len(places) <= MAX_MISSPELT_USES:
            yield from places


@functools.lru_cache(maxsize=1024)
def _with_one_wrong(name: str, wrong: int, *, anywhere: bool) -> re.Pattern[str]:
    """``name`` with another character at ``wrong``, ``anywhere`` or where somebody so called acts or is addressed."""
    pieces = [re.escape(character) for character in name]
    pieces[wrong] = "[\u4e00-\u9fff]" if wrong else f"[{_SURNAMES}]"
    if wrong == len(name) - 1:
        # 陈家 and a verb or a title is no 陈家宝 with a slip.
        pieces[wrong] = f"(?!{_CHINESE_TITLES})(?![{_CHINESE_PARTICLES}]){pieces[wrong]}"
    if anywhere:
        return re.compile(f"(?=({''.join(pieces)}))")
    return re.compile(rf"(?=({''.join(pieces)})(?:{_CHINESE_ACTS}|[，。！？”」：、的和在把被向对跟与]))")


def unknown_people(text: str, told: str, known: Sequence[str]) -> Iterator[Span]:
    """Where somebody acts in ``told`` (the narration of ``text``) whose name is none of ``known``."""
    right = {word.lower() for entry in known for word in re.findall(r"[^\W\d_]+", entry)}
    chinese = [name for name in known if is_chinese(name)]
    for match in _anybody().finditer(told):
        group = match.lastgroup or ""
        name = match.group(group)
        if group == "chinese":
            is_word = name[:2] in _CHINESE_NOBODY.split()
            if not is_word and not any(entry in name or name in entry for entry in chinese):
                yield match.span(group)
        elif not any(word.lower() in right or word.lower() in ENGLISH for word in name.split()):
            first = name.split()[0]
            if first.lower() not in _NOBODY.split() and not _is_ordinary(first, text):
                yield match.span(group)


_NOBODY = (
    "nobody somebody everybody anybody everyone someone anyone nothing something everything people men women children "
    "father mother rain snow wind night morning evening music smoke water silence time light darkness others two three "
    "another neither either most many few hope fear worry joy love death life grief anger"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方任袁柳史唐薛雷贺倪汤罗郝安齐康伍余顾孟黄萧尹"
    "姚邵汪毛狄戴宋庞熊纪项祝董梁杜阮蓝季贾江郭梅林钟徐邱骆高夏蔡田樊胡凌霍卢莫裴陆荣翁侯宁甘武刘叶龙白谭程傅曾廖丁邓崔"
)


_CHINESE_NOBODY = (
    "严厉 严肃 任凭 任由 何人 何况 何必 何时 余下 余光 凌晨 卫兵 卫士 叶片 周围 周末 周身 周遭 "
    "唐突 夏夜 夏天 孔雀 孙儿 孙女 孙子 宁愿 宁静 安心 安然 安静 康复 张口 张嘴 张开 方丈 方才 "
    "施工 杨树 林中 林子 林边 林间 柳枝 柳树 武器 武士 毛虫 毛驴 江水 江边 熊猫 王后 王妃 王子 "
    "王爷 甘愿 田里 田间 白天 白狗 白白 白马 白鹅 胡乱 胡子 莫名 莫非 许久 许多 许是 谢谢 贺客 "
    "郑重 金色 金鱼 钱包 陆续 陶醉 雷声 雷雨 霍然 顾客 马上 马儿 马车 高兴 高声 高大 高高 黄昏 "
    "黄牛 黄狗 黄鸟 齐声 齐齐 龙王 龙船"
)
"""What begins like a surname and is none."""


@functools.cache
def _anybody() -> re.Pattern[str]:
    verbs = "|".join(sorted(tenses()))
    name = r"[A-Z][^\W\d_A-Z][^\W\d_]+(?: [A-Z][^\W\d_A-Z][^\W\d_]+)?"
    return re.compile(
        rf"(?<=[a-z,;] )(?P<acts>{name})\s(?:[a-z]+ly\s)?(?:{verbs})\b"
        # At the head of a sentence any noun has a capital: there it must do what only people do, and be no plural.
        rf"|\b(?P<opens>[A-Z][^\W\d_A-Z][^\W\d_]+(?<!s))\s(?:[a-z]+ly\s)?(?:{_SAID}|{_ONLY_PEOPLE})\b"
        rf"|\b(?:{_SAID})\s(?P<says>{name})\b"
        rf"|(?:(?<=[。！？；，\s”」])|\A)(?P<chinese>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?){_CHINESE_ACTS}"
    )
