"""The supervisor of `make run`: what dies is started again, stopping leaves nothing."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from backend.commands.pwa import digest_of_sources
from backend.commands.supervisor import MAX_FAILED_STARTS, Program, Supervisor
from backend.commands.surroundings import CannotRun

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


def test_the_app_is_stale_when_a_source_changes_and_not_when_its_output_does(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.ts").write_text("1")
    before = digest_of_sources(tmp_path)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.js").write_text("1")
    assert digest_of_sources(tmp_path) == before
    (tmp_path / "src" / "a.ts").write_text("2")
    assert digest_of_sources(tmp_path) != before
