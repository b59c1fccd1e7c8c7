"""problem+json (RFC 9457) with a stable code and a sentence in both languages."""

from typing import Any

from msgspec import Struct


class ProblemWire(Struct, frozen=True, kw_only=True):
    type: str
    title: str
    status: int
    code: str
    text_zh: str
    text_en: str
    obstacles: list[dict[str, Any]] = []
    request_id: str = ""
    extra: dict[str, Any] = {}
