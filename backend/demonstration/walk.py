"""The day walked through the house over HTTP, as phones and people would; walked twice it changes nothing."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from backend.demonstration.day import Episode, Filmed
from backend.demonstration.desks import CannotLoad, Desk, Desks, approve, send_back
from backend.demonstration.film import FPS, PART_SECONDS, Shot
from backend.demonstration.memory import Memory
from backend.demonstration.people import ADMINS
from backend.demonstration.phone import Part, Phone, Recording, Take
from schemas.continuity import SignedStatement, StatementBody
from schemas.footage import EndReason
from schemas.incidents import AddOfficer, CreateIncident, EnterTime, Report, TimeKind, TimeSource
from schemas.reviews import HandIn, ReviewState

PATIENCE_S = 300.0
ON_THE_WAY = {TimeKind.REPORTED: timedelta(minutes=11), TimeKind.DISPATCHED: timedelta(minutes=9)}
COUNTY_TOWN = (30.6, 104.6)  # somewhere in the province; the places of the day do not exist

Disturb = Callable[[str, bytes], Awaitable[None]]
Silence = Callable[[UUID], Awaitable[None]]
Films = dict[Shot, list[bytes]]


class Walk:
    """One loading. `disturb` changes a held part by its key; `silence` lets a recording's last contact lie long ago."""

    def __init__(self, desks: Desks, memory: Memory, films: Films, disturb: Disturb, silence: Silence) -> None:
        self.desks, self.memory, self.films = desks, memory, films
        self.disturb, self.silence = disturb, silence
        self.phones: dict[str, Phone] = {}

    async def enrol_phones(self, officers: list[str]) -> None:
        """Each officer enrols a phone; an administrator approves it."""
        admin = await self.desks.of(ADMINS[0][0])
        for number in officers:
            desk = await self.desks.of(number)
            phone_id, key = self.memory.id("phone", number), self.memory.key(number)
            phone = Phone(self.desks.client(), desk.person_id, phone_id, key)
            await desk.post("/api/devices", phone.enrolment(f"警务通 {number}"))
            await admin.post(f"/api/devices/{phone.id}/approve")
            self.phones[number] = phone

    # ---- on the scene

    async def open(self, episode: Episode) -> None:
        """The officer opens the incident with its four times, and names the colleagues who were there."""
        desk, incident_id = await self.desks.of(episode.officer), self.memory.id(episode.key)
        report = Report(
            incident_class=episode.kind, place=episode.place, narrative=episode.narrative, people=list(episode.people)
        )
        times = list(self._times(episode))
        await desk.post("/api/incidents", CreateIncident(id=incident_id, report=report, times=times))
        for number in sorted({film.by for film in episode.films if film.by}):
            colleague = (await self.desks.of(number)).person_id
            await desk.post(f"/api/incidents/{incident_id}/officers", AddOfficer(person_id=colleague))

    def _arrived(self, episode: Episode) -> datetime:
        return self.memory.now - timedelta(minutes=episode.cleared_min, seconds=episode.scene_s)

    def _times(self, episode: Episode) -> Iterator[EnterTime]:
        """Yield reported and dispatched from the dispatch, arrived by position, cleared typed."""
        arrived = self._arrived(episode)
        for kind, before in ON_THE_WAY.items():
            yield self._time(episode, kind, arrived - before, TimeSource.DISPATCH)
        yield msgspec.structs.replace(
            self._time(episode, TimeKind.ARRIVED, arrived, TimeSource.POSITION),
            latitude=COUNTY_TOWN[0], longitude=COUNTY_TOWN[1], accuracy_m=12.0,
        )  # fmt: skip
        yield self._time(episode, TimeKind.CLEARED, arrived + timedelta(seconds=episode.scene_s), TimeSource.TYPED)

    def _time(self, episode: Episode, kind: TimeKind, at: datetime, source: TimeSource) -> EnterTime:
        return EnterTime(id=self.memory.id(episode.key, kind.value), kind=kind, at=at, source=source)

    def recordings(self, episode: Episode) -> Iterator[tuple[Filmed, Phone, Recording]]:
        """Yield what the phones recorded of an episode; the same each time, so that handing in twice is once."""
        for number, film in enumerate(episode.films):
            phone = self.phones[film.by or episode.officer]
            incident_id = self.memory.id(episode.key) if film.chosen else None
            recording_id = self.memory.id(episode.key, "recording", number)
            takes = list(self._takes(film, self._arrived(episode) + timedelta(seconds=film.begun_s)))
            yield film, phone, phone.record(takes, incident_id, recording_id=recording_id)

    def _takes(self, film: Filmed, begun: datetime) -> Iterator[Take]:
        for shot in film.takes:
            ended = EndReason.MANUAL if shot is film.takes[-1] else film.interrupted
            yield Take(self.films[shot], begun, ended, float(PART_SECONDS), fps=FPS, audio="mp4a.40.2")
            begun += timedelta(seconds=shot.seconds + film.gap_s)

    async def upload(self, episode: Episode) -> None:
        """Every phone hands in its claims, then the bytes it has."""
        for film, phone, recording in self.recordings(episode):
            answer = await phone.upload(recording, skip=film.withheld)
            altered = None if film.altered is None else recording.parts[film.altered].claim_sha256
            # walked again, the store already says what the judge says of the altered part
            problems = [each for each in answer.problems if each.claim_sha256 != altered]
            if problems:
                raise CannotLoad(f"{episode.place}: {problems[0].text_en}")
            if film.withheld:
                await self.silence(recording.id)

    # ---- what was measured, what is said about it

    async def settle(self, episode: Episode) -> None:
        """Return once every recording of the episode has its verdict."""
        for film, _, recording in self.recordings(episode):
            desk = await self.desks.of(film.by or episode.officer)
            await _until(desk, recording.id, lambda verdict: "P" not in verdict["strip"])

    async def state_reasons(self, episode: Episode) -> None:
        """The officer gives his signed reasons."""
        if not episode.reasons:
            return
        _, phone, recording = next(self.recordings(episode))
        desk = await self.desks.of(episode.officer)
        for subject, reason in episode.reasons.items():
            body = StatementBody(
                version=1, kind="statement", recording_id=recording.id, gap_id=subject, officer_id=phone.officer_id,
                device_id=phone.id, reason=reason, at_ms=int(self.memory.now.timestamp() * 1000),
            )  # fmt: skip
            text = msgspec.json.encode(body)
            signed = SignedStatement(statement=text.decode(), signature=phone.key.sign(text))
            await desk.post(f"/api/recordings/{recording.id}/statements", signed)

    async def hand_in(self, episode: Episode) -> dict[str, Any] | None:
        """After somebody was at the store: the officer hands in, which has every stored byte hashed again."""
        if not episode.handed_in:
            return None
        for film, _, recording in self.recordings(episode):
            if film.altered is not None:
                part = recording.parts[film.altered]
                await self.disturb(key_of(recording, part), part.data)
        desk, incident_id = await self.desks.of(episode.officer), self.memory.id(episode.key)
        order = HandIn(submission_id=self.memory.id(episode.key, "submission"), version=1)
        review: dict[str, Any] = await desk.post(f"/api/incidents/{incident_id}/hand-in", order)
        return review

    async def notice(self, episode: Episode) -> None:
        """Return once the bytes that were changed were found."""
        for film, _, recording in self.recordings(episode):
            if film.altered is not None:
                desk = await self.desks.of(film.by or episode.officer)
                await _until(desk, recording.id, lambda verdict: "X" in verdict["strip"])

    async def decide(self, episode: Episode, review: dict[str, Any]) -> None:
        """The reviewer approves or returns what still waits for him."""
        if episode.review is None or review["state"] != ReviewState.WAITING:
            return
        desk = await self.desks.of(episode.review.by)
        if episode.review.points:
            await send_back(desk, review["id"], episode.review.opinion, episode.review.points)
        else:
            await approve(desk, review["id"], episode.review.opinion)


def key_of(recording: Recording, part: Part) -> str:
    """Return where the store keeps a part."""
    return f"footage/{recording.id}/{part.claim_sha256}.mp4"


async def _until(desk: Desk, recording_id: UUID, fits: Callable[[dict[str, Any]], bool]) -> None:
    """Return once the verdict fits. Raises CannotLoad after PATIENCE_S."""
    deadline = time.monotonic() + PATIENCE_S
    while not fits((await desk.get(f"/api/recordings/{recording_id}"))["verdict"]):
        if time.monotonic() > deadline:
            raise CannotLoad(f"recording {recording_id} had no verdict within {PATIENCE_S:.0f} s: is media running?")
        await asyncio.sleep(0.3)
