"""The main road over HTTP with a phone in Python: claim → PUT → receipt → measure → judge."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.kernel.canonical import from_base64url
from tests.builders.road import enrolled, judged, twelve_seconds
from tests.fixtures.house import House


async def test_a_recording_walks_the_road_and_is_complete(road: House) -> None:
    async with await road.sign_in("010001") as officer:
        phone = await enrolled(road, officer)
        recording = twelve_seconds(phone)
        answer = await phone.upload(recording)
        assert answer.receipt is not None and not answer.problems
        keys = {key["id"]: key["public_key"] for key in (await officer.get("/api/keys")).json()}
        public = Ed25519PublicKey.from_public_bytes(from_base64url(keys[answer.receipt.key_id]))
        public.verify(from_base64url(answer.receipt.signature), answer.receipt.receipt.encode())
        shown = await judged(road, officer, recording.id, copies=True)
        assert (shown.verdict.strip, shown.verdict.word) == ("...", "COMPLETE"), shown.verdict
        assert shown.may_play and all(part.held and part.measured for part in shown.parts)
        await phone.http.aclose()
