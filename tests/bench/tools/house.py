"""A whole house as `make run` starts it, on an embedded PostgreSQL that syncs to the disk, for one measurement."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import psycopg

from backend.adapters.postgres_embedded import embedded_postgres
from backend.demonstration.phone import Phone
from backend.migrations.run import upgrade
from tests.builders.road import enrolled
from tests.fixtures.house import House, build, found


@contextmanager
def standing_house(*programs: str) -> Iterator[House]:
    """These programs (all if none is named; web has two workers) over a fresh database and the disk store."""
    folder = Path(tempfile.mkdtemp(prefix="lz-bench-"))
    folder.chmod(0o755)  # as root the database is another user; its own folder is 0700
    try:
        with embedded_postgres(folder / "data", tell=lambda _: None) as url:
            upgrade(url)
            house = build(url, folder, asyncio.run(found(url)), GRANIAN_WORKERS="2")
            try:
                house.start(*programs)
                yield house
            finally:
                house.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def enrolled_phones(house: House, officer: httpx.AsyncClient, count: int) -> list[Phone]:
    """So many phones of one officer, approved by the duty officer."""
    async with await house.sign_in("010004") as duty:
        phones = [await enrolled(house, officer, approve=False) for _ in range(count)]
        for phone in phones:
            (await duty.post(f"/api/devices/{phone.id}/approve")).raise_for_status()
    return phones


def cpu_seconds(house: House) -> dict[str, float]:
    """CPU seconds used so far by each program of the house, its children, and PostgreSQL."""
    used = {name: _tree(process.pid) for name, process in house.running.items()}
    postmaster = (house.folder / "data" / "postmaster.pid").read_text().split()[0]
    return used | {"postgres": _tree(int(postmaster))}


class Meter:
    """What a stretch of time cost, by program, and how many cores everything else on the machine kept busy."""

    def __init__(self, house: House) -> None:
        self._house, self._begun, self._before, self._busy = house, time.perf_counter(), _used(house), _busy()

    def stop(self) -> tuple[dict[str, float], float]:
        """CPU seconds by program since the beginning, and the cores that others kept busy."""
        after = _used(self._house)
        used = {name: after[name] - self._before[name] for name in after}
        others = _busy() - self._busy - sum(used.values())
        return used, max(0.0, others) / (time.perf_counter() - self._begun)


def _used(house: House) -> dict[str, float]:
    return cpu_seconds(house) | {"generator": time.process_time()}


def _busy() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - times.iowait)


def memory_mb(house: House) -> dict[str, int]:
    """Megabytes of memory of each program with its children; shared pages are counted once (PSS)."""
    postmaster = int((house.folder / "data" / "postmaster.pid").read_text().split()[0])
    pids = {name: process.pid for name, process in house.running.items()} | {"postgres": postmaster}
    return {name: sum(each.memory_full_info().pss for each in _family(pid)) // 2**20 for name, pid in pids.items()}


def connections(house: House) -> int:
    """How many connections the database has now; it takes 100 unless set otherwise."""
    address = house.database_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        ).fetchone()
    assert row
    return int(row[0])


def _family(pid: int) -> list[psutil.Process]:
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def _tree(pid: int) -> float:
    """CPU seconds of a process, its living children and those it has buried."""
    return sum(sum(each.cpu_times()[:4]) for each in _family(pid))
