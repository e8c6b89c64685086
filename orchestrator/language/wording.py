"""What people are told of keys: those that are missing, those they know from other tools, and how a value is written.

Only words stand here; ``reading`` finds the mistakes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MISSING_HINTS: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType(
    {
        ("LoopOptions", "max"): ("a loop needs max", "loop: {max: 3, until: …} goes round three times at most"),
        ("ForeachSyntax", "as"): ("a foreach needs as", "`as: scene` says what an item is called inside"),
        ("ForeachSyntax", "steps"): ("a foreach needs steps", "write the steps for one item under `steps:`"),
        ("ForeachSyntax", "result"): (
            "a foreach needs result",
            "`result: NAME` says which step is the value of an item",
        ),
        ("VariantsSyntax", "steps"): ("variants need steps", "write the steps of one variant under `steps:`"),
        ("VariantsSyntax", "result"): ("variants need result", "`result: NAME` says which step is the value of one"),
        ("ChooseSyntax", "by"): ("`choose` does not say by what", "write `choose: {by: judge}`, or `by:` a number"),
        ("HumanSyntax", "of"): ("nothing to look at: `of` is missing", "`of: draft` says what the person is shown"),
        ("LoopSyntax", "steps"): ("a loop needs steps", "write the steps of a round under `steps:`"),
        ("LoopSyntax", "result"): ("a loop needs result", "`result: NAME` says which value leaves the loop"),
        ("WorkflowSyntax", "steps"): ("the workflow has no steps", "write them under `steps:`"),
        ("WorkflowSyntax", "outputs"): (
            "the workflow has no outputs",
            "`outputs: {story: STEP}` says what a run gives back",
        ),
        ("WorkflowSyntax", "name"): ("the workflow has no name", "begin the file with `name: …`"),
        ("InputSyntax", "type"): ("an input needs a type", "such as {type: text}"),
    }
)
"""What is said of a key that is missing, by the model it belongs to and its name: the message and the hint."""

EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "as": "as: scene",
        "carry": "carry: {text: draft}",
        "choose": "choose: {by: judge}",
        "loop": "loop: {max: 3}",
        "manuscript": "manuscript: {title: …, parts: …}",
        "outputs": "outputs: {story: STEP}",
        "sampling": "sampling: {temperature: 0.7}",
        "takes": "takes: {text: Draft}",
        "targets": "targets: {length: {words: 300}}",
        "with": "with: {scene: …}",
    }
)
"""How what must be a mapping is written, by key."""

SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "after": "needs",
        "depends_on": "needs",
        "if": "when",
        "inputs": "with",
        "item": "as",
        "judge": "by",
        "max_tokens": "sampling",
        "of": "with",
        "params": "with",
        "person": "by",
        "prompt": "template",
        "rounds": "max",
        "temperature": "sampling",
        "while": "until",
    }
)
"""What people write who know other tools, and the key that it is here."""
