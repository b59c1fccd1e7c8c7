"""Bring a database to the newest shape; safe to run by two at once and again."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

MIGRATION_LOCK = 0x4C5A_0002


def upgrade(url: str) -> None:
    """Run every step that is missing. Raises sqlalchemy.exc.OperationalError when the database cannot be used."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    engine = create_engine(url, connect_args={"connect_timeout": 10})
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:k)"), {"k": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
