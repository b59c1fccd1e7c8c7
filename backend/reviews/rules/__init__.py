"""Pure answers about reviews: what hinders, what is signed, what a signature proves."""

from backend.reviews.rules.document import Matter, document
from backend.reviews.rules.obstacles import (
    DUE_BASIS,
    Standing,
    blocking,
    due_at,
    obstacles_to_hand_in,
    obstacles_to_sign_off,
    unexplained,
)
from backend.reviews.rules.signing import (
    CHALLENGE_LIFE,
    PIN_TRIES,
    Signer,
    cosigned,
    passkey_challenge,
    proves,
    statement,
    statement_faults,
)
from backend.reviews.rules.strip import findings_count, joined_strip, worst_word

__all__ = [
    "CHALLENGE_LIFE",
    "DUE_BASIS",
    "PIN_TRIES",
    "Matter",
    "Signer",
    "Standing",
    "blocking",
    "cosigned",
    "document",
    "due_at",
    "findings_count",
    "joined_strip",
    "obstacles_to_hand_in",
    "obstacles_to_sign_off",
    "passkey_challenge",
    "proves",
    "statement",
    "statement_faults",
    "unexplained",
    "worst_word",
]
