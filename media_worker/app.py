"""`python -m media_worker.app`: settings → streams and warm children → two queues, until SIGTERM."""

import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path

import psycopg
import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from media_worker.log import configure_log
from media_worker.sandbox.pool import Pool
from media_worker.settings import Settings, Unset, read_settings, streams_of
from media_worker.tasks import STALLED_AFTER_S, register_tasks, retry_stalled
from media_worker.workroom import Workroom
from schemas.jobs import DERIVE_QUEUE, MEDIA_QUEUE

log = structlog.get_logger("media_worker")
MEASURES_AT_ONCE = 2
COPIES_AT_ONCE = 1
HEARTBEAT_S = 2.0
RESCUE_EVERY_S = 3.0
RECONNECT_S = 2.0


class CannotStart(Exception):
    """The text is one sentence for the operator."""


def main() -> int:
    """Exit code: 0 after SIGTERM, 2 where something is set wrong."""
    configure_log()
    try:
        asyncio.run(work(read_settings(os.environ)))
    except (Unset, CannotStart) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return 0


async def work(settings: Settings) -> None:
    """Works until SIGTERM or SIGINT, then ends what is begun within 10 s; what is not ended is tried again later."""
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    await _check_database(settings.database_url)
    scratch = _own_scratch(settings.scratch)
    app = App(connector=PsycopgConnector(conninfo=settings.database_url, min_size=2, max_size=8))
    try:
        async with Pool(settings.children) as pool, app.open_async():
            register_tasks(app, Workroom(streams_of(settings), pool, scratch))
            log.info("ready", children=settings.children, store="disk" if settings.s3 is None else "s3")
            await asyncio.gather(
                _serve(app, MEDIA_QUEUE, MEASURES_AT_ONCE, stopping, settings.drain_s),
                _serve(app, DERIVE_QUEUE, COPIES_AT_ONCE, stopping, settings.drain_s),
                _rescue(app, stopping),
            )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    log.info("stopped")


async def _serve(app: App, queue: str, concurrency: int, stopping: asyncio.Event, drain_s: float) -> None:
    """One queue until told to stop; a database that goes away is waited for, not died of."""
    while not stopping.is_set():
        worker = Worker(
            app=app,
            name=f"{queue}-{os.getpid()}",
            queues=[queue],
            concurrency=concurrency,
            fetch_job_polling_interval=2.0,
            shutdown_graceful_timeout=drain_s,
            update_heartbeat_interval=HEARTBEAT_S,
            stalled_worker_timeout=STALLED_AFTER_S,
            install_signal_handlers=False,
        )
        running = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
        told = asyncio.create_task(stopping.wait())
        await asyncio.wait((running, told), return_when=asyncio.FIRST_COMPLETED)
        worker.stop()  # type: ignore[no-untyped-call]
        told.cancel()
        try:
            await running
        except (ConnectorException, psycopg.Error) as gone:
            log.warning("queue_lost", queue=queue, problem=type(gone).__name__)
            await _pause(stopping, RECONNECT_S)


async def _rescue(app: App, stopping: asyncio.Event) -> None:
    """Gives back the jobs of workers that were killed."""
    while not stopping.is_set():
        try:
            await retry_stalled(app.job_manager)
        except (ConnectorException, psycopg.Error) as gone:
            log.warning("rescue_failed", problem=type(gone).__name__)
        await _pause(stopping, RESCUE_EVERY_S)


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        return


async def _check_database(url: str) -> None:
    """One clear sentence instead of thirty seconds of retries. Raises: CannotStart."""
    try:
        connection = await psycopg.AsyncConnection.connect(url, connect_timeout=10)
    except psycopg.Error as refused:
        first_line = str(refused).strip().split("\n", 1)[0]
        raise CannotStart(f"The database of DATABASE_URL cannot be reached: {first_line}") from refused
    async with connection:
        row = await (await connection.execute("SELECT to_regclass('procrastinate_jobs')")).fetchone()
    if row is None or row[0] is None:
        raise CannotStart("The database has no job tables yet: run the migrations first.")


def _own_scratch(root: Path) -> Path:
    """A folder for this process; those of processes that were killed are removed, footage must not lie about."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in root.iterdir():
        if left.name.isdigit() and not Path("/proc", left.name).exists():
            shutil.rmtree(left, ignore_errors=True)
    own = root / str(os.getpid())
    own.mkdir(mode=0o700, exist_ok=True)
    return own


if __name__ == "__main__":
    sys.exit(main())
