"""When a part of the system counts as healthy."""

from datetime import datetime, timedelta

from schemas.oversight import HealthPart

MAX_BEAT = timedelta(seconds=60)  # a worker beats every 10 s
MAX_WAIT = timedelta(seconds=120)
MAX_UNSEALED = timedelta(seconds=30)  # the sealer chains within a second


def part_of_queue(oldest: datetime | None, waiting: int, failed: int, now: datetime) -> HealthPart:
    """Return the queue's health from its oldest job that could run and the number that gave up."""
    late = oldest is not None and now - oldest > MAX_WAIT
    return HealthPart(ok=not late, detail=f"{waiting} waiting, {failed} dead")


def part_of_workers(alive: int) -> HealthPart:
    """Return the workers' health from how many beat lately."""
    return HealthPart(ok=alive > 0, detail=f"{alive} alive")


def part_of_sealer(oldest_unsealed: datetime | None, now: datetime) -> HealthPart:
    """Return the sealer's health from the oldest row that is not chained."""
    lag = now - oldest_unsealed if oldest_unsealed else timedelta(0)
    return HealthPart(ok=lag <= MAX_UNSEALED, detail=f"{max(0, round(lag.total_seconds()))} s behind")
