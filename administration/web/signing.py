"""Signing in and out: by name and password, or by a one-time link."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from administration.web.house import House
from administration.web.language import COOKIE, YEAR
from administration.web.shell import WebShell
from administration.web.throttle import Throttle
from catalogue import accounts, ledger
from catalogue.accounts import Account
from model.errors import MunimentError
from model.event import Event, Kind, Outcome
from model.policy import Act

_SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 256
_LONGEST_NAME = 200

Text = Annotated[str, Form(max_length=_LONGEST_NAME)]
Secret = Annotated[str, Form(max_length=_LONGEST_PASSWORD)]


def router(shell: WebShell, house: House) -> APIRouter:
    """The routes of signing in, of the own account, and of the language."""
    desk = _Desk(shell, house)
    return shell.routes(
        (
            ("GET", "/sign-in", desk.form, Act.USE_SITE),
            ("POST", "/sign-in", desk.sign_in, Act.USE_SITE),
            ("GET", "/sign-in/link/{token}", desk.link, Act.USE_SITE),
            ("POST", "/sign-in/link/{token}", desk.by_link, Act.USE_SITE),
            ("POST", "/sign-out", desk.sign_out, Act.SIGN_OUT),
            ("GET", "/account", desk.account, Act.SEE_OWN_ACCOUNT),
            ("POST", "/account/password", desk.password, Act.SEE_OWN_ACCOUNT),
            ("GET", "/language/{language}", desk.speak, Act.USE_SITE),
        )
    )


class _Desk:
    def __init__(self, shell: WebShell, house: House) -> None:
        self._shell = shell
        self._house = house
        self._throttle = Throttle()

    def form(self, request: Request) -> Response:
        return self._shell.page(request, "sign-in.html", name="", problem="")

    def sign_in(self, request: Request, name: Text = "", password: Secret = "") -> Response:
        now = self._house.clock()
        self._throttle.admit(name, now)
        with self._house.database.read() as connection:
            found = accounts.check_password(connection, name, password)
        if found is None:
            self._throttle.wrong(name, now)
            self._failed(name)
            error = MunimentError("access.sign-in-failed")
            problem = error.message(self._shell.language(request))
            return self._shell.page(request, "sign-in.html", status=403, name=name, problem=problem)
        self._throttle.right(name)
        return self._let_in(request, found)

    def link(self, request: Request, token: str) -> Response:
        # Mail programs open links by themselves; only the button uses it up.
        raw = _token(token)
        with self._house.database.read() as connection:
            if not accounts.link_is_good(connection, raw, self._house.clock()):
                raise MunimentError("access.link-used")
        return self._shell.page(request, "sign-in-link.html", token=token)

    def by_link(self, request: Request, token: str) -> Response:
        with self._house.database.write() as connection:
            found = accounts.use_link(connection, _token(token), self._house.clock())
        return self._let_in(request, found)

    def sign_out(self, request: Request) -> Response:
        session = self._shell.visitors.session(request)
        response = RedirectResponse("/", status_code=303)
        self._shell.visitors.end(request, response)
        if session is not None:
            self._record(Kind.SIGNED_OUT, session.account)
        return response

    def account(self, request: Request) -> Response:
        return self._own_page(request, problem="", saved=False)

    def password(self, request: Request, password: Secret = "") -> Response:
        session = self._shell.visitors.session(request)
        if session is None:
            raise MunimentError("access.sign-in-needed")
        if len(password) < _SHORTEST_PASSWORD:
            problem = self._shell.speech(request)("account.password.short")
            return self._own_page(request, problem=problem, saved=False)
        with self._house.database.write() as connection:
            accounts.set_password(connection, session.account.id, password)
        return self._own_page(request, problem="", saved=True)

    def speak(self, request: Request, language: str, to: str = "/") -> Response:
        if language not in self._house.settings.archive.languages:
            raise MunimentError("web.not-found")
        # Only a path of our own: "//other.example" and "/\other" would lead elsewhere.
        is_ours = to.startswith("/") and to[1:2] not in ("/", "\\") and to.isprintable()
        response = RedirectResponse(to if is_ours else "/", status_code=303)
        response.set_cookie(COOKIE, language, max_age=YEAR, samesite="lax", httponly=True)
        return response

    def _own_page(self, request: Request, *, problem: str, saved: bool) -> Response:
        session = self._shell.visitors.session(request)
        return self._shell.page(
            request,
            "account.html",
            status=422 if problem else 200,
            session=session,
            problem=problem,
            saved=saved,
        )

    def _let_in(self, request: Request, found: Account) -> Response:
        response = RedirectResponse("/", status_code=303)
        self._shell.visitors.begin(request, response, found)
        self._record(Kind.SIGNED_IN, found)
        return response

    def _failed(self, name: str) -> None:
        with self._house.database.read() as connection:
            tried = accounts.by_name(connection, name)
        if tried is not None:  # what is typed as a name may be anything, a password too
            self._record(Kind.SIGN_IN_FAILED, tried, Outcome.FAILURE)

    def _record(self, kind: Kind, who: Account, outcome: Outcome = Outcome.SUCCESS) -> None:
        happened = Event(
            self._house.new_id(), kind, self._house.clock(), who.agent, outcome,
            {"account": str(who.id)},
        )  # fmt: skip
        with self._house.database.write() as connection:
            ledger.append(connection, happened)


def _token(text: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise MunimentError("access.link-used") from error
    return raw
