"""Loudness of the sound in blocks of 10 ms."""

from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from media_worker.measures.packets import to_us
from media_worker.measures.picture import packed
from schemas.measures import SoundSeries

BLOCK_US = 10_000
FLOOR_DB = -120.0  # digital silence; one 16-bit step is -90.3
WARM_UP_US = 60_000  # a decoder that starts inside a recording swells in: three frames, not measured
MAX_BLOCKS = 720_000  # two hours; a time stamp far outside is not worth the memory


class SoundTrack:
    """Collects the decoded sound of one part; blocks stand on the media clock, holes in it stay holes (NaN)."""

    def __init__(self) -> None:
        self._begin_us: int | None = None
        self._energy: NDArray[np.float64] = np.zeros(1024)
        self._samples: NDArray[np.int64] = np.zeros(1024, dtype=np.int64)
        self._block_samples = 480

    def take(self, frame: av.AudioFrame, time_base: Fraction) -> None:
        """Adds a frame of sound, all channels together."""
        if frame.pts is None or not frame.sample_rate:
            return
        power = mean_power(frame.to_ndarray(), frame.layout.nb_channels)
        at_us = to_us(frame.pts, time_base)
        if self._begin_us is None:
            self._begin_us = at_us + WARM_UP_US
            self._block_samples = frame.sample_rate * BLOCK_US // 1_000_000
        moments = at_us - self._begin_us + np.arange(power.size) * (1_000_000 / frame.sample_rate)
        blocks = np.floor(moments / BLOCK_US).astype(np.int64)
        measured = (blocks >= 0) & (blocks < MAX_BLOCKS)
        self._add(blocks[measured], power[measured])

    def _add(self, blocks: NDArray[np.int64], power: NDArray[np.float64]) -> None:
        if not blocks.size:
            return
        needed = int(blocks[-1]) + 1
        if needed > self._energy.size:
            more = max(needed, 2 * self._energy.size) - self._energy.size
            self._energy = np.pad(self._energy, (0, more))
            self._samples = np.pad(self._samples, (0, more))
        first = int(blocks[0])
        self._energy[first:needed] += np.bincount(blocks - first, weights=power, minlength=needed - first)
        self._samples[first:needed] += np.bincount(blocks - first, minlength=needed - first)

    def series(self) -> SoundSeries | None:
        """RMS per block in dBFS; a block with less than half of its samples is NaN. None without any sound."""
        if self._begin_us is None:
            return None
        used = int(np.flatnonzero(self._samples).max(initial=-1)) + 1
        levels = level_db(self._energy[:used], self._samples[:used], self._block_samples)
        return SoundSeries(from_us=self._begin_us, block_us=BLOCK_US, level_db=packed(levels.tolist()))


def mean_power(samples: NDArray[np.generic], channels: int) -> NDArray[np.float64]:
    """Power per sample, mean over the channels, full scale = 1. Planar (channels, n) or packed (1, n·channels)."""
    values = samples.astype(np.float64)
    if np.issubdtype(samples.dtype, np.unsignedinteger):
        values -= 2.0 ** (8 * samples.dtype.itemsize - 1)
    if np.issubdtype(samples.dtype, np.integer):
        values /= 2.0 ** (8 * samples.dtype.itemsize - 1)
    if samples.shape[0] == 1 and channels > 1:
        values = values.reshape(-1, channels).T
    return np.asarray(np.mean(values * values, axis=0), dtype=np.float64)


def level_db(energy: NDArray[np.float64], samples: NDArray[np.int64], block_samples: int) -> NDArray[np.float64]:
    """dB full scale of the mean power of each block, not under the floor."""
    power = energy / np.maximum(samples, 1)
    levels = np.maximum(10.0 * np.log10(np.maximum(power, 1e-13)), FLOOR_DB)
    return np.where(samples * 2 >= block_samples, levels, np.nan)
