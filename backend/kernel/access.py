"""Who may do what, where: one table of acts and roles, over units as a tree.

A role is held on a unit and reaches everything below it. A unit's place in the tree is its path
(`/51/5101/`), so 'below' is 'starts with'. Ids of units out of reach answer like ids that do not exist.
"""

from uuid import UUID

from msgspec import Struct

from backend.kernel.problems import Forbidden, NotFound
from schemas.people import Role

PUBLIC = "public"  # anyone: sign-in, health, keys
DEVICE = "device"  # stands on a device's signature, no session
SIGNED_IN = "signed_in"  # any person, about himself

FIELD = frozenset({Role.OFFICER, Role.AUXILIARY})
LEADERS = frozenset({Role.LEGAL, Role.STATION_HEAD, Role.BUREAU_HEAD})
WATCH = LEADERS | {Role.DUTY, Role.INSPECTOR}
ADMINS = frozenset({Role.ADMIN})

ACTS: dict[str, frozenset[Role]] = {
    "people.read": ADMINS | WATCH,
    "people.manage": ADMINS,
    "units.read": ADMINS | WATCH | FIELD,
    "devices.enrol": FIELD | {Role.DUTY},
    "devices.read": ADMINS | {Role.DUTY, Role.INSPECTOR} | FIELD,
    "devices.read_unit": ADMINS | {Role.DUTY, Role.INSPECTOR},
    "devices.approve": ADMINS | {Role.DUTY},
    "incidents.create": FIELD | {Role.DUTY},
    "incidents.write": FIELD | {Role.DUTY},
    "incidents.read": FIELD | WATCH,
    "incidents.read_unit": WATCH,
    "footage.read": FIELD | WATCH,
    "footage.read_unit": WATCH,
    "footage.play": FIELD | LEADERS | {Role.INSPECTOR},
    "footage.play_unit": LEADERS | {Role.INSPECTOR},
    "footage.link": FIELD | {Role.DUTY},
    "reviews.hand_in": FIELD,
    "reviews.read": LEADERS | {Role.INSPECTOR} | FIELD,
    "reviews.read_unit": LEADERS | {Role.INSPECTOR},
    "reviews.decide": LEADERS,
    "keys.enrol": FIELD | LEADERS | {Role.DUTY},
    "keys.unlock": ADMINS | {Role.STATION_HEAD, Role.BUREAU_HEAD},
    "board.read": WATCH,
    "incidents.list": FIELD | WATCH,
    "trail.read": WATCH | ADMINS | FIELD,
    "system.read": ADMINS,
    "system.retry": ADMINS,
}


class HeldScope(Struct, frozen=True):
    """A role in force today and the path of the unit it reaches from."""

    role: Role
    unit_id: UUID
    path: str


class Actor(Struct, frozen=True, kw_only=True):
    """The person behind a request, with the roles in force now."""

    person_id: UUID
    session_id: UUID
    name: str
    police_no: str
    unit_id: UUID
    unit_path: str
    roles: tuple[HeldScope, ...]


def allow(act: str) -> dict[str, str]:
    """Return the `opt` entry by which a route states who may call it. Raises KeyError for an unknown act."""
    if act not in (PUBLIC, DEVICE, SIGNED_IN):
        ACTS[act]
    return {"act": act}


def holds(actor: Actor, act: str) -> bool:
    """Return whether any role of the actor may do this somewhere."""
    return any(held.role in ACTS[act] for held in actor.roles)


def may(actor: Actor, act: str, unit_path: str) -> bool:
    """Return whether the actor may do this in the unit at `unit_path`."""
    return any(held.role in ACTS[act] and unit_path.startswith(held.path) for held in actor.roles)


def reach(actor: Actor, act: str) -> list[str]:
    """Return the paths under which the actor may do this, shortest first, none inside another."""
    paths = sorted({held.path for held in actor.roles if held.role in ACTS[act]}, key=len)
    kept: list[str] = []
    for path in paths:
        if not any(path.startswith(outer) for outer in kept):
            kept.append(path)
    return kept


def require(actor: Actor, act: str, unit_path: str) -> None:
    """Raises Forbidden where the role lacks the act anywhere, NotFound where the unit is out of reach."""
    if not holds(actor, act):
        raise Forbidden
    if not may(actor, act, unit_path):
        raise NotFound
