"""HTTP of incidents."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody

from backend.incidents import actions
from backend.kernel.access import allow
from backend.kernel.web import Db, Me, Now
from schemas.incidents import AddOfficer, CreateIncident, EditReport, EnterTime, Incident, ReportVersion


class IncidentRoutes(Controller):
    """警情."""

    path = "/api/incidents"
    tags = ("incidents",)

    @post("/", opt=allow("incidents.create"))
    async def create(self, session: Db, actor: Me, now: Now, data: JSONBody[CreateIncident]) -> Incident:
        """Open an incident under the id the phone made."""
        return await actions.create(session, actor, data, now)

    @get("/{incident_id:uuid}", opt=allow("incidents.read"))
    async def one(self, session: Db, actor: Me, incident_id: FromPath[UUID]) -> Incident:
        """One incident."""
        return await actions.incident(session, actor, incident_id)

    @post("/{incident_id:uuid}/edits", opt=allow("incidents.write"))
    async def edit(
        self, session: Db, actor: Me, now: Now, incident_id: FromPath[UUID], data: JSONBody[EditReport]
    ) -> Incident:
        """Save a new version of the report."""
        return await actions.edit(session, actor, incident_id, data, now)

    @get("/{incident_id:uuid}/versions", opt=allow("incidents.read"))
    async def versions(self, session: Db, actor: Me, incident_id: FromPath[UUID]) -> list[ReportVersion]:
        """All versions of the report."""
        return await actions.versions(session, actor, incident_id)

    @post("/{incident_id:uuid}/times", opt=allow("incidents.write"))
    async def enter_time(
        self, session: Db, actor: Me, now: Now, incident_id: FromPath[UUID], data: JSONBody[EnterTime]
    ) -> Incident:
        """Enter a time beside the earlier ones."""
        return await actions.enter_time(session, actor, incident_id, data, now)

    @post("/{incident_id:uuid}/officers", opt=allow("incidents.write"))
    async def add_officer(
        self, session: Db, actor: Me, now: Now, incident_id: FromPath[UUID], data: JSONBody[AddOfficer]
    ) -> Incident:
        """Put a colleague on the incident."""
        return await actions.add_officer(session, actor, incident_id, data, now)
