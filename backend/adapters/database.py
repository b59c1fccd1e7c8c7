"""PostgreSQL through SQLAlchemy and psycopg 3; every connection acts as the least-privileged role."""

import asyncio

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

APP_ROLE = "lianzheng_app"


class DatabaseDown(Exception):
    """The database cannot be used; the sentence is for the operator."""


def make_engine(url: str, *, pool: int = 16) -> AsyncEngine:
    """Return the engine; sessions run as `lianzheng_app` in UTC, whoever signs in."""
    return create_async_engine(
        url,
        pool_size=pool,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"options": f"-c role={APP_ROLE} -c timezone=UTC", "connect_timeout": 10},
    )


async def check_database(engine: AsyncEngine) -> None:
    """Return when the database answers. Raises DatabaseDown with one clear sentence."""
    try:
        async with asyncio.timeout(15), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except TimeoutError as error:
        raise DatabaseDown("the database does not answer within 15 s") from error
    except OperationalError as error:
        raise DatabaseDown(f"cannot use the database: {str(error.orig).strip().splitlines()[-1]}") from error
