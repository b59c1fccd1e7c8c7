"""The board and the incident list of every screen."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.continuity import actions as continuity
from backend.coverage import actions as coverage
from backend.footage import actions as footage
from backend.incidents import actions as incidents
from backend.incidents.actions import IncidentFacts
from backend.kernel.access import Actor, reach, require
from backend.kernel.ids import day_of
from backend.kernel.problems import NotFound
from backend.oversight import rules, store
from backend.oversight.rules import Glance
from backend.reviews import actions as reviews
from schemas.incidents import IncidentSummary
from schemas.oversight import Board

MOST = 500


async def _glances(session: AsyncSession, facts: Sequence[IncidentFacts]) -> list[Glance]:
    """Return the facts of incidents and their footage, with two more queries for all of them."""
    linked = await coverage.recordings_of_many(session, [each.id for each in facts])
    kept = await continuity.kept_verdicts(session, [one for many in linked.values() for one in many])
    found = []
    for each in facts:
        verdicts = [kept[one] for one in linked.get(each.id, []) if one in kept]
        strip, word = reviews.in_one_line([(one.strip, one.word) for one in verdicts])
        found.append(
            Glance(
                id=each.id,
                number=each.number,
                unit_id=each.unit_id,
                unit_name=each.unit_name,
                place=each.place,
                incident_class=each.incident_class,
                state=each.state,
                reported_at=each.reported_at,
                arrived_at=each.arrived_at,
                cleared_at=each.cleared_at,
                created_at=each.created_at,
                officers=each.officer_names,
                strip=strip,
                word=word,
                recordings=len(linked.get(each.id, [])),
                gaps_unexplained=sum(one.gaps_unexplained for one in verdicts),
            )
        )
    return found


async def _lines(
    session: AsyncSession, facts: Sequence[IncidentFacts], glances: Sequence[Glance], now: datetime
) -> list[IncidentSummary]:
    with_footage = {each.id for each in glances if each.recordings}
    percents = await coverage.percents(session, [each for each in facts if each.id in with_footage], now)
    return [rules.summary(each, percents.get(each.id), now) for each in glances]


async def incident_list(
    session: AsyncSession, actor: Actor, *, whose: str, day: date | None, filter_: str | None, now: datetime
) -> list[IncidentSummary]:
    """Return one's own incidents, or those of the units within reach, newest first, narrowed by day and filter."""
    paths = reach(actor, "incidents.read_unit") if whose == "unit" else []
    mine = actor.person_id if whose == "mine" or not paths else None
    facts = await incidents.facts_in(session, paths, officer_id=mine, day=day, most=MOST if filter_ else 200)
    glances = await _glances(session, facts)
    if filter_:
        glances = [each for each in glances if rules.fits(each, filter_, now)]
    return await _lines(session, facts, glances, now)


async def board(session: AsyncSession, actor: Actor, unit_id: UUID | None, now: datetime) -> Board:
    """Return the four numbers, who records now, and today's incidents of a unit and all below it. Raises NotFound."""
    place = await store.unit(session, unit_id or _home(actor))
    if place is None:
        raise NotFound
    require(actor, "board.read", place.path)
    everything = await _glances(
        session, await incidents.facts_in(session, [place.path], officer_id=None, day=None, most=MOST)
    )
    today = await incidents.facts_in(session, [place.path], officer_id=None, day=day_of(now))
    return Board(
        unit_id=place.id,
        unit_name=place.name,
        numbers=rules.numbers(everything, now),
        recording_now=await footage.open_recordings(session, [place.path], now),
        incidents=await _lines(session, today, await _glances(session, today), now),
    )


def _home(actor: Actor) -> UUID:
    """Return the unit a board opens with: the widest one the actor looks after."""
    widest = reach(actor, "board.read")
    return next((held.unit_id for held in actor.roles if widest and held.path == widest[0]), actor.unit_id)
