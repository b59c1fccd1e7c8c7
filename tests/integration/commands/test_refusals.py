"""`make run` refused: one sentence that says what to mend, exit code 1, never a password in it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from backend.adapters.postgres_embedded import UNSAFE_BUT_FAST, embedded_postgres
from backend.commands.surroundings import CannotRun, answering, port, refuse_missing_tools, refuse_taken_port


@pytest.fixture
def guarded_database() -> Iterator[str]:
    """The address of a server that asks `stranger` for his password, which is not in it."""
    with tempfile.TemporaryDirectory(prefix="lz-pg-") as name:
        Path(name).chmod(0o755)
        data = Path(name) / "data"
        with (
            embedded_postgres(data, settings=UNSAFE_BUT_FAST, tell=lambda _: None),
            psycopg.connect(host=str(data), user="postgres", dbname="lianzheng", autocommit=True) as admin,
        ):
            rules = (data / "pg_hba.conf").read_text("utf-8")
            (data / "pg_hba.conf").write_text(f"local all stranger scram-sha-256\n{rules}", "utf-8")
            admin.execute("CREATE ROLE stranger LOGIN PASSWORD 'right'")
            admin.execute("SELECT pg_reload_conf()")
            until_passwords_are_asked_for(data)
            yield f"postgresql://stranger:PASSWORD@/lianzheng?host={data}"


def until_passwords_are_asked_for(data: Path) -> None:
    """Returns once the server has read its rules again, which it does in its own time."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(data), user="stranger", dbname="lianzheng").close()
        except psycopg.OperationalError:
            return
    raise AssertionError("the server lets strangers in without a password")


def refused(url: str) -> str:
    """Returns the one sentence with which `url` is refused."""
    with pytest.raises(CannotRun) as refusal:
        answering(url)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_a_wrong_password_to_the_database(guarded_database: str) -> None:
    sentence = refused(guarded_database.replace("PASSWORD", "hush"))
    assert sentence.endswith('password authentication failed for user "stranger"')
    assert "hush" not in sentence
    assert answering(guarded_database.replace("PASSWORD", "right")).startswith("postgresql+psycopg://")


def test_a_database_that_is_not_there_or_is_no_postgresql() -> None:
    assert "hush" not in refused("postgresql://me:hush@127.0.0.1:1/none")
    assert "only PostgreSQL" in refused("mysql://me:hush@localhost/none")


def test_a_port_in_use_is_said_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(CannotRun, match=f"Port {number} cannot be used .*PORT=") as refusal:
            refuse_taken_port("127.0.0.1", number)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none(text: str) -> None:
    with pytest.raises(CannotRun, match="PORT must be"):
        port({"PORT": text})


@pytest.mark.parametrize("text", ["1", "65535", ""])
def test_a_port_at_the_ends_of_the_range_is_taken(text: str) -> None:
    assert port({"PORT": text}) == int(text or 8080)


def test_a_missing_tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotRun, match="ffmpeg, ffprobe, node, npm; `make setup`"):
        refuse_missing_tools()


def test_the_command_ends_with_one_and_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = {**os.environ, "PORT": str(taken.getsockname()[1])}
        done = subprocess.run(
            [sys.executable, "-m", "backend.cli", "run"], env=env, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("lianzheng: Port ")
    assert done.stderr.count("\n") == 1
