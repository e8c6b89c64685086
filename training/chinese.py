# ruff: noqa: E501  (lists of words and sentences read best one list a line)
"""Little Chinese fairy tales from a grammar, for the continuer: so that it goes on in the language it was given."""

from __future__ import annotations

import random

_OPENINGS = """在这个充满奇迹的世界里，|从前，|很久很久以前，|很久以前，|有一天，|在一个美丽的地方，|在遥远的{p}，|春天来了，|冬天的一个晚上，|
在一个安静的早晨，|传说在{p}，|在大海的那一边，|每年夏天，|当月亮升起的时候，|在一座高山的后面，|有一年秋天，""".replace(
    "\n", ""
).split("|")
_HEROES = """小狐狸|小兔子|小鹿|小猫|小狗|小鸟|小熊|小男孩|小女孩|老爷爷|老奶奶|小机器人|小龙|猫头鹰|小松鼠|年轻的画家|守灯塔的人|
孤独的巨人|善良的姑娘|勇敢的少年|小乌龟|小羊|快乐的农夫|聪明的孩子""".replace("\n", "").split("|")
_NAMES = [
    "小明",
    "小红",
    "阿宝",
    "小雨",
    "小月",
    "小星",
    "阿木",
    "小云",
    "小山",
    "阿福",
    "小雪",
    "小花",
    "阿花",
    "小海",
    "小天",
    "小叶",
    "阿玉",
    "小石",
]
_PLACES = (
    """森林|山谷|海边|村庄|小河边|花园|城堡|大山|草地|小岛|湖边|古老的小镇|月亮上|云朵上|竹林|雪山|果园|小屋""".replace(
        "\n", ""
    ).split("|")
)
_THINGS = [
    "铃铛",
    "气球",
    "种子",
    "魔法石",
    "金苹果",
    "风筝",
    "贝壳",
    "帽子",
    "盒子",
    "音乐盒",
    "水晶球",
    "小木马",
    "花瓶",
    "笛子",
    "梦",
    "故事书",
]
_QUALITIES = ["会发光的", "神奇的", "小小的", "古老的", "金色的", "红色的", "蓝色的", "会唱歌的", "丢失的", "温暖的"]

_BEATS = tuple(
    tuple(line.split("|"))
    for line in """
{p}住着一{c}{h}，名字叫{n}。|有一{c}{h}，大家都叫{他}{n}。|有一{c}{h}名叫{n}，住在{p}。|{n}是一{c}{h}，{他}一个人住在{p}。
{他}每天早上都去看太阳升起。|{他}最喜欢的事情，就是听风唱歌。|{他}有一个{q}{t}，从来不离开它。|{他}的家里没有别的，只有一个{q}{t}。
可是有一天，{q}{t}不见了。|一天早上，{n}在{p2}发现了一个{q}{t}。|有一天，风里传来了一个奇怪的声音。|一天晚上，天上掉下来一个{q}{t}。
“这是谁的呢？”{n}问。|“我一定要找到它。”{n}说。|“我想去看看外面的世界。”{n}说。|{n}心里又高兴，又有一点害怕。
于是{他}带上面包和水，出发了。|于是{他}离开了家，向{p2}走去。|{他}穿上鞋子，打开门，走进了清晨的雾里。|{n}想了一个晚上，第二天就上路了。
路很长，{他}走过了三座山和两条河。|{他}走了一天又一天，脚都走疼了。|天黑了，下起了大雨，{他}什么也看不见。|一条大河挡住了路，河上没有桥。
{n}坐在石头上，难过地哭了。|“我该怎么办呢？”{他}小声说。|{他}又冷又饿，可是没有放弃。|{他}抬起头，看见了一颗很亮的星星。
这时候，一只{a}走了过来。|就在这时，{他}遇见了一只{a}。|忽然，树后面走出来一只{a}。|一只{a}听见了{他}的声音。
“不要怕，我来帮你。”{a}说。|“跟我来，我知道路。”{a}笑着说。|{a}说：“只要一直向前走，就能到。”|{a}把自己的灯给了{他}。
他们一起走过了黑暗的树林。|他们一起过了河，又一起翻过了山。|他们一边走一边唱歌，路就不那么长了。|他们手拉着手，一步一步向前走。
最后，他们来到了{p2}。|天亮的时候，他们终于到了{p2}。|终于，{他}在{p2}找到了那个{t}。|就在{p2}，{q}{t}静静地等着他们。
{n}高兴得跳了起来。|{n}笑了，眼睛像星星一样亮。|大家都为{他}高兴。|那一刻，{他}觉得世界真美。
“谢谢你，我的朋友。”{n}说。|“你是我最好的朋友。”{n}对{a}说。|{n}把{t}送给了{a}。|“我们永远是朋友。”{a}说。
从那以后，{他}再也不孤单了。|从此，他们每天都在一起，过得很快乐。|从那天起，{p}总是有歌声。|每当月亮升起的时候，人们还会讲起{n}的故事。
""".strip().splitlines()
)
_ANIMAL_HEROES = frozenset(
    ["小狐狸", "小兔子", "小鹿", "小猫", "小狗", "小鸟", "小熊", "猫头鹰", "小松鼠", "小乌龟", "小羊"]
)
_ANIMALS = ["白鹿", "老乌龟", "小白兔", "大黑熊", "灰狼", "小松鼠", "猫头鹰", "红狐狸", "大雁", "小青蛙"]


def new_tale(rng: random.Random) -> str:
    """A tale of eight to fourteen sentences in two or three paragraphs."""
    place, other = rng.sample(_PLACES, 2)
    hero = rng.choice(_HEROES)
    values = {
        "c": "只" if hero in _ANIMAL_HEROES else "个",
        "p": place,
        "p2": other,
        "h": hero,
        "n": rng.choice(_NAMES),
        "t": rng.choice(_THINGS),
        "q": rng.choice(_QUALITIES),
        "a": rng.choice(_ANIMALS),
        "他": rng.choice("他她"),
    }
    sentences = [rng.choice(beat).format_map(values) for beat in _BEATS if rng.random() < 0.85 or beat is _BEATS[0]]
    opening = rng.choice(_OPENINGS).format_map(values) if rng.random() < 0.8 else ""
    cut = sorted(rng.sample(range(2, len(sentences)), 2))
    paragraphs = [sentences[: cut[0]], sentences[cut[0] : cut[1]], sentences[cut[1] :]]
    return opening + "\n\n".join("".join(paragraph) for paragraph in paragraphs if paragraph)


def cut_tale(rng: random.Random, tale: str) -> tuple[str, str]:
    """A beginning of ``tale``, of any length, and what comes next."""
    comma = tale.find("，") + 1
    at = comma if rng.random() < 0.35 and 0 < comma < 16 else rng.randint(2, max(3, min(120, len(tale) * 2 // 3)))
    while tale[at - 1] == "\n" or tale[at] == "\n":
        at -= 1
    return tale[:at], tale[at:]
