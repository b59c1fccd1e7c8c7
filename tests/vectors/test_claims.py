"""Claims made by the phone's TypeScript read as our structs, verify and link; ours are what the vectors hold."""

import hashlib
import json

import msgspec
import pytest

from schemas.footage import Claim, ClosingClaim, PartClaim
from tests.fakes.footage_peer import holds
from tests.vectors.make_python import FILE, python_side

VECTORS = json.loads(FILE.read_text("utf-8"))


@pytest.mark.parametrize("side", ["typescript", "python"])
def test_each_claim_reads_verifies_and_links(side: str) -> None:
    previous = None
    claim: Claim | None = None
    for vector in VECTORS[side]["claims"]:
        claim = msgspec.json.decode(vector["text"], type=Claim)
        assert claim.previous == previous
        previous = hashlib.sha256(vector["text"].encode()).hexdigest()
        assert previous == vector["sha256"]
        assert holds(VECTORS[side]["public_key"], vector["text"], vector["signature"])
        assert not holds(VECTORS[side]["public_key"], vector["text"] + " ", vector["signature"])
    assert isinstance(claim, ClosingClaim)
    assert claim.parts == len(VECTORS[side]["claims"]) - 1


def test_the_phone_says_every_word_of_a_part_claim() -> None:
    text = VECTORS["typescript"]["claims"][0]["text"]
    said = set(json.loads(text))
    assert said == {field.encode_name for field in msgspec.structs.fields(PartClaim)} | {"kind"}
    claim = msgspec.json.decode(text, type=Claim)
    assert isinstance(claim, PartClaim)
    assert claim.position is not None and claim.position.latitude == 30.572816


def test_the_python_half_is_what_python_makes_today() -> None:
    assert VECTORS["python"] == python_side()
