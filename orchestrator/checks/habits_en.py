"""Habits of machine-written English: words, phrases and figures of our own collecting.

Each of them is good English, and any writer uses some; it is their number that tells. Names of a bible are never
counted among them.
"""

from __future__ import annotations

_WORDS = """
delve delved delves delving tapestry tapestries testament myriad plethora multifaceted intricate intricacies
nuanced pivotal underscore underscores underscored showcase showcases showcased showcasing boasts vibrant
bustling nestled meticulous meticulously seamless seamlessly effortlessly unwavering steadfast resonate
resonates resonated resonating resonance kaleidoscope symphony labyrinth labyrinthine ethereal gossamer
iridescent shimmering luminous palpable tangible visceral inexorable inexorably ineffable liminal whispering
thrumming thrum thrummed cacophony crescendo juxtaposition juxtaposed interplay beacon realm realms embark
embarked embarking unravel unraveled unraveling unravelled unravelling unbidden untold reverberate
reverberated reverberating cadence sinewy tendrils tendril ozone petrichor obsidian cerulean ephemeral
transcend transcended transcends transcending harness harnessing foster fosters fostering leverage leveraging
elevate elevates elevating holistic synergy paradigm groundbreaking transformative game-changer ever-evolving
ever-changing cutting-edge state-of-the-art fast-paced must-have furthermore moreover notably arguably
undeniably
"""
WORDS = frozenset(_WORDS.split())

PHRASES = (
    "a testament to", "a tapestry of", "rich tapestry", "a symphony of", "a dance of", "a kaleidoscope of",
    "a mix of", "a mixture of fear", "the weight of", "hung in the air", "hung heavy", "thick with tension",
    "sent shivers", "shivers down", "shiver down", "barely above a whisper", "voice barely", "barely a whisper",
    "couldn't help but", "couldn’t help but", "could not help but feel", "let out a breath",
    "breath she didn't know", "breath he didn't know", "breath she hadn't", "breath he hadn't", "eyes widened",
    "eyes sparkling", "eyes sparkled", "heart pounding in", "heart hammered", "heart skipped a beat", "blood ran cold",
    "a sense of", "sense of purpose", "a newfound", "newfound sense", "in that moment", "time seemed to",
    "the air was thick", "dust motes", "knuckles white", "knuckles turned white", "jaw clenched", "a mixture of",
    "steeled herself", "steeled himself", "little did", "the world around", "in the heart of", "at the heart of",
    "it's important to note", "it is important to note", "it's worth noting", "it is worth noting", "in conclusion",
    "in today's world", "in the realm of", "in the world of", "plays a crucial role", "a crucial role",
    "not only that", "the power of", "navigate the complexities", "a game changer", "deep dive", "dive into",
    "look no further", "whether you're a", "unlock the", "a journey of", "a reminder that", "reminder of the",
    "would never be the same", "something shifted", "shifted in the air", "for the first time in years",
    "the silence stretched", "silence stretched between", "a single tear", "ghost of a smile", "a smile tugged",
    "smile playing on", "small smile", "sharp intake of breath", "the scent of", "mingled with the",
)  # fmt: skip

TRANSITIONS = (
    "however", "moreover", "furthermore", "additionally", "consequently", "nevertheless", "nonetheless", "meanwhile",
    "suddenly", "in addition", "as a result", "on the other hand", "in conclusion", "ultimately", "in essence",
    "finally", "importantly", "notably", "indeed", "of course", "in fact", "after all",
)  # fmt: skip

NOT = r"n(?:ot|['’]t)\b"
"""Where to look for one of ``NOT_BUT``, which begins with the word that this is in or with the word before."""

NOT_BUT = (
    r"(?:\w+ )?[Nn]ot (?:just|only|merely|simply) [^.!?;\n]{1,80}?(?:,|—|--| –)? ?but\b"
    r"|(?:was|were|is|are|had|did)(?:n['’]t| not) (?:just |only |merely |simply )?[^.!?;\n]{1,60}?"
    r"(?:[.;—]|--|,) ?(?:[Ii]t|[Hh]e|[Ss]he|[Tt]hey|[Tt]his|[Tt]hat)(?:['’](?:s|re)| was| were| is| are)\b"
    r"|(?:\w+ )?[Nn]ot [^.!?;,\n]{1,40}, but (?!for\b)\w+"
    r"|(?:\w+ )?[Nn]ot \w+ but \w+"
    r"|(?:\w+ )?[Nn]ot (?:because|from|out of|with|for|an?|the) [^.!?;,\n]{1,50},? "
    r"but (?:because|from|out of|with|for|an?|the)\b"
)
