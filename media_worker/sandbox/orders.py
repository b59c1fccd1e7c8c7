"""What the worker and its warm child say to each other: length-prefixed MessagePack over two pipes."""

import struct
from typing import BinaryIO

import msgspec
from msgspec import Struct

from media_worker.copies.stills import Still
from schemas.jobs import MeasurePart
from schemas.measures import PartMeasure

HEAD = struct.Struct(">I")
MAX_ANSWER_BYTES = 64 * 1024**2


class MeasureOrder(Struct, frozen=True, kw_only=True, tag="measure"):
    path: str
    message: MeasurePart
    size: int
    sha256: str


class PictureOrder(Struct, frozen=True, kw_only=True, tag="pictures"):
    """`path` is a joined take or some of its parts; `at_us` on the take's media clock, ascending."""

    path: str
    size: int
    at_us: list[int]


class Ready(Struct, frozen=True, kw_only=True, tag="ready"):
    """Said once, when everything is imported and the limits stand."""


class Measured(Struct, frozen=True, kw_only=True, tag="measured"):
    measure: PartMeasure


class Pictures(Struct, frozen=True, kw_only=True, tag="pictures"):
    stills: list[Still]


class Broken(Struct, frozen=True, kw_only=True, tag="broken"):
    """The child met an error of its own making; it lives on."""

    error: str


Order = MeasureOrder | PictureOrder
Answer = Ready | Measured | Pictures | Broken
encode = msgspec.msgpack.Encoder().encode


def framed(message: Order | Answer) -> bytes:
    """The message with its length before it."""
    body = encode(message)
    return HEAD.pack(len(body)) + body


def read_order(stream: BinaryIO) -> Order | None:
    """The next order, None when the worker has gone."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    body = stream.read(HEAD.unpack(head)[0])
    order: Order = msgspec.msgpack.decode(body, type=Order)
    return order


def decode_answer(body: bytes) -> Answer:
    """Raises: msgspec.DecodeError, if the child no longer speaks the language."""
    answer: Answer = msgspec.msgpack.decode(body, type=Answer)
    return answer
