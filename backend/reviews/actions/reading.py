"""What waits for whom, and one submission whole."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity import actions as continuity
from backend.coverage import actions as coverage
from backend.incidents import actions as incidents
from backend.kernel.access import Actor, may, reach
from backend.kernel.canonical import sha256_hex, short_code
from backend.kernel.problems import NotFound
from backend.reviews import rules, store
from backend.reviews.actions.matter import papers
from backend.reviews.store import ReviewRow, SignatureRow
from schemas.reviews import Method, Review, ReviewState, ReviewSummary, SignatureRecord


async def summary(session: AsyncSession, row: ReviewRow, now: datetime) -> ReviewSummary:
    """Return the card of a submission."""
    facts = await incidents.facts(session, row.incident_id)
    assert facts
    percent = (await coverage.percents(session, [facts], now))[facts.id]
    recordings = await coverage.recordings_of(session, facts.id)
    found = await continuity.kept_verdicts(session, recordings)
    kept = [found[each] for each in recordings if each in found]
    state, (basis_zh, basis_en) = ReviewState(row.state), rules.DUE_BASIS
    strip, word = in_one_line([(each.strip, each.word) for each in kept])
    return ReviewSummary(
        id=row.id,
        incident_id=row.incident_id,
        incident_number=facts.number,
        incident_class=facts.incident_class,
        place=facts.place,
        unit_name=facts.unit_name,
        handed_in_by_name=row.handed_in_by_name,
        handed_in_at=row.handed_in_at,
        due_at=row.due_at,
        overdue=state is ReviewState.WAITING and now > row.due_at,
        state=state,
        strip=strip,
        word=word,
        findings=sum(each.findings for each in kept),
        coverage_percent=percent,
        due_basis_zh=basis_zh,
        due_basis_en=basis_en,
    )


def in_one_line(footage: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return the strips of several recordings as one, and the worst of their words."""
    return rules.joined_strip(strip for strip, _ in footage), rules.worst_word(word for _, word in footage)


async def reviews(session: AsyncSession, actor: Actor, state: ReviewState | None, now: datetime) -> list[ReviewSummary]:
    """Return submissions of the units one leads or inspects, and of one's own incidents."""
    mine = await incidents.facts_in(session, [], officer_id=actor.person_id, day=None)
    rows = await store.reviews_in(session, reach(actor, "reviews.read_unit"), [each.id for each in mine], state)
    return [await summary(session, row, now) for row in rows]


async def _is_on(session: AsyncSession, incident_id: UUID, person_id: UUID) -> bool:
    facts = await incidents.facts(session, incident_id)
    return facts is not None and person_id in facts.officer_ids


async def visible(session: AsyncSession, actor: Actor, review_id: UUID, *, lock: bool = False) -> ReviewRow:
    """Return a submission of a unit one leads or inspects, or of one's own incident. Raises NotFound."""
    row = await store.review(session, review_id, lock=lock)
    if row is None or not (
        may(actor, "reviews.read_unit", row.unit_path) or await _is_on(session, row.incident_id, actor.person_id)
    ):
        raise NotFound
    return row


async def stands(session: AsyncSession, actor: Actor, row: ReviewRow) -> rules.Standing:
    """Return where the actor stands to the incident."""
    own = row.handed_in_by == actor.person_id or await _is_on(session, row.incident_id, actor.person_id)
    return rules.Standing(leads=may(actor, "reviews.decide", row.unit_path), own=own)


async def review(session: AsyncSession, actor: Actor, review_id: UUID, now: datetime) -> Review:
    """Return one submission, whole. Raises NotFound."""
    row = await visible(session, actor, review_id)
    return await whole(session, actor, row, now)


async def incident_of(session: AsyncSession, actor: Actor, review_id: UUID) -> UUID:
    """Return the incident of a submission the actor may see. Raises NotFound."""
    return (await visible(session, actor, review_id)).incident_id


async def whole(session: AsyncSession, actor: Actor, row: ReviewRow, now: datetime) -> Review:
    """Return the page of a submission; once signed, the document is the one that was signed."""
    there = await papers(session, row.incident_id, now)
    standing, state = await stands(session, actor, row), ReviewState(row.state)
    signature = await store.signature(session, row.id)
    document = signature.document if signature else there.document
    verdicts = [verdict for _, verdict in there.matter.linked if verdict]
    return Review(
        id=row.id,
        incident=await incidents.incident(session, actor, row.incident_id),
        coverage=there.matter.coverage,
        findings=[finding for verdict in verdicts for finding in verdict.findings],
        gaps=[gap for verdict in verdicts for gap in verdict.gaps],
        obstacles=rules.obstacles_to_sign_off(there.matter, standing, state, row.version),
        state=state,
        handed_in_by_name=row.handed_in_by_name,
        handed_in_at=row.handed_in_at,
        document=document.decode(),
        digest=sha256_hex(document),
        code=short_code(sha256_hex(document)),
        history=await store.steps(session, row.incident_id),
        signature=record_of(signature) if signature else None,
        may_decide=standing.leads and not standing.own and state is ReviewState.WAITING,
        due_at=row.due_at,
        due_basis_zh=rules.DUE_BASIS[0],
        due_basis_en=rules.DUE_BASIS[1],
    )


def record_of(row: SignatureRow) -> SignatureRecord:
    """Return a signature in words."""
    method = Method(row.method)
    proves_zh, proves_en = rules.proves(method)
    return SignatureRecord(
        signer_id=row.signer_id,
        signer_name=row.signer_name,
        method=method,
        key_id=row.key_id,
        signed_at=row.signed_at,
        digest=row.digest,
        code=short_code(row.digest),
        opinion=row.opinion,
        proves_zh=proves_zh,
        proves_en=proves_en,
        voided_at=row.voided_at,
        void_reason=row.void_reason,
    )
