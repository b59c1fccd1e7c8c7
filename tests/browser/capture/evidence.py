"""Looks at what a recorder handed in, with none of the recorder's own code."""

import hashlib
import itertools
import subprocess
import uuid
from fractions import Fraction
from pathlib import Path

import av
from playwright.sync_api import Page

from schemas.devices import EnrolDevice
from schemas.footage import ClosingClaim, PartClaim
from tests.fakes.footage_peer import FootagePeer, holds


def enrol(page: Page, peer: FootagePeer) -> None:
    """Makes the peer believe this phone."""
    made = page.evaluate("() => capture.enrolment()")
    peer.enrol(EnrolDevice(id=uuid.UUID(made["id"]), name="test phone", public_key=made["publicKey"]))


def decode_errors(file: Path) -> str:
    """Returns what ffmpeg complains of when it decodes the whole file; empty for a sound one."""
    # The null muxer would round moments to 1/30 s and call two jittering frames one.
    command = ["ffmpeg", "-v", "error", "-i", str(file), "-enc_time_base", "-1", "-f", "null", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def frames_of(file: Path) -> list[Fraction]:
    """Returns the moments of the decoded pictures, in seconds."""
    with av.open(str(file)) as media:
        frames = media.decode(video=0)
        return [frame.pts * frame.time_base for frame in frames if frame.pts is not None and frame.time_base]


def key_frames(file: str) -> tuple[list[float], list[float]]:
    """Returns the moments of key frames and of sound packets, in seconds."""
    keys, sound = [], []
    with av.open(file) as media:
        # A packet outlived by its container crashes PyAV: read it here.
        for packet in media.demux():
            if packet.pts is None or packet.time_base is None:
                continue
            if packet.stream.type == "audio":
                sound.append(float(packet.pts * packet.time_base))
            elif packet.is_keyframe:
                keys.append(float(packet.pts * packet.time_base))
    return keys, sound


def digests(peer: FootagePeer) -> list[str]:
    """Returns the hashes of the part claims in order."""
    order = {claim.number: digest for digest, (claim, _) in peer.claims.items() if isinstance(claim, PartClaim)}
    return [order[number] for number in sorted(order)]


def check_chain(peer: FootagePeer) -> ClosingClaim:
    """Asserts numbers, links, signatures, hashes and sizes of one whole recording; returns its closing claim."""
    previous = None
    (closing,) = peer.closings()
    for number, digest in enumerate(digests(peer)):
        claim, signed = peer.claims[digest]
        assert isinstance(claim, PartClaim)
        assert claim.number == number
        assert claim.previous == previous
        assert holds(peer.devices[claim.device_id], signed.claim, signed.signature)
        body = peer.path_of(digest).read_bytes()
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (claim.sha256, claim.size)
        previous = hashlib.sha256(signed.claim.encode()).hexdigest()
    assert closing.previous == previous
    assert closing.parts == len(digests(peer))
    assert closing.takes == len({claim.take for claim in peer.parts()})
    return closing


def check_media(peer: FootagePeer) -> None:
    """Asserts that every part decodes by itself without an error and holds the frames and the span it claims."""
    for claim, digest in zip(peer.parts(), digests(peer), strict=True):
        file = peer.path_of(digest)
        assert decode_errors(file) == ""
        moments = frames_of(file)
        assert len(moments) == claim.frames
        assert abs(float(moments[0]) * 1e6 - claim.media_from_us) < 1_000
        assert float(moments[-1]) * 1e6 < claim.media_to_us
        init = file.read_bytes()[: init_size(file)]
        assert hashlib.sha256(init).hexdigest() == claim.init_sha256


def init_size(file: Path) -> int:
    """Returns the length of everything before the first moof."""
    data = file.read_bytes()
    at = 0
    while data[at + 4 : at + 8] != b"moof":
        at += int.from_bytes(data[at : at + 4])
    return at


def check_spans(parts: list[PartClaim]) -> None:
    """Asserts that the parts of each take follow one another without a hole on all three clocks."""
    for one, other in itertools.pairwise(parts):
        if one.take != other.take:
            assert one.take_ended is not None
            continue
        assert one.take_ended is None
        assert one.media_to_us == other.media_from_us
        assert one.mono_to_us == other.mono_from_us
        assert 4_000_000 < one.media_to_us - one.media_from_us < 6_500_000
        assert abs((one.mono_to_us - one.mono_from_us) - (one.media_to_us - one.media_from_us)) < 500_000
