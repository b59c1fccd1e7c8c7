"""Starts processes, prefixes their lines, starts again what died, and stops all of them together."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.commands.surroundings import CannotRun

STOP_SECONDS = 15.0  # a media job in hand may end; a killed one is done again
HEALTHY_SECONDS = 20.0  # one that lived shorter than this failed at its start
MAX_FAILED_STARTS = 5
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)  # loaded here: a child between fork and exec should not load anything


@dataclass(frozen=True)
class Program:
    """One thing to run; `name` stands before each of its lines."""

    name: str
    command: Sequence[str]


class Supervisor:
    """Keeps programs running until `stop`; use inside one event loop on the main thread."""

    def __init__(self, env: Mapping[str, str], folder: Path, *, restart_seconds: float = 1.0) -> None:
        self._env = dict(env)
        self._folder = folder
        self._restart_seconds = restart_seconds
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()
        self.failed: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def keep(self, program: Program) -> None:
        """Starts `program` and starts it again whenever it ends, until `stop`."""
        self._keepers.append(asyncio.create_task(self._keep(program)))

    async def run_once(self, program: Program) -> None:
        """Runs `program` to its end, its output unprefixed. Raises CannotRun if it failed."""
        process = await self._spawn(program, prefixed=False)
        code = await process.wait()
        self._running.pop(program.name, None)
        if code != 0 and not self._stopping.is_set():
            raise CannotRun(f"`{program.name}` failed (exit code {code}); its own words stand above.")

    async def stop(self) -> None:
        """Asks everything to end, waits, kills what does not; returns when nothing is left."""
        self._stopping.set()
        for process in self._running.values():
            _signal_group(process, signal.SIGTERM)
        waits = [asyncio.create_task(process.wait()) for process in self._running.values()]
        if waits:
            await asyncio.wait(waits, timeout=STOP_SECONDS)
        self.kill()
        await asyncio.gather(*waits, *self._keepers, return_exceptions=True)

    def kill(self) -> None:
        """Ends everything at once, as a second Ctrl-C asks."""
        for process in self._running.values():
            _signal_group(process, signal.SIGKILL)

    async def _keep(self, program: Program) -> None:
        failed_starts = 0
        while not self._stopping.is_set():
            began = asyncio.get_running_loop().time()
            process = await self._spawn(program, prefixed=True)
            code = await process.wait()
            _signal_group(process, signal.SIGKILL)  # workers of a killed parent would keep its port
            if self._stopping.is_set():
                return
            lived = asyncio.get_running_loop().time() - began
            failed_starts = failed_starts + 1 if lived < HEALTHY_SECONDS else 0
            if failed_starts >= MAX_FAILED_STARTS:
                self._fail(f"`{program.name}` ended {failed_starts} times in a row (last exit code {code}).")
                return
            print(f"{program.name} ended (exit code {code}); starting it again.", file=sys.stderr, flush=True)
            await asyncio.sleep(self._restart_seconds * max(failed_starts, 1))

    def _fail(self, sentence: str) -> None:
        if not self.failed.done():
            self.failed.set_result(sentence)

    async def _spawn(self, program: Program, *, prefixed: bool) -> asyncio.subprocess.Process:
        # A pipe of our own: with asyncio's, wait() would last until also the orphans of a killed process let go of it.
        reading, writing = os.pipe() if prefixed else (None, None)
        process = await asyncio.create_subprocess_exec(
            *program.command, cwd=self._folder, env=self._env, stdin=asyncio.subprocess.DEVNULL,
            stdout=writing, stderr=writing, start_new_session=True, preexec_fn=_die_with_parent,
        )  # fmt: skip
        self._running[program.name] = process
        if reading is not None and writing is not None:
            os.close(writing)
            self._keepers.append(asyncio.create_task(_echo(program.name, reading)))
        return process


EVERYDAY = '"event": "request"'


async def _echo(name: str, descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=2**20)
    with os.fdopen(descriptor, "rb", buffering=0) as pipe:
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), pipe)
        while line := await _next_line(lines):
            text = line.decode("utf-8", "replace").rstrip()
            if EVERYDAY in text:  # one line a request would bury the address and the accounts
                continue
            sys.stdout.write(f"{name:>6} │ {text}\n")
            sys.stdout.flush()
        transport.close()


async def _next_line(lines: asyncio.StreamReader) -> bytes:
    """Returns the next line with its end, b"" at the end of all; one longer than the buffer is left out."""
    while True:
        try:
            return await lines.readline()
        except ValueError:
            continue


def _die_with_parent() -> None:
    """Runs in the child: a supervisor killed with -9 leaves nobody behind."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(process: asyncio.subprocess.Process, which: signal.Signals) -> None:
    """Each program leads a group of its own, so the terminal's Ctrl-C reaches the supervisor alone."""
    try:
        os.killpg(process.pid, which)
    except ProcessLookupError:
        return
