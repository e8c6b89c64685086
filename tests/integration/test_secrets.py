"""Fifty secrets, planted where people and servers leave them, and looked for in everything that is written."""

import json
import sqlite3
import zlib
from contextlib import suppress

import pytest

from tests.support.loopback import answers, chat, in_a_thread, models
from tests.support.nursery import Nursery
from tests.support.tales import write_project

pytestmark = [pytest.mark.enable_socket]

NAMES = (
    "OPENAI_ORG_KEY", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "HF_TOKEN", "DATABASE_URL", "ANTHROPIC_API_KEY",
    "PASSWORD", "SSH_PRIVATE_KEY", "NETRC", "COOKIE",
)  # fmt: skip
COMMANDS = (
    ("run", "tale.yaml"),
    ("run", "tale.yaml", "--plan"),
    ("doctor",),
    ("run", "tale.yaml", "--json"),
)


def secret(number):
    return f"s3cret-{number:02}-{zlib.crc32(str(number).encode()):08x}"


class Plants:
    """Secrets given out one by one."""

    def __init__(self):
        self.count = 0

    def new(self):
        self.count += 1
        return secret(self.count)


def unpacked(store):
    """All that a store holds, its texts unpacked."""
    connection = sqlite3.connect(store)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608
                for value in row:
                    if isinstance(value, bytes):
                        yield value
                        with suppress(zlib.error):
                            yield zlib.decompress(value[1:])
                    else:
                        yield str(value).encode()
    finally:
        connection.close()


def written(folder):
    """Everything in a folder that the program wrote there, and the texts of its store."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in (".env", "inkloom.toml"):
            yield path, path.read_bytes()
        if path.name == "store.db":
            yield path, b"\n".join(unpacked(path))


def found(folder, plants):
    """The secrets that were written, and where."""
    wanted = [secret(number).encode() for number in range(1, plants.count + 1)]
    return {(path.name, one) for path, data in written(folder) for one in wanted if one in data}


def talkative(plants):
    """A server that says back what it was told, in bodies and headers, and adds secrets of its own."""
    turn = 0

    def respond(seen):
        nonlocal turn
        key = seen.headers.get("authorization", "")
        headers = [f"Set-Cookie: session={plants.new()}", f"X-Api-Key: {plants.new()}", f"Location: /{plants.new()}"]
        if seen.method == "GET":
            return answers(models("tiny", max_model_len=4096), headers=headers[:1] if plants.count < 40 else [])
        turn += 1
        if turn == 2:
            return answers({"error": {"message": f"bad gateway for {key}"}}, status=502, headers=headers[:1])
        if turn == 4:
            return answers({"error": {"message": f"wrong key {key}", "headers": key}}, status=401)
        return answers(chat(f"It slept beside {key or 'nobody'}."))

    return respond


def everywhere(plants, folder):
    """An environment and an .env full of secrets."""
    (folder / ".env").write_text("".join(f"{name}={plants.new()}\n" for name in NAMES[5:]))
    return {name: plants.new() for name in NAMES}


def test_no_secret_is_written_anywhere(tmp_path):
    plants = Plants()
    folder = write_project(tmp_path)
    environment = everywhere(plants, folder)
    said = []
    with Nursery() as nursery, in_a_thread(talkative(plants)) as server:

        def command(*arguments, **more):
            code = nursery.run(*arguments, cwd=folder, environment={**environment, **more})
            said.append((folder / "stdout").read_text() + (folder / "stderr").read_text())
            return code

        for variable in ("OPENAI_API_KEY", "INKLOOM_API_KEY"):
            for arguments in COMMANDS:
                command(*arguments, INKLOOM_MODEL=server.url, **{variable: plants.new()})
        host = server.url.removeprefix("http://").removesuffix("/v1")
        for address in (
            f"http://me:{plants.new()}@{host}",
            f"http://{plants.new()}@{host}",
            f"http://{host}?api_key={plants.new()}",
            f"http://{host},http://me:{plants.new()}@{host}",
            f"http://{host}:{plants.new()}",
        ):
            for arguments in COMMANDS[:2]:
                assert command(*arguments, "--model", address) == 2
            assert command("run", "tale.yaml", OPENAI_BASE_URL=address) == 2
            (folder / "inkloom.toml").write_text(f"[models]\nbig = {json.dumps(address)}\n")
            assert command("run", "tale.yaml", "--model", "big", "--json") == 2
            assert command("doctor", INKLOOM_MODEL="big") != 1
            (folder / "inkloom.toml").unlink()
        for arguments in (
            ("status", "last"),
            ("show", "last", "--json"),
            ("show", "last", "begin"),
            ("resume", "last"),
        ):
            command(*arguments, OPENAI_API_KEY=plants.new())
        assert server.fired["answer 401"]
        assert server.fired["answer 502"]
    assert plants.count >= 50
    shown = {one for number in range(1, plants.count + 1) if (one := secret(number)) in "\n".join(said)}
    assert (shown, found(folder, plants)) == (set(), set())
    assert "It slept beside Bearer ***." in b"\n".join(data for _, data in written(folder)).decode(errors="replace")
