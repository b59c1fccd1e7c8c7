"""Claims taken each second, and how long the slowest wait: one claim a request, 16 connections never pausing.

Each connection is phones that hand in recordings of five minutes (60 parts and a closing claim), claim by claim, as
phones do while they record. The whole house stands (two web workers, jobs with the sealer, media) over a PostgreSQL
that syncs every commit.

python -m tests.bench.claims [seconds, default 20] [parts a recording, default 60; 12 are one minute]
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from statistics import quantiles

import msgspec

from backend.demonstration.phone import Phone, Take
from schemas.footage import SignedClaim
from tests.bench.tools.house import Meter, enrolled_phones, standing_house
from tests.bench.tools.wire import Line, post
from tests.fixtures.house import House

CONNECTIONS = 16
PHONES = 48
PARTS = 60  # five minutes
EXPECTED_MOST = 900  # claims a second that are signed in advance
WARM_S = 3


def main() -> None:
    """Prints claims a second, p50, p99 and CPU milliseconds a claim; the last line is the figure."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    parts = int(sys.argv[2]) if len(sys.argv) > 2 else PARTS
    with standing_house() as house:
        asyncio.run(_measure(house, seconds, parts))


async def _measure(house: House, seconds: int, parts: int) -> None:
    stacks = await _prepare(house, (seconds + WARM_S) * EXPECTED_MOST // CONNECTIONS, parts)
    lines = [await Line.to(house.port) for _ in stacks]
    await asyncio.gather(*(_drive(*each, WARM_S) for each in zip(lines, stacks, strict=True)))
    meter, begun = Meter(house), time.perf_counter()
    runs = await asyncio.gather(*(_drive(*each, seconds) for each in zip(lines, stacks, strict=True)))
    took, (used, others) = time.perf_counter() - begun, meter.stop()
    times = sorted(each for run in runs for each in run)
    cost = {name: each / len(times) * 1000 for name, each in used.items()}
    print(
        f"{len(times)} claims in {took:.1f} s over {CONNECTIONS} connections, one a request, {parts} parts a recording"
    )
    print("CPU ms a claim: " + " ".join(f"{name}={each:.2f}" for name, each in cost.items()))
    print(f"cores kept busy by others meanwhile: {others:.2f}")
    cuts = quantiles(times, n=100)
    print(
        f"claims_per_s={len(times) / took:.0f} p50_ms={cuts[49] * 1000:.0f} p95_ms={cuts[94] * 1000:.0f}"
        f" p99_ms={cuts[98] * 1000:.0f} max_ms={times[-1] * 1000:.0f} web_cpu_ms={cost['web']:.2f}"
        f" postgres_cpu_ms={cost['postgres']:.2f}"
    )


async def _prepare(house: House, most: int, parts: int) -> list[list[bytes]]:
    """Signed requests for each connection, in the order to send, last first."""
    async with await house.sign_in("010001") as officer:
        phones = await enrolled_phones(house, officer, PHONES)
    stacks = []
    for connection in range(CONNECTIONS):
        own = phones[connection::CONNECTIONS]
        stack: list[bytes] = []
        while len(stack) < most:
            stack += _requests(own[len(stack) % len(own)], parts)
        stacks.append(stack[::-1])
    for phone in phones:
        await phone.http.aclose()
    return stacks


def _requests(phone: Phone, parts: int) -> list[bytes]:
    """One recording, claim by claim."""
    begun = datetime.now(UTC) - timedelta(minutes=2)
    recording = phone.record([Take([b"claimed, never sent"] * parts, begun)])
    return [_request(claim) for claim in recording.claims]


def _request(claim: SignedClaim) -> bytes:
    return post("/api/footage/claims", msgspec.json.encode({"claims": [claim]}))


async def _drive(line: Line, stack: list[bytes], seconds: float) -> list[float]:
    """Send one after the other until the time is over; return how long each took."""
    times, end = [], time.perf_counter() + seconds
    status, body = 0, b""
    while (begun := time.perf_counter()) < end:
        status, body = await line.send(stack.pop())
        times.append(time.perf_counter() - begun)
        if status != 200 or b'"accepted"' not in body:
            raise AssertionError(f"{status} {body.decode()}")
    return times


if __name__ == "__main__":
    main()
