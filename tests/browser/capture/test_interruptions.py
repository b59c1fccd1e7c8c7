"""What takes the camera away, what refuses to begin, and the browser without WebCodecs."""

from tests.browser.capture import evidence
from tests.browser.capture.phone import Phone, all_held, recorded, start, status
from tests.fakes.footage_peer import FootagePeer

START = """async () => {
  try { await capture.start({ officerId: crypto.randomUUID(), incidentId: null }); return 'begun' }
  catch (problem) { return `${problem.code}` }
}"""


def test_a_muted_camera_ends_the_take_and_resume_begins_the_next(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    start(page)
    page.wait_for_function("() => capture.status.get().elapsedMs >= 2500")
    page.evaluate("() => capture.stream().getVideoTracks()[0].dispatchEvent(new Event('mute'))")
    snapshot = status(page)
    assert (snapshot["phase"], snapshot["interruption"]["reason"]) == ("interrupted", "camera_lost")
    page.evaluate("() => capture.resume()")
    assert status(page)["phase"] == "recording"
    page.wait_for_function("() => capture.status.get().elapsedMs >= 5500")
    page.evaluate("() => capture.stop()")
    all_held(page)
    closing = evidence.check_chain(peer)
    assert closing.takes == 2
    first, second = peer.parts()
    evidence.check_spans([first, second])
    evidence.check_media(peer)
    assert first.take_ended is not None and first.take_ended.value == "camera_lost"
    assert (first.take, second.take, second.media_from_us) == (0, 1, 0)
    assert second.wall_from_ms >= first.wall_to_ms


def test_a_second_tab_cannot_record_and_recovers_nothing(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    start(page)
    other = phone.tab(peer.url)
    assert other.evaluate(START) == "other_tab"
    assert other.evaluate("() => capture.recover()") == {"recovered": [], "orphans": []}
    assert status(other)["phase"] == "idle"
    page.evaluate("() => capture.stop()")
    assert page.evaluate(START) == "begun"
    assert page.evaluate(START) == "already_recording"
    page.evaluate("() => capture.stop()")


def test_a_full_phone_does_not_begin(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    line = phone.cdp(page)
    line.send("Storage.overrideQuotaForOrigin", {"origin": peer.url, "quotaSize": 400_000_000})
    assert page.evaluate(START) == "storage_low"
    assert status(page)["phase"] == "idle"
    assert page.evaluate("() => capture.recordings()") == []


def test_a_phone_that_fills_up_ends_the_take_and_keeps_what_it_has(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    start(page)
    page.wait_for_function("() => capture.status.get().elapsedMs >= 3500")
    line = phone.cdp(page)
    line.send("Storage.overrideQuotaForOrigin", {"origin": peer.url, "quotaSize": 1_000})
    page.wait_for_function("() => capture.status.get().phase === 'interrupted'", timeout=15_000)
    assert status(page)["interruption"]["reason"] == "storage"
    line.send("Storage.overrideQuotaForOrigin", {"origin": peer.url, "quotaSize": 2_000_000_000})
    page.evaluate("() => capture.stop()")
    all_held(page)
    evidence.check_chain(peer)
    evidence.check_media(peer)


def test_without_webcodecs_a_mediarecorder_makes_the_same_parts(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(f"{peer.url}/?way=mediarecorder")
    evidence.enrol(page, peer)
    start(page)
    recorded(page, 1)
    page.evaluate("() => capture.stop()")
    all_held(page)
    evidence.check_chain(peer)
    evidence.check_media(peer)
    parts = peer.parts()
    assert {part.recorder for part in parts} == {"mediarecorder"}
    assert parts[-1].take_ended is not None and parts[-1].take_ended.value == "manual"
