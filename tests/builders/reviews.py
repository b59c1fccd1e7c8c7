"""The steps of a review over HTTP, as a screen takes them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from backend.demonstration.people import PASSWORD
from backend.demonstration.phone import SoftKey
from backend.kernel.canonical import to_base64url
from tests.fakes.authenticator import Authenticator

PIN = "246810"


async def asked(client: httpx.AsyncClient, path: str, body: Any = None, *, wants: int = 200) -> Any:
    """The answer to a POST (GET without a body), which has this status."""
    answer = await (client.get(path) if body is None else client.post(path, json=body))
    assert answer.status_code == wants, f"{answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


def report(narrative: str = "到场后劝解双方，纠纷平息。") -> dict[str, Any]:
    """A whole report."""
    return {"incident_class": "dispatch", "place": "人民南路12号", "narrative": narrative, "people": []}


def time_entry(kind: str, at: datetime) -> dict[str, Any]:
    """A typed time."""
    return {"id": str(uuid4()), "kind": kind, "at": at.isoformat(), "source": "typed"}


async def open_incident(officer: httpx.AsyncClient, *, minutes: int = 20, **facts: Any) -> str:
    """The id of a new incident with report, arrival and clearing."""
    now = datetime.now(UTC)
    times = [time_entry("arrived", now - timedelta(minutes=minutes)), time_entry("cleared", now)]
    order = {"id": str(uuid4()), "report": report(), "times": times} | facts
    made = await asked(officer, "/api/incidents", order, wants=201)
    return str(made["id"])


async def hand_in(officer: httpx.AsyncClient, incident_id: str, *, version: int = 1) -> str:
    """The id of the review."""
    body = {"submission_id": str(uuid4()), "version": version}
    made = await asked(officer, f"/api/incidents/{incident_id}/hand-in", body, wants=201)
    return str(made["id"])


async def enrol_key(client: httpx.AsyncClient, *, pin: str = PIN) -> tuple[str, SoftKey]:
    """A person key of whoever is signed in."""
    key = SoftKey()
    me = (await asked(client, "/api/session"))["person"]["id"]
    body = {
        "name": "警务通", "public_key": to_base64url(key.spki),
        "proof": key.sign(f"lianzheng person-key {me}".encode()),
        "pin": pin, "password": PASSWORD,
    }  # fmt: skip
    made = await asked(client, "/api/signing-keys/person", body, wants=201)
    return str(made["key_id"]), key


async def enrol_passkey(client: httpx.AsyncClient, authenticator: Authenticator) -> str:
    """A passkey of whoever is signed in."""
    begun = await asked(client, "/api/signing-keys/passkey/begin", {"password": PASSWORD})
    body = {
        "challenge_id": begun["challenge_id"], "name": "手机", "credential": authenticator.create(begun["options"]),
    }  # fmt: skip
    made = await asked(client, "/api/signing-keys/passkey", body, wants=201)
    return str(made["key_id"])


async def challenge(client: httpx.AsyncClient, review_id: str, method: str = "person_key", **facts: Any) -> Any:
    """What is to be signed, for the document that stands there now."""
    shown = await asked(client, f"/api/reviews/{review_id}")
    body = {"digest": shown["digest"], "opinion": "同意。", "method": method} | facts
    return await asked(client, f"/api/reviews/{review_id}/challenge", body, wants=201)


def signed(asked_for: Any, key: SoftKey, *, pin: str = PIN) -> dict[str, str]:
    """The body of SignOff by person key."""
    signature = key.sign(asked_for["statement"].encode())
    return {"challenge_id": asked_for["id"], "signature": signature, "pin": pin}
