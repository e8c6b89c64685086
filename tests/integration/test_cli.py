"""The command line from outside: exit codes, one JSON document, plain errors, no traceback."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.cli.main import COMMANDS
from tests.support.command import ROOT, document, inkloom
from tests.support.tiny_models import make_chat_model

TINY = """
name: tiny
description: Two words.
inputs:
  text: {type: text, max_chars: 50}
  times: {type: int, default: 1, min: 1, max: 3}
steps:
  summary: {agent: summarizer}
outputs: {summary: summary.text}
export: [md, json]
"""
REPLY = json.dumps({"summarizer": [{"text": "A short one."}]})


@pytest.fixture
def project(tmp_path):
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "replies.json").write_text(REPLY)
    return tmp_path


def run_tiny(project, *more):
    return inkloom("run", "tiny.yaml", "--model", "scripted:replies.json", *more, cwd=project)


def test_a_run_says_where_its_files_are(project):
    done = run_tiny(project, "--set", "text=Hello.")
    assert done.returncode == 0, done.stderr
    files = done.stdout.split()
    assert [f.rpartition(".")[2] for f in files] == ["md", "json"]
    assert Path(files[0]).read_text() == "A short one.\n"
    assert "summary" in done.stderr


def test_json_is_one_document_with_everything_in_it(project):
    done = run_tiny(project, "--set", "text=Hello.", "--json")
    told = document(done)
    assert told["status"] == "done"
    assert told["outputs"] == {"summary": "A short one."}
    assert told["items"] == {"done": 1, "failed": 0, "waiting": 0}
    assert told["usage"]["calls"] == 1
    assert all(file.startswith(str(project)) for file in told["files"])


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "'text' is missing"),
        (["--set", "text=x", "--set", "txet=y"], 2, "unknown input 'txet'; did you mean 'text'?"),
        (["--set", "text=x", "--set", "times=9"], 2, "'times' must be at most 3"),
        (["--set", "text=x", "--set", "times=two"], 2, "times"),
        (["--set", "text=" + "x" * 51], 2, "50"),
        (["--set", "text"], 2, "write it as --set name=value"),
        (["--set", "text=@nowhere.txt"], 2, "nowhere.txt: no such file"),
        (["--set", "text=x", "--model", "scripted:gone.json"], 2, "gone.json: no such file"),
        (["--set", "text=x", "--model", "nonsense"], 2, "nonsense"),
        (["--set", "text=x", "--model", "local:no-such-folder"], 5, "no-such-folder"),
        (["--set", "text=x", "--nope"], 2, "--nope"),
        (["--set", "text=x", "--max-calls", "0"], 2, "max-calls"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_bad_usage_is_told_in_a_sentence(project, arguments, code, says, as_json):
    done = run_tiny(project, *arguments, *(["--json"] if as_json else []))
    assert done.returncode == code, done.stderr + done.stdout
    told = json.dumps(document(done), ensure_ascii=False) if as_json else done.stderr
    assert says in told
    assert "Traceback" not in done.stderr


def test_a_workflow_that_exports_nothing_prints_its_first_output(project):
    (project / "tiny.yaml").write_text(TINY.replace("export: [md, json]", ""))
    assert run_tiny(project, "--set", "text=Hello.").stdout == "A short one.\n"


def test_a_folder_that_cannot_be_written_is_told_before_a_model_is_asked(project):
    (project / "file").touch()
    done = run_tiny(project, "--set", "text=x", "--out", "file/out", "--json")
    assert done.returncode == 2
    assert "cannot be written" in document(done)["errors"][0]["message"]
    assert document(done)["usage"]["calls"] == 0


def test_what_is_not_utf8_on_standard_input_is_told(project):
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator.cli", "check", "-"], cwd=project, input=b"caf\xe9", capture_output=True
    )
    assert done.returncode == 2
    assert b"standard input: not UTF-8 (byte 3)" in done.stderr


def test_a_model_in_the_settings_is_found_from_below_the_project(project):
    (project / "inkloom.toml").write_text('[models]\nmine = "scripted:replies.json"\n')
    (project / "drafts").mkdir()
    done = inkloom("run", "../tiny.yaml", "--set", "text=x", "--model", "mine", cwd=project / "drafts")
    assert done.returncode == 0, done.stderr


def test_a_setting_that_cannot_be_read_is_a_matter_of_usage(project):
    done = inkloom("workflows", cwd=project, environment={"INKLOOM_MODELS": "foo"})
    assert done.returncode == 2
    assert "models" in done.stderr


def test_a_failed_item_exits_with_three_and_its_reason(project):
    (project / "replies.json").write_text(json.dumps({"summarizer": ["no", "no", "no"]}))
    done = run_tiny(project, "--set", "text=x", "--json")
    assert done.returncode == 3
    assert document(done)["errors"][0]["step"] == "summary"


def test_a_spent_budget_exits_with_six(project):
    (project / "replies.json").write_text(json.dumps({"summarizer": ["no", {"text": "x"}]}))
    assert run_tiny(project, "--set", "text=x", "--max-calls", "1").returncode == 6


def test_a_broken_workflow_exits_with_two_and_shows_every_mistake(project):
    (project / "tiny.yaml").write_text(TINY.replace("summarizer", "sumarizer").replace("max_chars", "maxchars"))
    for command in (["validate", "tiny.yaml"], ["run", "tiny.yaml", "--set", "text=x"], ["graph", "tiny.yaml"]):
        done = inkloom(*command, cwd=project)
        assert done.returncode == 2
        assert done.stderr.count("tiny.yaml:") == 2
        assert "did you mean 'summarizer'?" in done.stderr
        assert "^" in done.stderr


def test_validate_tells_machines_where(project):
    (project / "bad.yaml").write_text(TINY.replace("summarizer", "sumarizer"))
    done = inkloom("validate", "tiny.yaml", "bad.yaml", "--json", cwd=project)
    good, bad = document(done)
    assert (done.returncode, good["valid"], bad["valid"]) == (2, True, False)
    assert (bad["errors"][0]["line"], bad["errors"][0]["file"]) == (8, "bad.yaml")


@pytest.mark.parametrize("name", ["short-story", "continue-text"])
def test_the_shipped_workflows_are_in_order(tmp_path, name):
    assert inkloom("validate", name, cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("command", ["agents", "checks", "workflows"])
def test_lists_are_objects_with_names(tmp_path, command):
    rows = document(inkloom(command, "--json", cwd=tmp_path))
    assert {"agents": "critic", "checks": "readability", "workflows": "short-story"}[command] in [
        r["name"] for r in rows
    ]
    assert "critic" in inkloom("agents", cwd=tmp_path).stdout


def test_a_projects_own_card_wins_over_the_shipped_one(project):
    (project / "agents").mkdir()
    (project / "templates").mkdir()
    (project / "templates" / "own.md.j2").write_text("Own prompt: {{ text.text }}")
    (project / "agents" / "summarizer.yaml").write_text(
        "role: summarizer\ntemplate: own.md.j2\ntakes: {text: Draft}\noutput: Summary\nreply: json\n"
    )
    assert run_tiny(project, "--set", "text=Hello.").returncode == 0
    rows = {row["name"]: row for row in document(inkloom("agents", "--json", cwd=project))}
    assert rows["summarizer"]["from"] == "project"
    assert rows["critic"]["from"] == "shipped"


def test_a_card_that_extends_another_is_listed_and_one_that_is_wrong_says_so(project):
    (project / "agents").mkdir()
    (project / "agents" / "terse.yaml").write_text("role: terse\nextends: summarizer\ndescription: In three words.\n")
    (project / "agents" / "lost.yaml").write_text("role: lost\nextends: summariser\n")
    rows = {row["name"]: row for row in document(inkloom("agents", "--json", cwd=project))}
    assert (rows["terse"]["makes"], rows["terse"]["description"]) == ("Summary", "In three words.")
    assert rows["terse"]["takes"] == rows["summarizer"]["takes"]
    assert rows["lost"]["description"] == "wrong: agents/lost.yaml:2:10: unknown agent 'summariser'"


@pytest.mark.parametrize(
    ("command", "text", "says"),
    [
        ("checks", "check: odd\nfind: {wrods: [a]}\n", "wrong: checks/odd.yaml:2:8: unknown key 'wrods'"),
        ("workflows", "name: odd\nsteps: {a: {agent: critc}}\noutputs: {a: a}\n", "unknown agent 'critc'"),
    ],
)
def test_what_is_wrong_stands_in_the_list_and_hides_nothing_else(project, command, text, says):
    (project / command).mkdir()
    (project / command / "odd.yaml").write_text(text)
    rows = {row["name"]: row for row in document(inkloom(command, "--json", cwd=project))}
    assert says in rows["odd"]["description"]
    assert rows["odd"]["from"] == "project"
    assert len(rows) > 2


def test_a_model_that_nobody_knows_is_told_before_any_is_asked(project):
    (project / "inkloom.toml").write_text('[models]\nstrong = "built-in"\n')
    (project / "tiny.yaml").write_text(TINY.replace("summarizer}", "summarizer, model: strnog}"))
    done = run_tiny(project, "--set", "text=Hello.")
    assert done.returncode == 2
    assert "tiny.yaml:8:39: unknown model 'strnog'" in done.stderr
    assert "did you mean 'strong'? models in inkloom.toml: strong" in done.stderr
    (project / "tiny.yaml").write_text(TINY.replace("summarizer}", "summarizer, model: strong}"))
    assert inkloom("validate", "tiny.yaml", cwd=project).returncode == 0


def test_a_file_that_cannot_be_read_does_not_hide_the_mistakes_of_the_next(project):
    (project / "latin.yaml").write_bytes(b"name: caf\xe9\n")
    done = inkloom("validate", "latin.yaml", "gone.yaml", "tiny.yaml", cwd=project)
    assert done.returncode == 2
    assert "error: latin.yaml: not UTF-8" in done.stderr
    assert "error: gone.yaml: no such file" in done.stderr
    assert "tiny.yaml: tiny is in order" in done.stdout


def test_check_measures_and_judges(tmp_path):
    (tmp_path / "a.txt").write_text("The cat sat on the mat. " * 30)
    (tmp_path / "zh.txt").write_text("在这个充满奇迹的世界里，有一只狐狸。" * 20)
    done = inkloom(
        "check",
        "a.txt",
        "zh.txt",
        "--checks",
        "readability",
        "--target",
        "readability.grade=-5",
        "--json",
        cwd=tmp_path,
    )
    english, chinese = document(done)
    assert done.returncode == 0
    assert (english["language"], english["words"], english["passed"], english["error"]) == ("en", 180, False, None)
    assert "flesch_kincaid_grade" in english["reports"][0]["measured"]
    assert chinese["language"] == "zh"
    assert "characters_per_sentence" in chinese["reports"][0]["measured"]
    strict = inkloom("check", "a.txt", "--target", "readability.grade=-5", "--strict", cwd=tmp_path)
    assert strict.returncode == 3


def test_check_of_a_file_that_is_not_there_goes_on_and_exits_with_two(tmp_path):
    (tmp_path / "a.txt").write_text("Hello.")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    done = inkloom("check", "gone.txt", "latin.txt", "a.txt", "--json", cwd=tmp_path)
    assert done.returncode == 2
    errors = [d["error"] for d in document(done)]
    assert "no such file" in errors[0]
    assert "not UTF-8" in errors[1]
    assert errors[2] is None


@pytest.mark.parametrize(
    "target", ["readability", "readability.grade", "nope.x=1", "readability.nope=1", "readability.grade=high"]
)
def test_a_target_that_makes_no_sense_is_told(tmp_path, target):
    (tmp_path / "a.txt").write_text("Hello.")
    done = inkloom("check", "a.txt", "--target", target, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_settings_come_from_the_project_and_flags_win(project):
    (project / "inkloom.toml").write_text('model = "mine"\n[models]\nmine = "scripted:replies.json"\n')
    assert inkloom("run", "tiny.yaml", "--set", "text=x", cwd=project).returncode == 0
    missing = inkloom("run", "tiny.yaml", "--set", "text=x", "--model", "scripted:gone.json", cwd=project)
    assert missing.returncode == 2
    (project / "inkloom.toml").write_text("modle = 'x'\n")
    assert "modle" in inkloom("run", "tiny.yaml", "--set", "text=x", cwd=project).stderr


def test_schema_is_json_schema(tmp_path):
    schema = document(inkloom("schema", cwd=tmp_path))
    assert "steps" in schema["properties"]
    assert "takes" in document(inkloom("schema", "--card", cwd=tmp_path))["properties"]


def test_init_writes_a_project_that_is_in_order_and_never_overwrites_one(tmp_path):
    assert inkloom("init", "novel", cwd=tmp_path).returncode == 0
    valid = inkloom("validate", "letter", cwd=tmp_path / "novel")
    assert valid.returncode == 0, valid.stderr
    assert (tmp_path / "novel" / "workflow.schema.json").exists()
    again = inkloom("init", "novel", cwd=tmp_path)
    assert again.returncode == 2
    assert "is there already" in again.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(tmp_path, command):
    done = inkloom(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "Usage: inkloom " + command in done.stdout


def test_an_unknown_command_is_answered_with_the_nearest(tmp_path):
    done = inkloom("rnu", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean 'run'?" in done.stderr


def test_help_imports_nothing_heavy(tmp_path):
    code = (
        "import sys\nfrom orchestrator.cli.main import cli\n"
        "try:\n    cli.main(['--help'], standalone_mode=False)\nfinally:\n"
        "    print([m for m in ('torch', 'transformers', 'pydantic', 'jinja2', 'networkx') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


ENDLESS = """
name: endless
steps:
  a:
    loop: {max: 100, until: b == 'never'}
    steps: {b: {agent: continuer, with: {text: "'Once'"}}}
    result: b
outputs: {a: a}
"""


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_ends_soon_with_its_code_and_its_document(project, sent, code):
    make_chat_model(project / "model")
    (project / "endless.yaml").write_text(ENDLESS)
    command = [sys.executable, "-m", "orchestrator.cli", "run", "endless.yaml", "--model", "local:model", "--json"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert "a#1" in process.stderr.readline(), "the run has not begun"
        process.send_signal(sent)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert json.loads(out)["errors"][0]["error"] == "Interrupted"
    assert "Traceback" not in err
