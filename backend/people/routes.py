"""HTTP of people: wire → action → wire."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.params import FromPath, FromQuery, JSONBody

from backend.kernel.access import PUBLIC, SIGNED_IN, allow
from backend.kernel.web import Db, Me, Now
from backend.people import actions
from schemas import people as words

COOKIE = "lz_session"
# Each try costs an argon2 hash: a flood from one address must not starve the house. A station behind one address
# signs in far less often than this.
SIGN_INS = RateLimitConfig(rate_limit=("minute", 240), set_rate_limit_headers=False)


class SessionRoutes(Controller):
    """Signing in and out."""

    path = "/api"
    tags = ("people",)

    @post("/session", opt=allow(PUBLIC), status_code=200, middleware=[SIGN_INS.middleware])
    async def sign_in(
        self, request: Request[Any, Any, Any], session: Db, now: Now, data: JSONBody[words.SignIn]
    ) -> Response[words.Me]:
        """Sign in with police number and password."""
        agent = request.headers.get("user-agent", "")
        token, me = await actions.sign_in(session, data, user_agent=agent, now=now)
        secure = request.app.state.settings.public_origin.startswith("https://")
        cookie = Cookie(key=COOKIE, value=token, path="/", httponly=True, secure=secure, samesite="strict")
        return Response(me, cookies=[cookie])

    @get("/session", opt=allow(SIGNED_IN))
    async def who(self, request: Request[Any, Any, Any], session: Db, actor: Me, now: Now) -> words.Me:
        """Who is signed in."""
        return await actions.who_am_i(session, actor, request.auth, now)

    @delete("/session", opt=allow(SIGNED_IN))
    async def sign_out(self, session: Db, actor: Me, now: Now) -> None:
        """End this session."""
        await actions.sign_out(session, actor, everywhere=False, now=now)

    @get("/sessions", opt=allow(SIGNED_IN))
    async def sessions(self, session: Db, actor: Me, now: Now) -> list[words.SessionInfo]:
        """Where I am signed in."""
        return await actions.my_sessions(session, actor, now)

    @delete("/sessions", opt=allow(SIGNED_IN))
    async def sign_out_everywhere(self, session: Db, actor: Me, now: Now) -> None:
        """End all my sessions."""
        await actions.sign_out(session, actor, everywhere=True, now=now)

    @post("/password", opt=allow(SIGNED_IN), status_code=204)
    async def change_password(self, session: Db, actor: Me, now: Now, data: JSONBody[words.ChangePassword]) -> None:
        """Change my password."""
        await actions.change_password(session, actor, data, now)


class UnitRoutes(Controller):
    """Units as a tree."""

    path = "/api/units"
    tags = ("people",)

    @get("/", opt=allow("units.read"))
    async def units(self, session: Db, actor: Me) -> list[words.Unit]:
        """Units within reach."""
        return await actions.units(session, actor)

    @post("/", opt=allow("people.manage"))
    async def create(self, session: Db, actor: Me, now: Now, data: JSONBody[words.CreateUnit]) -> words.Unit:
        """Add a unit."""
        return await actions.create_unit(session, actor, data, now)

    @post("/{unit_id:uuid}/close", opt=allow("people.manage"), status_code=204)
    async def close(self, session: Db, actor: Me, now: Now, unit_id: FromPath[UUID]) -> None:
        """Close a unit from today."""
        await actions.close_unit(session, actor, unit_id, now)

    @post("/import", opt=allow("people.manage"), status_code=200)
    async def import_csv(self, request: Request[Any, Any, Any], session: Db, actor: Me, now: Now) -> words.ImportReport:
        """Import units from CSV (text body)."""
        return await actions.import_units(session, actor, (await request.body()).decode("utf-8", "replace"), now)


class PeopleRoutes(Controller):
    """People, their roles and qualifications."""

    path = "/api/people"
    tags = ("people",)

    @get("/", opt=allow("people.read"))
    async def people(
        self, session: Db, actor: Me, unit_id: FromQuery[UUID | None] = None, q: FromQuery[str] = ""
    ) -> list[words.Person]:
        """People within reach, by unit and words."""
        return await actions.people(session, actor, unit_id, q)

    @post("/", opt=allow("people.manage"))
    async def create(self, session: Db, actor: Me, now: Now, data: JSONBody[words.CreatePerson]) -> words.Person:
        """Add a person."""
        return await actions.create_person(session, actor, data, now)

    @get("/{person_id:uuid}", opt=allow("people.read"))
    async def one(self, session: Db, actor: Me, person_id: FromPath[UUID]) -> words.Person:
        """One person."""
        return await actions.person(session, actor, person_id)

    @post("/{person_id:uuid}/move", opt=allow("people.manage"), status_code=204)
    async def move(
        self, session: Db, actor: Me, now: Now, person_id: FromPath[UUID], data: JSONBody[words.MovePerson]
    ) -> None:
        """Move to another unit."""
        await actions.move_person(session, actor, person_id, data.unit_id, now)

    @post("/{person_id:uuid}/disable", opt=allow("people.manage"), status_code=204)
    async def disable(self, session: Db, actor: Me, now: Now, person_id: FromPath[UUID]) -> None:
        """Disable; all sessions end."""
        await actions.set_active(session, actor, person_id, False, now)

    @post("/{person_id:uuid}/enable", opt=allow("people.manage"), status_code=204)
    async def enable(self, session: Db, actor: Me, now: Now, person_id: FromPath[UUID]) -> None:
        """Enable again."""
        await actions.set_active(session, actor, person_id, True, now)

    @post("/{person_id:uuid}/reset-password", opt=allow("people.manage"), status_code=204)
    async def reset(
        self, session: Db, actor: Me, now: Now, person_id: FromPath[UUID], data: JSONBody[words.ResetPassword]
    ) -> None:
        """Set a new password; all sessions end."""
        await actions.reset_password(session, actor, person_id, data, now)

    @post("/{person_id:uuid}/roles", opt=allow("people.manage"))
    async def propose_role(
        self, session: Db, actor: Me, now: Now, person_id: FromPath[UUID], data: JSONBody[words.ProposeRole]
    ) -> words.Person:
        """Ask for a role; a second person confirms."""
        return await actions.propose_role(session, actor, person_id, data, now)

    @post("/{person_id:uuid}/qualifications", opt=allow("people.manage"), status_code=204)
    async def qualify(
        self, session: Db, actor: Me, now: Now, person_id: FromPath[UUID], data: JSONBody[words.AddQualification]
    ) -> None:
        """Add a qualification."""
        await actions.add_qualification(session, actor, person_id, data, now)

    @post("/import", opt=allow("people.manage"), status_code=200)
    async def import_csv(self, request: Request[Any, Any, Any], session: Db, actor: Me, now: Now) -> words.ImportReport:
        """Import people from CSV (text body)."""
        return await actions.import_people(session, actor, (await request.body()).decode("utf-8", "replace"), now)


class RoleRoutes(Controller):
    """The second person's side of granting roles."""

    path = "/api/roles"
    tags = ("people",)

    @get("/waiting", opt=allow("people.manage"))
    async def waiting(self, session: Db, actor: Me) -> list[words.Person]:
        """People with a role that waits for its second person."""
        return await actions.roles_waiting(session, actor)

    @post("/{grant_id:uuid}/confirm", opt=allow("people.manage"), status_code=204)
    async def confirm(self, session: Db, actor: Me, now: Now, grant_id: FromPath[UUID]) -> None:
        """Confirm a role."""
        await actions.confirm_role(session, actor, grant_id, now)

    @post("/{grant_id:uuid}/end", opt=allow("people.manage"), status_code=204)
    async def end(self, session: Db, actor: Me, now: Now, grant_id: FromPath[UUID]) -> None:
        """End a role."""
        await actions.end_role(session, actor, grant_id, now)
