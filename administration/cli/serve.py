"""`muniment serve`: open the portal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.console import Console
from administration.cli.link import document_of

if TYPE_CHECKING:
    from administration.people import SignInLink


_PORT = "MUNIMENT_WEB__PORT"


def serve(
    ctx: typer.Context,
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address to bind instead of 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to bind; 0 takes a free one.")
    ] = None,
    print_links: Annotated[
        bool, typer.Option("--print-links", help="Print a one-time sign-in link for each role.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open the portal and the JSON API.

    Binds this machine only, unless told otherwise. Runs until it is interrupted.
    """
    call = begin(ctx, home, as_json)
    from administration.serving import doorstep

    with _known_to_all(port), call.archive() as archive:
        door = doorstep(archive, host, port)
        _announce(call.console, door.url, door.links() if print_links else [])
        door.run()


@contextmanager
def _known_to_all(port: int | None) -> Iterator[None]:
    """Links in letters lead to the door that is open, also those that its worker writes.

    The environment goes before settings.toml, and is handed on.
    """
    before = os.environ.get(_PORT)
    if port:
        os.environ[_PORT] = str(port)
    try:
        yield
    finally:
        if before is not None:
            os.environ[_PORT] = before
        elif port:
            del os.environ[_PORT]


def _announce(console: Console, url: str, links: list[SignInLink]) -> None:
    import sys

    from administration.cli.layout import facts, heading

    tr = console.tr
    if console.as_json:
        console.document({"url": url, "links": [document_of(link) for link in links]})
    else:
        console.show(heading(tr(f"The portal is open: {url}", f"Das Portal ist offen: {url}")))
        if links:
            once = tr(
                "Sign in as (each link works once):", "Anmelden als (jeder Link gilt einmal):"
            )
            console.show(once, facts([(link.role.value, link.url) for link in links]))
        console.show(tr("Ctrl-C closes it.", "Strg-C schließt es."))
    sys.stdout.flush()  # whoever reads a pipe waits for the address
