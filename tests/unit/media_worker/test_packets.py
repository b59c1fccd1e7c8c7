"""Time stamps in, gaps and breaks out: every threshold at it, one below, one above."""

from fractions import Fraction

import numpy as np
import pytest

from media_worker.measures import packets
from media_worker.measures.packets import VIDEO_GAP_INTERVALS, PacketTrack, to_us
from schemas.measures import Span

FRAME = 40_000


def spans(stamps: list[int]) -> tuple[packets.Longs, packets.Longs]:
    return packets.cadence(PacketTrack(Fraction(1, 1_000_000), presented=stamps))


@pytest.mark.parametrize(
    ("pts", "base", "us"),
    [
        (512, Fraction(1, 15_360), 33_333),
        (1, Fraction(1, 3), 333_333),
        (2, Fraction(1, 3), 666_667),
        (0, Fraction(1, 90_000), 0),
    ],
)
def test_microseconds_are_exact_to_the_rounding(pts: int, base: Fraction, us: int) -> None:
    assert to_us(pts, base) == us


@pytest.mark.parametrize(("interval", "found"), [(61_999, 0), (62_000, 0), (62_001, 1)])
def test_a_gap_is_more_than_1_55_medians(interval: int, found: int) -> None:
    stamps = [0, FRAME, 2 * FRAME, 2 * FRAME + interval, 3 * FRAME + interval]
    assert len(packets.gaps(*spans(stamps), FRAME, VIDEO_GAP_INTERVALS)) == found


def test_a_gap_runs_from_when_the_next_was_due() -> None:
    times, intervals = spans([0, FRAME, 2 * FRAME, 10 * FRAME, 11 * FRAME])
    assert packets.gaps(times, intervals, FRAME, 1.55) == [Span(from_us=3 * FRAME, to_us=10 * FRAME)]


@pytest.mark.parametrize(("interval", "found"), [(15_999, 1), (16_000, 0), (16_001, 0)])
def test_an_overlap_is_less_than_0_4_medians(interval: int, found: int) -> None:
    stamps = [0, FRAME, FRAME + interval, 2 * FRAME + interval]
    assert len(packets.overlaps(*spans(stamps), FRAME)) == found


def test_a_repeated_stretch_is_one_overlap() -> None:
    stamps = [i * FRAME for i in range(30)] + [i * FRAME for i in range(10, 20)]
    assert packets.overlaps(*spans(stamps), FRAME) == [Span(from_us=10 * FRAME, to_us=20 * FRAME)]


@pytest.mark.parametrize(("off", "found"), [(-601, 1), (-600, 0), (599, 0), (600, 0), (601, 1), (10_000, 1)])
def test_the_grid_of_the_sound_breaks_beyond_600_us(off: int, found: int) -> None:
    stamps = [i * 20_000 + (off if i > 10 else 0) for i in range(20)]
    assert len(packets.grid_breaks(*spans(stamps), 20_000.0)) == found


def test_lost_whole_frames_keep_the_grid() -> None:
    stamps = [i * 20_000 for i in range(20) if i not in (8, 9)]
    assert packets.grid_breaks(*spans(stamps), 20_000.0) == []


@pytest.mark.parametrize(("at", "found"), [(1, 0), (2, 0), (3, 1)])
def test_the_warm_up_is_not_counted(at: int, found: int) -> None:
    stamps = [i * 20_000 + (3_000 if i >= at else 0) for i in range(20)]
    assert len(packets.grid_breaks(*spans(stamps), 20_000.0)) == found


def test_nothing_comes_of_nothing() -> None:
    times, intervals = spans([])
    assert packets.median_interval_us(intervals) == 0
    assert packets.gaps(times, intervals, 0, 1.55) == packets.overlaps(times, intervals, 0) == []
    assert packets.grid_breaks(times, intervals, 0.0) == []


def test_disorder_counts_steps_back_in_decoding_time() -> None:
    assert packets.disorder(PacketTrack(Fraction(1), decoded=[0, 1, 2, 2, 5, 4, 6])) == 2


def test_the_median_is_not_led_astray_by_repeated_stamps() -> None:
    assert packets.median_interval_us(np.array([0, 0, 0, 40_000, 40_000])) == 40_000
