"""Unpacks the packed series of a PartMeasure."""

import base64
import zlib

import numpy as np
from numpy.typing import NDArray


def floats(packed: str) -> NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(packed), dtype="<f4")


def times(packed: str) -> NDArray[np.int64]:
    return np.frombuffer(base64.b64decode(packed), dtype="<i8")


def lumas(packed: str) -> NDArray[np.uint8]:
    """Frames × 90 × 160."""
    return np.frombuffer(zlib.decompress(base64.b64decode(packed)), dtype=np.uint8).reshape(-1, 90, 160)
