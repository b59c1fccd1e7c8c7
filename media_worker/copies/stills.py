"""Single pictures for people: the frame that was on the screen at a media time, decoded with every filter on."""

from pathlib import Path
from typing import Any, NamedTuple

import av
import av.error
import cv2
import numpy as np
from numpy.typing import NDArray

from media_worker.measures.packets import clock_of, to_us
from media_worker.measures.part import CLOSED, MAX_PIXELS, Hostile

MAX_SIDE = 1280
JPEG_QUALITY = 88
RECIPE = f"libavcodec, all filters, last frame at or before the time, longest side {MAX_SIDE}, JPEG {JPEG_QUALITY}"
NEVER = 2**63
Picture = NDArray[np.uint8]
VideoPacket = Any  # av.Packet[av.VideoStream]


class Still(NamedTuple):
    """`shown_us` is the time stamp of the frame that was on the screen at `at_us`."""

    at_us: int
    shown_us: int
    jpeg: bytes


def take_stills(path: Path, at_us: list[int]) -> list[Still]:
    """One picture for each time, in order: the last frame at or before it, before the first frame the first.

    Reads the file once and decodes only the seconds that are asked for.
    Raises: Hostile, av.error.FFmpegError if it cannot be opened.
    """
    wanted = sorted(set(at_us))
    stills: list[Still] = []
    with av.open(str(path), options=CLOSED, metadata_errors="replace") as container:
        if not container.streams.video:
            return []
        stream = container.streams.video[0]
        _forbid_bombs(stream)
        group: list[VideoPacket] = []
        for packet in container.demux(stream):
            if group and (packet.is_keyframe or not packet.size):
                begins = to_us(packet.pts or 0, clock_of(stream)) if packet.size else NEVER
                due = [at for at in wanted if at < begins]
                stills += _chosen(_decoded(stream, group), due) if due else []
                wanted, group = wanted[len(due) :], []
            if not wanted:
                break
            if packet.size:
                group.append(packet)
    return stills


def _forbid_bombs(stream: av.VideoStream) -> None:
    context = stream.codec_context
    if context.width * context.height > MAX_PIXELS:
        raise Hostile(f"a picture of {context.width}x{context.height}")
    context.options = {"max_pixels": str(MAX_PIXELS)}


def _decoded(stream: av.VideoStream, group: list[VideoPacket]) -> list[av.VideoFrame]:
    """The frames of one group of pictures; what cannot be decoded is left out."""
    frames: list[av.VideoFrame] = []
    for packet in [*group, None]:
        try:
            frames += stream.codec_context.decode(packet)
        except av.error.FFmpegError:
            continue
    stream.codec_context.flush_buffers()
    return sorted((frame for frame in frames if frame.pts is not None), key=lambda frame: frame.pts or 0)


def _chosen(frames: list[av.VideoFrame], due: list[int]) -> list[Still]:
    stills = []
    for at in due if frames else []:
        times = [to_us(frame.pts or 0, clock_of(frame)) for frame in frames]
        index = max(0, int(np.searchsorted(times, at, side="right")) - 1)
        stills.append(Still(at, times[index], _jpeg(frames[index])))
    return stills


def _jpeg(frame: av.VideoFrame) -> bytes:
    """Upright, not larger than 1280 on its longest side."""
    picture: Picture = frame.to_ndarray(format="bgr24").astype(np.uint8, copy=False)
    picture = np.ascontiguousarray(np.rot90(picture, round(frame.rotation / 90) % 4))
    scale = MAX_SIDE / max(picture.shape[:2])
    if scale < 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(
            np.uint8, copy=False
        )
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    assert done
    return data.tobytes()
