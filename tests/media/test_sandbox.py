"""The warm child: its limits hold, its death is survived, and nothing of the worker's secrets reaches it."""

import asyncio
import hashlib
import os
from pathlib import Path

import psutil
import pytest

from media_worker.sandbox.limits import MEMORY_BYTES, OPEN_FILES
from media_worker.sandbox.orders import Measured, MeasureOrder, PictureOrder, Pictures
from media_worker.sandbox.pool import ChildDied, Pool
from tests.builders.footage import make_parts
from tests.builders.tamper import long_to_measure, scramble
from tests.fixtures.media import order_for


def request(folder: Path, data: bytes, *, size: int | None = None) -> MeasureOrder:
    path = folder / hashlib.sha256(data).hexdigest()[:12]
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return MeasureOrder(
        path=str(path), message=order_for(data), size=len(data) if size is None else size, sha256=digest
    )


async def test_a_warm_child_measures_a_720p_part_in_well_under_a_second(pool: Pool, tmp_path: Path) -> None:
    order = request(tmp_path, make_parts(width=1280, height=720)[0])
    await pool.ask(order)
    answer = await pool.ask(order)
    assert isinstance(answer, Measured)
    assert answer.measure.cpu_s < 0.9


async def test_limits_stand_in_the_child(pool: Pool, tmp_path: Path) -> None:
    await pool.ask(request(tmp_path, make_parts()[0]))
    child = psutil.Process(pool.pids[0])
    assert child.rlimit(psutil.RLIMIT_AS) == (MEMORY_BYTES, MEMORY_BYTES)
    assert child.rlimit(psutil.RLIMIT_NOFILE) == (OPEN_FILES, OPEN_FILES)
    assert child.rlimit(psutil.RLIMIT_CORE) == (0, 0)
    assert child.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert 0 < child.rlimit(psutil.RLIMIT_CPU)[0] < 60


async def test_the_child_knows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S3_SECRET_KEY", "of the store")
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:secret@db/lianzheng")
    async with Pool(1) as pool:
        environment = psutil.Process(pool.pids[0]).environ()
        files = psutil.Process(pool.pids[0]).net_connections()
    assert not {"S3_SECRET_KEY", "DATABASE_URL"} & environment.keys()
    assert not files, "no socket reaches it"


async def test_child_killed_while_measuring_is_replaced_and_the_part_measured(pool: Pool, tmp_path: Path) -> None:
    before = pool.pids[0]
    asking = asyncio.create_task(pool.ask(request(tmp_path, long_to_measure(make_parts()[0]))))
    await _working(before)
    os.kill(before, 9)
    answer = await asking
    assert isinstance(answer, Measured), "a death that no limit explains gets a second try"
    assert pool.pids != [before]


async def test_child_killed_while_idle_costs_nobody_an_answer(pool: Pool, tmp_path: Path) -> None:
    child = psutil.Process(pool.pids[0])
    child.kill()
    await asyncio.to_thread(child.wait, 10)
    assert isinstance(await pool.ask(request(tmp_path, make_parts()[0])), Measured)


async def test_what_takes_too_long_is_ended_and_the_next_part_measured(tmp_path: Path) -> None:
    async with Pool(1, deadline=lambda size: 1.0 if size > 10_000_000 else 30.0) as pool:
        slow = request(tmp_path, long_to_measure(make_parts()[0]), size=10_000_001)
        with pytest.raises(ChildDied, match="no answer within 1 s") as died:
            await pool.ask(slow)
        assert died.value.by_limit
        assert isinstance(await pool.ask(request(tmp_path, make_parts()[0])), Measured)


async def test_damaged_parts_one_after_the_other_leave_the_child_alive(pool: Pool, tmp_path: Path) -> None:
    before = pool.pids
    for at in (0.001, 0.01, 0.2, 0.5, 0.9):
        answer = await pool.ask(request(tmp_path, scramble(make_parts()[0], at)))
        assert isinstance(answer, Measured)
    assert pool.pids == before


async def test_pictures_show_the_frame_that_was_on_the_screen(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "take.mp4"
    path.write_bytes(make_parts(10)[1])
    wanted = [4_000_000, 5_000_000, 7_010_000, 60_000_000]
    answer = await pool.ask(PictureOrder(path=str(path), size=path.stat().st_size, at_us=wanted))
    assert isinstance(answer, Pictures)
    shown = [(still.at_us, still.shown_us) for still in answer.stills]
    assert shown == list(zip(wanted, [5_000_000, 5_000_000, 7_000_000, 9_966_667], strict=True))
    assert all(still.jpeg.startswith(b"\xff\xd8") for still in answer.stills)


async def _working(pid: int) -> None:
    child = psutil.Process(pid)
    deadline = asyncio.get_running_loop().time() + 20
    while child.cpu_times().user < 1.0:
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.02)
