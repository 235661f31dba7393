"""What rooms need from above, as Protocols: clock, fresh identifiers, progress, jobs, web shell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from model.errors import Language
from model.policy import Act, User

Result = TypeVar("Result")


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


class Silence:
    """Progress that nobody looks at."""

    def begin(self, what: str, total: int) -> None:
        """Say nothing."""

    def advance(self, amount: int) -> None:
        """Say nothing."""


class Steps(Protocol):
    """What a workflow has while it runs as a job.

    A workflow is a function that calls steps in order. After a crash it is called again with the
    same arguments, and steps that had ended give back what they gave: so nothing but steps may
    change anything, and a step may be run twice (it must come to the same end).
    """

    def step(self, name: str, deed: Callable[[], Result]) -> Result:
        """Do ``deed`` and keep what it returns, which must be JSON; or give back what was kept.

        Raises JobCancelled before it begins, where somebody has cancelled the job.
        """

    def progress(self, done: int, total: int, stage: str = "") -> None:
        """How far the job has come. ``total``: 0 where not known; ``stage``: what is counted."""

    def waits(self, code: str) -> None:
        """Why nothing goes on right now: the code of an error (`storage.away`), "" when over."""


class JobCancelled(Exception):
    """Somebody cancelled the job; what its steps have done stays."""


class Jobs(Protocol):
    """Work that goes on in the background and survives a crash."""

    def start(self, kind: str, arguments: Mapping[str, Any], *, key: str = "") -> str:
        """Put a job in its queue; the job's id. The same ``key`` again is the same job."""


class Shell(Protocol):
    """The web shell, as the web-facing rooms see it. Requests and responses are the framework's."""

    def requires(self, act: Act) -> Any:
        """A dependency that refuses who may not do ``act``; every route has exactly one."""

    def routes(self, table: Iterable[tuple[str, str, Callable[..., Any], Act]]) -> Any:
        """A router of pages, a line for each: methods (``GET HEAD``), path, page, act.

        Before a page that is posted to, the form is checked: one of ours sent it, else it raises
        `access.form-expired`.
        """

    def user(self, request: Any) -> User:
        """Who asks."""

    def check_form(self, request: Any, token: str) -> None:
        """Refuse what another site sent, for pages without a form. Raises `access.form-expired`."""

    def visit(self, request: Any) -> bytes | None:
        """Which session, by the digest of its token; None for who is not signed in."""

    def language(self, request: Any) -> Language:
        """In which language."""

    def page(self, request: Any, template: str, *, status: int = 200, **context: Any) -> Any:
        """A rendered page; templates extend ``base.html``. ``status``: of HTTP."""
