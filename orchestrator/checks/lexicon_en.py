"""English words and gestures that carry feeling in prose, with our own ratings, -5 (despair) to 5 (joy).

Lexicons made for reviews and posts miss what narrative shows instead of naming: what people do, what their bodies
do, and what stands around them. These lists add that, and take feeling away from words that have none in prose
("like", "well", "a kind of"). They are our own ratings, of no data set.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from types import MappingProxyType

# The rating 0 takes feeling away that other lists, or a shorter word, would give.
_RATINGS = {
    -5: "massacre massacred slaughter slaughtered suicide genocide",
    -4: "murder murdered murderer corpse corpses dead died dies dying death deaths coffin funeral burial bury "
    "buried weep weeps wept sob sobs sobbed sobbing wail wailed wailing howled scream screamed screaming shriek "
    "shrieked screams mutilated tortured torture strangled drowned drowning hanged betray betrayed betrayal orphan "
    "orphaned widow widowed perished plague famine starved starving starvation executed execution doomed bereaved "
    "beaten raped stabbed mourned mourn mourners gallows killed kill kills killing",
    -3: "blood bloody bleeding bled wound wounded wounds bruise bruised bruises grave graves tomb ambush enemy "
    "enemies flinch flinched cower cowered cringe cringed shudder shuddered shuddering tremble trembled trembling "
    "quake cursed curse snarl snarled snarling growled hissed sneer sneered jeer jeered mocked mock mocking taunted "
    "spat slapped whipped kicked struck punched choked choking gasped groan groaned moan moaned whimper whimpered "
    "whimpering fled flee threat threaten threatened cruelty humiliated humiliation disgrace disgraced shamed starve "
    "beggar beggars ruin ruined ruins wreck wrecked burnt nightmare nightmares haunted ghost ghosts knife blade "
    "poison poisoned venom prison prisoner prisoners chains jail traitor liar lied hunger thirst fever sick sickness "
    "ill illness cough coughed vomit vomited rot rotten rotting stench stank maggots vultures vulture wolves scar "
    "scars trap trapped hopelessness deserted homeless unwanted unloved loveless friendless godforsaken merciless "
    "pitiless ruthless heartless smashed shattered crushed crippled sorrows woe heartbreak regretted mistake fault "
    "blame blamed dreaded panic panicked stormed raged fury hatred hate hated hates despised loathed loathe bitterly "
    "cruelly savagely mob riot scorn scorned contempt disaster catastrophe tragedy farewell",
    -2: "alone empty emptiness hollow colder barren shadow shadows darkness darker silence sullen sulk sulked frown "
    "frowned scowl scowled scowling glare glared sigh sighed sighing pale paled pallor ashen gaunt haggard limp "
    "limped stumble stumbled slumped slump stooped collapse collapsed faltered fail failed failing failure wither "
    "withered faded wilted dust dusty decay decayed crumbling crumbled mud filth filthy dirty stale damp mould "
    "mouldy rust rusted broken break broke cracked torn threadbare ragged rags shabby poor poverty debt debts owed "
    "penniless hungry thirsty exhausted aching ache ached pain painful hurts sore refused refuse refusal rejected "
    "denied dismissed accused ignored forgotten forgot neglected worthless useless vain worse worst wrong trouble "
    "troubles restless feared fears fright peril warning warned argue argued argument quarrel quarrelled quarreled "
    "shouted yelled snapped grimly harsh harshly sharply coldly bitterness envy greedy spite suspicion distrust "
    "strange storm thunder howling shivered shiver shivering chill chilled frozen freezing ice icy frost locked "
    "unanswered unpaid unheard sadly unhappy unhappily grudge leaked leaking dripped sour soured stolen steal stole "
    "thief thieves lie lies cheated cheat missed regretfully hopelessly helpless helplessly powerless desperately "
    "miserably guiltily embarrassed blushed awkward awkwardly retreat retreated defeated defeat surrender surrendered",
    -1: "cried doubt doubted doubtful hesitate hesitated reluctant reluctantly unfamiliar stiff stiffly tight "
    "nobody nowhere none rough steep heavy heavily slow late drab dull boring rain drizzle fog mist unable barely "
    "grumbled muttered complained impatient impatiently unsteady fragile faint faintly narrow cramped noisy awake "
    "sleepless crooked lame",
    0: "like well kind please no yes okay ok fire fires cut cuts hard matter matters chance leave leaves leaving "
    "miss mean meant means number top low pay paid interest interested interesting stop stopped important great "
    "certain certainly sure surely true natural care careful carefully ease easy easily good-bye want wants wanted "
    "super sharp novel admit admitted block blocked challenge demand demanded drop dropped greet greeted huge "
    "increase join joined mature numb play powerful pretty promise promised rich share shared solid solution special "
    "strong straight support vision wish wished wishes yeah hand sentence grand god gods ha haha hey lol united hid "
    "hide hiding shy shake shook damn hell anchor cared cares fair fairly gross charge charged charges arrest",
    1: "soft softly gently lamplight candlelight spring green blossom blossoms bloom bloomed ripe fresh clean clear "
    "brightly sweetly enough home safely calmly steady steadily nodded slept dream garden sunrise gift gifts welcome "
    "welcomed bread honey music song songs birdsong feast supper helped help helping thanks thank thanked healed "
    "heal mended mend rested polite politely fine agreed silky snug tidy ready patient patiently finally",
    2: "smile smiled smiles smiling comforted soothe soothed hug hugged embrace embraced kiss kissed kisses caress "
    "caressed tenderly kindness kindly friend friends friendship hoped hopefully trust trusted peacefully rescued "
    "rescue saved free freed freedom forgave forgive forgiven forgiveness recovered recover unharmed unhurt golden "
    "sunlight sunlit sunshine sunny shining shone sparkle sparkled sparkling glow glowed glowing twinkle twinkled "
    "hummed hum whistled whistling playfully played skipped giggle giggled giggling chuckle chuckled grin grinned "
    "grinning beam beamed merrily cheerfully pleased pleasant pleasure gladly contented contentedly blessing blessed "
    "blessings bravely gallant generous generously abundance plenty prosperity reunited reunion lovely beautiful "
    "beauty graceful fragrant fragrance delicious sung sang sing singing dance danced dancing laugh laughed laughs "
    "laughing laughter laughingly joke joked jokes festival wedding holiday",
    3: "loved loves beloved darling joyfully happily happiest delightful wonderful marvellous marvelous glorious "
    "glory splendid magnificent radiance cheer cheered cheering cheers hurrah hooray hurray celebrate celebrated "
    "celebration won win winner triumphantly proudly adored adore cherished cherish treasure treasured paradise "
    "heaven heavenly miracle exultant rejoiced rejoice rejoicing best applause applauded",
    4: "rapture jubilation exhilarated exhilaration",
}

_PHRASES = {
    -3: "laughed at|come back no more|never come back|not come back|no reason left|no way out|no hope left|"
    "left for dead|end of the world|out of his mind|out of her mind|turned to stone|set fire to|gave up|"
    "gone for good|for the last time",
    -2: "without a word|not a word|no one|not one of|not one|no answer|no reply|too late|no longer|had no|all alone|"
    "not good enough|never enough|not enough|turned away|looked away|turned his back|turned her back|shook his head|"
    "shook her head|let go|nothing left|none left|no sign of|had enough of|could not sleep|did not ring|"
    "did not answer|would not open|did not come|never came|never wrote|had not written|ran out|fell silent|"
    "fell apart|went pale|went cold",
    0: "said nothing|no more than|by heart|of course|at last light|on fire with|not only|good deal|god knows",
    2: "at last|in love|at home|at ease|at peace|with open arms|held hands|hand in hand|side by side|arm in arm|"
    "was over|came home|came back|breathe again|breathed again|not alone|made up|out of danger|took heart|"
    "put a blanket",
    3: "each other's arms|best friend|heart of gold|dream come true|could not believe his luck|jumped for joy|"
    "on top of the world|happily ever after|for joy|with pride|with joy",
}

# What a body does. Close to the part on the left, a word on the right means what stands before it.
_GESTURES = {
    "heart hearts": {
        3: "leapt leaped soared sang swelled danced lifted jumped rose fluttered warmed lightened light",
        -3: "sank sunk sinking broke broken breaking ached bled stopped froze pounded hammered raced racing heavy "
        "clenched torn tore stone cold lurched dropped failed thudded",
    },
    "stomach belly gut guts": {
        -3: "turned churned sank clenched knotted heaved lurched tightened dropped twisted knot",
    },
    "throat": {-3: "tightened closed burned dry lump tight thick ached caught"},
    "chest": {-2: "tightened tight ached heavy heaved weight hollow", 2: "loosened swelled loose eased warm"},
    "shoulder shoulders": {-2: "sank sagged slumped drooped hunched shook fell", 1: "relaxed eased squared arm"},
    "hand hands finger fingers": {-2: "shook shaking trembled trembling clenched tightened twitched wrung wringing"},
    "fist fists": {-3: "clenched balled shook tightened clenching raised slammed hammered"},
    "knee knees leg legs": {-2: "buckled shook trembled gave weak shaking failed"},
    "eye eyes": {
        3: "shone sparkled twinkled lit danced gleamed bright glowed brightened shining sparkling",
        -2: "filled stung burned brimmed narrowed dull empty red lowered hollow wet cold hard swollen tears sunken "
        "avoid avoided meet averted downcast",
    },
    "face faces": {
        3: "lit brightened glowed shone beamed shining radiant",
        -2: "fell darkened paled hardened white grey ashen crumpled twisted pale stiffened drawn buried clouded "
        "colour color drained hid",
    },
    "lip lips": {-3: "bit bitten bled trembled quivered thin pressed shook blood biting", 2: "smile"},
    "jaw teeth": {-2: "clenched tightened gritted ground set chattered bared"},
    "breath": {-1: "held caught short ragged choked", 2: "relief easily"},
    "voice voices": {
        -2: "broke cracked shook trembled flat cold hoarse faltered died failed harsh hard shaking raised sharp icy",
        2: "warm soft gentle sang kind bright",
    },
    "spine neck": {-3: "chill shiver cold ran crept prickled hair"},
    "skin": {-3: "crawled prickled cold"},
    "tear tears": {
        -3: "ran fell filled streamed rolled down blinked wiped burst bitter stung held",
        3: "joy happy pride",
    },
    "head heads": {-2: "hung bowed sank shook buried drooped", 1: "nodded high"},
    "door doors": {-3: "slammed slam banged kicked"},
    "tail": {2: "wagged thumped wagging swished"},
    "arm arms": {3: "fell ran open threw flung embraced around", 2: "held wrapped"},
    "stone weight load burden knot": {
        2: "lifted fell loose eased gone loosened",
        -2: "heavier sank tighter crushing",
    },
}

NEGATIONS = frozenset(
    {
        "aren't",
        "barely",
        "can't",
        "cannot",
        "couldn't",
        "didn't",
        "doesn't",
        "don't",
        "hadn't",
        "hardly",
        "hasn't",
        "haven't",
        "isn't",
        "lacked",
        "neither",
        "never",
        "no",
        "nobody",
        "none",
        "nor",
        "not",
        "nothing",
        "nowhere",
        "scarcely",
        "shouldn't",
        "wasn't",
        "weren't",
        "without",
        "won't",
        "wouldn't",
    }
)
"""What turns the words behind it round."""

CANCELS = frozenset(
    {"as", "forget", "happier", "help", "longer", "more", "only", "prouder", "so", "stop", "stopped", "such", "than"}
)
"""Behind a negation these take it back: "could not stop smiling", "never so happy"."""

STRONGER = frozenset(
    {
        "absolutely",
        "bitterly",
        "completely",
        "deeply",
        "desperately",
        "entirely",
        "ever",
        "extremely",
        "more",
        "most",
        "quite",
        "really",
        "so",
        "such",
        "terribly",
        "too",
        "truly",
        "utterly",
        "very",
        "wholly",
        "wildly",
    }
)
"""What makes the next word stronger."""

WEAKER = frozenset(
    {"almost", "faintly", "half", "less", "little", "nearly", "partly", "rather", "slightly", "somewhat"}
)
"""What makes the next word weaker."""


@functools.cache
def ratings() -> Mapping[str, float]:
    """Our ratings by word, lower case."""
    return MappingProxyType({word: float(rating) for rating, line in _RATINGS.items() for word in line.split()})


@functools.cache
def phrases() -> Mapping[str, Sequence[tuple[tuple[str, ...], float]]]:
    """Ratings of phrases by their first word, the longest first; a phrase goes before the words in it."""
    found: dict[str, list[tuple[tuple[str, ...], float]]] = {}
    for rating, line in _PHRASES.items():
        for phrase in line.split("|"):
            pieces = tuple(phrase.split())
            found.setdefault(pieces[0], []).append((pieces, float(rating)))
    longest_first = {first: tuple(sorted(group, key=lambda entry: -len(entry[0]))) for first, group in found.items()}
    return MappingProxyType(longest_first)


@functools.cache
def gestures() -> Mapping[str, Mapping[str, float]]:
    """For each part of a body, what the words near it mean."""
    found: dict[str, Mapping[str, float]] = {}
    for parts, cues in _GESTURES.items():
        meaning = MappingProxyType({cue: float(rating) for rating, line in cues.items() for cue in line.split()})
        found |= dict.fromkeys(parts.split(), meaning)
    return MappingProxyType(found)
