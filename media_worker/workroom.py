"""Does one job from message to answer: fetch, measure or copy, put. Knows nothing of queues."""

import asyncio
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import structlog

from media_worker.copies import stills
from media_worker.copies.join import join_parts
from media_worker.copies.take import derive_take, derived_key, described
from media_worker.measures.part import ENGINE
from media_worker.sandbox.orders import Measured, MeasureOrder, PictureOrder, Pictures
from media_worker.sandbox.pool import ChildDied, Pool
from media_worker.streams import ObjectMissing, Streams
from schemas.jobs import DeriveTake, MeasurePart, PartMeasured, PicturesTaken, TakeDerived, TakePart, TakePictures
from schemas.measures import DerivedObject, PartMeasure

log = structlog.get_logger("media_worker")
NOTHING_SHA256 = hashlib.sha256(b"").hexdigest()


class OwnFault(Exception):
    """The child failed for no fault of the media: the job is to be tried again."""


class Workroom:
    """Streams, warm children and a scratch folder, shared by all jobs."""

    def __init__(self, streams: Streams, pool: Pool, scratch: Path) -> None:
        self._streams = streams
        self._pool = pool
        self._scratch = scratch

    async def measure(self, order: MeasurePart) -> PartMeasured:
        """Bad, hostile or absent media is an answer. Raises what the store raises, and OwnFault."""
        with self._folder() as folder:
            path = folder / "part"
            try:
                await self._streams.fetch(order.key, path)
            except ObjectMissing:
                return PartMeasured(measure=_unmeasured(order, "missing", "the store holds nothing under this key"))
            size, sha256 = await asyncio.to_thread(_size_and_hash, path)
            request = MeasureOrder(path=str(path), message=order, size=size, sha256=sha256)
            try:
                answer = await self._pool.ask(request)
            except ChildDied as died:
                measure = _unmeasured(order, "hostile", str(died))
                return PartMeasured(measure=msgspec.structs.replace(measure, size=size, sha256=sha256))
        if not isinstance(answer, Measured):
            raise OwnFault(str(answer))
        # The child saw hostile bytes: what is measured, and which bytes these were, is not its to say.
        ours = msgspec.structs.replace(
            answer.measure, recording_id=order.recording_id, claim_sha256=order.claim_sha256, number=order.number,
            take=order.take, size=size, sha256=sha256,
        )  # fmt: skip
        return PartMeasured(measure=ours)

    async def derive(self, order: DeriveTake) -> TakeDerived:
        """Viewing copy, contact sheet and waveform of the parts that are there, already put into the store."""
        with self._folder() as folder:
            parts = await self._fetched(order.parts, folder)
            answer, files = await derive_take(order, parts, folder)
            for item in answer.objects:
                await self._streams.put(item.key, files[item.key], item.media_type)
        return answer

    async def take_pictures(self, order: TakePictures) -> PicturesTaken:
        """One JPEG for each time that has a frame, already put into the store."""
        nothing = PicturesTaken(recording_id=order.recording_id, take=order.take, objects=[])
        with self._folder() as folder:
            parts = await self._fetched(_parts_with(order), folder)
            joined = await asyncio.to_thread(join_parts, parts, folder / "take.mp4")
            if not joined.numbers or not order.at_us:
                return nothing
            size = (folder / "take.mp4").stat().st_size
            request = PictureOrder(path=str(folder / "take.mp4"), size=size, at_us=sorted(order.at_us))
            try:
                answer = await self._pool.ask(request)
            except ChildDied as died:
                log.warning("pictures_failed", recording_id=str(order.recording_id), reason=str(died))
                return nothing
            taken = answer.stills if isinstance(answer, Pictures) else []
            objects = [await self._put_still(order, still, folder) for still in taken]
        return msgspec.structs.replace(nothing, objects=objects)

    async def _put_still(self, order: TakePictures, still: stills.Still, folder: Path) -> DerivedObject:
        path = folder / f"{still.at_us}.jpg"
        path.write_bytes(still.jpeg)
        key = derived_key(order.recording_id, f"picture-{order.take}-{still.at_us}.jpg")
        recipe = f"{stills.RECIPE}; {ENGINE}; frame of {still.shown_us} us"
        about = described(
            path, key=key, kind="picture", media_type="image/jpeg", recipe=recipe, at_us=still.at_us,
        )  # fmt: skip
        await self._streams.put(key, path, about.media_type)
        return about

    async def _fetched(self, wanted: list[TakePart], folder: Path) -> dict[int, Path]:
        """The parts that the store has, by number."""
        found: dict[int, Path] = {}
        for part in wanted:
            path = folder / f"part-{part.number}"
            try:
                await self._streams.fetch(part.key, path)
            except ObjectMissing:
                continue
            found[part.number] = path
        return found

    @contextmanager
    def _folder(self) -> Iterator[Path]:
        """A folder of one job's own; nothing of the footage stays behind."""
        with tempfile.TemporaryDirectory(dir=self._scratch, ignore_cleanup_errors=True) as name:
            yield Path(name)


def _unmeasured(order: MeasurePart, outcome: str, detail: str) -> PartMeasure:
    facts = {
        "engine": ENGINE, "recording_id": order.recording_id, "claim_sha256": order.claim_sha256,
        "number": order.number, "take": order.take, "size": 0, "sha256": NOTHING_SHA256,
        "outcome": outcome, "detail": detail,
    }  # fmt: skip
    return msgspec.convert(facts, PartMeasure)


def _size_and_hash(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _parts_with(order: TakePictures) -> list[TakePart]:
    """The parts that a wanted time lies in; all of them where the order does not tell their spans."""
    spans = [(part, part.media_from_us, part.media_to_us) for part in order.parts]
    wanted = []
    for part, begins, ends in spans:
        if begins is None or ends is None or any(begins <= at < ends for at in order.at_us):
            wanted.append(part)
    return wanted or order.parts
