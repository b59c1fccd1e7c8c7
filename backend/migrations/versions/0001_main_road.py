"""The main road: people, devices, incidents, footage, continuity, coverage, reviews, trail, queue."""

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None

SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    """Create everything: roles first, the queue's own tables, then ours, then who may do what."""
    driver = op.get_bind().connection.dbapi_connection
    assert driver is not None
    run = driver.execute
    run((SQL / "0001_roles.sql").read_text())
    run(SchemaManager.get_schema())
    run((SQL / "0001_tables.sql").read_text())
    run((SQL / "0001_rights.sql").read_text())
