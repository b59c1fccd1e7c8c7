"""HTTP of oversight."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import ServerSentEvent, ServerSentEventMessage

from backend.kernel.access import PUBLIC, SIGNED_IN, allow
from backend.kernel.live import LiveFeed
from backend.kernel.web import Db, Me, Now, Store
from backend.oversight import actions
from schemas.incidents import IncidentSummary
from schemas.oversight import Board, DeadLetter, Health, LiveEvent, TrailEntry

Live = NamedDependency[LiveFeed]
Filter = Literal["without_footage", "gaps_unexplained", "due_soon", "overdue"]
Whose = Annotated[Literal["mine", "unit"], QueryParameter(name="scope")]  # the word itself is Litestar's
RECONNECT_MS = 3_000


async def _messages(events: AsyncIterator[LiveEvent | None]) -> AsyncIterator[ServerSentEventMessage]:
    """Return events as SSE messages; None is a comment."""
    async for event in events:
        if event is None:
            yield ServerSentEventMessage(data=None, comment="here", retry=RECONNECT_MS)
        else:
            yield ServerSentEventMessage(data=msgspec.json.encode(event).decode())


class OversightRoutes(Controller):
    """What waits, what happened, how the system is."""

    path = "/api"
    tags = ("oversight",)

    @get("/board", opt=allow("board.read"))
    async def board(self, session: Db, actor: Me, now: Now, unit_id: FromQuery[UUID | None] = None) -> Board:
        """The four numbers, who records now, today's incidents."""
        return await actions.board(session, actor, unit_id, now)

    @get("/board/incidents", opt=allow("incidents.list"))
    async def incidents(
        self,
        session: Db,
        actor: Me,
        now: Now,
        whose: Whose = "mine",
        day: FromQuery[date | None] = None,
        filter: FromQuery[Filter | None] = None,
    ) -> list[IncidentSummary]:
        """The incident list of every screen."""
        return await actions.incident_list(session, actor, whose=whose, day=day, filter_=filter, now=now)

    @get("/trail/{kind:str}/{object_id:uuid}", opt=allow("trail.read"))
    async def history(self, session: Db, actor: Me, kind: FromPath[str], object_id: FromPath[UUID]) -> list[TrailEntry]:
        """The history of an object."""
        return await actions.history(session, actor, kind, object_id)

    @get("/dead-letters", opt=allow("system.read"))
    async def dead_letters(self, session: Db, now: Now) -> list[DeadLetter]:
        """Jobs that gave up."""
        return await actions.dead_letters(session, now)

    @post("/dead-letters/{job_id:int}/retry", opt=allow("system.retry"), status_code=204)
    async def retry(self, session: Db, actor: Me, now: Now, job_id: FromPath[int]) -> None:
        """Try a job again."""
        await actions.retry(session, actor, job_id, now)

    @get("/health", opt=allow(PUBLIC))
    async def health(self, session: Db, store: Store, now: Now) -> Response[Health]:
        """How each part is; 503 when the database is gone."""
        found = await actions.health(session, store, now)
        return Response(found, status_code=200 if found.parts["database"].ok else 503)

    @get("/live", opt=allow(SIGNED_IN), media_type="text/event-stream")
    async def live(self, actor: Me, live: Live) -> ServerSentEvent:
        """What changed, as server-sent events."""
        return ServerSentEvent(_messages(actions.watch(live, actor)), headers={"cache-control": "no-store"})
