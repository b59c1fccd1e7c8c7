"""The door of footage: take claims, give tickets, confirm what is held, answer who recorded what."""

from backend.footage.actions.asking import claims_of, made_by, open_recordings, recording, recordings, recordings_by
from backend.footage.actions.holding import confirm, sweep
from backend.footage.actions.intake import hand_in_claims
from backend.footage.store import RecordingFacts, StoredClaim

__all__ = [
    "RecordingFacts",
    "StoredClaim",
    "claims_of",
    "confirm",
    "hand_in_claims",
    "made_by",
    "open_recordings",
    "recording",
    "recordings",
    "recordings_by",
    "sweep",
]
