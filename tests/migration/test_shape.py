"""The migrated database has the shape that the code maps, and migrating is safe to repeat."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from backend.kernel.tables import Table
from backend.migrations.draw import draw
from backend.migrations.run import upgrade

SQL = Path(__file__).parents[2] / "backend" / "migrations" / "sql"


def ours(_: Any, name: str | None, kind: str, reflected: bool, __: Any) -> bool:
    """Leave out the queue's tables and the partitions, which belong to their parents."""
    partition = (name or "").rsplit("_", 1)[-1]
    of_month = kind == "table" and reflected and (partition.isdigit() or partition == "other")
    return not of_month and not (name or "").startswith("procrastinate") and name != "alembic_version"


def test_migrated_database_is_what_the_code_maps(database_url: str) -> None:
    draw()
    with create_engine(database_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        differences = [each for each in compare_metadata(context, Table.metadata) if "_20" not in str(each)]
    assert differences == []


def test_committed_ddl_is_drawn_from_the_code() -> None:
    assert (SQL / "0001_tables.sql").read_text() == draw()


def test_two_migrate_an_empty_database_at_once_and_again(empty_database_url: str) -> None:
    with ThreadPoolExecutor(2) as both:
        list(both.map(upgrade, [empty_database_url] * 2))
    upgrade(empty_database_url)
    with psycopg.connect(empty_database_url.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert found == [("0001",)]


def test_claims_measures_and_trail_lie_in_months_from_the_first_day(database_url: str) -> None:
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        connection.execute("SET ROLE lianzheng_app")
        connection.execute("SELECT ensure_months('2031-05-17', 2)")
        connection.execute("SELECT ensure_months('2031-05-17', 2)")
        names = {row[0] for row in connection.execute("SELECT relname FROM pg_class WHERE relname LIKE '%_2031%'")}
    tables = {name for name in names if not name.endswith("_pkey") and "_idx" not in name}
    assert tables >= {f"{table}_{month}" for table in ("claim", "measure", "trail") for month in ("203105", "203106")}
