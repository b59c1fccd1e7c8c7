"""Seeing footage and signing it, on a recording that really went through the road."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

import httpx

from tests.builders.reviews import asked, challenge, enrol_key, hand_in, signed
from tests.builders.road import enrolled, judged, open_incident, twelve_seconds
from tests.fixtures.house import House, until


async def people(house: House) -> dict[str, httpx.AsyncClient]:
    """Everyone whose sight of footage differs."""
    numbers = {
        "officer": "010001", "colleague": "010002", "duty": "010004", "head": "010005", "stranger": "020002",
        "inspector": "000002", "admin": "900001",
    }  # fmt: skip
    return {name: await house.sign_in(number) for name, number in numbers.items()}


async def test_footage_plays_for_whom_it_may_and_every_view_is_written_down(road: House) -> None:
    house, others = road, await people(road)
    officer = others["officer"]
    phone = await enrolled(house, officer)
    incident = await open_incident(officer)
    recording = twelve_seconds(phone, incident)
    await phone.upload(recording)
    shown = await judged(house, officer, recording.id, copies=True)
    assert shown.verdict.word == "COMPLETE", shown.verdict
    path = f"/api/recordings/{recording.id}"
    await _plays(house, officer, others, path)
    await _pictures(house, others, path, str(shown.takes[0].sheet_id))
    await _signs(house, officer, others["head"], str(incident), str(recording.id))


async def _plays(house: House, officer: httpx.AsyncClient, others: dict[str, httpx.AsyncClient], path: str) -> None:
    for name, status in (("colleague", 404), ("stranger", 404), ("duty", 403), ("admin", 403)):
        await asked(others[name], f"{path}/takes/0/playback", {}, wants=status)
        await asked(others[name], f"{path}/views", wants=status)
    for client in (officer, others["inspector"], others["head"]):
        playback = await asked(client, f"{path}/takes/0/playback", {})
        assert datetime.fromisoformat(playback["expires_at"]) > datetime.now(UTC)
        async with httpx.AsyncClient() as player:
            part = await player.get(urljoin(house.origin, playback["url"]), headers={"range": "bytes=0-99"})
        assert (part.status_code, len(part.content), playback["media_type"]) == (206, 100, "video/mp4")
    views = await asked(officer, f"{path}/views")
    assert [each["viewer_police_no"] for each in views] == ["010005", "000002", "010001"]
    missing = await asked(officer, f"{path}/takes/7/playback", {}, wants=409)
    assert missing["code"] == "viewing_not_ready"
    await asked(officer, f"/api/recordings/{uuid4()}/takes/0/playback", {}, wants=404)


async def _pictures(house: House, others: dict[str, httpx.AsyncClient], path: str, sheet: str) -> None:
    for name, status in (("stranger", 404), ("colleague", 404), ("admin", 403), ("duty", 403)):
        await asked(others[name], f"{path}/pictures/{sheet}", wants=status)
    answers = [await others["head"].get(f"{path}/pictures/{sheet}") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [307, 307, 307]
    async with httpx.AsyncClient() as viewer:
        picture = await viewer.get(urljoin(house.origin, answers[-1].headers["location"]))
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    await asked(others["head"], f"{path}/pictures/{uuid4()}", wants=404)
    history = await asked(others["head"], f"/api/trail/recording/{path.rsplit('/', 1)[-1]}")
    kinds = [each["kind"] for each in history]
    assert (kinds.count("custody.viewed"), kinds.count("custody.looked")) == (3, 1)
    assert [each["kind"] for each in history if each["text_zh"] == each["kind"]] == []


async def _signs(
    house: House, officer: httpx.AsyncClient, head: httpx.AsyncClient, incident: str, recording: str
) -> None:
    """The document over real footage stands still; footage taken away from the incident voids the signature."""
    review = await hand_in(officer, incident)
    first = await asked(head, f"/api/reviews/{review}")
    assert first["digest"] == (await asked(head, f"/api/reviews/{review}"))["digest"]
    assert recording in first["document"]
    key_id, key = await enrol_key(head)
    done = await asked(head, f"/api/reviews/{review}/sign", signed(await challenge(head, review, key_id=key_id), key))
    assert done["state"] == "approved"
    [line] = await asked(officer, "/api/board/incidents?scope=mine")
    assert (line["strip"], line["verdict"], line["state"], line["recordings"]) == ("...", "COMPLETE", "signed", 1)
    elsewhere = str(await open_incident(officer))
    await asked(officer, f"/api/recordings/{recording}/link", {"incident_id": elsewhere})

    async def voided() -> Any:
        return (await asked(head, f"/api/reviews/{review}"))["state"] == "voided"

    await until(voided, told=lambda: house.log("jobs"))
    assert not (await asked(head, f"/api/reviews/{review}/check"))["valid"]
