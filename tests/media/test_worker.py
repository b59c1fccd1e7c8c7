"""The media worker as it runs: its own process, a real PostgreSQL, a real queue, the store on disk."""

import asyncio
import hashlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import psutil
import psycopg
import pytest_asyncio
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Job
from psycopg.types.json import Jsonb

from schemas.jobs import (
    DERIVE_QUEUE,
    MEDIA_QUEUE,
    DeriveTake,
    MeasurePart,
    PartMeasured,
    PicturesTaken,
    TakeDerived,
    TakePart,
    TakePictures,
)
from tests.builders.footage import make_parts
from tests.builders.tamper import bomb, long_to_measure, not_a_video
from tests.fixtures.media import RECORDING, order_for

DEADLINE_S = 60.0
Found = TypeVar("Found")
ROOT = Path(__file__).resolve().parents[2]


class Bench:
    """A database with a queue, a store folder, and media worker processes."""

    def __init__(self, url: str, folder: Path, app: App) -> None:
        self.url, self.store, self.app, self.folder = url, folder / "store", app, folder
        self.app_url = url.replace("postgresql+psycopg://", "postgresql://", 1)

    def hold(self, data: bytes, number: int = 0) -> MeasurePart:
        """Puts bytes into the store as the backend does; returns the order to measure them."""
        order = order_for(data, number)
        path = self.store / order.key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return order

    async def defer(self, task: str, order: msgspec.Struct, queue: str = MEDIA_QUEUE) -> int:
        return await self.app.configure_task(task, queue=queue).defer_async(message=msgspec.to_builtins(order))

    async def answers(self, task: str, count: int = 1) -> list[Any]:
        """Messages of the answering task, oldest first, once so many are there."""

        async def enough() -> list[Any]:
            jobs = sorted(await self.app.job_manager.list_jobs_async(task=task), key=lambda job: job.id or 0)
            return [job.task_kwargs["message"] for job in jobs] if len(jobs) >= count else []

        return await until(enough)

    async def status(self, job_id: int) -> str:
        return (await self.app.job_manager.get_job_status_async(job_id)).value

    @asynccontextmanager
    async def worker(self, **more: str) -> AsyncIterator[psutil.Process]:
        """A media worker that has said it is ready."""
        environment = os.environ | {
            "DATABASE_URL": self.url,
            "STORE_DIR": str(self.store),
            "MEDIA_SCRATCH": str(self.folder / "scratch"),
            "MEDIA_CHILDREN": "1",
        }
        environment.pop("S3_ENDPOINT", None)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "media_worker.app", env=environment | more, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(DEADLINE_S):
                while b'"ready"' not in (line := await process.stdout.readline()):
                    assert line, "the worker ended before it was ready"
            yield psutil.Process(process.pid)
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(12):
                await process.communicate()


async def until(ask: Callable[[], Awaitable[Found]]) -> Found:
    """What `ask` finds, as soon as it finds something."""
    deadline = time.monotonic() + DEADLINE_S
    while not (found := await ask()):
        assert time.monotonic() < deadline, "nothing came"
        await asyncio.sleep(0.02)
    return found


@pytest_asyncio.fixture
async def bench(empty_database_url: str, tmp_path: Path) -> AsyncIterator[Bench]:
    url = empty_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    app = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=3))
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        yield Bench(empty_database_url, tmp_path, app)


async def test_a_part_is_measured_well_within_the_two_seconds_of_the_verdict(bench: Bench) -> None:
    order = bench.hold(make_parts(width=1280, height=720)[0])
    async with bench.worker():
        began = time.monotonic()
        job = await bench.defer("media.measure_part", order)
        (message,) = await bench.answers("continuity.accept_measure")
        seconds = time.monotonic() - began
        assert await until(lambda: _ended(bench, job)) == "succeeded"
    measure = msgspec.convert(message, PartMeasured).measure
    assert (measure.outcome, measure.sha256, measure.claim_sha256) == ("measured", order.sha256, order.claim_sha256)
    assert seconds < 2.0, f"{seconds:.2f} s from the job to its answer"


async def test_the_same_job_twice_gives_the_same_answer(bench: Bench) -> None:
    order = bench.hold(make_parts()[0])
    async with bench.worker():
        await bench.defer("media.measure_part", order)
        await bench.defer("media.measure_part", order)
        found = await bench.answers("continuity.accept_measure", 2)
    first, second = (msgspec.convert(message, PartMeasured).measure for message in found)
    assert msgspec.structs.replace(first, cpu_s=0) == msgspec.structs.replace(second, cpu_s=0)


async def test_what_is_no_footage_is_an_answer_not_a_failure(bench: Bench) -> None:
    missing = order_for(b"never stored")
    orders = [bench.hold(not_a_video()), bench.hold(bomb(make_parts()[0])), missing]
    async with bench.worker():
        for order in orders:
            await bench.defer("media.measure_part", order)
        found = await bench.answers("continuity.accept_measure", 3)
    measures = {m.claim_sha256: m for m in (msgspec.convert(message, PartMeasured).measure for message in found)}
    assert [measures[order.claim_sha256].outcome for order in orders] == ["no_video", "hostile", "missing"]
    assert measures[missing.claim_sha256].size == 0
    assert measures[missing.claim_sha256].sha256 == hashlib.sha256(b"").hexdigest()


async def test_child_killed_while_measuring_still_answers(bench: Bench) -> None:
    order = bench.hold(long_to_measure(make_parts(width=1280, height=720)[0]))
    async with bench.worker() as worker:
        await bench.defer("media.measure_part", order)
        (busy,) = await until(lambda: _busy_children(worker))
        busy.kill()
        (message,) = await bench.answers("continuity.accept_measure")
    assert msgspec.convert(message, PartMeasured).measure.outcome == "measured"


async def test_worker_killed_while_measuring_leaves_the_part_to_the_next(bench: Bench) -> None:
    order = bench.hold(long_to_measure(make_parts(width=1280, height=720)[0]))
    async with bench.worker() as worker:
        job = await bench.defer("media.measure_part", order)
        (child,) = await until(lambda: _busy_children(worker))
        worker.kill()
    await until(lambda: _gone(child))  # it dies with its parent and decodes no further
    assert await bench.status(job) == "doing"
    async with bench.worker():
        (message,) = await bench.answers("continuity.accept_measure")
        assert list((bench.folder / "scratch").glob("*/*")) == [], "footage was left behind"
    assert msgspec.convert(message, PartMeasured).measure.outcome == "measured"


async def test_what_keeps_failing_is_tried_five_times_and_becomes_a_dead_letter(bench: Bench) -> None:
    first, fifth = [
        await bench.app.configure_task("media.measure_part", queue=MEDIA_QUEUE).defer_async(message={"no": "order"})
        for _ in range(2)
    ]
    async with await psycopg.AsyncConnection.connect(bench.app_url, autocommit=True) as connection:
        await connection.execute("UPDATE procrastinate_jobs SET attempts = 4 WHERE id = %s", (fifth,))
    async with bench.worker():
        assert await until(lambda: _ended(bench, fifth)) == "failed"
        (again,) = await until(lambda: _tried(bench, first))
    assert again.status == "todo", "after the first failure it waits for its next try"
    assert again.scheduled_at is not None


async def test_copies_and_pictures_of_a_take_lie_in_the_store(bench: Bench) -> None:
    orders = [bench.hold(part, number) for number, part in enumerate(make_parts(12))]
    parts = [TakePart(number=o.number, key=o.key, sha256=o.sha256, size=o.size) for o in orders]
    async with bench.worker():
        take = DeriveTake(recording_id=RECORDING, take=0, parts=parts)
        await bench.defer("media.derive_take", take, DERIVE_QUEUE)
        pictures = TakePictures(recording_id=RECORDING, take=0, parts=parts, at_us=[1_000_000, 7_500_000])
        await bench.defer("media.take_pictures", pictures, DERIVE_QUEUE)
        (copies,) = await bench.answers("continuity.accept_derived")
        (stills,) = await bench.answers("continuity.accept_pictures")
    derived, taken = msgspec.convert(copies, TakeDerived), msgspec.convert(stills, PicturesTaken)
    assert [item.kind for item in derived.objects] == ["viewing", "sheet", "waveform"]
    assert [item.at_us for item in taken.objects] == [1_000_000, 7_500_000]
    for item in derived.objects + taken.objects:
        data = (bench.store / item.key).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (item.size, item.sha256)


async def test_sigterm_drains_within_ten_seconds(bench: Bench) -> None:
    order = bench.hold(make_parts()[0])
    async with bench.worker() as worker:
        await bench.defer("media.measure_part", order)
        began = time.monotonic()
        worker.terminate()
        await until(lambda: _gone(worker))
        assert time.monotonic() - began < 10
    assert await bench.status(1) in ("todo", "succeeded"), "nothing may hang in between"


async def test_sigterm_gives_back_what_takes_too_long(bench: Bench) -> None:
    order = bench.hold(long_to_measure(make_parts(width=1280, height=720)[0]))
    async with bench.worker(MEDIA_DRAIN_S="0.2") as worker:
        job = await bench.defer("media.measure_part", order)
        await until(lambda: _busy_children(worker))
        worker.terminate()
        await until(lambda: _gone(worker))
    assert await bench.status(job) == "todo"


async def _tried(bench: Bench, job: int) -> list[Job]:
    return [found for found in await bench.app.job_manager.list_jobs_async(id=job) if found.attempts]


async def test_connections_cut_by_the_database_are_made_again(bench: Bench) -> None:
    order = bench.hold(make_parts()[0])
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
    async with bench.worker(), await psycopg.AsyncConnection.connect(bench.app_url, autocommit=True) as connection:
        await connection.execute(cut, (connection.info.backend_pid,))
        message = Jsonb({"message": msgspec.to_builtins(order)})
        await connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('media', %s, %s)",
            ("media.measure_part", message),
        )

        async def answered() -> bool:
            query = "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'continuity.accept_measure'"
            return await (await connection.execute(query)).fetchone() is not None

        await until(answered)


async def _ended(bench: Bench, job: int) -> str:
    status = await bench.status(job)
    return status if status not in ("todo", "doing") else ""


async def _busy_children(worker: psutil.Process) -> list[psutil.Process]:
    """Its children that have worked for about a second: warming up takes them half of one."""
    return [child for child in worker.children() if child.cpu_times().user > 1.0]


async def _gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
