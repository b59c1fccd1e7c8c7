"""Pure judgement: claims, what is held and what was measured → strip, findings, verdict."""

from backend.continuity.rules.chain import moment
from backend.continuity.rules.facts import Claimed, Closing, Facts
from backend.continuity.rules.judge import judge
from backend.continuity.rules.spans import numbers_of

__all__ = ["Claimed", "Closing", "Facts", "judge", "moment", "numbers_of"]
