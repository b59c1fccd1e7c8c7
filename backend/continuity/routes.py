"""HTTP of continuity."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody

from backend.continuity import actions
from backend.kernel.access import allow
from backend.kernel.web import Db, Me, Now
from schemas.continuity import RecordingDetail, SignedStatement, Verdict


class RecordingRoutes(Controller):
    """The verdict on a recording."""

    path = "/api/recordings"
    tags = ("continuity",)

    @get("/{recording_id:uuid}", opt=allow("footage.read"))
    async def one(self, session: Db, actor: Me, now: Now, recording_id: FromPath[UUID]) -> RecordingDetail:
        """Strip, findings, takes and parts of one recording."""
        return await actions.detail(session, actor, recording_id, now)

    @post("/{recording_id:uuid}/statements", opt=allow("footage.read"), status_code=200)
    async def state_gap(
        self, session: Db, actor: Me, now: Now, recording_id: FromPath[UUID], data: JSONBody[SignedStatement]
    ) -> Verdict:
        """State the reason of a gap or finding, signed on the phone."""
        return await actions.state_gap(session, actor, recording_id, data, now)
