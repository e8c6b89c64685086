# ruff: noqa: E501  (lists of words and sentences read best one list a line)
"""What stories are about: who, where, with what. Lists, and ways to invent what no list has.

Half of all names and many things and places are invented from syllables, so that a model has to copy them
from its prompt: one that has only met known names turns unknown ones into those.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_SHE_NAMES = [
    "Mira",
    "Ada",
    "Nell",
    "Ivy",
    "Rosa",
    "Lena",
    "Tilda",
    "Wren",
    "Hazel",
    "Clara",
    "Edda",
    "Nora",
    "Pia",
    "Maya",
    "June",
    "Elsa",
    "Greta",
    "Ruth",
    "Olive",
    "Ines",
    "Zora",
    "Dora",
    "Anya",
    "Freya",
    "Luna",
    "Ella",
    "Ruby",
    "Mabel",
    "Sanna",
    "Yuki",
    "Amina",
    "Leila",
    "Noor",
    "Mei",
    "Lin",
    "Asha",
    "Priya",
    "Carmen",
    "Lucia",
    "Bella",
    "Fern",
    "Willow",
    "Poppy",
    "Juniper",
    "Sage",
    "Opal",
    "Pearl",
    "Vera",
    "Tess",
    "Kit",
    "Maud",
    "Agnes",
    "Hilda",
    "Ingrid",
    "Sylvia",
    "Thea",
    "Juno",
    "Beatrix",
    "Flora",
    "Marta",
    "Petra",
    "Lotte",
]
_HE_NAMES = [
    "Tom",
    "Finn",
    "Oskar",
    "Bram",
    "Hugo",
    "Otto",
    "Leo",
    "Max",
    "Emil",
    "Jonas",
    "Pip",
    "Ned",
    "Sam",
    "Ben",
    "Theo",
    "Milo",
    "Arlo",
    "Felix",
    "Rufus",
    "Jasper",
    "Silas",
    "Edgar",
    "Karl",
    "Nils",
    "Anton",
    "Ivan",
    "Yusuf",
    "Omar",
    "Ravi",
    "Arjun",
    "Kenji",
    "Hiro",
    "Wei",
    "Bo",
    "Jun",
    "Diego",
    "Pablo",
    "Mateo",
    "Luca",
    "Enzo",
    "Basil",
    "Rowan",
    "Ash",
    "Birch",
    "Reed",
    "Cole",
    "Grant",
    "Percy",
    "Alfie",
    "Barnaby",
    "Humphrey",
    "Gus",
    "Walter",
    "Albert",
    "Henry",
    "Peter",
    "Jack",
    "Will",
    "Tobias",
    "Casper",
    "Fritz",
    "Odd",
]
_IT_NAMES = [
    "Bolt",
    "Rusty",
    "Dot",
    "Bleep",
    "Cog",
    "Tik",
    "Nut",
    "Spark",
    "Bit",
    "Gizmo",
    "Sprocket",
    "Tin",
    "Pixel",
    "Widget",
    "Hum",
    "Blink",
    "Clank",
    "Zip",
    "Beep",
    "Echo",
]

_ONSETS = [
    "b",
    "br",
    "c",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gl",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "th",
    "tr",
    "v",
    "w",
    "z",
    "b",
    "d",
    "l",
    "m",
    "n",
    "r",
    "s",
    "t",
    "k",
    "p",
]
_VOWELS = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "a", "ai", "ee", "oo", "ia"]
_CODAS = ["", "", "", "", "l", "n", "r", "s", "m", "nd", "lk", "th"]

_ANIMALS = [
    "fox",
    "hare",
    "mouse",
    "owl",
    "hedgehog",
    "otter",
    "badger",
    "bear",
    "wolf",
    "cat",
    "dog",
    "goat",
    "lamb",
    "duck",
    "goose",
    "hen",
    "crow",
    "robin",
    "sparrow",
    "heron",
    "swan",
    "frog",
    "toad",
    "turtle",
    "snail",
    "beetle",
    "bee",
    "moth",
    "cricket",
    "squirrel",
    "mole",
    "rat",
    "rabbit",
    "deer",
    "pony",
    "donkey",
    "cow",
    "pig",
    "elephant",
    "lion",
    "tiger",
    "monkey",
    "parrot",
    "penguin",
    "seal",
    "whale",
    "crab",
    "octopus",
    "dragon",
    "bat",
    "lizard",
    "ant",
    "spider",
    "camel",
    "yak",
]
_ANIMAL_QUALITIES = [
    "young",
    "little",
    "old",
    "small",
    "grey",
    "red",
    "white",
    "brown",
    "shy",
    "tiny",
    "lame",
    "fat",
    "thin",
    "sleepy",
    "wise",
    "curly",
    "spotted",
    "lonely",
]
_SHE_PEOPLE = [
    "girl",
    "woman",
    "queen",
    "princess",
    "grandmother",
    "witch",
    "nurse",
    "milkmaid",
    "lady",
    "aunt",
    "seamstress",
    "mermaid",
]
_HE_PEOPLE = [
    "boy",
    "man",
    "king",
    "prince",
    "grandfather",
    "wizard",
    "miller",
    "blacksmith",
    "fisherman",
    "monk",
    "knight",
    "woodcutter",
    "uncle",
]
_PEOPLE = """lighthouse keeper|baker|clockmaker|gardener|sailor|painter|teacher|farmer|shepherd|tailor|postman|librarian|cook|carpenter|
bookbinder|beekeeper|ferryman|candle maker|piano tuner|kite maker|map maker|bell ringer|toy maker|doctor|student|child|juggler|potter|
weaver|fiddler|singer|ghost|giant|gnome|elf|troll|pirate|captain|astronaut|mechanic|train driver|pilot|watchman|
night watchman|chimney sweep|shoemaker|bus driver|museum guard|street sweeper|glass blower|cloud painter|star counter|
dream collector|rain maker|letter carrier|snow globe maker|tea seller|umbrella mender|puppet maker|window cleaner|
diver|mountaineer|inventor|poet|drummer|magician|clown|hermit|detective|scientist""".replace("\n", "").split("|")
_PEOPLE_QUALITIES = [
    "young",
    "old",
    "little",
    "poor",
    "quiet",
    "clever",
    "tired",
    "kind",
    "shy",
    "tall",
    "retired",
    "lonely",
    "cheerful",
    "forgetful",
]
_MACHINES = [
    "robot",
    "little robot",
    "old robot",
    "rusty robot",
    "small robot",
    "toy robot",
    "cleaning robot",
    "garden robot",
    "clockwork bird",
    "steam engine",
    "little train",
    "old car",
    "toy soldier",
    "snowman",
    "scarecrow",
    "paper boat",
    "little cloud",
    "kitchen robot",
    "space probe",
    "tin man",
    "young star",
    "old tree",
    "talking kettle",
]

_QUALITIES = [
    "silver",
    "golden",
    "red",
    "blue",
    "green",
    "white",
    "black",
    "little",
    "tiny",
    "old",
    "new",
    "broken",
    "lost",
    "strange",
    "wooden",
    "glass",
    "paper",
    "brass",
    "copper",
    "stone",
    "iron",
    "magic",
    "secret",
    "round",
    "long",
    "heavy",
    "warm",
    "cold",
    "bright",
    "rusty",
    "yellow",
    "purple",
    "striped",
    "crooked",
    "singing",
    "sleeping",
    "shining",
    "hidden",
    "forgotten",
    "painted",
    "dusty",
    "velvet",
    "tin",
    "ancient",
]
_THINGS = """bell key lamp kite letter map book ring box clock watch drum flute fiddle harp horn whistle trumpet piano song boat sail
oar anchor net lantern candle cup bowl spoon pot kettle plate basket bag hat coat scarf glove boot shoe button needle thread
quilt blanket pillow chair table door window mirror picture painting pen brush coin crown sword shield rope ladder wheel cart
sled bicycle wagon umbrella compass spyglass stone pebble pearl shell feather egg nest seed acorn apple pear cherry pumpkin
cake pie loaf honey jar bottle rose tulip sunflower leaf branch star moon comet cloud raindrop snowflake kitten puppy chick
egg doll top ball puppet marble mask ribbon necklace brooch locket photograph diary poem recipe ticket flag balloon rocket
engine gear spring music box jewel statue fountain bridge garden treehouse snow globe hammer saw axe broom bucket cookie
teapot telescope radio camera suitcase parcel postcard stamp ink bottle violin cello guitar banjo accordion tambourine
dictionary notebook scroll riddle wish shadow dream secret echo""".replace("\n", " ")
_PLURAL_FREE = [
    *(
        w
        for w in _THINGS.replace("music box", "music_box")
        .replace("snow globe", "snow_globe")
        .replace("ink bottle", "ink_bottle")
        .split()
        if w not in {"honey", "thread"}
    )
]
_ODDITIES = """that hums at night|that runs backwards|that nobody can open|that glows in the dark|that was not there yesterday|
that smells of rain|that has no owner|that only children can see|that whispers|that never stops ticking|that fell from the sky|
that is warm to the touch|that knows every name|that plays by itself|that no one has seen before|that weighs nothing at all|
{he} has never seen before|{he} has not made yet|that tells the truth|that points the wrong way|with no name on it|
with a tiny door in it|from another time|that changes colour|made of moonlight|that can talk|that belongs to the sea|
with {his} own name on it|that will not stay still|that comes back every night|that should not exist|nobody remembers|
{he} has lost once before|that is older than the town|that grows a little every day|{he} has not written yet""".replace(
    "\n", ""
).split("|")

_PLACE_QUALITIES = [
    "old",
    "quiet",
    "dark",
    "little",
    "hidden",
    "high",
    "deep",
    "green",
    "white",
    "lost",
    "sunken",
    "wild",
    "frozen",
    "misty",
    "empty",
    "sleeping",
    "windy",
    "sandy",
    "stony",
    "silver",
    "golden",
    "forgotten",
    "crooked",
    "snowy",
    "northern",
    "tall",
]
_IN_PLACES = """garden|forest|wood|valley|village|cave|castle|tower|library|kitchen|attic|cellar|barn|orchard|city|town|museum|theatre|
palace|swamp|jungle|desert|greenhouse|school|shop|bakery|workshop|cottage|station|harbour|market|meadow|field|well|tunnel|
toy shop|bookshop|zoo|circus|hospital|factory|churchyard|cathedral|kingdom|canyon|clock tower|sea|park|maze|cabin|hotel|
space station|subway|house|backyard""".replace("\n", "").split("|")
_AT_PLACES = """mill|lighthouse|bridge|pond|lake|river|gate|shore|beach|spring|waterfall|crossroads|inn|windmill|ferry|pier|wall|edge
of the wood|end of the road|foot of the mountain|fair|bus stop|campfire|lock|dam|quarry""".replace("\n", " ").split("|")
_ON_PLACES = [
    "hill",
    "island",
    "mountain",
    "moon",
    "roof",
    "cliff",
    "farm",
    "ship",
    "train",
    "moor",
    "beach",
    "rooftop",
    "square",
    "glacier",
    "balcony",
    "planet",
    "iceberg",
    "boat",
]

NATURES = [
    "brave",
    "patient",
    "curious",
    "kind",
    "shy",
    "stubborn",
    "careful",
    "cheerful",
    "clever",
    "quiet",
    "gentle",
    "quick",
    "proud",
    "honest",
    "dreamy",
    "loyal",
]
FEARS = """the dark|deep water|thunder|high places|loud noises|strangers|spiders|the wind|being alone|mirrors|the sea|fire|
closed doors|big dogs|making mistakes|shadows|the moon|stairs|snow""".replace("\n", "").split("|")


@dataclass(frozen=True)
class Being:
    """Someone: a name, what kind of being ("young fox"), a pronoun (she, he, it) and a nature ("brave")."""

    name: str
    kind: str
    pronoun: str
    nature: str

    @property
    def traits(self) -> tuple[str, ...]:
        """What must stay the same, as the bible lists it."""
        return (self.kind, self.pronoun, self.nature)


@dataclass(frozen=True)
class Place:
    """Somewhere: "the old mill", and the preposition for being there."""

    name: str
    preposition: str

    @property
    def there(self) -> str:
        """At that place, in words."""
        return f"{self.preposition} {self.name}"


def with_article(noun: str) -> str:
    """``noun`` with "a" or "an".

    >>> with_article("old mill")
    'an old mill'
    """
    use_an = noun[0].lower() in "aeiou" and not noun.lower().startswith(("uni", "use", "eu", "one"))
    return f"{'an' if use_an else 'a'} {noun}"


def invented_word(rng: random.Random, *, least: int = 2, most: int = 3) -> str:
    """A word that no dictionary has, in small letters."""
    while True:
        syllables = [
            rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(rng.randint(least, most))
        ]
        word = "".join(syllables)
        if 3 <= len(word) <= 11:
            return word


def being_name(rng: random.Random, pronoun: str) -> str:
    """A first name, invented half of the time."""
    known = {"she": _SHE_NAMES, "he": _HE_NAMES, "it": _IT_NAMES}[pronoun]
    if rng.random() < 0.45:
        return rng.choice(known)
    name = invented_word(rng, most=2).capitalize()
    return name + "a" if pronoun == "she" and name[-1] not in "aeiou" and rng.random() < 0.6 else name


def being_kind(rng: random.Random) -> tuple[str, str]:
    """A kind of being and its pronoun."""
    draw = rng.random()
    if draw < 0.36:
        animal = rng.choice(_ANIMALS)
        quality = rng.choice([*_ANIMAL_QUALITIES, "", ""])
        return f"{quality} {animal}".strip(), rng.choice(["she", "he"])
    if draw < 0.56:
        pronoun = rng.choice(["she", "he"])
        person = rng.choice(_SHE_PEOPLE if pronoun == "she" else _HE_PEOPLE)
        quality = rng.choice([*_PEOPLE_QUALITIES, "", "", ""])
        return f"{quality} {person}".strip(), pronoun
    if draw < 0.88:
        quality = rng.choice([*_PEOPLE_QUALITIES, *[""] * 14])
        return f"{quality} {rng.choice(_PEOPLE)}".strip(), rng.choice(["she", "he"])
    if draw < 0.97:
        return rng.choice(_MACHINES), rng.choice(["it", "it", "he", "she"])
    return invented_word(rng), rng.choice(["she", "he", "it"])


def new_being(rng: random.Random, *, avoid: str = "") -> Being:
    """Someone whose name does not look like ``avoid``."""
    kind, pronoun = being_kind(rng)
    while True:
        name = being_name(rng, pronoun)
        if not avoid or (name[:2] != avoid[:2] and name not in avoid and avoid not in name):
            return Being(name, kind, pronoun, rng.choice(NATURES))


def new_thing(rng: random.Random) -> str:
    """A thing, with or without a quality: "silver bell"; sometimes one nobody has heard of."""
    noun = invented_word(rng) if rng.random() < 0.12 else rng.choice(_PLURAL_FREE).replace("_", " ")
    return f"{rng.choice(_QUALITIES)} {noun}" if rng.random() < 0.62 else noun


def new_oddity(rng: random.Random, hero: Being) -> str:
    """What is strange about the thing: "that hums at night"."""
    return rng.choice(_ODDITIES).format(he=hero.pronoun, his=POSSESSIVES[hero.pronoun])


def new_place(rng: random.Random) -> Place:
    """A place: described, named after somewhere invented, or only a name."""
    preposition, nouns = rng.choice([("in", _IN_PLACES), ("in", _IN_PLACES), ("at", _AT_PLACES), ("on", _ON_PLACES)])
    noun = rng.choice(nouns)
    draw = rng.random()
    if draw < 0.08:
        return Place(invented_word(rng).capitalize(), "in")
    if draw < 0.2:
        return Place(f"the {noun} of {invented_word(rng).capitalize()}", preposition)
    if draw < 0.7 and " of " not in noun:
        return Place(f"the {rng.choice(_PLACE_QUALITIES)} {noun}", preposition)
    return Place(f"the {noun}", preposition)


OBJECTS = {"she": "her", "he": "him", "it": "it"}
POSSESSIVES = {"she": "her", "he": "his", "it": "its"}
REFLEXIVES = {"she": "herself", "he": "himself", "it": "itself"}


def is_tame(hero: Being, helper: Being, place: Place, thing: str, premise: str) -> bool:
    """Whether every invented word is in ``premise``: a planner may copy those, but should not make up its own."""
    known = {*_SHE_NAMES, *_HE_NAMES, *_IT_NAMES}
    common = {*" ".join([*_PLURAL_FREE, *_QUALITIES, *_ANIMALS, *_ANIMAL_QUALITIES, *_PEOPLE_QUALITIES, *_PEOPLE, *_MACHINES,
                         *_SHE_PEOPLE, *_HE_PEOPLE, *_IN_PLACES, *_AT_PLACES, *_ON_PLACES, *_PLACE_QUALITIES,
                         "the of"]).replace("_", " ").split()}  # fmt: skip
    names_fit = all(b.name in known or b.name in premise for b in (hero, helper))
    phrases = (hero.kind, helper.kind, place.name, thing)
    return names_fit and all(set(phrase.split()) <= common or phrase in premise for phrase in phrases)
