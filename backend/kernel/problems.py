"""Every way to say no, rendered once as problem+json (RFC 9457).

Problem
├── NotSignedIn   401  no session, or it ended
├── Forbidden     403  signed in, but this role may not
├── NotFound      404  does not exist, or belongs to a unit out of sight: the same answer
├── Conflict      409  somebody else was first; carries what stands there now
├── Refused       422  understood and turned down; carries all obstacles
├── Malformed     400  cannot be read
└── TooSoon       429  wait; carries the seconds
"""

from typing import Any

from schemas.problems import ProblemWire


class Problem(Exception):
    """An answer that is theirs or the world's, never ours: stable code, a sentence in both languages.

    `keep`: what was written before it (a failed try, a refusal in the trail) is committed all the same.
    """

    status = 400
    title = "Bad request"

    def __init__(
        self,
        code: str,
        zh: str,
        en: str,
        *,
        obstacles: list[dict[str, Any]] | None = None,
        extra: dict[str, Any] | None = None,
        keep: bool = False,
    ) -> None:
        super().__init__(f"{code}: {en}")
        self.keep = keep
        self.code, self.zh, self.en = code, zh, en
        self.obstacles = obstacles or []
        self.extra = extra or {}

    def wire(self, request_id: str = "") -> ProblemWire:
        """Return the body of the answer."""
        return ProblemWire(
            type=f"urn:lianzheng:problem:{self.code}",
            title=self.title,
            status=self.status,
            code=self.code,
            text_zh=self.zh,
            text_en=self.en,
            obstacles=self.obstacles,
            request_id=request_id,
            extra=self.extra,
        )


class Malformed(Problem):
    status, title = 400, "Malformed"


class NotSignedIn(Problem):
    status, title = 401, "Not signed in"

    def __init__(self) -> None:
        super().__init__(
            "not_signed_in", "请先登录。手机上的录像不受影响。", "Please sign in. Recordings on the phone are safe."
        )


class Forbidden(Problem):
    status, title = 403, "Forbidden"

    def __init__(
        self, code: str = "forbidden", zh: str = "您的岗位无权进行此操作。", en: str = "Your role may not do this."
    ) -> None:
        super().__init__(code, zh, en)


class NotFound(Problem):
    status, title = 404, "Not found"

    def __init__(self) -> None:
        super().__init__("not_found", "没有找到，或不属于您的单位。", "Not found, or not in your unit.")


class Conflict(Problem):
    status, title = 409, "Conflict"


class Refused(Problem):
    status, title = 422, "Refused"


class TooSoon(Problem):
    status, title = 429, "Too soon"
