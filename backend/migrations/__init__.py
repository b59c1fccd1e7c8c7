"""The database's shape over time (Alembic); every step is SQL one can read."""
