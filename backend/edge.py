"""The edge of HTTP: who is calling, may he, one transaction a request, problems as problem+json."""

import hmac
import time
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
import structlog
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.exceptions import HTTPException, PermissionDeniedException, TooManyRequestsException, ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from backend.adapters.metrics import REQUESTS, SECONDS
from backend.kernel.access import ACTS, DEVICE, PUBLIC, SIGNED_IN, Actor, holds
from backend.kernel.problems import Forbidden, Malformed, NotFound, NotSignedIn, Problem, TooSoon
from backend.people import actions as people

COOKIE = "lz_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
log = structlog.get_logger("web")

Connection = ASGIConnection[Any, Any, Any, Any]


async def check_access(connection: Connection, handler: BaseRouteHandler) -> None:
    """Guard of every route: session, CSRF word and role, as the route states them in `opt`."""
    act = handler.opt["act"]
    if act in (PUBLIC, DEVICE):
        return
    actor, csrf = await _authenticate(connection)
    connection.scope["user"], connection.scope["auth"] = actor, csrf
    if str(connection.scope.get("method")) not in SAFE and not _csrf_holds(connection, csrf):
        raise Forbidden("csrf", "页面已过期，请刷新后重试。", "This page is out of date: reload and try again.")
    if act != SIGNED_IN and not holds(actor, act):
        raise Forbidden


async def _authenticate(connection: Connection) -> tuple[Actor, str]:
    token = connection.cookies.get(COOKIE, "")
    if not token:
        raise NotSignedIn
    sessions: async_sessionmaker[AsyncSession] = connection.app.state.sessions
    async with sessions.begin() as session:
        found = await people.authenticate(session, token, connection.app.state.clock())
    if found is None:
        raise NotSignedIn
    return found


def _csrf_holds(connection: Connection, csrf: str) -> bool:
    return hmac.compare_digest(connection.headers.get("x-csrf", ""), csrf)


async def provide_session(request: Request[Any, Any, Any]) -> AsyncGenerator[AsyncSession, None]:
    """One request, one transaction, committed before the answer leaves; a Problem that keeps commits too."""
    sessions: async_sessionmaker[AsyncSession] = request.app.state.sessions
    async with sessions() as session:
        try:
            yield session
        except Problem as problem:
            if problem.keep:
                await session.commit()
            raise
        else:
            await session.commit()


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """The person behind the request."""
    actor: Actor = request.user
    return actor


async def provide_now(request: Request[Any, Any, Any]) -> datetime:
    """The moment of this request, read once."""
    now: datetime = request.app.state.clock()
    return now


PROVIDED = {"session": Provide(provide_session), "actor": Provide(provide_actor), "now": Provide(provide_now)}


def problem_response(request: Request[Any, Any, Any], problem: Problem) -> Response[Any]:
    """Render a Problem, once, in one place."""
    body = problem.wire(request.scope.get("state", {}).get("request_id", ""))
    headers = {"retry-after": str(problem.extra["wait_s"])} if "wait_s" in problem.extra else {}
    return Response(body, status_code=problem.status, media_type="application/problem+json", headers=headers)


def on_invalid(request: Request[Any, Any, Any], error: ValidationException) -> Response[Any]:
    """What came does not fit its schema; the place is named in English, as the schema is."""
    detail = "; ".join(f"{e.get('key', '')}: {e.get('message', '')}" for e in error.extra or [] if isinstance(e, dict))
    text = detail or error.detail
    return problem_response(
        request, Malformed("malformed", f"提交的内容不符合要求：{text}", f"The request does not fit: {text}")
    )


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Litestar's own refusals in our words."""
    if error.status_code == 404:
        return problem_response(request, NotFound())
    if isinstance(error, TooManyRequestsException):
        zh, en = "请求太多，请稍等一分钟。", "Too many requests: wait a minute."
        return problem_response(request, TooSoon("rate_limit", zh, en, extra={"wait_s": 60}))
    if isinstance(error, PermissionDeniedException):
        return problem_response(request, Forbidden())
    problem = Malformed("http_error", f"请求无法处理：{error.detail}", f"Cannot serve this request: {error.detail}")
    problem.status = error.status_code
    return problem_response(request, problem)


def on_value(request: Request[Any, Any, Any], error: DBAPIError) -> Response[Any]:
    """A text with a NUL byte is theirs; anything else of the database is ours."""
    if "NUL" in str(error.orig):
        return problem_response(
            request, Malformed("malformed", "内容含有非法字符。", "The text contains a NUL character.")
        )
    return on_ours(request, error)


def on_ours(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A fault of ours: logged whole, told briefly; what is on the phone is safe."""
    log.error("fault", exc_info=error, request_id=request.scope.get("state", {}).get("request_id", ""))
    problem = Problem(
        "ours", "系统出错了，手机上的内容都在，请稍后重试。", "Our fault. What is on the phone is safe; try again soon."
    )
    problem.status, problem.title = 500, "Internal error"
    return problem_response(request, problem)


HANDLERS: dict[Any, Any] = {
    Problem: problem_response,
    ValidationException: on_invalid,
    msgspec.ValidationError: lambda request, error: problem_response(
        request, Malformed("malformed", f"提交的内容不符合要求：{error}", f"The request does not fit: {error}")
    ),
    HTTPException: on_http,
    DBAPIError: on_value,
    Exception: on_ours,
}


def observe(app: ASGIApp) -> ASGIApp:
    """Wrap the app: request id, one log line and one metric a request, without personal data or query."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if str(scope["type"]) != "http":
            await app(scope, receive, send)
            return
        request_id = uuid4().hex[:16]
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", [])
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await app(scope, receive, sending)
        finally:
            handler, method = scope.get("path_template") or "-", str(scope.get("method"))
            took = time.perf_counter() - started
            REQUESTS.labels(method, handler, str(status)).inc()
            SECONDS.labels(method, handler).observe(took)
            log.info(
                "request",
                request_id=request_id,
                method=method,
                path=handler,
                status=status,
                ms=round(took * 1000, 1),
            )

    return wrapped


def protect(origins: list[str]) -> Callable[[Response[Any]], Response[Any]]:
    """Return what adds the page's protections to every answer; `origins` are the store's."""
    more = " ".join(["", *origins])
    policy = (
        f"default-src 'self'; connect-src 'self'{more}; img-src 'self' blob: data:{more}; media-src 'self' blob:{more};"
        " style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; object-src 'none'; base-uri 'none';"
        " frame-ancestors 'none'; form-action 'self'"
    )
    headers = {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(self), microphone=(self), geolocation=(self), screen-wake-lock=(self)",
        "cross-origin-opener-policy": "same-origin",
    }

    def after(response: Response[Any]) -> Response[Any]:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return after


def states_its_act(opt: dict[str, Any]) -> bool:
    """Return whether a route says who may call it."""
    return opt.get("act") in ACTS or opt.get("act") in (PUBLIC, DEVICE, SIGNED_IN)
