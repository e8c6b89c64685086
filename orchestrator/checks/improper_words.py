"""Words and phrases of our own list that some readers must not meet, by category, English and Chinese.

A word is here only where it hardly ever means anything else in prose: no "cock", "bastard" or "ejaculated", no 高潮 or
自慰, which the classics use of other things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

ENGLISH: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "profanity": (
            "fuck", "fucks", "fucked", "fucker", "fuckers", "fucking", "motherfucker", "motherfuckers", "motherfucking",
            "shit", "shits", "shitty", "bullshit", "asshole", "assholes", "arsehole", "arseholes", "cunt", "cunts",
            "twat", "twats", "wanker", "wankers", "dickhead", "dickheads", "bitch", "bitches", "son of a bitch",
            "goddamn", "goddamned", "piss off", "pissed off", "dumbass", "jackass", "douchebag", "clusterfuck",
        ),
        "hate": (
            "nigger", "niggers", "nigga", "niggas", "kike", "kikes", "spic", "spics", "gook", "gooks", "wetback",
            "wetbacks", "faggot", "faggots", "raghead", "ragheads", "towelhead", "towelheads", "tranny", "trannies",
            "shemale", "subhuman", "subhumans", "untermensch", "white power", "heil hitler", "sieg heil",
            "race war", "ethnic cleansing",
        ),
        "sexual": (
            "porn", "porno", "pornography", "pornographic", "blowjob", "blowjobs", "handjob", "dildo", "dildos",
            "masturbate", "masturbated", "masturbates", "masturbating", "masturbation", "orgasm", "orgasms", "fellatio",
            "cunnilingus", "gangbang", "oral sex", "anal sex", "jerk off", "jerked off", "jerking off", "genitals",
            "genitalia", "vagina", "penis", "erection", "hooker", "hookers", "incest", "incestuous",
            "pedophile", "paedophile", "pedophilia", "paedophilia",
        ),
        "violence": (
            "rape", "raped", "rapes", "raping", "rapist", "rapists", "disembowel", "disemboweled", "disembowelled",
            "eviscerate", "eviscerated", "dismember", "dismembered", "dismembering", "decapitate", "decapitated",
            "decapitation", "mutilate", "mutilated", "mutilation", "bloodbath", "brains splattered", "slit her throat",
            "slit his throat", "slit their throats", "cut her throat", "cut his throat", "gouged out",
            "beaten to a pulp", "tortured to death", "skinned alive", "burned alive", "burnt alive",
        ),
        "drugs": (
            "heroin", "cocaine", "methamphetamine", "crystal meth", "marijuana", "fentanyl", "ketamine", "crack pipe",
            "snorted a line", "shooting up", "overdose", "overdosed", "overdosing", "drug dealer", "drug dealers",
        ),
        "self_harm": (
            "suicide", "suicides", "suicidal", "self-harm", "self-harming", "kill myself", "kill yourself",
            "killing myself", "killed himself", "killed herself", "hang myself", "hanged himself", "hanged herself",
            "slit my wrists", "slit her wrists", "slit his wrists", "end my life", "took his own life",
            "took her own life", "take my own life",
        ),
    }
)  # fmt: skip

CHINESE: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "profanity": (
            "他妈的", "你妈的", "操你", "我操", "操蛋", "去你妈", "草泥马", "傻逼", "傻屄", "牛逼", "装逼", "狗日的",
            "王八蛋", "婊子", "狗娘养的", "龟孙子", "卧槽", "屌丝", "干你娘", "妈了个",
        ),
        "hate": (
            "黑鬼", "支那猪", "白皮猪", "黄皮猴", "死基佬", "死娘炮", "劣等民族", "劣等人种", "种族清洗", "希特勒万岁",
            "滚回你们国家",
        ),
        "sexual": (
            "做爱", "口交", "肛交", "手淫", "阴茎", "阴道", "色情", "裸照", "淫荡", "淫秽", "乱伦", "卖淫", "嫖娼",
            "约炮", "一夜情", "春药", "发生性关系", "恋童", "勃起", "射精", "性虐",
        ),
        "violence": (
            "强奸", "轮奸", "碎尸", "肢解", "开膛破肚", "虐杀", "割喉", "活剥", "剥皮抽筋", "脑浆迸裂", "挖出眼珠",
            "凌迟处死", "乱刀砍死", "活活打死", "折磨致死",
        ),
        "drugs": ("海洛因", "冰毒", "可卡因", "摇头丸", "吸毒", "贩毒", "毒贩", "大麻烟", "毒品", "注射毒品"),
        "self_harm": ("自杀", "自残", "割腕", "轻生", "上吊", "跳楼", "服毒自尽", "不想活了", "了结自己的生命"),
    }
)  # fmt: skip
