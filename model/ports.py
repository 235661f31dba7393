"""What rooms need from above, as Protocols: clock, fresh identifiers, progress, web shell."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from model.errors import Language
from model.policy import Act, User


class Clock(Protocol):
    """The time now, with its zone."""

    def __call__(self) -> datetime: ...


class NewId(Protocol):
    """A fresh UUIDv7."""

    def __call__(self) -> UUID: ...


class Progress(Protocol):
    """Tells people how far long work has come; silent where nobody looks."""

    def begin(self, what: str, total: int) -> None:
        """A stage starts. ``total``: bytes or items, 0 where not known."""

    def advance(self, amount: int) -> None:
        """So much more of the stage is done."""


class Shell(Protocol):
    """The web shell, as the web-facing rooms see it. Requests and responses are the framework's."""

    def requires(self, act: Act) -> Any:
        """A dependency that refuses who may not do ``act``; every route has exactly one."""

    def user(self, request: Any) -> User:
        """Who asks."""

    def language(self, request: Any) -> Language:
        """In which language."""

    def page(self, request: Any, template: str, *, status: int = 200, **context: Any) -> Any:
        """A rendered page; templates extend ``base.html``. ``status``: of HTTP."""
