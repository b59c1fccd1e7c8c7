"""Samples in, levels out."""

from fractions import Fraction

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from media_worker.measures.sound import FLOOR_DB, WARM_UP_US, SoundTrack, mean_power
from tests.builders.series import floats

RATE = 48_000
CLOCK = Fraction(1, RATE)


def heard(samples: NDArray[np.float64], begin: int = 0) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1).astype(np.float32), format="fltp", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = RATE, begin, CLOCK
    return frame


def levels(track: SoundTrack) -> NDArray[np.float32]:
    series = track.series()
    assert series is not None
    return floats(series.level_db)


@pytest.mark.parametrize(("amplitude", "decibels"), [(1.0, -3.01), (0.1, -23.01), (1 / 32768, -93.32), (0.0, FLOOR_DB)])
def test_level_of_a_tone(amplitude: float, decibels: float) -> None:
    track = SoundTrack()
    tone = amplitude * np.sin(2 * np.pi * 1_000 * np.arange(RATE) / RATE)
    track.take(heard(tone), CLOCK)
    assert levels(track) == pytest.approx(decibels, abs=0.01)


def test_blocks_of_ten_milliseconds_after_the_warm_up() -> None:
    track = SoundTrack()
    track.take(heard(np.ones(RATE), 5 * RATE), CLOCK)
    series = track.series()
    assert series is not None
    assert (series.from_us, series.block_us) == (5_000_000 + WARM_UP_US, 10_000)
    assert len(levels(track)) == 94


def test_a_hole_in_the_sound_stays_a_hole() -> None:
    track = SoundTrack()
    track.take(heard(np.ones(RATE // 2)), CLOCK)
    track.take(heard(np.ones(RATE // 2), RATE), CLOCK)
    missing = np.flatnonzero(np.isnan(levels(track)))
    assert (missing[0], missing[-1], len(missing)) == (44, 93, 50)


def test_a_time_stamp_far_away_costs_no_memory() -> None:
    track = SoundTrack()
    track.take(heard(np.ones(RATE)), CLOCK)
    track.take(heard(np.ones(RATE), RATE * 10**9), CLOCK)
    assert len(levels(track)) == 94


def test_no_sound_no_series() -> None:
    assert SoundTrack().series() is None


@pytest.mark.parametrize(
    ("samples", "channels"),
    [
        (np.array([[16384, -16384]], dtype=np.int16), 1),
        (np.array([[16384, 16384, -16384, -16384]], dtype=np.int16), 2),
        (np.array([[0.5, 0.5], [-0.5, 0.5]], dtype=np.float32), 2),
        (np.array([[192, 64]], dtype=np.uint8), 1),
    ],
    ids=["s16", "s16 packed stereo", "float planar stereo", "u8"],
)
def test_full_scale_is_one_in_every_format(
    samples: np.ndarray[tuple[int, int], np.dtype[np.int16]], channels: int
) -> None:
    assert mean_power(samples, channels).tolist() == [0.25, 0.25]
