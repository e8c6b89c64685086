"""A server's answers by role, the same for the same request; some rows are poison."""

import hashlib
import json

from tests.support.loopback import answers, chat, models

MARK = "MMMMMMMM"
SCENE = {"heading": "The mill", "goal": "Mira looks for the bell.", "mood": "hopeful", "valence": 2, "length": 60}
REPLIES = {
    "planner": json.dumps({"title": f"Bell {MARK}", "logline": "A fox seeks a bell.", "scenes": [SCENE]}),
    "drafter": f"{MARK}: The fox ran to the old mill.\n\nThe bell was not there.",
    "critic": json.dumps({"issues": [], "score": 9}),
}
POISON = REFUSED, LOOPING, TOO_LONG = "a refused word", "a looping word", "an endless word"
WORKFLOW = """
name: tale
inputs: {premise: {type: text, max_chars: 200}, scenes: {type: int, default: 1, min: 1, max: 3}}
steps:
  outline: {agent: planner}
  draft: {agent: drafter, with: {scene: outline.scenes | first}}
  critique: {agent: critic, of: draft}
outputs: {tale: draft, title: outline.title}
"""
CALLS = 3
PARTS = """
name: parts
inputs: {subjects: {type: list}}
steps:
  parts:
    foreach: inputs.subjects
    as: subject
    on_error: collect
    steps: {text: {agent: planner, with: {premise: subject}}}
    result: text.title
outputs: {told: "parts | join(' ')"}
"""
"""A call for each subject; one that fails is left out."""


def role_of(asked):
    return asked["messages"][0]["content"].split(".")[0].removeprefix("You are the ")


def responding(after=0.0, *, alike=False, poison=True):
    """A ``respond`` for ``Loopback``: a reply ``after`` so many seconds, or what a poisoned row gets.

    ``alike``: every tale is the same; without ``poison`` every row is taken.
    """

    def respond(seen):
        if seen.method == "GET":
            return answers(models("tiny", max_model_len=4096))
        asked = seen.json
        said = "".join(message["content"] for message in asked["messages"])
        if poison and REFUSED in said:
            return answers({"error": {"message": "this cannot be written"}}, status=400)
        if poison and TOO_LONG in said:
            length = "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens."
            return answers({"error": {"message": length, "code": 400, "type": "BadRequestError"}}, status=400)
        text = REPLIES[role_of(asked)]
        if poison and LOOPING in said:
            text = "The fox ran home to the mill. " * 40
        mark = hashlib.sha256(json.dumps([asked["messages"], asked.get("seed")]).encode()).hexdigest()[:8]
        mark = MARK if alike and role_of(asked) == "drafter" else mark
        return answers(chat(text.replace(MARK, mark), prompt_tokens=50, completion_tokens=20), after=after)

    return respond


def completions(server):
    """How many completions were asked for."""
    return sum(seen.method == "POST" for seen in server.requests)
