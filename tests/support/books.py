"""Books to set: an English one, a Chinese one, one that was revised and judged, and one of texts that break formats."""

from orchestrator.adapters.export.book.model import Book, Judgement, Part, Passage, Round
from orchestrator.domain.critiques import Critique, Issue
from orchestrator.domain.drafts import Draft

EN = Book(
    title='The "Dry" Well',
    language="en",
    parts=(
        Part(
            heading="The Well",
            draft=Draft.of('# The Well\n\n"It\'s dry," said *Mira*.\n\n**Nobody** laughed.\nNot one.\n\n***\n\nNight.'),
        ),
        Part(draft=Draft.of("A second scene.")),
        Part(heading="The Road", gap="[chapter 2 is missing: the model is gone]"),
    ),
)
ZH = Book(
    title="井里没有水",
    language="zh",
    parts=(
        Part(
            heading="第一章 枯井", draft=Draft.of('“井里没有水。”米拉说，*谁也没有*笑。\n\n「你来晚了。」她说："对。"')
        ),
        Part(heading="第二章 归途", draft=Draft.of("他们回家了。"), gap="[第3章缺失：模型不在了]"),
    ),
)

OLD = 'The old hen slept in the yard.\n\nBoats went by.\n\n"It\'s *dry*," said Mira.\n\nThe end, at last.'
NEW = 'The hen slept late in the yard.\n\n"It\'s *very* dry," said Mira softly.\n\nA kite & a <b>.'
CRITIQUE = Critique(
    score=7,
    issues=(
        Issue(paragraph="p2", quote='dry," said Mira', problem="Flat.", fix="Say how.", severity="minor"),
        Issue(paragraph="p1", quote="slept late", problem="Why?"),
    ),
)
ROUNDS = (
    Round(path="polish#1", number=1, text=OLD, score=(5.0,), best=True),
    Round(
        path="polish#2",
        number=2,
        text=NEW,
        revised="polish#1",
        by="editor",
        score=(7.0,),
        best=True,
        met=True,
        judged=(Judgement(path="polish#2.critique", kind="agent", role="critic", value=CRITIQUE),),
    ),
)
REVISED = Book(
    title="Revised",
    language="en",
    parts=(
        Part(
            heading="The Yard",
            draft=Draft.of(NEW),
            passages=(Passage(start=0, end=3, rounds=ROUNDS, final="polish#2"),),
        ),
        Part(heading="After", draft=Draft.of("Nothing changed here.")),
    ),
)

HOSTILE = (
    "<script>alert(1)</script>",
    "</p></body></html><img src=x onerror=alert(1)>",
    "]]> <!-- <![CDATA[ & &amp; &#0; &lt;",
    "[a](javascript:alert(1)) ![i](http://x.test/i.png) `code` <http://x.test>",
    "a\x00b\x01\x0b\x1b[2J\x7f\x85",
    "\ud800 lone \udfff",
    "\ufffe\uffff\ufeff",
    "\u202eשלום עולם",
    "👩\u200d🚀 e\u0301é \U0001f600",
    "line\u2028paragraph\u2029end",
    "{{ 7 * 7 }} {% raw %}",
    "*" * 500 + "a" + "_" * 500,
    "**a *b** c* \\* \\_ \\\\ \\",
    "# Heading in the text",
    ".forced\n@at\n>centered<\n~lyric\n=== \nINT. NOWHERE\nLOUD\nfollowed",
    "/* never closed [[ nor this",
    "'" * 100 + '"' * 100,
)


def hostile_book():
    """A book of them: as title, headings, paragraphs, gaps, quotes and names.

    The domain types take no lone surrogates; all else may have them.
    """
    possible = [text.encode(errors="ignore").decode() for text in HOSTILE]
    rounds = tuple(
        Round(path=f"l#{number}", number=number, text=text, revised="l#1" if number > 1 else "", by=text)
        for number, text in enumerate(("x\n\n".join(HOSTILE[:9]), "\n\n".join(HOSTILE)), start=1)
    )
    issues = tuple(Issue(paragraph="p1", quote=text[:9], problem=text, fix=text) for text in possible)
    judged = Judgement(path="l#2.c", kind="agent", role=HOSTILE[4], value=Critique(issues=issues, score=3))
    draft = Draft(paragraphs=tuple({"id": f"p{n}", "text": text} for n, text in enumerate(possible, start=1)))
    last = Round(**{**{f: getattr(rounds[1], f) for f in Round.__dataclass_fields__}, "judged": (judged,)})
    passage = Passage(start=0, end=len(HOSTILE), rounds=(rounds[0], last), final="l#2")
    parts = tuple(Part(heading=text, draft=Draft.of("Text."), gap=text) for text in HOSTILE)
    return Book(title=HOSTILE[0], language="en", parts=(Part(draft=draft, passages=(passage,)), *parts))


def long_book():
    """One paragraph of a million characters, full of marks, and one without any."""
    return Book(
        title="Long",
        language="en",
        parts=(
            Part(draft=Draft.of('*a "b" _c ' * 100_000)),
            Part(draft=Draft.of("井里没有水，" * 170_000)),
        ),
    )
