"""`muniment worker`: do what is in the queues."""

from __future__ import annotations

import signal
import sys
import threading
from typing import Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin


def worker(
    ctx: typer.Context,
    until_eof: Annotated[
        bool, typer.Option("--until-eof", help="End when standard input ends.", hidden=True)
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Do jobs until interrupted: what is in the queues, and what the hours ask for.

    `muniment serve` brings a worker of its own. On PostgreSQL several may work at once, and the
    jobs of one that died are done by the others within a minute.
    """
    call = begin(ctx, home, as_json)
    from administration.jobs.worker import work
    from administration.worker_log import log_to_file

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    if until_eof:
        threading.Thread(target=_watch, args=(stop,), name="parent", daemon=True).start()
    with call.archive() as archive:
        log_to_file(archive.home.log / "worker.log")
        call.console.remark(
            call.console.tr(
                "The worker is at work. Ctrl-C ends it.",
                "Der Ausführende arbeitet. Strg-C beendet ihn.",
            )
        )
        work(archive, stop)


def _watch(stop: threading.Event) -> None:
    # Whoever started us holds the other end; when they are gone, however they went, so are we.
    sys.stdin.buffer.read()
    stop.set()
