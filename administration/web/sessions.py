"""Who asks: the session cookie, and the token that every form must bring back."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from administration.web.house import House
from catalogue import sessions
from catalogue.accounts import Account
from catalogue.sessions import Session
from model.digests import sha256
from model.errors import MunimentError
from model.policy import PUBLIC, User

_TOKEN_BYTES = 32
_CACHED = "muniment_session"


class Visitors:
    """Cookies, sessions and form tokens of one archive's portal."""

    def __init__(self, house: House) -> None:
        self._house = house

    def session(self, request: Request) -> Session | None:
        """The session of a request, looked up once."""
        if not hasattr(request.state, _CACHED):
            setattr(request.state, _CACHED, self._find(request))
        found: Session | None = getattr(request.state, _CACHED)
        return found

    def unknown(self, request: Request) -> None:
        """Let a request be anybody's, where sessions cannot be looked up."""
        setattr(request.state, _CACHED, None)

    def user(self, request: Request) -> User:
        """Who asks; the public where nobody is signed in."""
        found = self.session(request)
        return User(found.account.role, found.account.id) if found else PUBLIC

    def visit(self, request: Request) -> bytes | None:
        """The digest of the session's token, as the catalogue has it."""
        token = _decoded(request.cookies.get(_cookie(request), ""))
        return sha256(token) if token and self.session(request) else None

    def begin(self, request: Request, response: Response, account: Account) -> None:
        """Sign in, with a fresh token: one that was planted before is worth nothing (fixation)."""
        token = secrets.token_bytes(_TOKEN_BYTES)
        lasts = timedelta(hours=self._house.settings.web.session_hours)
        with self._house.database.write() as connection:
            if old := _decoded(request.cookies.get(_cookie(request), "")):
                sessions.end(connection, old)
            sessions.begin(
                connection, account, token, secrets.token_bytes(_TOKEN_BYTES),
                self._house.clock(), lasts,
            )  # fmt: skip
        response.set_cookie(
            _cookie(request),
            base64.urlsafe_b64encode(token).decode(),
            max_age=int(lasts.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=_is_secure(request),
        )

    def end(self, request: Request, response: Response) -> None:
        """Sign out."""
        if token := _decoded(request.cookies.get(_cookie(request), "")):
            with self._house.database.write() as connection:
                sessions.end(connection, token)
        response.delete_cookie(_cookie(request), secure=_is_secure(request), httponly=True)

    def form_token(self, request: Request) -> str:
        """What the forms of a page carry; empty for those who are not signed in."""
        found = self.session(request)
        return found.csrf.hex() if found else ""

    def check_form(self, request: Request, token: str) -> None:
        """Refuse a form that another site sent. Raises `access.form-expired`."""
        origin = request.headers.get("origin")
        # Browsers send Origin with every POST; a page elsewhere cannot forge or drop it.
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            raise MunimentError("access.form-expired")
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise MunimentError("access.form-expired")
        if not hmac.compare_digest(self.form_token(request).encode(), token.encode()):
            raise MunimentError("access.form-expired")

    def _find(self, request: Request) -> Session | None:
        token = _decoded(request.cookies.get(_cookie(request), ""))
        if token is None:
            return None
        with self._house.database.read() as connection:
            return sessions.find(connection, token, self._house.clock())


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _cookie(request: Request) -> str:
    # __Host-: the browser itself sees to it that no other host and no plain HTTP has set it.
    return "__Host-muniment" if _is_secure(request) else "muniment"


def _decoded(text: str) -> bytes | None:
    try:
        token = base64.urlsafe_b64decode(text.encode("ascii"))
    except (binascii.Error, UnicodeEncodeError):
        return None
    return token if len(token) == _TOKEN_BYTES else None
