"""The web shell as the rooms see it (model.ports.Shell): policy, language, pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.params import Depends as Dependency
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from administration.web.house import House
from administration.web.language import LANGUAGES, Speech, Words, language_of
from administration.web.marking import commands
from administration.web.sessions import Visitors
from administration.web.words import WORDS
from administration.web.workplace import working_at, workplace
from model.errors import Language, MunimentError
from model.policy import Act, User, UserRole, admitted

_HERE = Path(__file__).parent
STATIC = _HERE / "static"

_FIELDS = "application/x-www-form-urlencoded"
_LONGEST_FORM = 2 << 20  # bytes, without files
_MOST_FIELDS = 100  # of a form whose page names none


@dataclass(frozen=True, slots=True)
class Policy:
    """A route's policy, as a dependency: who may not do the act gets no further."""

    act: Act
    visitors: Visitors

    def __call__(self, request: Request) -> None:
        user = self.visitors.user(request)
        if admitted(user, self.act):
            return
        if user.role is UserRole.PUBLIC:
            raise MunimentError("access.sign-in-needed")
        raise MunimentError("access.denied", role=UserRole.ARCHIVIST.value)


@dataclass(frozen=True, slots=True)
class OwnForm:
    """What stands before every page that is posted to: a page of ours sent the form."""

    visitors: Visitors

    async def __call__(self, request: Request) -> None:
        """Raises `access.form-expired`, `web.bad-request`."""
        length = int(request.headers.get("content-length") or 0)
        if length > _LONGEST_FORM and request.headers.get("content-type", "").startswith(_FIELDS):
            raise MunimentError("web.bad-request", problem="the form is too long")
        # A page that takes files has its form read by now; here it holds fields alone.
        said = await request.form(max_files=0, max_fields=_MOST_FIELDS)
        token = said.get("form_token", "")
        # The policy has looked the session up: nothing here waits for the database.
        self.visitors.check_form(request, token if isinstance(token, str) else "")


class WebShell:
    """Puts what rooms show into one layout, in the reader's language."""

    def __init__(
        self, house: House, rooms: Sequence[tuple[Path, Words]], visitors: Visitors
    ) -> None:
        """``rooms``: the folder of templates and the words of each web-facing room."""
        self._house = house
        self.visitors = visitors
        words = dict(WORDS)
        for _, more in rooms:
            words |= more
        self._speech = {language: Speech(language, words) for language in LANGUAGES}
        folders = [_HERE / "templates", *(folder for folder, _ in rooms)]
        self._templates = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["commands"] = commands

    def requires(self, act: Act) -> Dependency:
        """The policy of a route; every route has exactly one."""
        policy: Dependency = Depends(Policy(act, self.visitors))
        return policy

    def routes(self, table: Iterable[tuple[str, str, Callable[..., Any], Act]]) -> APIRouter:
        """A router of pages; programs have their own document, so they are not described there.

        A page that is posted to takes forms of ours alone (`OwnForm`).
        """
        made = APIRouter(include_in_schema=False)
        own_form: Dependency = Depends(OwnForm(self.visitors))
        for methods, path, page, act in table:
            before = [self.requires(act), *([own_form] if methods == "POST" else [])]
            made.add_api_route(path, page, methods=methods.split(), dependencies=before)
        return made

    def user(self, request: Request) -> User:
        """Who asks."""
        return self.visitors.user(request)

    def check_form(self, request: Request, token: str) -> None:
        """Refuse what another site sent, for pages without a form. Raises `access.form-expired`."""
        self.visitors.check_form(request, token)

    def visit(self, request: Request) -> bytes | None:
        """Which session."""
        return self.visitors.visit(request)

    @property
    def today(self) -> date:
        """The day that protection periods are counted against."""
        return self._house.today

    def language(self, request: Request) -> Language:
        """In which language."""
        return language_of(request, self._house.settings.archive.languages)

    def speech(self, request: Request) -> Speech:
        """Words, days and numbers of that language."""
        return self._speech[self.language(request)]

    def page(
        self, request: Request, template: str, *, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """A rendered page."""
        speech, user = self.speech(request), self.user(request)
        text = self._templates.get_template(template).render(
            t=speech,
            lang=speech.language,
            languages=self._house.settings.archive.languages,
            archive=self._house.settings.archive.title,
            user=user,
            workplace=workplace(user),
            working_at=working_at(user, request.url.path),
            form_token=self.visitors.form_token(request),
            here=_local_url(request),
            path=request.url.path,
            **context,
        )
        return HTMLResponse(text, status_code=status)


def _local_url(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
