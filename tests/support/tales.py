"""A small project: a tale told in two steps that follow each other, and one beside them."""

import json

TALE = """
name: tale
inputs: {about: {type: text, default: a hen}}
steps:
  begin: {agent: teller, with: {scene: inputs.about}}
  end: {agent: teller, with: {scene: begin}}
  beside: {agent: keeper, with: {scene: inputs.about}}
outputs: {out: end, beside: beside}
export: []
"""
TELLER = "Be brief.\nTell of {{ scene }}.\nEnd well."
SCRIPT = {"teller": ["It woke.", "It slept."], "keeper": ["Kept."]}
RUN = ("run", "tale.yaml", "--model", "scripted:replies.json")


def card(role):
    return f"role: {role}\ntemplate: {role}.md.j2\ntakes: {{scene: text}}\noutput: text\nreply: text\n"


def write_project(folder):
    """Write the project; the workflow's file is tale.yaml, its script replies.json."""
    for name in ("agents", "templates"):
        (folder / name).mkdir(parents=True)
    for role in SCRIPT:
        (folder / "agents" / f"{role}.yaml").write_text(card(role))
    (folder / "templates" / "teller.md.j2").write_text(TELLER)
    (folder / "templates" / "keeper.md.j2").write_text("Keep {{ scene }}.")
    (folder / "tale.yaml").write_text(TALE)
    (folder / "replies.json").write_text(json.dumps(SCRIPT))
    return folder
