"""Seconds from the receipt of a recording's last part to a verdict that is not pending, as a screen would see it.

Recordings of three parts of 5 s at 720p, one after the other. The first two are measured before the last one
comes, as when a phone uploads while it records; then its claim, the closing claim, its bytes and the confirm.

python -m tests.bench.verdict [recordings, default 30]
"""

import asyncio
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

import httpx

from backend.demonstration.phone import Phone, Recording, Take
from schemas.continuity import RecordingDetail
from tests.bench.tools.house import Meter, standing_house
from tests.builders.footage import make_parts
from tests.builders.road import detail, enrolled
from tests.fixtures.house import House

ASK_EVERY_S = 0.02
GIVE_UP_S = 60


def main() -> None:
    """Prints each wait and what it cost; the last line is the figure."""
    recordings = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    bodies = make_parts(15, width=1280, height=720)
    with standing_house() as house:
        asyncio.run(_measure(house, bodies, recordings))


async def _measure(house: House, bodies: list[bytes], recordings: int) -> None:
    async with await house.sign_in("010001") as officer:
        phone = await enrolled(house, officer)
        await _one(phone, officer, bodies)  # the first warms everything
        meter = Meter(house)
        waits = [await _one(phone, officer, bodies) for _ in range(recordings)]
        used, others = meter.stop()
        await phone.http.aclose()
    print("s: " + " ".join(f"{each:.2f}" for each in waits))
    print("CPU s a recording: " + " ".join(f"{name}={each / recordings:.2f}" for name, each in used.items()))
    print(f"cores kept busy by others meanwhile: {others:.2f}")
    waits.sort()
    p95 = waits[max(0, round(recordings * 0.95) - 1)]
    print(f"verdict_p95_s={p95:.2f} p50_s={median(waits):.2f} max_s={waits[-1]:.2f} recordings={recordings}")


async def _one(phone: Phone, officer: httpx.AsyncClient, bodies: list[bytes]) -> float:
    """Record, hand in; return the seconds waited for the verdict."""
    recording = phone.record([Take(bodies, datetime.now(UTC) - timedelta(seconds=20))])
    assert (await phone.upload(Recording(recording.id, recording.parts[:-1]))).receipt
    await _shown(officer, recording, lambda seen: sum(part.measured for part in seen.parts) == len(bodies) - 1)
    last = Recording(recording.id, recording.parts[-1:], recording.closing)
    assert (await phone.upload(last)).receipt
    return await _shown(officer, recording, lambda seen: seen.verdict.word != "PENDING")


async def _shown(officer: httpx.AsyncClient, recording: Recording, right: Callable[[RecordingDetail], bool]) -> float:
    """Ask until the answer is right; return the seconds that took."""
    begun = time.perf_counter()
    while not right(seen := await detail(officer, recording.id)):
        if time.perf_counter() - begun > GIVE_UP_S:
            raise AssertionError(f"no verdict: {seen.verdict}")
        await asyncio.sleep(ASK_EVERY_S)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
