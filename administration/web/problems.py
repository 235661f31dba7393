"""Errors, in one place: as a page for people, as a problem document (RFC 9457) for programs."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from administration.web.hints import hint_for
from administration.web.shell import WebShell
from model.errors import MunimentError, Phrase
from model.policy import PUBLIC, Act, User, admitted

_LOG = logging.getLogger("muniment.web")
_LOG_OF_SERVER = Phrase("the server's log", "dem Protokoll des Servers")
FOR_PROGRAMS = ("/api/", "/iiif/")
_OF_PLACES = ("catalogue.", "home.", "jobs.", "keys.", "mail.", "search.", "storage.")


def answer_errors(app: FastAPI, shell: WebShell) -> None:
    """Let every error become an answer that says what, where and what to do."""

    def known(request: Request, error: Exception) -> Response:
        if not isinstance(error, MunimentError):
            raise error
        return _answer(shell, request, error)

    def http(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        return _answer(shell, request, _ours(request, error), dict(error.headers or {}))

    def invalid(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        first: dict[str, Any] = error.errors()[0] if error.errors() else {}
        where = ".".join(str(part) for part in first.get("loc", ())[1:])
        problem = f"{where}: {first.get('msg', 'not valid')}" if where else "not valid"
        return _answer(shell, request, MunimentError("web.bad-request", problem=problem))

    def unexpected(request: Request, error: Exception) -> Response:
        _LOG.error("unexpected", exc_info=error)
        kind = type(error).__name__
        return _answer(
            shell, request, MunimentError("internal.unexpected", kind=kind, log=_LOG_OF_SERVER)
        )

    app.add_exception_handler(MunimentError, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unexpected)


def _ours(request: Request, error: HTTPException) -> MunimentError:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return MunimentError("web.not-found")
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return MunimentError("web.method-not-allowed", method=request.method)
    return MunimentError("web.bad-request", problem=str(error.detail))


def _said(shell: WebShell, request: Request, error: MunimentError) -> MunimentError:
    """What is said of an error: where our servers and folders lie is for those who mend them."""
    if error.kind.status < 500 or not error.code.startswith(_OF_PLACES):
        return error
    mends = admitted(_who(shell, request), Act.SEE_OPERATIONS)
    return error if mends else MunimentError("web.away")


def _who(shell: WebShell, request: Request) -> User:
    try:
        return shell.user(request)
    except MunimentError:
        # who it is cannot be looked up either: the page is for anybody
        shell.visitors.unknown(request)
        return PUBLIC


def _answer(
    shell: WebShell, request: Request, error: MunimentError, headers: dict[str, str] | None = None
) -> Response:
    language = shell.language(request)
    said = _said(shell, request, error)
    hint = hint_for(_who(shell, request), said, language)
    status = error.kind.status
    if request.url.path.startswith(FOR_PROGRAMS):
        document = {
            # RFC 9457 section 3.1.1: the type alone says which problem it is
            "type": f"urn:muniment:error:{error.code}",
            "title": said.message(language),
            "status": status,
            "detail": hint,
            "code": error.code,
        }
        response: Response = JSONResponse(document, status, media_type="application/problem+json")
    else:
        response = shell.page(
            request,
            "error.html",
            status=status,
            code=error.code,
            message=said.message(language),
            hint=hint,
            error_status=status,
        )
    response.headers.update(headers or {})
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        # RFC 9110 section 15.5.17: the answer says how long the file is.
        response.headers["content-range"] = f"bytes */{error.details['size']}"
    return response
