"""Live updates by LISTEN/NOTIFY: one connection a process, fanned out to its readers."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from types import FrameType
from uuid import UUID

import msgspec
import psycopg
import structlog
from psycopg import sql

from backend.adapters.database import APP_ROLE
from backend.kernel.live import CHANNEL, Told
from schemas.oversight import LiveEvent

AGAIN = LiveEvent(topic="*", id=UUID(int=0))  # something may have been missed: fetch anew what you show
MOST_WAITING = 256
ALIVE_S = 30  # a silent connection is asked after so long whether it still stands
MAX_PAUSE_S = 15
Handler = Callable[[int, FrameType | None], object] | int | None
log = structlog.get_logger("live")


class _Reader:
    """One screen: what waits for it, each object once however often it changed."""

    def __init__(self, wants: Callable[[Told], bool]) -> None:
        self._wants = wants
        self._waiting: dict[tuple[str, UUID], LiveEvent] = {}
        self._some = asyncio.Event()
        self._ended = False

    def end(self) -> None:
        """Let the reader leave: this process stops."""
        self._ended = True
        self._some.set()

    def offer(self, told: Told) -> None:
        if self._wants(told):
            self._put(LiveEvent(topic=told.topic, id=told.id))

    def again(self) -> None:
        self._waiting.clear()
        self._put(AGAIN)

    def _put(self, event: LiveEvent) -> None:
        if len(self._waiting) >= MOST_WAITING and (event.topic, event.id) not in self._waiting:
            self._waiting.clear()
            event = AGAIN
        self._waiting[event.topic, event.id] = event
        self._some.set()

    def __aiter__(self) -> AsyncIterator[LiveEvent]:
        return self

    async def __anext__(self) -> LiveEvent:
        """Return the next event; being cancelled while waiting loses none."""
        await self._some.wait()
        if self._ended:
            raise StopAsyncIteration
        event = self._waiting.pop(next(iter(self._waiting)))
        if not self._waiting:
            self._some.clear()
        return event


class Live:
    """Hears the channel as long as it runs; after a lost connection everybody is told to fetch again."""

    def __init__(self, url: str) -> None:
        self._conninfo = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._readers: set[_Reader] = set()
        self.listening = asyncio.Event()

    @property
    def readers(self) -> int:
        """Return how many screens listen to this process."""
        return len(self._readers)

    @asynccontextmanager
    async def subscribe(self, wants: Callable[[Told], bool]) -> AsyncIterator[AsyncIterator[LiveEvent]]:
        """Listen within the context."""
        reader = _Reader(wants)
        self._readers.add(reader)
        try:
            yield reader
        finally:
            self._readers.discard(reader)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Live"]:
        """Listen to the database within the context, connecting again whenever that breaks."""
        task = asyncio.create_task(self._run())
        before = self._end_at_signals()
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def end(self) -> None:
        """End every stream; a server waits for open answers before it stops."""
        for reader in self._readers:
            reader.end()

    def _end_at_signals(self) -> dict[signal.Signals, Handler]:
        """End streams at SIGINT and SIGTERM, then do what would have been done; return the handlers before."""
        loop, before = asyncio.get_running_loop(), dict[signal.Signals, Handler]()

        def stopping(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self.end)
            handler = before.get(signal.Signals(number))
            if callable(handler):
                handler(number, frame)

        if threading.current_thread() is threading.main_thread():
            for each in (signal.SIGINT, signal.SIGTERM):
                before[each] = signal.getsignal(each)
                signal.signal(each, stopping)
        return before

    async def _run(self) -> None:
        pause = 0.5
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._conninfo, autocommit=True, options=f"-c role={APP_ROLE}"
                ) as connection:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                    pause = 0.5
                    self._connected()
                    await self._hear(connection)
            except psycopg.Error as error:
                self.listening.clear()
                log.warning("live_lost", reason=type(error).__name__, again_in_s=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, MAX_PAUSE_S)

    def _connected(self) -> None:
        self.listening.set()
        for reader in self._readers:
            reader.again()

    async def _hear(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        while True:
            async for notify in connection.notifies(timeout=ALIVE_S):
                self.hear(notify.payload)
            await connection.execute("SELECT 1")

    def hear(self, payload: str) -> None:
        """Hand one message of the channel to the readers it concerns."""
        try:
            told = msgspec.json.decode(payload, type=Told)
        except msgspec.MsgspecError:
            log.warning("live_unreadable")
            return
        for reader in tuple(self._readers):
            reader.offer(told)
