"""What the claims alone say: numbers, links, signatures, the order of the takes and the gaps between them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise

from msgspec import Struct

from backend.continuity.rules.facts import Claimed, Facts
from schemas.continuity import Gap
from schemas.footage import EndReason, PartClaim

MAX_SEAM_US = 100_000  # ours: three frames at 30 fps between neighbouring parts of one take
MIN_GAP_MS = 1_000  # REC-04 names no number; a shorter break is a change of takes, still shown by its letters
MAX_STEP_MS = 1_000  # ours: a phone's clock is corrected by less than this while it records


class Row(Struct, frozen=True):
    """All claims that carry one number; the first received speaks for it, more than one is a fork."""

    number: int
    claims: list[Claimed]

    @property
    def first(self) -> Claimed:
        """The claim that came first."""
        return self.claims[0]


def rows(facts: Facts) -> dict[int, Row]:
    """Return the claims by number; within one number in order of arrival."""
    found: dict[int, list[Claimed]] = {}
    for part in sorted(facts.parts, key=lambda part: (part.claim.number, part.received_at, part.claim_sha256)):
        found.setdefault(part.claim.number, []).append(part)
    return {number: Row(number, claims) for number, claims in found.items()}


def count(facts: Facts, by_number: Mapping[int, Row]) -> int:
    """Return how many numbers there are: what a closing claim says, or what was seen, whichever is more."""
    said = max((closing.claim.parts for closing in facts.closings if closing.signature_holds), default=0)
    return max(said, max(by_number, default=-1) + 1)


def link_holds(by_number: Mapping[int, Row], row: Row) -> bool:
    """Return whether the claim names the one before it. With that one unknown nothing can be said against it."""
    if len(row.claims) > 1:
        return False
    if row.number == 0:
        return row.first.claim.previous is None
    before = by_number.get(row.number - 1)
    return before is None or row.first.claim.previous in {each.claim_sha256 for each in before.claims}


def end_holds(facts: Facts, last: Row) -> bool:
    """Return whether each closing claim that ends with the last number names a claim that carries it."""
    hashes = {each.claim_sha256 for each in last.claims}
    ends = [closing.claim for closing in facts.closings if closing.signature_holds]
    return all(end.previous in hashes for end in ends if end.parts == last.number + 1)


def step_ms(before: PartClaim, after: PartClaim) -> float:
    """Return by how much the wall clock ran ahead of the monotonic one from the end of one part to the next's begin."""
    return after.wall_from_ms - before.wall_to_ms - (after.mono_from_us - before.mono_to_us) / 1000


def moment(epoch_ms: int) -> datetime:
    """Return the aware moment of a phone's clock reading."""
    return datetime.fromtimestamp(epoch_ms / 1000, UTC)


def gaps(by_number: Mapping[int, Row], reasons: Mapping[str, str]) -> list[Gap]:
    """Return the times between takes in which nothing was recorded, each with the machine's reason."""
    found = []
    ordered = [by_number[number] for number in sorted(by_number)]
    for before, after in pairwise(ordered):
        a, b = before.first.claim, after.first.claim
        wall_ms = b.wall_from_ms - a.wall_to_ms
        longest_ms = max(wall_ms, (b.mono_from_us - a.mono_to_us) // 1000, 0)
        clock_set_back = wall_ms < -MAX_STEP_MS  # then nobody can say how long it was: a reason is wanted all the same
        if a.take == b.take or (longest_ms < MIN_GAP_MS and not clock_set_back):
            continue
        gap_id = f"gap-{after.number}"
        found.append(
            Gap(
                id=gap_id,
                after_number=before.number,
                before_number=after.number,
                wall_from=moment(a.wall_to_ms),
                wall_to=moment(max(a.wall_to_ms, b.wall_from_ms)),
                seconds=longest_ms / 1000,
                machine_reason=EndReason(a.take_ended) if a.take_ended else None,
                reason=reasons.get(gap_id),
            )
        )
    return found
