"""`lianzheng demo`: found the bureau and load its day through the running house, once."""

import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import httpx
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from backend.adapters.database import make_engine
from backend.demonstration.accounts import account_lines
from backend.demonstration.day import DAY
from backend.demonstration.desks import CannotLoad, Desks
from backend.demonstration.film import CannotFilm, Shot, shoot
from backend.demonstration.intruder import change_a_byte
from backend.demonstration.memory import Memory, keep, recall
from backend.demonstration.people import ADMINS, COUNTY, PEOPLE, found_bureau
from backend.demonstration.walk import Walk
from backend.kernel.ids import now_utc
from backend.settings import Settings, SettingsError, read_settings

LONG_AGO = timedelta(minutes=20)  # longer than the judge waits for a phone that says nothing
OURS = frozenset(number for number, _ in ADMINS) | {one.police_no for one in PEOPLE}


class There(NamedTuple):
    """What is in the database: police numbers, the demonstration's county if it stands, and how many incidents."""

    numbers: frozenset[str]
    county_id: UUID | None
    incidents: int


def main(_: Sequence[str]) -> int:
    """Loads what is not loaded and prints who can sign in. Returns the exit code; a refusal is one sentence."""
    try:
        settings = read_settings()
        asyncio.run(load(settings, Path(os.environ.get("DATA_DIR", "var")) / "demonstration"))
    except (SettingsError, CannotLoad, CannotFilm) as wrong:
        return _refuse(str(wrong))
    except httpx.HTTPError as wrong:
        return _refuse(f"the house does not answer ({type(wrong).__name__}): it needs web, jobs and media running")
    except DBAPIError as wrong:
        return _refuse(f"the database cannot be used: {wrong.orig}")
    _say("\n".join(["", "  示范账号（密码相同）", *account_lines(), ""]))
    return 0


def _refuse(sentence: str) -> int:
    print(f"lianzheng demo: {sentence}", file=sys.stderr)
    return 1


async def load(settings: Settings, folder: Path) -> None:
    """Found the bureau if nobody is there, walk the day if it was not walked. Raises CannotLoad, CannotFilm."""
    engine = make_engine(settings.database_url, pool=2)
    try:
        memory = await _begin(engine, folder)
        if memory is not None and not memory.done:
            await _walk(settings, engine, folder, memory)
    finally:
        await engine.dispose()


async def _begin(engine: AsyncEngine, folder: Path) -> Memory | None:
    """Return what is to be done, None when a bureau stands whose loading happened elsewhere. Raises CannotLoad."""
    there = await _look(engine)
    if not there.numbers:
        _tell(f"founding {COUNTY[1]} with three stations and {len(OURS)} people …")
        async with async_sessionmaker(engine).begin() as session:
            await found_bureau(session, now_utc())
        there = await _look(engine)
    memory = recall(folder, there.county_id) if there.county_id else None
    if memory is None and there.numbers != OURS and not _was_loaded(there):
        raise CannotLoad(
            "this database has people of its own, and the demonstration is never loaded beside them; "
            "DEMONSTRATION=0 starts without it."
        )
    if memory is None and there.county_id and there.incidents == 0:
        return Memory(there.county_id, now_utc().replace(microsecond=0))
    if memory is None or memory.done:
        _tell("the demonstration is there already; nothing is loaded twice.")
    return memory


def _was_loaded(there: There) -> bool:
    """Return whether our people stand with incidents: then somebody may have added people on the screens since."""
    return there.numbers >= OURS and there.county_id is not None and there.incidents > 0


async def _look(engine: AsyncEngine) -> There:
    async with engine.connect() as connection:
        numbers = frozenset((await connection.scalars(text("SELECT police_no FROM person_name"))).all())
        county = await connection.scalar(text("SELECT id FROM unit_name WHERE code = :code"), {"code": COUNTY[0]})
        incidents = await connection.scalar(text("SELECT count(*) FROM incident"))
    return There(numbers, county, incidents or 0)


async def _walk(settings: Settings, engine: AsyncEngine, folder: Path, memory: Memory) -> None:
    """Walk the day, and remember that it was walked."""
    _tell("filming (ffmpeg) …")
    films = await asyncio.to_thread(shoot, _shots(), folder / "films")

    async def disturb(key: str, original: bytes) -> None:
        await change_a_byte(settings, key, original)

    async def silence(recording_id: UUID) -> None:
        await _silence(engine, recording_id)

    desks = Desks(settings.public_origin)
    walk = Walk(desks, memory, films, disturb, silence)
    recorders = sorted({film.by or episode.officer for episode in DAY for film in episode.films})
    for number in recorders:
        memory.key(number)
    keep(folder, memory)  # from here on a loading that breaks off is taken up again where it was
    try:
        await walk.enrol_phones(recorders)
        await _day(walk)
    finally:
        await desks.close()
    memory.done = True
    keep(folder, memory)


def _shots() -> Iterator[Shot]:
    return (shot for episode in DAY for film in episode.films for shot in film.takes)


async def _day(walk: Walk) -> None:
    """Record and upload everything first, so that measuring goes on meanwhile; then what people do with it."""
    for episode in DAY:
        _tell(f"recording: {episode.place}")
        await walk.open(episode)
        await walk.upload(episode)
    _tell("measuring and judging …")
    submissions = []
    for episode in DAY:
        await walk.settle(episode)
        await walk.state_reasons(episode)
        submissions.append(await walk.hand_in(episode))
    _tell("handed in; every stored byte is hashed again …")
    for episode in DAY:
        await walk.notice(episode)
    for episode, submission in zip(DAY, submissions, strict=True):
        if submission is not None:
            await walk.decide(episode, submission)
    _tell(f"{len(DAY)} incidents loaded.")


async def _silence(engine: AsyncEngine, recording_id: UUID) -> None:
    """Let the last contact lie long ago: nobody waits a quarter of an hour to see a phone that fell silent."""
    order = text("UPDATE recording SET last_contact_at = last_contact_at - CAST(:ago AS interval) WHERE id = :id")
    async with engine.begin() as connection:
        await connection.execute(order, {"ago": LONG_AGO, "id": recording_id})


def _tell(line: str) -> None:
    _say(f"  demo │ {line}")


def _say(lines: str) -> None:
    """Write whole lines at one stroke: the other processes write on the same terminal."""
    sys.stdout.write(f"{lines}\n")
    sys.stdout.flush()
