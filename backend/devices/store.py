"""All SQL of devices."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.devices.tables import DeviceRow as DeviceRow
from backend.kernel.canonical import sha256_hex
from backend.kernel.tables import PERSON_NAME, UNIT_NAME
from schemas.devices import Device, DeviceState

_NAMES = (
    select(DeviceRow, UNIT_NAME.c.name.label("unit_name"), PERSON_NAME.c.name.label("enroller"))
    .join(UNIT_NAME, UNIT_NAME.c.id == DeviceRow.unit_id)
    .join(PERSON_NAME, PERSON_NAME.c.id == DeviceRow.enrolled_by)
)


def state_of(row: DeviceRow) -> DeviceState:
    """Return the state that follows from the row's dates."""
    if row.revoked_at is not None:
        return DeviceState.REVOKED
    return DeviceState.APPROVED if row.approved_at is not None else DeviceState.PENDING


def _device(row: Row[tuple[DeviceRow]]) -> Device:
    device: DeviceRow = row[0]
    return Device(
        id=device.id,
        name=device.name,
        unit_id=device.unit_id,
        unit_name=row.unit_name,
        enrolled_by=device.enrolled_by,
        enrolled_by_name=row.enroller,
        enrolled_at=device.enrolled_at,
        state=state_of(device),
        fingerprint=sha256_hex(device.public_key)[:16],
        approved_at=device.approved_at,
        revoked_at=device.revoked_at,
        last_contact_at=device.last_contact_at,
        user_agent=device.user_agent,
    )


async def row_of(session: AsyncSession, device_id: UUID, *, lock: bool = False) -> DeviceRow | None:
    """Return the row of one device."""
    query = select(DeviceRow).where(DeviceRow.id == device_id)
    return (await session.scalars(query.with_for_update() if lock else query)).one_or_none()


async def by_key(session: AsyncSession, public_key: bytes) -> DeviceRow | None:
    """Return the device that has this key."""
    return (await session.scalars(select(DeviceRow).where(DeviceRow.public_key == public_key))).one_or_none()


async def device(session: AsyncSession, device_id: UUID) -> Device | None:
    """Return one device with names."""
    row = (await session.execute(_NAMES.where(DeviceRow.id == device_id))).one_or_none()
    return _device(row) if row else None


async def devices_under(session: AsyncSession, paths: Sequence[str], mine: UUID) -> list[Device]:
    """Return devices of units under these paths, and the person's own; waiting ones first."""
    which = or_(DeviceRow.enrolled_by == mine, *(DeviceRow.unit_path.startswith(path) for path in paths))
    order = (DeviceRow.approved_at.is_not(None), DeviceRow.enrolled_at.desc())
    return [_device(row) for row in await session.execute(_NAMES.where(which).order_by(*order).limit(500))]


async def touch(session: AsyncSession, device_id: UUID, now: datetime) -> None:
    """Note a contact, at most once a minute, so that handing in claims does not queue for one row."""
    stale = or_(DeviceRow.last_contact_at.is_(None), DeviceRow.last_contact_at < now - timedelta(minutes=1))
    await session.execute(update(DeviceRow).where(DeviceRow.id == device_id, stale).values(last_contact_at=now))


async def add(session: AsyncSession, row: DeviceRow) -> None:
    """Write a new device."""
    session.add(row)
    await session.flush()
