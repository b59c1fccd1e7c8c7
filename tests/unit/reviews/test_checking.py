"""The later check, from stored bytes alone: any stored byte changed is found, whatever a passkey's answer holds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.demonstration.phone import SoftKey
from backend.kernel.canonical import canonical, from_base64url, sha256_hex, to_base64url
from backend.kernel.keys import ServerKeys, ensure_keys, rotate
from backend.reviews import rules
from backend.reviews.actions import passkeys
from backend.reviews.actions.checking import verify
from backend.reviews.store import SignatureRow
from schemas.reviews import Method
from tests.builders.matter import a_matter
from tests.fakes.authenticator import Authenticator

ORIGIN = "http://localhost:8080"
REVIEW = UUID(int=1)
SIGNER = rules.Signer(id=UUID(int=2), name="所长甲", police_no="010005")


STORED = (
    "document", "statement", "proof", "public_key", "cosigned", "server_signature", "digest", "opinion", "key_id",
)  # fmt: skip


@pytest.fixture
def keys(tmp_path: Path) -> ServerKeys:
    return ensure_keys(tmp_path / "keys")


def proven(method: Method, text: bytes) -> tuple[str, bytes, str]:
    """The key that signed this text, and its proof."""
    if method is Method.PERSON_KEY:
        soft = SoftKey()
        return "p-1", soft.spki, soft.sign(text)
    passkey = Authenticator(ORIGIN)
    options = passkeys.enrol_options(ORIGIN, SIGNER, b"challenge", [])
    found = passkeys.enrolled(ORIGIN, passkey.create(options), b"challenge")
    assert found
    asked = passkeys.sign_options(ORIGIN, rules.passkey_challenge(text), [])
    return found.key_id, found.public_key, msgspec.json.encode(passkey.get(asked)).decode()


def signature(keys: ServerKeys, method: Method) -> SignatureRow:
    """A signature as sign-off stores it."""
    now = datetime.now(UTC)
    document = canonical(rules.document(a_matter()))
    said = rules.statement(
        digest=sha256_hex(document), opinion="同意。", signer=SIGNER, review_id=REVIEW, incident_id=UUID(int=3),
        method=method, key_id=None, nonce="nonce", now=now,
    )  # fmt: skip
    text = canonical(said)
    key_id, public_key, proof = proven(method, text)
    cosigned = rules.cosigned(
        signed=text.decode(), method=method, key_id=key_id, public_key=to_base64url(public_key), proof=proof,
        rp_id="localhost", origin=ORIGIN, now=now,
    )  # fmt: skip
    both = canonical(cosigned)
    server_key_id, server_signature = keys.sign(both)
    return SignatureRow(
        review_id=REVIEW,
        document=document,
        digest=sha256_hex(document),
        statement=text,
        opinion="同意。",
        signer_id=SIGNER.id,
        signer_name=SIGNER.name,
        method=method.value,
        key_id=key_id,
        public_key=public_key,
        proof=proof.encode(),
        cosigned=both,
        server_key_id=server_key_id,
        server_signature=from_base64url(server_signature),
        signed_at=now,
        voided_at=None,
    )


@pytest.mark.parametrize("method", list(Method))
def test_what_was_stored_verifies_also_after_the_keys_rotated(keys: ServerKeys, method: Method, tmp_path: Path) -> None:
    row = signature(keys, method)
    assert [step.ok for step in verify(row, keys.public())] == [True] * 5
    rotate(tmp_path / "keys", datetime.now(UTC))
    assert len(keys.public()) == 2 and all(step.ok for step in verify(row, keys.public()))


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("field", STORED)
def test_one_changed_byte_of_anything_stored_is_found(keys: ServerKeys, method: Method, field: str) -> None:
    whole = getattr(signature(keys, method), field)
    for position in {0, len(whole) // 2, len(whole) - 1}:
        row = signature(keys, method)
        old = getattr(row, field)
        place = min(position, len(old) - 1)
        if isinstance(old, bytes):
            changed: Any = old[:place] + bytes([old[place] ^ 1]) + old[place + 1 :]
        else:
            changed = old[:place] + ("a" if old[place] != "a" else "b") + old[place + 1 :]
        setattr(row, field, changed)
        assert not all(step.ok for step in verify(row, keys.public())), (field, position)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signer_id", UUID(int=9)),
        ("review_id", UUID(int=9)),
        ("signed_at", datetime.now(UTC) - timedelta(days=1)),
        ("server_key_id", "kother"),
        ("voided_at", datetime.now(UTC)),
    ],
)
def test_another_fact_beside_the_bytes_is_found(keys: ServerKeys, field: str, value: object) -> None:
    row = signature(keys, Method.PERSON_KEY)
    setattr(row, field, value)
    assert not all(step.ok for step in verify(row, keys.public()))


def test_a_key_that_was_not_in_use_then_does_not_count(keys: ServerKeys) -> None:
    row = signature(keys, Method.PERSON_KEY)
    [key] = keys.public()
    later = msgspec.structs.replace(key, from_at=row.signed_at + timedelta(seconds=1))
    ended = msgspec.structs.replace(key, to_at=row.signed_at)
    for each in (later, ended):
        assert [step.ok for step in verify(row, [each])] == [True, True, True, True, False]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=12) | st.just("AA"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ("id", "rawId", "type", "response", "clientDataJSON", "authenticatorData", "signature", "attestationObject")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=200)
@given(field=st.sampled_from(FIELDS), junk=JSON)
def test_whatever_a_browser_sends_as_a_passkey_is_an_answer_and_no_fault(field: str, junk: object) -> None:
    passkey = Authenticator(ORIGIN)
    created = passkey.create(passkeys.enrol_options(ORIGIN, SIGNER, b"challenge", []))
    got = passkey.get(passkeys.sign_options(ORIGIN, b"challenge", []))
    for answer in (created, got):
        place = answer if field in answer else answer["response"]
        place[field] = junk
    unused = {"authenticatorData", "signature"}
    assert passkeys.enrolled(ORIGIN, created, b"challenge") is None or field in unused
    count = passkeys.assertion_count(
        assertion=got, challenge=b"challenge", relying_party="localhost", origin=ORIGIN, count=0,
        public_key=passkey_key(passkey),
    )  # fmt: skip
    assert count is None or field == "attestationObject"


def passkey_key(passkey: Authenticator) -> bytes:
    found = passkeys.enrolled(ORIGIN, passkey.create(passkeys.enrol_options(ORIGIN, SIGNER, b"c", [])), b"c")
    assert found
    return found.public_key
