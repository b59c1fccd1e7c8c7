"""HTTP of coverage."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody

from backend.coverage import actions
from backend.kernel.access import allow
from backend.kernel.web import Db, Me, Now
from schemas.coverage import Coverage
from schemas.footage import LinkRecording


class CoverageRoutes(Controller):
    """Footage ↔ incident."""

    path = "/api"
    tags = ("coverage",)

    @get("/incidents/{incident_id:uuid}/coverage", opt=allow("incidents.read"))
    async def coverage(self, session: Db, actor: Me, now: Now, incident_id: FromPath[UUID]) -> Coverage:
        """Seconds on scene covered, per officer and in all."""
        return await actions.coverage(session, actor, incident_id, now)

    @post("/recordings/{recording_id:uuid}/link", opt=allow("footage.link"), status_code=200)
    async def link(
        self, session: Db, actor: Me, now: Now, recording_id: FromPath[UUID], data: JSONBody[LinkRecording]
    ) -> Coverage:
        """Correct which incident a recording belongs to."""
        return await actions.link(session, actor, recording_id, data.incident_id, now)
