"""The door of coverage: link recordings to incidents, count the seconds on scene."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity import actions as continuity
from backend.coverage import rules, store
from backend.coverage.rules import Candidate, Span
from backend.footage import actions as footage
from backend.footage.actions import RecordingFacts
from backend.incidents import actions as incidents
from backend.incidents.actions import IncidentFacts
from backend.kernel import live, trail
from backend.kernel.access import Actor, may
from backend.kernel.problems import NotFound
from schemas.coverage import Coverage, CoveredSpan, How, LinkedRecording, OfficerCoverage
from schemas.footage import Claim, PartClaim

A_DAY = timedelta(days=1)
LOST_OR_NONE = rules.LOST | {""}  # a part claimed after the verdict was kept is not judged yet


async def link_by_itself(session: AsyncSession, recording_id: UUID, now: datetime) -> None:
    """Link a recording to the incident the officer chose, else to the one its time fits; a hand's link stays.

    A phone that was without network may bring the footage before the report: nothing else is guessed then.
    """
    recording = await footage.recording(session, recording_id)
    if recording is None:
        return
    known = await store.link_of(session, recording_id)
    if known is not None and known.how != "matched":
        return
    chosen = await incidents.facts(session, recording.incident_id) if recording.incident_id else None
    if chosen is not None and _belongs(recording, chosen):
        if known is None or known.incident_id != chosen.id:
            await _link(session, recording, chosen, "chosen", None, now)
    elif known is None and (chosen is not None or recording.incident_id is None):
        found = await _match(session, recording)
        if found is not None:
            await _link(session, recording, found, "matched", None, now)


async def link_what_waits(session: AsyncSession, incident_id: UUID, now: datetime) -> None:
    """Link what was here before its incident: the recordings that chose it, and its officers' of the day before."""
    incident = await incidents.facts(session, incident_id)
    if incident is None:
        return
    since = incident.created_at - A_DAY
    found = await footage.made_by(session, incident.officer_ids, since=since, or_for=incident_id)
    linked = {row.recording_id for row in await store.links_of(session, found)}
    for recording_id in found:
        if recording_id not in linked:
            await link_by_itself(session, recording_id, now)


def _belongs(recording: RecordingFacts, incident: IncidentFacts) -> bool:
    """An incident of another unit is taken only from one of its own officers."""
    return recording.officer_id in incident.officer_ids or incident.unit_path == recording.unit_path


async def _match(session: AsyncSession, recording: RecordingFacts) -> IncidentFacts | None:
    near = await incidents.around(session, recording.officer_id, recording.begun_at, recording.ended_at)
    candidates = [
        Candidate(
            each.id, each.arrived_at or each.reported_at or each.created_at, each.cleared_at or recording.ended_at
        )
        for each in near
    ]
    best = rules.best_match(Span(recording.begun_at, recording.ended_at), candidates)
    return next((each for each in near if each.id == best), None)


async def _link(
    session: AsyncSession, recording: RecordingFacts, incident: IncidentFacts, how: str, by: Actor | None, now: datetime
) -> None:
    before = await store.link_of(session, recording.id)
    old = before.incident_id if before else None
    if not await store.put_link(session, recording.id, incident.id, how, by.person_id if by else None, now):
        return
    who = trail.person(by) if by else trail.SERVER
    if old is not None and old != incident.id:
        await _unlinked(session, who, recording.id, old, now)
    body = {"how": how, "incident": incident.number}
    columns = trail.row(
        who, "coverage.linked", "recording", recording.id, incident.unit_path, body, now=now, context_id=incident.id
    )
    await trail.record(session, columns)
    await live.tell(session, "incident", incident.id, incident.unit_path)


async def link(session: AsyncSession, actor: Actor, recording_id: UUID, incident_id: UUID, now: datetime) -> Coverage:
    """Correct by hand which incident a recording belongs to. Raises NotFound for what is out of reach."""
    recording = await footage.recording(session, recording_id)
    if recording is None or not (
        recording.officer_id == actor.person_id or may(actor, "footage.read_unit", recording.unit_path)
    ):
        raise NotFound
    try:
        await incidents.incident(session, actor, incident_id)
    except NotFound as refusal:
        who, kind = trail.person(actor), "coverage.link_refused"
        columns = trail.row(who, kind, "recording", recording_id, recording.unit_path, {}, now=now)
        await trail.record(session, columns)
        refusal.keep = True
        raise
    incident = await incidents.facts(session, incident_id)
    assert incident
    await _link(session, recording, incident, "corrected", actor, now)
    return await of_incident(session, incident_id, now)


async def _unlinked(
    session: AsyncSession, who: trail.Who, recording_id: UUID, incident_id: UUID, now: datetime
) -> None:
    """Tell the incident that lost its footage: what was signed there may no longer stand."""
    incident = await incidents.facts(session, incident_id)
    assert incident
    columns = trail.row(
        who,
        "coverage.unlinked",
        "incident",
        incident_id,
        incident.unit_path,
        {"recording": str(recording_id)},
        now=now,
    )
    await trail.record(session, columns)


async def coverage(session: AsyncSession, actor: Actor, incident_id: UUID, now: datetime) -> Coverage:
    """Return the coverage of an incident the actor may see. Raises NotFound."""
    await incidents.incident(session, actor, incident_id)
    return await of_incident(session, incident_id, now)


async def of_incident(session: AsyncSession, incident_id: UUID, now: datetime) -> Coverage:
    """Return the coverage of an incident, without a question of access. Law: shiyinpin_2016 art. 5"""
    incident = await incidents.facts(session, incident_id)
    if incident is None:
        raise NotFound
    links = await store.links_to(session, [incident_id])
    summaries = {each.id: each for each in await footage.recordings_by(session, [row.recording_id for row in links])}
    linked, spans = [], {}
    for row in links:
        verdict = await continuity.verdict(session, row.recording_id, now)
        summary = summaries.get(row.recording_id)
        if verdict is None or summary is None:
            continue
        word = verdict.word.value
        linked.append(
            LinkedRecording(recording=summary, how=msgspec.convert(row.how, How), strip=verdict.strip, word=word)
        )
        spans[summary.id] = await _spans(session, summary.id, verdict.strip)
    return _coverage(incident, linked, spans, now)


async def _spans(session: AsyncSession, recording_id: UUID, strip: str) -> list[Span]:
    """Return the true-time spans of the parts whose picture is there."""
    recording = await footage.recording(session, recording_id)
    assert recording
    spans = []
    for stored in await footage.claims_of(session, recording):
        claim = msgspec.json.decode(stored.raw, type=Claim)
        if isinstance(claim, PartClaim) and strip[claim.number : claim.number + 1] not in LOST_OR_NONE:
            spans.append(rules.filmed(claim))
    return spans


async def percents(session: AsyncSession, facts: Sequence[IncidentFacts], now: datetime) -> dict[UUID, int | None]:
    """Return how much of each incident is covered, by the verdicts as last kept: for lists."""
    linked = await recordings_of_many(session, [each.id for each in facts])
    kept = await continuity.kept_verdicts(session, [one for many in linked.values() for one in many])
    found: dict[UUID, int | None] = {}
    for each in facts:
        spans = {one: await _spans(session, one, kept[one].strip) for one in linked[each.id] if one in kept}
        found[each.id] = _coverage(each, [], spans, now).percent
    return found


def _coverage(
    incident: IncidentFacts, linked: list[LinkedRecording], spans: dict[UUID, list[Span]], now: datetime
) -> Coverage:
    start = incident.arrived_at
    end = incident.cleared_at or now
    scene = Span(start, end) if start is not None and start < end else None
    everything = rules.within([span for each in spans.values() for span in each], scene) if scene else []
    scene_s = rules.seconds([scene]) if scene else 0
    covered_s = rules.seconds(everything)
    return Coverage(
        incident_id=incident.id,
        scene_from=start,
        scene_to=incident.cleared_at,
        scene_s=scene_s,
        covered_s=covered_s,
        percent=rules.percent(covered_s, scene_s),
        officers=_by_officer(incident, linked, spans, scene, scene_s),
        uncovered=_told(rules.without(scene, everything)) if scene else [],
        recordings=linked,
    )


def _by_officer(
    incident: IncidentFacts,
    linked: list[LinkedRecording],
    spans: dict[UUID, list[Span]],
    scene: Span | None,
    scene_s: int,
) -> list[OfficerCoverage]:
    names = dict(zip(incident.officer_ids, incident.officer_names, strict=True))
    names |= {each.recording.officer_id: each.recording.officer_name for each in linked}
    result = []
    for officer_id, name in names.items():
        mine = [span for each in linked if each.recording.officer_id == officer_id for span in spans[each.recording.id]]
        on_scene = rules.within(mine, scene) if scene else []
        covered_s = rules.seconds(on_scene)
        result.append(
            OfficerCoverage(
                officer_id=officer_id,
                officer_name=name,
                covered_s=covered_s,
                percent=rules.percent(covered_s, scene_s),
                spans=_told(on_scene),
            )
        )
    return result


def _told(spans: Sequence[Span]) -> list[CoveredSpan]:
    return [CoveredSpan(from_at=span.start, to_at=span.end) for span in spans]


async def incident_of(session: AsyncSession, recording_id: UUID) -> UUID | None:
    """Return the incident a recording is linked to."""
    row = await store.link_of(session, recording_id)
    return row.incident_id if row else None


async def recordings_of(session: AsyncSession, incident_id: UUID) -> list[UUID]:
    """Return the recordings linked to an incident."""
    return [row.recording_id for row in await store.links_to(session, [incident_id])]


async def recordings_of_many(session: AsyncSession, incident_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Return the recordings of each of these incidents, for lists."""
    found: dict[UUID, list[UUID]] = {each: [] for each in incident_ids}
    for row in await store.links_to(session, incident_ids):
        found[row.incident_id].append(row.recording_id)
    return found
