"""Who can sign in to the demonstration: the list that stands at the end of `make run`."""

from collections.abc import Iterator
from unicodedata import east_asian_width

from backend.demonstration.people import ADMINS, COUNTY, PASSWORD, PEOPLE, STATIONS
from schemas.people import Role

ROLES = {
    Role.OFFICER: "民警",
    Role.AUXILIARY: "辅警",
    Role.DUTY: "值班/案管",
    Role.LEGAL: "法制员",
    Role.STATION_HEAD: "所领导",
    Role.BUREAU_HEAD: "局领导",
    Role.INSPECTOR: "督察",
    Role.ADMIN: "管理员",
}


def account_lines() -> Iterator[str]:
    """Yield the accounts as a table: 警号, name, role, unit, password."""
    units = dict([COUNTY, *STATIONS])
    rows = [("警号", "姓名", "角色", "单位", "密码")]
    rows += [(one.police_no, one.name, ROLES[one.role], units[one.unit], PASSWORD) for one in PEOPLE]
    rows += [(number, name, ROLES[Role.ADMIN], COUNTY[1], PASSWORD) for number, name in ADMINS]
    for row in rows:
        yield "  " + "".join(_padded(text, width) for text, width in zip(row, (8, 10, 11, 14, 0), strict=True))


def _padded(text: str, width: int) -> str:
    """Return the text on so many columns of a terminal, where a Chinese character takes two."""
    taken = sum(2 if east_asian_width(each) in "WF" else 1 for each in text)
    return text + " " * max(width - taken, 0)
