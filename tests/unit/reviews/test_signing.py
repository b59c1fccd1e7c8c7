"""The statement, what it is bound to, and the strip of several recordings."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from backend.kernel.canonical import canonical
from backend.reviews.rules import (
    CHALLENGE_LIFE,
    PIN_TRIES,
    Signer,
    findings_count,
    joined_strip,
    passkey_challenge,
    proves,
    statement,
    statement_faults,
    worst_word,
)
from schemas.continuity import Severity
from schemas.reviews import Method
from tests.builders.matter import a_finding, a_verdict

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
REVIEW, SIGNER = UUID(int=1), Signer(id=UUID(int=2), name="所长甲", police_no="010005")
FACTS: dict[str, Any] = {"digest": "ab" * 32, "opinion": "同意。", "review_id": REVIEW, "method": Method.PASSKEY}


def signed(**facts: Any) -> dict[str, Any]:
    whole = FACTS | {"signer": SIGNER, "incident_id": UUID(int=3), "key_id": None, "nonce": "n", "now": NOW} | facts
    return statement(**whole)


def test_a_statement_says_what_the_record_says() -> None:
    assert statement_faults(signed(), signer_id=SIGNER.id, **FACTS) == []


@pytest.mark.parametrize(
    ("facts", "faults"),
    [
        ({"digest": "cd" * 32}, ["document_sha256"]),
        ({"opinion": "不同意。"}, ["opinion", "opinion_sha256"]),
        ({"review_id": UUID(int=9)}, ["review_id"]),
        ({"method": Method.PERSON_KEY}, ["method"]),
        ({"signer": Signer(id=UUID(int=9), name="所长甲", police_no="010005")}, ["signer"]),
    ],
)
def test_another_statement_is_told_by_its_fields(facts: dict[str, Any], faults: list[str]) -> None:
    assert statement_faults(signed(**facts), signer_id=SIGNER.id, **FACTS) == faults


@pytest.mark.parametrize("broken", [{}, {"signer": None}, {"signer": "x"}])
def test_a_broken_statement_is_faulty_and_no_exception(broken: dict[str, Any]) -> None:
    assert "signer" in statement_faults(broken, signer_id=SIGNER.id, **FACTS)


def test_the_challenge_is_bound_to_every_byte_of_the_statement() -> None:
    first, second = canonical(signed()), canonical(signed(nonce="m"))
    assert passkey_challenge(first) != passkey_challenge(second) and len(passkey_challenge(first)) == 32


def test_the_numbers_of_signing() -> None:
    assert (timedelta(minutes=5), 5) == (CHALLENGE_LIFE, PIN_TRIES)


@pytest.mark.parametrize("method", list(Method))
def test_each_method_says_what_it_does_not_prove(method: Method) -> None:
    zh, en = proves(method)
    assert "能证明" in zh and "不能证明" in zh and "Does not prove" in en


@pytest.mark.parametrize(
    ("words", "worst"),
    [
        ([], ""),
        (["COMPLETE"], "COMPLETE"),
        (["COMPLETE", "COMPLETE_WITH_FINDINGS"], "COMPLETE_WITH_FINDINGS"),
        (["PENDING", "COMPLETE_WITH_FINDINGS"], "PENDING"),
        (["PENDING", "NOT_VERIFIABLE"], "NOT_VERIFIABLE"),
        (["COMPLETE", "INCOMPLETE", "NOT_VERIFIABLE"], "INCOMPLETE"),
    ],
)
def test_the_worst_word_stands_for_all(words: list[str], worst: str) -> None:
    assert worst_word(words) == worst


def test_strips_stand_side_by_side() -> None:
    assert joined_strip(["..M.", "", "F."]) == "..M. F."


def test_information_is_no_finding_to_look_at() -> None:
    found = [a_finding(severity=each) for each in Severity]
    assert findings_count([a_verdict(findings=found), a_verdict(findings=found)]) == 4
