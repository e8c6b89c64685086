"""What is built can be installed and finds what it carries."""

import os
import subprocess
import sys
import tarfile
import zipfile

import pytest

from tests.support.command import ROOT, document


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return folder


CARRIED = (
    "agents/critic.yaml",
    "templates/zh/critic.md.j2",
    "workflows/short-story.yaml",
    "models/built-in/model.safetensors",
    "starter/inkloom.toml",
)


def test_the_wheel_carries_cards_templates_workflows_and_the_model(built):
    names = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    for carried in CARRIED:
        assert f"orchestrator/_builtin/{carried}" in names
    assert not [name for name in names if name.startswith(("tests", "training"))]


def test_the_sdist_carries_what_the_wheel_is_made_of(built):
    names = tarfile.open(next(built.glob("*.tar.gz"))).getnames()
    root = names[0].partition("/")[0]
    for carried in [*CARRIED, "orchestrator/app/application.py", "LICENSE", "README.md"]:
        assert f"{root}/{carried}" in names
    assert not [name for name in names if "/.venv/" in name or "/.inkloom/" in name]


def test_an_installed_wheel_runs_from_anywhere(built, tmp_path):
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site),
         str(next(built.glob("*.whl")))],
        check=True,
    )  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(site)}

    def run(*command):
        return subprocess.run(
            [sys.executable, *command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )

    where = run("-c", "import orchestrator; print(orchestrator.__file__)").stdout
    assert where.startswith(str(site))
    rows = document(run("-m", "orchestrator.cli", "workflows", "--json"))
    assert "short-story" in [row["name"] for row in rows]
    assert str(site) in run("-m", "orchestrator.cli", "doctor").stdout
