"""What a court reads: one sentence a finding, in both languages, and the verdict in a sentence."""

from typing import Any

from schemas.continuity import VerdictWord

FINDINGS: dict[str, tuple[str, str]] = {
    "SEG_MISSING": (
        "第 {number} 段已登记，但服务器没有收到内容（约 {seconds:.0f} 秒）。",
        "Part {number} was claimed but its bytes never arrived (about {seconds:.0f} s).",
    ),
    "SEG_GONE": (
        "第 {number} 段曾经收到，现在存储里找不到。",
        "Part {number} was held before and is no longer in the store.",
    ),
    "CLAIM_MISSING": (
        "第 {number} 段的登记没有收到：编号存在，内容不明。",
        "The claim of part {number} never arrived: the number exists, nothing else is known.",
    ),
    "SEG_HASH": (
        "第 {number} 段的内容与拍摄时登记的校验值不同：内容被改动或损坏。",
        "The bytes of part {number} differ from the hash claimed when it was recorded: altered or damaged.",
    ),
    "CLAIM_SIG": (
        "第 {number} 段登记的签名核对不上。",
        "The signature of the claim of part {number} does not hold.",
    ),
    "SEG_ORDER": (
        "第 {number} 段与前一段的链接核对不上，或同一编号有两份不同的登记。",
        "Part {number} does not link to the one before it, or two different claims carry its number.",
    ),
    "SEG_AFTER_CLOSE": (
        "第 {number} 段在结束登记之后才出现。",
        "Part {number} appeared after the closing claim.",
    ),
    "RECORDING_OPEN": (
        "这次录像没有结束登记：最后 {minutes:.0f} 分钟没有联系，后面可能还有内容。",
        "This recording has no closing claim: no contact for {minutes:.0f} min, there may be more.",
    ),
    "DECODE_ERROR": (
        "第 {number} 段有 {errors:.0f} 处无法正常解码。",
        "Part {number} has {errors:.0f} places that do not decode.",
    ),
    "UNREADABLE": ("第 {number} 段无法作为录像读取。", "Part {number} cannot be read as video."),
    "FILE_TRUNCATED": ("第 {number} 段的文件不完整（被截断）。", "The file of part {number} is cut short."),
    "BOX_BOUNDS": (
        "第 {number} 段的文件结构异常（多出或越界的数据）。",
        "The file structure of part {number} is irregular (extra or out-of-bounds data).",
    ),
    "TS_GAP": (
        "画面时间在这里跳过了 {seconds:.2f} 秒，缺少这段画面。",
        "The picture's time jumps by {seconds:.2f} s here: that much picture is missing.",
    ),
    "TS_OVERLAP": (
        "前后两段的时间重叠 {seconds:.2f} 秒。",
        "Neighbouring parts overlap by {seconds:.2f} s.",
    ),
    "FRAME_LOSS": (
        "第 {number} 段拍摄时丢了 {frames:.0f} 帧（占 {percent:.1f}%），多为手机过热或繁忙。",
        "Part {number} lost {frames:.0f} frames while recording ({percent:.1f} %), mostly a hot or busy phone.",
    ),
    "PARAM_CHANGE": (
        "同一次连续拍摄中编码参数发生变化。",
        "Coding parameters change inside one unbroken run.",
    ),
    "AUDIO_GRID_BREAK": (
        "声音在这里断开 {seconds:.2f} 秒。",
        "The sound breaks off for {seconds:.2f} s here.",
    ),
    "AUDIO_MISSING": ("第 {number} 段没有声音。", "Part {number} has no sound."),
    "AUDIO_DEAD": (
        "声音中断 {seconds:.1f} 秒（话筒没有信号）。",
        "No sound for {seconds:.1f} s (the microphone gave no signal).",
    ),
    "BLACK": ("画面全黑 {seconds:.1f} 秒。", "The picture is black for {seconds:.1f} s."),
    "FREEZE": ("画面静止不动 {seconds:.1f} 秒。", "The picture stands still for {seconds:.1f} s."),
    "CLOCK_WRONG": (
        "手机时钟与服务器相差 {seconds:.0f} 秒，时间以服务器收到的时刻为界。",
        "The phone's clock differs from the server's by {seconds:.0f} s; the server's arrival time bounds it.",
    ),
    "CLOCK_STEP": (
        "拍摄第 {number} 段时手机时钟被调动了 {seconds:+.0f} 秒，所记时刻不可信；录像时长不受影响。",
        "The phone's clock was set by {seconds:+.0f} s during part {number}: its times of day cannot be relied on, the"
        " length of the footage can.",
    ),
    "DEVICE_REVOKED": (
        "第 {number} 段来自已吊销的设备（吊销之后收到）。",
        "Part {number} came from a device after it was revoked.",
    ),
}

SENTENCES: dict[VerdictWord, tuple[str, str]] = {
    VerdictWord.COMPLETE: (
        "共 {parts} 段，{seconds} 秒：全部收到，内容与登记一致，前后连续，未发现异常。",
        "{parts} parts, {seconds} s: all held, bytes as claimed, continuous, nothing found.",
    ),
    VerdictWord.COMPLETE_WITH_FINDINGS: (
        "共 {parts} 段，{seconds} 秒：全部收到，内容与登记一致；有 {found} 处需要说明或留意。",
        "{parts} parts, {seconds} s: all held, bytes as claimed; {found} places are explained or need attention.",
    ),
    VerdictWord.INCOMPLETE: (
        "录像不完整：{bad} 段缺失、改动或中断未说明，详见下方。",
        "The recording is not complete: {bad} parts are missing, altered or interrupted without a reason; see below.",
    ),
    VerdictWord.PENDING: (
        "正在上传或检查：{pending} 段还没有结果。",
        "Uploading or checking: {pending} parts have no result yet.",
    ),
    VerdictWord.NOT_VERIFIABLE: ("无法核验：还没有任何登记。", "Cannot be verified: nothing was claimed."),
}


def finding_text(code: str, numbers: dict[str, float], number: int | None) -> tuple[str, str]:
    """Return the sentence of a finding in Chinese and English; part numbers are told from 1, as people count."""
    values: dict[str, Any] = {**numbers, "number": "?" if number is None else number + 1}
    zh, en = FINDINGS[code]
    return zh.format(**values), en.format(**values)


def verdict_text(word: VerdictWord, **values: int) -> tuple[str, str]:
    """Return the verdict in one sentence, in Chinese and English."""
    zh, en = SENTENCES[word]
    return zh.format(**values), en.format(**values)
