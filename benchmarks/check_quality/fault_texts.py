# ruff: noqa: E501  (one sentence after the other; they read best a list a line)
"""Sentences of our own making that go into texts as faults, or make clean texts to put them into."""

from __future__ import annotations

BRIGHT = {
    "en": [
        "She laughed with joy.", "The children were happy and danced all evening.", "It was a wonderful, sunny morning.",
        "He loved this place more than any other.", "They celebrated their victory with a delightful feast.",
        "Her heart was full of hope.", "The best friend in the world had come to visit.", "He smiled and was grateful.",
        "It was the happiest day of her life.", "Everyone cheered and hugged the brave winner.",
        "The music was beautiful and they all enjoyed it.", "Peace and laughter filled the pleasant room.",
    ],
    "zh": [
        "她高兴得笑了起来。", "孩子们快乐地跳舞，玩得很开心。", "这是一个美好而温暖的早晨。", "他最爱这个幸福的地方。",
        "大家欢呼着庆祝胜利。", "她的心里充满了希望。", "最好的朋友来看望他，他非常高兴。", "他微笑着，心里很感激。",
        "那是她一生中最幸福的一天。", "人人都为勇敢的人喝彩，欢乐极了。", "音乐很美，大家都很喜欢。", "屋里充满了笑声和快乐。",
    ],
}  # fmt: skip
DARK = {
    "en": [
        "She wept with grief.", "The children were frightened and cried all night.", "It was a horrible, miserable morning.",
        "He hated this terrible place.", "They mourned their dead in despair.", "Her heart was full of fear and sorrow.",
        "His worst enemy had come to kill him.", "He suffered and was lonely.", "It was the saddest day of her life.",
        "Everyone screamed in terror and pain.", "The news was awful and they were all ashamed.",
        "Hatred and misery filled the gloomy room.",
    ],
    "zh": [
        "她悲痛地哭了起来。", "孩子们害怕极了，哭了一夜。", "这是一个可怕而凄凉的早晨。", "他憎恨这个恐怖的地方。",
        "大家绝望地哀悼死者。", "她的心里充满了恐惧和悲伤。", "最凶恶的敌人来了，要杀害他。", "他受尽痛苦，非常孤独。",
        "那是她一生中最悲惨的一天。", "人人都在恐惧和痛苦中尖叫。", "消息很糟糕，大家都很羞愧。", "屋里充满了仇恨和痛苦。",
    ],
}  # fmt: skip
STILL = {
    "en": [
        "The table stood by the window.", "A cart went along the road to the mill.", "There were four chairs in the room.",
        "The river ran under the bridge.", "A clock stood on the shelf.", "The door was made of oak.",
        "The path led past the well and up to the gate.", "It was Tuesday.", "There was a basket on the bench.",
        "The boat lay on the sand.", "A letter was on the table.", "The house had two floors and a cellar.",
        "Snow lay on the roofs.", "The barn stood behind the orchard.", "A bucket hung over the well.",
        "The road turned left at the church.", "Three hens walked across the yard.", "The lamp stood beside the bed.",
        "There was bread on the board and water in the jug.", "The field went down to the brook.",
    ],
    "zh": [
        "桌子放在窗边。", "一辆马车沿着大路走。", "屋里有四把椅子。", "河水从桥下流过。", "架子上有一只钟。", "门是木头做的。", "小路经过水井，通到大门。", "那天是星期二。", "长凳上放着一个篮子。",
        "船停在沙滩上。", "桌上有一封信。", "房子有两层，还有一个地窖。", "屋顶上盖着瓦。", "谷仓在果园后面。", "井上挂着一个水桶。", "大路在庙前向左转。", "三只鸡从院子里走过。", "灯放在床边。",
        "板上有面饼，壶里有水。", "田地一直伸到小溪边。",
    ],
}  # fmt: skip
"""Sentences in which nobody feels or says anything."""
COURSES = [
    (-1, -1, 0, 0, 1, 1),
    (1, 1, 0, 0, -1, -1),
    (1, 1, -1, -1, 1, 1),
    (-1, -1, 1, 1, -1, -1),
]
"""Beats of a story: dark, still or bright."""

POOR = {
    "en": [
        "The dog saw the tree and the dog sat.", "The tree was near the dog and the dog saw it.", "The dog sat near the tree again.",
        "Again the dog saw the tree.", "The dog ran to the tree and sat near it.", "The tree was big and the dog was big.",
    ],
    "zh": [
        "狗看见了树，狗就坐下了。", "树在狗的旁边，狗看见了树。", "狗又坐在树的旁边。", "狗又看见了树。", "狗跑到树的旁边坐下了。", "树很大，狗也很大。",
    ],
}  # fmt: skip

HABITS: dict[str, dict[str, list[str]]] = {
    "not_but": {
        "en": [
            "It was not just a bell, but a promise.", "It was not fear but hunger that woke the town.",
            "This wasn't a road. It was a question.", "It was not merely a house, but a memory.",
            "The sound was not thunder, but drums.", "She came not because of the gold, but because of the song.",
            "It was not only a gate, but a beginning.", "It wasn't a whisper. It was a warning.",
        ],
        "zh": [
            "那不是风，而是歌声。", "这不是结束，而是开始。", "他要的不是金子，而是一句话。", "那不仅仅是一扇门，更是一个答案。",
            "挡住路的不是河，而是夜。", "这并非偶然，而是注定。", "它不再是一块石头，而是一个朋友。", "留下来的不是脚印，而是回声。",
        ],
    },
    "worn": {
        "en": [
            "The old mill was a testament to the power of time.", "A tapestry of scents hung in the air.",
            "Her voice was barely above a whisper.", "The silence stretched between the walls.",
            "It was a vibrant, bustling street nestled between hills.", "Shivers ran down the spine of the night.",
            "He couldn't help but feel a sense of purpose.", "The shimmering light was ethereal and luminous.",
            "In that moment, time seemed to stand still.", "A kaleidoscope of colours sent shivers down the lane.",
        ],
        "zh": [
            "他不禁嘴角微微上扬。", "空气仿佛凝固了。", "一股暖流在内心深处流淌着。", "她深吸一口气，目光坚定。", "老屋诉说着岁月的痕迹。",
            "月光洒落，静谧而璀璨。", "他心中涌起一丝莫名的悸动。", "命运的齿轮开始转动。", "那一抹微光难以言喻。", "一切交织在一起，宛如画卷。",
        ],
    },
    "dashes": {
        "en": [
            "The wind turned — and the door closed.", "There was a light — a small one.", "The road ended — just like that.",
            "One lamp burned — the others were out.", "The bell rang — once, and then no more.", "Snow fell — slowly — on the hill.",
            "The river was wide — too wide.", "The gate stood open — wide open.", "Somebody had been there — not long ago.",
            "The key was gone — so was the map.",
        ],
        "zh": [
            "风变了——门关上了。", "那里有一点光——很小的光。", "路到了头——就这样。", "一盏灯亮着——别的都灭了。", "钟响了——只响了一下。",
            "雪落下来——慢慢地——落在山上。", "河很宽——太宽了。", "大门开着——开得很大。", "有人来过——就在不久以前。", "钥匙没有了——地图也没有了。",
        ],
    },
    "same_transition": {
        "en": [
            "However, the gate was shut.", "However, nobody came.", "However, the lamp still burned.", "However, the rain went on.",
            "However, the bread was good.", "However, it was late by then.", "However, the road was long.",
        ],
        "zh": [
            "然而，大门关着。", "然而，没有人来。", "然而，灯还亮着。", "然而，雨一直下。", "然而，路很长。", "然而，天已经晚了。", "然而，面包很好。",
        ],
    },
    "same_opening": {
        "en": [
            "There was a lamp on the wall.", "There was a chair by the door.", "There was a coat on the hook.", "There was a map on the table.",
            "There was a crack in the ceiling.", "There was a smell of smoke.", "There was a draught from below.",
        ],
        "zh": [
            "这里有一盏灯挂在墙上。", "这里有一把椅子靠着门。", "这里有一件大衣。", "这里有一张地图放在桌上。", "这里有一道裂缝。", "这里有一股烟味。", "这里有一阵冷风。",
        ],
    },
}  # fmt: skip

FOREIGN = {
    "en": [
        "The old man closed the door behind him and went back to his chair by the fire.",
        "Nobody in the village knew where the silver bell had come from or who had made it.",
        "She took the lamp from the shelf and looked out into the rain for a long time.",
    ],
    "zh": ["老人关上身后的门，又回到火炉旁边的椅子上去了。", "村里没有人知道那只银铃是从哪里来的。", "她从架子上拿下灯，朝雨里看了很久。"],
    "de": [
        "Der alte Mann schloss die Tür hinter sich und ging zurück zu seinem Stuhl am Feuer.",
        "Niemand im Dorf wusste, woher die silberne Glocke gekommen war und wer sie gemacht hatte.",
        "Sie nahm die Lampe vom Regal und schaute lange hinaus in den Regen.",
    ],
    "fr": [
        "Le vieil homme ferma la porte derrière lui et retourna à sa chaise près du feu.",
        "Personne dans le village ne savait d'où venait la cloche d'argent ni qui l'avait faite.",
        "Elle prit la lampe sur l'étagère et regarda longtemps la pluie tomber dehors.",
    ],
    "es": [
        "El viejo cerró la puerta detrás de él y volvió a su silla junto al fuego.",
        "Nadie en el pueblo sabía de dónde había venido la campana de plata.",
    ],
    "ja": ["老人は後ろの扉を閉めて、火のそばの椅子に戻った。", "村の誰も、その銀の鈴がどこから来たのか知らなかった。"],
    "ru": ["Старик закрыл за собой дверь и вернулся к своему стулу у огня.", "Никто в деревне не знал, откуда взялся серебряный колокол."],
}  # fmt: skip

FIRST_PERSON = {
    "en": [
        "I walked to the window and looked out.", "I had never seen the river so high.", "My hands were cold by then.",
        "I took the lamp and went down the stairs.", "The rain ran down my neck.", "I stood at the gate until dark.",
        "It was the road that I had taken as a child.", "The bell rang, and I ran to the door.", "Nobody gave me any bread.",
        "I'd left the key under the stone.", "My brother lived on the other side of the hill.", "I carried the basket up the path myself.",
        "The dog followed me to the well.", "I put the bread on the table and cut it.",
    ],
    "zh": [
        "我走到窗边，往外看了看。", "我从来没有见过这么大的河。", "我的手已经冷了。", "我拿起灯，下了楼。", "雨水流进我的脖子里。",
        "我在门口一直站到天黑。", "那条路我小时候走过。", "钟响了，我跑到门口。", "没有人给我面包。", "我把钥匙放在石头下面。",
        "我的哥哥住在山的那一边。", "我自己把篮子提上山去。", "那只狗跟着我走到井边。", "我把面包放在桌上切开。",
    ],
}  # fmt: skip

PRESENT = [
    "{who} walks to the gate and opens it.", "{who} takes the lamp and goes down the stairs.", "{who} looks at the sky.",
    "{who} runs along the path.", "{who} sits on the step and eats an apple.", "{who} turns and sees the light.",
    "{who} puts the bread on the table.", "{who} stands at the window.", "{who} opens the box.", "{who} hears the bell.",
    "{who} knows the way.", "{who} climbs over the wall.", "{who} picks up the stone and throws it.", "{who} smiles.",
    "{who} waits by the well.", "{who} holds the rope with both hands.", "{who} comes back to the house.", "{who} finds the key.",
]  # fmt: skip

LINES = {
    "en": [
        "“Who is there?”", "“It is me.”", "“Come in, then.”", "“Where have you been?”", "“At the mill.”", "“Did you find it?”",
        "“No, not yet.”", "“Sit down and eat.”", "“I am not hungry.”", "“You are always hungry.”", "“The road was bad.”",
        "“Was it the rain?”", "“Rain and wind.”", "“Take off your coat.”", "“Thank you.”", "“What will you do now?”",
        "“Look again tomorrow.”", "“I will come with you.”",
    ],
    "zh": [
        "“谁在那里？”", "“是我。”", "“那就进来吧。”", "“你到哪里去了？”", "“在磨坊。”", "“找到了吗？”", "“还没有。”", "“坐下吃饭。”",
        "“我不饿。”", "“你总是饿的。”", "“路很不好走。”", "“是下雨吗？”", "“又是雨又是风。”", "“把大衣脱了。”", "“谢谢你。”",
        "“现在怎么办？”", "“明天再去找。”", "“我跟你一起去。”",
    ],
}  # fmt: skip
SPEECHES = {
    "en": [
        "“When I came to the bridge this morning there was nobody there but the old ferryman, and he told me that the water had risen in the night and carried off the boats.”",
        "“You have to understand that my grandfather built this house with his own hands out of the stones of the old wall, and that nobody has ever moved one of them since.”",
        "“If you go on like this, asking everybody you meet about a bell that nobody has heard for thirty years, people will begin to think that you have lost your mind.”",
    ],
    "zh": [
        "“今天早上我走到桥边的时候，那里除了老船夫以外没有一个人，他告诉我夜里涨了水，把所有的船都冲走了，一条也没有留下。”",
        "“你要明白，这座房子是我祖父用旧城墙的石头一块一块亲手盖起来的，从那以后谁也没有动过其中的任何一块。”",
        "“你要是再这样逢人就问一只三十年来谁也没有听见过的铃铛，大家就要以为你已经发疯了，再也不会理你。”",
    ],
}  # fmt: skip

OUTSIDERS = {
    "en": ["Bramwell", "Ottoline", "Cuthbert", "Philippa", "Reginald", "Tabitha", "Ambrose", "Gwendolyn"],
    "zh": ["周石匠", "陈掌柜", "孙铁匠", "吴大娘", "赵船夫", "林先生", "郑木匠", "钱婆婆"],
}
DEAD = {"en": "dead", "zh": "已死"}
DIED = {"en": "{who} drowned in the great flood.", "zh": "{who}在大水里淹死了。"}
ACTS = {
    "en": [
        "{who} opened the door and came in.", "{who} took the lamp from the shelf.", "“Good evening,” said {who}.",
        "{who} walked slowly along the wall.", "{who} sat down beside the fire.", "Then {who} laughed out loud.",
        "{who} looked at the sky.", "{who} picked up the basket and went away.", "“Where is the key?” {who} asked.",
        "{who} closed the window.", "{who} ran down to the river.", "{who} put bread on the table.",
    ],
    "zh": [
        "{who}推开门走了进来。", "{who}拿起架子上的灯。", "“晚上好。”{who}说。", "{who}慢慢走到墙边。", "{who}坐在火炉旁边。", "{who}笑了起来。",
        "{who}抬头看了看天。", "{who}拿起篮子走了。", "“钥匙在哪里？”{who}问。", "{who}站起来，打开了窗。", "{who}跑到河边去了。", "{who}点了点头。",
    ],
}  # fmt: skip
REMEMBERED = {
    "en": [
        "Nobody had forgotten {who}.", "There was a picture of {who} on the wall.", "It was the house that {who} had built long ago.",
        "People still spoke of {who} in the evenings.",
    ],
    "zh": ["大家还记得{who}。", "墙上挂着{who}的照片。", "这座房子是{who}当年盖的。", "晚上人们还说起{who}从前的事。"],
}  # fmt: skip
FACTS = {
    "en": [
        ("The old bridge over the river is broken.", "The old bridge over the river was broken."),
        ("The blacksmith lost his left hand.", "The blacksmith had lost his left hand."),
        ("The golden key lies under the church floor.", "The golden key lay under the floor of the church."),
        ("The northern gate of the castle burned down.", "The northern gate of the castle had burned down."),
        ("The captain married the daughter of the miller.", "The captain had married the daughter of the miller."),
    ],
    "zh": [
        ("河上的老桥已经断了。", "河上的老桥早就断了。"), ("铁匠失去了左手。", "那个铁匠失去了左手。"), ("金钥匙藏在教堂的地板下面。", "金钥匙就藏在教堂的地板下面。"),
        ("城堡的北门烧毁了。", "城堡的北门已经烧毁了。"), ("船长娶了磨坊主的女儿。", "船长后来娶了磨坊主的女儿。"),
    ],
}  # fmt: skip
PROMISES = {
    "en": [
        ("The captain must return the golden key by chapter 3.", "In the end the captain returned the golden key."),
        ("The letter from the north will be opened before chapter 4.", "The letter from the north was opened."),
        ("The stolen horse comes back by chapter 3.", "The stolen horse came back."),
    ],
    "zh": [
        ("船长要在第三章之前归还金钥匙。", "船长终于归还了金钥匙。"), ("北方来的信会在第四章之前打开。", "北方来的信打开了。"),
        ("被偷走的马要在第三章之前回来。", "被偷走的马回来了。"),
    ],
}  # fmt: skip
LIKE = "明红宝雨月星木云山福雪花海天叶玉石民洪保语越心目芸珊富学华"
