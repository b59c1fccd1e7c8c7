"""The statement a person signs, what the server adds, and what each method proves."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from schemas.reviews import Method

DOMAIN = "lianzheng sign-off v1"
CHALLENGE_LIFE = timedelta(minutes=5)
PIN_TRIES = 5

_PROVES = {
    Method.PASSKEY: (
        "通行密钥签名。能证明：设备先验证了使用者（指纹、人脸或锁屏密码），再用本人登记的通行密钥，"
        "在所记时间对这份文件和意见签名，服务器加签；此后任何改动都会显示。"
        "不能证明：当时操作设备的是谁，也不能证明报告内容属实。",
        "Signed with a passkey. Proves: the device verified its user (finger, face or screen lock), then the passkey"
        " enrolled by this person signed this document and opinion at the stated time, and the server co-signed;"
        " any later change shows. Does not prove: who held the device, or that the report is true.",
    ),
    Method.PERSON_KEY: (
        "个人签名密钥签名。能证明：本人在这台手机上登记的密钥对这份文件和意见签名，服务器核对了 PIN 并加签；"
        "此后任何改动都会显示。不能证明：当时操作手机的是谁（知道 PIN 的人都能操作），"
        "也不能证明报告内容属实；密钥保存在浏览器中，没有安全芯片证明。",
        "Signed with the person's key on this phone. Proves: the key enrolled by this person signed this document and"
        " opinion, and the server checked the PIN and co-signed; any later change shows. Does not prove: who held the"
        " phone (whoever knows the PIN could), or that the report is true; the key lives in the browser, without"
        " proof of secure hardware.",
    ),
}


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    police_no: str


def statement(
    *,
    digest: str,
    opinion: str,
    signer: Signer,
    review_id: UUID,
    incident_id: UUID,
    method: Method,
    key_id: str | None,
    nonce: str,
    now: datetime,
) -> dict[str, Any]:
    """Return what is signed, as plain values: the document by its digest, the opinion, who, how, and a nonce."""
    return {
        "domain": DOMAIN,
        "document_sha256": digest,
        "opinion": opinion,
        "opinion_sha256": hashlib.sha256(opinion.encode()).hexdigest(),
        "signer": {"id": str(signer.id), "name": signer.name, "police_no": signer.police_no},
        "review_id": str(review_id),
        "incident_id": str(incident_id),
        "method": method.value,
        "key_id": key_id,
        "nonce": nonce,
        "issued_at": now.astimezone(UTC).isoformat(),
    }


def statement_faults(
    signed: dict[str, Any], *, digest: str, opinion: str, signer_id: UUID, review_id: UUID, method: Method
) -> list[str]:
    """Return the names of the fields that do not say what the record says."""
    wanted = {
        "domain": DOMAIN,
        "document_sha256": digest,
        "opinion": opinion,
        "opinion_sha256": hashlib.sha256(opinion.encode()).hexdigest(),
        "review_id": str(review_id),
        "method": method.value,
    }
    faults = [name for name, value in wanted.items() if signed.get(name) != value]
    signer = signed.get("signer")
    if not isinstance(signer, dict) or signer.get("id") != str(signer_id):
        faults.append("signer")
    return faults


def passkey_challenge(signed: bytes) -> bytes:
    """Return the 32 bytes a passkey signs for this statement."""
    return hashlib.sha256(f"{DOMAIN}\n".encode() + signed).digest()


def cosigned(
    *, signed: str, method: Method, key_id: str, public_key: str, proof: str, rp_id: str, origin: str, now: datetime
) -> dict[str, Any]:
    """Return what the server signs: the statement, the person's proof over it, and what it was checked against."""
    return {
        "kind": "lianzheng.sign-off",
        "version": 1,
        "statement": signed,
        "method": method.value,
        "key_id": key_id,
        "public_key": public_key,
        "proof": proof,
        "pin_checked": method is Method.PERSON_KEY,
        "rp_id": rp_id,
        "origin": origin,
        "signed_at": now.astimezone(UTC).isoformat(),
    }


def proves(method: Method) -> tuple[str, str]:
    """Return in both languages what this method proves and what not."""
    return _PROVES[method]
