"""One call of a command: what every command takes, and how it opens the archive."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.console import Console
from administration.home import Home, chosen_home, existing_home

if TYPE_CHECKING:
    from administration.wiring import Archive

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="The archive's folder (or set MUNIMENT_HOME)."),
]
AipsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[AIP]...", help="Ids, ARKs or reference codes.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


@dataclass
class Call:
    """Lives as long as one run of the program; Typer hands it on as ``ctx.obj``."""

    console: Console
    named: Path | None = None  # --home, before or after the command
    home: Home | None = None  # known by now; unexpected errors are recorded there

    def option(self, home: Path | None, *, as_json: bool) -> None:
        """Take in what stood before or after the command."""
        self.named = home or self.named
        self.console.as_json |= as_json

    def chosen(self) -> Home:
        """The folder that was named, whatever is there. Raises `home.unnamed`."""
        self.home = chosen_home(self.named, os.environ)
        return self.home

    def existing(self) -> Home:
        """The archive that was named. Raises `home.unnamed`, `home.missing`."""
        home = existing_home(self.named, os.environ)
        self.home = home
        return home

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """The archive, wired; it connects to what is used. Raises `settings.invalid` and others."""
        from administration.wiring import open_archive  # costs half a second

        with open_archive(self.existing()) as archive:
            yield archive


def begin(ctx: typer.Context, home: Path | None, as_json: bool, *, archive: bool = True) -> Call:
    """The call, with the options that stood after the command.

    Raises `home.unnamed` and `home.missing` for a command that needs an ``archive``.
    """
    call = ctx.obj
    assert isinstance(call, Call)
    call.option(home, as_json=as_json)
    if archive:
        call.existing()  # before any heavy import, so that a slip is answered at once
    return call
