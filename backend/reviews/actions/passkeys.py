"""WebAuthn through py_webauthn: enrol a passkey, ask it to sign, and check what it signed from stored bytes."""

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from backend.kernel.canonical import from_base64url, to_base64url
from backend.reviews.rules import Signer
from backend.reviews.store import SigningKeyRow

HOUSE = "链证"
WAIT_MS = 300_000


class NewPasskey(msgspec.Struct, frozen=True):
    """What is kept of an enrolled passkey; the public key is COSE."""

    key_id: str
    public_key: bytes
    sign_count: int
    transports: list[str]


def rp_id(origin: str) -> str:
    """Return the relying party: the host of our public origin."""
    return urlsplit(origin).hostname or ""


def _known(keys: Sequence[SigningKeyRow]) -> list[PublicKeyCredentialDescriptor]:
    names = {each.value for each in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=from_base64url(key.key_id),
            transports=[AuthenticatorTransport(each) for each in key.transports if each in names] or None,
        )
        for key in keys
    ]


def enrol_options(origin: str, signer: Signer, challenge: bytes, known: Sequence[SigningKeyRow]) -> dict[str, Any]:
    """Return PublicKeyCredentialCreationOptionsJSON; the user must be verified by the device."""
    options = generate_registration_options(
        rp_id=rp_id(origin),
        rp_name=HOUSE,
        user_name=signer.police_no,
        user_display_name=signer.name,
        user_id=signer.id.bytes,
        challenge=challenge,
        timeout=WAIT_MS,
        exclude_credentials=_known(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return cast(dict[str, Any], msgspec.json.decode(options_to_json(options)))


def enrolled(origin: str, credential: dict[str, Any], challenge: bytes) -> NewPasskey | None:
    """Return the passkey that answered this challenge, None when the answer does not hold."""
    try:
        found = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=rp_id(origin),
            expected_origin=origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        return None
    transports = credential.get("response", {}).get("transports", [])
    return NewPasskey(
        to_base64url(found.credential_id),
        found.credential_public_key,
        found.sign_count,
        [each for each in transports if isinstance(each, str)][:8] if isinstance(transports, list) else [],
    )


def sign_options(origin: str, challenge: bytes, keys: Sequence[SigningKeyRow]) -> dict[str, Any]:
    """Return PublicKeyCredentialRequestOptionsJSON for these passkeys."""
    options = generate_authentication_options(
        rp_id=rp_id(origin),
        challenge=challenge,
        timeout=WAIT_MS,
        allow_credentials=_known(keys),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return cast(dict[str, Any], msgspec.json.decode(options_to_json(options)))


def assertion_count(
    *, assertion: dict[str, Any], challenge: bytes, relying_party: str, origin: str, public_key: bytes, count: int
) -> int | None:
    """Return the new signature count of an assertion that holds with its user verified, None when it does not.

    `count` is the last known one: a copy of the passkey shows by counting backwards. Pass 0 for a later check.
    """
    try:
        found = verify_authentication_response(
            credential=assertion,
            expected_challenge=challenge,
            expected_rp_id=relying_party,
            expected_origin=origin,
            credential_public_key=public_key,
            credential_current_sign_count=count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        return None
    return found.new_sign_count
