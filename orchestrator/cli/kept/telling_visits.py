"""One visit as people read it: under headings, prose as prose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orchestrator.cli.kept.tree import told_rounds, told_score, without_path
from orchestrator.cli.kept.values import readable
from orchestrator.cli.printing import heading, printable, say

_OPTIONS = {"accept": "accepted", "edit": "changed", "reject": "rejected", "again": "more rounds", "choose": "chosen"}


def tell_visit(document: Mapping[str, Any]) -> None:
    """Print what is kept of one step or round."""
    seconds = f", {document['seconds']:.1f} s of calls" if document["calls"] else ""
    say(printable(document["path"]), bold=True)
    say(f"{document['kind']}, {document['status']}{seconds}; run {document['run']}, item {printable(document['item'])}")
    if document["error"] and not document["questions"]:
        _tell_error(document["error"], document["path"])
    if document["why"]:
        _tell_why(document["why"])
    if document["round"]:
        _tell_round(document["round"])
    if document["rounds"]:
        heading("Rounds")
        say(told_rounds(document["rounds"]))
    _tell_calls(document["calls"], document["repairs"])
    _tell_list("Tried again after", document["retries"])
    _tell_list("Left out", [f"{dropped['entry']}: {dropped['reason']}" for dropped in document["dropped"]])
    for question in document["questions"]:
        _tell_question(question)
    if document["chosen"]:
        heading("Chosen")
        say(f"variant {document['chosen']}")
    if document["value"] and not _is_said_already(document):
        heading("What it brought")
        say(printable(readable(document["value"])))


def _is_said_already(document: Mapping[str, Any]) -> bool:
    calls = document["calls"]
    return (
        bool(calls) and calls[-1]["reply"].strip() == document["value"].strip() == readable(document["value"]).strip()
    )


def _tell_error(error: Mapping[str, str], path: str) -> None:
    heading(error["error"])
    say(printable(without_path(error["message"], path)), fg="red")
    if error["hint"]:
        say(f"hint: {printable(error['hint'])}")


def _tell_why(why: Mapping[str, Any]) -> None:
    heading("Why it was revised")
    asked = f"; asked for was: {printable(why['until'])}" if why["until"] else ""
    say(f"{printable(why['path'])}: score {told_score(why)}, {'met' if why['met'] else 'not met'}{asked}")
    _tell_judged(why["judged"])
    for note in why["notes"]:
        say(f"a person said: {printable(note)}")


def _tell_round(told: Mapping[str, Any]) -> None:
    heading("Score")
    by = f" (by {printable(', '.join(told['best_by']))})" if told["best_by"] else ""
    best = "best so far" if told["best"] else "no better than before" if told["best_by"] else ""
    met = ("met: " if told["met"] else "not met: ") + printable(told["until"]) if told["until"] else ""
    say("; ".join(part for part in (f"{told_score(told)}{by}", best, met) if part))
    for name, value in told["carried"].items():
        heading(f"What it began with: {printable(name)}")
        say(printable(readable(value)))
    if told["judged"]:
        heading("How that was judged")
        _tell_judged(told["judged"])


def _tell_judged(judged: Sequence[Mapping[str, Any]]) -> None:
    for step in judged:
        say()
        say(f"{printable(step['path'].rpartition('.')[2])}:", bold=True)
        say(printable(readable(step["value"]) or "nothing"))


def _tell_calls(calls: Sequence[Mapping[str, Any]], repairs: Sequence[str]) -> None:
    wrong = iter(repairs)
    base: Sequence[Mapping[str, str]] = calls[0]["messages"] if calls else ()
    for number, call in enumerate(calls, start=1):
        heading(f"Prompt {number}" if len(calls) > 1 else "Prompt")
        say(_told_call(call))
        _tell_messages(call["messages"], base if number > 1 else ())
        if call["prefill"]:
            say()
            say("--- what the reply begins with", bold=True)
            say(printable(call["prefill"]))
        heading(f"Reply {number}" if len(calls) > 1 else "Reply")
        say(printable(call["reply"]))
        if call["finish_reason"] == "length":
            say("(cut off there)", fg="yellow")
        # The chat that asks for a reply once more is the first one, and what was wrong.
        if number < len(calls) and len(calls[number]["messages"]) > len(base):
            heading("What was wrong with it")
            say(printable(next(wrong, "")), fg="yellow")


def _tell_messages(messages: Sequence[Mapping[str, str]], known: Sequence[Mapping[str, str]]) -> None:
    new = messages[len(known) :] if messages[: len(known)] == known else messages
    if len(new) < len(messages):
        say("(the first prompt, and then)" if new else "(the first prompt)")
    for message in new:
        say()
        say(f"--- {message['role']}", bold=True)
        say(printable(message["content"]))


def _told_call(call: Mapping[str, Any]) -> str:
    settings = [f"{name} {value}" for name, value in call["sampling"].items()]
    adapter = [f"adapter {call['adapter']}"] if call["adapter"] else []
    usage = call["usage"]
    cost = [f"{usage['prompt_tokens']:,} + {usage['completion_tokens']:,} tokens"]
    time = ["reply from before"] if call["reused"] else [f"{call['seconds']:.1f} s"]
    known = [call["role"], f"model {call['model']}", *adapter, f"seed {call['seed']}", *settings]
    return printable(", ".join(known + cost + time))


def _tell_list(title: str, entries: Sequence[str]) -> None:
    if entries:
        heading(title)
    for entry in entries:
        say(f"- {printable(entry)}")


def _tell_question(told: Mapping[str, Any]) -> None:
    question, decision = told["question"], told["decision"]
    heading(f"Question: {printable(question['title'])}")
    for number, text in enumerate(question["texts"], start=1):
        if len(question["texts"]) > 1:
            say(f"--- {number}", bold=True)
        say(printable(text))
    say()
    if decision is None:
        say("nobody has answered yet", fg="yellow")
        return
    picked = f" {decision['number']}" if decision["option"] == "choose" else ""
    note = f": {printable(decision['note'])}" if decision["note"] else ""
    say(f"answer: {_OPTIONS.get(decision['option'], decision['option'])}{picked}{note}")
