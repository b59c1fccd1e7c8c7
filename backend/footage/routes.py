"""HTTP of footage. Claims and confirms stand on the device's signature alone."""

from typing import Annotated, Literal

from litestar import Controller, get, post
from litestar.params import JSONBody, QueryParameter

from backend.footage import actions
from backend.kernel.access import DEVICE, allow
from backend.kernel.web import Db, Keys, Me, Now, Store
from schemas.footage import ClaimAnswers, ConfirmAnswer, HandInClaims, RecordingSummary, SignedConfirm

Which = Annotated[Literal["mine", "open"], QueryParameter(name="scope")]  # the word itself is Litestar's


class FootageRoutes(Controller):
    """Handing in what was recorded."""

    path = "/api/footage"
    tags = ("footage",)

    @post("/claims", opt=allow(DEVICE), status_code=200)
    async def claims(
        self, session: Db, keys: Keys, store: Store, now: Now, data: JSONBody[HandInClaims]
    ) -> ClaimAnswers:
        """Hand in claims; each is answered with a ticket, or why not."""
        return await actions.hand_in_claims(session, keys, store, data, now)

    @post("/confirms", opt=allow(DEVICE), status_code=200)
    async def confirms(
        self, session: Db, keys: Keys, store: Store, now: Now, data: JSONBody[SignedConfirm]
    ) -> ConfirmAnswer:
        """Say that the store should hold these; a receipt says that it does."""
        return await actions.confirm(session, keys, store, data, now)

    @get("/recordings", opt=allow("footage.read"))
    async def recordings(self, session: Db, actor: Me, now: Now, which: Which = "mine") -> list[RecordingSummary]:
        """My recordings, or the open ones within reach."""
        return await actions.recordings(session, actor, which, now)
