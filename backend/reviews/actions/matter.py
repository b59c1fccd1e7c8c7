"""Everything a review is about, gathered from upstream, and the bytes that are signed."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity import actions as continuity
from backend.coverage import actions as coverage
from backend.incidents import actions as incidents
from backend.kernel.access import Actor, HeldScope
from backend.kernel.canonical import canonical, sha256_hex
from backend.kernel.problems import NotFound
from backend.reviews import rules
from schemas.incidents import Incident
from schemas.people import Role

SERVER_ID = UUID(int=0)


class Papers(msgspec.Struct, frozen=True):
    """The matter, its canonical document and the digest over it."""

    matter: rules.Matter
    document: bytes
    digest: str


def _reader(unit_id: UUID, unit_path: str) -> Actor:
    """Return the server as a reader of this one unit: the document never depends on who asks for it."""
    return Actor(
        person_id=SERVER_ID,
        session_id=SERVER_ID,
        name="server",
        police_no="",
        unit_id=unit_id,
        unit_path=unit_path,
        roles=(HeldScope(Role.LEGAL, unit_id, unit_path),),
    )


async def papers(session: AsyncSession, incident_id: UUID, now: datetime) -> Papers:
    """Return the papers as they stand now, without a question of access. Raises NotFound."""
    facts = await incidents.facts(session, incident_id)
    if facts is None:
        raise NotFound
    incident: Incident = await incidents.incident(session, _reader(facts.unit_id, facts.unit_path), incident_id)
    covered = await coverage.of_incident(session, incident_id, now)
    verdicts = {}
    for link in covered.recordings:
        verdict = await continuity.verdict(session, link.recording.id, now)
        if verdict is not None:
            verdicts[link.recording.id] = verdict
    matter = rules.Matter(incident=incident, coverage=covered, verdicts=verdicts)
    document = canonical(rules.document(matter))
    return Papers(matter, document, sha256_hex(document))
