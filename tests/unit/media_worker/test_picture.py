"""Frames in, brightness, structure and change out."""

from fractions import Fraction

import av
import numpy as np
import pytest

from media_worker.measures.picture import PictureTrack, packed_edge, small_luma
from tests.builders.series import floats, lumas, times

CLOCK = Fraction(1, 30)
GreyPicture = np.ndarray[tuple[int, int], np.dtype[np.uint8]]


def shown(luma: GreyPicture, at: int = 0, layout: str = "gray") -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(luma, format="gray").reformat(format=layout)
    frame.pts, frame.time_base = at, CLOCK
    return frame


def plain(value: int, width: int = 1280, height: int = 720) -> GreyPicture:
    return np.full((height, width), value, dtype=np.uint8)


@pytest.mark.parametrize("size", [(1280, 720), (640, 360), (426, 240), (90, 160), (1, 1)])
def test_every_size_becomes_160_by_90(size: tuple[int, int]) -> None:
    assert small_luma(shown(plain(77, *size))).shape == (90, 160)


def test_padding_at_the_end_of_a_row_is_not_picture() -> None:
    assert small_luma(shown(plain(200, 426, 240), layout="yuvj420p")).min() >= 198


def test_ten_bit_footage_is_read_as_eight() -> None:
    assert small_luma(shown(plain(128), layout="yuv420p10le")).mean() == pytest.approx(128, abs=3)


def test_numbers_of_three_frames() -> None:
    track = PictureTrack()
    half = plain(100)
    half[:, 640:] = 200
    for at, luma in enumerate((plain(50), plain(90), half)):
        track.take(shown(luma, at), CLOCK)
    series = track.series()
    assert times(series.at_us).tolist() == [0, 33_333, 66_667]
    assert floats(series.luma_mean) == pytest.approx([50, 90, 150])
    assert floats(series.luma_sd) == pytest.approx([0, 0, 50])
    assert np.isnan(floats(series.difference)[0])
    assert floats(series.difference)[1:] == pytest.approx([0, 50]), "brighter alone is no change"


def test_a_change_of_size_is_named() -> None:
    track = PictureTrack()
    for size in ((1280, 720), (1280, 720), (640, 360)):
        track.take(shown(plain(9, *size)), CLOCK)
    assert track.series().sizes == ["1280x720", "640x360"]


@pytest.mark.parametrize("frames", [1, 3, 4, 5, 9])
def test_the_edges_hold_up_to_four_frames(frames: int) -> None:
    track = PictureTrack()
    for number in range(frames):
        track.take(shown(plain(number), number), CLOCK)
    first, last = lumas(packed_edge(track.first) or ""), lumas(packed_edge(track.last) or "")
    assert first[:, 0, 0].tolist() == list(range(min(4, frames)))
    assert last[:, 0, 0].tolist() == list(range(max(0, frames - 4), frames))


def test_no_frames_no_edge() -> None:
    assert packed_edge([]) is None
