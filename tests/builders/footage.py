"""Real footage cut into parts the way the phone cuts it: each part is its own init + 1 s fragments of one clock."""

import subprocess
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from tests.builders.boxes import init_and_fragments

MEDIA = Path(__file__).resolve().parents[3] / "shared" / "media"
SOURCES = {"walk": MEDIA / "walk.mp4", "kitchen": MEDIA / "kitchen.mkv"}
Seconds = tuple[float, float]
Source = Literal["walk", "kitchen", "moving"]
Sound = Literal["opus", "aac"]


@dataclass(frozen=True)
class Footage:
    """What to film. Spans are half-open seconds of the take; `skip` seconds of the source are not used."""

    seconds: float = 12
    width: int = 640
    height: int = 360
    fps: int = 30
    audio: Sound | None = "opus"
    video: Literal["h264", "vp9"] = "h264"
    source: Source = "walk"
    skip: float = 0
    black: Seconds | None = None
    freeze: Seconds | None = None
    dead_mic: Seconds | None = None


def make_parts(
    seconds: float = 12,
    part_seconds: int = 5,
    *,
    width: int = 640,
    height: int = 360,
    fps: int = 30,
    audio: Sound | None = "opus",
    video: Literal["h264", "vp9"] = "h264",
    source: Source = "walk",
    skip: float = 0,
    black: Seconds | None = None,
    freeze: Seconds | None = None,
    dead_mic: Seconds | None = None,
) -> list[bytes]:
    """The parts of one take: real footage where it lies beside the repository, else made by ffmpeg.

    A tamper is filmed in: `black`, `freeze` (the picture stands) and `dead_mic` are spans in seconds.
    """
    wish = Footage(seconds, width, height, fps, audio, video, source, skip, black, freeze, dead_mic)
    init, fragments = init_and_fragments(film(wish))
    groups = [fragments[i : i + part_seconds] for i in range(0, len(fragments), part_seconds)]
    return [init + b"".join(group) for group in groups]


def join(parts: list[bytes]) -> bytes:
    """One take as a single file: the first part whole, the others without their init."""
    return parts[0] + b"".join(b"".join(init_and_fragments(part)[1]) for part in parts[1:])


def make_plain_mp4(seconds: float = 4) -> bytes:
    """An ordinary, not fragmented MP4 with its index at the end."""
    return _ffmpeg("-i", "-", "-c", "copy", "-f", "mp4", feed=film(Footage(seconds=seconds)))


def make_png() -> bytes:
    """A picture that someone may rename to .mp4."""
    return _ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x240", "-frames:v", "1", "-c:v", "png", "-f", "image2")


def make_sound_only(seconds: float = 3) -> bytes:
    """A valid fragmented MP4 without any picture."""
    return _ffmpeg("-f", "lavfi", "-i", f"sine=440:d={seconds}", "-c:a", "aac", *_FRAGMENTED)


@lru_cache(maxsize=64)
def film(wish: Footage) -> bytes:
    """The whole take as one fragmented MP4, a fragment each second; made once per process."""
    return _ffmpeg(*_inputs(wish), *_picture(wish), *_sound(wish), "-t", str(wish.seconds), *_FRAGMENTED)


_FRAGMENTED = ["-use_editlist", "0", "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-f", "mp4"]


def _inputs(wish: Footage) -> list[str]:
    path = SOURCES.get(wish.source)
    if path is not None and path.exists():
        return ["-stream_loop", "-1", "-i", str(path), "-map", "0:v:0", *(["-map", "0:a:0"] if wish.audio else [])]
    moving = f"mandelbrot=s={wish.width}x{wish.height}:r={wish.fps},noise=alls=12:allf=t"
    heard = ["-f", "lavfi", "-i", "anoisesrc=color=pink:amplitude=0.2:r=48000"]
    return ["-f", "lavfi", "-i", moving, *heard, "-map", "0:v:0", *(["-map", "1:a:0"] if wish.audio else [])]


def _picture(wish: Footage) -> list[str]:
    # trimming by filter keeps picture and sound on one clock that begins at 0
    chain = [f"trim=start={wish.skip}", "setpts=PTS-STARTPTS", f"fps={wish.fps}"]
    if wish.freeze:
        chain += [f"select='not(gte(t,{wish.freeze[0]})*lt(t,{wish.freeze[1]}))'", f"fps={wish.fps}"]
    chain += [f"scale={wish.width}:{wish.height}"]
    if wish.black:
        chain += [f"drawbox=t=fill:color=black:enable='gte(t,{wish.black[0]})*lt(t,{wish.black[1]})'"]
    codec = {
        "h264": [
            "libx264",
            "-preset",
            "veryfast",
            "-tune",
            "zerolatency",
            "-profile:v",
            "baseline",
            "-sc_threshold",
            "0",
        ],
        "vp9": ["libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-auto-alt-ref", "0"],
    }[wish.video]
    gop = ["-g", str(wish.fps), "-keyint_min", str(wish.fps), "-bf", "0", "-b:v", "2M"]
    return ["-vf", ",".join(chain), "-pix_fmt", "yuv420p", "-c:v", *codec, *gop]


def _sound(wish: Footage) -> list[str]:
    if wish.audio is None:
        return ["-an"]
    # counted samples: where the source loops its clock would jump
    chain = [f"atrim=start={wish.skip}", "aresample=48000", "asetpts=N/SR/TB"]
    if wish.dead_mic:
        chain += [f"volume=0:enable='gte(t,{wish.dead_mic[0]})*lt(t,{wish.dead_mic[1]})'"]
    codec = {"aac": "aac", "opus": "libopus"}[wish.audio]
    # a browser's encoder has no priming before 0: move the first packet to 0
    clock = ["-bsf:a", "setts=ts=TS-STARTPTS"]
    return ["-af", ",".join(chain), "-c:a", codec, "-b:a", "64k", "-ac", "1", "-ar", "48000", *clock]


def _ffmpeg(*arguments: str, feed: bytes | None = None) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out"
        source = Path(folder) / "in"
        if feed is not None:
            source.write_bytes(feed)
        words = [str(source) if word == "-" else word for word in arguments]
        command = ["ffmpeg", "-nostdin", "-v", "error", "-threads", "2", *words, str(target)]
        subprocess.run(command, check=True, timeout=120)
        return target.read_bytes()
