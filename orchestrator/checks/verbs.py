"""English verbs of action in narration: the past and the present of the commonest, by our own list.

A verb in this list shows the tense of a narration when it stands behind a subject: "he walks", "Mira said". What
general truths are told with (is, are, has, means …) is left out.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

_IRREGULAR = (
    "begin began|bend bent|bite bit|blow blew|break broke|bring brought|build built|buy bought|"
    "catch caught|choose chose|climb climbed|come came|creep crept|cry cried|dig dug|do did|draw drew|"
    "drink drank|drive drove|eat ate|fall fell|feed fed|feel felt|fight fought|find found|flee fled|"
    "fling flung|fly flew|forget forgot|freeze froze|get got|give gave|go went|grow grew|hang hung|"
    "hear heard|hide hid|hold held|hurry hurried|keep kept|kneel knelt|know knew|lay laid|lead led|"
    "leap leapt|leave left|lend lent|lie lay|light lit|lose lost|make made|meet met|pay paid|"
    "reply replied|ride rode|ring rang|rise rose|run ran|say said|see saw|seek sought|sell sold|send sent|"
    "shake shook|shine shone|shoot shot|shrink shrank|sing sang|sink sank|sit sat|sleep slept|slide slid|"
    "speak spoke|spend spent|spin spun|spring sprang|stand stood|steal stole|stick stuck|strike struck|"
    "swear swore|sweep swept|swim swam|swing swung|take took|teach taught|tell told|think thought|"
    "throw threw|try tried|carry carried|turn turned|understand understood|wake woke|wear wore|weep wept|"
    "win won|wind wound|write wrote|bury buried|study studied"
)
_SAME = "put set shut cut hit let read spread"  # behind "he" their past has no -s
_REGULAR = """
answer appear approach arrive ask beg blink breathe brush call chase close cough crawl cross dance dip drag
drift drop enter exclaim fill finish fold follow frown gasp gather gaze giggle glance grab grin groan help
hesitate hop hum hunt jerk join jump kick kiss knock land laugh lean lift linger listen live look lower march
mention move murmur mutter nod notice offer open order pace pass pat pause peer pick place play plead point
pour press pull push reach realise realize remain remember remove repeat rest return roll rub rush scream
search settle shiver shout shrug sigh slip smile sniff snap sob stare start stay step stop stretch stroll
struggle stumble swallow talk tap thank toss touch travel tremble tug tumble unlock visit wait walk wander
want watch wave whisper whistle wink wipe wonder work yawn yell
"""


@functools.cache
def tenses() -> Mapping[str, str]:
    """``past`` or ``present`` by form (third person singular in the present).

    >>> tenses()["walks"], tenses()["walked"], tenses()["carries"], tenses()["went"]
    ('present', 'past', 'present', 'past')
    """
    found: dict[str, str] = {}
    for stem in _SAME.split():
        found[stem] = "past"
        found[_third(stem)] = "present"
    for pair in _IRREGULAR.split("|"):
        stem, past = pair.split()
        found[past] = "past"
        found[_third(stem)] = "present"
    for stem in _REGULAR.split():
        found[_past(stem)] = "past"
        found[_third(stem)] = "present"
    return MappingProxyType(found)


def _third(stem: str) -> str:
    if stem.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{stem}es"
    return f"{stem[:-1]}ies" if stem.endswith("y") and stem[-2] not in "aeou" else f"{stem}s"


_DOUBLED = "beg drag drop grab grin hop hum nod pat rub shrug slip snap sob step stop tap tug dip"


def _past(stem: str) -> str:
    if stem in _DOUBLED.split():
        return f"{stem}{stem[-1]}ed"
    return f"{stem}d" if stem.endswith("e") else f"{stem}ed"
