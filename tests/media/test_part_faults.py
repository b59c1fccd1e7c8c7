"""Each fault of the field that a part can carry, and what the measure says of it."""

import numpy as np
import pytest

from schemas.measures import PartMeasure, Span
from tests.builders.footage import make_parts, make_plain_mp4, make_png, make_sound_only
from tests.builders.series import floats, lumas, times
from tests.builders.tamper import (
    append_bytes,
    bomb,
    flip_bit,
    not_a_video,
    repeat_fragment,
    scramble,
    swap_fragments,
    truncate,
    without_fragment,
)
from tests.fixtures.media import Measure

SECOND = 1_000_000


@pytest.mark.parametrize("audio", ["opus", "aac"])
@pytest.mark.parametrize("video", ["h264", "vp9"])
def test_clean_parts_carry_no_sign_of_a_fault(measured: Measure, video: str, audio: str) -> None:
    for number, part in enumerate(make_parts(11, video=video, audio=audio)):  # type: ignore[arg-type]
        found = measured(part)
        assert (found.outcome, found.decode_errors, found.detail) == ("measured", 0, "")
        assert found.boxes is not None
        assert found.boxes.is_mp4
        assert (found.boxes.truncated_at, found.boxes.trailing_bytes, found.boxes.out_of_bounds) == (None, 0, [])
        for facts in (found.video, found.audio):
            assert facts is not None
            assert (facts.gaps, facts.overlaps, facts.grid_breaks, facts.disorder) == ([], [], [], 0)
        assert found.video is not None
        assert found.video.first_us == number * 5 * SECOND, "time goes on over the parts of a take"


def test_every_number_of_a_clean_part(measured: Measure) -> None:
    found = measured(make_parts(10, width=1280, height=720)[1])
    video, audio, picture, sound = found.video, found.audio, found.picture, found.sound
    assert video is not None
    assert audio is not None
    assert picture is not None
    assert sound is not None
    assert (video.codec, video.packets, video.keyframes, video.width, video.height) == ("h264", 150, 5, 1280, 720)
    assert (video.first_us, video.end_us, video.median_interval_us) == (5 * SECOND, 10 * SECOND, 33_333)
    assert (audio.codec, audio.sample_rate, audio.channels, audio.median_interval_us) == ("opus", 48_000, 1, 20_000)
    assert (picture.frames, picture.sizes) == (150, ["1280x720"])
    assert times(picture.at_us)[[0, -1]].tolist() == [5 * SECOND, 9_966_667]
    assert np.isnan(floats(picture.difference)[0])
    assert not np.isnan(floats(picture.difference)[1:]).any()
    assert lumas(found.edge_luma_first or "").shape == lumas(found.edge_luma_last or "").shape == (4, 90, 160)
    warm_up = sound.from_us - 5 * SECOND
    assert 60_000 <= warm_up <= 70_000, "the codec's warm-up is not measured"
    assert len(floats(sound.level_db)) == pytest.approx(494, abs=3)


def test_the_edge_of_a_part_is_the_picture_of_its_series(measured: Measure) -> None:
    found = measured(make_parts(10)[1])
    assert found.picture is not None
    first, last = lumas(found.edge_luma_first or ""), lumas(found.edge_luma_last or "")
    means = floats(found.picture.luma_mean)
    assert first.mean(axis=(1, 2)) == pytest.approx(means[:4], abs=0.01)
    assert last.mean(axis=(1, 2)) == pytest.approx(means[-4:], abs=0.01)


def test_parts_of_one_take_have_the_same_init(measured: Measure) -> None:
    inits = {found.boxes.init_sha256 for found in map(measured, make_parts(11)) if found.boxes}
    assert len(inits) == 1
    assert None not in inits


def test_phone_died_mid_part(measured: Measure) -> None:
    part = make_parts()[0]
    found = measured(truncate(part, 0.6))
    assert found.outcome == "measured", "what is there is measured"
    assert found.boxes is not None
    assert found.boxes.truncated_at is not None
    assert found.decode_errors > 0
    assert found.picture is not None
    assert found.picture.frames < 150


def test_phone_died_inside_the_init(measured: Measure) -> None:
    found = measured(make_parts()[0][:900])
    assert found.outcome == "undecodable"
    assert found.boxes is not None
    assert found.boxes.truncated_at is not None


def test_one_bit_flipped_in_the_picture(measured: Measure) -> None:
    part = make_parts()[0]
    found = measured(flip_bit(part))
    assert found.sha256 != measured(part).sha256
    assert found.outcome == "measured"
    assert found.decode_errors > 0, "this one is heard by the decoder; the hash finds them all"


def test_a_stretch_of_media_overwritten(measured: Measure) -> None:
    found = measured(scramble(make_parts()[0]))
    assert found.outcome == "measured"
    assert found.decode_errors > 0
    assert found.detail


@pytest.mark.parametrize("fault", ["text", "png", "empty", "sound only"])
def test_a_part_that_is_no_video(measured: Measure, fault: str) -> None:
    data = {"text": not_a_video, "png": make_png, "empty": bytes, "sound only": make_sound_only}[fault]()
    found = measured(data)
    assert found.outcome == "no_video"
    assert (found.picture, found.size) == (None, len(data))


def test_a_bomb_is_hostile(measured: Measure) -> None:
    found = measured(bomb(make_parts()[0]))
    assert found.outcome == "hostile"
    assert "15360x15360" in found.detail


def test_a_second_cut_out_is_a_gap_in_picture_and_sound(measured: Measure) -> None:
    found = measured(without_fragment(make_parts()[0], 2))
    missing = [Span(from_us=2 * SECOND, to_us=3 * SECOND)]
    assert found.video is not None
    assert found.audio is not None
    assert (found.video.gaps, found.audio.gaps) == (missing, missing)
    assert found.decode_errors == 0, "no decoder says a word"


def test_a_second_that_stands_there_twice(measured: Measure) -> None:
    found = measured(repeat_fragment(make_parts(10)[1], 2))
    assert found.video is not None
    assert found.video.overlaps == [Span(from_us=7 * SECOND, to_us=8 * SECOND)]
    assert (found.video.duplicates, found.video.disorder) == (30, 1)


def test_two_seconds_exchanged(measured: Measure) -> None:
    found = measured(swap_fragments(make_parts()[0]))
    assert found.video is not None
    assert found.video.disorder == 1


def test_bytes_behind_the_last_box(measured: Measure) -> None:
    part = make_parts()[0]
    extra = b"\0\0\0\0behind the last box"
    found = measured(append_bytes(part, extra))
    assert found.boxes is not None
    assert found.boxes.trailing_bytes == len(extra)
    assert found.picture is not None
    assert found.picture.frames == 150


def test_black_for_three_seconds(measured: Measure) -> None:
    dark = _black(measured(make_parts(10, black=(1, 4))[0]))
    assert dark.tolist() == list(range(30, 120))
    assert not _black(measured(make_parts(10)[0])).size


def test_frozen_for_three_seconds(measured: Measure) -> None:
    still = _still(measured(make_parts(10, freeze=(1, 4))[0]))
    assert {*range(31, 120)} - {*still.tolist()} <= {*range(30, 40), 60, 90}, "the encoder settles, keyframes pulse"
    assert not _still(measured(make_parts(10)[0])).size


@pytest.mark.parametrize(("audio", "settles_us"), [("aac", 40_000), ("opus", 300_000)])
def test_microphone_dead_for_three_seconds(measured: Measure, audio: str, settles_us: int) -> None:
    """Opus fades dead sound out at about 170 dB a second, AAC cuts it off."""
    found = measured(make_parts(10, source="moving", audio=audio, dead_mic=(1, 4))[0])  # type: ignore[arg-type]
    assert found.sound is not None
    silent = np.flatnonzero(floats(found.sound.level_db) < -80) * 10_000 + found.sound.from_us
    assert SECOND <= silent[0] <= SECOND + settles_us
    assert silent[-1] == pytest.approx(4 * SECOND, abs=40_000)
    assert np.diff(silent).max() == 10_000, "without a hole"


def test_a_take_without_sound(measured: Measure) -> None:
    found = measured(make_parts(audio=None)[0])
    assert (found.outcome, found.audio, found.sound) == ("measured", None, None)


def test_an_ordinary_mp4_is_measured_too(measured: Measure) -> None:
    found = measured(make_plain_mp4())
    assert found.outcome == "measured"
    assert found.boxes is not None
    assert found.boxes.fragments == 0


def _black(found: PartMeasure) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    assert found.picture is not None
    return np.flatnonzero((floats(found.picture.luma_mean) < 22) & (floats(found.picture.luma_sd) < 6))


def _still(found: PartMeasure) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    assert found.picture is not None
    return np.flatnonzero(floats(found.picture.difference) < 0.1)
