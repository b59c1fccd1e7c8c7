"""Print the DDL of all mapped tables: `python -m backend.migrations.draw > backend/migrations/sql/…`."""

from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from backend.kernel.tables import Table


def draw() -> str:
    """Return CREATE TABLE and CREATE INDEX of everything mapped, in order of dependence."""
    import_tables()
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    statements = []
    for table in Table.metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(dialect=dialect)).strip() for index in indexes]
    lines = ";\n\n".join("\n".join(line.rstrip() for line in each.splitlines()) for each in statements)
    return lines.replace("\t", "    ") + ";\n"


def import_tables() -> None:
    """Import every tables module, so that the metadata is whole."""
    import backend.continuity.tables
    import backend.coverage.tables
    import backend.devices.tables
    import backend.footage.tables
    import backend.incidents.tables
    import backend.people.tables
    import backend.reviews.tables  # noqa: F401


if __name__ == "__main__":
    print(draw(), end="")  # noqa: T201
