"""Copies for viewing: made of what is there, on the take's own clock, the same each time, playable in a browser."""

import hashlib
import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.async_api import Page, async_playwright

from media_worker.copies.ffmpeg import Probe, probe
from media_worker.copies.take import derive_take
from schemas.jobs import DeriveTake, TakeDerived
from tests.builders.boxes import top_boxes
from tests.builders.footage import make_parts, make_png
from tests.builders.tamper import bomb, not_a_video, truncate
from tests.fixtures.media import RECORDING

SECOND = 1_000_000
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


class Desk:
    """A folder in which takes are copied."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def derive(self, parts: dict[int, bytes]) -> tuple[TakeDerived, dict[str, Path]]:
        paths = {}
        for number, data in parts.items():
            paths[number] = self.folder / f"part-{number}"
            paths[number].write_bytes(data)
        order = DeriveTake(recording_id=RECORDING, take=0, parts=[])
        answer, files = await derive_take(order, paths, self.folder)
        return answer, {key.rsplit("-", 1)[1].split(".")[0]: path for key, path in files.items()}

    async def viewing(self, parts: dict[int, bytes]) -> Probe:
        _, files = await self.derive(parts)
        return await probe(files["viewing"])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_a_whole_take(desk: Desk) -> None:
    answer, files = await desk.derive(dict(enumerate(make_parts(12))))
    viewing, sheet, waveform = answer.objects
    assert (answer.part_numbers, answer.problem) == ([0, 1, 2], None)
    assert viewing.key == f"derived/{RECORDING}/take-0-viewing.mp4"
    assert viewing.duration_us == pytest.approx(12 * SECOND, abs=50_000)
    assert [kind for kind, _ in top_boxes(files["viewing"].read_bytes())][:2] == ["ftyp", "moov"], (
        "the index comes first"
    )
    facts = await probe(files["viewing"])
    assert (facts.video, facts.audio) == ("h264", "aac"), "Opus becomes AAC"
    assert sheet.recipe.startswith("3 pictures, one each 5 s, 3 a row")
    assert _size(files["sheet"]) == (960, 180)
    assert _size(files["waveform"]) == (1200, 120)
    assert waveform.media_type == "image/png"
    for item, path in zip(answer.objects, files.values(), strict=True):
        data = path.read_bytes()
        assert (item.size, item.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert str(desk.folder) not in item.recipe


async def test_the_same_take_twice_gives_the_same_bytes(desk: Desk) -> None:
    parts = dict(enumerate(make_parts(12)))
    first, _ = await desk.derive(parts)
    second, _ = await desk.derive(parts)
    assert first == second


async def test_aac_is_copied_not_made_again(desk: Desk) -> None:
    answer, _ = await desk.derive(dict(enumerate(make_parts(6, audio="aac"))))
    assert "-c:a copy" in answer.objects[0].recipe


async def test_a_take_without_sound_has_no_waveform(desk: Desk) -> None:
    answer, _ = await desk.derive(dict(enumerate(make_parts(6, audio=None))))
    assert [item.kind for item in answer.objects] == ["viewing", "sheet"]


async def test_first_part_lost_the_copy_says_where_it_begins(desk: Desk) -> None:
    answer, _ = await desk.derive({1: make_parts(12)[1], 2: make_parts(12)[2]})
    viewing = answer.objects[0]
    assert viewing.from_us == 5 * SECOND
    assert viewing.duration_us == pytest.approx(7 * SECOND, abs=50_000)


async def test_middle_part_lost_media_time_goes_on_through_the_hole(desk: Desk) -> None:
    parts = make_parts(15, audio="aac")
    answer, _ = await desk.derive({0: parts[0], 2: parts[2]})
    viewing = answer.objects[0]
    assert answer.part_numbers == [0, 2]
    assert viewing.duration_us == pytest.approx(15 * SECOND, abs=50_000)
    assert "aresample=async=1" in viewing.recipe, "silence fills the hole, so that sound stays with its picture"


async def test_parts_that_are_no_video_are_left_out(desk: Desk) -> None:
    parts = make_parts(12)
    answer, _ = await desk.derive(
        {0: not_a_video(), 1: parts[1], 2: truncate(parts[2]), 3: bomb(parts[0]), 4: b"", 5: make_png()}
    )
    assert (answer.part_numbers, answer.problem) == ([1, 2], None)


async def test_a_take_of_nothing_but_rubbish_says_so(desk: Desk) -> None:
    answer, files = await desk.derive({0: make_png()})
    assert (answer.part_numbers, answer.objects, files) == ([], [], {})
    assert answer.problem


async def test_a_bomb_is_not_handed_on_to_a_browser(desk: Desk) -> None:
    answer, files = await desk.derive({0: bomb(make_parts()[0])})
    assert (answer.objects, files) == ([], {})
    assert answer.problem is not None
    assert "15360x15360" in answer.problem


async def test_a_long_take_has_at_most_24_tiles(desk: Desk) -> None:
    answer, files = await desk.derive(dict(enumerate(make_parts(150, 30, width=160, height=90, audio=None))))
    assert answer.objects[1].recipe.startswith("22 pictures, one each 7 s, 4 a row")
    sheet = cv2.imread(str(files["sheet"]))
    assert sheet is not None
    assert sheet.shape[:2] == (6 * 180, 4 * 320)
    last_used = sheet[5 * 180 :, 320:640]
    assert np.std(last_used) > 5, "the twenty-second tile shows something"


@pytest.mark.parametrize("lost", [None, 1])
async def test_a_viewing_copy_plays_and_seeks_in_chromium(desk: Desk, lost: int | None) -> None:
    parts = {number: part for number, part in enumerate(make_parts(15)) if number != lost}
    _, files = await desk.derive(parts)
    (desk.folder / "page.html").write_text(f"<video muted src='{files['viewing'].name}'></video>")
    async with async_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = await browser.new_page()
        await page.goto(f"file://{desk.folder}/page.html")
        await page.evaluate("() => document.querySelector('video').play()")
        await _shown(page, "video.currentTime > 0.3")
        await page.evaluate("() => { document.querySelector('video').currentTime = 12.5 }")
        await _shown(page, "!video.seeking && video.currentTime > 12.6 && video.error === null")
        assert await page.evaluate("() => document.querySelector('video').duration") == pytest.approx(15, abs=0.1)
        await browser.close()


async def _shown(page: Page, condition: str) -> None:
    await page.wait_for_function(f"() => {{ const video = document.querySelector('video'); return {condition} }}")


def _size(path: Path) -> tuple[int, int]:
    picture = cv2.imread(str(path))
    assert picture is not None
    return picture.shape[1], picture.shape[0]
