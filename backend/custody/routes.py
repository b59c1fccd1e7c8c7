"""HTTP of custody."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.custody import actions
from backend.kernel.access import allow
from backend.kernel.web import Db, Me, Now, Store
from schemas.custody import Playback, ViewEntry


class CustodyRoutes(Controller):
    """Seeing footage, and who saw it."""

    path = "/api/recordings/{recording_id:uuid}"
    tags = ("custody",)

    @post("/takes/{take:int}/playback", opt=allow("footage.play"), status_code=200)
    async def play(
        self, session: Db, store: Store, actor: Me, now: Now, recording_id: FromPath[UUID], take: FromPath[int]
    ) -> Playback:
        """An address that plays one take; written down as a view."""
        return await actions.play(session, store, actor, recording_id, take, now)

    @get("/pictures/{picture_id:uuid}", opt=allow("footage.play"), status_code=307)
    async def picture(
        self, session: Db, store: Store, actor: Me, now: Now, recording_id: FromPath[UUID], picture_id: FromPath[UUID]
    ) -> Redirect:
        """A sheet, waveform or finding's picture."""
        url = await actions.look(session, store, actor, recording_id, picture_id, now)
        return Redirect(url, status_code=307, headers={"cache-control": "private, max-age=600"})

    @get("/views", opt=allow("footage.play"))
    async def views(self, session: Db, actor: Me, recording_id: FromPath[UUID]) -> list[ViewEntry]:
        """Who played this recording."""
        return await actions.views(session, actor, recording_id)
