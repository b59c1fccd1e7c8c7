"""Pure answers about claims and what the store holds: which are taken, which are refused and why."""

from datetime import UTC, date, datetime
from typing import NamedTuple

import msgspec

from schemas.devices import DeviceState
from schemas.footage import Claim, ConfirmBody, PartClaim


class Refusal(NamedTuple):
    """Stable code and what the officer is told, in both languages."""

    code: str
    zh: str
    en: str


MALFORMED = Refusal(
    "claim_malformed",
    "这段录像的登记信息无法识别，已留在手机上；请更新应用后重试。",
    "The claim cannot be read; the part stays on the phone. Update the app and try again.",
)
DEVICE_UNKNOWN = Refusal(
    "device_unknown",
    "这台手机没有登记。录像留在手机上；请登记设备后自动上传。",
    "This phone is not enrolled. The footage stays on it; enrol the phone and it uploads by itself.",
)
DEVICE_PENDING = Refusal(
    "device_not_approved",
    "这台手机还没有批准。录像留在手机上；批准后自动上传。",
    "This phone is not approved yet. The footage stays on it and uploads after approval.",
)
SIGNATURE = Refusal(
    "claim_signature",
    "签名核对不上，服务器没有接收；录像留在手机上，请联系管理员。",
    "The signature does not hold; the part stays on the phone. Ask the administrator.",
)
FOREIGN = Refusal(
    "recording_foreign",
    "这个录像编号属于另一台设备；录像留在手机上，请联系管理员。",
    "This recording belongs to another device; the part stays on the phone. Ask the administrator.",
)
CONFIRM = Refusal("confirm_signature", "确认信息的签名核对不上。", "The signature of the confirmation does not hold.")
CLAIM_UNKNOWN = Refusal(
    "claim_unknown",
    "服务器还没有这一段的登记，请重新上传登记。",
    "The server does not know this claim: hand it in again.",
)
PART_ABSENT = Refusal(
    "part_absent", "存储里还没有这一段，请重新上传。", "The store does not hold this part: upload it again."
)
PART_SIZE = Refusal(
    "part_size",
    "存储里的大小与登记不符，请联系管理员；手机上的原件不要删除。",
    "The stored size differs from the claim; keep the phone's copy and ask the administrator.",
)
PART_HASH = Refusal(
    "part_hash",
    "存储里的内容与登记不符，请联系管理员；手机上的原件不要删除。",
    "The stored bytes differ from the claim; keep the phone's copy and ask the administrator.",
)

DIFFERS = frozenset({PART_SIZE.code, PART_HASH.code})  # the store holds something else: written down, not only answered


def read_claim(raw: str) -> Claim | None:
    """Return the claim in this text, or None when it is none."""
    try:
        claim: Claim = msgspec.json.decode(raw, type=Claim)
    except msgspec.MsgspecError:
        return None
    return claim


def read_confirm(raw: str) -> ConfirmBody | None:
    """Return the confirmation in this text, or None when it is none."""
    try:
        return msgspec.json.decode(raw, type=ConfirmBody)
    except msgspec.MsgspecError:
        return None


def device_refusal(state: DeviceState | None) -> Refusal | None:
    """Return why a device's claims are not taken. A revoked one's are: evidence is never turned away."""
    if state is None:
        return DEVICE_UNKNOWN
    return DEVICE_PENDING if state is DeviceState.PENDING else None


def store_refusal(claimed_size: int, claimed_sha256: str, held: tuple[int, str | None] | None) -> Refusal | None:
    """Return what is wrong with what the store says it holds (size in bytes, SHA-256 or None), if anything."""
    if held is None:
        return PART_ABSENT
    size, sha256 = held
    if size != claimed_size:
        return PART_SIZE
    return None if sha256 == claimed_sha256 else PART_HASH


def month_of(moment: datetime) -> date:
    """Return the first day of the month (UTC), the partition of a recording."""
    return moment.date().replace(day=1)


def key_of(claim: PartClaim, claim_sha256: str) -> str:
    """Return where the part lies in the store."""
    return f"footage/{claim.recording_id}/{claim_sha256}.mp4"


def moment(epoch_ms: int) -> datetime:
    """Return the aware moment of a phone's clock reading."""
    return datetime.fromtimestamp(epoch_ms / 1000, UTC)
