"""Brightness, structure and change of every frame, on a luma picture of 160×90."""

import base64
import zlib
from fractions import Fraction

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from media_worker.measures.packets import to_us
from schemas.measures import PictureSeries

WIDTH, HEIGHT = 160, 90
EDGE_FRAMES = 4
Luma = NDArray[np.uint8]
# formats whose first plane is 8-bit luma and can be read where it lies
_LUMA_FIRST = frozenset(("yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12", "gray"))


class PictureTrack:
    """Collects the decoded frames of one part in order of presentation."""

    def __init__(self) -> None:
        self.at_us: list[int] = []
        self.mean: list[float] = []
        self.deviation: list[float] = []
        self.difference: list[float] = []
        self.sizes: list[str] = []
        self.first: list[Luma] = []
        self.last: list[Luma] = []
        self._before: NDArray[np.float32] | None = None

    def take(self, frame: av.VideoFrame, time_base: Fraction) -> Luma:
        """Adds a frame's numbers; returns its small luma for whatever else is measured on it."""
        luma = small_luma(frame)
        mean = float(luma.mean())
        centred = luma.astype(np.float32) - np.float32(mean)
        self.at_us.append(to_us(frame.pts if frame.pts is not None else 0, time_base))
        self.mean.append(mean)
        self.deviation.append(float(np.sqrt(np.mean(centred * centred))))
        self.difference.append(mean_difference(self._before, centred))
        self._before = centred
        self._keep(luma, f"{frame.width}x{frame.height}")
        return luma

    def _keep(self, luma: Luma, size: str) -> None:
        if not self.sizes or self.sizes[-1] != size:
            self.sizes.append(size)
        if len(self.first) < EDGE_FRAMES:
            self.first.append(luma)
        self.last = [*self.last[1 - EDGE_FRAMES :], luma]

    def series(self) -> PictureSeries:
        """The numbers of all frames, packed as schemas/measures.py says."""
        return PictureSeries(
            frames=len(self.at_us),
            at_us=base64.b64encode(np.asarray(self.at_us, dtype="<i8").tobytes()).decode(),
            luma_mean=packed(self.mean),
            luma_sd=packed(self.deviation),
            difference=packed(self.difference),
            sizes=self.sizes,
        )


def small_luma(frame: av.VideoFrame) -> Luma:
    """The frame's luma, 90 rows of 160, by area averaging; values as coded (limited range stays limited)."""
    if frame.format.name in _LUMA_FIRST and frame.planes[0].line_size > 0:
        plane = frame.planes[0]
        rows = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(-1, plane.line_size)
        full = rows[: frame.height, : frame.width]
    else:
        full = frame.reformat(format="gray").to_ndarray().astype(np.uint8, copy=False)
    small: Luma = cv2.resize(full, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return small


def mean_difference(before: NDArray[np.float32] | None, centred: NDArray[np.float32]) -> float:
    """Mean absolute difference of two pictures without their means; NaN where there is none before."""
    return float("nan") if before is None else float(cv2.norm(before, centred, cv2.NORM_L1)) / centred.size


def packed(values: list[float]) -> str:
    """Little-endian float32 in base64."""
    return base64.b64encode(np.asarray(values, dtype="<f4").tobytes()).decode()


def packed_edge(frames: list[Luma]) -> str | None:
    """Up to 4 small lumas one behind the other (uint8, 90×160 each), zlib, base64; None without frames."""
    if not frames:
        return None
    return base64.b64encode(zlib.compress(np.stack(frames).tobytes(), 6)).decode()
