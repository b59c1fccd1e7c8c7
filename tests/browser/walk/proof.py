"""Checks a signature with none of the backend's code: only the stored bytes, public keys and the standards."""

import base64
import hashlib
import json
from typing import Any, NamedTuple
from uuid import UUID

import cbor2
import httpx
import psycopg
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tests.fixtures.house import House

SIGNATURE = (
    "SELECT document, digest, statement, opinion, method, public_key, proof, cosigned, server_key_id, server_signature"
    " FROM signature WHERE review_id = %s"
)
PARTS = "SELECT raw FROM claim WHERE recording_id = %s AND number IS NOT NULL ORDER BY number"
CLOSINGS = "SELECT raw FROM claim WHERE recording_id = %s AND number IS NULL"
USER_PRESENT_AND_VERIFIED = 0b101
EC2_ES256_P256, OKP_EDDSA_ED25519 = (2, -7, 1), (1, -8, 6)  # RFC 9053: key type, algorithm, curve


class Signed(NamedTuple):
    """The row of a signature."""

    document: bytes
    digest: str
    statement: bytes
    opinion: str
    method: str
    public_key: bytes
    proof: bytes
    cosigned: bytes
    server_key_id: str
    server_signature: bytes


def _plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _rows(house: House, query: str, key: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(house.database_url.replace("+psycopg", "")) as database:
        return database.execute(query, (UUID(key),)).fetchall()


def stored_signature(house: House, review: str) -> Signed:
    """The bytes that were kept of the signature."""
    [row] = _rows(house, SIGNATURE, review)
    return Signed(*row)


def part_claims(house: House, recording: str) -> list[dict[str, Any]]:
    """What was claimed of each part, by number, each with the hash of its claim."""
    rows = _rows(
        house, "SELECT raw FROM claim WHERE recording_id = %s AND number IS NOT NULL ORDER BY number", recording
    )
    return [json.loads(raw) | {"claim_sha256": hashlib.sha256(raw.encode()).hexdigest()} for (raw,) in rows]


def _claims_root(house: House, recording: str) -> str:
    closings = _rows(house, CLOSINGS, recording)
    parts = [claim["claim_sha256"] for claim in part_claims(house, recording)]
    every = parts + sorted(hashlib.sha256(raw.encode()).hexdigest() for (raw,) in closings)
    return hashlib.sha256("\n".join(every).encode()).hexdigest()


def prove(house: House, review: str, *, recording: str, code: str) -> dict[str, Any]:
    """Asserts that a person signed exactly this document, and the server with him. Returns the document."""
    signed = stored_signature(house, review)
    assert hashlib.sha256(signed.document).hexdigest() == signed.digest
    assert signed.digest[:10].upper() == code.replace(" ", "")
    document: dict[str, Any] = json.loads(signed.document)
    [footage] = document["recordings"]
    assert (footage["id"], footage["claims_root"]) == (recording, _claims_root(house, recording))
    statement = json.loads(signed.statement)
    said = (statement["document_sha256"], statement["opinion"], statement["review_id"], statement["method"])
    assert said == (signed.digest, signed.opinion, review, signed.method)
    if signed.method == "passkey":
        _prove_passkey(house, signed)
    else:
        _prove_person_key(signed)
    _prove_server(house, signed)
    return document


def _prove_passkey(house: House, signed: Signed) -> None:
    answer = json.loads(signed.proof)["response"]
    client, authenticator = _plain(answer["clientDataJSON"]), _plain(answer["authenticatorData"])
    told = json.loads(client)
    challenge = hashlib.sha256(b"lianzheng sign-off v1\n" + signed.statement).digest()
    assert (told["type"], told["origin"]) == ("webauthn.get", house.origin)
    assert _plain(told["challenge"]) == challenge
    assert authenticator[:32] == hashlib.sha256(b"localhost").digest()
    assert authenticator[32] & USER_PRESENT_AND_VERIFIED == USER_PRESENT_AND_VERIFIED
    _prove_cose(signed.public_key, _plain(answer["signature"]), authenticator + hashlib.sha256(client).digest())


def _prove_cose(public_key: bytes, signature: bytes, over: bytes) -> None:
    key = cbor2.loads(public_key)
    if (key[1], key[3], key[-1]) == OKP_EDDSA_ED25519:
        Ed25519PublicKey.from_public_bytes(key[-2]).verify(signature, over)
        return
    assert (key[1], key[3], key[-1]) == EC2_ES256_P256
    point = ec.EllipticCurvePublicNumbers(int.from_bytes(key[-2]), int.from_bytes(key[-3]), ec.SECP256R1())
    point.public_key().verify(signature, over, ec.ECDSA(hashes.SHA256()))


def _prove_person_key(signed: Signed) -> None:
    key = load_der_public_key(signed.public_key)
    assert isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
    raw = _plain(signed.proof.decode())
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.verify(der, signed.statement, ec.ECDSA(hashes.SHA256()))


def _prove_server(house: House, signed: Signed) -> None:
    keys = {key["id"]: key["public_key"] for key in httpx.get(f"{house.origin}/api/keys").json()}
    key = Ed25519PublicKey.from_public_bytes(_plain(keys[signed.server_key_id]))
    key.verify(signed.server_signature, signed.cosigned)
    both = json.loads(signed.cosigned)
    assert (both["statement"], both["proof"]) == (signed.statement.decode(), signed.proof.decode())
    assert _plain(both["public_key"]) == signed.public_key
    assert both["pin_checked"] is (signed.method == "person_key")
