"""Acts in words: every act the house records has its sentence, and old or odd rows still read."""

import re
from pathlib import Path

import pytest

from backend.kernel.access import ACTS
from backend.oversight.rules import sentence

BACKEND = Path(__file__).parents[3] / "backend"
KIND = re.compile(r'"((?:people|devices|incidents|footage|continuity|coverage|custody|reviews|oversight)\.[a-z_]+)"')
ROOMS = ("actions", "store")


def recorded_kinds() -> set[str]:
    """Every word in the actions that is written like an act and is no right to act."""
    files = [path for path in BACKEND.rglob("*.py") if path.stem in ROOMS or path.parent.name in ROOMS]
    found = {kind for path in files for kind in KIND.findall(path.read_text("utf-8"))}
    return {kind for kind in found - ACTS.keys() if kind != "people.unit"}


def test_every_act_that_is_recorded_has_its_sentence() -> None:
    kinds = recorded_kinds()
    assert {"reviews.signed", "footage.part_held", "custody.viewed", "people.founded"} <= kinds
    assert [kind for kind in sorted(kinds) if sentence(kind, {})[0] == kind] == []


@pytest.mark.parametrize(
    ("kind", "body", "zh", "en"),
    [
        ("incidents.time_entered", {"kind": "arrived"}, "填写时间：到达", "Entered a time: arrived"),
        ("continuity.judged", {"word": "INCOMPLETE"}, "录像判定：不完整", "Footage judged: incomplete"),
        ("footage.part_held", {"parts": [1, 2, 3]}, "服务器已存 3 段录像", "The server holds 3 more parts"),
        ("custody.viewed", {"take": 0}, "播放录像第 1 段", "Played run 1 of the recording"),
        ("people.role_proposed", {"role": "legal"}, "申请岗位：法制员", "Proposed role: legal"),
        ("reviews.returned", {"opinion": "补充{x}"}, "退回：补充{x}", "Returned: 补充{x}"),
        ("reviews.returned", {}, "退回：—", "Returned: —"),
        ("incidents.created", {"number": "7"}, "新建警情 7", "Opened incident 7"),
        ("someday.invented", {"x": 1}, "someday.invented", "someday.invented"),
    ],
)
def test_an_act_in_words(kind: str, body: dict[str, object], zh: str, en: str) -> None:
    assert sentence(kind, body) == (zh, en)


def test_a_signature_is_told_by_the_front_of_its_digest() -> None:
    assert "0A0A0A0A0A）" in sentence("reviews.signed", {"digest": "0a" * 32})[0]
