"""Scripts to set: two with every element of Fountain, one that was revised, and whatever a model writes."""

from hypothesis import strategies as st

from orchestrator.adapters.export.book.model import Book, Judgement, Part, Passage, Round
from orchestrator.domain.critiques import Critique, Issue
from orchestrator.domain.drafts import Draft
from tests.support.command import ROOT

FOLDER = ROOT / "tests" / "assets" / "scripts"


def script_book(text, language="en", **more):
    return Book(title="x", language=language, parts=(Part(draft=Draft.of(text), **more),))


EN_SCRIPT = script_book((FOLDER / "mill.fountain").read_text("utf-8"))
ZH_SCRIPT = script_book((FOLDER / "mill.zh.fountain").read_text("utf-8"), "zh")

OLD_SCRIPT = (
    "Title: The Mill\n\nINT. MILL - NIGHT\n\nA fox sits.\n\nMIRA\n(softly)\nI can mend you.\n\n"
    "FRITZ\nNobody can.\n\n[[Too dark?]]\n\nBANG! The roof goes.\n\nCUT TO:\n\nIt rains."
)
NEW_SCRIPT = (
    "Title: The Mill\n\nINT. MILL - NIGHT\n\nA fox sits down.\n\nMIRA\nI can mend it.\n\n"
    "[[Too dark?]]\n\nBANG! The roof goes.\n\n> THE END <\n\nIt rains."
)
ISSUES = (
    Issue(paragraph="p4", quote="mend it", problem="What?"),
    Issue(paragraph="p4", quote="MIRA\nI can", problem="Who?"),
    Issue(paragraph="p5", quote="Too dark?", problem="Yes."),
    Issue(paragraph="p1", quote="not there", problem="All of it."),
)
_JUDGED = Judgement(path="l#2.c", kind="agent", role="critic", value=Critique(score=7, issues=ISSUES))
_LAST = Round(path="l#2", number=2, text=NEW_SCRIPT, revised="l#1", by="editor", judged=(_JUDGED,))
_ROUNDS = (Round(path="l#1", number=1, text=OLD_SCRIPT), _LAST)
REVISED_SCRIPT = script_book(NEW_SCRIPT, passages=(Passage(start=0, end=8, rounds=_ROUNDS, final="l#2"),))

LINES = st.sampled_from(
    [
        "MIRA", "@米拉", "米拉：我来了。", "MIRA: Here.", "Fritz: (slowly) No.", "(softly)", "（轻声）",
        "I can mend it.",
        "INT. MILL", "**ext. yard - day**", "内景 磨坊 夜", ".ROOF", "# Act One", "= what happens", "~la la", "> right",
        "> centred <", "!loud", "CUT TO:", "FADE IN:", "BANG", "[[a note", "]]", "/* never", "*/", "***", "```", "===",
        "Title: The Mill", "", "", "", "It rains.", "雨下着。", "@", "@@", ".", "^", "MIRA ^", "MIRA (O.S.)",
    ]
)  # fmt: skip
PAGES = st.lists(LINES, max_size=14).map("\n".join) | st.text(
    st.sampled_from("aB .:!@>~=#[]/*()^\n井：（"), max_size=80
)
