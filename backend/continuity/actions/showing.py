"""What screens see of a recording, and an officer's reason for a gap."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity import rules, store
from backend.continuity.actions.judging import gather, judge_again
from backend.continuity.store import CopyRow, StatementRow
from backend.devices import actions as devices
from backend.footage import actions as footage
from backend.footage.actions import RecordingFacts
from backend.kernel import trail
from backend.kernel.access import Actor, may, require
from backend.kernel.canonical import from_base64url, p256_signature_holds
from backend.kernel.ids import new_id
from backend.kernel.problems import Malformed, NotFound, Refused
from schemas.continuity import Finding, RecordingDetail, SignedStatement, StatementBody, TakeInfo, Verdict
from schemas.devices import DeviceState
from schemas.footage import EndReason, PartState


class DerivedRef(msgspec.Struct, frozen=True):
    """A take's viewing copy in the store."""

    key: str
    media_type: str
    media_from_us: int
    sha256: str


class PictureFacts(msgspec.Struct, frozen=True):
    """A derived picture in the store and the recording it is of."""

    recording_id: UUID
    key: str
    media_type: str


async def visible(session: AsyncSession, actor: Actor, recording_id: UUID, act: str) -> RecordingFacts:
    """Return the facts if it is the actor's own recording or of a unit within reach. Raises NotFound."""
    recording = await footage.recording(session, recording_id)
    if recording is None:
        raise NotFound
    if recording.officer_id == actor.person_id:
        require(actor, act, actor.unit_path)
    elif not (may(actor, f"{act}_unit", recording.unit_path) and may(actor, act, recording.unit_path)):
        raise NotFound
    return recording


async def detail(session: AsyncSession, actor: Actor, recording_id: UUID, now: datetime) -> RecordingDetail:
    """Return everything the timeline of one recording needs."""
    recording = await visible(session, actor, recording_id, "footage.read")
    facts = await gather(session, recording)
    verdict = rules.judge(facts, now)
    copies = await store.copies(session, recording_id)
    own = recording.officer_id == actor.person_id
    return RecordingDetail(
        id=recording.id,
        officer_id=recording.officer_id,
        officer_name=recording.officer_name,
        device_name=recording.device_name,
        incident_id=recording.incident_id,
        open=not recording.closed,
        verdict=replace(verdict, findings=[_with_pictures(each, copies) for each in verdict.findings]),
        takes=_takes(facts, copies),
        parts=_parts(facts, verdict),
        may_play=own or may(actor, "footage.play_unit", recording.unit_path),
    )


def _with_pictures(finding: Finding, copies: list[CopyRow]) -> Finding:
    made = {(copy.take, copy.at_us): copy.id for copy in copies if copy.kind == "picture"}
    return replace(finding, pictures=[replace(p, id=made.get((p.take, p.at_us))) for p in finding.pictures])


def _takes(facts: rules.Facts, copies: list[CopyRow]) -> list[TakeInfo]:
    made = {(copy.take, copy.kind): copy.id for copy in copies}
    result = []
    for take in sorted({part.claim.take for part in facts.parts}):
        mine = sorted((part.claim for part in facts.parts if part.claim.take == take), key=lambda claim: claim.number)
        first, last = mine[0], mine[-1]
        result.append(
            TakeInfo(
                take=take,
                first_number=first.number,
                last_number=last.number,
                wall_from=rules.moment(first.wall_from_ms),
                wall_to=rules.moment(last.wall_to_ms),
                media_from_us=first.media_from_us,
                media_to_us=last.media_to_us,
                ended=EndReason(last.take_ended) if last.take_ended else None,
                viewing_ready=(take, "viewing") in made,
                sheet_id=made.get((take, "sheet")),
                waveform_id=made.get((take, "waveform")),
            )
        )
    return result


def _parts(facts: rules.Facts, verdict: Verdict) -> list[PartState]:
    first = {part.claim.number: part for part in sorted(facts.parts, key=lambda part: part.received_at, reverse=True)}
    states = []
    for number, letter in enumerate(verdict.strip):
        part = first.get(number)
        if part is None:
            states.append(PartState(number=number, take=-1, letter=letter, claimed=False, held=False, measured=False))
            continue
        claim = part.claim
        states.append(
            PartState(
                number=number,
                take=claim.take,
                letter=letter,
                claimed=True,
                held=part.held_at is not None,
                measured=part.numbers is not None,
                size=claim.size,
                wall_from=rules.moment(claim.wall_from_ms),
                wall_to=rules.moment(claim.wall_to_ms),
                media_from_us=claim.media_from_us,
                media_to_us=claim.media_to_us,
            )
        )
    return states


async def viewing_copy(session: AsyncSession, recording_id: UUID, take: int) -> DerivedRef | None:
    """Return a take's viewing copy, without a question of access."""
    for copy in await store.copies(session, recording_id):
        if copy.take == take and copy.kind == "viewing":
            return DerivedRef(copy.key, copy.media_type, copy.from_us or 0, copy.sha256)
    return None


async def picture(session: AsyncSession, picture_id: UUID) -> PictureFacts | None:
    """Return where a sheet, waveform or picture lies, without a question of access."""
    copy = await store.copy(session, picture_id)
    if copy is None or copy.kind == "viewing":
        return None
    return PictureFacts(copy.recording_id, copy.key, copy.media_type)


async def state_gap(
    session: AsyncSession, actor: Actor, recording_id: UUID, order: SignedStatement, now: datetime
) -> Verdict:
    """Keep the officer's signed reason for a gap or finding of his own recording and judge again.

    Raises Refused when the signature does not hold or it is another's recording. Law: shiyinpin_2016 art. 6
    """
    recording = await visible(session, actor, recording_id, "footage.read")
    try:
        body = msgspec.json.decode(order.statement, type=StatementBody)
        signature = from_base64url(order.signature)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Malformed("statement_malformed", "说明无法识别。", "The statement cannot be read.") from error
    await _check_statement(session, actor, recording, order, body, signature)
    if not await store.statement_known(session, recording_id, order.statement):
        await store.keep_statement(session, _statement_row(recording, order, body, signature, now))
        told = {"gap": body.gap_id, "reason": body.reason}
        columns = trail.row(
            trail.person(actor),
            "continuity.gap_stated",
            "recording",
            recording_id,
            recording.unit_path,
            told,
            now=now,
            context_id=recording.incident_id,
        )
        await trail.record(session, columns)
    result = await judge_again(session, recording_id, now)
    assert result
    return result


async def _check_statement(
    session: AsyncSession,
    actor: Actor,
    recording: RecordingFacts,
    order: SignedStatement,
    body: StatementBody,
    signature: bytes,
) -> None:
    if (body.officer_id, body.recording_id) != (
        actor.person_id,
        recording.id,
    ) or recording.officer_id != actor.person_id:
        raise Refused("not_your_recording", "只能说明自己的录像。", "Only the recording officer states its reasons.")
    device = await devices.known(session, body.device_id)
    text = order.statement.encode()
    if device is None or device.state is not DeviceState.APPROVED:
        raise Refused("device_not_approved", "这台手机没有批准使用。", "This phone is not approved.")
    if not p256_signature_holds(device.public_key, signature, text):
        raise Refused("statement_signature", "说明的签名核对不上。", "The signature of the statement does not hold.")


def _statement_row(
    recording: RecordingFacts, order: SignedStatement, body: StatementBody, signature: bytes, now: datetime
) -> StatementRow:
    return StatementRow(
        id=new_id(),
        recording_id=recording.id,
        gap_id=body.gap_id,
        reason=body.reason,
        officer_id=body.officer_id,
        raw=order.statement,
        signature=signature,
        stated_at=now,
    )
