"""What items of a serial foreach hand on: set by their steps, seen by their result, begun with by the next."""

import pytest

from orchestrator.domain.critiques import Summary
from orchestrator.domain.errors import ModelError
from orchestrator.domain.outlines import Bible, Fact, Outline, Scene
from orchestrator.domain.replies import write_json
from tests.support.running import ACCEPT, Answering, Person, compiled, edit, run_one

CARDS = {
    "writer": """
        role: writer
        template: writer.md.j2
        takes: {topic: text, text: optional text, bible: optional Bible}
        output: text
        reply: text
    """,
    "keeper": """
        role: keeper
        template: keeper.md.j2
        takes: {text: text}
        output: Summary
        reply: json
    """,
    "editor": """
        role: editor
        template: editor_of_draft.md.j2
        takes: {text: Draft, topic: text}
        output: Revision
        reply: paragraphs
    """,
}
FACTS = "{% if bible %}{% for fact in bible.facts %}{{ fact.chapter }} {{ fact.text }};{% endfor %}{% endif %}"
TEMPLATES = {
    "writer.md.j2": "{{ topic }}|{{ text or '' }}|" + FACTS,
    "keeper.md.j2": "{{ text }}",
    "editor_of_draft.md.j2": "{{ topic }}|{{ text.text }}",
    "show.md.j2": FACTS,
}


def serial(steps, *, carry, result, options="", outputs="each", before=""):
    text = f"""
name: serial
inputs: {{topics: {{type: list, default: [a, b, c]}}}}
steps:
  {before or 'unused: {agent: writer, with: {topic: "0"}}'}
  each:
    foreach: inputs.topics
    as: topic
    key: topic
    order: serial
    {options}
    carry: {{{carry}}}
    steps:
{steps}
    result: {result}
outputs:
  out: {outputs}
"""
    return compiled(text, cards=CARDS, templates=TEMPLATES)


def item_of(path):
    """The key in a path such as ``each[a].one``."""
    return path.partition("[")[2].partition("]")[0]


# -- replacing ----------------------------------------------------------------------------------------------

REPLACING = "      one: {agent: writer, sets: text}"


async def test_each_item_begins_with_what_the_one_before_set():
    model = Answering(lambda request: request.path)
    plan = serial(REPLACING, carry="text: \"'Begin.'\"", result="one")
    await run_one(plan, model)
    prompts = [model.prompt(f"each[{topic}].one") for topic in "abc"]
    assert prompts == ["a|Begin.|", "b|each[a].one|", "c|each[b].one|"]


async def test_inside_an_item_the_carried_value_is_what_it_began_with():
    steps = REPLACING + "\n      two: {agent: writer, needs: [one]}"
    model = Answering(lambda request: request.path)
    await run_one(serial(steps, carry="text: \"'Begin.'\"", result="two"), model)
    assert model.prompt("each[a].two") == "a|Begin.|"


async def test_the_result_sees_the_values_as_the_item_leaves_them():
    plan = serial(
        REPLACING,
        carry="text: \"'Begin.'\", never: \"'as it was'\"",
        result="{text: text, never: never, one: one}",
        outputs="each[0].text ~ ' ' ~ (each | last).text ~ ' ' ~ each[1].never ~ ' ' ~ each[2].one",
    )
    result = await run_one(plan, Answering(lambda request: item_of(request.path) or "x"))
    assert result.outputs["out"] == "a c as it was c"


async def test_a_skipped_setter_changes_nothing():
    steps = "      one: {agent: writer, sets: text, when: topic != 'b'}"
    model = Answering(lambda request: item_of(request.path) or "x")
    plan = serial(steps, carry="text: \"'Begin.'\"", result="text")
    result = await run_one(plan, model)
    assert result.outputs["out"] == "a\n\na\n\nc"
    assert model.prompt("each[c].one") == "c|a|"


async def test_a_setter_that_fails_and_is_skipped_changes_nothing():
    def answer(request):
        if request.path == "each[b].one":
            raise ModelError("no")
        return item_of(request.path) or "x"

    steps = "      one: {agent: writer, sets: text, on_error: skip}"
    result = await run_one(serial(steps, carry="text: \"'Begin.'\"", result="text"), Answering(answer))
    assert result.outputs["out"] == "a\n\na\n\nc"


def failing_at(*paths):
    def answer(request):
        if request.path in paths:
            raise ModelError("no")
        return item_of(request.path) or "x"

    return Answering(answer)


async def test_a_failed_item_that_is_left_out_hands_on_what_it_was_given():
    model = failing_at("each[b].two")
    steps = REPLACING + "\n      two: {agent: writer, needs: [one]}"
    plan = serial(steps, carry="text: \"'Begin.'\"", result="text", options="on_error: collect")
    result = await run_one(plan, model)
    assert (result.status, result.outputs["out"]) == ("done", "a\n\nc")
    # b had set the text, and then failed: c begins with what a left.
    assert model.prompt("each[c].one") == "c|a|"
    assert [f.step for f in result.failures] == ["each[b].two"]


async def test_when_all_items_fail_the_foreach_fails():
    model = failing_at("each[a].one", "each[b].one", "each[c].one")
    plan = serial(REPLACING, carry="text: \"'Begin.'\"", result="text", options="on_error: collect")
    result = await run_one(plan, model)
    assert (result.status, result.failures[-1].message) == ("failed", "all 3 items failed")


async def test_an_empty_list_has_an_empty_result():
    plan = serial(REPLACING, carry="text: \"'Begin.'\"", result="text", outputs="each | length")
    assert (await run_one(plan, Answering(lambda _: "x"), {"topics": []})).outputs["out"] == "0"


async def test_previous_and_carried_values_go_side_by_side():
    steps = "      one: {agent: writer, sets: text}"
    seen = []

    def answer(request):
        seen.append(request.messages[-1].content)
        return item_of(request.path) or "x"

    plan = serial(steps, carry="text: \"'Begin.'\"", result="one ~ (previous | length)")
    result = await run_one(plan, Answering(answer))
    assert result.outputs["out"] == "a0\n\nb1\n\nc2"


async def test_a_person_sets_what_is_carried():
    steps = "      one: {agent: writer}\n      ok: {human: edit, of: one, sets: text}"
    model = Answering(lambda request: item_of(request.path) or "x")
    plan = serial(steps, carry="text: \"'Begin.'\"", result="text")
    result = await run_one(plan, model, person=Person(edit("By hand."), ACCEPT, ACCEPT))
    assert model.prompt("each[b].one") == "b|By hand.|"
    assert result.outputs["out"] == "By hand.\n\nb\n\nc"


async def test_a_loop_sets_what_is_carried():
    steps = """
      grown:
        loop: {max: 2}
        carry: {inner: text}
        steps: {one: {agent: writer, sets: inner}}
        result: inner
        sets: text"""
    model = Answering(lambda request: item_of(request.path) or "x")
    result = await run_one(serial(steps, carry="text: \"'Begin.'\"", result="text"), model)
    assert model.prompt("each[b].grown#1.one") == "b|a|"
    assert result.outputs["out"] == "a\n\nb\n\nc"


# -- a Revision of a Draft ----------------------------------------------------------------------------------


async def test_a_revision_sets_a_draft_and_the_value_of_the_step_is_the_new_draft():
    def answer(request):
        topic = item_of(request.path)
        return f"[p1+] After {topic}." if topic else "First."

    steps = "      revise: {agent: editor, sets: text}"
    plan = serial(
        steps,
        carry="text: unused",
        result="{ids: \"revise.paragraphs | map(attribute='id') | join(' ')\", text: text.text}",
        outputs="each | map(attribute='ids') | join(', ')",
    )
    model = Answering(answer)
    result = await run_one(plan, model)
    # Insertions after p1 keep the order in which they were made.
    assert result.outputs["out"] == "p1 p1.1, p1 p1.1 p1.2, p1 p1.1 p1.2 p1.3"
    assert model.prompt("each[c].revise") == "c|First.\n\nAfter a.\n\nAfter b."


async def test_an_edit_of_an_unknown_paragraph_is_dropped_and_recorded():
    steps = "      revise: {agent: editor, sets: text}"
    plan = serial(steps, carry="text: unused", result="text")
    result = await run_one(plan, Answering(lambda request: "[p9] No." if item_of(request.path) else "First."))
    assert result.outputs["out"] == "First.\n\nFirst.\n\nFirst."
    assert [dropped.entry for dropped in result.dropped] == ["replace p9"] * 3


# -- a Summary's facts in a Bible ---------------------------------------------------------------------------

OUTLINE = Outline(
    title="Wells",
    bible=Bible(facts=(Fact(text="The well is dry."),)),
    scenes=(Scene(heading="One", goal="a"),),
)
BIBLE_STEPS = """
      chapter: {agent: writer}
      summary: {agent: keeper, of: chapter, sets: bible}"""
TOLD = {
    "a": ["Mira limps.", "the well  is DRY."],
    "b": ["Mira limps.", "Jon lies.", "Jon lies."],
    "c": [],
}


def chronicler(request):
    if request.role == "planner":
        return write_json(OUTLINE)
    if request.role == "keeper":
        facts = tuple(Fact(text=text, chapter=7) for text in TOLD[item_of(request.path)])
        return write_json(Summary(text=f"About {item_of(request.path)}.", facts=facts))
    return f"Chapter {item_of(request.path)}."


def chronicle(*, result="{text: summary.text, bible: bible}", outputs="shown", steps=BIBLE_STEPS, options=""):
    return serial(
        steps,
        carry="bible: outline.bible",
        result=result,
        options=options,
        before="""outline: {agent: planner, with: {premise: "'A well.'"}}
  shown: {render: show.md.j2, with: {bible: "(each | last).bible"}}""",
        outputs=outputs,
    )


async def test_facts_of_a_summary_are_added_once_and_from_their_chapter_on():
    model = Answering(chronicler)
    result = await run_one(chronicle(), model)
    assert model.prompt("each[a].chapter") == "a||1 The well is dry.;"
    assert model.prompt("each[b].chapter") == "b||1 The well is dry.;1 Mira limps.;"
    assert model.prompt("each[c].chapter") == "c||1 The well is dry.;1 Mira limps.;2 Jon lies.;"
    assert result.outputs["out"] == "1 The well is dry.;1 Mira limps.;2 Jon lies.;"


async def test_the_value_of_the_step_stays_the_summary():
    plan = chronicle(outputs="each | map(attribute='text') | join(' ')")
    assert (await run_one(plan, Answering(chronicler))).outputs["out"] == "About a. About b. About c."


async def test_the_result_sees_the_bible_with_the_facts_of_its_own_item():
    plan = chronicle(outputs="(each[0].bible.facts | length) ~ ' ' ~ (each[1].bible.facts | length)")
    assert (await run_one(plan, Answering(chronicler))).outputs["out"] == "2 3"


async def test_chapters_are_counted_in_the_list_even_where_one_failed():
    def answer(request):
        if request.path == "each[a].summary":
            raise ModelError("no")
        return chronicler(request)

    result = await run_one(chronicle(options="on_error: collect"), Answering(answer))
    assert result.outputs["out"] == "1 The well is dry.;2 Mira limps.;2 Jon lies.;"


async def test_facts_found_in_a_loop_inside_an_item_are_true_from_that_item_on():
    steps = """
      chapter: {agent: writer}
      grown:
        loop: {max: 2}
        carry: {inner: bible}
        steps: {summary: {agent: keeper, of: chapter, sets: inner}}
        result: inner
        sets: bible"""
    plan = chronicle(result="{bible: bible}", steps=steps)
    result = await run_one(plan, Answering(chronicler))
    assert result.outputs["out"] == "1 The well is dry.;1 Mira limps.;2 Jon lies.;"


async def test_in_nested_series_the_nearest_one_counts():
    text = """
name: parts
inputs: {parts: {type: list, default: [x, y]}, topics: {type: list, default: [a, b]}}
steps:
  outline: {agent: planner, with: {premise: "'A well.'"}}
  parts:
    foreach: inputs.parts
    as: part
    key: part
    order: serial
    steps:
      each:
        foreach: inputs.topics
        as: topic
        key: topic
        order: serial
        carry: {bible: outline.bible}
        steps: {summary: {agent: keeper, of: topic, sets: bible}}
        result: bible
    result: (each | last)
outputs: {out: "(parts | last).facts | map(attribute='chapter') | join(' ')"}
"""
    model = Answering(
        lambda request: (
            write_json(OUTLINE)
            if request.role == "planner"
            else write_json(
                Summary(text="t", facts=tuple(Fact(text=t) for t in TOLD[request.path.rpartition("[")[2][0]]))
            )
        )
    )
    result = await run_one(compiled(text, cards=CARDS, templates=TEMPLATES), model)
    assert result.outputs["out"] == "1 1 2"


# -- carry in a loop is as before ---------------------------------------------------------------------------


@pytest.mark.parametrize(("rounds", "facts"), [(1, "1"), (2, "1 1"), (3, "1 1")])
async def test_in_a_loop_outside_of_any_series_facts_are_true_from_the_beginning(rounds, facts):
    text = f"""
name: loop
steps:
  outline: {{agent: planner, with: {{premise: "'A well.'"}}}}
  grown:
    loop: {{max: {rounds}}}
    carry: {{bible: outline.bible}}
    steps: {{summary: {{agent: keeper, of: "'text'", sets: bible}}}}
    result: bible
outputs: {{out: "grown.facts | map(attribute='chapter') | join(' ')"}}
"""
    model = Answering(
        lambda request: (
            write_json(OUTLINE)
            if request.role == "planner"
            else write_json(Summary(text="t", facts=(Fact(text="Mira limps.", chapter=4),)))
        )
    )
    assert (await run_one(compiled(text, cards=CARDS, templates=TEMPLATES), model)).outputs["out"] == facts
