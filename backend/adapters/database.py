"""PostgreSQL through SQLAlchemy and psycopg 3; every connection acts as the least-privileged role."""

import asyncio
import math
import time

from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

APP_ROLE = "lianzheng_app"
RESTED_S = 5.0


class DatabaseDown(Exception):
    """The database cannot be used; the sentence is for the operator."""


def make_engine(url: str, *, pool: int = 16, rested_s: float = RESTED_S) -> AsyncEngine:
    """Return the engine; sessions run as `lianzheng_app` in UTC, whoever signs in."""
    engine = create_async_engine(
        url,
        pool_size=pool,
        max_overflow=0,
        hide_parameters=True,  # or an error in the log would name people
        connect_args={"options": f"-c role={APP_ROLE} -c timezone=UTC", "connect_timeout": 10},
    )
    _ask_rested(engine, rested_s)
    return engine


def _ask_rested(engine: AsyncEngine, rested_s: float) -> None:
    """Ask a connection that rested whether it still stands; asking busy ones would cost each act a round trip."""

    def checkin(_: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    def checkout(connection: DBAPIConnection, record: ConnectionPoolEntry, _: object) -> None:
        if time.monotonic() - record.info.get("rests_since", math.inf) < rested_s:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    event.listen(engine.sync_engine, "checkin", checkin)
    event.listen(engine.sync_engine, "checkout", checkout)


async def check_database(engine: AsyncEngine) -> None:
    """Return when the database answers. Raises DatabaseDown with one clear sentence."""
    try:
        async with asyncio.timeout(15), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except TimeoutError as error:
        raise DatabaseDown("the database does not answer within 15 s") from error
    except OperationalError as error:
        raise DatabaseDown(f"cannot use the database: {str(error.orig).strip().splitlines()[-1]}") from error
