"""Prometheus: counts and times of requests, and what the database says of jobs and trail. No personal data."""

import hmac
import os
from collections.abc import Iterable
from typing import Any

from litestar import Controller, Request, Response, get
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector
from sqlalchemy import text

from backend.kernel.access import PUBLIC, allow
from backend.kernel.problems import NotSignedIn
from backend.kernel.web import Db

TEXT = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5, 10)

REQUESTS = Counter("lianzheng_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("lianzheng_request_seconds", "Time to answer", ["method", "route"], buckets=BUCKETS)

_JOBS = text(
    "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs WHERE status <> 'succeeded' GROUP BY 1, 2"
)
_TRAIL = text("SELECT (SELECT max(n) FROM trail_seal), (SELECT count(*) FROM procrastinate_workers)")


class _FromDatabase(Collector):
    """Values read at the scrape, the same from every process."""

    def __init__(self, jobs: Iterable[tuple[str, str, int]], sealed: int, workers: int) -> None:
        self._jobs, self._sealed, self._workers = list(jobs), sealed, workers

    def collect(self) -> Iterable[Metric]:
        """Return the metrics."""
        jobs = GaugeMetricFamily("lianzheng_jobs", "Jobs not done, by queue and status", labels=["queue", "status"])
        for queue, status, count in self._jobs:
            jobs.add_metric([queue, status], count)
        yield jobs
        yield GaugeMetricFamily("lianzheng_trail_sealed", "Rows of the trail that are chained", value=self._sealed)
        yield GaugeMetricFamily("lianzheng_workers", "Job workers registered", value=self._workers)


def _processes() -> CollectorRegistry:
    """Return the registry over all web processes, where they share a folder; else of this one."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


class MetricsRoutes(Controller):
    """What Prometheus scrapes; with METRICS_TOKEN set, only for its bearer."""

    path = "/metrics"
    tags = ("system",)
    include_in_schema = False

    @get("/", opt=allow(PUBLIC))
    async def metrics(self, request: Request[Any, Any, Any], session: Db) -> Response[bytes]:
        """All metrics as text."""
        wanted = f"Bearer {request.app.state.settings.metrics_token}"
        given = request.headers.get("authorization", "")
        if wanted != "Bearer " and not hmac.compare_digest(given.encode(), wanted.encode()):
            raise NotSignedIn
        jobs = [(queue, status, count) for queue, status, count in await session.execute(_JOBS)]
        sealed, workers = (await session.execute(_TRAIL)).one()
        own = CollectorRegistry()
        own.register(_FromDatabase(jobs, sealed or 0, workers))
        return Response(generate_latest(_processes()) + generate_latest(own), media_type=TEXT)
