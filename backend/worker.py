"""Composition root of the job process: settings → adapters → procrastinate, with the sealer beside it."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import procrastinate
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from backend import reactions
from backend.adapters.database import make_engine
from backend.adapters.logs import configure_logs
from backend.adapters.queue import Queue, make_connector
from backend.adapters.stores import make_store
from backend.continuity import actions as continuity
from backend.continuity.jobs import TASKS as CONTINUITY
from backend.coverage.jobs import TASKS as COVERAGE
from backend.footage import jobs as footage
from backend.kernel import trail
from backend.kernel.ids import now_utc
from backend.kernel.keys import ensure_keys
from backend.kernel.trail import REACT
from backend.people import actions as people
from backend.reviews.jobs import TASKS as REVIEWS
from backend.settings import Settings, read_settings
from schemas.jobs import BACKEND_QUEUE

TASKS = CONTINUITY | COVERAGE | REVIEWS
Action = Callable[[AsyncSession, Any, datetime], Awaitable[None]]
RETRY = procrastinate.RetryStrategy(max_attempts=8, exponential_wait=2)
STALLED_AFTER_S = 10
log = structlog.get_logger("jobs")


class Process:
    """Everything a job needs, made once."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = now_utc) -> None:
        self.clock = clock
        self.queue = Queue(procrastinate.App(connector=make_connector(settings.database_url)))
        self.engine = make_engine(settings.database_url, pool=8)
        info = {REACT: reactions.reactor(self.queue.put)}
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False, info=info)
        self.store, self.keys = make_store(settings), ensure_keys(settings.key_dir)
        for name, action in TASKS.items():
            self._add(name, action)

    def _add(self, name: str, action: Action) -> None:
        async def run(message: Any) -> None:
            try:
                async with self.sessions.begin() as session:
                    await action(session, message, self.clock())
            except Exception:
                log.exception("job_failed", task=name)
                raise

        self.queue.app.task(name=name, queue=BACKEND_QUEUE, retry=RETRY)(run)

    async def every(self, seconds: float, what: Callable[[], Awaitable[Any]], stop: asyncio.Event) -> None:
        """Do this again and again until stopped; a failure is logged and tried again."""
        while not stop.is_set():
            try:
                await what()
            except Exception as error:  # noqa: BLE001 - the loop must outlive a lost database
                log.error("periodic_failed", what=what.__name__, error=str(error))
            try:
                await asyncio.wait_for(stop.wait(), seconds)
            except TimeoutError:
                continue

    async def seal(self) -> None:
        """Chain settled rows of the trail."""
        async with self.sessions.begin() as session:
            await trail.seal(session, self.clock())

    async def sweep(self) -> None:
        """Confirm what arrived in silence; judge again what silence itself may have changed."""
        async with self.sessions.begin() as session:
            await footage.sweep(session, self.keys, self.store, self.clock())
        async with self.sessions.begin() as session:
            await continuity.judge_stale(session, self.clock())

    async def retry_stalled(self) -> None:
        """Put jobs of a killed worker back into the queue."""
        manager = self.queue.app.job_manager
        for job in await manager.get_stalled_jobs(queue=BACKEND_QUEUE, seconds_since_heartbeat=STALLED_AFTER_S):
            await manager.retry_job(job)

    async def keep_house(self) -> None:
        """Make next months' partitions, forget ended sessions and finished jobs."""
        async with self.sessions.begin() as session:
            await session.execute(text("SELECT ensure_months(:day, 3)"), {"day": self.clock().date()})
            await people.forget_ended_sessions(session, self.clock())
        await self.queue.app.job_manager.delete_old_jobs(nb_hours=72)

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT, then finish what is at hand."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        async with self.queue.app.open_async():
            beside = [
                asyncio.create_task(self.every(1, self.seal, stop)),
                asyncio.create_task(self.every(5, self.retry_stalled, stop)),
                asyncio.create_task(self.every(20, self.sweep, stop)),
                asyncio.create_task(self.every(timedelta(hours=6).total_seconds(), self.keep_house, stop)),
            ]
            worker = asyncio.create_task(
                self.queue.app.run_worker_async(
                    queues=[BACKEND_QUEUE],
                    concurrency=4,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    update_heartbeat_interval=2,
                    stalled_worker_timeout=STALLED_AFTER_S,
                    fetch_job_polling_interval=2,
                    shutdown_graceful_timeout=8,
                )
            )
            await asyncio.wait([worker, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            worker.cancel()
            await asyncio.gather(worker, *beside, return_exceptions=True)
        await self.engine.dispose()


def main() -> None:
    """Run the job process."""
    configure_logs()
    asyncio.run(Process(read_settings()).run())


if __name__ == "__main__":
    main()
