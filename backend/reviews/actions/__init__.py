"""The door of reviews."""

from backend.reviews.actions.checking import check, check_signed
from backend.reviews.actions.deciding import ask_to_sign, return_review, sign_off
from backend.reviews.actions.handing_in import check_hand_in, hand_in
from backend.reviews.actions.keys import (
    begin_passkey,
    enrol_passkey,
    enrol_person_key,
    locked_keys,
    my_keys,
    revoke_key,
    unlock_key,
)
from backend.reviews.actions.reading import in_one_line, incident_of, review, reviews

__all__ = [
    "ask_to_sign",
    "begin_passkey",
    "check",
    "check_hand_in",
    "check_signed",
    "enrol_passkey",
    "enrol_person_key",
    "hand_in",
    "in_one_line",
    "incident_of",
    "locked_keys",
    "my_keys",
    "return_review",
    "review",
    "reviews",
    "revoke_key",
    "sign_off",
    "unlock_key",
]
