"""Queue task → workroom → answering task. At least once: the same message twice gives the same answer twice."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import structlog
from procrastinate import App, RetryStrategy
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from media_worker.workroom import Workroom
from schemas.jobs import BACKEND_QUEUE, DERIVE_QUEUE, MEDIA_QUEUE, DeriveTake, MeasurePart, TakePictures

log = structlog.get_logger("media_worker")
MAX_ATTEMPTS = 5  # then the job stays in the table as failed: the dead letter
RETRY = RetryStrategy(max_attempts=MAX_ATTEMPTS - 1, exponential_wait=2)  # after 2, 4, 8, 16 s
ANSWER_PRIORITY = {"continuity.accept_measure": 10, "continuity.accept_derived": 0, "continuity.accept_pictures": 0}
STALLED_AFTER_S = 8.0  # four heartbeats
Order = MeasurePart | DeriveTake | TakePictures


def register_tasks(app: App, room: Workroom) -> None:
    """Makes the three tasks known to the app."""

    @app.task(name="media.measure_part", queue=MEDIA_QUEUE, priority=10, retry=RETRY)
    async def measure_part(message: dict[str, Any]) -> None:
        order = msgspec.convert(message, MeasurePart)
        await _answered(app, "continuity.accept_measure", order, room.measure)

    @app.task(name="media.derive_take", queue=DERIVE_QUEUE, retry=RETRY)
    async def derive_take(message: dict[str, Any]) -> None:
        order = msgspec.convert(message, DeriveTake)
        await _answered(app, "continuity.accept_derived", order, room.derive)

    @app.task(name="media.take_pictures", queue=DERIVE_QUEUE, priority=5, retry=RETRY)
    async def take_pictures(message: dict[str, Any]) -> None:
        order = msgspec.convert(message, TakePictures)
        await _answered(app, "continuity.accept_pictures", order, room.take_pictures)


async def _answered(app: App, task: str, order: Order, work: Callable[[Any], Awaitable[msgspec.Struct]]) -> None:
    """Does the work and defers its answer to the backend."""
    began = time.monotonic()
    answer = await work(order)
    worked = time.monotonic() - began
    deferrer = app.configure_task(task, queue=BACKEND_QUEUE, priority=ANSWER_PRIORITY[task])
    await deferrer.defer_async(message=msgspec.to_builtins(answer))
    log.info("answered", task=task, recording_id=str(order.recording_id), take=order.take, seconds=round(worked, 3))


async def retry_stalled(manager: JobManager) -> int:
    """Gives back the jobs of workers that died, returns how many; what failed too often becomes a dead letter."""
    given_back = 0
    for queue in (MEDIA_QUEUE, DERIVE_QUEUE):
        for job in await manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=STALLED_AFTER_S):
            try:
                if job.attempts >= MAX_ATTEMPTS - 1:
                    await manager.finish_job(job, status=Status.FAILED, delete_job=False)
                else:
                    await manager.retry_job(job)
                    given_back += 1
            except ConnectorException:  # another worker was quicker
                continue
            log.warning("job_stalled", job_id=job.id, task=job.task_name, attempts=job.attempts)
    return given_back
