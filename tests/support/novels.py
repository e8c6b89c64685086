"""Replies for the workflows of books: each role says something that can be told apart, in either language.

Every chapter is planned under the same title, so that all but the first must be given another one.
"""

import json
import re

ROLES = {
    "plan of a whole book": "architect",
    "plan one chapter": "plotter",
    "titles of chapters": "titler",
    "one scene of a book": "novelist",
    "the critic": "critic",
    "the editor": "editor",
    "tell a chapter": "chronicler",
    "the dramaturg": "dramaturg",
}
"""What the system prompt of a role says, and no other's."""
ASKED = [
    re.compile(p)
    for p in (r"Plan chapter (\d+)", r"This is chapter (\d+)", r"The chapter: .* (\d+)\.", r"chapters\[(\d+)\]")
]
CHAPTER = re.compile(r"\[(?:c|m)?(\d+)\]")


def answer(request, language="en", *, independent=False):
    """The reply of a role at a path."""
    number = int((CHAPTER.search(request.path) or [0, 0])[1])
    return reply_of(request.role, number, request.path.replace("written.", ""), language, independent=independent)


def answer_to_chat(messages):
    """The reply to an English chat: by its words it is told which role is asked, and about which chapter."""
    system, user = messages[0]["content"], messages[-1]["content"]
    role = next(role for words, role in ROLES.items() if words in system)
    found = next((match for pattern in ASKED if (match := pattern.search(user))), None)
    number = int(found[1]) if found else 0
    return reply_of(role, number, f"chapters[{number}] {user.rpartition('ends: ')[2][:12].strip() or 'once'}", "en")


def reply_of(role, number, place, language, *, independent=False):
    """The reply of a role about a chapter; a novelist's says the ``place``."""
    words = EN if language == "en" else ZH
    reply = _replies(words, number, place, independent=independent)[role]
    return reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)


def _replies(words, number, place, *, independent):
    person, well, told, wrote = (words[key] for key in ("person", "title", "told", "wrote"))
    scene = {"heading": well, "goal": told.format(number), "mood": "", "valence": 0, "length": words["length"]}
    return {
        "architect": {
            "title": words["book"],
            "logline": told.format(0),
            "bible": {
                "characters": [{"name": person}],
                "places": [words["place"]],
                "facts": [{"text": words["fact"]}],
                "promises": [words["promise"].format(0)],
            },
            "scenes": [scene],
        },
        "plotter": {"title": well, "goal": told.format(number), "scenes": [scene, scene], "independent": independent},
        "titler": {"title": f"{well} {number}"},
        "novelist": wrote.format(place),
        "critic": {"issues": [], "score": 9},
        "editor": "[none]",
        "chronicler": {
            "text": told.format(number),
            "facts": [{"text": words["learned"].format(number)}],
            "characters": [{"name": f"{person} {number}"}],
            "promises": [words["promise"].format(number)],
            "kept": [words["promise"].format(number - 1)],
        },
        "dramaturg": {
            "issues": [{"chapter": 2, "kind": "repeated", "problem": "P.", "fix": "F."}],
            "verdict": words["verdict"],
        },
        "summarizer": {"text": told.format(number), "facts": []},
    }


EN = {
    "book": "The Bell", "person": "Mira", "title": "The Well", "place": "the old mill", "fact": "The bell is silver.",
    "told": "Mira comes to door number {}.", "wrote": "She wrote {} on the wall.", "learned": "Door {} is open.",
    "promise": "Somebody will shut door {} again.", "verdict": "It holds together.", "length": 8,
}  # fmt: skip
ZH = {
    "book": "银铃", "person": "米拉", "title": "枯井", "place": "旧磨坊", "fact": "铃是银的。",
    "told": "米拉走到第{}扇门前。", "wrote": "她在墙上写下{}这几个字。", "learned": "第{}扇门开着。",
    "promise": "总会有人把第{}扇门关上。", "verdict": "全书完整。", "length": 14,
}  # fmt: skip


MANUSCRIPT = {
    "en": "# The Bell\n\n## Chapter 1: Lost\n\nThe bell was gone.\n\n"
    "## Chapter 2: The Well\n\nMira looked into the well.\n",
    "zh": "# 银铃\n\n## 第一章 失铃\n\n铃不见了。小狐狸米拉找了一夜。\n\n"
    "## 第二章 枯井\n\n米拉往井里看，里面什么也没有。\n",
}
