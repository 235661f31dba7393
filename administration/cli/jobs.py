"""`muniment jobs`: what is being done, what waits and why, what failed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from administration.cli.call import Call, HomeOption, JsonOption, begin
from administration.cli.console import Console
from model.errors import MunimentError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from model.job import Job

jobs = typer.Typer(name="jobs", help="See, cancel and retry jobs.", no_args_is_help=True)
JobArgument = Annotated[str, typer.Argument(metavar="JOB", help="A job's id.")]


@jobs.command("list")
def list_jobs(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List jobs: what failed or waits first, with the reason."""
    call = begin(ctx, home, as_json)
    from catalogue import jobs as book

    with call.archive() as archive, archive.database.read() as connection:
        found = book.listed(connection, limit)
    call.console.answer(
        {"jobs": [_document(one) for one in found]}, *_laid_out(call.console, found)
    )


@jobs.command()
def show(
    ctx: typer.Context, job: JobArgument, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Show one job."""
    call = begin(ctx, home, as_json)
    found = _find(call, job)
    call.console.answer(_document(found), *_laid_out(call.console, [found]))


@jobs.command()
def cancel(
    ctx: typer.Context, job: JobArgument, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Let a job end before its next step; what it has done stays."""
    call = begin(ctx, home, as_json)
    with call.archive() as archive:
        archive.jobs.cancel(job, archive.agent)
    call.console.answer(
        {"job": job, "state": "cancelled"}, call.console.tr("Cancelled.", "Abgebrochen.")
    )


@jobs.command()
def retry(
    ctx: typer.Context, job: JobArgument, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Try a failed or cancelled job again, as a new one."""
    call = begin(ctx, home, as_json)
    with call.archive() as archive:
        again = archive.jobs.retry(job)
    call.console.answer({"job": again, "state": "queued"}, again)


def _find(call: Call, job: str) -> Job:
    from catalogue import jobs as book

    with call.archive() as archive, archive.database.read() as connection:
        found = book.by_id(connection, job)
    if found is None:
        raise MunimentError("jobs.not-found", job=job)
    return found


def _document(one: Job) -> dict[str, object]:
    from model.event import utc

    return {
        "job": one.id,
        "kind": one.kind,
        "state": one.state.value,
        "done": one.done,
        "total": one.total,
        "code": one.code or None,
        "message": one.message.get("en"),
        "attempts": one.attempts,
        "worker": str(one.worker) if one.worker else None,
        "result": one.result,
        "created_at": utc(one.created_at),
        "ended_at": utc(one.ended_at) if one.ended_at else None,
    }


_STATES = {
    "queued": ("queued", "in der Warteschlange"),
    "running": ("running", "läuft"),
    "waiting": ("waiting", "wartet"),
    "done": ("done", "erledigt"),
    "failed": ("failed", "gescheitert"),
    "cancelled": ("cancelled", "abgebrochen"),
}


def _laid_out(console: Console, found: list[Job]) -> Iterator[RenderableType]:
    from rich.text import Text

    from administration.cli.layout import when

    if not found:
        yield console.tr("There are no jobs.", "Es gibt keine Aufträge.")
    for one in found:
        line = Text(one.kind, style="bold")
        line.append(f"  {console.tr(*_STATES[one.state.value])}", style="not bold")
        if one.percent is not None and not one.state.ended:
            line.append(f" {one.percent} %", style="not bold")
        yield line.append(f"  {when(one.created_at, console.language)}  {one.id}", style="dim")
        if one.message:
            yield Text(f"  {one.message.get(console.language, '')}", style="yellow")
