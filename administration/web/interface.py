"""The OpenAPI document: what FastAPI knows of the routes, and how errors really look."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

_SCHEMA = "Problem"
# What any operation may answer, whoever asks for whatever.
_STATUSES = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457; docs/errors.md lists the codes.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
    },
}


def describe(app: FastAPI) -> None:
    """Let the document say problem documents where FastAPI says its own."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = described()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for ours in ("HTTPValidationError", "ValidationError"):
                schemas.pop(ours, None)
            schemas[_SCHEMA] = _PROBLEM
            for operations in document["paths"].values():
                for operation in operations.values():
                    _with_problems(operation["responses"])
        return app.openapi_schema or described()

    app.openapi = openapi  # type: ignore[method-assign]


def _with_problems(responses: dict[str, Any]) -> None:
    # Wrong parameters are a 400 here (`problems.invalid`), never FastAPI's 422.
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    for status in _STATUSES:
        responses.setdefault(str(int(status)), problem(status))


def problem(status: HTTPStatus) -> dict[str, Any]:
    """How an answer with an error is described."""
    content = {"schema": {"$ref": f"#/components/schemas/{_SCHEMA}"}}
    return {"description": status.phrase, "content": {"application/problem+json": content}}
