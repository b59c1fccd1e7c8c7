"""Series to spans: black, frozen, silent; each threshold at it, one below, one above."""

import base64
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray

from backend.continuity.rules import numbers_of
from backend.continuity.rules.spans import BLACK_MEAN, BLACK_SD, FROZEN_FLOOR, PULSE_MAX
from schemas.measures import PartMeasure, PartNumbers, PictureSeries, SoundSeries

FRAMES, STEP_US = 150, 33_333
Floats = NDArray[np.float64]


def pack(values: NDArray[Any], dtype: str = "<f4") -> str:
    return base64.b64encode(values.astype(dtype).tobytes()).decode()


def measured(
    *, mean: float | Floats = 100.0, sd: float = 40.0, moved: float | Floats = 2.0, sound: Floats | None = None
) -> PartNumbers:
    """The numbers of a part of five seconds with these series."""
    whole = np.ones(FRAMES)
    difference = whole * moved
    difference[0] = np.nan
    picture = PictureSeries(
        frames=FRAMES, at_us=pack(np.arange(FRAMES) * STEP_US, "<i8"), luma_mean=pack(whole * mean),
        luma_sd=pack(whole * sd), difference=pack(difference),
    )  # fmt: skip
    heard = None if sound is None else SoundSeries(from_us=0, block_us=10_000, level_db=pack(sound))
    return numbers_of(
        PartMeasure(
            engine="test",
            recording_id=UUID(int=1),
            claim_sha256="0" * 64,
            number=0,
            take=0,
            size=1,
            sha256="0" * 64,
            outcome="measured",
            picture=picture,
            sound=heard,
        )
    )


def frozen_between(first: int, last: int, level: float = 0.0) -> Floats:
    moved = np.full(FRAMES, 2.0)
    moved[first:last] = level
    return moved


def test_ordinary_part_has_no_spans() -> None:
    numbers = measured(sound=np.full(500, -40.0))
    assert (numbers.black, numbers.frozen, numbers.silent) == ([], [], [])


@pytest.mark.parametrize(("mean", "found"), [(BLACK_MEAN - 0.1, True), (BLACK_MEAN, False), (BLACK_MEAN + 0.1, False)])
def test_black_by_brightness(mean: float, found: bool) -> None:
    assert bool(measured(mean=mean, sd=1.0).black) is found


@pytest.mark.parametrize(("sd", "found"), [(BLACK_SD - 0.1, True), (BLACK_SD, False)])
def test_dark_picture_with_structure_is_not_black(sd: float, found: bool) -> None:
    assert bool(measured(mean=5.0, sd=sd).black) is found


@pytest.mark.parametrize(("frames", "found"), [(8, False), (9, False), (10, True)])
def test_black_from_three_tenths_of_a_second(frames: int, found: bool) -> None:
    mean = np.full(FRAMES, 100.0)
    mean[60 : 60 + frames] = 5.0
    assert bool(measured(mean=mean, sd=1.0).black) is found


def test_frozen_span_is_found_with_motion_before() -> None:
    numbers = measured(moved=frozen_between(60, 130))
    assert [(s.from_us, s.to_us) for s in numbers.frozen] == [(60 * STEP_US, 130 * STEP_US)]
    assert numbers.moving_before_frozen == [True]


def test_still_scene_before_a_still_scene_did_not_move() -> None:
    moved = np.full(FRAMES, 0.1)
    moved[60:130] = 0.0
    assert measured(moved=moved).moving_before_frozen == [False]


@pytest.mark.parametrize(("pulse", "spans"), [(PULSE_MAX - 0.01, 1), (PULSE_MAX, 2)])
def test_key_frame_of_a_frozen_picture_does_not_end_the_freeze_but_a_cut_does(pulse: float, spans: int) -> None:
    moved = frozen_between(30, 140)
    moved[80] = pulse
    assert len(measured(moved=moved).frozen) == spans


@pytest.mark.parametrize(("level", "found"), [(FROZEN_FLOOR - 0.01, True), (FROZEN_FLOOR + 0.01, False)])
def test_floor_of_a_frozen_picture_in_a_quiet_scene(level: float, found: bool) -> None:
    moved = np.full(FRAMES, 0.3)
    moved[60:130] = level
    assert bool(measured(moved=moved).frozen) is found


@pytest.mark.parametrize(("blocks", "found"), [(29, False), (30, True), (31, True)])
def test_dead_microphone_from_three_tenths_of_a_second(blocks: int, found: bool) -> None:
    sound = np.full(500, -40.0)
    sound[100 : 100 + blocks] = -np.inf
    assert bool(measured(sound=sound).silent) is found


def test_digital_silence_leaves_only_numbers_behind() -> None:
    sound = np.full(500, -np.inf)
    sound[:200] = -40.0
    assert measured(sound=sound).quiet_db == -200.0


def test_quiet_room_is_not_a_dead_microphone() -> None:
    assert measured(sound=np.full(500, -75.0)).silent == []


def test_sound_that_was_not_measured_is_not_silence() -> None:
    sound = np.full(500, -40.0)
    sound[:6] = np.nan
    assert measured(sound=sound).silent == []
