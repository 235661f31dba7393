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
from administration.web.sessions import Visitors
from administration.web.words import WORDS
from administration.web.workplace import working_at, workplace
from model.errors import Language, MunimentError
from model.policy import Act, User, UserRole, admitted

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


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

    def requires(self, act: Act) -> Dependency:
        """The policy of a route; every route has exactly one."""
        policy: Dependency = Depends(Policy(act, self.visitors))
        return policy

    def routes(self, table: Iterable[tuple[str, str, Callable[..., Any], Act]]) -> APIRouter:
        """A router of pages; programs have their own document, so they are not described there."""
        made = APIRouter(include_in_schema=False)
        for methods, path, page, act in table:
            policy = [self.requires(act)]
            made.add_api_route(path, page, methods=methods.split(), dependencies=policy)
        return made

    def user(self, request: Request) -> User:
        """Who asks."""
        return self.visitors.user(request)

    def check_form(self, request: Request, token: str) -> None:
        """Refuse a form that another site sent. Raises `access.form-expired`."""
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
