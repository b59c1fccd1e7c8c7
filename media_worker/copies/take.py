"""The copies of one take: a file that plays and seeks at once, a contact sheet, the waveform of its sound."""

import asyncio
import hashlib
import math
from pathlib import Path
from uuid import UUID

import ffmpeg
import msgspec
import structlog

from media_worker.copies.ffmpeg import CLOSED, REPEATABLE, CopyFailed, Probe, make, probe
from media_worker.copies.join import join_parts
from schemas.jobs import DeriveTake, TakeDerived
from schemas.measures import DerivedObject

log = structlog.get_logger("media_worker.copies")
SHEET_EVERY_S = 5.0
SHEET_MAX_TILES = 24
SHEET_COLUMNS = 4
TILE_WIDTH = 320
WAVEFORM_SIZE = "1200x120"
# cube root: speech at arm's length is about -40 dB and would be a flat line
WAVEFORM_COLOUR = "0x4f7fbf"
AAC_RATE = "96k"


async def derive_take(order: DeriveTake, parts: dict[int, Path], folder: Path) -> tuple[TakeDerived, dict[str, Path]]:
    """The answer and the file of each key in it. `parts` are those that could be fetched, by number.

    What cannot be made is left out; `problem` says why if there is not even a viewing copy.
    """
    take = folder / "take.mp4"
    joined = await asyncio.to_thread(join_parts, parts, take)
    answer = TakeDerived(recording_id=order.recording_id, take=order.take, part_numbers=joined.numbers, objects=[])
    if not joined.numbers:
        return msgspec.structs.replace(answer, problem="no part of this take holds a whole fragment"), {}
    try:
        viewing, facts = await _viewing(order, take, folder / "viewing.mp4", holes=joined.holes)
    except CopyFailed as failed:
        return msgspec.structs.replace(answer, part_numbers=[], problem=str(failed)), {}
    objects, files = [viewing], {viewing.key: folder / "viewing.mp4"}
    for make_one, name in ((_sheet, "sheet.jpg"), (_waveform, "waveform.png")):
        try:
            extra = await make_one(order, folder / "viewing.mp4", folder / name, facts)
        except CopyFailed as failed:
            log.warning("copy_failed", what=name, recording_id=str(order.recording_id), reason=str(failed))
            continue
        if extra is not None:
            objects.append(extra)
            files[extra.key] = folder / name
    origin = await asyncio.to_thread(_origin, [parts[number] for number in joined.numbers])
    objects = [msgspec.structs.replace(item, recipe=f"{item.recipe}; of parts {origin}") for item in objects]
    return msgspec.structs.replace(answer, objects=objects), files


def derived_key(recording_id: UUID, name: str) -> str:
    """Where a copy lies in the store."""
    return f"derived/{recording_id}/{name}"


def described(path: Path, *, key: str, kind: str, media_type: str, recipe: str, **more: int | None) -> DerivedObject:
    """DerivedObject of a finished file."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    facts = {"key": key, "kind": kind, "media_type": media_type, "recipe": recipe, **more}
    return msgspec.convert({**facts, "size": path.stat().st_size, "sha256": sha256}, DerivedObject)


async def _viewing(order: DeriveTake, take: Path, into: Path, *, holes: bool) -> tuple[DerivedObject, Probe]:
    """Picture copied; sound copied if it is AAC without holes, else made AAC with silence in the holes."""
    origin = await probe(take)
    source = ffmpeg.input(str(take), **CLOSED)
    streams = [source["v:0"]]
    options: dict[str, str] = {"c:v": "copy"}
    if origin.audio is not None:
        streams.append(source["a:0"])
        whole_aac = origin.audio == "aac" and not holes
        options |= {"c:a": "copy"} if whole_aac else {"c:a": "aac", "b:a": AAC_RATE, "af": "aresample=async=1"}
    output = ffmpeg.output(*streams, str(into), movflags="+faststart", f="mp4", **options, **REPEATABLE)
    recipe = await make(output, cpu_s=_cpu_s(take))
    facts = await probe(into)
    about = described(
        into,
        key=derived_key(order.recording_id, f"take-{order.take}-viewing.mp4"),
        kind="viewing",
        media_type="video/mp4",
        recipe=recipe,
        from_us=origin.start_us,
        duration_us=facts.duration_us,
    )
    return about, msgspec.structs.replace(facts, start_us=origin.start_us)


async def _sheet(order: DeriveTake, viewing: Path, into: Path, facts: Probe) -> DerivedObject:
    """One picture about each 5 s, wider apart where that would be more than 24, from keyframes, in reading order."""
    seconds = max(facts.duration_us / 1_000_000, 0.001)
    every = max(SHEET_EVERY_S, math.ceil(seconds / SHEET_MAX_TILES))
    tiles = math.ceil(seconds / every)
    columns = min(SHEET_COLUMNS, tiles)
    new_span = f"isnan(prev_selected_t)+gt(floor(t/{every:g}),floor(prev_selected_t/{every:g}))"
    pictures = ffmpeg.input(str(viewing), skip_frame="nokey", **CLOSED).video.filter("select", new_span)
    tiled = pictures.filter("scale", TILE_WIDTH, -2).filter("tile", f"{columns}x{math.ceil(tiles / columns)}")
    output = tiled.output(str(into), **{"frames:v": 1, "q:v": 4, "vsync": "vfr", "f": "mjpeg", **REPEATABLE})
    recipe = await make(output, cpu_s=_cpu_s(viewing))
    key = derived_key(order.recording_id, f"take-{order.take}-sheet.jpg")
    about = f"{tiles} pictures, one each {every:g} s, {columns} a row: {recipe}"
    return described(into, key=key, kind="sheet", media_type="image/jpeg", recipe=about, from_us=facts.start_us,
                     duration_us=facts.duration_us)  # fmt: skip


async def _waveform(order: DeriveTake, viewing: Path, into: Path, facts: Probe) -> DerivedObject | None:
    """The sound from end to end, on a transparent ground; None without sound."""
    if facts.audio is None:
        return None
    sound = ffmpeg.input(str(viewing), **CLOSED).audio.filter("aformat", channel_layouts="mono")
    drawn = sound.filter("showwavespic", s=WAVEFORM_SIZE, colors=WAVEFORM_COLOUR, scale="cbrt")
    output = drawn.output(str(into), **{"frames:v": 1, "c:v": "png", "f": "image2", **REPEATABLE})
    recipe = await make(output, cpu_s=_cpu_s(viewing))
    key = derived_key(order.recording_id, f"take-{order.take}-waveform.png")
    return described(into, key=key, kind="waveform", media_type="image/png", recipe=recipe, from_us=facts.start_us,
                     duration_us=facts.duration_us)  # fmt: skip


def _cpu_s(path: Path) -> int:
    """CPU seconds allowed: 30, and one more for each megabyte (a second of footage is 0.2–0.5 MB)."""
    return 30 + path.stat().st_size // 1_000_000


def _origin(parts: list[Path]) -> str:
    """One hash that stands for the bytes of these parts in this order."""
    whole = hashlib.sha256()
    for path in parts:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return f"sha256:{whole.hexdigest()}"
