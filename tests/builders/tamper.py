"""What can happen to a part on its way, or be done to it: every function takes bytes and gives other bytes."""

import struct

from tests.builders.boxes import init_and_fragments


def truncate(part: bytes, keep: float = 0.6) -> bytes:
    """The part as a phone leaves it that died while writing: its last bytes are missing."""
    return part[: int(len(part) * keep)]


def flip_bit(part: bytes, at: float = 0.5, bit: int = 0) -> bytes:
    """One bit changed at that fraction of the part."""
    position = min(int(len(part) * at), len(part) - 1)
    return part[:position] + bytes([part[position] ^ (1 << bit)]) + part[position + 1 :]


def scramble(part: bytes, at: float = 0.3, length: int = 4_000) -> bytes:
    """A stretch of media bytes overwritten: what a bad memory card does."""
    position = int(len(part) * at)
    return part[:position] + bytes(i * 37 % 251 for i in range(length)) + part[position + length :]


def append_bytes(part: bytes, extra: bytes = b"\x00\x00\x00\x00behind the last box") -> bytes:
    """Bytes behind the last box."""
    return part + extra


def without_fragment(part: bytes, index: int = 2) -> bytes:
    """A second cut out, time stamps kept: a gap."""
    init, fragments = init_and_fragments(part)
    return init + b"".join(fragments[:index] + fragments[index + 1 :])


def repeat_fragment(part: bytes, index: int = 2) -> bytes:
    """A second that stands there twice with the same time stamps: an overlap of identical packets."""
    init, fragments = init_and_fragments(part)
    return init + b"".join(fragments[: index + 1] + fragments[index:])


def swap_fragments(part: bytes, index: int = 1) -> bytes:
    """Two neighbouring seconds exchanged: time runs backwards once."""
    init, fragments = init_and_fragments(part)
    fragments[index], fragments[index + 1] = fragments[index + 1], fragments[index]
    return init + b"".join(fragments)


def long_to_measure(part: bytes, times: int = 12) -> bytes:
    """The same seconds again and again: real footage that keeps a decoder busy for some seconds."""
    init, fragments = init_and_fragments(part)
    return init + b"".join(fragments * times)


def not_a_video() -> bytes:
    """Text where a video should be."""
    return b"this is no video, whatever its name says\n" * 400


def bomb(part: bytes, width: int = 15_360, height: int = 15_360) -> bytes:
    """The same few bytes, whose H.264 header now promises a picture of that size (350 MB a frame)."""
    moov = part.index(b"moov")
    config = part.index(b"avcC", moov)
    length_at = config + 4 + 6
    (length,) = struct.unpack(">H", part[length_at : length_at + 2])
    old = part[length_at + 2 : length_at + 2 + length]
    new = _promise(old, width, height)
    grown = bytearray(part[:length_at] + struct.pack(">H", len(new)) + new + part[length_at + 2 + length :])
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"avc1", b"avcC"):
        size_at = part.rindex(kind, 0, config + 4) - 4
        (size,) = struct.unpack(">I", grown[size_at : size_at + 4])
        grown[size_at : size_at + 4] = struct.pack(">I", size + len(new) - length)
    entry = part.rindex(b"avc1", 0, config)
    grown[entry + 28 : entry + 32] = struct.pack(">HH", width, height)
    return bytes(grown)


def _promise(sps: bytes, width: int, height: int) -> bytes:
    """A baseline SPS like `sps` with another size."""
    bits = "".join(f"{byte:08b}" for byte in sps[4:])
    fields = []
    for _ in range(4):  # id, log2_max_frame_num, poc_type, reference frames (x264 baseline: poc_type 2)
        value, bits = _read_golomb(bits)
        fields.append(value)
    written = "".join(_golomb(value) for value in fields) + "0"
    written += _golomb(width // 16 - 1) + _golomb(height // 16 - 1) + "1100" + "1"
    written += "0" * (-len(written) % 8)
    body = int(written, 2).to_bytes(len(written) // 8, "big")
    return sps[:1] + bytes([66, 0xC0, 62]) + body


def _read_golomb(bits: str) -> tuple[int, str]:
    zeros = bits.index("1")
    return int(bits[zeros : 2 * zeros + 1], 2) - 1, bits[2 * zeros + 1 :]


def _golomb(value: int) -> str:
    digits = f"{value + 1:b}"
    return "0" * (len(digits) - 1) + digits
