"""Ids, hashes, moments and units, with the unit in the type's name."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="SHA-256, 64 lower-case hex digits")]
Base64Url = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_-]*$", max_length=16_384, description="base64url without padding")
]
Moment = Annotated[datetime, Meta(tz=True, description="aware moment, UTC on the wire (RFC 3339)")]
EpochMs = Annotated[
    int,
    Meta(
        ge=0,
        le=221_845_391_999_999,  # ends with the year 8999: a moment, and all that is added to it, stays one
        description="milliseconds since 1970-01-01 UTC",
    ),
]
Micros = Annotated[int, Meta(ge=0, le=2**53 - 1, description="microseconds")]
Bytes = Annotated[int, Meta(ge=0, le=2**53 - 1, description="length in bytes")]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
PoliceNo = Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{4,12}$", description="警号 police number")]
ShortText = Annotated[str, Meta(min_length=1, max_length=200)]
LongText = Annotated[str, Meta(max_length=20_000)]
UnitCode = Annotated[str, Meta(pattern=r"^[0-9A-Z]{2,16}$", description="unit code of the public-security organ")]
