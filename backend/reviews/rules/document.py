"""The document that is signed: everything the signer judges by, and nothing that moves by itself.

Left out on purpose: the present moment, addresses, pictures, wording, contact and battery states. Building it
twice from the same facts gives the same bytes.
"""

import math
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from schemas.continuity import Finding, Gap, Verdict
from schemas.coverage import Coverage, CoveredSpan, LinkedRecording
from schemas.incidents import Incident

KIND = "lianzheng.review-document"


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """One incident as it stands: the report, its footage with verdicts by recording, and coverage."""

    incident: Incident
    coverage: Coverage
    verdicts: dict[UUID, Verdict]

    @property
    def linked(self) -> list[tuple[LinkedRecording, Verdict | None]]:
        """Return every linked recording beside its verdict, in order of its begin."""
        links = sorted(self.coverage.recordings, key=lambda link: (link.recording.begun_at, link.recording.id))
        return [(link, self.verdicts.get(link.recording.id)) for link in links]


def document(matter: Matter) -> dict[str, Any]:
    """Return what is signed, as plain values ready for RFC 8785."""
    incident = matter.incident
    return {
        "kind": KIND,
        "version": 1,
        "incident": {"id": str(incident.id), "number": incident.number, "unit_id": str(incident.unit_id)},
        "report": {"version": incident.version} | msgspec.to_builtins(incident.report),
        "times": [_plain(msgspec.structs.asdict(entry)) for entry in sorted(incident.times, key=lambda e: str(e.id))],
        "officers": [
            {"id": str(each.id), "police_no": each.police_no, "name": each.name}
            for each in sorted(incident.officers, key=lambda e: str(e.id))
        ],
        "recordings": [_recording(link, verdict) for link, verdict in matter.linked],
        "coverage": _coverage(matter.coverage),
    }


def _recording(link: LinkedRecording, verdict: Verdict | None) -> dict[str, Any]:
    facts = {"id": str(link.recording.id), "officer_id": str(link.recording.officer_id), "linked": link.how}
    if verdict is None:
        return facts | {"word": "PENDING"}
    return facts | {
        "word": verdict.word.value,
        "basis": verdict.basis,
        "claims_root": verdict.claims_root,
        "strip": verdict.strip,
        "findings": [_finding(each) for each in sorted(verdict.findings, key=lambda f: f.id)],
        "gaps": [_gap(each) for each in sorted(verdict.gaps, key=lambda g: (g.after_number, g.id))],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return _plain(
        {
            "id": finding.id,
            "code": finding.code,
            "severity": finding.severity.value,
            "take": finding.take,
            "number": finding.number,
            "from_us": finding.from_us,
            "to_us": finding.to_us,
            "numbers": finding.numbers,
            "explanation": finding.explanation,
        }
    )


def _gap(gap: Gap) -> dict[str, Any]:
    return _plain(msgspec.structs.asdict(gap))


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return _plain(
        {
            "scene_from": coverage.scene_from,
            "scene_to": coverage.scene_to,
            "scene_s": coverage.scene_s,
            "covered_s": coverage.covered_s,
            "officers": [
                {"id": each.officer_id, "covered_s": each.covered_s, "spans": [_span(span) for span in each.spans]}
                for each in sorted(coverage.officers, key=lambda o: str(o.officer_id))
            ],
            "uncovered": [_span(span) for span in coverage.uncovered],
        }
    )


def _span(span: CoveredSpan) -> list[datetime]:
    return [span.from_at, span.to_at]


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Return plain JSON values: moments in UTC, ids as text, numbers that JSON does not know as words."""
    return {str(key): _value(each) for key, each in facts.items()}


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_value(each) for each in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return msgspec.to_builtins(value)
