"""The door of devices: enrol, approve, revoke, and whose signature this is."""

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.devices import store
from backend.devices.store import DeviceRow
from backend.kernel import live, trail
from backend.kernel.access import Actor, may, reach, require
from backend.kernel.canonical import from_base64url, load_p256, sha256_hex
from backend.kernel.problems import Conflict, Malformed, NotFound, Refused
from schemas.devices import Device, DeviceState, EnrolDevice

T = TypeVar("T")


class KnownDevice(msgspec.Struct, frozen=True):
    """What the road needs of a device: its key, its state and its unit."""

    id: UUID
    name: str
    public_key: bytes
    state: DeviceState
    unit_id: UUID
    unit_path: str
    revoked_at: datetime | None


async def enrol(session: AsyncSession, actor: Actor, order: EnrolDevice, now: datetime) -> Device:
    """Return the device, waiting for approval; enrolling the same again changes nothing.

    Raises Malformed for a key that is no P-256 key, Conflict when id or key belong to another.
    """
    try:
        spki = from_base64url(order.public_key)
        load_p256(spki)
    except ValueError as error:
        raise Malformed("device_key", "设备公钥无法识别。", "The device key cannot be read.") from error
    known = await store.row_of(session, order.id) or await store.by_key(session, spki)
    if known is None:
        await _enrol_new(session, actor, order, spki, now)
    elif (known.id, known.public_key, known.enrolled_by) != (order.id, spki, actor.person_id):
        raise Conflict("device_taken", "这台设备已由他人登记。", "This device is enrolled by somebody else.")
    device = await store.device(session, order.id)
    assert device
    return device


async def _enrol_new(session: AsyncSession, actor: Actor, order: EnrolDevice, spki: bytes, now: datetime) -> None:
    require(actor, "devices.enrol", actor.unit_path)
    row = DeviceRow(
        id=order.id,
        name=order.name,
        public_key=spki,
        unit_id=actor.unit_id,
        unit_path=actor.unit_path,
        enrolled_by=actor.person_id,
        enrolled_at=now,
        user_agent=order.user_agent,
    )
    await store.add(session, row)
    body = {"name": order.name, "key_sha256": sha256_hex(spki)}
    await trail.record(
        session,
        trail.row(trail.person(actor), "devices.enrolled", "device", order.id, actor.unit_path, body, now=now),
    )
    await _tell(session, row)


async def _tell(session: AsyncSession, row: DeviceRow) -> None:
    """Tell the screens of who keeps the register, and of who holds the phone."""
    await live.tell(session, "device", row.id, row.unit_path, people=[row.enrolled_by])


async def devices(session: AsyncSession, actor: Actor) -> list[Device]:
    """Return devices within reach and the actor's own."""
    paths = reach(actor, "devices.read_unit")
    return await store.devices_under(session, paths, actor.person_id)


async def device(session: AsyncSession, actor: Actor, device_id: UUID) -> Device:
    """Return one device: own, or within reach of who keeps the register. Raises NotFound."""
    row = await store.row_of(session, device_id)
    if row is None or not (row.enrolled_by == actor.person_id or may(actor, "devices.read_unit", row.unit_path)):
        raise NotFound
    found = await store.device(session, device_id)
    assert found
    return found


async def _within_reach(session: AsyncSession, actor: Actor, device_id: UUID) -> DeviceRow:
    row = await store.row_of(session, device_id, lock=True)
    if row is None:
        raise NotFound
    require(actor, "devices.approve", row.unit_path)
    return row


async def approve(session: AsyncSession, actor: Actor, device_id: UUID, now: datetime) -> Device:
    """Believe this device from now. Raises Refused to the one who enrolled it, and for a revoked one."""
    row = await _within_reach(session, actor, device_id)
    if row.enrolled_by == actor.person_id:
        raise Refused("second_person", "须由另一人批准本设备。", "Another person must approve this device.")
    if row.revoked_at is not None:
        raise Refused("device_revoked", "设备已吊销，请重新登记。", "The device is revoked: enrol it anew.")
    if row.approved_at is None:
        row.approved_at, row.approved_by = now, actor.person_id
        await trail.record(
            session, trail.row(trail.person(actor), "devices.approved", "device", row.id, row.unit_path, {}, now=now)
        )
        await _tell(session, row)
    await session.flush()
    return await device(session, actor, device_id)


async def revoke(session: AsyncSession, actor: Actor, device_id: UUID, reason: str, now: datetime) -> Device:
    """Stop trusting a lost phone; what it recorded is still taken, and shown as such."""
    row = await _within_reach(session, actor, device_id)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by, row.revoke_reason = now, actor.person_id, reason
        body = {"reason": reason}
        await trail.record(
            session, trail.row(trail.person(actor), "devices.revoked", "device", row.id, row.unit_path, body, now=now)
        )
        await _tell(session, row)
    await session.flush()
    return await device(session, actor, device_id)


_KEPT: dict[UUID, KnownDevice] = {}  # by this process: what an approved device signs with never changes
_HEARD: dict[UUID, datetime] = {}
MOST_KEPT = 20_000
CONTACT_EVERY = timedelta(minutes=1)


async def known(session: AsyncSession, device_id: UUID) -> KnownDevice | None:
    """Return the device whose signature is to be checked, None when nobody enrolled it."""
    row = await store.row_of(session, device_id)
    if row is None:
        return None
    return KnownDevice(
        row.id, row.name, row.public_key, store.state_of(row), row.unit_id, row.unit_path, row.revoked_at
    )


async def signer(session: AsyncSession, device_id: UUID) -> KnownDevice | None:
    """Return the device whose claims are to be checked, as `known` does, kept once it is approved.

    Its key, name and unit stay as they are; a later revocation may not show here, and need not: what a revoked
    device signs is taken as well, and judged by its row.
    """
    device = _KEPT.get(device_id) or await known(session, device_id)
    if device is not None and device.state is not DeviceState.PENDING:
        _keep(_KEPT, device_id, device)
    return device


async def heard_from(session: AsyncSession, device_id: UUID, now: datetime) -> None:
    """Note that the device was in contact; what this process noted within the minute is not noted again."""
    last = _HEARD.get(device_id)
    if last is None or not timedelta() <= now - last < CONTACT_EVERY:
        await store.touch(session, device_id, now)
        _keep(_HEARD, device_id, now)


def _keep(where: dict[UUID, T], device_id: UUID, what: T) -> None:
    """Remember, forgetting what was remembered first when it becomes too much."""
    if len(where) >= MOST_KEPT and device_id not in where:
        del where[next(iter(where))]
    where[device_id] = what
