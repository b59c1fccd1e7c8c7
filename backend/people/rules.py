"""Pure answers about people: delays after wrong passwords, roles in force, what hinders a grant."""

from datetime import date, datetime, timedelta

from schemas.people import Role

FREE_TRIES = 3  # ours, not law: a typing error on duty costs nothing
MAX_DELAY_S = 60  # a delay that grows, never a lock: an officer on duty must get in
SESSION_LIFE = timedelta(hours=16)  # a duty and its handing over
OTHERS_WATCHER = {Role.ADMIN: {Role.INSPECTOR}, Role.INSPECTOR: {Role.ADMIN}}


RESET_REST = timedelta(hours=24)  # ours: whoever reset a password must not act as that person unseen


def reset_is_fresh(reset_at: datetime | None, now: datetime) -> bool:
    """Return whether another person set this password so lately that its holder may not yet sign or confirm."""
    return reset_at is not None and now - reset_at < RESET_REST


def delay_after(failures: int) -> timedelta:
    """Return how long the next try must wait after so many wrong passwords in a row."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return timedelta(seconds=min(2 ** min(failures - FREE_TRIES, 16), MAX_DELAY_S))


def in_force(valid_from: date, valid_to: date | None, today: date) -> bool:
    """Return whether a dated fact holds today; `valid_to` is the last day."""
    return valid_from <= today and (valid_to is None or today <= valid_to)


def clashing(role: Role, held: list[Role]) -> list[Role]:
    """Return held roles that nobody may hold beside this one: who sets the system does not inspect it."""
    return sorted(OTHERS_WATCHER.get(role, set()) & set(held))


def session_ends(begun: datetime) -> datetime:
    """Return when a session begun then ends, without renewal."""
    return begun + SESSION_LIFE
