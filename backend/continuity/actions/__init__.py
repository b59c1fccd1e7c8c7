"""The door of continuity."""

from backend.continuity.actions.accepting import (
    accept_copies,
    accept_measure,
    parts_to_recheck,
    pictures_to_take,
    rechecked,
    take_to_derive,
    takes_to_derive,
)
from backend.continuity.actions.judging import judge_again, judge_stale, kept_verdicts, verdict
from backend.continuity.actions.showing import DerivedRef, PictureFacts, detail, picture, state_gap, viewing_copy
from backend.continuity.store import KeptVerdict

__all__ = [
    "DerivedRef",
    "KeptVerdict",
    "PictureFacts",
    "accept_copies",
    "accept_measure",
    "detail",
    "judge_again",
    "judge_stale",
    "kept_verdicts",
    "parts_to_recheck",
    "picture",
    "pictures_to_take",
    "rechecked",
    "state_gap",
    "take_to_derive",
    "takes_to_derive",
    "verdict",
    "viewing_copy",
]
