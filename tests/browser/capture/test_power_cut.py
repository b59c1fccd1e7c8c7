"""kill -9 in the middle of a recording: what was lost, and what recovery makes of the rest."""

import base64

import pytest
from playwright.sync_api import Page

from tests.browser.capture import evidence
from tests.browser.capture.phone import Phone, all_held, recorded, start, until
from tests.fakes.footage_peer import FootagePeer

LONGEST_LOSS_MS = 2_000


def test_a_killed_browser_loses_at_most_two_seconds(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    start(page)
    recorded(page, 1)
    page.wait_for_function("() => capture.status.get().elapsedMs >= 7800")
    killed_ms = phone.kill()

    page = phone.open(peer.url)
    all_held(page)
    closing = evidence.check_chain(peer)
    assert (closing.recovered, closing.reason.value) == (True, "killed")
    parts = peer.parts()
    evidence.check_spans(parts)
    evidence.check_media(peer)
    assert parts[-1].take_ended is not None and parts[-1].take_ended.value == "killed"
    assert killed_ms - parts[-1].wall_to_ms <= LONGEST_LOSS_MS
    check_files(page, peer)


def check_files(page: Page, peer: FootagePeer) -> None:
    """Asserts that every file is one the journal names, and that an unattested tail is kept and counted."""
    (kept,) = page.evaluate("() => capture.recordings()")
    files = page.evaluate("() => files()")
    assert kept["recovered"] and not kept["open"]
    for part, claim in zip(kept["parts"], peer.parts(), strict=True):
        name = f"{kept['id']}/{part['number']}"
        assert files.pop(f"{name}.mp4") == part["size"] == claim.size
        assert files.pop(f"{name}.tail", 0) == part["unattestedBytes"] == claim.unattested_bytes
    # A part whose first second never reached the journal may be left as a file nobody names: listed, not deleted.
    assert sorted(files) == sorted(page.evaluate("async () => (await capture.recover()).orphans"))


APPEND = """async ([id, text]) => {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  const root = await navigator.storage.getDirectory()
  const folder = await (await root.getDirectoryHandle('footage')).getDirectoryHandle(id)
  const handle = await folder.getFileHandle('0.mp4')
  const writable = await handle.createWritable({ keepExistingData: true })
  await writable.seek((await handle.getFile()).size)
  await writable.write(bytes)
  await writable.close()
  await (await (await folder.getFileHandle('77.mp4', { create: true })).createWritable()).close()
}"""


def test_bytes_the_journal_does_not_know_are_kept_beside_and_counted(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    recording = start(page)
    page.wait_for_function("() => capture.status.get().elapsedMs >= 3500")
    phone.kill()
    # Another page of the same origin, where no recorder runs, does to the files what a torn write would.
    page = phone.open(f"{peer.url}/?idle")
    page.evaluate(APPEND, [recording, base64.b64encode(b"torn" * 250).decode()])
    page.evaluate("() => begin()")
    all_held(page)
    assert f"{recording}/77.mp4" in page.evaluate("async () => (await capture.recover()).orphans")
    (part,) = peer.parts()
    assert part.unattested_bytes >= 1_000
    evidence.check_media(peer)
    files = page.evaluate("() => files()")
    assert files[f"{recording}/0.tail"] == part.unattested_bytes
    assert f"{recording}/77.mp4" in files


LOSE = """async ([id, how]) => {
  const opening = indexedDB.open('lianzheng-capture')
  await new Promise((resolve) => (opening.onsuccess = resolve))
  const asking = opening.result.transaction('parts').objectStore('parts').index('phase').getAllKeys('open')
  await new Promise((resolve) => (asking.onsuccess = resolve))
  opening.result.close()
  const root = await navigator.storage.getDirectory()
  const folder = await (await root.getDirectoryHandle('footage')).getDirectoryHandle(id)
  for (const [, number] of asking.result) {
    if (how === 'gone') await folder.removeEntry(`${number}.mp4`)
    else await (await (await folder.getFileHandle(`${number}.mp4`)).createWritable()).close()
  }
  return asking.result.map(([, number]) => number)
}"""

CLOSED = "async () => (await capture.recordings()).every((one) => one.closing.state === 'claimed')"


@pytest.mark.parametrize(("how", "code"), [("gone", "file_missing"), ("emptied", "file_changed")])
def test_a_journaled_part_whose_file_is_lost_is_counted_all_the_same(
    phone: Phone, peer: FootagePeer, how: str, code: str
) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    recording = start(page)
    until(page, "async () => (await capture.recordings())[0].parts.length >= 2")
    phone.kill()
    page = phone.open(f"{peer.url}/?idle")
    (lost,) = page.evaluate(LOSE, [recording, how])
    page.evaluate("() => begin()")
    until(page, CLOSED)
    (closing,) = peer.closings()
    assert [part.number for part in peer.parts()] == list(range(lost))
    assert (closing.parts, closing.takes, closing.recovered) == (lost + 1, 1, True)
    assert closing.previous == evidence.digests(peer)[-1]
    (kept,) = page.evaluate("() => capture.recordings()")
    assert (kept["parts"][lost]["number"], kept["parts"][lost]["code"]) == (lost, code)
