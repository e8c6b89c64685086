"""``inkloom batch`` as people use it: a process of its own against a server, what it writes, prints and exits with."""

import csv
import json

import pytest

from tests.support import roles
from tests.support.command import ROOT, document, inkloom
from tests.support.loopback import answers, chat, in_a_thread, models

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def server():
    with in_a_thread(roles.responding()) as server:
        yield server


@pytest.fixture
def project(tmp_path):
    (tmp_path / "inkloom.toml").write_text("")
    (tmp_path / "tale.yaml").write_text(roles.WORKFLOW)
    return tmp_path


def table(project, premises, name="items.csv", columns=("premise",)):
    with (project / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([row] if isinstance(row, str) else row for row in premises)
    return name


def batch(project, server, *options, command=("batch", "tale.yaml"), json_=True, code=0, said=""):
    shown = ["--json"] if json_ else []
    done = inkloom(*command, "--model", server.url, *shown, "--progress", "none", *options, cwd=project, said=said)
    assert done.returncode == code, done.stdout + done.stderr
    return document(done) if json_ else done


def results(told):
    with open(told["files"][0], encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def foxes(count, first=0):
    return [f"Fox {number} seeks a bell." for number in range(first, first + count)]


def test_every_row_is_an_item_and_its_results_stand_in_the_order_of_the_table(project, server):
    items = table(project, foxes(30))
    told = batch(project, server, "--items", items)
    rows = results(told)
    assert [row["row"] for row in rows] == list(range(1, 31))
    assert all(row["status"] == "done" and row["outputs"]["tale"].endswith("The bell was not there.") for row in rows)
    assert rows[0]["usage"] == {"calls": 3, "cached": 0, "prompt_tokens": 150, "completion_tokens": 60}
    assert rows[0]["scores"] == {"critique": 9.0}
    assert told["items"] == {"done": 30, "failed": 0, "waiting": 0, "open": 0}
    assert told["usage"]["calls"] == roles.completions(server) == 90
    assert len({row["item"] for row in rows}) == 30


def test_rows_added_later_are_the_only_ones_that_are_asked_for(project, server):
    batch(project, server, "--items", table(project, foxes(20)))
    before = roles.completions(server)
    told = batch(project, server, "--items", table(project, foxes(3, 100) + foxes(20)))
    assert (told["usage"]["calls"], told["usage"]["cached"]) == (9, 60)
    assert roles.completions(server) - before == 9
    assert [row["status"] for row in results(told)] == ["done"] * 23
    found = {row["row"]: row for row in results(told)}
    assert found[4]["usage"] == {"calls": 0, "cached": 3, "prompt_tokens": 0, "completion_tokens": 0}
    # What was done before is as readable in the new run as in the one that did it, also once that one is forgotten.
    for _ in range(2):
        shown = inkloom("show", "last", "draft", "--item", found[4]["item"], "--json", cwd=project)
        assert "The bell was not there." in shown.stdout
        assert inkloom("gc", "--keep", "1", cwd=project).returncode == 0
    again = batch(project, server, "--items", "items.csv")
    assert (again["usage"]["calls"], again["usage"]["cached"]) == (0, 69)
    assert [row["outputs"] for row in results(again)] == [row["outputs"] for row in results(told)]


def test_what_is_done_is_done_anew_as_far_as_a_template_the_seed_or_the_model_has_changed(project, server):
    items = table(project, foxes(4))
    batch(project, server, "--items", items)
    (project / "templates").mkdir()
    text = (ROOT / "templates" / "critic.md.j2").read_text(encoding="utf-8")
    (project / "templates" / "critic.md.j2").write_text(
        text.replace("You find what stops", "You see what stops"), encoding="utf-8"
    )
    told = batch(project, server, "--items", items)
    assert (told["usage"]["calls"], told["usage"]["cached"]) == (4, 8)
    told = batch(project, server, "--items", items, "--seed", "5")
    assert (told["usage"]["calls"], told["usage"]["cached"]) == (12, 0)
    workflow = (project / "tale.yaml").read_text()
    (project / "tale.yaml").write_text(workflow.replace("title: outline.title}", "title: outline.logline}"))
    told = batch(project, server, "--items", items)
    assert (told["usage"]["calls"], told["usage"]["cached"]) == (0, 12)
    assert {row["outputs"]["title"] for row in results(told)} == {"A fox seeks a bell."}


def test_items_are_known_by_a_column_and_two_of_one_key_are_a_mistake_of_the_second(project, server):
    rows = [("b-1", "Fox 1."), ("b-2", "Fox 2."), ("b-1", "Fox 3."), ("", "Fox 4.")]
    items = table(project, rows, columns=("sku", "premise"))
    told = batch(project, server, "--items", items, "--key", "sku", code=3)
    assert [(row["item"], row["status"], row["reason"]) for row in results(told)] == [
        ("b-1", "done", ""),
        ("b-2", "done", ""),
        ("b-1~2", "failed", "items.csv:4: the key 'b-1' is that of line 2"),
        ("line 5", "failed", "items.csv:5: the key 'sku' is empty"),
    ]
    shown = inkloom("show", "last", "outline", "--item", "b-2", "--json", cwd=project)
    assert "Fox 2." in shown.stdout


POISON = {
    "a bad value": ("Fox.", "many"),
    "over-long": ("x" * 300, "1"),
    "refused": (f"Fox with {roles.REFUSED}.", "1"),
    "looping": (f"Fox with {roles.LOOPING}.", "1"),
    "too long for the model": (f"Fox with {roles.TOO_LONG}.", "1"),
}


def poisoned(count):
    """``count`` rows, five of them poison, each of another kind, and where they stand, from 1."""
    rows = [(premise, "1") for premise in foxes(count)]
    places = {kind: count * number // len(POISON) + 1 for number, kind in enumerate(POISON)}
    for kind, place in places.items():
        rows[place - 1] = POISON[kind]
    return rows, places


def test_of_500_rows_with_five_of_poison_495_are_done_and_retry_asks_for_the_others_alone(project, server):
    rows, places = poisoned(500)
    items = table(project, rows, columns=("premise", "scenes"))
    told = batch(project, server, "--items", items, code=3)
    assert told["items"] == {"done": 495, "failed": 5, "waiting": 0, "open": 0}
    assert told["failures"] == {"BadRow": 2, "ModelError": 2, "ReplyError": 1}
    found = {row["row"]: row for row in results(told)}
    assert [row for row, line in found.items() if line["status"] == "failed"] == sorted(places.values())
    reasons = {kind: (found[place]["step"], found[place]["reason"]) for kind, place in places.items()}
    assert reasons["a bad value"] == ("", "items.csv:2: 'scenes' must be a whole number, not 'many'")
    assert reasons["over-long"] == ("", "items.csv:102: 'premise' has 300 characters; at most 200 fit")
    assert reasons["refused"] == ("outline", "outline: the server answered 400: this cannot be written")
    step, why = reasons["looping"]
    assert (step, "the reply repeats itself" in why) == ("outline", True)
    step, why = reasons["too long for the model"]
    assert (step, "4096 tokens" in why) == ("outline", True)
    seen, made = len(server.requests), roles.completions(server)
    again = batch(project, server, command=("retry", "last"), code=3)
    assert again["items"] == told["items"]
    asked = [request.body.decode() for request in server.requests[seen:] if request.method == "POST"]
    assert asked
    assert all(any(word in body for word in roles.POISON) for body in asked)
    print(f"500 rows: {told['items']}, {told['failures']}, {made} calls; retry: {len(asked)} calls")


def test_rows_that_failed_are_done_once_the_server_takes_them_and_nothing_else_is_asked_for(project, server):
    rows, _ = poisoned(20)
    items = table(project, rows, columns=("premise", "scenes"))
    batch(project, server, "--items", items, code=3)
    with in_a_thread(roles.responding(poison=False)) as cured:
        told = batch(project, cured, command=("retry", "last"), code=3)
        assert told["items"] == {"done": 18, "failed": 2, "waiting": 0, "open": 0}
        assert told["failures"] == {"BadRow": 2}
        # What was looping is kept, and so the step has one more try; the others begin anew.
        assert roles.completions(cured) == told["usage"]["calls"] == 9
    lines = results(told)
    assert [line["row"] for line in lines if line["status"] == "failed"] == [1, 5]
    assert len({line["outputs"]["tale"] for line in lines if line["status"] == "done"}) == 18


def test_it_stops_when_too_many_have_failed_and_can_be_gone_on_with(project, server):
    rows = [f"Fox {number} with {roles.REFUSED}." for number in range(40)] + foxes(200)
    told = batch(project, server, "--items", table(project, rows), "--max-failures", "2%", "--concurrency", "2", code=3)
    assert told["stopped"].startswith("5 of 240 items have failed")
    assert told["items"]["open"] > 0
    assert told["usage"]["calls"] < 60
    resumed = batch(project, server, command=("resume", "last"), code=3)
    assert resumed["items"] == {"done": 200, "failed": 40, "waiting": 0, "open": 0}


def test_a_table_that_is_worse_than_that_is_not_begun(project, server):
    items = table(project, [("Fox.", "many")] * 5 + [("Hen.", "1")] * 5, columns=("premise", "scenes"))
    told = batch(project, server, "--items", items, "--max-failures", "4", code=3)
    assert told["stopped"] == "5 of 10 items have failed (--max-failures 4)"
    assert roles.completions(server) == 0


def test_a_budget_is_kept_and_nothing_beyond_it_is_begun(project, server):
    items = table(project, foxes(100))
    told = batch(project, server, "--items", items, "--max-calls", "30", "--concurrency", "4", code=6)
    assert (told["status"], told["usage"]["calls"]) == ("waiting", 30)
    assert told["items"]["done"] > 0
    assert told["items"]["open"] + told["items"]["waiting"] + told["items"]["done"] == 100
    resumed = batch(project, server, command=("resume", "last"))
    assert resumed["items"]["done"] == 100
    assert roles.completions(server) == 300


def test_a_trial_run_checks_every_row_and_asks_nobody(project, server):
    items = table(project, poisoned(100)[0], columns=("premise", "scenes"))
    done = batch(project, server, "--items", items, "--dry-run", json_=False, code=3)
    assert done.stdout == (
        "items.csv:2: 'scenes' must be a whole number, not 'many'\n"
        "items.csv:22: 'premise' has 300 characters; at most 200 fit\n"
        "98 of 100 rows fit\n"
        "they would make 294 calls; replies of at most 421,400 tokens\n"
    )
    assert server.requests == []
    batch(project, server, "--items", table(project, foxes(10), "other.csv"))
    told = batch(project, server, "--items", items, "--dry-run", code=3)
    assert told["estimate"]["most"] == 294
    assert told["estimate"]["tokens"] == 98 * 210
    assert told["estimate"]["as_in_run"]


def test_json_lines_come_in_on_stdin_and_go_out_as_they_end(project, server):
    said = "".join(json.dumps({"about": premise}) + "\n" for premise in foxes(5))
    options = ("--items", "-", "--map", "premise=about", "--results", "-")
    done = batch(project, server, *options, json_=False, said=said)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(row["row"] for row in rows) == [1, 2, 3, 4, 5]
    assert {row["status"] for row in rows} == {"done"}


def test_columns_and_options_that_do_not_fit_are_told_at_once(project, server):
    items = table(project, [("Fox.", "1")], columns=("premisse", "number"))
    told = batch(project, server, "--items", items, "--map", "scene=number", "--key", "sku", code=2)
    message = told["errors"][0]["message"]
    assert "no input 'scene'; did you mean 'scenes'?" in message
    assert "no column 'sku'" in message
    assert "nothing gives 'premise'" in message
    assert told["errors"][0]["hint"] == "the columns of items.csv: premisse, number"
    assert "no results file" in batch(project, server, "--items", items, "--map", "premise=premisse", "--results",
                                      "r.xls", code=2)["errors"][0]["message"]  # fmt: skip
    twice = ("--map", "premise=premisse", "--map", "premise=number")
    told = batch(project, server, "--items", items, *twice, code=2)["errors"][0]
    assert told["message"] == "--map premise=number: 'premise' is in column premisse already"
    both = ("--map", "premise=premisse", "--set", "premise=Fox.")
    told = batch(project, server, "--items", items, *both, code=2)["errors"][0]
    assert told["message"] == "--map premise=premisse: --set gives 'premise' as well"
    (project / "r.csv").mkdir()
    assert "a folder of that name" in batch(project, server, "--items", items, "--map", "premise=premisse", "--results",
                                            "r.csv", code=2)["errors"][0]["message"]  # fmt: skip
    (project / "empty.csv").write_text("premise\n")
    assert "no items" in batch(project, server, "--items", "empty.csv", code=2)["errors"][0]["message"]
    assert roles.completions(server) == 0


def test_no_cell_of_a_csv_of_results_is_a_formula(project):
    def dangerous(seen):
        if seen.method == "GET":
            return answers(models("tiny", max_model_len=4096))
        role = roles.role_of(seen.json)
        reply = {"planner": json.dumps({"title": "=HYPERLINK(1)", "logline": "+1", "scenes": [roles.SCENE]})}
        return answers(chat(reply.get(role) or {"drafter": "@SUM(A1) rang the bell."}.get(role, roles.REPLIES[role])))

    (project / "tale.yaml").write_text(
        roles.WORKFLOW.replace("title: outline.title}", "title: outline.title, l: outline.logline}")
    )
    items = table(project, [("-1", "Fox 1.")], columns=("sku", "premise"))
    with in_a_thread(dangerous) as server:
        batch(project, server, "--items", items, "--key", "sku", "--results", "r.csv")
    (row,) = csv.DictReader((project / "r.csv").read_text("utf-8").splitlines())
    assert (row["item"], row["title"], row["l"]) == ("'-1", "'=HYPERLINK(1)", "'+1")
    assert row["tale"] == "'@SUM(A1) rang the bell."


@pytest.mark.parametrize(("limit", "stopped"), [("3", ""), ("1.5%", ""), ("2", "3 of 200"), ("0.5%", "2 of 200")])
def test_so_many_may_fail_and_the_next_one_stops_it(project, server, limit, stopped):
    rows = [f"Fox {number} with {roles.REFUSED}." for number in range(3)] + foxes(197)
    items = table(project, rows)
    told = batch(project, server, "--items", items, "--max-failures", limit, "--concurrency", "1", code=3)
    said = f"{stopped} items have failed (--max-failures {limit})" if stopped else ""
    assert (told["stopped"], told["items"]["open"] > 0) == (said, bool(stopped))


def test_tokens_are_a_budget_as_calls_are(project):
    items = table(project, foxes(40))
    # Slower than the disk, as models are: else the next item's call goes out while a reply is being kept.
    with in_a_thread(roles.responding(after=0.2)) as server:
        told = batch(project, server, "--items", items, "--max-tokens", "700", "--concurrency", "2", code=6)
        used = told["usage"]["prompt_tokens"] + told["usage"]["completion_tokens"]
        assert 700 <= used <= 700 + 2 * 70  # what was in flight when the last one was counted
        assert told["items"]["done"] >= 2
        assert batch(project, server, "--concurrency", "40", command=("resume", "last"))["items"]["done"] == 40


def test_csv_comes_in_on_stdin_with_its_columns_mapped_and_its_lines_in_the_reasons(project, server):
    said = "about,n\nFox 1.,1\nFox 2.,many\n"
    told = batch(project, server, "--items", "-", "--map", "premise=about", "--map", "scenes=n", said=said, code=3)
    assert [row["status"] for row in results(told)] == ["done", "failed"]
    assert told["errors"][0]["message"] == "standard input:3: 'scenes' must be a whole number, not 'many'"


def test_what_is_the_same_for_all_is_said_once_and_an_empty_cell_is_the_default(project, server):
    rows = [("Fox 1.", "2"), ("Fox 2.", "")]
    items = table(project, rows, columns=("premise", "scenes"))
    batch(project, server, "--items", items)
    asked = [request.body.decode() for request in server.requests if b"planner" in request.body]
    assert sorted("Scenes: 2" in body for body in asked) == [False, True]
    server.requests.clear()
    batch(project, server, "--items", items, "--set", "scenes=3")
    asked = [request.body.decode() for request in server.requests if b"planner" in request.body]
    assert all("Scenes: 3" in body for body in asked)
    assert len(asked) == 2


def test_files_are_written_for_each_item_where_the_workflow_exports(project, server):
    (project / "tale.yaml").write_text(roles.WORKFLOW + "export: [md]\n")
    items = table(project, [("../b", "Fox 1."), ("a", "Fox 2.")], columns=("sku", "premise"))
    told = batch(project, server, "--items", items, "--key", "sku")
    folder = project / "out" / f"tale-{told['run']}"
    assert told["files"] == [str(folder / "results.jsonl"), str(folder)]
    names = sorted(path.name for path in folder.iterdir())
    assert [name.partition("-")[0] for name in names] == ["_b", "a.md", "results.jsonl"]
    assert (folder / "a.md").read_text().endswith("The bell was not there.\n")


def test_a_reader_is_told_each_kind_of_failure_once_with_the_row_to_look_at(project, server):
    rows, _ = poisoned(20)
    items = table(project, rows, columns=("premise", "scenes"))
    done = batch(project, server, "--items", items, json_=False, code=3)
    told = done.stderr.splitlines()
    assert told[0] == "2 × BadRow, such as items.csv:2: 'scenes' must be a whole number, not 'many'"
    assert told[1].startswith("2 × ModelError, such as row 9 (")
    assert told[1].endswith("): outline: the server answered 400: this cannot be written")
    assert told[2].startswith("1 × ReplyError, such as row 13 (")
    shown = inkloom("status", "last", cwd=project).stdout
    assert "line 2: items.csv:2: 'scenes' must be a whole number, not 'many'" in shown.splitlines()


def test_progress_is_told_to_machines_and_the_last_line_is_the_end(project, server):
    items = table(project, [*foxes(10), f"Fox with {roles.REFUSED}."])
    done = inkloom("batch", "tale.yaml", "--items", items, "--model", server.url, "--progress", "json", cwd=project)
    assert done.returncode == 3
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert lines[-1]["items"] == {"total": 11, "done": 10, "failed": 1, "waiting": 0, "open": 0}
    assert lines[-1]["calls"] == roles.completions(server) == 31  # the one that was refused was sent as well
    assert lines[-1]["failures"] == {"ModelError": 1}


def test_who_waits_for_a_person_waits_alone_and_is_answered_by_name(project, server):
    (project / "tale.yaml").write_text(
        roles.WORKFLOW.replace("outputs:", "  fine: {human: approve, of: draft}\noutputs:")
    )
    items = table(project, [("a", "Fox 1."), ("b", "Fox 2.")], columns=("sku", "premise"))
    told = batch(project, server, "--items", items, "--key", "sku", code=6)
    assert told["items"] == {"done": 0, "failed": 0, "waiting": 2, "open": 0}
    seen = roles.completions(server)
    for item, code in (("a", 6), ("b", 0)):
        answered = inkloom("approve", "last", "fine", "--item", item, "--model", server.url, "--json", cwd=project)
        assert answered.returncode == code, answered.stdout + answered.stderr
    assert document(answered)["items"] == {"done": 2, "failed": 0, "waiting": 0, "open": 0}
    assert roles.completions(server) == seen


def test_items_that_read_as_an_earlier_one_does_are_named(project):
    with in_a_thread(roles.responding(alike=True)) as server:
        told = batch(project, server, "--items", table(project, foxes(4)))
    first, *others = results(told)
    assert told["alike"] == 3
    assert [row["like"] for row in (first, *others)] == ["", first["item"], first["item"], first["item"]]


def test_results_are_written_as_csv_and_parquet_as_well(project, server):
    items = table(project, foxes(3))
    batch(project, server, "--items", items, "--results", "r/tales.csv")
    with (project / "r" / "tales.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["row"] for row in rows] == ["1", "2", "3"]
    assert all(row["title"].startswith("Bell ") for row in rows)
    parquet = pytest.importorskip("pyarrow.parquet")
    batch(project, server, "--items", items, "--results", "tales.parquet")
    assert parquet.read_table(project / "tales.parquet").column("title").to_pylist() == [row["title"] for row in rows]
