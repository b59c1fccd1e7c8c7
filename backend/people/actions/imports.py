"""People and units from CSV: bad lines are reported with their number, good ones are kept."""

import csv
import io
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kernel.access import Actor
from backend.kernel.problems import Malformed, NotFound, Problem
from backend.people import store
from backend.people.actions.administration import create_person, create_unit
from schemas.people import CreatePerson, CreateUnit, ImportedRow, ImportReport

MAX_ROWS = 10_000


async def _rows(
    session: AsyncSession, text: str, columns: set[str], one: Callable[[dict[str, str]], Awaitable[None]]
) -> list[ImportedRow]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    if reader.fieldnames is None or not columns <= set(reader.fieldnames):
        wanted = ", ".join(sorted(columns))
        raise Malformed("csv_columns", f"首行须有这些列：{wanted}", f"The first line must name: {wanted}")
    report = []
    for line, row in _numbered(reader):
        if line > MAX_ROWS:
            raise Malformed("csv_too_long", f"一次最多 {MAX_ROWS} 行。", f"At most {MAX_ROWS} lines at once.")
        try:
            async with session.begin_nested():
                await one(row)
            report.append(ImportedRow(line=line, ok=True))
        except Problem as problem:
            report.append(ImportedRow(line=line, ok=False, code=problem.code, text_zh=problem.zh, text_en=problem.en))
        except msgspec.ValidationError as error:
            zh, en = f"这一行不符合要求：{error}", f"This line does not fit: {error}"
            report.append(ImportedRow(line=line, ok=False, code="row_invalid", text_zh=zh, text_en=en))
    return report


def _numbered(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with the number of its line. Raises Malformed (csv_unreadable) where it is no CSV."""
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        zh, en = f"第 {reader.line_num + 1} 行起无法识别。", f"It cannot be read from line {reader.line_num + 1} on."
        raise Malformed("csv_unreadable", zh, en) from error


async def import_units(session: AsyncSession, actor: Actor, text: str, now: datetime) -> ImportReport:
    """Import `code,name,kind,parent_code`; bad lines are reported, good ones kept."""

    async def one(row: dict[str, str]) -> None:
        parent = await store.unit_by_code(session, row["parent_code"])
        if parent is None:
            raise NotFound
        facts = {"code": row["code"], "name": row["name"], "kind": row["kind"], "parent_id": parent.id}
        await create_unit(session, actor, msgspec.convert(facts, CreateUnit), now)

    return ImportReport(kind="units", rows=await _rows(session, text, {"code", "name", "kind", "parent_code"}, one))


async def import_people(session: AsyncSession, actor: Actor, text: str, now: datetime) -> ImportReport:
    """Import `police_no,name,unit_code,password`; bad lines are reported, good ones kept."""

    async def one(row: dict[str, str]) -> None:
        unit = await store.unit_by_code(session, row["unit_code"])
        if unit is None:
            raise NotFound
        facts = {k: row[k] for k in ("police_no", "name", "password")} | {"unit_id": unit.id}
        await create_person(session, actor, msgspec.convert(facts, CreatePerson), now)

    return ImportReport(
        kind="people", rows=await _rows(session, text, {"police_no", "name", "unit_code", "password"}, one)
    )
