"""What the disk store answers when it says no: status as an S3 store, a code, a sentence in both languages."""

from backend.adapters.store_disk.files import BodyDiffers
from backend.adapters.store_disk.tickets import TicketExpired
from backend.kernel.ports import ObjectAbsent, ObjectExists, StoreError
from backend.kernel.problems import Forbidden, Malformed, NotFound, Problem


class WriteOnce(Problem):
    status, title = 412, "Precondition failed"


class RangeRefused(Problem):
    status, title = 416, "Range not satisfiable"


_EXPIRED = (
    "ticket_expired",
    "上传或播放凭证已过期，请重新申请凭证；手机上的录像不受影响。",
    "This address has expired. Ask for a new ticket; nothing on the phone is lost.",
)
_BAD = ("ticket_bad", "地址签名无效，访问被拒绝。", "The signature of this address is not valid.")
_SIZE = (
    "body_size",
    "收到的数据长度与声明不一致，未保存；请重新上传。",
    "The bytes are not as many as claimed; nothing was kept. Send the part again.",
)
_HASH = (
    "body_hash",
    "收到的数据与声明的校验值不一致，未保存；请重新上传。",
    "The bytes do not have the claimed SHA-256; nothing was kept. Send the part again.",
)
_ONCE = (
    "write_once",
    "该分段已经保存，原始数据不可覆盖；请直接确认。",
    "This part is held already and is never overwritten. Confirm it.",
)


def refusal_of(error: StoreError) -> Problem:
    """The answer to the sender for what the store raised."""
    if isinstance(error, BodyDiffers):
        return Malformed(*(_SIZE if error.code == "body_size" else _HASH))
    if isinstance(error, ObjectExists):
        return WriteOnce(*_ONCE)
    if isinstance(error, ObjectAbsent):
        return NotFound()
    return Forbidden(*(_EXPIRED if isinstance(error, TicketExpired) else _BAD))


def range_refusal(size: int) -> Problem:
    """The answer to a range outside the object."""
    zh, en = f"请求的区间超出文件范围（共 {size} 字节）。", f"The range lies outside the object of {size} bytes."
    return RangeRefused("range", zh, en, extra={"size": size})
