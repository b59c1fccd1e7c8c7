"""Composition root of the web process: settings → adapters → Litestar."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from urllib.parse import urlsplit

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from sqlalchemy.ext.asyncio import async_sessionmaker

from backend import edge, reactions
from backend.adapters.database import make_engine
from backend.adapters.live import Live
from backend.adapters.logs import configure_logs
from backend.adapters.metrics import MetricsRoutes
from backend.adapters.queue import make_queue
from backend.adapters.static import static_routes
from backend.adapters.store_disk.routes import StoreRoutes
from backend.adapters.stores import make_store
from backend.continuity.routes import RecordingRoutes
from backend.coverage.routes import CoverageRoutes
from backend.custody.routes import CustodyRoutes
from backend.devices.routes import DeviceRoutes, KeyRoutes
from backend.footage.routes import FootageRoutes
from backend.incidents.routes import IncidentRoutes
from backend.kernel.access import PUBLIC, allow
from backend.kernel.ids import now_utc
from backend.kernel.keys import ensure_keys
from backend.kernel.trail import REACT
from backend.oversight.routes import OversightRoutes
from backend.people.routes import PeopleRoutes, RoleRoutes, SessionRoutes, UnitRoutes
from backend.reviews.routes import ReviewRoutes, SigningKeyRoutes
from backend.settings import Settings, read_settings

Clock = Callable[[], datetime]
ROUTES = (
    SessionRoutes, UnitRoutes, PeopleRoutes, RoleRoutes, DeviceRoutes, KeyRoutes, IncidentRoutes, FootageRoutes,
    RecordingRoutes, CoverageRoutes, CustodyRoutes, ReviewRoutes, SigningKeyRoutes, OversightRoutes, MetricsRoutes,
    StoreRoutes,
)  # fmt: skip


ONE_PACKET = 1_400  # bytes; an answer that fits in one is not quicker for being smaller
COMPRESSION = CompressionConfig(
    backend="gzip", gzip_compress_level=6, minimum_size=ONE_PACKET, exclude=["^/api/live", "^/store/"]
)
OPENAPI = OpenAPIConfig(
    title="Lianzheng",
    version="0.1.0",
    render_plugins=[JsonRenderPlugin()],
    openapi_router=Router(path="/schema", route_handlers=[], opt=allow(PUBLIC)),
)


def create_app(settings: Settings | None = None, *, clock: Clock = now_utc) -> Litestar:
    """Return the web application; `clock` is the one place a test moves time."""
    settings = settings or read_settings()
    configure_logs()
    engine = make_engine(settings.database_url)
    queue = make_queue(settings.database_url)
    sessions = async_sessionmaker(engine, expire_on_commit=False, info={REACT: reactions.reactor(queue.put)})
    store = make_store(settings)
    keys = ensure_keys(settings.key_dir)
    live = Live(settings.database_url)
    given = {"keys": keys, "store": store, "live": live}

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        if settings.s3_endpoint is None:  # buckets are made by `lianzheng store prepare`, with rights we lack
            await store.prepare()
        async with live.running():
            yield
        await engine.dispose()

    return Litestar(
        route_handlers=[*ROUTES, static_routes(settings.static_dir)],
        guards=[edge.check_access],
        dependencies=edge.PROVIDED | {name: _given(value) for name, value in given.items()},
        exception_handlers=edge.HANDLERS,
        middleware=[edge.observe],
        after_request=edge.protect(_origins(settings)),
        compression_config=COMPRESSION,
        openapi_config=OPENAPI,
        lifespan=[lifespan],
        state=State({"sessions": sessions, "settings": settings, "clock": clock, "store": store, "queue": queue}),
        logging_config=None,
        pdb_on_exception=False,
        request_max_body_size=12 * 1024 * 1024,
    )


def _given(value: object) -> Provide:
    return Provide(lambda: value, sync_to_thread=False)


def _origins(settings: Settings) -> list[str]:
    """Return the store's origin where it is not our own, for the page's content policy."""
    address = settings.s3_public_endpoint or settings.s3_endpoint
    if address is None:
        return []
    if "://" not in address:
        address = f"{'https' if settings.s3_secure else 'http'}://{address}"
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"]
