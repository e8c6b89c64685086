"""The filters that books need, and inputs that take a domain object."""

import pytest

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.domain.errors import DefinitionError
from tests.support.running import compiled, run_one

OUTER = """
name: outer
steps:
  inner: {workflow: inner, with: {book: "{'title': 'T', 'chapters': [{'title': 'A', 'scenes': SCENES}]}"}}
outputs: {out: inner.out}
"""
INNER = """
name: inner
inputs: {book: {type: json, of: Book}}
steps:
  ids:
    foreach: inputs.book.chapters
    as: chapter
    steps: {id: {render: id.txt.j2, with: {id: "chapter.scenes[0].id ~ ' ' ~ chapter.number"}}}
    result: id
outputs: {out: ids}
"""
TEMPLATES = {"id.txt.j2": "{{ id }}", "out.txt.j2": "{{ out }}"}


def outer(scenes):
    return compiled(OUTER.replace("SCENES", scenes), workflows={"inner": INNER}, templates=TEMPLATES)


def expression(text):
    return compiled(
        f"name: one\ninputs: {{text: {{type: text, default: ''}}}}\nsteps:\n"
        f'  out: {{render: out.txt.j2, with: {{out: "{text}"}}}}\noutputs: {{out: out}}\n',
        templates=TEMPLATES,
    )


async def value(text, given=""):
    result = await run_one(expression(text), ScriptedModel(), {"text": given} if given else {})
    assert result.status == "done", result.failures
    return result.outputs["out"]


def mistake(text):
    with pytest.raises(DefinitionError) as wrong:
        expression(text)
    return wrong.value.diagnostics[0].message


async def test_a_workflow_is_handed_a_domain_object_with_what_that_fills_in():
    result = await run_one(outer("[{'heading': 'H', 'goal': 'G'}]"), ScriptedModel())
    assert result.outputs["out"] == "c1s1 1"


def test_a_mapping_that_is_no_such_object_is_told_where_it_is_written():
    with pytest.raises(
        DefinitionError, match=r"4:41: 'book' is no Book: chapters\.0\.scenes: tuple should have at least"
    ):
        outer("[]")


def test_the_fields_of_a_domain_object_are_known_in_the_workflow_that_takes_it():
    with pytest.raises(DefinitionError, match="has no field 'chapter'"):
        compiled(INNER.replace("inputs.book.chapters", "inputs.book.chapter"), templates=TEMPLATES)


async def test_typed_makes_a_domain_object_whose_fields_are_known():
    book = "({'title': 'T', 'chapters': [{'title': 'A', 'scenes': [{'heading': 'H', 'goal': 'G'}]}]} | typed('Book'))"
    assert await value(f"({book}.chapters | first).id") == "c1"
    assert mistake(f"{book}.chapter") == "this | typed (Book) has no field 'chapter'"


def test_typed_takes_the_name_of_a_type():
    assert mistake("{'title': 'T'} | typed('Boook')") == "typed takes the name of a domain type, or any"
    assert mistake("{'title': 'T'} | typed") == "typed takes the name of a domain type, or any"


async def test_typed_any_forgets_a_type():
    assert await value("([1] | typed('any')) + ['a']") == '[1, "a"]'


async def test_a_mapping_that_does_not_fit_fails_the_item_and_is_no_fault():
    result = await run_one(expression("{'title': ''} | typed('Book')"), ScriptedModel())
    assert result.status == "failed"
    assert result.failures[0].error == "ExpressionError"


async def test_the_chapters_of_a_manuscript_of_a_million_and_a_half_characters_are_told_apart():
    text = "".join(f"第{number}章\n{'天黑了。' * 1250}\n" for number in range(1, 300))
    assert len(text) > 1_490_000
    assert await value("inputs.text | heading_after(1, '雨')", text) == "第300章"
    assert await value("(inputs.text | chaptered).chapters | typed('any') | length", text) == "299"


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("inputs.text | guess_language", "小狐狸 lost 风筝", "zh"),
        ("inputs.text | guess_language", "The fox", "en"),
        ("(inputs.text | chaptered).title", "# T\n\n## A\n\nx\n\n## B\n\ny", "T"),
        (
            "(inputs.text | chaptered).chapters | map(attribute='number') | list",
            "第一章\n\n一\n\n第二章\n\n二",
            "[1, 2]",
        ),
        ("inputs.text | chunks(2) | length", "One two.\n\nThree.\n\nFour.", "2"),
        ("['A', 'a', 'a (2)', ''] | told_apart | join('; ')", "", "A; a (2); a (2) (2);"),
        ("{'places': ['a'], 'promises': ['P.']} | core(50) | tojson | length > 60", "", "True"),
        ("({'promises': ['P.']} | recalled(1, 100)).promises | first", "", "P."),
    ],
)
async def test_what_they_give(text, given, expected):
    assert await value(text, given) == expected
