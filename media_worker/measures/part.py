"""One pass over a part: boxes, packets, pictures and sound together, so that it is read and decoded once."""

import mmap
import resource
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import av
import av.error
import av.logging
import cv2
import msgspec

from media_worker.measures.boxes import box_facts
from media_worker.measures.packets import PacketTrack, clock_of, packet_facts
from media_worker.measures.picture import PictureTrack, packed_edge
from media_worker.measures.sound import SoundTrack
from schemas.jobs import MeasurePart
from schemas.measures import BoxFacts, PartMeasure

ENGINE = f"measures 1, libavcodec {'.'.join(map(str, av.library_versions['libavcodec']))}, opencv {cv2.__version__}"
# no file names inside a file are followed, no network, no format that is a list of other files
MAX_PIXELS = 8192 * 4608  # more than 8K is no camera
CLOSED = {
    "protocol_whitelist": "file,pipe",
    "format_whitelist": "mov,matroska",
    "enable_drefs": "0",
    "max_pixels": str(MAX_PIXELS),  # opening decodes a first frame already
}
# measuring needs no loop filter: a quarter less work, 0.6 of 255 difference at 160×90
FAST = {"skip_loop_filter": "all", "max_pixels": str(MAX_PIXELS)}
Outcome = Literal["measured", "no_video", "undecodable", "hostile"]


class Hostile(Exception):
    """The media asks for more than any camera would."""


@dataclass
class Pass:
    """What one pass over the media found; `video` is None where no stream of pictures is."""

    opened: bool = False
    unknown_codec: bool = False
    video: av.VideoStream | None = None
    audio: av.AudioStream | None = None
    video_packets: PacketTrack | None = None
    audio_packets: PacketTrack | None = None
    picture: PictureTrack = field(default_factory=PictureTrack)
    sound: SoundTrack = field(default_factory=SoundTrack)
    errors: int = 0
    detail: str = ""


def measure_part(path: Path, order: MeasurePart, *, size: int, sha256: str) -> PartMeasure:
    """PartMeasure of a file whose size and hash the caller took. Bad media is an outcome, never an exception."""
    began = _cpu_s()
    empty = PartMeasure(
        engine=ENGINE,
        recording_id=order.recording_id,
        claim_sha256=order.claim_sha256,
        number=order.number,
        take=order.take,
        size=size,
        sha256=sha256,
        outcome="no_video",
    )
    try:
        boxes = _boxes(path, size)
        measure = _filled(empty, one_pass(path), boxes)
    except (Hostile, MemoryError) as problem:
        measure = msgspec.structs.replace(empty, outcome="hostile", detail=str(problem) or "more memory than allowed")
    return msgspec.structs.replace(measure, detail=measure.detail[:500], cpu_s=round(_cpu_s() - began, 4))


def one_pass(path: Path) -> Pass:
    """Demuxes and decodes everything once; counts what the decoders complain about.

    Raises: Hostile, MemoryError.
    """
    found = Pass()
    av.logging.set_level(av.logging.ERROR)
    av.logging.set_skip_repeated(False)
    with av.logging.Capture(local=False) as complaints:
        try:
            with av.open(str(path), options=CLOSED, metadata_errors="replace") as container:
                found.opened = True
                _choose_streams(container, found)
                if found.video is not None:
                    for packet in _packets(container, found):
                        _take(packet, found)
        except (av.error.FFmpegError, ValueError, OverflowError) as problem:
            _raise_if_memory(problem)
            found.errors += 1
            found.detail = f"{type(problem).__name__}: {getattr(problem, 'strerror', problem)}"
    # a bit flip often raises nothing and is only seen in the decoder's log
    found.errors += sum(level <= av.logging.ERROR for level, _, _ in complaints)
    if complaints and not found.detail:
        found.detail = f"{complaints[0][1]}: {complaints[0][2].strip()}"
    return found


def _choose_streams(container: av.container.InputContainer, found: Pass) -> None:
    """The first moving picture and the first sound."""
    moving = [s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
    heard = [s for s in container.streams.audio if _known(s)]
    found.unknown_codec = bool(moving) and not _known(moving[0])
    found.video = moving[0] if moving and not found.unknown_codec else None
    found.audio = heard[0] if heard else None
    if found.video is not None:
        context = found.video.codec_context
        if context.width * context.height > MAX_PIXELS:
            raise Hostile(f"a picture of {context.width}x{context.height}")
        context.options = FAST
        context.thread_count = 2
        context.thread_type = "AUTO"
        found.video_packets = PacketTrack(clock_of(found.video))
    if found.audio is not None:
        found.audio_packets = PacketTrack(clock_of(found.audio))


def _known(stream: av.stream.Stream) -> bool:
    """False for a stream whose codec libav cannot even name, as in an init that is cut short."""
    return getattr(stream, "codec_context", None) is not None


def _packets(container: av.container.InputContainer, found: Pass) -> Iterator["av.Packet[av.stream.Stream]"]:
    """All packets of both streams in the order of the file, then the empty ones that flush the decoders."""
    streams = [stream for stream in (found.video, found.audio) if stream is not None]
    return container.demux(streams)


def _take(packet: "av.Packet[av.stream.Stream]", found: Pass) -> None:
    """Counts one packet and measures the frames that come out of it."""
    video = packet.stream.type == "video"
    if packet.size:
        track = found.video_packets if video else found.audio_packets
        assert track is not None
        track.take(packet)
    try:
        frames = packet.decode()
    except av.error.FFmpegError as problem:
        _raise_if_memory(problem)
        found.errors += 1
        return
    for frame in frames:
        if isinstance(frame, av.VideoFrame):
            # measures that need each frame (flow, thumbnails) take the small luma that this returns
            found.picture.take(frame, clock_of(frame))
        elif isinstance(frame, av.AudioFrame):
            found.sound.take(frame, clock_of(frame))


def _filled(empty: PartMeasure, found: Pass, boxes: BoxFacts) -> PartMeasure:
    picture = found.picture
    video, audio = found.video, found.audio
    return msgspec.structs.replace(
        empty,
        outcome=_outcome(found, boxes),
        detail=found.detail,
        boxes=boxes,
        video=packet_facts(found.video_packets, video.codec_context, sound=False)
        if video is not None and found.video_packets
        else None,
        audio=packet_facts(found.audio_packets, audio.codec_context, sound=True)
        if audio is not None and found.audio_packets
        else None,
        decode_errors=found.errors,
        picture=picture.series() if picture.at_us else None,
        sound=found.sound.series(),
        edge_luma_first=packed_edge(picture.first),
        edge_luma_last=packed_edge(picture.last),
        video_s=(max(picture.at_us) - min(picture.at_us)) / 1_000_000 if picture.at_us else 0.0,
    )


def _outcome(found: Pass, boxes: BoxFacts) -> Outcome:
    """An MP4 that cannot be read is damaged; what opens without pictures, or is no MP4 at all, is no video."""
    if found.picture.at_us:
        return "measured"
    if found.video is not None or found.unknown_codec or (boxes.is_mp4 and not found.opened):
        return "undecodable"
    return "no_video"


def _boxes(path: Path, size: int) -> BoxFacts:
    if size == 0:
        return BoxFacts(is_mp4=False)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        view = memoryview(mapped)
        try:
            return box_facts(view)
        finally:
            view.release()


def _raise_if_memory(problem: Exception) -> None:
    if isinstance(problem, MemoryError):  # PyAV's own is both
        raise MemoryError(str(problem)) from problem


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
