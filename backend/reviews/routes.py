"""HTTP of reviews: wire → action → wire."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from backend.kernel.access import SIGNED_IN, allow
from backend.kernel.web import Db, Keys, Me, Now
from backend.reviews import actions
from schemas import reviews as words

Wire = Request[Any, Any, Any]
State = Annotated[words.ReviewState | None, QueryParameter(name="state")]  # the word itself is Litestar's


def _origin(request: Wire) -> str:
    """Return our public origin, to which passkeys are bound."""
    return str(request.app.state.settings.public_origin)


class ReviewRoutes(Controller):
    """Handing in, reviewing, signing off."""

    path = "/api"
    tags = ("reviews",)

    @get("/incidents/{incident_id:uuid}/hand-in", opt=allow("reviews.hand_in"))
    async def check_hand_in(self, session: Db, actor: Me, now: Now, incident_id: FromPath[UUID]) -> words.HandInCheck:
        """What still hinders handing in."""
        return await actions.check_hand_in(session, actor, incident_id, now)

    @post("/incidents/{incident_id:uuid}/hand-in", opt=allow("reviews.hand_in"))
    async def hand_in(
        self, session: Db, actor: Me, now: Now, incident_id: FromPath[UUID], data: JSONBody[words.HandIn]
    ) -> words.ReviewSummary:
        """Hand in a version of the report."""
        return await actions.hand_in(session, actor, incident_id, data, now)

    @get("/reviews", opt=allow("reviews.read"))
    async def reviews(self, session: Db, actor: Me, now: Now, which: State = None) -> list[words.ReviewSummary]:
        """What waits, or was decided."""
        return await actions.reviews(session, actor, which, now)

    @get("/reviews/{review_id:uuid}", opt=allow("reviews.read"))
    async def review(self, session: Db, actor: Me, now: Now, review_id: FromPath[UUID]) -> words.Review:
        """One submission."""
        return await actions.review(session, actor, review_id, now)

    @post("/reviews/{review_id:uuid}/return", opt=allow("reviews.decide"), status_code=200)
    async def return_review(
        self, session: Db, actor: Me, now: Now, review_id: FromPath[UUID], data: JSONBody[words.ReturnReview]
    ) -> words.Review:
        """Send it back with an opinion."""
        return await actions.return_review(session, actor, review_id, data, now)

    @post("/reviews/{review_id:uuid}/challenge", opt=allow("reviews.decide"))
    async def ask_to_sign(
        self,
        request: Wire,
        session: Db,
        actor: Me,
        now: Now,
        review_id: FromPath[UUID],
        data: JSONBody[words.AskToSign],
    ) -> words.SigningChallenge:
        """The statement to sign, bound to what is on the screen."""
        return await actions.ask_to_sign(session, actor, review_id, data, _origin(request), now)

    @post("/reviews/{review_id:uuid}/sign", opt=allow("reviews.decide"), status_code=200)
    async def sign_off(
        self,
        request: Wire,
        session: Db,
        actor: Me,
        now: Now,
        keys: Keys,
        review_id: FromPath[UUID],
        data: JSONBody[words.SignOff],
    ) -> words.Review:
        """Approve and sign."""
        return await actions.sign_off(session, keys, actor, review_id, data, _origin(request), now)

    @get("/reviews/{review_id:uuid}/check", opt=allow("reviews.read"))
    async def check(self, session: Db, actor: Me, keys: Keys, review_id: FromPath[UUID]) -> words.SignatureCheck:
        """Check the signature from stored bytes."""
        return await actions.check(session, keys, actor, review_id)


class SigningKeyRoutes(Controller):
    """A person's signing keys."""

    path = "/api/signing-keys"
    tags = ("reviews",)

    @get("/", opt=allow(SIGNED_IN))
    async def mine(self, session: Db, actor: Me) -> list[words.SigningKey]:
        """My signing keys."""
        return await actions.my_keys(session, actor)

    @post("/person", opt=allow("keys.enrol"))
    async def enrol_person_key(
        self, session: Db, actor: Me, now: Now, data: JSONBody[words.EnrolPersonKey]
    ) -> words.SigningKey:
        """Enrol my key on this phone."""
        return await actions.enrol_person_key(session, actor, data, now)

    @post("/passkey/begin", opt=allow("keys.enrol"), status_code=200)
    async def begin_passkey(
        self, request: Wire, session: Db, actor: Me, now: Now, data: JSONBody[words.BeginPasskey]
    ) -> words.PasskeyOptions:
        """Begin to enrol a passkey."""
        return await actions.begin_passkey(session, actor, data, _origin(request), now)

    @post("/passkey", opt=allow("keys.enrol"))
    async def enrol_passkey(
        self, request: Wire, session: Db, actor: Me, now: Now, data: JSONBody[words.EnrolPasskey]
    ) -> words.SigningKey:
        """Enrol a passkey."""
        return await actions.enrol_passkey(session, actor, data, _origin(request), now)

    @get("/locked", opt=allow("keys.unlock"))
    async def locked(self, session: Db, actor: Me) -> list[words.SigningKey]:
        """Locked keys that wait for a second person."""
        return await actions.locked_keys(session, actor)

    @post("/{key_id:str}/revoke", opt=allow(SIGNED_IN), status_code=200)
    async def revoke(self, session: Db, actor: Me, now: Now, key_id: FromPath[str]) -> words.SigningKey:
        """Revoke a key."""
        return await actions.revoke_key(session, actor, key_id, now)

    @post("/{key_id:str}/unlock", opt=allow("keys.unlock"), status_code=200)
    async def unlock(self, session: Db, actor: Me, now: Now, key_id: FromPath[str]) -> words.SigningKey:
        """Unlock another person's key."""
        return await actions.unlock_key(session, actor, key_id, now)
