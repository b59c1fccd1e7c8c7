"""Pure answers for those who look on: what is due, which list it belongs to, and acts in words."""

from backend.oversight.rules.due import FILTERS, Glance, fits, hand_in_due, numbers, overdue, summary
from backend.oversight.rules.health import MAX_BEAT, part_of_queue, part_of_sealer, part_of_workers
from backend.oversight.rules.sentences import sentence

__all__ = [
    "FILTERS",
    "MAX_BEAT",
    "Glance",
    "fits",
    "hand_in_due",
    "numbers",
    "overdue",
    "part_of_queue",
    "part_of_sealer",
    "part_of_workers",
    "sentence",
    "summary",
]
