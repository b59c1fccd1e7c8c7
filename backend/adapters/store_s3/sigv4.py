"""Presigned S3 addresses with signed headers, which minio-py cannot make (AWS Signature Version 4, query form)."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from msgspec import Struct


class S3Access(Struct, frozen=True):
    """Who signs. `endpoint` is the origin the *reader* of the address uses: it is part of what is signed."""

    endpoint: str
    access_key: str
    secret_key: str
    region: str = "us-east-1"


def _escape(text: str, *, safe: str = "") -> str:
    return quote(text, safe=safe + "-_.~")


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def presign(
    access: S3Access,
    method: str,
    path: str,
    *,
    at: datetime,
    life: timedelta,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> str:
    """Address for `method` on `/bucket/key`, good from `at` for `life`; every header given must be sent as it is.

    A given `x-amz-content-sha256` becomes the payload hash of the signature: the store refuses other bytes.
    """
    signed = {name.lower(): value.strip() for name, value in (headers or {}).items()}
    signed["host"] = urlsplit(access.endpoint).netloc
    names = ";".join(sorted(signed))
    stamp = at.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{access.region}/s3/aws4_request"
    full_query = dict(query or {}) | {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{access.access_key}/{scope}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(int(life.total_seconds())),
        "X-Amz-SignedHeaders": names,
    }
    query_text = "&".join(f"{_escape(name)}={_escape(full_query[name])}" for name in sorted(full_query))
    header_text = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    payload = signed.get("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
    escaped = _escape(path, safe="/")
    request = f"{method}\n{escaped}\n{query_text}\n{header_text}\n{names}\n{payload}"
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"AWS4{access.secret_key}".encode()
    for word in (stamp[:8], access.region, "s3", "aws4_request"):
        key = _hmac(key, word)
    return f"{access.endpoint.rstrip('/')}{escaped}?{query_text}&X-Amz-Signature={_hmac(key, to_sign).hex()}"
