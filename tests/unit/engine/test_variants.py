"""Variants differ by their seeds; a judge's knock-out, an expression or a person says which one is kept."""

import pytest

from orchestrator.domain.critiques import Choice
from orchestrator.domain.errors import ModelError
from orchestrator.domain.replies import write_json
from tests.support.running import Answering, Person, Recorder, choose, compiled, run_one, score

WRITER = """
    role: writer
    template: writer.md.j2
    takes: {brief: text}
    output: Draft
    reply: text
"""
TEMPLATES = {"writer.md.j2": "{{ brief }}"}
INPUTS = """
    count: {type: int, default: 3}
    brief: {type: text, default: Sell the kettle.}
    language: {type: choice, of: [en, zh], default: en}
    data: {type: json, default: {}}
"""


def ads(choice="", *, steps="draft: {agent: writer}", result="draft", more="", outputs="ads"):
    text = f"""
name: ads
inputs: {INPUTS}
steps:
  ads:
    variants: inputs.count
    {more}
    steps: {{{steps}}}
    result: {result}
    {f"choose: {choice}" if choice else ""}
outputs:
  out: {outputs}
"""
    return compiled(text, cards={"writer": WRITER}, templates=TEMPLATES)


def variant_of(request):
    """The number in a path such as ``ads@2.draft``."""
    return request.path.partition("@")[2].partition(".")[0]


def pair_of(request):
    """The numbers in a path such as ``ads.choose[1-2]``."""
    a, b = request.path.rpartition("[")[2].rstrip("]").split("-")
    return int(a), int(b)


def judged_by(better):
    """A model whose variants say their number and whose judge answers ``better(a, b)``: "a" or "b"."""

    def answer(request):
        if request.role == "writer":
            return f"Variant {variant_of(request)}."
        return write_json(Choice(why="", winner=better(*pair_of(request))))

    return Answering(answer)


def liking(*ranked):
    """A judge who always prefers what stands earlier in ``ranked``, whatever the order he reads in."""
    return judged_by(lambda a, b: "a" if ranked.index(a) < ranked.index(b) else "b")


async def test_a_reason_that_goes_round_in_a_circle_does_not_undo_the_choice():
    def answer(request):
        if request.role == "writer":
            return f"Variant {variant_of(request)}."
        a, b = pair_of(request)
        return write_json(Choice(why="Text b came, " * 20, winner="a" if a > b else "b"))

    model = Answering(answer)
    result = await run_one(ads("{by: judge}", outputs="ads.text"), model)
    assert (result.failures, result.outputs["out"]) == ((), "Variant 3.")
    assert len(model.requests) == 3 + 4, "no judge is asked once more"


async def test_without_choose_the_value_is_the_list_in_the_order_of_the_numbers():
    result = await run_one(ads(outputs="ads | map(attribute='text') | join(' ')"), liking())
    assert result.outputs["out"] == "Variant 1. Variant 2. Variant 3."


async def test_variants_run_at_the_same_time_each_under_its_own_path_and_seed():
    model = liking()
    await run_one(ads(), model)
    assert model.most == 3
    assert model.paths("writer") == ["ads@1.draft", "ads@2.draft", "ads@3.draft"]
    assert len({request.seed for request in model.requests}) == 3


async def test_seeds_are_the_same_on_a_second_run_and_others_with_another_run_seed():
    seeds = []
    for run_seed in (0, 0, 1):
        model = liking()
        await run_one(ads(), model, seed=run_seed)
        seeds.append({request.path: request.seed for request in model.requests})
    assert seeds[0] == seeds[1]
    assert not set(seeds[0].values()) & set(seeds[2].values())


async def test_more_variants_leave_the_seeds_of_those_before_as_they_were():
    few, many = liking(), liking()
    await run_one(ads(), few, {"count": 2})
    await run_one(ads(), many, {"count": 5})
    seeds = [{request.path: request.seed for request in model.requests} for model in (few, many)]
    assert seeds[0].items() <= seeds[1].items()


@pytest.mark.parametrize(
    ("ranked", "pairs", "winner"),
    [
        # 2: one pair.
        ((1, 2), [(1, 2)], 1),
        ((2, 1), [(1, 2)], 2),
        # 3: the third waits for the winner of the first two.
        ((3, 2, 1), [(1, 2), (2, 3)], 3),
        ((1, 3, 2), [(1, 2), (1, 3)], 1),
        # 5: two pairs and one that waits twice.
        ((2, 5, 1, 3, 4), [(1, 2), (3, 4), (2, 3), (2, 5)], 2),
        ((5, 4, 3, 2, 1), [(1, 2), (3, 4), (2, 4), (4, 5)], 5),
        ((4, 1, 2, 3, 5), [(1, 2), (3, 4), (1, 4), (4, 5)], 4),
    ],
)
async def test_the_judge_is_asked_in_a_knock_out_each_pair_in_both_orders(ranked, pairs, winner):
    model = liking(*ranked)
    result = await run_one(ads("{by: judge}"), model, {"count": len(ranked)})
    assert result.outputs["out"] == f"Variant {winner}."
    both = {f"ads.choose[{a}-{b}]" for first, second in pairs for a, b in ((first, second), (second, first))}
    asked = model.paths("judge")
    assert set(asked) == both
    assert len(asked) == 2 * (len(ranked) - 1)


@pytest.mark.parametrize("answer", ["a", "b"])
@pytest.mark.parametrize(
    ("count", "pairs"), [(2, [(1, 2)]), (3, [(1, 2), (1, 3)]), (5, [(1, 2), (3, 4), (1, 3), (1, 5)])]
)
async def test_a_judge_who_goes_by_the_order_he_reads_in_keeps_the_earlier(answer, count, pairs):
    model = judged_by(lambda a, b: answer)
    result = await run_one(ads("{by: judge}"), model, {"count": count})
    assert result.outputs["out"] == "Variant 1."
    assert sorted(tuple(sorted(pair_of(r))) for r in model.requests if r.role == "judge") == sorted(pairs * 2)


async def test_one_disagreement_decides_only_its_own_pair():
    # 3 against 4 the judge says "a" both times, so 3 stays; all else goes by the higher number.
    model = judged_by(lambda a, b: "a" if {a, b} == {3, 4} or a > b else "b")
    result = await run_one(ads("{by: judge}"), model, {"count": 4})
    assert result.outputs["out"] == "Variant 3."


async def test_the_judge_reads_the_two_texts_as_a_and_b_and_what_he_takes_besides_by_name():
    model = liking(1, 2)
    await run_one(ads("{by: judge}"), model, {"count": 2})
    there, back = model.prompt("ads.choose[1-2]"), model.prompt("ads.choose[2-1]")
    assert there.index("Variant 1.") < there.index("Variant 2.")
    assert back.index("Variant 2.") < back.index("Variant 1.")
    assert "Sell the kettle." in there
    assert model.requests[-1].seed != model.requests[-2].seed


async def test_what_the_judge_takes_can_be_given():
    model = liking(1, 2)
    await run_one(ads("""{by: judge, with: {brief: "'The shorter wins.'"}}"""), model, {"count": 2})
    assert "The shorter wins." in model.prompt("ads.choose[1-2]")
    assert "Sell the kettle." not in model.prompt("ads.choose[1-2]")


async def test_a_chinese_judge_is_asked_in_chinese():
    english, chinese = liking(1, 2), liking(1, 2)
    await run_one(ads("{by: judge}"), english, {"count": 2, "brief": "卖水壶"})
    await run_one(ads("{by: judge}"), chinese, {"count": 2, "brief": "卖水壶", "language": "zh"})
    assert "What is wanted: 卖水壶" in english.prompt("ads.choose[1-2]")
    assert "What is wanted" not in chinese.prompt("ads.choose[1-2]")
    assert "卖水壶" in chinese.prompt("ads.choose[1-2]")


async def test_a_judge_who_cannot_be_read_is_asked_again_and_then_fails_the_item_at_his_path():
    def answer(request):
        return "Hm." if request.role == "judge" else "Text."

    model = Answering(answer)
    result = await run_one(ads("{by: judge}"), model, {"count": 2})
    assert result.status == "failed"
    assert result.failures[0].error == "ReplyError"
    assert result.failures[0].step.startswith("ads")


async def test_the_choice_is_told():
    recorder = Recorder()
    await run_one(ads("{by: judge}"), liking(2, 1), {"count": 2}, observer=recorder)
    (told,) = [event for event in recorder.events if event.kind == "chosen"]
    assert (told.path, told.detail) == ("ads", {"variant": 2, "of": 2})


CRITICISED = "draft: {agent: writer}, critique: {agent: critic, of: draft}"


@pytest.mark.parametrize(("scores", "winner"), [([5, 7, 6], 2), ([5, 7, 7], 2), ([4, 4, 4], 1), ([1, 2, 3], 3)])
async def test_the_highest_score_wins_and_the_earlier_on_ties(scores, winner):
    def answer(request):
        if request.role == "critic":
            return write_json(score(scores[int(variant_of(request)) - 1]))
        return f"Variant {variant_of(request)}."

    result = await run_one(ads("{by: critique.score}", steps=CRITICISED), Answering(answer))
    assert result.outputs["out"] == f"Variant {winner}."


@pytest.mark.parametrize(("by", "winner"), [("variant", 3), ("-variant", 1), ("1 if variant == 2 else 0", 2)])
async def test_the_expression_is_evaluated_in_each_variants_own_scope(by, winner):
    result = await run_one(ads(f'{{by: "{by}"}}'), liking())
    assert result.outputs["out"] == f"Variant {winner}."


async def test_a_score_that_is_no_number_fails_the_item():
    result = await run_one(ads("{by: inputs.data.score}"), liking(), {"data": {"score": "high"}})
    assert (result.status, result.failures[0].error) == ("failed", "ExpressionError")
    assert "must be a number" in result.failures[0].message


@pytest.mark.parametrize("count", [0, -1, 101])
async def test_a_number_of_variants_out_of_bounds_fails_the_item_before_a_call(count):
    model = liking()
    result = await run_one(ads(), model, {"count": count})
    assert "from 1 to 100" in result.failures[0].message
    assert result.failures[0].step == "ads"
    assert model.requests == []


@pytest.mark.parametrize("by", ["judge", "person"])
async def test_of_one_variant_nobody_has_to_choose(by):
    model, person = liking(), Person()
    result = await run_one(ads(f"{{by: {by}}}"), model, {"count": 1}, person=person)
    assert result.outputs["out"] == "Variant 1."
    assert model.paths("judge") == person.asked_at == []


async def test_a_person_is_shown_all_variants_and_picks_one():
    person = Person(choose(2))
    plan = ads("{by: person}", more="description: Which ad?")
    result = await run_one(plan, liking(), person=person)
    assert result.outputs["out"] == "Variant 2."
    (question,) = person.questions
    assert question.texts == ("Variant 1.", "Variant 2.", "Variant 3.")
    assert (question.path, question.title, question.options) == ("ads", "Which ad?", ("choose",))


async def test_a_pick_that_nobody_makes_waits():
    result = await run_one(ads("{by: person}"), liking())
    assert (result.status, result.failures[0].error, result.failures[0].step) == ("waiting", "PersonNeeded", "ads")


async def test_a_failure_in_one_variant_fails_the_item_there_and_leaves_no_call():
    def answer(request):
        if request.path == "ads@2.draft":
            raise ModelError("no")
        return "Text."

    model = Answering(answer)
    result = await run_one(ads("{by: judge}"), model)
    assert [(f.step, f.error) for f in result.failures] == [("ads@2.draft", "ModelError")]
    assert model.in_flight == 0
    assert model.paths("judge") == []


async def test_variants_that_are_skipped_are_none():
    def answer(request):
        raise ModelError("no")

    result = await run_one(ads(more="on_error: skip", outputs="ads[0].text if ads else 'nothing'"), Answering(answer))
    assert (result.status, result.outputs["out"]) == ("done", "nothing")


async def test_a_retried_variant_is_another_visit():
    calls = []

    def answer(request):
        calls.append((request.path, request.seed))
        if len(calls) == 1:
            raise ModelError("a hiccup")
        return "Text."

    await run_one(ads(steps="draft: {agent: writer, retry: 1}"), Answering(answer), {"count": 1})
    assert [path for path, _ in calls] == ["ads@1.draft"] * 2
    assert len({seed for _, seed in calls}) == 2


INSIDE = """
name: inside
inputs: {topics: {type: list, default: [x, y]}}
steps:
  rounds:
    loop: {max: 3}
    carry: {text: "''"}
    steps:
      each:
        foreach: inputs.topics
        as: brief
        key: brief
        steps:
          ads:
            variants: 2
            steps: {draft: {agent: writer}}
            result: draft
            choose: {by: variant}
        result: ads
      joined: {render: joined.md.j2, with: {each: each}, sets: text}
    result: text
outputs: {out: rounds}
"""


async def run_inside(topics):
    joined = {"joined.md.j2": "{% for draft in each %}{{ draft.text }} {% endfor %}"}
    plan = compiled(INSIDE, cards={"writer": WRITER}, templates={**TEMPLATES, **joined})
    model = Answering(lambda request: request.path)
    return model, await run_one(plan, model, {"topics": topics})


async def test_variants_inside_a_foreach_inside_a_loop_have_paths_that_say_so():
    model, result = await run_inside(["x", "y"])
    assert sorted(model.paths("writer")) == [
        f"rounds#{number}.each[{topic}].ads@{variant}.draft"
        for number in (1, 2)
        for topic in ("x", "y")
        for variant in (1, 2)
    ]
    assert result.outputs["out"].strip() == "rounds#2.each[x].ads@2.draft rounds#2.each[y].ads@2.draft"
    assert len({request.seed for request in model.requests}) == 8


async def test_an_inserted_item_changes_no_seed_of_the_variants_of_others():
    few, _ = await run_inside(["x", "z"])
    many, _ = await run_inside(["x", "y", "z"])
    seeds = [{request.path: request.seed for request in model.requests} for model in (few, many)]
    assert seeds[0].items() <= seeds[1].items()
    assert len(seeds[1]) == len(seeds[0]) + 4


async def test_a_judge_inside_a_foreach_takes_the_item_by_name_and_says_where_he_is():
    text = """
        name: inside
        inputs: {topics: {type: list, default: [x, y]}}
        steps:
          each:
            foreach: inputs.topics
            as: brief
            key: brief
            steps:
              ads: {variants: 2, steps: {draft: {agent: writer}}, result: draft, choose: {by: judge}}
            result: ads
        outputs: {out: each}
    """
    model = liking(2, 1)
    result = await run_one(compiled(text, cards={"writer": WRITER}, templates=TEMPLATES), model)
    assert result.outputs["out"] == "Variant 2.\n\nVariant 2."
    assert "What is wanted: y" in model.prompt("each[y].ads.choose[1-2]")
