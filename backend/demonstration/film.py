"""Footage made by ffmpeg, since the product ships none: moving picture, sound and a clock, cut as a phone cuts.

640×360, 15 frames/s, H.264 and AAC, a fragment each second, parts of five seconds that carry their own header.
"""

import hashlib
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

FPS, PART_SECONDS = 15, 5
AT_ONCE = 2
Seconds = tuple[float, float]
Thing = tuple[int, int, int, int, str]


class CannotFilm(Exception):
    """ffmpeg did not do what is asked of it; its own words."""


class Shot(msgspec.Struct, frozen=True):
    """One unbroken take. Spans are half-open seconds; `frozen` begins on a whole one, where a key frame is."""

    scene: str
    seconds: int
    black: Seconds | None = None
    silent: Seconds | None = None
    frozen: Seconds | None = None


class Scene(NamedTuple):
    """What the lens sees: two colours of light, things that stand (x, y, w, h of 160×90; colour), who walks there."""

    light: tuple[str, str]
    things: tuple[Thing, ...]
    walkers: tuple[str, str]


SCENES = {
    "street": Scene(
        ("5a7590", "39424e"),
        ((0, 62, 160, 28, "2f3136"), (8, 20, 30, 42, "7b6a58"), (120, 12, 34, 50, "8c7f70")),
        ("1d2c4f", "a2523a"),
    ),
    "room": Scene(
        ("cbb38f", "8c7357"),
        ((0, 68, 160, 22, "5d4632"), (96, 16, 40, 52, "6f5941"), (20, 24, 34, 24, "dfe8ee")),
        ("27364f", "7d2f3a"),
    ),
    "shop": Scene(
        ("b9c4c9", "8b979c"),
        ((0, 70, 160, 20, "6d6a63"), (6, 18, 60, 40, "a0824f"), (92, 18, 60, 40, "56764f")),
        ("22324c", "c4a04a"),
    ),
    "river": Scene(
        ("8fa9ba", "5c7f6a"),
        ((0, 52, 160, 38, "486f7d"), (0, 44, 60, 10, "4d6b3c"), (108, 30, 44, 16, "93806a")),
        ("22324c", "c86a2b"),
    ),
    "night": Scene(
        ("2c3550", "3d3350"),
        ((0, 64, 160, 26, "1f2026"), (30, 14, 6, 50, "77746a"), (112, 22, 36, 40, "b98f4a")),
        ("4e6fae", "9a4d4d"),
    ),
}


def shoot(shots: Iterable[Shot], folder: Path) -> dict[Shot, list[bytes]]:
    """Return the parts of each shot; a shot made before is taken from `folder`. Raises CannotFilm."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = list(dict.fromkeys(shots))
    with ThreadPoolExecutor(AT_ONCE) as cameras:
        films = cameras.map(lambda shot: _film(shot, folder), wanted)
        return {shot: cut(film) for shot, film in zip(wanted, films, strict=True)}


def _film(shot: Shot, folder: Path) -> bytes:
    """Return the whole take as one fragmented MP4."""
    words = _words(shot, with_clock=_draws_text())
    kept = folder / f"{hashlib.sha256(' '.join(words).encode()).hexdigest()[:24]}.mp4"
    if not kept.exists():
        half = kept.with_suffix(".half")
        _ffmpeg(*words, "-y", str(half))
        half.replace(kept)
    return kept.read_bytes()


def cut(film: bytes) -> list[bytes]:
    """Return the parts of a fragmented MP4 with one fragment a second; time stamps run on over the parts."""
    header, fragments, at = b"", list[bytes](), 0
    while at + 8 <= len(film):
        size, kind = int.from_bytes(film[at : at + 4]), film[at + 4 : at + 8]
        box = film[at : at + size]
        if kind in (b"ftyp", b"moov"):
            header += box
        elif kind == b"moof":
            fragments.append(box)
        elif kind == b"mdat" and fragments:
            fragments[-1] += box
        at += max(size, 8)
    groups = [fragments[first : first + PART_SECONDS] for first in range(0, len(fragments), PART_SECONDS)]
    return [header + b"".join(group) for group in groups]


def _words(shot: Shot, *, with_clock: bool) -> list[str]:
    scene = SCENES[shot.scene]
    seed = 1 + list(SCENES).index(shot.scene)
    light = f"gradients=s=160x90:r={FPS}:seed={seed}:speed=0.03:c0=0x{scene.light[0]}:c1=0x{scene.light[1]}:n=2"
    walkers = [
        f"color=c=0x{colour}:s={size}:r={FPS}" for colour, size in zip(scene.walkers, ("60x160", "70x130"), strict=True)
    ]
    sound = f"anoisesrc=color=pink:amplitude=0.2:r=48000:seed={seed}"
    inputs = [word for source in (light, *walkers, sound) for word in ("-f", "lavfi", "-i", source)]
    graph = f"{_picture(shot, scene, with_clock)};[3]{_sound(shot, seed)}"
    return [
        *inputs, "-filter_complex", graph, "-map", "[v]", "-map", "[a]", "-t", str(shot.seconds),
        "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-profile:v", "baseline",
        "-qp", "28", "-x264-params", "ipratio=1",  # by one fixed measure, so that a still picture stays still
        "-g", str(FPS), "-keyint_min", str(FPS), "-sc_threshold", "0", "-bf", "0",
        # a phone's encoder has no priming before 0: the first packet is moved there
        "-c:a", "aac", "-b:a", "48k", "-ac", "1", "-ar", "48000", "-bsf:a", "setts=ts=TS-STARTPTS",
        "-use_editlist", "0", "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-f", "mp4",
    ]  # fmt: skip


def _picture(shot: Shot, scene: Scene, with_clock: bool) -> str:
    """Return the picture's filters: light, things, walkers, a hand that is never still, the clock, what goes wrong."""
    things = "".join(f",drawbox={x}:{y}:{w}:{h}:0x{colour}:fill" for x, y, w, h, colour in scene.things)
    end = ["crop=640:360:x='24+22*sin(t*2.9)':y='14+12*sin(t*4.3)'"]
    if with_clock:
        text = f"REC {shot.scene}  %{{pts\\:hms}}"
        end.append(f"drawtext=text='{text}':x=16:y=16:fontsize=22:fontcolor=white:box=1:boxcolor=black@0.5")
    if shot.frozen:
        end += [f"select='not({_during(shot.frozen)})'", f"fps={FPS}"]
    if shot.black:
        end.append(f"drawbox=color=black:t=fill:enable='{_during(shot.black)}'")
    return (
        f"[0]null{things},noise=alls=18,scale=688:388:flags=bilinear,noise=alls=3:allf=t[a0];"
        "[a0][1]overlay=x='300+250*sin(t*0.9)':y='180+8*sin(t*7)'[a1];"
        f"[a1][2]overlay=x='mod(t*70,760)-80':y=226[a2];[a2]{','.join(end)},setsar=1,format=yuv420p[v]"
    )


def _sound(shot: Shot, seed: int) -> str:
    dead = f",volume=0:enable='{_during(shot.silent)}'" if shot.silent else ""
    return f"tremolo=f={1 + seed}:d=0.5{dead}[a]"


def _during(span: Seconds) -> str:
    return f"gte(t,{span[0]})*lt(t,{span[1]})"


@lru_cache(1)
def _draws_text() -> bool:
    """Return whether this ffmpeg has a font to write the clock with."""
    try:
        _ffmpeg("-f", "lavfi", "-i", "color=s=64x64", "-vf", "drawtext=text=1", "-frames:v", "1", "-f", "null", "-")
    except CannotFilm:
        return False
    return True


def _ffmpeg(*words: str) -> None:
    command = ["ffmpeg", "-nostdin", "-v", "error", "-threads", "1", *words]
    try:
        subprocess.run(command, check=True, timeout=180, capture_output=True)
    except FileNotFoundError as missing:
        raise CannotFilm("ffmpeg is not installed") from missing
    except subprocess.CalledProcessError as wrong:
        raise CannotFilm(wrong.stderr.decode("utf-8", "replace").strip()[-400:]) from wrong
    except subprocess.TimeoutExpired as late:
        raise CannotFilm("ffmpeg takes longer than three minutes for one take") from late
