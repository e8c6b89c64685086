"""The first reading: the steps of a workflow as a tree, each with its kind, its shape checked, names unresolved."""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestrator.domain.errors import Place
from orchestrator.language.diagnostics import Problems, did_you_mean, quoted
from orchestrator.language.names import check_name
from orchestrator.language.reading import keys_of, kind_of, meant, read_model
from orchestrator.language.syntax import BLOCK_KINDS, KINDS, StepSyntax
from orchestrator.language.yaml_source import MappingNode, Node, ScalarNode, is_broken


@dataclass(eq=False, slots=True)
class WrittenStep:
    """A step as it is written.

    Attributes:
        key: the place of its name.
        kind: ``agent``, ``check`` … ; empty where that cannot be told.
        syntax: its keys and values; None where too much of them is wrong to go on.
        position: its number in its block, from 0.
        children: the steps inside a block.
        after: the sibling steps it refers to, with the place of the first reference (found by ``uses``).
    """

    name: str
    path: str
    key: Place
    node: Node
    kind: str
    syntax: StepSyntax | None
    position: int
    children: tuple[WrittenStep, ...] = ()
    after: dict[str, Place] = field(default_factory=dict)

    def get(self, *path: str) -> Node | None:
        """The node under nested keys of the step, or None."""
        return self.node.get(*path) if isinstance(self.node, MappingNode) else None

    def key_place(self, *path: str) -> Place:
        """The place of a key of the step, or of its name where the key is not there."""
        parent = self.get(*path[:-1]) if len(path) > 1 else self.node
        if isinstance(parent, MappingNode) and path[-1] in parent.entries:
            return parent.entries[path[-1]].key
        return self.key

    def value_place(self, *path: str) -> Place:
        """The place of a value of the step, or of its name where the value is not there."""
        node = self.get(*path)
        return node.place if node is not None else self.key


def asks_a_person(loop: WrittenStep) -> bool:
    """Whether somebody can say something in a loop that a later round of it should know."""
    on_max = loop.get("loop", "on_max")
    if isinstance(on_max, ScalarNode) and on_max.value == "ask":
        return True
    return any(_asks(child) for child in loop.children)


def _asks(step: WrittenStep) -> bool:
    # What is said inside an inner loop is for the rounds of that one.
    return step.kind == "human" or (step.kind != "loop" and any(_asks(child) for child in step.children))


def read_steps(node: Node | None, prefix: str, problems: Problems) -> tuple[WrittenStep, ...]:
    """The steps in a ``steps:`` mapping, and those inside them."""
    if not isinstance(node, MappingNode):
        return ()
    return tuple(
        _read_step(name, prefix, entry.key, entry.value, position, problems)
        for position, (name, entry) in enumerate(node.entries.items())
    )


def _read_step(name: str, prefix: str, key: Place, node: Node, position: int, problems: Problems) -> WrittenStep:
    path = f"{prefix}.{name}" if prefix else name
    check_name(name, key, problems)
    kind = _kind(name, key, node, problems)
    syntax = read_model(KINDS[kind], node, key, problems) if kind else None
    step = WrittenStep(name, path, key, node, kind, syntax, position)
    if kind in BLOCK_KINDS:
        step.children = read_steps(step.get("steps"), path, problems)
    return step


def _kind(name: str, key: Place, node: Node, problems: Problems) -> str:
    if is_broken(node):
        return ""
    there = f"a step has one of {', '.join(KINDS)}"
    if not isinstance(node, MappingNode):
        if isinstance(node, ScalarNode) and node.text.replace("-", "_").isidentifier():
            there = f"such as {name}: {{agent: {node.text}}}; {there}"
        problems.add(node.place, f"the step {quoted(name)} must be a mapping, not {kind_of(node)}", there)
        return ""
    kinds = [k for k in node.entries if k in KINDS]
    if len(kinds) > 1:
        message = f"the step {quoted(name)} has two kinds: {kinds[0]} and {kinds[1]}"
        problems.add(node.entries[kinds[1]].key, message, f"{there}; make two steps of it")
        return ""
    if not kinds:
        _report_no_kind(name, key, node, problems)
        return ""
    return kinds[0]


def _report_no_kind(name: str, key: Place, node: MappingNode, problems: Problems) -> None:
    known = {known for model in KINDS.values() for known in keys_of(model)}
    written = next((k for k in node.entries if k not in known and meant(k, tuple(KINDS)) is not None), None)
    if written is None:
        problems.add(key, f"the step {quoted(name)} does not say what to do", f"a step has one of {', '.join(KINDS)}")
    else:
        hint = did_you_mean(meant(written, tuple(KINDS)) or written, KINDS, "kinds of steps")
        problems.add(node.entries[written].key, f"unknown key {quoted(written)}", hint)
