"""What of a bible goes into a prompt."""

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.domain.critiques import Chronicle
from orchestrator.domain.outlines import Bible, Book, Chapter, Character, Fact, Scene
from orchestrator.domain.recall import recalled, size_of
from orchestrator.domain.text import estimate_tokens

BIBLE = Bible(
    characters=(Character(name="Mira", traits=("a fox",)), Character(name="Old Tom", aliases=("the miller",))),
    places=("the mill", "the harbour"),
    facts=(
        Fact(text="The bell is silver."),
        Fact(text="The miller is blind.", chapter=2),
        Fact(text="A ship sank in the harbour.", chapter=3),
        Fact(text="The well is dry.", chapter=5),
    ),
    promises=("Tom sees again.",),
)


def facts(**asked):
    return [fact.text for fact in recalled(BIBLE, **asked).facts]


def test_facts_that_are_true_only_later_are_left_out():
    assert facts(chapter=3, tokens=1000) == [
        "The bell is silver.",
        "The miller is blind.",
        "A ship sank in the harbour.",
    ]


def test_those_about_the_people_and_places_of_the_scene_go_first_and_then_the_latest():
    core = Bible(characters=BIBLE.characters, places=BIBLE.places, promises=BIBLE.promises)
    budget = size_of(core) + 11
    assert facts(chapter=9, tokens=budget, core=core) == ["The well is dry."]
    assert facts(chapter=9, tokens=budget, core=core, about="Mira leads the miller home.") == ["The miller is blind."]
    assert facts(chapter=9, tokens=budget, core=core, about="A boat comes to the Harbour") == [
        "A ship sank in the harbour."
    ]


def test_chinese_names_and_words_are_found_without_spaces():
    bible = Bible(
        characters=(Character(name="米拉"),),
        facts=(Fact(text="磨坊主是瞎子。"), Fact(text="米拉瘸了。"), Fact(text="井干了。", chapter=4)),
    )
    core = Bible(characters=bible.characters)
    chosen = recalled(bible, chapter=9, tokens=size_of(core) + 8, core=core, about="米拉回家")
    assert [fact.text for fact in chosen.facts] == ["米拉瘸了。"]


def test_what_stands_in_the_core_is_not_told_again():
    chosen = recalled(BIBLE, chapter=9, tokens=1000, core=recalled(BIBLE, chapter=1, tokens=500))
    assert (chosen.characters, chosen.places, chosen.promises) == ((), (), ())
    assert [fact.text for fact in chosen.facts] == [
        "The miller is blind.",
        "A ship sank in the harbour.",
        "The well is dry.",
    ]


WORDS = st.text(alphabet="ab 井铃", min_size=1, max_size=20).filter(lambda text: text.strip() != "")
BIBLES = st.builds(
    Bible,
    characters=st.lists(st.builds(Character, name=WORDS), max_size=5).map(tuple),
    places=st.lists(WORDS, max_size=5).map(tuple),
    facts=st.lists(st.builds(Fact, text=WORDS, chapter=st.integers(1, 9)), max_size=9).map(tuple),
    promises=st.lists(WORDS, max_size=5).map(tuple),
)


@given(BIBLES, BIBLES, st.integers(1, 9), st.integers(0, 120), WORDS)
def test_a_budget_is_kept_to_and_nothing_is_made_up(bible, core, chapter, tokens, about):
    chosen = recalled(bible, chapter=chapter, tokens=tokens, about=about, core=core)
    assert size_of(chosen) == 0 or size_of(chosen) + size_of(core) <= tokens
    assert set(chosen.facts) <= {fact for fact in bible.facts if fact.chapter <= chapter}
    assert set(chosen.characters) <= set(bible.characters)
    assert set(chosen.promises) <= set(bible.promises)


def test_tokens_are_estimated_by_words_and_characters():
    assert estimate_tokens("") == 0
    assert estimate_tokens("one two three") == 4
    assert estimate_tokens("银铃 bell") == 2 + 2


# -- what grows a bible -------------------------------------------------------------------------------------


def test_a_chronicle_adds_people_places_facts_and_promises():
    chronicle = Chronicle(
        text="…",
        facts=(Fact(text="Mira limps."), Fact(text="the bell is  silver.")),
        characters=(Character(name="the Miller", traits=("blind",)), Character(name="Ann")),
        places=("The Mill", "the wood"),
        promises=("Ann comes back by chapter 9.",),
        kept=("tom sees again",),
    )
    grounded, dropped = chronicle.grounded(BIBLE)
    grown = grounded.added_to(BIBLE, chapter=6)
    assert dropped == ()
    assert [(who.name, who.traits) for who in grown.characters] == [
        ("Mira", ("a fox",)), ("Old Tom", ("blind",)), ("Ann", ()),
    ]  # fmt: skip
    assert grown.places == ("the mill", "the harbour", "the wood")
    assert grown.facts[len(BIBLE.facts) :] == (Fact(text="Mira limps.", chapter=6),)
    assert grown.promises == ("Ann comes back by chapter 9.",)


def test_a_promise_that_nobody_made_cannot_be_kept():
    grounded, dropped = Chronicle(text="…", kept=("The king dies.", "a")).grounded(BIBLE)
    assert grounded.kept == ()
    assert [entry.reason for entry in dropped] == ["no open promise"] * 2


def test_a_book_that_goes_on_is_counted_from_its_first_chapter():
    scene = Scene(heading="A", goal="B.")
    book = Book(
        title="T", chapters=(Chapter(title="X", number=7, scenes=(scene,)), Chapter(title="Y", scenes=(scene,)))
    )
    assert [(chapter.number, chapter.id, chapter.scenes[0].id) for chapter in book.chapters] == [
        (7, "c7", "c7s1"), (8, "c8", "c8s1"),
    ]  # fmt: skip
