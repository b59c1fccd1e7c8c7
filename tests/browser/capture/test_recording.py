"""A recording from the camera to the receipt, in a real browser."""

import itertools

from playwright.sync_api import Page

from tests.browser.capture import evidence
from tests.browser.capture.phone import Phone, all_held, recorded, start, status
from tests.fakes.footage_peer import FootagePeer


def journal_of(page: Page) -> dict[str, int]:
    """Returns the files the journal says this phone keeps, with their sizes."""
    return {
        f"{one['id']}/{part['number']}.mp4": part["size"]
        for one in page.evaluate("() => capture.recordings()")
        for part in one["parts"]
        if part["onPhone"]
    }


def test_twelve_seconds_become_parts_that_prove_themselves(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    recording = start(page)
    recorded(page, 2)
    page.wait_for_function("() => capture.status.get().elapsedMs >= 12500")
    assert status(page)["phase"] == "recording"
    page.evaluate("() => capture.stop()")
    all_held(page)

    closing = evidence.check_chain(peer)
    assert (closing.reason.value, closing.recovered, str(closing.recording_id)) == ("manual", False, recording)
    parts = peer.parts()
    evidence.check_spans(parts)
    evidence.check_media(peer)
    assert sum(part.media_to_us - part.media_from_us for part in parts) > 11_500_000
    assert parts[-1].take_ended is not None and parts[-1].take_ended.value == "manual"
    assert {part.recorder for part in parts} == {"webcodecs"}
    assert parts[-1].anchor is not None
    assert page.evaluate("() => files()") == journal_of(page)
    snapshot = status(page)
    assert snapshot["parts"] == {"onPhone": len(parts), "held": len(parts), "refused": 0}
    (kept,) = page.evaluate("() => capture.recordings()")
    assert {receipt["check"] for receipt in kept["receipts"]} == {"verified"}
    for digest in evidence.digests(peer):
        check_sound_and_keys(str(peer.path_of(digest)))


def test_a_busy_page_leaves_no_hole(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    start(page)
    page.wait_for_function("() => capture.status.get().elapsedMs >= 1500")
    page.evaluate("() => { const end = performance.now() + 3000; while (performance.now() < end); }")
    page.evaluate("() => capture.stop()")
    all_held(page)
    evidence.check_spans(peer.parts())
    moments = [moment for digest in evidence.digests(peer) for moment in evidence.frames_of(peer.path_of(digest))]
    assert moments[-1] > 4
    assert max(later - earlier for earlier, later in itertools.pairwise(moments)) < 0.5


def check_sound_and_keys(file: str) -> None:
    """Asserts a key frame each second, and picture and sound that begin together."""
    keys, sound = evidence.key_frames(file)
    assert all(0.9 < later - earlier < 1.2 for earlier, later in itertools.pairwise(keys))
    assert abs(sound[0] - keys[0]) < 0.09
