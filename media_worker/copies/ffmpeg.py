"""Runs ffmpeg and ffprobe on hostile input: limits, a deadline, files and pipes only, no secret in its environment."""

import asyncio
import contextlib
import os
from functools import lru_cache
from pathlib import Path
from subprocess import DEVNULL, PIPE, run
from typing import Any

import ffmpeg
import msgspec

from media_worker.sandbox.limits import limit_other

MAX_PIXELS = 8192 * 4608  # as in measuring: more than 8K is no camera
CLOSED: dict[str, Any] = {"protocol_whitelist": "file,pipe", "format_whitelist": "mov", "max_pixels": MAX_PIXELS}
REPEATABLE: dict[str, Any] = {"map_metadata": -1, "fflags": "+bitexact", "flags:v": "+bitexact", "flags:a": "+bitexact"}
NICENESS = 10  # copies must not slow the measuring that a verdict waits for
PROBE_S = 20


class CopyFailed(Exception):
    """ffmpeg could not make it; the text is its last complaint."""


class Probe(msgspec.Struct, frozen=True):
    """What a file holds. Times in microseconds; `audio` and `video` are codec names, None where absent."""

    video: str | None
    audio: str | None
    start_us: int
    duration_us: int


async def make(stream: Any, *, cpu_s: int) -> str:
    """Runs a stream built with ffmpeg-python; returns the recipe (command without paths). Raises: CopyFailed."""
    command: list[str] = ffmpeg.compile(stream, overwrite_output=True)
    command[1:1] = ["-nostdin", "-v", "error"]
    await _run(command, cpu_s)
    words = [Path(word).name if word.startswith("/") else word for word in command]
    return f"{version()}: {' '.join(words)}"


async def probe(path: Path) -> Probe:
    """Codecs, start and duration of a file. Raises: CopyFailed."""
    entries = "format=start_time,duration:stream=codec_type,codec_name,width,height"
    closed = [word for name, value in CLOSED.items() for word in (f"-{name}", str(value))]
    output = await _run(
        ["ffprobe", "-v", "error", *closed, "-show_entries", entries, "-of", "json", str(path)], PROBE_S
    )
    facts = msgspec.json.decode(output)
    if any(stream.get("width", 0) * stream.get("height", 0) > MAX_PIXELS for stream in facts.get("streams", [])):
        raise CopyFailed("a picture larger than any camera's")
    codecs = {stream["codec_type"]: stream.get("codec_name") for stream in reversed(facts.get("streams", []))}
    container = facts.get("format", {})
    return Probe(
        video=codecs.get("video"),
        audio=codecs.get("audio"),
        start_us=_us(container.get("start_time")),
        duration_us=_us(container.get("duration")),
    )


@lru_cache(maxsize=1)
def version() -> str:
    """`ffmpeg 5.1.9-…`: a recipe without it could not be repeated."""
    first = run(["ffmpeg", "-version"], capture_output=True, check=True, timeout=20).stdout.split(b"\n", 1)[0]
    return " ".join(first.decode("utf-8", "replace").replace(" version", "").split(" ")[:2])


async def _run(command: list[str], cpu_s: int) -> bytes:
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8"}
    process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=environment)
    try:
        with contextlib.suppress(ProcessLookupError):
            limit_other(process.pid, cpu_s)
            os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
        async with asyncio.timeout(4 * cpu_s):
            output, complaints = await process.communicate()
    except TimeoutError as late:
        raise CopyFailed(f"{command[0]} did not end within {4 * cpu_s} s") from late
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode != 0:
        last = complaints.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
        raise CopyFailed(f"{command[0]} ended with {process.returncode}: {last[-300:]}")
    return output


def _us(seconds: str | None) -> int:
    try:
        return round(float(seconds) * 1_000_000) if seconds is not None else 0
    except ValueError:  # ffprobe writes N/A
        return 0
