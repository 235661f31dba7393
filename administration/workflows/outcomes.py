"""Outcomes of ingest as JSON and back: a job's result is kept, and read by whoever waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ingest.outcome import Outcome
from model.errors import MunimentError


def outcome_document(one: Outcome) -> dict[str, Any]:
    """As JSON."""
    error = one.error
    details = error.kept() if error else {}
    return {
        "source": one.source,
        "status": one.status,
        "aip": str(one.aip) if one.aip else None,
        "generation": one.generation,
        "refcode": one.refcode,
        "files": one.files,
        "bytes": one.bytes,
        "message": one.message,
        "warnings": list(one.warnings),
        "error": {"code": error.code, "details": details} if error else None,
    }


def outcome_of(document: Mapping[str, Any]) -> Outcome:
    """And back."""
    told = document["error"]
    error = MunimentError(told["code"], **told["details"]) if told else None
    return Outcome(
        source=document["source"],
        status=document["status"],
        aip=UUID(document["aip"]) if document["aip"] else None,
        generation=document["generation"],
        refcode=document["refcode"],
        files=document["files"],
        bytes=document["bytes"],
        code=error.code if error else None,
        message=document["message"],
        warnings=tuple(document["warnings"]),
        error=error,
    )
