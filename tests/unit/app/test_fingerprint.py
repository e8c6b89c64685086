"""What turns replies into results, as one hash: the texts, the code, the packages that are there."""

from dataclasses import replace

import pytest

from orchestrator.app import Sources, build_app
from orchestrator.app.fingerprint import fingerprint
from orchestrator.language.sources import SourceText


@pytest.fixture
def sources():
    app = build_app(None, {})
    return Sources.of(app.project, app.find_workflow("short-story"))


def test_it_is_the_same_for_the_same_texts_and_another_one_where_a_template_differs(sources):
    assert fingerprint(sources) == fingerprint(replace(sources))
    critic = sources.templates["critic.md.j2"]
    templates = {**sources.templates, "critic.md.j2": SourceText(critic.file, critic.text + "\nBe kind.")}
    assert fingerprint(replace(sources, templates=templates)) != fingerprint(sources)


def test_another_version_of_a_package_makes_it_another_one(sources, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    found = set()
    for version in ("1.0", "1.1"):
        (tmp_path / f"checks_of_ours-{version}.dist-info").mkdir()
        found.add(fingerprint(sources))
        (tmp_path / f"checks_of_ours-{version}.dist-info").rmdir()
    assert len(found | {fingerprint(sources)}) == 3
