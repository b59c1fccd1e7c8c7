"""A hundred phones that upload at once: claims, bytes, receipts, verdicts, and not one error.

Each phone hands in a recording of 12 s (parts of 5, 5 and 2 s, claims of its own). The bytes are the same footage with
a free box at the end that makes each part unique, so that every object is written and measured.

python -m tests.bench.phones [phones, default 100]
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx

from backend.demonstration.phone import Phone, Recording, Take
from tests.bench.tools.house import Meter, connections, enrolled_phones, memory_mb, standing_house
from tests.builders.footage import make_parts
from tests.builders.road import detail
from tests.fixtures.house import House, until


def main() -> None:
    """Prints seconds until all receipts and all verdicts; the last line is the figure."""
    phones = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    bodies = make_parts(12, width=1280, height=720)
    with standing_house() as house:
        asyncio.run(_measure(house, bodies, phones))


async def _measure(house: House, bodies: list[bytes], count: int) -> None:
    async with await house.sign_in("010001") as officer:
        phones = await enrolled_phones(house, officer, count)
        recordings = [_recording(phone, bodies) for phone in phones]
        meter, begun = Meter(house), time.perf_counter()
        handed = await asyncio.gather(
            *(_upload(*each) for each in zip(phones, recordings, strict=True)), return_exceptions=True
        )
        uploaded, busiest = time.perf_counter() - begun, connections(house)
        errors = [each for each in handed if each is not None]
        words = [await _verdict(officer, recording.id) for recording in recordings]
        judged, (used, others) = time.perf_counter() - begun, meter.stop()
    for phone in phones:
        await phone.http.aclose()
    for error in errors[:5]:
        print(repr(error))
    print("CPU s a phone: " + " ".join(f"{name}={each / count:.2f}" for name, each in used.items()))
    print(f"cores kept busy by others meanwhile: {others:.2f}")
    print("MB: " + " ".join(f"{k}={v}" for k, v in memory_mb(house).items()) + f" database_connections={busiest}")
    complete = sum(word == "COMPLETE" for word in words)
    print(f"phones={count} errors={len(errors)} uploaded_s={uploaded:.1f} judged_s={judged:.1f} complete={complete}")


def _recording(phone: Phone, bodies: list[bytes]) -> Recording:
    """The footage as this phone's own: a free box with its id behind each part."""
    box = (8 + 16).to_bytes(4) + b"free" + phone.id.bytes
    own = [data + box for data in bodies]
    return phone.record([Take(own, datetime.now(UTC) - timedelta(seconds=30), last_s=2)])


async def _upload(phone: Phone, recording: Recording) -> str | None:
    """Hand in everything; return what went wrong, if anything."""
    answer = await phone.upload(recording)
    return None if answer.receipt and not answer.problems else str(answer.problems)


async def _verdict(officer: httpx.AsyncClient, recording_id: UUID) -> str:
    async def word() -> str | None:
        shown = (await detail(officer, recording_id)).verdict.word.value
        return shown if shown != "PENDING" else None

    found: str = await until(word, seconds=600)
    return found


if __name__ == "__main__":
    main()
