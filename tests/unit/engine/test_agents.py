"""Replies that cannot be read go back to the model, twice at most; what a limit cut off is not taken as whole."""

import json

import pytest

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.domain.critiques import Critique, Issue, Summary
from orchestrator.engine.ports import ModelInfo, Reply
from tests.support.running import Recorder, compiled, run_one

SUMMARY = compiled(
    """
    name: s
    inputs: {text: {type: text}}
    steps: {out: {agent: summarizer}}
    outputs: {out: out.text}
    """
)
GOOD = Summary(text="A fox runs.")


DRAFT = compiled(
    """
    name: d
    inputs: {goal: {type: text}}
    steps: {out: {agent: drafter, with: {scene: "{'heading': 'H', 'goal': inputs.goal}"}}}
    outputs: {out: out}
    """
)
CONTINUED = compiled(
    """
    name: c
    inputs: {seed: {type: text}}
    steps: {out: {agent: continuer, of: inputs.seed}}
    outputs: {out: out}
    """
)


class Cut:
    """Every reply is cut off by a limit."""

    def __init__(self, text):
        self.text, self.info, self.calls = text, ModelInfo(name="cut"), 0

    async def generate(self, request):
        self.calls += 1
        return Reply(text=self.text, finish_reason="length")

    async def aclose(self):
        pass


@pytest.mark.parametrize("bad", ["", "Sorry, I cannot.", '{"text": ', '{"summary": "wrong key"}', "[1, 2]", "null"])
async def test_a_reply_that_cannot_be_read_is_repaired(bad):
    model, recorder = ScriptedModel(summarizer=[bad, GOOD]), Recorder()
    result = await run_one(SUMMARY, model, {"text": "The fox ran."}, observer=recorder)
    assert result.outputs["out"] == "A fox runs."
    assert recorder.paths("repair") == ["out"]
    first, second = model.requests
    assert second.messages[: len(first.messages)] == first.messages
    assert "cannot be read" in second.messages[-1].content
    assert first.seed != second.seed


async def test_the_validators_message_goes_back():
    model = ScriptedModel(summarizer=['{"text": 3}', GOOD])
    await run_one(SUMMARY, model, {"text": "x"})
    assert "text: Input should be a valid string" in model.requests[1].messages[-1].content


async def test_two_repairs_and_no_more():
    model = ScriptedModel(summarizer=["no", "no", "no"])
    result = await run_one(SUMMARY, model, {"text": "x"})
    model.assert_exhausted()
    assert (result.status, result.failures[0].error, result.usage.calls) == ("failed", "ReplyError", 3)


async def test_a_draft_that_a_limit_cut_off_is_never_taken_as_whole():
    model = Cut("The fox ran and")
    result = await run_one(DRAFT, model, {"goal": "g"})
    assert (result.status, model.calls) == ("failed", 3)
    assert "cut off" in result.failures[0].message
    assert "max_tokens" in result.failures[0].hint


async def test_a_continuation_that_a_limit_cut_off_in_its_first_sentence_is_asked_for_again():
    model = Cut(" upon a time there was")
    result = await run_one(CONTINUED, model, {"seed": "Once"})
    assert (result.status, model.calls) == ("failed", 3)
    assert "cut off" in result.failures[0].message


async def test_a_continuation_that_a_limit_cut_off_ends_with_its_last_whole_sentence():
    result = await run_one(CONTINUED, Cut(" upon a time. A fox said, “Go!” Then it"), {"seed": "Once"})
    assert result.outputs["out"] == " upon a time. A fox said, “Go!”"
    chinese = await run_one(CONTINUED, Cut("有一只狐狸。它说：“走吧。”然后它"), {"seed": "从前"})
    assert chinese.outputs["out"] == "有一只狐狸。它说：“走吧。”"


@pytest.mark.parametrize(
    ("before", "repeated", "said", "shown"),
    [
        ("The hen slept.", " Then the fox ran on.", "The hen slept. Then the fox ran on. …", "'Then the fox ran on.'"),
        ("母鸡睡着。", "然后狐狸又跑了。", "母鸡睡着。然后狐狸又跑了。 …", "'然后狐狸又跑了。'"),
        ("[p1] A hen.", "\n\n[p2] He ran on.", "[p1] A hen.\n\n[p2] He ran on.\n\n[p2] …", "'He ran on. [p2]'"),
    ],
)
async def test_a_reply_that_goes_round_in_circles_goes_back_without_the_circles(before, repeated, said, shown):
    model = ScriptedModel(drafter=[before + repeated * 40, "The hen slept. The fox ran."])
    result = await run_one(DRAFT, model, {"goal": "g"})
    assert result.outputs["out"] == "The hen slept. The fox ran."
    reply, complaint = model.requests[1].messages[-2:]
    assert reply.content == said
    assert f"the reply repeats itself: {shown}; write it once and end" in complaint.content


async def test_a_model_that_stays_in_its_loop_is_asked_three_times_and_no_more():
    model = ScriptedModel(drafter=["He ran. " * 99] * 3)
    result = await run_one(DRAFT, model, {"goal": "g"})
    model.assert_exhausted()
    assert (result.status, result.usage.calls) == ("failed", 3)
    assert "repeats itself: 'He ran.'" in result.failures[0].message
    assert "sampling.temperature" in result.failures[0].hint


@pytest.mark.parametrize("plan", [DRAFT, CONTINUED, SUMMARY])
@pytest.mark.parametrize("text", ["The hen slept. " + "And he ran on and " * 99, '{"text": "' + "他跑了。" * 99])
async def test_a_loop_that_a_limit_cut_off_is_told_as_a_loop(plan, text):
    model = Cut(text)
    result = await run_one(plan, model, {name: "g" for name in plan.inputs})
    assert (result.status, model.calls) == ("failed", 3)
    assert "repeats itself" in result.failures[0].message


async def test_json_that_is_padded_until_a_limit_cuts_it_off_is_told_as_white_space():
    result = await run_one(SUMMARY, Cut('{"text": "A fox."' + " \n" * 500), {"text": "x"})
    assert "white space without end" in result.failures[0].message


LISTED = """
    role: lister
    description: Says something of each paragraph.
    takes: {text: Draft}
    template: summarizer.md.j2
    reply: json
    output:
      type: object
      required: [said]
      properties: {said: {type: array, items: {type: object, required: [why], properties: {why: {type: string}}}}}
"""


@pytest.mark.parametrize(
    ("why", "calls"),
    [
        (["calm"] * 99, 1),
        (["The paragraph is fine."] * 99, 1),
        ([f"The paragraph p{number} is as good as it can be." for number in range(99)], 1),
        (["The paragraph is as good as it can be."] * 99, 2),
        (["这个段落已经很好，不用再改。"] * 99, 2),
        (["calm", "calm, " * 99], 2),
    ],
)
async def test_short_entries_of_whole_json_may_be_the_same_and_long_ones_are_a_loop(why, calls):
    plan = compiled(
        """
        name: j
        inputs: {text: {type: text}}
        steps: {out: {agent: lister}}
        outputs: {out: out.said}
        """,
        cards={"lister": LISTED},
    )
    first = json.dumps({"said": [{"why": each} for each in why]}, ensure_ascii=False, indent=40)
    model = ScriptedModel(lister=[first, '{"said": []}'])
    result = await run_one(plan, model, {"text": "x"})
    assert (result.failures, result.usage.calls) == ((), calls)


async def test_issues_that_quote_what_is_not_there_are_left_out_and_told():
    plan = compiled(
        """
        name: k
        inputs: {text: {type: text}}
        steps: {out: {agent: critic}}
        outputs: {out: out}
        """
    )
    made_up = Issue(paragraph="p1", quote="never written", problem="?")
    real = Issue(paragraph="p1", quote="fox ran", problem="dull")
    result = await run_one(
        plan, ScriptedModel(critic=[Critique(issues=(made_up, real), score=6)]), {"text": "The fox ran."}
    )
    assert "fox ran" in result.outputs["out"]
    assert "never written" not in result.outputs["out"]
    assert result.dropped[0].reason == "not in the text"


async def test_the_language_chooses_the_template_and_the_run_seed_the_seeds():
    plan = compiled(
        """
        name: z
        inputs: {text: {type: text}, language: {type: choice, of: [en, zh], default: en}}
        steps: {out: {agent: summarizer}}
        outputs: {out: out.text}
        """
    )
    requests = []
    for language, seed in [("en", 0), ("zh", 0), ("en", 0), ("en", 1)]:
        model = ScriptedModel(summarizer=[GOOD])
        await run_one(plan, model, {"text": "x", "language": language}, seed=seed)
        requests.append(model.requests[0])
    english, chinese, again, other = requests
    assert "概述者" in chinese.messages[0].content
    assert english == again
    assert english.seed != other.seed


async def test_a_step_can_set_its_own_sampling_and_a_sampling_that_cannot_be_fails_the_item():
    text = """
        name: c
        inputs: {{seed: {{type: text}}, words: {{type: int}}}}
        steps: {{out: {{agent: continuer, of: inputs.seed, sampling: {{{sampling}}}}}}}
        outputs: {{out: out}}
    """
    model = ScriptedModel(continuer=[" more."])
    await run_one(
        compiled(text.format(sampling="max_tokens: inputs.words * 2, temperature: 0")), model, {"seed": "s", "words": 7}
    )
    sampling = model.requests[0].sampling
    assert (sampling.max_tokens, sampling.temperature, sampling.top_p) == (14, 0, None)
    failed = await run_one(
        compiled(text.format(sampling="max_tokens: inputs.words")), ScriptedModel(), {"seed": "s", "words": 0}
    )
    assert "sampling.max_tokens" in failed.failures[0].message
