"""Several recordings of one incident said in one word, one strip and one number."""

from collections.abc import Iterable

from schemas.continuity import Severity, Verdict, VerdictWord

WORST_FIRST = (
    VerdictWord.INCOMPLETE,
    VerdictWord.NOT_VERIFIABLE,
    VerdictWord.PENDING,
    VerdictWord.COMPLETE_WITH_FINDINGS,
    VerdictWord.COMPLETE,
)


def worst_word(words: Iterable[str]) -> str:
    """Return the worst verdict word of all recordings, "" when there is none."""
    there = set(words)
    return next((word.value for word in WORST_FIRST if word.value in there), "")


def joined_strip(strips: Iterable[str]) -> str:
    """Return the strips of all recordings, in order, a space between two."""
    return " ".join(strip for strip in strips if strip)


def findings_count(verdicts: Iterable[Verdict]) -> int:
    """Return how many findings a reviewer has to look at: failures and warnings, not information."""
    return sum(each.severity is not Severity.INFO for verdict in verdicts for each in verdict.findings)
