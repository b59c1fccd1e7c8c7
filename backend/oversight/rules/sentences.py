"""Acts of the trail in words, in both languages; an act not known here shows its bare kind."""

from typing import Any

_SENTENCES: dict[str, tuple[str, str]] = {
    "continuity.gap_stated": ("说明中断原因：{reason}", "Stated why the recording stopped: {reason}"),
    "continuity.judged": ("录像判定：{word_zh}", "Footage judged: {word_en}"),
    "continuity.take_measured": ("一段录像检验完毕", "One run of the recording measured"),
    "coverage.linked": ("录像关联到警情 {incident}", "Footage linked to incident {incident}"),
    "coverage.link_refused": ("拒绝关联到看不到的警情", "Refused a link to an incident out of sight"),
    "coverage.unlinked": ("一段录像改为关联其他警情", "A recording was moved to another incident"),
    "custody.looked": ("查看录像截图", "Looked at pictures of the recording"),
    "custody.viewed": ("播放录像第 {take_one} 段", "Played run {take_one} of the recording"),
    "devices.approved": ("批准设备", "Approved the device"),
    "devices.enrolled": ("登记设备 {name}", "Enrolled device {name}"),
    "devices.revoked": ("吊销设备：{reason}", "Revoked the device: {reason}"),
    "footage.claim_refused": (
        "拒收 {claims_count} 份录像登记（{code}）",
        "Refused {claims_count} claims about footage ({code})",
    ),
    "footage.confirm_refused": ("拒绝确认 {refused_count} 段录像", "Refused to confirm {refused_count} parts"),
    "footage.claims_taken": ("收到 {claims_count} 段录像的登记", "Took {claims_count} claims about footage"),
    "footage.part_held": ("服务器已存 {parts_count} 段录像", "The server holds {parts_count} more parts"),
    "incidents.created": ("新建警情 {number}", "Opened incident {number}"),
    "incidents.edited": ("修改报告，第 {version} 版", "Edited the report: version {version}"),
    "incidents.officer_added": ("增加处警人员 {officer}", "Added officer {officer}"),
    "incidents.time_entered": ("填写时间：{kind_zh}", "Entered a time: {kind}"),
    "oversight.job_retried": ("重试后台任务 {task}", "Retried job {task}"),
    "people.created": ("建立人员账号", "Created the account"),
    "people.disabled": ("停用账号", "Disabled the account"),
    "people.enabled": ("启用账号", "Enabled the account"),
    "people.founded": ("设立初始管理员", "Founded an administrator"),
    "people.moved": ("调动到其他单位", "Moved to another unit"),
    "people.password_changed": ("修改密码", "Changed the password"),
    "people.password_reset": ("重置密码", "Reset the password"),
    "people.qualified": ("登记执法资格", "Entered a qualification"),
    "people.role_confirmed": ("确认岗位：{role_zh}", "Confirmed role: {role}"),
    "people.role_ended": ("终止岗位：{role_zh}", "Ended role: {role}"),
    "people.role_proposed": ("申请岗位：{role_zh}", "Proposed role: {role}"),
    "people.sign_in_failed": ("登录密码不对", "Wrong password at sign-in"),
    "people.signed_in": ("登录", "Signed in"),
    "people.signed_out": ("退出登录", "Signed out"),
    "people.signed_out_everywhere": ("在所有设备上退出登录", "Signed out everywhere"),
    "people.unit_closed": ("关闭单位", "Closed the unit"),
    "people.unit_created": ("设立单位 {name}", "Created unit {name}"),
    "reviews.handed_in": ("提交第 {version} 版报告送审", "Handed in version {version} for review"),
    "reviews.key_enrolled": ("登记签名方式", "Enrolled a way to sign"),
    "reviews.key_locked": ("PIN 多次不对，签名密钥锁定", "Signing key locked after wrong PINs"),
    "reviews.hand_in_refused": ("报告重复提交，未受理", "The report came twice and was refused"),
    "reviews.key_revoked": ("注销签名密钥", "Revoked a signing key"),
    "reviews.key_unlocked": ("解锁签名密钥", "Unlocked a signing key"),
    "reviews.pin_wrong": ("签名 PIN 不对", "Wrong signing PIN"),
    "reviews.returned": ("退回：{opinion}", "Returned: {opinion}"),
    "reviews.signature_refused": ("签名未通过验证", "A signature did not verify"),
    "reviews.signed": ("批准并签名（摘要 {digest_short}）", "Approved and signed (digest {digest_short})"),
    "reviews.voided": ("签署内容有改动，签名失效", "What was signed changed: the signature is void"),
}

_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "word": {
        "COMPLETE": ("完整", "complete"),
        "COMPLETE_WITH_FINDINGS": ("完整，有需要查看之处", "complete, with findings"),
        "INCOMPLETE": ("不完整", "incomplete"),
        "NOT_VERIFIABLE": ("无法检验", "not verifiable"),
        "PENDING": ("检验中", "being measured"),
    },
    "kind": {
        "reported": ("接报", "reported"),
        "dispatched": ("派警", "dispatched"),
        "arrived": ("到达", "arrived"),
        "cleared": ("结束", "cleared"),
    },
    "role": {
        "officer": ("民警", "officer"),
        "auxiliary": ("辅警", "auxiliary"),
        "duty": ("值班/案管", "duty"),
        "legal": ("法制员", "legal"),
        "station_head": ("所领导", "station head"),
        "bureau_head": ("局领导", "bureau head"),
        "inspector": ("督察", "inspector"),
        "admin": ("管理员", "administrator"),
    },
}


class _Known(dict[str, str]):
    """What the body says; a field it lacks reads as a dash, so that an old row still has its sentence."""

    def __missing__(self, key: str) -> str:
        return "—"


def sentence(kind: str, body: dict[str, Any]) -> tuple[str, str]:
    """Return what happened, in Chinese and English."""
    if kind not in _SENTENCES:
        return kind, kind
    known = _Known(_fields(body))
    zh, en = _SENTENCES[kind]
    return zh.format_map(known), en.format_map(known)


def _fields(body: dict[str, Any]) -> dict[str, str]:
    known: dict[str, str] = {}
    for name, value in body.items():
        known |= _field(name, value)
    return known


def _field(name: str, value: Any) -> dict[str, str]:
    if isinstance(value, list):
        return {f"{name}_count": str(len(value))}
    if not isinstance(value, str | int):
        return {}
    found = {name: str(value)}
    if value in _WORDS.get(name, {}):
        found[f"{name}_zh"], found[f"{name}_en"] = _WORDS[name][str(value)]
    if name == "take" and isinstance(value, int):
        found["take_one"] = str(value + 1)
    if name == "digest":
        found["digest_short"] = str(value)[:10].upper()
    return found
