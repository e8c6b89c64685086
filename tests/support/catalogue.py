"""The generated part of docs/checks.md: every check as the code declares it, and what it says of two small texts.

``python -m tests.support.docs`` writes it; a test fails where it is not what the code says.
"""

import ast
import inspect
import re

from orchestrator.checks import curves, formulas, valence
from orchestrator.checks.judging import GENRE, GENRES
from orchestrator.checks.registry import REGISTRY, run_checks
from orchestrator.domain.drafts import Draft
from tests.support.command import ROOT

PAGE = ROOT / "docs" / "checks.md"
TEXTS = {
    "en": """\
Mira, a young fox, lived beside the old mill. Her silver bell was gone, and although she had looked under every stone \
between the river and the wood since early in the morning, she could not remember where she had heard it last. The \
miller shut the heavy door of the mill. It was not just a bell, but a promise. She walked along the water and called.

She looks into the reeds. Nobody answered. She sat down and wept. I walked home in the rain. “Have you seen my bell?” \
she asked the heron. “It rang for me every evening,” said Mirra. Der Reiher schüttelte den Kopf und sagte lange Zeit \
gar kein Wort. The heron pointed at the weir.

The miller shut the heavy door of the mill. There, among the willows, something small and bright was ringing in the \
wind. She waded in and took it home. That evening it hung over her bed again, and all was well.""",
    "zh": """\
小狐狸米拉住在旧磨坊旁边。她的银铃不见了，虽然她从一大早就在河边和树林之间的每一块石头下面找过，却怎么也想不起来最后一次听见\
铃声是在什么地方。磨坊主关上了磨坊那扇沉重的门。那不是一只铃，而是一个诺言。她沿着河边走，一边走一边喊。

她朝芦苇里看。没有人回答。她坐下来哭了。我冒着雨走回家。“你看见我的铃了吗？”她问苍鹭。“它每天晚上都为我响。”她说。\
The heron shook his head and said nothing for a long time. 苍鹭指了指水坝。

磨坊主关上了磨坊那扇沉重的门。在柳树中间，有一个又小又亮的东西在风里响着。她走进水里，把它拿回家去。那天晚上，铃又挂在她的床头，\
一切都好了。""",
}
BIBLE = {
    "en": {
        "characters": [{"name": "Mira"}, {"name": "the heron"}],
        "places": ["the mill"],
    },
    "zh": {
        "characters": [{"name": "米拉"}, {"name": "苍鹭"}],
        "places": ["磨坊"],
    },
}
_DISTANCE = {"mean": 0.8, "spread": 0.1}


def _style(language, **features):
    """A small profile: what most windows of some samples are like."""
    known = {name: {"mean": mean, "spread": spread} for name, (mean, spread) in features.items()}
    return {"language": language, "words": 9000, "features": known, "distance": _DISTANCE}


TARGETS = {
    "style": (
        {"profile": _style("en", sentence_length=(8, 1), dialogue=(0.5, 0.1), commas=(80, 9))},
        {"profile": _style("zh", sentence_length=(12, 1), dialogue=(0.5, 0.1), commas=(120, 9))},
    ),
    "sourced": (
        {"source": "Mira the fox lost her silver bell; a heron showed her where it hung."},
        {"source": "小狐狸丢了银铃，苍鹭告诉她铃铛在哪里。"},
    ),
    "personal": ({"found": 0}, {"found": 0}),
    "improper": ({"found": 0}, {"found": 0}),
    "readability": ({"grade": 1}, {"characters_per_sentence": 12}),
    "sentiment": ({"mood": "joyful", "valence": {"min": 2}}, {"valence": {"min": 2}}),
    "arc": ({"plan": [3, 0, -3]}, {"plan": [3, 0, -3]}),
    "length": ({"words": 100}, {"words": 150}),
    "diversity": ({"mattr": 0.75}, {"mattr": 0.75}),
    "tells": ({"not_but": 1, "worn": 1}, {"not_but": 1, "worn": 1}),
    "person": ({"slips": 0, "narrator": "third"}, {"slips": 0, "narrator": "third"}),
    "tense": ({"drifts": 0}, {"drifts": 0}),
    "continuity": ({"absent": ["the heron"]}, {"absent": ["苍鹭"]}),
    "dialogue": ({"share": {"min": 0.3}}, {"share": {"min": 0.3}}),
}
"""What each check is asked of the two texts; the others are asked for the bands of fiction."""

ADDED = {
    "personal": {"en": " Her number is 555-0187.", "zh": "她的手机号是13812345678。"},
    "improper": {"en": " “Shit,” said the heron.", "zh": "“他妈的。”苍鹭说。"},
}
"""What is added to the two texts for a check that finds nothing in them as they are."""

OTHER_TEXTS = {"others", "sources"}
"""Targets that are other texts; they are given the first paragraph."""

_BEHIND = {"sentiment": valence, "arc": curves}
"""Modules that a check's own docstring sends a reader to."""

_EASE = re.compile(r'"(\w\w)": Linear\(([^)]*)\),  # (.*)')
_CHECKS = re.compile(r"(<!-- checks -->\n).*?(<!-- /checks -->)", re.DOTALL)
_TEXTS = re.compile(r"(<!-- texts -->\n).*?(<!-- /texts -->)", re.DOTALL)
_LANGUAGES = {"en": "English", "zh": "Chinese"}


def generated(text):
    """``text`` with its generated parts made anew."""
    text = _TEXTS.sub(lambda match: match[1] + _quoted_texts() + match[2], text)
    sections = "\n".join(section(check) for check in REGISTRY.values())
    return _CHECKS.sub(lambda match: match[1] + sections + match[2], text)


def section(check):
    """One check: what it measures and how, what it can be asked, what it says of the two texts."""
    languages = ", ".join(check.languages) or "any"
    parts = [f"## {check.name}", check.description, _explained(check), f"Languages it judges: {languages}."]
    parts += ["\n".join(_targets(check)), "\n".join(_bands(check)), *(_example(check, lang) for lang in TEXTS)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _explained(check):
    """What the module of the check says of itself: formulas, their sources, limits."""
    modules = [inspect.getmodule(check.measure), *([_BEHIND[check.name]] if check.name in _BEHIND else [])]
    told = [inspect.cleandoc(module.__doc__).replace("``", "`").replace("::\n", ":\n") for module in modules]
    return "\n\n".join([*told, *(["\n".join(_formulas())] if check.name == "readability" else [])])


def _formulas():
    """The formulas of readability, as the code has them: the two terms, then the others."""
    source = inspect.getsource(formulas)
    yield "| measure | formula | what and from where |"
    yield "|---|---|---|"
    grade, about = formulas.GRADE, re.search(r'^GRADE = .*\n"""(.*?)"""', source, re.MULTILINE)[1]
    yield f"| flesch kincaid grade | {_linear(grade.base, grade.sentence, grade.word)} | {about} |"
    for language, numbers, where in _EASE.findall(source):
        yield f"| ease ({language}) | {_linear(*map(float, numbers.split(',')))} | {where} |"
    for function in ast.parse(source).body:
        if isinstance(function, ast.FunctionDef):
            what = inspect.cleandoc(ast.get_docstring(function)).split(">>>")[0].split("Args:")[0]
            returned = [line for line in ast.walk(function) if isinstance(line, ast.Return)]
            formula = (
                ast.unparse(max(returned, key=lambda line: line.lineno).value)
                .replace("counts.", "")
                .replace("_", " ")
                .replace(" * ", " · ")
            )
            told = " ".join(what.replace("``", "`").split())
            yield f"| {function.name.replace('_', ' ')} | {formula} | {told} |"


def _linear(base, sentence, word):
    parts = [(base, ""), (sentence, " · words/sentence"), (word, " · syllables/word")]
    told = " ".join(f"{'-' if number < 0 else '+'} {abs(number):g}{of}" for number, of in parts)
    return told.removeprefix("+ ")


def _targets(check):
    yield "| target | kind | |"
    yield "|---|---|---|"
    for spec in check.targets.values():
        yield f"| `{spec.name}` | {spec.kind} | {spec.description} |"


def _bands(check):
    """The bands, genres with the same ones in a row; nothing for a check without any."""
    if not check.bands:
        return
    languages = list(check.bands)
    yield f"| genre | {' | '.join(_LANGUAGES.get(language, language) for language in languages)} |"
    yield "|---" * (len(languages) + 1) + "|"
    rows = {}
    for genre in GENRES:
        bands = [check.bands[language].get(genre, {}) for language in languages]
        if any(bands):
            told = [", ".join(f"`{name}` {bound(value)}" for name, value in band.items()) for band in bands]
            rows.setdefault(" | ".join(told), []).append(genre)
    for told, genres in rows.items():
        yield f"| {', '.join(genres)} | {told} |"


def bound(value):
    """A target as the tables write it."""
    if not isinstance(value, dict):
        return f"{value}"
    low, high = value.get("min"), value.get("max")
    if low is not None and high is not None:
        return f"{low}–{high}"
    return f"≥ {low}" if high is None else f"≤ {high}"


def example(check, language):
    """The report on the text in ``language``, and what was asked."""
    asked = TARGETS.get(check.name, ({GENRE.name: "fiction"},) * 2)[list(TEXTS).index(language)]
    asked = {name: value for name, value in asked.items() if name in check.targets}
    asked |= {s.name: BIBLE[language] for s in check.targets.values() if s.kind == "bible"}
    for name in OTHER_TEXTS & check.targets.keys():
        asked[name] = [TEXTS[language].split("\n\n")[0]]
    text = TEXTS[language] + ADDED.get(check.name, {}).get(language, "")
    (report,) = run_checks(Draft.of(text), [check.name], {check.name: asked}, language).reports
    return report, asked


def _example(check, language):
    report, asked = example(check, language)
    written = ", ".join(f"`{name}: {_shown(check.targets[name], value)}`" for name, value in asked.items())
    verdict = {True: "met", False: "missed", None: "measured"}[report.passed]
    verdict = verdict if report.reliable else "not judged"
    measured = ", ".join(
        f"{name.replace('_', ' ')} {value}" for name, value in report.measured.items() if value is not None
    )
    added = ADDED.get(check.name, {}).get(language, "").strip()
    what = f"text{f' with {added!r} at its end' if added else ''}"
    lines = [
        f"The {_LANGUAGES[language]} {what}{f', asked for {written}' if written else ''}: **{verdict}**. {measured}"
    ]
    lines += [f"* [{f.paragraph or 'text'}, {f.severity}] {f.instruction}" for f in report.findings]
    return "\n".join([lines[0], "", *lines[1:]]) if report.findings else lines[0]


def _shown(spec, value):
    if spec.kind == "bible":
        return "the bible below the texts"
    if spec.kind == "style":
        means = [f"{name} {feature['mean']}" for name, feature in value["features"].items()]
        return f"a profile with {', '.join(means)}"
    if spec.name in OTHER_TEXTS:
        return "[its first paragraph]"
    return f"{{{', '.join(f'{k}: {v}' for k, v in value.items())}}}" if isinstance(value, dict) else f"{value}"


def _quoted_texts():
    quoted = [
        "\n".join(f"> {line}".rstrip() for line in text.split("\n")) + f"\n> <br>*({_LANGUAGES[language]})*"
        for language, text in TEXTS.items()
    ]
    names = "; ".join(
        f"{_LANGUAGES[language]}: {', '.join(c['name'] for c in bible['characters'])}; {', '.join(bible['places'])}"
        for language, bible in BIBLE.items()
    )
    return "\n\n".join([*quoted, f"Their bible knows these characters and places. {names}."]) + "\n"
