"""The road from the phone to the store, with everything that goes wrong on it."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.browser.capture import evidence
from tests.browser.capture.phone import Phone, all_held, recorded, start, status, until
from tests.fakes.footage_peer import FootagePeer
from tests.vectors.make_python import python_side

VECTOR_KEY: str = python_side()["public_key"]


def test_recorded_offline_everything_arrives_once_the_network_is_back(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    phone.offline(True)
    start(page)
    recorded(page, 1)
    page.evaluate("() => capture.stop()")
    assert peer.parts() == []
    snapshot = status(page)
    assert snapshot["parts"]["onPhone"] == 2 and snapshot["upload"]["code"] == "network"
    phone.offline(False)
    all_held(page)
    evidence.check_chain(peer)
    # Claims travel first: the server knows what exists before the first byte comes.
    assert peer.log[:3] == ["claim 0", "claim 1", "claim close"]


@pytest.mark.parametrize(
    ("fault", "times"), [("puts_answer_500", 2), ("puts_lose_answer", 1), ("confirms_lose_answer", 1)]
)
def test_a_fault_of_the_server_costs_time_and_nothing_else(
    phone: Phone, peer: FootagePeer, fault: str, times: int
) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    setattr(peer.faults, fault, times)
    start(page)
    page.wait_for_function("() => capture.status.get().elapsedMs >= 3000")
    page.evaluate("() => capture.stop()")
    all_held(page)
    evidence.check_chain(peer)
    assert getattr(peer.faults, fault) == 0
    assert [line for line in peer.log if line.startswith("put")] == ["put 0"], "a part is written once"


def test_an_unknown_phone_keeps_everything_until_it_is_approved(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    start(page)
    page.wait_for_function("() => capture.status.get().elapsedMs >= 2500")
    page.evaluate("() => capture.stop()")
    until(page, "() => capture.status.get().upload.state === 'blocked'")
    assert status(page)["upload"]["code"] == "device_unknown"
    (kept,) = page.evaluate("() => capture.recordings()")
    assert [part["state"] for part in kept["parts"]] == ["closed"]
    assert page.evaluate("(id) => capture.clear(id)", kept["id"]) == {"deleted": 0, "kept": 1}
    evidence.enrol(page, peer)
    all_held(page)


def test_what_the_server_refuses_is_kept_with_its_code_until_offered_again(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    (device,) = peer.devices
    true_key, peer.devices[device] = peer.devices[device], VECTOR_KEY
    recording = start(page)
    page.wait_for_function("() => capture.status.get().elapsedMs >= 2500")
    page.evaluate("() => capture.stop()")
    until(page, "async () => (await capture.recordings())[0].closing.state === 'refused'")
    (kept,) = page.evaluate("() => capture.recordings()")
    assert [(part["state"], part["code"]) for part in kept["parts"]] == [("refused", "claim_signature")]
    until(page, "() => capture.status.get().parts.refused === 1")
    peer.devices[device] = true_key
    page.evaluate("(id) => capture.retry(id)", recording)
    all_held(page)
    evidence.check_chain(peer)


def test_only_a_receipt_lets_a_part_be_deleted(phone: Phone, peer: FootagePeer) -> None:
    page = phone.open(peer.url)
    evidence.enrol(page, peer)
    until(page, "() => capture.status.get().upload.lastContactMs !== null")
    theirs, peer.key = peer.key, Ed25519PrivateKey.generate()
    recording = start(page)
    page.wait_for_function("() => capture.status.get().elapsedMs >= 2500")
    page.evaluate("() => capture.stop()")
    # A receipt by a key that is not the server's counts for nothing.
    until(page, "() => capture.status.get().upload.code === 'receipt_signature'")
    assert page.evaluate("(id) => capture.clear(id)", recording) == {"deleted": 0, "kept": 1}
    peer.key = theirs
    page.evaluate("() => capture.upload()")
    all_held(page)
    assert page.evaluate("(id) => capture.clear(id)", recording) == {"deleted": 1, "kept": 0}
    assert page.evaluate("() => files()") == {}
    (kept,) = page.evaluate("() => capture.recordings()")
    assert [(part["state"], part["onPhone"]) for part in kept["parts"]] == [("held", False)]
    assert status(page)["parts"]["onPhone"] == 0
