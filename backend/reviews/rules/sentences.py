"""Every obstacle's sentence in both languages, by code; {name} and {n} are filled in."""

from schemas.reviews import Obstacle

_SENTENCES: dict[str, tuple[str, str]] = {
    "already_decided": ("这份报告已经处理完毕。", "This submission is decided already."),
    "already_handed_in": ("报告已经提交。", "The report is handed in already."),
    "arrival_missing": ("请填写到达现场的时间。", "Enter the time of arrival."),
    "clearing_missing": ("请填写处置结束的时间。", "Enter the time of clearing."),
    "findings": ("{name}的录像有 {n} 处需要查看。", "Footage of {name} has {n} findings to look at."),
    "gaps_explained": (
        "{name}的录像有中断，原因已说明。",
        "Footage of {name} has interruptions, each with a stated reason.",
    ),
    "gap_unexplained": (
        "{name}的录像中断 {n} 秒，尚未说明原因。",
        "Footage of {name} stops for {n} s and no reason is stated.",
    ),
    "incomplete": ("{name}的录像不完整，缺失处见判定。", "Footage of {name} is incomplete; its verdict says where."),
    "narrative_missing": ("请写明处置经过。", "Write what happened."),
    "no_footage": ("没有录像。", "There is no footage."),
    "no_footage_required": (
        "没有录像。此类警情应当全程录像。",
        "There is no footage, and this class must be recorded.",
    ),
    "not_in_charge": (
        "由本单位法制员、所领导或局领导审核。",
        "A legal reviewer or head of this unit decides.",
    ),
    "not_verifiable": ("{name}的录像无法检验。", "Footage of {name} cannot be verified."),
    "not_your_incident": ("您不是本警情的处警人员，不能提交。", "You are not an officer of this incident."),
    "opinion_needed": (
        "存在以下情况，批准须写明意见。",
        "With these concerns an approval needs an opinion in words.",
    ),
    "own_incident": ("不能审核自己参与处置的警情。", "Nobody reviews his own incident."),
    "place_missing": ("请填写地点。", "Enter the place."),
    "recording_open": (
        "{name}的录像没有结束记录。请在该手机上打开应用补传。",
        "Footage of {name} was never closed. Open the app on that phone to send the rest.",
    ),
    "recording_pending": (
        "{name}的录像还在上传或检验。请在该手机上联网打开应用，传完后再试。",
        "Footage of {name} is still being sent or measured. Open the app on that phone, online, and try again.",
    ),
    "times_reversed": ("结束时间早于到达时间，请核对。", "Clearing lies before arrival: check the times."),
    "uncovered": ("现场有 {n} 秒没有任何录像。", "{n} s on scene are on no recording."),
    "version_moved": (
        "提交后报告又有修改，请退回，由民警重新提交。",
        "The report changed after it was handed in: return it, to be handed in again.",
    ),
}


def blocks(code: str, *, name: str = "", n: int = 0, law: str | None = None, jump: str | None = None) -> Obstacle:
    """Return an obstacle that blocks."""
    zh, en = (text.format(name=name, n=n) for text in _SENTENCES[code])
    return Obstacle(code=code, blocks=True, text_zh=zh, text_en=en, law=law, jump=jump)


def shows(code: str, *, name: str = "", n: int = 0, law: str | None = None, jump: str | None = None) -> Obstacle:
    """Return an obstacle that only shows."""
    zh, en = (text.format(name=name, n=n) for text in _SENTENCES[code])
    return Obstacle(code=code, blocks=False, text_zh=zh, text_en=en, law=law, jump=jump)
