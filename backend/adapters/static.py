"""The PWA's files. Names with a hash are kept for ever; the page itself and the service worker never."""

import asyncio
import mimetypes
from pathlib import Path

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from backend.kernel.access import PUBLIC, allow
from backend.kernel.problems import NotFound

FOR_EVER = "public, max-age=31536000, immutable"
ALWAYS_ASK = "no-cache"
RESERVED = ("api/", "store/", "schema/", "metrics")


def static_routes(folder: Path) -> HTTPRouteHandler:
    """Return the handler for everything that is no API: a file, or the page for the app's own paths."""
    root = folder.resolve()

    @get(["/", "/{path:path}"], opt=allow(PUBLIC), include_in_schema=False, name="static")
    async def serve(path: FromPath[str] = "") -> Response[bytes]:
        wanted = path.lstrip("/")
        if wanted.startswith(RESERVED):
            raise NotFound
        file = (root / wanted).resolve()
        if not (file.is_file() and file.is_relative_to(root)):
            if "." in wanted.rsplit("/", 1)[-1] or not (root / "index.html").is_file():
                raise NotFound
            file = root / "index.html"
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        kind = "application/manifest+json" if file.suffix == ".webmanifest" else kind
        cache = FOR_EVER if file.parent.name == "assets" else ALWAYS_ASK
        return Response(await asyncio.to_thread(file.read_bytes), media_type=kind, headers={"cache-control": cache})

    return serve
