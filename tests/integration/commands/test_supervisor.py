"""The supervisor of `make run`: what dies is started again, Ctrl-C leaves nothing, refusals are one sentence."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from backend.commands.pwa import digest_of_sources
from backend.commands.supervisor import MAX_FAILED_STARTS, Program, Supervisor
from backend.commands.surroundings import CannotRun, answering, port, refuse_taken_port

PATIENCE = 20.0
# Writes its pid and waits; in a group with a child of its own, like the web server with its workers.
FAMILY = """
import os, pathlib, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {child.pid}")
child.wait()
"""


async def until(true: Callable[[], bool]) -> None:
    """Returns once `true()`; fails after PATIENCE."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.02)


def pids(note: Path) -> list[int]:
    return [int(word) for word in note.read_text().split()] if note.exists() else []


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


async def test_a_killed_program_is_started_again_and_its_orphans_are_ended(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    supervisor = Supervisor(os.environ, tmp_path)
    supervisor.keep(Program("family", [sys.executable, "-c", FAMILY, str(note)]))
    await until(lambda: len(pids(note)) == 2)
    first = pids(note)
    os.kill(first[0], signal.SIGKILL)
    await until(lambda: len(pids(note)) == 2 and pids(note) != first)
    assert all(gone(pid) for pid in first)
    second = pids(note)
    await supervisor.stop()
    await until(lambda: all(gone(pid) for pid in second))


async def test_a_program_that_never_stands_is_given_up(tmp_path: Path) -> None:
    supervisor = Supervisor(os.environ, tmp_path, restart_seconds=0.01)
    supervisor.keep(Program("broken", [sys.executable, "-c", "raise SystemExit(3)"]))
    sentence = await asyncio.wait_for(supervisor.failed, PATIENCE)
    await supervisor.stop()
    assert sentence == f"`broken` ended {MAX_FAILED_STARTS} times in a row (last exit code 3)."


async def test_a_step_that_fails_stops_the_start(tmp_path: Path) -> None:
    supervisor = Supervisor(os.environ, tmp_path)
    with pytest.raises(CannotRun, match="`step` failed"):
        await supervisor.run_once(Program("step", [sys.executable, "-c", "raise SystemExit(1)"]))
    await supervisor.stop()


def test_a_port_in_use_is_one_sentence_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(CannotRun, match=f"Port {number} cannot be used .*PORT=") as refusal:
            refuse_taken_port("127.0.0.1", number)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CannotRun, match="PORT must be"):
        port({"PORT": text})


@pytest.mark.parametrize("text", ["1", "65535", ""])
def test_a_port_at_the_ends_of_the_range_is_taken(text: str) -> None:
    assert port({"PORT": text}) == int(text or 8080)


def test_a_database_that_is_not_there_or_no_postgresql_is_one_sentence_without_the_password() -> None:
    for url in ("postgresql://me:hush@127.0.0.1:1/none", "mysql://me:hush@localhost/none"):
        with pytest.raises(CannotRun) as refusal:
            answering(url)
        assert "hush" not in str(refusal.value)
        assert "\n" not in str(refusal.value)


def test_the_command_ends_with_one_on_a_refusal() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = {**os.environ, "PORT": str(taken.getsockname()[1])}
        done = subprocess.run(
            [sys.executable, "-m", "backend.cli", "run"], env=env, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("lianzheng: Port ")
    assert done.stderr.count("\n") == 1


def test_the_app_is_stale_when_a_source_changes_and_not_when_its_output_does(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.ts").write_text("1")
    before = digest_of_sources(tmp_path)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.js").write_text("1")
    assert digest_of_sources(tmp_path) == before
    (tmp_path / "src" / "a.ts").write_text("2")
    assert digest_of_sources(tmp_path) != before
