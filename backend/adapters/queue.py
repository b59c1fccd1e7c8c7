"""Jobs on PostgreSQL (procrastinate), enqueued in the act's own transaction: rolled back with it, sent with it."""

from typing import Any

import msgspec
import procrastinate
from sqlalchemy.ext.asyncio import AsyncSession

from backend.adapters.database import APP_ROLE
from backend.kernel.jobs import Job


class Queue:
    """Enqueues through the session's own connection; needs no pool of its own for that."""

    def __init__(self, app: procrastinate.App) -> None:
        self.app = app

    async def put(self, session: AsyncSession, job: Job) -> None:
        """Enqueue in this session's transaction."""
        connection = await (await session.connection()).get_raw_connection()
        deferrer = self.app.configure_task(
            job.task,
            queue=job.queue,
            priority=job.priority,
            lock=job.lock,
            connection=connection.driver_connection,
        )
        message: Any = msgspec.to_builtins(job.message, str_keys=True)
        await deferrer.defer_async(message=message)


def make_queue(url: str) -> Queue:
    """Return the queue of a process that only enqueues; its connector is never opened."""
    return Queue(procrastinate.App(connector=make_connector(url)))


def make_connector(url: str) -> procrastinate.PsycopgConnector:
    """Return the connector of a worker, acting as the application's role like every other connection."""
    conninfo = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return procrastinate.PsycopgConnector(
        conninfo=conninfo, kwargs={"options": f"-c role={APP_ROLE} -c timezone=UTC"}, min_size=1, max_size=6
    )
