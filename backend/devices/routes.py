"""HTTP of devices and of the server's own keys and time."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody

from backend.devices import actions
from backend.kernel.access import PUBLIC, allow
from backend.kernel.web import Db, Keys, Me, Now
from schemas.devices import Device, EnrolDevice, RevokeDevice, ServerKey, SignedTime


class DeviceRoutes(Controller):
    """Enrolment of phones."""

    path = "/api/devices"
    tags = ("devices",)

    @post("/", opt=allow("devices.enrol"))
    async def enrol(self, session: Db, actor: Me, now: Now, data: JSONBody[EnrolDevice]) -> Device:
        """Enrol this browser's key; it waits for approval."""
        return await actions.enrol(session, actor, data, now)

    @get("/", opt=allow("devices.read"))
    async def devices(self, session: Db, actor: Me) -> list[Device]:
        """Devices within reach, and one's own."""
        return await actions.devices(session, actor)

    @get("/{device_id:uuid}", opt=allow("devices.read"))
    async def device(self, session: Db, actor: Me, device_id: FromPath[UUID]) -> Device:
        """One device."""
        return await actions.device(session, actor, device_id)

    @post("/{device_id:uuid}/approve", opt=allow("devices.approve"), status_code=200)
    async def approve(self, session: Db, actor: Me, now: Now, device_id: FromPath[UUID]) -> Device:
        """Approve: a person other than the enroller."""
        return await actions.approve(session, actor, device_id, now)

    @post("/{device_id:uuid}/revoke", opt=allow("devices.approve"), status_code=200)
    async def revoke(
        self, session: Db, actor: Me, now: Now, device_id: FromPath[UUID], data: JSONBody[RevokeDevice]
    ) -> Device:
        """Revoke a lost phone."""
        return await actions.revoke(session, actor, device_id, data.reason, now)


class KeyRoutes(Controller):
    """What anyone needs to check our signatures."""

    path = "/api"
    tags = ("keys",)

    @get("/keys", opt=allow(PUBLIC))
    async def public_keys(self, keys: Keys) -> list[ServerKey]:
        """All public keys ever used, with dates."""
        return keys.public()

    @get("/time", opt=allow(PUBLIC))
    async def signed_time(self, keys: Keys, now: Now) -> SignedTime:
        """The time, signed: the anchor of later claims."""
        return keys.signed_time(now)
