"""Warm children, one per core: each does one order at a time, and is replaced when it dies or stays silent."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import structlog

from media_worker.sandbox.limits import wall_budget_s
from media_worker.sandbox.orders import HEAD, MAX_ANSWER_BYTES, Answer, Order, Ready, decode_answer, framed

log = structlog.get_logger("media_worker.sandbox")
START_DEADLINE_S = 60
ORDERS_PER_LIFE = 500  # then a fresh one: decoders leak, and a long life is a gift to whoever got in
# nothing of the worker's own secrets goes to where hostile media is opened
KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONPATH", "TMPDIR")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
ROOT = Path(__file__).resolve().parents[2]


class ChildDied(Exception):
    """The child crashed, was killed by a limit, or did not answer in time; the text says which.

    `by_limit`: it used up what it may use, so that asking again would only cost the same again.
    """

    def __init__(self, text: str, *, by_limit: bool = False) -> None:
        super().__init__(text)
        self.by_limit = by_limit


class Child:
    """One running child process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.orders = 0

    @classmethod
    async def start(cls) -> "Child":
        """A child that has said it is ready. Raises: ChildDied."""
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ} | ONE_THREAD
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "media_worker.sandbox.child",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env=environment, cwd=ROOT, start_new_session=True,
        )  # fmt: skip
        child = cls(process)
        try:
            ready = await child._hear(START_DEADLINE_S)
        except BaseException:
            await child.kill()
            raise
        assert isinstance(ready, Ready)
        return child

    async def ask(self, order: Order, deadline_s: float) -> Answer:
        """Its answer. Raises: ChildDied; the child is of no use afterwards."""
        assert self.process.stdin is not None
        self.orders += 1
        try:
            self.process.stdin.write(framed(order))
            await self.process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as gone:
            raise ChildDied("the measuring process was gone") from gone
        return await self._hear(deadline_s)

    async def _hear(self, deadline_s: float) -> Answer:
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(deadline_s):
                (length,) = HEAD.unpack(await self.process.stdout.readexactly(HEAD.size))
                if length > MAX_ANSWER_BYTES:
                    raise ChildDied(f"an answer of {length} bytes")
                return decode_answer(await self.process.stdout.readexactly(length))
        except msgspec.DecodeError as strange:
            raise ChildDied("the measuring process no longer speaks the language") from strange
        except TimeoutError as late:
            raise ChildDied(f"no answer within {deadline_s:.0f} s", by_limit=True) from late
        except asyncio.IncompleteReadError as gone:
            code = await self.process.wait()
            name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
            raise ChildDied(f"the measuring process ended: {name}", by_limit=code == -signal.SIGXCPU) from gone

    async def kill(self) -> None:
        """Ends it at once and waits for it."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


class Pool:
    """`size` children behind a queue. Use as an async context manager. `deadline`: seconds for so many bytes."""

    def __init__(self, size: int, deadline: Callable[[int], float] = wall_budget_s) -> None:
        self.size = size
        self._deadline = deadline
        self._free: asyncio.Queue[Child | None] = asyncio.Queue()
        self._living: set[Child] = set()

    async def __aenter__(self) -> "Pool":
        for child in await asyncio.gather(*(self._start() for _ in range(self.size))):
            self._free.put_nowait(child)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(child.kill() for child in self._living))

    @property
    def pids(self) -> list[int]:
        """Process ids of the children that live now."""
        return [child.process.pid for child in self._living]

    async def ask(self, order: Order) -> Answer:
        """The answer of the next free child; one that died without reaching a limit gets a second.

        Raises: ChildDied.
        """
        try:
            async with self._borrowed() as child:
                return await child.ask(order, self._deadline(order.size))
        except ChildDied as died:
            if died.by_limit:
                raise
            log.warning("child_died", reason=str(died))
        async with self._borrowed() as child:
            return await child.ask(order, self._deadline(order.size))

    @contextlib.asynccontextmanager
    async def _borrowed(self) -> AsyncIterator[Child]:
        """A child of one's own for one order; the place of one that failed is filled before anyone needs it."""
        child = await self._free.get()
        try:
            if child is None or child.process.returncode is not None:  # died while idle: nobody's order is lost
                child = await self._replaced(child)
            yield child
        except BaseException:
            await self._end(child)
            child = None
            raise
        finally:
            if child is not None and child.orders >= ORDERS_PER_LIFE:
                await self._end(child)
                child = None
            self._free.put_nowait(child)

    async def _replaced(self, dead: Child | None) -> Child:
        await self._end(dead)
        log.warning("child_replaced", was_dead=dead is not None)
        return await self._start()

    async def _start(self) -> Child:
        child = await Child.start()
        self._living.add(child)
        return child

    async def _end(self, child: Child | None) -> None:
        if child is not None:
            self._living.discard(child)
            await child.kill()
