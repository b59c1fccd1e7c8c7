"""The pool: a connection that died while it rested is replaced before an act uses it."""

import psycopg
from sqlalchemy import text

from backend.adapters.database import make_engine


async def test_connection_that_died_at_rest_is_replaced(database_url: str) -> None:
    engine = make_engine(database_url, pool=1, rested_s=0)
    async with engine.connect() as connection:
        first = await connection.scalar(text("SELECT pg_backend_pid()"))
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as administrator:
        administrator.execute("SELECT pg_terminate_backend(%s, 5000)", (first,))
    async with engine.connect() as connection:
        second = await connection.scalar(text("SELECT pg_backend_pid()"))
    assert first != second
    await engine.dispose()
