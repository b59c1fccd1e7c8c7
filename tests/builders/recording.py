"""Recordings in the language of their verdict: `recording("..M.G")` happens so, and is judged to say so.

`.` held and measured · `M` bytes found missing · `N` claim withheld · `X` bytes altered · `S` signature bad ·
`K` names another predecessor · `G` new take after 30 s without a reason · `g` the same with one · `F` black for 1 s ·
`U` not video · `P` held, not measured yet.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from backend.continuity.rules import Claimed, Closing, Facts
from schemas.continuity import Statement
from schemas.footage import ClosingClaim, EndReason, PartClaim
from schemas.measures import PacketFacts, PartNumbers, Span

BEGUN = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
NOW = BEGUN + timedelta(minutes=10)
RECORDING, DEVICE, OFFICER = UUID(int=1), UUID(int=2), UUID(int=3)
PART_US, GAP_MS = 5_000_000, 30_000


def _hash(number: int) -> str:
    return f"{number:064x}"


def picture(**facts: object) -> PacketFacts:
    """Facts of a regular 30 fps picture track."""
    regular = PacketFacts(
        codec="h264", time_base="1/90000", packets=150, keyframes=5, first_us=0, end_us=PART_US,
        median_interval_us=33_333, max_interval_us=33_334, disorder=0, duplicates=0, width=1280, height=720,
    )  # fmt: skip
    return replace(regular, **facts)


def sound() -> PacketFacts:
    """Facts of a regular sound track."""
    return PacketFacts(
        codec="opus", time_base="1/48000", packets=250, keyframes=250, first_us=0, end_us=PART_US,
        median_interval_us=20_000, max_interval_us=20_000, disorder=0, duplicates=0, sample_rate=48_000, channels=1,
    )  # fmt: skip


def numbers(number: int, letter: str = ".") -> PartNumbers | None:
    """What was measured of this part."""
    return None if letter == "P" else measured(number, letter)


def measured(number: int, letter: str = ".") -> PartNumbers:
    """What the worker found of a part that it measured."""
    outcome = {"M": "missing", "U": "no_video"}.get(letter, "measured")
    black = [Span(from_us=number * PART_US, to_us=number * PART_US + 1_000_000)] if letter == "F" else []
    return PartNumbers(
        engine="test", outcome=outcome, detail="", size=1000,
        sha256=_hash(1000 + number + (500 if letter == "X" else 0)),
        video=picture(), audio=sound(), black=black, median_difference=2.0, quiet_db=-60.0,
    )  # fmt: skip


def claim(number: int, take: int, wall_ms: int, **facts: object) -> PartClaim:
    """The claim of a part of five seconds."""
    usual = PartClaim(
        version=1, recording_id=RECORDING, device_id=DEVICE, officer_id=OFFICER, incident_id=None, take=take,
        number=number, sha256=_hash(1000 + number), size=1000, init_sha256=_hash(9), frames=150, frames_dropped=0,
        previous=_hash(number - 1) if number else None, media_from_us=number * PART_US,
        media_to_us=(number + 1) * PART_US, wall_from_ms=wall_ms, wall_to_ms=wall_ms + 5000,
        mono_from_us=number * PART_US, mono_to_us=(number + 1) * PART_US, recorder="webcodecs", video="avc1",
        audio="opus",
    )  # fmt: skip
    return replace(usual, **facts)


def recording(letters: str, *, closed: bool = True, last_contact: datetime = NOW) -> Facts:
    """A recording of parts to which happened what the letters say."""
    parts, statements, take, wall = [], [], 0, int(BEGUN.timestamp() * 1000)
    for number, letter in enumerate(letters):
        if letter in "Gg":
            take, wall = take + 1, wall + GAP_MS
        each = claim(number, take, wall)
        if letter == "K":
            each = replace(each, previous=_hash(777))
        if letter == "g":
            statements.append(Statement(subject_id=f"gap-{number}", reason="电池没电，已更换"))
        wall += 5000
        if letter != "N":
            parts.append(
                Claimed(
                    claim=each,
                    claim_sha256=_hash(number),
                    signature_holds=letter != "S",
                    received_at=NOW,
                    held_at=NOW,
                    numbers=numbers(number, letter),
                )
            )
    closing = closing_claim(len(letters), take + 1)
    return Facts(
        recording_id=RECORDING, parts=parts, closings=[closing] if closed else [], statements=statements,
        last_contact_at=last_contact,
    )  # fmt: skip


def closing_claim(parts: int, takes: int = 1) -> Closing:
    """A closing claim that counts so many parts."""
    made = ClosingClaim(
        version=1, recording_id=RECORDING, device_id=DEVICE, officer_id=OFFICER, incident_id=None, parts=parts,
        takes=takes, previous=_hash(parts - 1), reason=EndReason.MANUAL, recovered=False,
        wall_ms=int(NOW.timestamp() * 1000), mono_us=1,
    )  # fmt: skip
    return Closing(claim=made, claim_sha256=_hash(4000), signature_holds=True)
