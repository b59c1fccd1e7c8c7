"""People at their screens: signed in over HTTP, asking and changing; a refusal is told in the house's own words."""

from typing import Any
from uuid import UUID

import httpx
import msgspec

from backend.demonstration.people import PASSWORD
from backend.demonstration.phone import SoftKey
from backend.kernel.canonical import to_base64url
from schemas.reviews import AskToSign, EnrolPersonKey, Method, ReturnReview, SignOff

PIN = "246810"
TRIES = 5


class CannotLoad(Exception):
    """The demonstration could not be loaded; the message is the one sentence the operator gets."""

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


class Desk:
    """One person's screen."""

    def __init__(self, http: httpx.AsyncClient, person_id: UUID) -> None:
        self.http, self.person_id = http, person_id

    async def get(self, path: str) -> Any:
        """Return the answer to a question. Raises CannotLoad."""
        return _answer(await self.http.get(path))

    async def post(self, path: str, body: Any = None) -> Any:
        """Return the answer to a change. Raises CannotLoad."""
        content = b"" if body is None else msgspec.json.encode(body)
        return _answer(await self.http.post(path, content=content, headers={"content-type": "application/json"}))


class Desks:
    """Everybody who signed in, by police number."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._there: dict[str, Desk] = {}
        self._clients: list[httpx.AsyncClient] = []

    def client(self) -> httpx.AsyncClient:
        """Return a client of the house that nobody signed in with: what a phone needs."""
        # no proxy of the environment: the house is this machine's own
        self._clients.append(httpx.AsyncClient(base_url=self.origin, timeout=60, trust_env=False))
        return self._clients[-1]

    async def of(self, police_no: str) -> Desk:
        """Return the desk of a person, signing in the first time. Raises CannotLoad."""
        if police_no not in self._there:
            http = self.client()
            said = await http.post("/api/session", json={"police_no": police_no, "password": PASSWORD})
            me = _answer(said)
            # set by hand: where the public origin is https, a Secure cookie would not come back over plain HTTP
            http.headers.update({"x-csrf": me["csrf"], "cookie": f"lz_session={said.cookies['lz_session']}"})
            self._there[police_no] = Desk(http, UUID(me["person"]["id"]))
        return self._there[police_no]

    async def close(self) -> None:
        """Sign everybody out, so that no session of the loading stays open."""
        for desk in self._there.values():
            await desk.http.delete("/api/session")
        for client in self._clients:
            await client.aclose()


def _answer(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else None
    told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    sentence = told.get("text_en") or answer.reason_phrase
    why = "; ".join(each["text_en"] for each in told.get("obstacles", []))
    method, path = answer.request.method, answer.request.url.path
    said = f"{method} {path} was refused ({answer.status_code}): {sentence} {why}".strip()
    raise CannotLoad(said, told.get("code", ""))


async def send_back(desk: Desk, review_id: str, opinion: str, points: tuple[str, ...]) -> None:
    """Return a submission with points."""
    await desk.post(f"/api/reviews/{review_id}/return", ReturnReview(opinion=opinion, points=list(points)))


async def approve(desk: Desk, review_id: str, opinion: str) -> None:
    """Enrol a signing key of the person, sign what stands on the screen, and have the signature checked.

    Raises CannotLoad.
    """
    key = SoftKey()
    order = EnrolPersonKey(
        name="示范签名密钥", public_key=to_base64url(key.spki), pin=PIN, password=PASSWORD,
        proof=key.sign(f"lianzheng person-key {desk.person_id}".encode("ascii")),
    )  # fmt: skip
    key_id = (await desk.post("/api/signing-keys/person", order))["key_id"]
    await _sign(desk, review_id, opinion, key, key_id)
    check = await desk.get(f"/api/reviews/{review_id}/check")
    if not check["valid"]:
        raise CannotLoad(f"the signature on review {review_id} does not verify: {check['steps']}")


async def _sign(desk: Desk, review_id: str, opinion: str, key: SoftKey, key_id: str) -> None:
    """Sign; when something changed since the look, look again."""
    for last in [False] * (TRIES - 1) + [True]:
        seen = (await desk.get(f"/api/reviews/{review_id}"))["digest"]
        ask = AskToSign(digest=seen, opinion=opinion, method=Method.PERSON_KEY, key_id=key_id)
        try:
            asked = await desk.post(f"/api/reviews/{review_id}/challenge", ask)
            signature = key.sign(asked["statement"].encode())
            order = SignOff(challenge_id=asked["id"], signature=signature, pin=PIN)
            await desk.post(f"/api/reviews/{review_id}/sign", order)
        except CannotLoad as refused:
            if last or refused.code != "document_changed":
                raise
        else:
            return
