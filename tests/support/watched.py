"""A writer, a watcher and an editor whose prompts are what they are shown, and a loop in which a person may reject."""

from orchestrator.domain.replies import write_json
from tests.support.running import Answering, compiled, score

CARDS = {
    "writer": """
        role: writer
        template: writer.md.j2
        takes: {topic: text, note: optional text}
        output: Draft
        reply: text
    """,
    "watcher": """
        role: watcher
        template: noted.md.j2
        takes: {text: Draft, note: optional text}
        output: Critique
        reply: json
    """,
    "editor": """
        role: editor
        template: noted.md.j2
        takes: {text: Draft, note: optional text}
        output: Revision
        reply: paragraphs
    """,
}
TEMPLATES = {
    "noted.md.j2": "{{ text.text }}|{{ note or '-' }}",
    "writer.md.j2": "{{ topic }}{% if note %} Note: {{ note }}{% endif %}",
}


def watched(text):
    """The plan of a workflow of these three."""
    return compiled(text, cards=CARDS, templates=TEMPLATES)


def polish(loop, *, more="", approved=""):
    """A loop that begins with version 1; ``approved`` is a step of a person in it, or nothing."""
    return watched(
        f"""
name: polish
steps:
  polish:
    loop: {{{loop}}}
    {more}
    carry: {{text: "'Version 1.'"}}
    steps:
      {approved}
      watch: {{agent: watcher}}
      revise: {{agent: editor, sets: text}}
    result: text
outputs:
  out: polish.text if polish else 'nothing'
"""
    )


def round_of(request):
    """The round of the first loop on the way to a request."""
    return int(request.path.partition("#")[2].partition(".")[0])


def scoring(*scores):
    """A watcher who gives these scores, round by round, and an editor who numbers his versions."""

    def answer(request):
        number = round_of(request)
        return write_json(score(scores[number - 1])) if request.role == "watcher" else f"[p1] Version {number + 1}."

    return Answering(answer)
