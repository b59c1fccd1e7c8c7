"""The judge: compares numbers, in a fixed order, and says which letter each part gets and why.

1. which numbers exist (claims, closing claim)      N
2. whose bytes are here and are the claimed ones     M X P
3. whether each claim is signed and linked           S K
4. whether the bytes are video                       U
5. whether time between takes is explained           G g
6. what the measures found                           F
The worst letter wins; the verdict follows from the strip. Law: xingsu_jieshi art. 108
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from backend.continuity.rules import chain
from backend.continuity.rules.chain import Row
from backend.continuity.rules.content import Found, findings, told
from backend.continuity.rules.facts import Claimed, Facts
from backend.continuity.rules.words import finding_text, verdict_text
from schemas.continuity import Finding, Gap, Letter, Severity, Verdict, VerdictWord

ENGINE = "judge/1"
PATIENCE = timedelta(minutes=15)  # ours: the life of an upload ticket; a phone without contact for longer is silent
WORST_FIRST = (
    Letter.HASH,
    Letter.SIGNATURE,
    Letter.MISSING,
    Letter.NO_CLAIM,
    Letter.CHAIN,
    Letter.UNDECODABLE,
    Letter.GAP,
    Letter.NOT_VERIFIABLE,
    Letter.PENDING,
    Letter.FINDING,
    Letter.GAP_SIGNED,
    Letter.PROVEN,
)
BROKEN = frozenset(
    {Letter.HASH, Letter.SIGNATURE, Letter.MISSING, Letter.NO_CLAIM, Letter.CHAIN, Letter.UNDECODABLE, Letter.GAP}
)
CODE_OF = {
    Letter.HASH: "SEG_HASH",
    Letter.SIGNATURE: "CLAIM_SIG",
    Letter.CHAIN: "SEG_ORDER",
    Letter.UNDECODABLE: "UNREADABLE",
}


def judge(facts: Facts, now: datetime) -> Verdict:
    """Return the verdict on everything known now. Any order of arrival of the same facts gives the same verdict."""
    by_number = chain.rows(facts)
    total = chain.count(facts, by_number)
    reasons = {each.subject_id: each.reason for each in facts.statements}
    gaps = chain.gaps(by_number, reasons)
    found = [*findings(facts, by_number), *_after_close(facts, by_number)]
    silent = now - facts.last_contact_at > PATIENCE
    marks, last = _marks(facts, by_number, gaps, found), max(by_number, default=-1)
    letters = [
        _letter(by_number[number], marks[number], silent) if number in by_number else _absent(number, last, silent)
        for number in range(total)
    ]
    closed = any(closing.signature_holds for closing in facts.closings)
    told_all = [told(each, None) for each in found] + _missing(letters, by_number)
    if not closed and silent and total:
        told_all.append(_open(facts, now))
    explained = [_with_reason(each, reasons) for each in told_all]
    word = _word(letters, closed, silent)
    zh, en = _sentence(word, letters, explained, by_number)
    return Verdict(
        recording_id=facts.recording_id,
        word=word,
        basis="claims",
        strip="".join(letters),
        sentence_zh=zh,
        sentence_en=en,
        findings=sorted(explained, key=_by_weight),
        gaps=gaps,
        claims_root=claims_root(facts),
        engine=ENGINE,
        judged_at=now,
    )


def claims_root(facts: Facts) -> str:
    """Return SHA-256 over the hashes of all raw claims in their order, one a line: what exactly was judged."""
    parts = sorted((p.claim.number, p.claim_sha256) for p in facts.parts)
    hashes = [each for _, each in parts] + sorted(each.claim_sha256 for each in facts.closings)
    return hashlib.sha256("\n".join(hashes).encode("ascii")).hexdigest()


def _marks(facts: Facts, by_number: Mapping[int, Row], gaps: list[Gap], found: list[Found]) -> dict[int, list[Letter]]:
    """Return by number what speaks against each part, but for its bytes."""
    marks: dict[int, list[Letter]] = {number: [] for number in by_number}
    for number, row in by_number.items():
        if not row.first.signature_holds:
            marks[number].append(Letter.SIGNATURE)
        if not chain.link_holds(by_number, row):
            marks[number].append(Letter.CHAIN)
    if by_number and not chain.end_holds(facts, by_number[max(by_number)]):
        marks[max(by_number)].append(Letter.CHAIN)
    for gap in gaps:
        marks[gap.before_number].append(Letter.GAP_SIGNED if gap.reason else Letter.GAP)
    for each in found:
        if each.severity in _LETTER_OF:
            marks[each.part.claim.number].append(_LETTER_OF[each.severity])
    return marks


_LETTER_OF = {Severity.FAIL: Letter.UNDECODABLE, Severity.WARN: Letter.FINDING}


def _letter(row: Row, marks: list[Letter], silent: bool) -> Letter:
    return min([_bytes_letter(row.first, silent), *marks], key=WORST_FIRST.index)


def _absent(number: int, last: int, silent: bool) -> Letter:
    """A number before one that came is known to be missing; those after the last may still be on their way."""
    return Letter.NO_CLAIM if silent or number < last else Letter.PENDING


def _bytes_letter(part: Claimed, silent: bool) -> Letter:
    numbers = part.numbers
    if numbers is None:
        if part.held_at is not None:
            return Letter.PENDING
        return Letter.MISSING if silent else Letter.PENDING
    if numbers.outcome == "missing":
        return Letter.MISSING
    if (numbers.sha256, numbers.size) != (part.claim.sha256, part.claim.size):
        return Letter.HASH
    return Letter.PROVEN if numbers.outcome == "measured" else Letter.UNDECODABLE


def _missing(letters: list[Letter], by_number: Mapping[int, Row]) -> list[Finding]:
    """Return a FAIL finding for each broken letter that no measure explains."""
    found = []
    for number, letter in enumerate(letters):
        row = by_number.get(number)
        code = _code(letter, row)
        if code is None:
            continue
        if row is not None:
            seconds = (row.first.claim.media_to_us - row.first.claim.media_from_us) / 1e6
            found.append(told(Found(code, Severity.FAIL, row.first, None, {"seconds": seconds}), None))
        else:
            zh, en = finding_text(code, {}, number)
            found.append(
                Finding(
                    id=f"{code}-n{number}", code=code, severity=Severity.FAIL, number=number, text_zh=zh, text_en=en
                )
            )
    return found


def _code(letter: Letter, row: Row | None) -> str | None:
    if letter is Letter.MISSING and row is not None:
        return "SEG_GONE" if row.first.held_at is not None else "SEG_MISSING"
    return "CLAIM_MISSING" if letter is Letter.NO_CLAIM else CODE_OF.get(letter)


def _open(facts: Facts, now: datetime) -> Finding:
    numbers = {"minutes": (now - facts.last_contact_at).total_seconds() // 60}
    zh, en = finding_text("RECORDING_OPEN", numbers, None)
    return Finding(
        id="RECORDING_OPEN", code="RECORDING_OPEN", severity=Severity.FAIL, numbers={}, text_zh=zh, text_en=en
    )


def _after_close(facts: Facts, by_number: Mapping[int, Row]) -> list[Found]:
    said = [closing.claim.parts for closing in facts.closings if closing.signature_holds]
    late = [row for number, row in by_number.items() if said and number >= min(said)]
    return [Found("SEG_AFTER_CLOSE", Severity.WARN, row.first, None, {}) for row in late]


def _with_reason(finding: Finding, reasons: Mapping[str, str]) -> Finding:
    return replace(finding, explanation=reasons[finding.id]) if finding.id in reasons else finding


def _word(letters: list[Letter], closed: bool, silent: bool) -> VerdictWord:
    if not letters:
        return VerdictWord.NOT_VERIFIABLE
    if BROKEN & set(letters) or (silent and not closed):
        return VerdictWord.INCOMPLETE
    if Letter.PENDING in letters or not closed:
        return VerdictWord.PENDING
    plain = set(letters) == {Letter.PROVEN}
    return VerdictWord.COMPLETE if plain else VerdictWord.COMPLETE_WITH_FINDINGS


def _sentence(
    word: VerdictWord, letters: list[Letter], found: list[Finding], by_number: Mapping[int, Row]
) -> tuple[str, str]:
    spans = [row.first.claim.media_to_us - row.first.claim.media_from_us for row in by_number.values()]
    return verdict_text(
        word,
        parts=len(letters),
        seconds=round(sum(spans) / 1e6),
        found=sum(1 for each in letters if each in (Letter.FINDING, Letter.GAP_SIGNED)),
        bad=sum(1 for each in letters if each in BROKEN),
        pending=sum(1 for each in letters if each is Letter.PENDING),
    )


def _by_weight(finding: Finding) -> tuple[int, int, int]:
    weight = (Severity.FAIL, Severity.WARN, Severity.INFO).index(finding.severity)
    return weight, finding.number if finding.number is not None else -1, finding.from_us or 0
